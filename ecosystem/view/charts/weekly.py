"""The charts of a run, each drawn from the weekly frame: one row a week."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from ecosystem.scenario.names import SERVICES
from ecosystem.view.charts.descriptions import (
    Description,
    Form,
    Series,
    described,
    lower_panel,
    unit,
    upper_panel,
)
from ecosystem.view.style import palette, theme
from ecosystem.view.style.theme import Chart

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

QUARTER = 13
"""Weeks in a quarter, over which entries and exits are added up."""

HOVER = {"usd": ",.2f", "amount": ",.0f", "share": ".1%", "days": ".2f", "index": ".3f"}
"""Format of a value that is pointed at, by kind of indicator."""

DASHED = {traits.name for traits in SERVICES.traits if traits.built}
"""Own warehouses are dashed: they often run level with platform warehouses and would hide them."""

Panel = list[Series]


def weekly_charts(weekly: pd.DataFrame) -> list[Chart]:
    """Return the charts of a run whose indicators it has, in reading order.

    Args:
        weekly: one row a week.
    """
    weekly = weekly.reset_index(drop=True)
    return [draw(weekly, chart) for chart in described() if _present(upper_panel(chart), weekly)]


def draw(weekly: pd.DataFrame, chart: Description) -> Chart:
    """Draw a chart in the form that its description asks for.

    Args:
        weekly: one row a week, index 0, 1, 2, ...
        chart: what to draw.
    """
    upper, lower = (_present(panel, weekly) for panel in (upper_panel(chart), lower_panel(chart)))
    figure = FORMS[chart.form](weekly, upper, lower)
    return Chart(chart.key, chart.title, unit(upper), chart.text, figure)


def _present(panel: Panel, weekly: pd.DataFrame) -> Panel:
    """The lines whose indicators the run has."""
    return [each for each in panel if each.column in weekly]


def _line(weekly: pd.DataFrame, one: Series, **more: Any) -> Any:
    """A line over the weeks."""
    from plotly.graph_objects import Scatter

    dash = "5px,4px" if one.indicator.member in DASHED else "solid"
    settings: dict[str, Any] = {
        "x": weekly["date"].astype(str).tolist(),
        "y": weekly[one.column].to_numpy(dtype=float) / one.divisor,
        "name": one.label,
        "mode": "lines",
        "line": {"color": one.colour, "width": 2, "dash": dash},
        "hovertemplate": f"%{{y:{HOVER[one.indicator.kind]}}}",
    }
    return Scatter(settings | more)


def _areas(weekly: pd.DataFrame, panel: Panel) -> list[Any]:
    """Areas stacked in their order, so that their heights add up."""
    edge = {"color": palette.CARD, "width": 0.6}
    return [_line(weekly, one, stackgroup="all", fillcolor=one.colour, line=edge) for one in panel]


def _whole(weekly: pd.DataFrame, upper: Panel, lower: Panel) -> Figure:
    """Shares stacked to the whole."""
    axis = theme.value_axis(range=[0, 1], tickformat=".0%", dtick=0.25)
    return theme.figure(_areas(weekly, upper), yaxis=axis)


def _stack(weekly: pd.DataFrame, upper: Panel, lower: Panel) -> Figure:
    """Amounts stacked to their sum."""
    return theme.figure(_areas(weekly, upper))


def _lines(weekly: pd.DataFrame, upper: Panel, lower: Panel) -> Figure:
    """Lines, with a second panel below where there are lines for it."""
    if not lower:
        return theme.figure([_line(weekly, one) for one in upper], yaxis=theme.value_axis(**_ticks(upper)))
    traces = [_line(weekly, one) for one in upper] + [_line(weekly, one, yaxis="y2") for one in lower]
    note = f"{lower[0].label.lower()}, {unit(lower)}"
    return _panels(traces, note, _ticks(upper), _ticks(lower))


def _ticks(panel: Panel) -> dict[str, Any]:
    """Settings of an axis: per cent for shares; prices and indices need not begin at zero."""
    kinds = {one.indicator.kind for one in panel}
    adding = all(one.indicator.adds_up for one in panel)
    ticks: dict[str, Any] = {"tickformat": ".0%"} if kinds == {"share"} else {}
    return ticks if adding or not kinds <= {"usd", "index"} else ticks | {"rangemode": "normal"}


def _panels(traces: Iterable[Any], note: str, upper: dict[str, Any], lower: dict[str, Any]) -> Figure:
    """Two panels over one time axis; traces on "y2" go to the lower one, which the note names."""
    label = {
        "text": note, "xref": "paper", "yref": "paper", "x": 0, "y": 0.33, "xanchor": "left",
        "yanchor": "bottom", "showarrow": False, "font": {"size": 12, "color": palette.MUTED},
    }
    return theme.figure(
        list(traces),
        height=320,
        hoversubplots="axis",
        annotations=[label],
        xaxis=theme.time_axis(anchor="y2"),
        yaxis=theme.value_axis(domain=[0.45, 1.0], **upper),
        yaxis2=theme.value_axis(domain=[0.0, 0.31], nticks=6, **lower),
    )


def _band(weekly: pd.DataFrame, upper: Panel, lower: Panel) -> Figure:
    """A line in the band between two others: low, high, middle."""
    low, high, *middle = upper
    tint, edge = palette.tinted(palette.ACCENT, 0.16), {"width": 0}
    return theme.figure([
        _line(weekly, high, line=edge, showlegend=False),
        _line(weekly, low, line=edge, fill="tonexty", fillcolor=tint, name=f"{low.label} to {high.label}"),
        *(_line(weekly, one, line={"color": palette.ACCENT, "width": 2}) for one in middle),
    ])


def _flows(weekly: pd.DataFrame, upper: Panel, lower: Panel) -> Figure:
    """Lines, and below the sums of a quarter: what comes as bars up, what goes as bars down."""
    from plotly.graph_objects import Bar

    groups = weekly.groupby(weekly.index // QUARTER)
    dates = groups["date"].first().astype(str).tolist()
    traces = [_line(weekly, one) for one in upper]
    for one, way in zip(lower, (1, -1), strict=False):
        sums = groups[one.column].sum().to_numpy(dtype=float)
        traces.append(Bar(
            x=dates, y=way * sums, name=one.label, marker_color=one.colour, yaxis="y2", customdata=sums,
            hovertemplate="%{customdata:,.0f}"))
    signs = [f"{one.label.lower()} ({way})" for one, way in zip(lower, ("up", "down"), strict=False)]
    built = _panels(traces, f"{' and '.join(signs)} in {QUARTER} weeks", {}, {})
    return built.update_layout(barmode="relative", bargap=0.25)


def _ratio(weekly: pd.DataFrame, upper: Panel, lower: Panel) -> Figure:
    """Lines around one."""
    built = _lines(weekly, upper, lower)
    built.update_layout(yaxis={"rangemode": "tozero"})
    return built.add_hline(y=1.0, line={"color": palette.FAINT, "width": 1, "dash": "dot"})


FORMS: dict[Form, Callable[[pd.DataFrame, Panel, Panel], Figure]] = {
    "whole": _whole, "stack": _stack, "lines": _lines, "band": _band, "flows": _flows, "ratio": _ratio,
}
"""How each form is drawn."""
