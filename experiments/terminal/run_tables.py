"""What a person sees after a run: the main indicators then and now, and the four services."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from rich.table import Table

from ecosystem.scenario.names import SERVICES
from experiments.terminal.progress import compact

QUARTER = 13


@dataclass(frozen=True)
class Line:
    """One line of the summary.

    Attributes:
        column: the weekly indicator.
        label: what it is, with its unit.
        style: "large", "share" or a format specification.
    """

    column: str
    label: str
    style: str


LINES = (
    Line("firms", "sellers", "large"),
    Line("sales", "sales (USD a week)", "large"),
    Line("parcels_delivered", "parcels delivered (a week)", "large"),
    Line("delivery_days_mean", "delivery (days)", ".1f"),
    Line("delivery_days_p90", "delivery, slowest tenth (days)", ".1f"),
    Line("landed_cost", "landed cost (USD a parcel)", ".2f"),
    Line("satisfaction", "satisfaction", ".2f"),
    Line("profit_margin", "profit margin", "share"),
    Line("stockout_rate", "stock-outs", "share"),
    Line("clearance_days_low_value", "clearance, low-value parcels (days)", ".1f"),
    Line("clearance_days_standard", "clearance, standard entries (days)", ".1f"),
    Line("duty_revenue", "duty (USD a week)", "large"),
    Line("unemployment", "unemployment", "share"),
    Line("carrier_hhi", "carrier concentration (HHI, up to 10,000)", ",.0f"),
    Line("platform_hhi", "platform concentration (HHI, up to 10,000)", ",.0f"),
    Line("top_decile_share", "sales of the largest tenth of sellers", "share"),
    Line("mixing_share", "sellers that mix services", "share"),
)


def shown(value: float, style: str) -> str:
    """A value in its line's style; a dash where nothing was measured."""
    if pd.isna(value):
        return "-"
    if style == "large":
        return compact(value)
    return f"{value:.1%}" if style == "share" else f"{value:{style}}"


def summary_table(weekly: pd.DataFrame) -> Table:
    """Means of the first and of the last quarter of a run, indicator by indicator."""
    weeks = min(QUARTER, len(weekly))
    table = Table(title="The ecosystem then and now", title_justify="left")
    table.add_column("indicator")
    table.add_column(f"first {weeks} weeks", justify="right")
    table.add_column(f"last {weeks} weeks", justify="right")
    for line in LINES:
        if line.column in weekly:
            first = weekly[line.column].head(weeks).mean()
            last = weekly[line.column].tail(weeks).mean()
            table.add_row(line.label, shown(first, line.style), shown(last, line.style))
    return table


def services_table(weekly: pd.DataFrame) -> Table:
    """The four services over the last quarter of a run."""
    last = weekly.tail(QUARTER)
    table = Table(title="The four services, last quarter", title_justify="left")
    table.add_column("service")
    columns = {
        "sellers": "share_firms_",
        "parcels": "share_parcels_",
        "value": "share_value_",
        "days": "delivery_days_",
    }
    for heading in columns:
        table.add_column(heading, justify="right")
    for service in SERVICES:
        means = {
            heading: last[prefix + service].mean() if prefix + service in last else float("nan")
            for heading, prefix in columns.items()
        }
        cells = [shown(means[name], ".1f" if name == "days" else "share") for name in columns]
        table.add_row(service.replace("_", " "), *cells)
    return table
