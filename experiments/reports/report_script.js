"use strict";
(() => {
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));

  const drawPlots = () => {
    const waiting = all("script[data-plot]");
    const drawNext = () => {
      const source = waiting.shift();
      if (!source) {
        document.documentElement.dataset.ready = "true";
        return;
      }
      const figure = JSON.parse(source.textContent);
      const place = document.getElementById(source.dataset.plot);
      Plotly.newPlot(place, figure.data, figure.layout, { displayModeBar: false, responsive: true })
        .then(() => setTimeout(drawNext, 0));
    };
    drawNext();
  };

  const choose = (chips, flows, service) => {
    for (const chip of chips) {
      chip.setAttribute("aria-pressed", String(chip.dataset.service === service));
    }
    for (const group of flows) {
      const whole = service === "all" && "layer" in group.dataset;
      group.style.display = whole || group.dataset.service === service ? "" : "none";
    }
  };

  const wireMaps = () => {
    for (const card of all(".map-card")) {
      const chips = all(".chip", card);
      const shown = all(".flows, .map-scale", card);
      for (const chip of chips) {
        chip.addEventListener("click", () => choose(chips, shown, chip.dataset.service));
      }
    }
  };

  const valueOf = (row, column) => {
    const cell = row.cells[column];
    if (!("sort" in cell.dataset)) return cell.textContent;
    return cell.dataset.sort === "" ? -Infinity : Number(cell.dataset.sort);
  };

  const sortBy = (table, head) => {
    const column = head.cellIndex;
    const isNumber = head.classList.contains("number");
    const before = head.getAttribute("aria-sort");
    const order = before ? (before === "descending" ? "ascending" : "descending")
      : (isNumber ? "descending" : "ascending");
    all("th[aria-sort]", table).forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    const rows = all("tbody tr", table).sort((one, other) => {
      const a = valueOf(one, column);
      const b = valueOf(other, column);
      return sign * (typeof a === "number" ? a - b || 0 : a.localeCompare(b));
    });
    table.tBodies[0].append(...rows);
  };

  const wireTables = () => {
    for (const table of all("table")) {
      for (const head of all("thead th", table)) {
        head.querySelector("button").addEventListener("click", () => sortBy(table, head));
      }
    }
  };

  wireMaps();
  wireTables();
  drawPlots();
})();
