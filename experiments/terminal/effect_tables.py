"""What a person sees in the terminal after a comparison."""

from __future__ import annotations

import numpy as np
import pandas as pd
from rich import box
from rich.markup import escape
from rich.table import Table

from ecosystem.outputs.indicators import WORLD as CATALOGUE
from ecosystem.outputs.indicators import Indicator
from ecosystem.scenario.names import SERVICES
from ecosystem.view.style import writing
from ecosystem.view.style.palette import SERVICE_LABELS
from experiments.analysis.paired_effects import WORLD
from experiments.analysis.selection import changes_nothing, median_ratio, of, ratio_in_words, row_of
from experiments.analysis.statistics import FEWEST_PAIRS
from experiments.studies.comparison import Arm, Comparison, Window
from experiments.terminal.progress import compact

MARK = "*"
UNITS = {"usd": "USD", "days": "days"}


def effects_table(
    comparison: Comparison, arm: Arm, window: Window, effects: pd.DataFrame
) -> Table:
    """Effects on the whole world over a window, those that are told from nothing marked."""
    table = _table(f"{escape(arm.title)}: effects in {window.text}", "indicator")
    rows = of(effects, arm=arm.name, window=window.name, scope=WORLD).set_index("outcome")
    for each in CATALOGUE.shown_in("effects"):
        if each.name in rows.index:
            _row(table, each, label_with_unit(each), row_of(rows, each.name))
    table.caption = (
        f"{pairs_in_words(len(comparison.seeds))} {MARK}: told from nothing, allowing for the number of "
        "outcomes.\nDifferences of shares are in points. ratio: variance of the paired difference over "
        "that of\nunpaired runs."
    )
    return table


def pairs_in_words(pairs: int) -> str:
    """How many pairs of runs there are, and whether that is enough for more than a trial."""
    if pairs < FEWEST_PAIRS:
        number = f"{pairs} {'pair' if pairs == 1 else 'pairs'}"
        return f"A trial with {number} of runs; run at least {FEWEST_PAIRS}."
    return f"{pairs} pairs of runs."


def label_with_unit(indicator: Indicator) -> str:
    """An indicator in a narrow table; the values of shares carry their unit."""
    return f"{indicator.label}, {UNITS[indicator.kind]}" if indicator.kind in UNITS else indicator.label


def services_table(comparison: Comparison, arm: Arm, by_service: pd.DataFrame) -> Table:
    """Effects on the share of parcels of each service, over the main window."""
    window = comparison.windows(arm)[0]
    table = _table(f"Share of parcels in {window.text}", "service")
    rows = of(by_service, arm=arm.name, window=window.name, outcome="share_parcels")
    rows = rows.set_index("service")
    for name in SERVICES:
        _row(table, CATALOGUE[f"share_parcels_{name}"], SERVICE_LABELS[name], row_of(rows, name))
    return table


def _table(title: str, first: str) -> Table:
    table = Table(title=title, title_justify="left", caption_justify="left", box=box.SIMPLE_HEAD,
                  pad_edge=False)
    table.add_column(first, min_width=16)
    for name in ("base", "policy", "difference", "95 % interval"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("ratio", justify="right")
    return table


def _row(table: Table, indicator: Indicator, label: str, row: pd.Series) -> None:
    numbers = [_short(indicator, row[name]) for name in ("base", "policy")]
    signed = [_short_change(indicator, row[name]) for name in ("difference", "low", "high")]
    table.add_row(
        label,
        *numbers,
        signed[0] + (MARK if row["distinct"] else " "),
        f"{signed[1]} to {signed[2]}",
        ratio_in_words(row["variance_ratio"]),
        style="bold" if row["distinct"] else "",
    )


def _short(indicator: Indicator, value: float) -> str:
    return compact(value) if indicator.kind in ("usd", "amount") else writing.value(indicator, value)


def _short_change(indicator: Indicator, value: float) -> str:
    if indicator.kind in ("usd", "amount"):
        return f"{writing.sign(value)}{compact(abs(value))}"
    return writing.change(indicator, value).removesuffix(" days").removesuffix(" points")


def pairing_line(arm: Arm, effects: pd.DataFrame) -> str:
    """What pairing saved, in a sentence; or that there was nothing to tell apart."""
    ratio = median_ratio(effects, arm)
    if changes_nothing(effects, arm):
        return "The policy changes nothing: both runs of every pair are the same."
    if not np.isfinite(ratio) or ratio <= 0:
        return "Pairing: with these runs there is no variance to compare."
    return (
        f"Pairing: the variance of a difference is {ratio_in_words(ratio)} of that of unpaired runs (median "
        f"of {len(CATALOGUE.shown_in('effects'))} indicators)."
    )
