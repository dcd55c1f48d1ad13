"""The main charts of a run, each drawn from the weekly frame: one row a week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ecosystem.scenario.names import OWN_WAREHOUSE, SERVICES
from ecosystem.view.style import palette, theme
from ecosystem.view.style.theme import Chart

QUARTER = 13
"""Weeks in a quarter, over which entries and exits are added up."""

MILLION = 1e6
_OWN = SERVICES[OWN_WAREHOUSE]


def line(
    weekly: pd.DataFrame, values: pd.Series, name: str, colour: str, ending: str, **more: Any
) -> Any:
    """Return a line over the weeks; `ending` formats its value when pointed at."""
    from plotly.graph_objects import Scatter

    settings: dict[str, Any] = {
        "x": weekly["date"].astype(str).tolist(),
        "y": values.to_numpy(dtype=float),
        "name": name,
        "mode": "lines",
        "line": {"color": colour, "width": 2},
        "hovertemplate": f"%{{y:{ending}}}",
    }
    return Scatter(settings | more)


def lines(weekly: pd.DataFrame, columns: Mapping[str, tuple[str, str]], ending: str) -> list[Any]:
    """Return one line a column, given as column: (label, colour).

    Own warehouses are dashed: they often run level with platform warehouses and would hide them.
    """
    return [
        line(
            weekly, weekly[column], label, colour, ending,
            line={"color": colour, "width": 2, "dash": "5px,4px" if column.endswith(_OWN) else "solid"},
        )
        for column, (label, colour) in columns.items()
    ]  # fmt: skip


def stack(
    weekly: pd.DataFrame, columns: Mapping[str, tuple[str, str]], ending: str, scale: float = 1.0
) -> list[Any]:
    """Return areas stacked in the order given, so that their heights add up."""
    return [
        line(
            weekly, weekly[column] / scale, label, colour, ending, stackgroup="all",
            fillcolor=colour, line={"color": palette.CARD, "width": 0.6},
        )
        for column, (label, colour) in columns.items()
    ]  # fmt: skip


def _by_service(prefix: str) -> dict[str, tuple[str, str]]:
    """Return column: (label, colour) of the four services."""
    return {
        f"{prefix}_{service}": (palette.SERVICE_LABELS[service], palette.SERVICE_COLOURS[service])
        for service in SERVICES
    }


def panels(traces: list[Any], lower_unit: str, **lower: Any) -> Any:
    """Return a figure of two panels over one time axis; traces on "y2" go to the lower one."""
    note = {
        "text": lower_unit, "xref": "paper", "yref": "paper", "x": 0, "y": 0.33, "xanchor": "left",
        "yanchor": "bottom", "showarrow": False, "font": {"size": 12, "color": palette.MUTED},
    }  # fmt: skip
    return theme.figure(
        traces,
        height=320,
        hoversubplots="axis",
        annotations=[note],
        xaxis=theme.time_axis(anchor="y2"),
        yaxis=theme.value_axis(domain=[0.45, 1.0]),
        yaxis2=theme.value_axis(domain=[0.0, 0.31], nticks=6, **lower),
    )


def service_shares(weekly: pd.DataFrame, measure: str = "parcels") -> Chart:
    """Chart the share of each service in "parcels", "value" or "firms", stacked to the whole.

    Raises:
        ValueError: if the measure is none of these.
    """
    titles = {
        "parcels": ("Parcels by service", "share of parcels shipped"),
        "value": ("Sales by service", "share of sales value"),
        "firms": ("Sellers by main service", "share of sellers"),
    }
    if measure not in titles:
        raise ValueError(f"unknown measure {measure!r}; known are {', '.join(titles)}")
    title, unit = titles[measure]
    traces = stack(weekly, _by_service(f"share_{measure}"), ".1%")
    axis = theme.value_axis(range=[0, 1], tickformat=".0%", dtick=0.25)
    text = "The four bands add up to the whole; a band that widens has gained share."
    return Chart(f"shares_{measure}", title, unit, text, theme.figure(traces, yaxis=axis))


def delivery_days(weekly: pd.DataFrame) -> Chart:
    """Chart the mean days from order to door inside the band from the 10th to the 90th percentile."""
    band = palette.tinted(palette.ACCENT, 0.16)
    edge = {"width": 0}
    traces = [
        line(weekly, weekly["delivery_days_p90"], "90th percentile", band, ".1f", line=edge,
              showlegend=False),
        line(weekly, weekly["delivery_days_p10"], "10th to 90th percentile", band, ".1f", line=edge,
              fill="tonexty", fillcolor=band),
        line(weekly, weekly["delivery_days_mean"], "Mean", palette.ACCENT, ".1f"),
    ]  # fmt: skip
    text = "Four of five parcels arrive within the shaded band; the line is the average parcel."
    return Chart("delivery", "Delivery time", "days from order to door", text, theme.figure(traces))


def delivery_by_service(weekly: pd.DataFrame) -> Chart:
    """Chart the mean days from order to door of each service."""
    traces = lines(weekly, _by_service("delivery_days"), ".1f")
    text = "Average over the parcels of each service; a gap means that it delivered none that week."
    return Chart(
        "delivery_service", "Delivery time by service", "days from order to door", text,
        theme.figure(traces),
    )  # fmt: skip


def landed_cost(weekly: pd.DataFrame) -> Chart:
    """Chart what an average parcel costs until it is in the buyer's hands, part by part."""
    traces = stack(weekly, palette.COST_PARTS, ".2f")
    text = "Parts of the average landed cost, stacked; the upper edge is the total."
    return Chart("landed", "Landed cost of a parcel", "USD a parcel", text, theme.figure(traces))


