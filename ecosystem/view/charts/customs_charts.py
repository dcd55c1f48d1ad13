"""Simulated days at customs against the hours that importers report, country by country."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from ecosystem.outputs.indicators import COUNTRIES
from ecosystem.view.html.tables import Column, Table
from ecosystem.view.style import numbers, palette, theme, writing
from ecosystem.view.style.escaping import plot_text
from ecosystem.view.style.theme import Chart

CHANNELS = {"clearance_days_standard": palette.SEQUENCE[3], "clearance_days_low_value": palette.SEQUENCE[4]}
"""Columns of simulated days, in their colours in the chart of weeks."""

HOURS_TICKS = (2, 5, 10, 20, 50, 100, 200, 500)
DAYS_TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)


def clearance_scatter(table: pd.DataFrame, names: Mapping[str, str]) -> Chart:
    """Chart days against hours, both on logarithmic scales, one point a country and channel.

    Args:
        table: one row a country outside the European Union: country (iso3), import_hours and the
            two columns of simulated days.
        names: country names by iso3.
    """
    from plotly.graph_objects import Scatter

    called = [plot_text(names.get(code, code)) for code in table["country"]]
    traces = []
    for column, colour in CHANNELS.items():
        standard = column == "clearance_days_standard"
        traces.append(Scatter(
            x=table["import_hours"].to_numpy(float), y=table[column].to_numpy(float),
            name=writing.short(COUNTRIES[column]),
            mode="markers+text" if standard else "markers",
            text=table["country"].tolist() if standard else None, textposition="top center",
            textfont={"size": 10, "color": palette.MUTED}, customdata=called,
            marker={"color": colour, "size": 8 if standard else 6, "opacity": 0.9 if standard else 0.6},
            hovertemplate="%{customdata}<br>%{x:,.0f} hours reported<br>%{y:.2f} days simulated",
        ))
    built = theme.figure(
        traces, height=430, hovermode="closest",
        xaxis=_scale(HOURS_TICKS, "hours reported by importers, border and documents"),
        yaxis=_scale(DAYS_TICKS),
    )
    text = (
        "Each point is a country; both axes are logarithmic. Where points rise to the right, the "
        "simulated borders are slow where importers say that they are slow."
    )
    return Chart("clearance_hours", "Clearance, simulated and reported", "days simulated", text, built)


def _scale(ticks: tuple[float, ...], title: str = "") -> dict[str, Any]:
    """A logarithmic axis with plain numbers."""
    settings = theme.value_axis(
        type="log", tickvals=list(ticks), ticktext=[f"{tick:g}" for tick in ticks], rangemode="normal")
    titled = {"title": {"text": title, "font": {"size": 12, "color": palette.MUTED}}}
    return settings | titled if title else settings


def clearance_list(table: pd.DataFrame, names: Mapping[str, str]) -> Table:
    """List all countries of `clearance_scatter`, slowest by report first."""
    ordered = table.sort_values("import_hours", ascending=False, kind="stable")
    frame = ordered[["country", "import_hours", *CHANNELS]].reset_index(drop=True)
    frame["country"] = frame["country"].map(lambda code: names.get(code, code))
    columns = {
        "country": Column("Country"),
        "import_hours": Column("Reported hours", numbers.number),
    }
    for each in map(COUNTRIES.__getitem__, CHANNELS):
        columns[each.name] = Column(f"{each.label}, days", partial(writing.value, each))
    text = "Simulated days are means over the weeks of the run."
    return Table("clearance", "Country by country", text, columns, frame, tall=True)
