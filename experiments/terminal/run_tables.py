"""What a person sees after a run: the main indicators then and now, and the four services."""

from __future__ import annotations

import pandas as pd
from rich.table import Table

from ecosystem.outputs.indicators import WORLD, Indicator
from ecosystem.scenario.names import SERVICES
from ecosystem.view.style import writing
from ecosystem.view.style.palette import SERVICE_LABELS
from experiments.terminal.progress import compact

QUARTER = 13


def shown(value: float, indicator: Indicator) -> str:
    """A value in a narrow table; a dash where nothing was measured."""
    if pd.isna(value):
        return "-"
    return compact(value) if indicator.kind in ("usd", "amount") else writing.value(indicator, value)


def summary_table(weekly: pd.DataFrame) -> Table:
    """Means of the first and of the last quarter of a run, indicator by indicator."""
    weeks = min(QUARTER, len(weekly))
    table = Table(title="The ecosystem then and now", title_justify="left")
    table.add_column("indicator")
    table.add_column(f"first {weeks} weeks", justify="right")
    table.add_column(f"last {weeks} weeks", justify="right")
    for each in WORLD.shown_in("summary"):
        if each.name in weekly:
            first, last = weekly[each.name].head(weeks).mean(), weekly[each.name].tail(weeks).mean()
            table.add_row(f"{each.label}, {each.unit}", shown(first, each), shown(last, each))
    return table


def services_table(weekly: pd.DataFrame) -> Table:
    """The four services over the last quarter of a run."""
    last = weekly.tail(QUARTER)
    table = Table(title="The four services, last quarter", title_justify="left")
    table.add_column("service")
    families = WORLD.families("services")
    for first, *_ in families:
        table.add_column(first.label.lower(), justify="right")
    for number, service in enumerate(SERVICES):
        members = [family[number] for family in families]
        means = [last[each.name].mean() if each.name in last else float("nan") for each in members]
        cells = [shown(mean, each) for mean, each in zip(means, members, strict=True)]
        table.add_row(SERVICE_LABELS[service], *cells)
    return table
