"""The report of a run: one self-contained HTML file, written from the run's folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from ecosystem.view.charts import policy_periods
from ecosystem.view.charts.customs_charts import clearance_list, clearance_scatter
from ecosystem.view.charts.descriptions import DESCRIPTIONS, unit, upper_panel
from ecosystem.view.charts.profiles import profile_charts
from ecosystem.view.charts.waterfalls import waterfalls
from ecosystem.view.charts.weekly import weekly_charts
from ecosystem.view.html import elements
from ecosystem.view.html.key_figures import headline, key_figures, service_ends, stretch_words
from ecosystem.view.html.tables import corridor_table, country_table, provider_table
from ecosystem.view.maps.flow_map import Places, flow_map
from ecosystem.view.maps.freight_map import closed_words, freight_map, mode_chips, width_key
from ecosystem.view.style import numbers, palette
from ecosystem.world import World
from experiments.errors import UsageError
from experiments.files import write_whole
from experiments.reports.page import block, page, places_of
from experiments.validation.customs_days import agreement, outside

REPORT = "report.html"
FOOTER = (
    "Numbers are those of a simulated world: each simulated seller stands for many real ones, and "
    "one run is one possible course of events. Compare runs before drawing conclusions."
)
TABLES = ("weekly", "countries", "firms", "listings", "providers", "corridors", "clearance", "freight")
CORRIDORS = 80
"""Corridors drawn on the map."""

SETTLED_WEEKS = 208
"""Weeks of settling below which founders' effects still show in a run."""


class ReportError(UsageError):
    """A run's folder that no report can be made from."""


@dataclass(frozen=True)
class Run:
    """What a run left behind: its manifest and its tables."""

    manifest: dict[str, Any]
    weekly: pd.DataFrame
    countries: pd.DataFrame
    firms: pd.DataFrame
    listings: pd.DataFrame
    providers: pd.DataFrame
    corridors: pd.DataFrame
    clearance: pd.DataFrame
    freight: pd.DataFrame


def read_run(directory: Path) -> Run:
    """Read the manifest and the tables of a run.

    Raises:
        ReportError: a file is missing or cannot be read, or the run has no weeks.
    """
    try:
        manifest = json.loads((directory / "manifest.json").read_text(encoding="utf-8"))
        tables = {name: pd.read_parquet(directory / f"{name}.parquet") for name in TABLES}
    except (OSError, ValueError) as error:
        raise ReportError(f"{directory}: not a complete run: {error}") from error
    if tables["weekly"].empty:
        raise ReportError(f"{directory}: the run has no weeks to report on")
    return Run(manifest, **tables)


def write_report(directory: Path, world: World | None = None) -> Path:
    """Write `report.html` into the folder of a run.

    Args:
        directory: a run's folder, with its Parquet files and manifest.
        world: the world of the run, for outlines, hubs and names; by default the one delivered.

    Returns:
        The path of the report.

    Raises:
        ReportError: the folder does not hold a complete run, or cannot be written.
    """
    run = read_run(directory)
    text = report_page(run, world or World.load())
    path = directory / REPORT
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise ReportError(f"{path}: cannot be written: {error}") from error
    return path


def report_page(run: Run, world: World) -> str:
    """Return the whole report as HTML; nothing in it is fetched from anywhere."""
    where = places_of(world)
    sections = [_figures(run), _flows(run, where), _freight(run, where)]
    sections += [_corridors(run, where.names), _profiles(run)]
    sections += [_course(run), _border(run, where.names), _tables(run, where.names), _facts(run)]
    title = str(run.manifest.get("title") or "Base scenario")
    lead = headline(run.weekly, len(where.names))
    return page(
        title=f"{title} · run report",
        heading=title,
        lead=lead,
        byline=_byline(run),
        sections=sections,
        footer=FOOTER,
    )


def _byline(run: Run) -> str:
    """Say when the simulated weeks begin and end, and under which seed."""
    first = date.fromisoformat(str(run.weekly["date"].iloc[0])[:10])
    last = date.fromisoformat(str(run.weekly["date"].iloc[-1])[:10]) + timedelta(days=6)
    weeks = len(run.weekly)
    return (
        f"{weeks:,} {'week' if weeks == 1 else 'weeks'}, {first.day} {first:%B %Y} to "
        f"{last.day} {last:%B %Y}. Seed {run.manifest.get('seed', numbers.NOTHING)}."
    )


