"""What a person sees in the terminal after a comparison."""

from __future__ import annotations

import numpy as np
import pandas as pd
from rich.markup import escape
from rich.table import Table

from ecosystem.scenario.names import SERVICES
from ecosystem.view import words
from ecosystem.view.outcomes import BY_SERVICE, HEADLINES, Outcome, write_relative
from ecosystem.view.palette import SERVICE_LABELS
from experiments.arms import Arm, Comparison, Window
from experiments.findings import WORLD

MARK = "*"


def of(table: pd.DataFrame, **labels: str) -> pd.DataFrame:
    """The rows of a table of effects that carry these labels."""
    wanted = np.ones(len(table), bool)
    for name, value in labels.items():
        wanted &= (table[name] == value).to_numpy()
    return table[wanted]


def effects_table(
    comparison: Comparison, arm: Arm, window: Window, effects: pd.DataFrame
) -> Table:
    """Effects on the whole world over a window, those that exclude zero marked."""
    table = _table(f"{escape(arm.title)}: effects in {window.text}", "indicator")
    rows = of(effects, arm=arm.name, window=window.name, scope=WORLD).set_index("outcome")
    for outcome in HEADLINES:
        if outcome.key in rows.index:
            _row(table, outcome, outcome.label, rows.loc[outcome.key])
    table.caption = (
        f"{len(comparison.seeds)} pairs of runs; brackets hold 95 % intervals over seeds, "
        f"{MARK} marks those that exclude zero"
    )
    return table


def services_table(comparison: Comparison, arm: Arm, by_service: pd.DataFrame) -> Table:
    """Effects on the share of parcels of each service, over the main window."""
    window = comparison.windows(arm)[0]
    table = _table(f"Share of parcels in {window.text}", "service")
    rows = of(by_service, arm=arm.name, window=window.name, outcome="share_parcels")
    rows = rows.set_index("service")
    for name in SERVICES:
        _row(table, BY_SERVICE[0], SERVICE_LABELS[name], rows.loc[name])
    return table


def _table(title: str, first: str) -> Table:
    table = Table(title=title, title_justify="left", caption_justify="left")
    table.add_column(first)
    for name in ("base", "policy", "difference", "95 % interval", "change", "variance ratio"):
        table.add_column(name, justify="right")
    return table


def _row(table: Table, outcome: Outcome, label: str, row: pd.Series) -> None:
    interval = f"{outcome.write_change(row['low'])} to {outcome.write_change(row['high'])}"
    change = "" if outcome.kind == "share" else write_relative(row["relative"])
    ratio = row["variance_ratio"]
    table.add_row(
        label,
        outcome.write(row["base"]),
        outcome.write(row["policy"]),
        outcome.write_change(row["difference"]) + (MARK if row["distinct"] else " "),
        interval,
        change,
        words.NOTHING if pd.isna(ratio) else f"{ratio:.2f}",
        style="bold" if row["distinct"] else "",
    )


def median_ratio(effects: pd.DataFrame, arm: Arm) -> float:
    """Median over the world's outcomes of the variance ratio in the main window."""
    rows = of(effects, arm=arm.name, window="main", scope=WORLD)
    return float(rows["variance_ratio"].median())


def pairing_line(comparison: Comparison, arm: Arm, effects: pd.DataFrame) -> str:
    """What pairing saved, in a sentence."""
    ratio, pairs = median_ratio(effects, arm), len(comparison.seeds)
    if not np.isfinite(ratio) or ratio <= 0:
        return "Pairing: with these runs there is no variance to compare."
    return (
        f"Pairing: the variance of a difference is {ratio:.2f} of that of unpaired runs (median of "
        f"{len(HEADLINES)} indicators); {pairs} pairs are worth {pairs / ratio:.0f} unpaired ones."
    )
