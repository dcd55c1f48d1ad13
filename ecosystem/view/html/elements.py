"""Pieces of an HTML page: cards, charts, tables and small lines, with all text escaped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem.scenario.names import SERVICES
from ecosystem.view.html.key_figures import KeyFigure
from ecosystem.view.html.tables import Table
from ecosystem.view.style import numbers, palette
from ecosystem.view.style.escaping import script_json
from ecosystem.view.style.theme import Chart

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def sparkline(series: NDArray[np.float64], width: float = 120.0, height: float = 30.0) -> str:
    """Draw a small line without axes; gaps are skipped and a flat series lies in the middle."""
    values = np.asarray(series, dtype=float)
    values = values[np.isfinite(values)]
    if len(values) < 2:
        return ""
    low, span = values.min(), np.ptp(values)
    level = (values - low) / span if span > 0 else np.full(len(values), 0.5)
    x = np.linspace(3.0, width - 3.0, len(values))
    y = height - 3.0 - level * (height - 6.0)
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
    return (
        f'<svg class="sparkline" viewBox="0 0 {width:g} {height:g}" aria-hidden="true">'
        f'<polyline points="{points}" fill="none" stroke="{palette.ACCENT}" stroke-width="1.6" '
        f'stroke-linejoin="round" stroke-linecap="round"/>'
        f'<circle cx="{x[-1]:.1f}" cy="{y[-1]:.1f}" r="2.4" fill="{palette.ACCENT}"/></svg>'
    )


def key_figure(figure: KeyFigure, since: str) -> str:
    """Write one headline number as a card; `since` names what it is compared with."""
    return (
        f'<div class="card figure"><h3>{escape(figure.label)}</h3>'
        f'<p class="value">{escape(figure.value)} <span>{escape(figure.unit)}</span></p>'
        f'<p class="change"><b>{escape(figure.change)}</b> since the {escape(since)}</p>'
        f"{sparkline(figure.series)}</div>"
    )


def swatches(entries: list[tuple[str, str]]) -> str:
    """Write a legend of (label, colour) entries."""
    items = "".join(
        f'<li><i style="background:{colour}"></i>{escape(label)}</li>' for label, colour in entries
    )
    return f'<ul class="legend">{items}</ul>'


def legend_entries(figure: Figure) -> list[tuple[str, str]]:
    """Return label and colour of every trace that a legend should name."""
    entries = []
    for trace in figure.data:
        if trace.showlegend is False or not trace.name:
            continue
        colour = trace.fillcolor if getattr(trace, "fill", None) or getattr(
            trace, "stackgroup", None
        ) else None
        colour = colour or trace.marker.color or trace.line.color
        entries.append((str(trace.name), str(colour)))
    return entries


def chart(built: Chart) -> str:
    """Write a chart as a card: title, unit, legend, the plot (drawn by the page's script), reading.

    The plot's data lie in the page as JSON.
    """
    figure = built.figure
    shown = json.loads(figure.to_json())
    shown["layout"]["showlegend"] = False
    data = script_json(shown)
    entries = legend_entries(figure)
    legend = swatches(entries) if len(entries) > 1 else ""
    label = escape(f"{built.title}, {built.unit}. {built.text}", quote=True)
    return (
        f'<figure class="card chart{" wide" if built.wide else ""}"><h3>{escape(built.title)}</h3>'
        f'<p class="unit">{escape(built.unit)}</p>{legend}'
        f"{_plot(built, label)}"
        f'<script type="application/json" data-plot="plot-{built.key}">{data}</script>'
        f"<figcaption>{escape(built.text)}</figcaption></figure>"
    )


def _plot(built: Chart, label: str) -> str:
    """Write the place of a plot; one that needs room scrolls on narrow screens."""
    height, least = built.figure.layout.height, built.least_width
    room = f";min-width:{least}px" if least else ""
    place = (
        f'<div class="plot" id="plot-{built.key}" role="img" aria-label="{label}" '
        f'style="height:{height:g}px{room}"></div>'
    )
    return f'<div class="scroll" tabindex="0">{place}</div>' if least else place


def table(built: Table) -> str:
    """Write a table as a card; number cells carry their value so that the page can sort by it."""
    heads = "".join(
        f'<th scope="col"{"" if column.write is None else " class=number"}>'
        f'<button type="button">{escape(column.heading)}</button></th>'
        for column in built.columns.values()
    )
    rows = "".join(_row(built, row) for _, row in built.frame.iterrows())
    return (
        f'<section class="card listing{" tall" if built.tall else ""}"><h3>{escape(built.title)}</h3>'
        '<p class="unit">'
        f'{escape(built.text)}</p><div class="scroll" tabindex="0" role="region" '
        f'aria-label="{escape(built.title, quote=True)}"><table id="table-{built.key}"><thead><tr>'
        f"{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _row(built: Table, row: pd.Series) -> str:
    """Write one row of a table; its first cell heads the row."""
    cells = []
    for place, (name, column) in enumerate(built.columns.items()):
        value = row[name]
        if column.write is None:
            tag = 'th scope="row"' if place == 0 else "td"
            cells.append(f"<{tag}>{escape(str(value))}</{tag.split()[0]}>")
        else:
            sort = "" if pd.isna(value) else f"{float(value):.6g}"
            cells.append(f'<td class="number" data-sort="{sort}">{escape(column.write(value))}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def service_strip(shares: pd.DataFrame, names: tuple[str, str]) -> str:
    """Draw two bars, the opening and the closing stretch, split by service.

    Args:
        shares: one row a service, columns first and last (fractions).
        names: what the two stretches are called.
    """
    bars = "".join(
        f'<div class="strip-row"><span class="strip-name">{escape(name.capitalize())}</span>'
        f'<div class="strip" role="img" aria-label="{escape(_share_words(shares[column]), quote=True)}">'
        f"{_strip_parts(shares[column])}</div></div>"
        for column, name in zip(("first", "last"), names, strict=True)
    )
    entries = [(palette.SERVICE_LABELS[name], palette.SERVICE_COLOURS[name]) for name in SERVICES]
    return f"{swatches(entries)}{bars}"


def _strip_parts(shares: pd.Series) -> str:
    """Draw the parts of one bar, with the share written in where it fits."""
    return "".join(
        f'<span style="width:{100 * share:.2f}%;background:{palette.SERVICE_COLOURS[str(service)]}">'
        f"{f'{share:.0%}' if share >= 0.06 else ''}</span>"
        for service, share in shares.items()
    )


def _share_words(shares: pd.Series) -> str:
    """Say the shares of the services in words."""
    return ", ".join(
        f"{palette.SERVICE_LABELS[str(service)]} {numbers.percent(share)}"
        for service, share in shares.items()
    )


def facts(entries: Mapping[str, Any]) -> str:
    """Write a list of facts as terms and their values."""
    items = "".join(
        f"<div><dt>{escape(str(term))}</dt><dd>{escape(str(value))}</dd></div>"
        for term, value in entries.items()
    )
    return f'<dl class="facts">{items}</dl>'


def map_chips(largest: int) -> str:
    """Write the buttons that choose which service's corridors the map shows."""
    entries = [("all", "All services", palette.INK)]
    entries += [(name, palette.SERVICE_LABELS[name], palette.SERVICE_COLOURS[name]) for name in SERVICES]
    buttons = "".join(
        f'<button type="button" class="chip" data-service="{name}" '
        f'aria-pressed="{"true" if name == "all" else "false"}">'
        f'<i style="background:{colour}"></i>{escape(label)}</button>'
        for name, label, colour in entries
    )
    return (
        f'<div class="chips" role="group" aria-label="Corridors shown">{buttons}</div>'
        f'<p class="unit">the {largest} largest corridors, by sales</p>'
    )
