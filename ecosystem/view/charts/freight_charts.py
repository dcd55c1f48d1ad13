"""Charts of freight through time: the way to the shelf, modes, passages, prices."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ecosystem.view.charts.waterfalls import STAGES
from ecosystem.view.charts.weekly import line, lines, panels, stack
from ecosystem.view.style import palette, theme
from ecosystem.view.style.theme import Chart

SHARE, THROUGH = "bulk_share_", "bulk_through_"
"""How the names of the shares of modes and of passages begin."""

DAYS = "bulk_days_mean"
"""Days of bulk from hub to hub."""


def journey(weekly: pd.DataFrame) -> Chart:
    """Chart the days of direct parcels from order to door, stage by stage."""
    text = "Express and direct mail together, stacked; the upper edge is the days from order to door."
    return _stages(weekly, "days", "journey", "Stages of direct parcels", text)


def way_to_shelf(weekly: pd.DataFrame) -> Chart:
    """Chart the days of stock from order to the shelf of a warehouse abroad, stage by stage."""
    text = "Stock for platform and own warehouses, stacked; the upper edge is the days to the shelf."
    return _stages(weekly, "days_to_shelf", "shelf", "Way of stock to the shelf", text)


def _stages(weekly: pd.DataFrame, prefix: str, key: str, title: str, text: str) -> Chart:
    columns = {f"{prefix}_{name}": entry for name, entry in STAGES.items() if f"{prefix}_{name}" in weekly}
    return Chart(key, title, "days", text, theme.figure(stack(weekly, columns, ".1f")))


def bulk_modes(weekly: pd.DataFrame) -> Chart:
    """Chart the share of each mode in bulk freight, stacked to the whole."""
    columns = {
        f"{SHARE}{mode}": (mode.capitalize(), colour)
        for mode, colour in palette.MODE_COLOURS.items() if f"{SHARE}{mode}" in weekly
    }  # fmt: skip
    traces = stack(weekly, columns, ".1%")
    axis = theme.value_axis(range=[0, 1], tickformat=".0%", dtick=0.25)
    text = "How stock travels to warehouses abroad; the bands add up to the whole."
    return Chart("modes", "Bulk freight by mode", "share of kilogram-kilometres", text, theme.figure(traces, yaxis=axis))


def passages(weekly: pd.DataFrame) -> Chart:
    """Chart the share of bulk freight that passes each strait or canal and, below, its days."""
    found = [str(column) for column in weekly if str(column).startswith(THROUGH)]
    columns: Mapping[str, tuple[str, str]] = {
        column: (column.removeprefix(THROUGH).capitalize(), palette.SEQUENCE[place])
        for place, column in enumerate(found)
    }
    traces = lines(weekly, columns, ".1%")
    if DAYS in weekly:
        traces.append(line(weekly, weekly[DAYS], "Days of bulk", palette.MUTED, ".1f", yaxis="y2"))
        built = panels(traces, "days of bulk from hub to hub")
    else:
        built = theme.figure(traces)
    built.update_layout(yaxis={"tickformat": ".0%"})
    text = (
        "Above, the share of bulk, by weight, whose route leads through; a closed passage falls to zero. "
        "Below, how long bulk is under way between hubs, by all modes."
    )
    return Chart("passages", "Straits and canals", "share of bulk sent", text, built)


def prices(weekly: pd.DataFrame) -> Chart:
    """Chart what sellers ask and, below, the freight in it."""
    traces = [line(weekly, weekly["price_mean"], "Sellers' price", palette.ACCENT, ",.2f")]
    text = "Above, the average price of a parcel sold, without tax. Below, freight in the landed cost."
    traces.append(
        line(weekly, weekly["landed_freight"], "Freight", palette.SEQUENCE[1], ",.2f", yaxis="y2"))
    built = panels(traces, "freight, USD a parcel")
    built.update_layout(yaxis={"rangemode": "normal"}, yaxis2={"rangemode": "normal"})
    return Chart("prices", "Prices and freight", "USD a parcel", text, built)


def shortages(weekly: pd.DataFrame) -> Chart:
    """Chart orders refused for want of stock, and stock flown in because it runs out."""
    columns = {
        "stockout_rate": ("Orders refused", palette.SEQUENCE[5]),
        "expedited_share": ("Stock flown in an emergency", palette.SEQUENCE[4]),
    }
    built = theme.figure(lines(weekly, columns, ".1%"), yaxis=theme.value_axis(tickformat=".0%"))
    text = "Refused: share of orders at warehouses. Flown: share of the parcels sent to warehouses."
    return Chart("shortages", "Stock that runs out", "share", text, built)


def freight_charts(weekly: pd.DataFrame) -> list[Chart]:
    """Return the charts of freight whose indicators the run has.

    Args:
        weekly: one row a week.
    """
    weekly = weekly.reset_index(drop=True)
    needed = {
        "price_mean": prices,
        "days_handling": journey,
        "days_to_shelf_handling": way_to_shelf,
        f"{SHARE}sea": bulk_modes,
        f"{THROUGH}suez": passages,
        "expedited_share": shortages,
    }
    return [draw(weekly) for column, draw in needed.items() if column in weekly]
