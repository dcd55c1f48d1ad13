"""The report of a comparison: one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ecosystem.outputs.indicators import COUNTRIES, Indicator
from ecosystem.outputs.indicators import WORLD as CATALOGUE
from ecosystem.scenario.names import SERVICES
from ecosystem.scenario.policy import date_of
from ecosystem.view.charts.comparison_charts import (
    Cell,
    Change,
    Shade,
    cells_table,
    change_and_interval,
    change_map,
    fan,
    is_relative,
    service_courses,
    whisker,
)
from ecosystem.view.html import elements
from ecosystem.view.maps.flow_map import Places
from ecosystem.view.style import numbers, writing
from ecosystem.world import World
from experiments.analysis.paired_effects import CONCERNED, WORLD, PairedEffects, PairedRecords
from experiments.analysis.selection import median_ratio, of, ratio_in_words, row_of
from experiments.analysis.statistics import FEWEST_PAIRS
from experiments.files import write_whole
from experiments.reports.comparison_answers import Reading, Statement, lead, statements
from experiments.reports.page import block, page, places_of
from experiments.studies.comparison import Arm, Comparison, Window, policies_added

REPORT = "report.html"
LISTED = 30
"""Countries listed: those with most trade."""

FOOTER = (
    "Numbers are those of a simulated world: each simulated seller stands for many real ones. "
    "Intervals say how much the chance of the draws leaves open, not whether the model is right."
)


def write_report(
    folder: Path,
    comparison: Comparison,
    runs: PairedRecords,
    effects: PairedEffects,
    *,
    world: World,
    about: Mapping[str, Any],
) -> Path:
    """Write `report.html` into the folder of a comparison.

    Args:
        folder: of the comparison.
        comparison: what was compared.
        runs: the weekly records.
        effects: the effects.
        world: for outlines and names.
        about: the manifest.

    Raises:
        OSError: the file cannot be written.
    """
    where = places_of(world)
    sections: list[str] = []
    for arm in comparison.arms:
        sections += Pages(comparison, arm, effects, runs, where).sections()
    sections.append(_facts(comparison, about))
    first = comparison.arms[0]
    readings = [Reading.of(effects, first, each, where.names) for each in comparison.windows(first)]
    several = len(comparison.arms) > 1
    text = page(
        title=f"{comparison.title} · comparison",
        heading=comparison.title,
        lead=lead(readings, comparison.question) if not several else comparison.question,
        byline=_byline(comparison, runs),
        sections=sections,
        footer=FOOTER,
    )
    path = folder / REPORT
    write_whole(path, text.encode())
    return path


def _byline(comparison: Comparison, runs: PairedRecords) -> str:
    first = date.fromisoformat(runs.dates[0])
    last = date.fromisoformat(runs.dates[-1]) + timedelta(days=6)
    pairs = len(comparison.seeds)
    return (
        f"{pairs} {'pair' if pairs == 1 else 'pairs'} of runs with "
        f"{comparison.base.scenario.run.firms:,} sellers each, {comparison.weeks} weeks, "
        f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}. Both runs of a pair start from one "
        "settled world and share every draw that the policy does not touch."
    )


class Pages:
    """The blocks of one arm.

    Args:
        comparison: what was compared.
        arm: the arm.
        effects: the effects.
        runs: the weekly records.
        where: the laid-out places.
    """

    def __init__(
        self, comparison: Comparison, arm: Arm, effects: PairedEffects, runs: PairedRecords, where: Places
    ) -> None:
        self.comparison, self.arm, self.effects = comparison, arm, effects
        self.runs, self.where = runs, where
        self.windows = comparison.windows(arm)
        self.prefix = f"{arm.title}: " if len(comparison.arms) > 1 else ""
        self.reading = self._reading(self.windows[0])

    def sections(self) -> list[str]:
        """All blocks in reading order."""
        blocks = [self._answers(), self._effects()]
        if self.effects.concerned[self.arm.name]:
            blocks.append(self._concerned())
        return [*blocks, self._courses(), self._services(), self._map(), self._countries(), self._pairing()]

    def _block(self, title: str, intro: str, body: str, key: str) -> str:
        return block(f"{self.prefix}{title}", intro, body, f"{key}-{self._key()}")

    def _reading(self, window: Window) -> Reading:
        return Reading.of(self.effects, self.arm, window, self.where.names)

    def _key(self, word: str = "") -> str:
        """A word unique to this arm on the page."""
        number = [arm.name for arm in self.comparison.arms].index(self.arm.name)
        return f"{word}{'-' if word else ''}{number}"

    def _answers(self) -> str:
        others = [self._reading(window) for window in self.windows[1:]]
        cards = "".join(_answer(each) for each in statements(self.reading, others))
        intro = (
            f"Means over {self.windows[0].text}, from without the policy to with it. A change is called "
            "clear when its 95% interval over seeds, at the right, leaves out zero; for countries also "
            "after allowing for their number."
        )
        return self._block("In short", intro, f'<div class="grid">{cards}</div>', "answers")

    def _effects(self) -> str:
        outcomes = CATALOGUE.shown_in("effects")
        tables = "".join(
            f'<div class="wide">{self._table(window, WORLD, outcomes, "The whole world")}</div>'
            for window in self.windows
        )
        intro = (
            "Dots are means of the paired differences, bars their 95% intervals, each on its own scale "
            "with zero in the middle; blue where the interval leaves out zero. The variance ratio is "
            "that of paired against unpaired runs: the smaller, the more pairing saved."
        )
        return self._block("Effects", intro, f'<div class="grid">{tables}</div>', "effects")

    def _concerned(self) -> str:
        outcomes = (*COUNTRIES.shown_in("effects"), *COUNTRIES.shown_in("services"))
        title = self.reading.place[0].upper() + self.reading.place[1:]
        tables = "".join(
            f'<div class="wide">{self._table(window, CONCERNED, outcomes, title)}</div>'
            for window in self.windows
        )
        fans = "".join(self._fan(CONCERNED, each) for each in COUNTRIES.shown_in("course"))
        intro = "The countries that the policy names, taken together; shares are of imports by value."
        body = f'<div class="grid">{tables}{fans}</div>'
        return self._block("Where the policy holds", intro, body, "concerned")

    def _table(
        self, window: Window, scope: str, outcomes: tuple[Indicator, ...], title: str
    ) -> str:
        at = {"arm": self.arm.name, "window": window.name, "scope": scope}
        rows = of(self.effects.effects, **at).set_index("outcome")
        cells = [_effect_cells(each, row_of(rows, each.name)) for each in outcomes if each.name in rows.index]
        heads = (
            "Outcome", "Difference", "Beside zero", "95% interval", "Change", "Base", "Policy",
            "Variance ratio",
        )
        key = self._key(f"{scope}-{window.name}")
        return cells_table(key, title, f"mean over {window.text}", heads, cells)

    def _courses(self) -> str:
        fans = [self._fan(WORLD, each) for each in CATALOGUE.shown_in("course")]
        intro = (
            "Differences of single pairs, smoothed over the past 13 weeks. Dark: the middle half of the "
            "seeds; light: 95% of them."
        ) + (" Shaded weeks: the policy is in force." if self._shade() else "")
        return self._block("Through time", intro, f'<div class="grid">{"".join(fans)}</div>', "time")

    def _fan(self, scope: str, indicator: Indicator) -> str:
        at = {"arm": self.arm.name, "scope": scope, "outcome": indicator.name}
        course = of(self.effects.through_time, **at)
        key = self._key(f"{scope}-{indicator.name}")
        return elements.chart(fan(course, indicator, key, self._shade()))

    def _shade(self) -> Shade | None:
        """Dates between which the policies hold; none when they do so in all weeks."""
        policies = policies_added(self.comparison.base.scenario, self.arm.scenario)
        last = self.comparison.weeks
        start = min((max(policy.start, 0) for policy in policies), default=0)
        end = min(max((last if p.end is None else p.end for p in policies), default=last), last)
        if start == 0 and end == last:
            return None
        return date_of(start).isoformat(), date_of(end).isoformat()

    def _services(self) -> str:
        at = {"arm": self.arm.name, "window": "main"}
        shares = of(self.effects.by_service, **at)
        cards = [
            _strip(of(shares, outcome=each.family).set_index("service"), each, "whole world")
            for each in (CATALOGUE.family(name)[0] for name in ("share_parcels", "share_value"))
        ]
        near = of(self.effects.effects, scope=CONCERNED, **at).set_index("outcome")
        if len(near):
            family = COUNTRIES.family("share_in")
            rows = near.loc[[each.name for each in family]].set_axis(list(SERVICES), axis=0)
            cards.append(_strip(rows, family[0], self.reading.place, wide=True))
        of_arm = of(self.effects.through_time, arm=self.arm.name, scope=WORLD)
        courses = {name: of(of_arm, outcome=f"share_parcels_{name}") for name in SERVICES}
        chart = service_courses(
            courses, self._key("services"), "Shares of parcels, whole world", self._shade())
        body = f'<div class="grid">{"".join(cards)}{elements.chart(chart)}</div>'
        intro = f"Both arms side by side, over {self.windows[0].text}."
        return self._block("Which service carries what", intro, body, "services")

    def _map(self) -> str:
        changes = []
        for each in COUNTRIES.shown_in("map"):
            effects = self.reading.country(each.name)
            sized = self.reading.country(each.name if each.kind == "usd" else each.weight)["base"]
            sizes = {str(code): float(size) for code, size in sized.items()}
            changes.append(Change(each.name, each, sizes, effects))
        intro = (
            "Every country as a circle at its largest city, coloured by its relative change where that is "
            "clear: blue for the better, orange for the worse. Point at a circle for its figures."
        )
        body = f'<div class="card map-card">{change_map(changes, self.where)}</div>'
        return self._block("Where it changes", intro, body, "map")

    def _countries(self) -> str:
        columns = [*COUNTRIES.shown_in("map"), COUNTRIES["firms"]]
        frames = {each.name: self.reading.country(each.name) for each in columns}
        trade = frames["exports"]["base"] + frames["imports"]["base"]
        order = trade.sort_values(ascending=False, kind="stable").index[:LISTED]
        rows = [
            [Cell(self.where.names.get(str(code), str(code)))]
            + [
                cell
                for each in columns
                for cell in _country_cells(each, row_of(frames[each.name], str(code)))
            ]
            for code in order
        ]
        heads = ["Country"]
        for each in columns:
            heads += [f"{each.label}, change", "95% interval"]
        clear = sum(int(frame["distinct"].sum()) for frame in frames.values())
        total = sum(int(frame["difference"].notna().sum()) for frame in frames.values())
        intro = (
            f"The {len(order)} countries with most trade. Of {total} changes over all countries, {clear} "
            "are clear even after allowing for their number (bold; false discovery rate 5%)."
        )
        table = cells_table(self._key("countries"), "By country", f"over {self.windows[0].text}", heads, rows)
        return self._block("Who wins, who loses", intro, table, "countries")

    def _pairing(self) -> str:
        ratio, pairs = median_ratio(self.effects.effects, self.arm), len(self.comparison.seeds)
        if not np.isfinite(ratio) or ratio <= 0:
            text = "With these runs there is no variance to compare."
        else:
            text = (
                f"Over {len(CATALOGUE.shown_in('effects'))} indicators of the whole world, the variance of "
                f"the difference within pairs is in the median {ratio:.2g} of that between runs matched at "
                f"random. These {pairs} pairs tell as much as about {numbers.number(pairs / ratio)} unpaired "
                "ones."
            )
        body = f'<div class="card answer lone"><p>{escape(text)}</p></div>'
        intro = "The ratio of each outcome is in the table of effects."
        return self._block("What pairing saved", intro, body, "pairing")


def _answer(statement: Statement) -> str:
    """One answer as a card: the verdict, and the figures behind it."""
    rows = "".join(
        f'<tr{"" if line.distinct else " class=unclear"}><th scope="row">{escape(line.label)}'
        f'<span class="of">{escape(line.course)}</span></th><td class="number">{escape(line.change)}'
        f'<span class="of">{escape(line.interval)}</span></td></tr>'
        for line in statement.lines
    )
    return (
        f'<section class="card answer"><h3>{escape(statement.question)}</h3>'
        f"<p>{escape(statement.verdict)}</p><table class=\"figures-behind\"><tbody>{rows}</tbody></table>"
        "</section>"
    )


def _effect_cells(indicator: Indicator, row: pd.Series) -> list[Cell]:
    """Difference and interval first: they are what a narrow screen shows."""
    ratio = float(row["variance_ratio"])
    label = f'{escape(writing.label(indicator))} <span class="of">{escape(indicator.unit)}</span>'
    change = _bold(writing.change(indicator, row["difference"]), row)
    return [
        Cell(label, is_html=True),
        Cell(change, float(row["difference"]), is_html=True),
        Cell(whisker(row["low"], row["difference"], row["high"]), is_html=True),
        Cell(writing.interval(indicator, row["low"], row["high"])),
        Cell(writing.relative(row["relative"]), float(row["relative"])),
        Cell(writing.value(indicator, row["base"]), float(row["base"])),
        Cell(writing.value(indicator, row["policy"]), float(row["policy"])),
        Cell(ratio_in_words(ratio), ratio),
    ]


def _bold(text: str, row: pd.Series) -> str:
    return f"<b>{escape(text)}</b>" if row["distinct"] else escape(text)


def _country_cells(indicator: Indicator, row: pd.Series) -> list[Cell]:
    """A change and its interval."""
    change, interval = change_and_interval(indicator, row)
    value = row["relative"] if is_relative(indicator, row) else row["difference"]
    change = change.removesuffix(" days")
    return [Cell(_bold(change, row), float(value), is_html=True), Cell(interval)]


def _strip(rows: pd.DataFrame, share: Indicator, where: str, wide: bool = False) -> str:
    """The shares of the services in the base and with the policy, as two bars."""
    shares = rows[["base", "policy"]].set_axis(["first", "last"], axis=1)
    strip = elements.service_strip(shares, ("base", "policy"))
    return (
        f'<div class="card{" wide" if wide else ""}"><h3>{escape(share.label)}, {escape(where)}</h3>'
        f'<p class="unit">{escape(writing.unit(share))}</p>{strip}</div>'
    )


def _facts(comparison: Comparison, about: Mapping[str, Any]) -> str:
    seeds = comparison.seeds
    notices = ""
    if len(seeds) < FEWEST_PAIRS:
        notices = (
            f'<p class="notice">A trial: {len(seeds)} {"pair" if len(seeds) == 1 else "pairs"} of runs may '
            f"agree by chance; run at least {FEWEST_PAIRS}, better 10.</p>"
        )
    run = comparison.base.scenario.run
    entries = {
        "Seeds": f"{seeds[0]} to {seeds[-1]}",
        "Sellers at the start": f"{run.firms:,}",
        "Weeks": f"{comparison.weeks:,}",
        "Weeks of settling before": f"{run.settling_weeks + run.resettling_weeks:,}",
        "Workers": about["workers"],
        "Computing time": numbers.duration(float(about["run_seconds"])),
        "Written": str(about["written"]).replace("T", " ")[:16],
        "World": str(about["world"])[:12],
        "Source": str(about["source"])[:12],
        "Versions": ", ".join(f"{name} {text}" for name, text in about["versions"].items()),
    }
    body = f'{notices}<div class="card">{elements.facts(entries)}</div>'
    for arm in (comparison.base, *comparison.arms):
        if arm.changes:
            than = "the base scenario" if arm is comparison.base else "the base of this comparison"
            body += (
                f'<div class="card strips"><h3>{escape(arm.title if arm is not comparison.base else "Base")}'
                f'</h3><p class="unit">what differs from {than}</p>{elements.facts(arm.changes)}</div>'
            )
    return block("About these runs", "What is needed to judge them or to repeat them.", body, "facts")