def _figures(run: Run) -> str:
    """Return the key figures and the shares of the services at both ends of the run."""
    first, last = stretch_words(len(run.weekly))
    cards = "".join(elements.key_figure(figure, first) for figure in key_figures(run.weekly))
    shares = DESCRIPTIONS["shares_parcels"]
    strip = elements.service_strip(service_ends(run.weekly), (first, last))
    intro = (
        f"Means over the {last} of the run, and their change since the {first}. The small lines show "
        "the whole run, each on its own scale."
    )
    body = (
        f'<div class="grid figures">{cards}</div><div class="card strips"><h3>{shares.title}</h3>'
        f'<p class="unit">{escape(unit(upper_panel(shares)))}</p>{strip}</div>'
    )
    return block("Key figures", intro, body, "figures")


def _flows(run: Run, where: Places) -> str:
    """Return the map of flows with its buttons and key."""
    intro = (
        "Who sells to whom at the end of the run. Each corridor runs between the largest cities of two "
        "countries, broadens towards the buyers and keeps to the right of the shortest way; its colour "
        "is the service that earns most there. Point at a corridor or city for its figures."
    )
    key = (
        '<div class="map-key"><span><svg width="44" height="12" aria-hidden="true">'
        f'<path d="M1 2L43 2L43 11L1 4Z" fill="{palette.SERVICE_COLOURS["mail"]}" '
        'fill-opacity=".62"/></svg>sales from seller to buyer</span>'
        '<span><svg width="30" height="16" aria-hidden="true">'
        f'<circle cx="6" cy="8" r="3" fill="{palette.INK}"/>'
        f'<circle cx="20" cy="8" r="7" fill="{palette.INK}"/></svg>'
        "city, area by sales of its sellers</span></div>"
    )
    body = (
        f'<div class="card map-card">{elements.map_chips(CORRIDORS)}'
        f"{flow_map(run.listings, where, CORRIDORS)}{key}</div>"
    )
    return block("Where goods flow", intro, body, "flows")


def _freight(run: Run, where: Places) -> str:
    """Return the map of freight with its buttons and key."""
    intro = (
        "What e-commerce weighs, along the ways that it takes in the last weeks of the run. Ships follow "
        "their routes at sea, where the freight of all ports adds up; trains, lorries and aircraft run "
        f"straight between cities. Point at a way for its weight. {closed_words(run.freight)}"
    )
    body = (
        f'<div class="card map-card">{mode_chips()}{freight_map(run.freight, where)}'
        f"{width_key(run.freight, where)}</div>"
    )
    return block("How goods travel", intro.strip(), body, "freight")


def _profiles(run: Run) -> str:
    """Return the charts of who uses which service."""
    intro = "All listings as of the last week, split by what is sold and by who sells it."
    weight, value, size = (elements.chart(chart) for chart in profile_charts(run.listings))
    body = f'<div class="grid"><div class="pile">{weight}{value}</div>{size}</div>'
    return block("Who uses which service", intro, body, "profiles")


def _corridors(run: Run, names: Mapping[str, str]) -> str:
    """Return the table of the largest corridors by service, and their waterfalls."""
    intro = (
        "What a parcel costs until it is at the door and how long it takes, step by step, by the four "
        "services. Means over the run; choose a heading of the table to sort by it."
    )
    table = elements.table(corridor_table(run.corridors, names))
    cards = "".join(elements.chart(chart) for chart in waterfalls(run.corridors, names))
    body = f'<div class="grid"><div class="wide">{table}</div>{cards}</div>'
    return block("Corridors: cost and time", intro, body, "corridors")


def _course(run: Run) -> str:
    """Return the charts of the run week by week, and what changed while policies were in force."""
    found = policy_periods.periods(run.manifest.get("scenario", {}).get("policy", ()), run.weekly)
    intro = "Week by week. Point at a chart for the values of a week." + policy_periods.legend(found)
    charts = [policy_periods.marked(chart, found) for chart in weekly_charts(run.weekly)]
    cards = "".join(elements.chart(chart) for chart in charts)
    compared = [
        policy_periods.around(run.weekly, period, f"period_{place}")
        for place, period in enumerate(found) if period.start > run.weekly["week"].min()
    ]
    cards += "".join(f'<div class="wide">{elements.table(table)}</div>' for table in compared)
    return block("The course of the run", intro, f'<div class="grid">{cards}</div>', "course")