def sales(weekly: pd.DataFrame) -> Chart:
    """Chart sales and, below, the share of buyers' spending that goes to the sellers simulated."""
    traces = [
        line(weekly, weekly["sales"] / MILLION, "Sales", palette.ACCENT, ",.1f"),
        line(weekly, weekly["inside_share"], "Share of spending", palette.SEQUENCE[1], ".1%",
              yaxis="y2"),
    ]  # fmt: skip
    text = (
        "Above, what all sellers sell in a week. Below, the part of the online spending open to them "
        "that they win; the rest stays with other sellers."
    )
    unit = "share of spending"
    built = panels(traces, unit, tickformat=".0%")
    return Chart("sales", "Sales", "USD million a week", text, built)


def sellers(weekly: pd.DataFrame) -> Chart:
    """Chart the number of sellers and, below, how many come and go in a quarter."""
    from plotly.graph_objects import Bar

    groups = weekly.groupby(weekly.index // QUARTER)
    flows = groups[["entries", "exits"]].sum().assign(date=groups["date"].first().astype(str))
    bars = [
        Bar(x=flows["date"].tolist(), y=flows["entries"].to_numpy(dtype=float), name="Entries",
            marker_color=palette.SEQUENCE[2], yaxis="y2", hovertemplate="%{y:,.0f}"),
        Bar(x=flows["date"].tolist(), y=-flows["exits"].to_numpy(dtype=float), name="Exits",
            marker_color=palette.SEQUENCE[5], yaxis="y2", customdata=flows["exits"].to_numpy(float),
            hovertemplate="%{customdata:,.0f}"),
    ]  # fmt: skip
    traces = [line(weekly, weekly["firms"], "Sellers", palette.ACCENT, ",.0f"), *bars]
    built = panels(traces, f"entries (up) and exits (down) in {QUARTER} weeks")
    built.update_layout(barmode="relative", bargap=0.25)
    text = "Above, sellers in business. Below, how many came in and how many left in each quarter."
    return Chart("sellers", "Sellers in business", "sellers", text, built)


def clearance(weekly: pd.DataFrame) -> Chart:
    """Chart the mean days that entries wait at customs, by channel."""
    columns = {
        "clearance_days_low_value": ("Low-value channel", palette.SEQUENCE[4]),
        "clearance_days_standard": ("Standard channel", palette.SEQUENCE[3]),
    }
    text = "Average over all entries of a channel, from presentation to release."
    built = theme.figure(lines(weekly, columns, ".2f"))
    return Chart("clearance", "Waiting at customs", "calendar days", text, built)


def labour(weekly: pd.DataFrame) -> Chart:
    """Chart wages by skill against their start and, below, unemployment."""
    columns = {
        "wage_operations": ("Operations", palette.SEQUENCE[0]),
        "wage_specialist": ("Specialists", palette.SEQUENCE[1]),
        "wage_digital": ("Digital", palette.SEQUENCE[3]),
    }
    traces = lines(weekly, columns, ".3f")
    traces.append(
        line(weekly, weekly["unemployment"], "Unemployment", palette.MUTED, ".1%", yaxis="y2")
    )
    built = panels(traces, "unemployment, share of the workforce", tickformat=".0%")
    built.update_layout(yaxis={"rangemode": "normal"})
    text = "Above, real wages by skill; 1 is the wage at the start. Below, people who search for work."
    return Chart("labour", "Wages and work", "wage, start = 1", text, built)


def concentration(weekly: pd.DataFrame) -> Chart:
    """Chart how concentrated the provider markets are (Herfindahl-Hirschman index, 0-10,000)."""
    columns = {
        "carrier_hhi": ("Express carriers", palette.SERVICE_COLOURS["express"]),
        "platform_hhi": ("Platforms", palette.SERVICE_COLOURS["platform_warehouse"]),
    }
    text = (
        "Sum of squared market shares in per cent: 10,000 is one provider alone, 2,500 four equal ones."
    )
    built = theme.figure(lines(weekly, columns, ",.0f"))
    return Chart(
        "concentration", "Concentration of providers", "Herfindahl-Hirschman index", text, built
    )


def bullwhip(weekly: pd.DataFrame) -> Chart:
    """Chart how much more orders for stock vary than the sales behind them."""
    columns = {
        f"bullwhip_{service}": (palette.SERVICE_LABELS[service], palette.SERVICE_COLOURS[service])
        for service in ("platform_warehouse", "own_warehouse")
    }
    built = theme.figure(lines(weekly, columns, ".2f"))
    built.add_hline(y=1.0, line={"color": palette.FAINT, "width": 1, "dash": "dot"})
    text = (
        "Variance of replenishment orders over variance of sales; above the dotted line orders swing "
        "more than sales."
    )
    return Chart("bullwhip", "Orders against sales", "ratio of variances", text, built)


def taxes(weekly: pd.DataFrame) -> Chart:
    """Chart duty and value-added tax collected on imports."""
    columns = {
        "duty_revenue": ("Duty", palette.COST_PARTS["landed_duty"][1]),
        "vat_revenue": ("VAT", palette.COST_PARTS["landed_vat"][1]),
    }
    text = "What all customs authorities together collect in a week, stacked."
    built = theme.figure(stack(weekly, columns, ",.2f", MILLION))
    return Chart("taxes", "Duty and tax collected", "USD million a week", text, built)


def main_charts(weekly: pd.DataFrame) -> list[Chart]:
    """Return the main charts of a run in reading order.

    Args:
        weekly: one row a week, index 0, 1, 2, ...
    """
    weekly = weekly.reset_index(drop=True)
    return [
        service_shares(weekly, "parcels"),
        service_shares(weekly, "value"),
        delivery_days(weekly),
        delivery_by_service(weekly),
        landed_cost(weekly),
        taxes(weekly),
        clearance(weekly),
        bullwhip(weekly),
        sales(weekly),
        sellers(weekly),
        labour(weekly),
        concentration(weekly),
    ]