def _border(run: Run, names: Mapping[str, str]) -> str:
    """Return simulated clearance beside what importers report, with the rank correlation."""
    kept, found = outside(run.clearance), agreement(run.clearance)
    intro = (
        "Simulated days at customs beside the hours for border and documents that importers reported "
        f"to Doing Business 2020, in {found.countries} countries outside the European Union. Rank "
        f"correlation (Spearman): {found.standard:.2f} in the standard channel, {found.low_value:.2f} in "
        "the low-value channel. The model does not read these hours, but it does read the Logistics "
        f"Performance Index of the same borders, whose own rank correlation with them is {found.index:.2f}: "
        "agreement up to there is put in, not found."
    )
    table = elements.table(clearance_list(kept, names))
    body = f'<div class="grid">{elements.chart(clearance_scatter(kept, names))}{table}</div>'
    return block("Borders against reports", intro, body, "border")


def _tables(run: Run, names: Mapping[str, str]) -> str:
    """Return the tables of countries and providers."""
    built = [
        country_table(run.countries, names),
        provider_table(run.providers),
    ]
    cards = "".join(f'<div class="wide">{elements.table(table)}</div>' for table in built)
    intro = "Choose a heading to sort by it."
    return block(
        "Countries and providers", intro, f'<div class="grid">{cards}</div>', "tables"
    )


def _facts(run: Run) -> str:
    """Return what is needed to judge or repeat the run."""
    about = run.manifest
    notices = "".join(f'<p class="notice">{escape(text)}</p>' for text in doubts(run))
    versions = ", ".join(f"{name} {text}" for name, text in about.get("versions", {}).items())
    entries = {
        "Seed": about.get("seed", numbers.NOTHING),
        "Sellers at the start": numbers.number(_setting(run, "firms")),
        "Sellers at the end": f"{len(run.firms):,}",
        "Listings at the end": f"{len(run.listings):,}",
        "Weeks": f"{len(run.weekly):,}",
        "Started from": about.get("start", numbers.NOTHING),
        "Weeks of settling before": numbers.count(_settling(run)),
        "Computing time": numbers.duration(about.get("wall_seconds", float("nan"))),
        "Speed": f"{numbers.number(about.get('weeks_per_second', float('nan')))} weeks a second",
        "Peak memory": numbers.storage(about.get("peak_memory_bytes") or float("nan")),
        "Written": str(about.get("written", numbers.NOTHING)).replace("T", " ")[:16],
        "World": str(about.get("world", numbers.NOTHING))[:12],
        "Source": str(about.get("source", numbers.NOTHING))[:12],
        "Versions": versions,
    }
    body = f'{notices}<div class="card">{elements.facts(entries)}</div>{_changes(run)}'
    return block("About this run", "What is needed to judge it or to repeat it.", body, "facts")


def _setting(run: Run, name: str) -> float:
    """Return one of the run's own settings."""
    return float(run.manifest.get("scenario", {}).get("run", {}).get(name, float("nan")))


def _settling(run: Run) -> float:
    """Return the weeks that the world settled before week 0; unknown for a run from a state."""
    if str(run.manifest.get("start", "")).startswith("state"):
        return float("nan")
    return _setting(run, "settling_weeks") + _setting(run, "resettling_weeks")


def _changes(run: Run) -> str:
    """Return the parameters that differ from the base scenario."""
    changed = run.manifest.get("changed_from_base", {})
    if not changed:
        return ""
    return (
        '<div class="card strips"><h3>Parameters that differ from the base scenario</h3>'
        f'<p class="unit">key and value</p>{elements.facts(changed)}</div>'
    )


def doubts(run: Run) -> list[str]:
    """Say what a reader should know before trusting the run: stopped early, or hardly settled."""
    found = []
    if run.manifest.get("stopped_early"):
        planned = _setting(run, "weeks")
        found.append(f"The run was stopped after {len(run.weekly):,} of {planned:,.0f} weeks.")
    settling = _settling(run)
    if settling < SETTLED_WEEKS:
        found.append(
            f"The world settled for {settling:,.0f} weeks only before this run; with fewer than "
            f"{SETTLED_WEEKS} the founding of the sellers still shows in the figures."
        )
    return found
