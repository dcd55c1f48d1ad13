"""The look of every plotly chart: quiet axes, one typeface, units in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ecosystem.view.style import palette

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


@dataclass(frozen=True)
class Chart:
    """A figure with the words around it.

    Attributes:
        key: short name, unique among the charts of a page.
        title: what is shown.
        unit: what the vertical axis measures, with its unit.
        text: how to read it, in a sentence or two.
        figure: the plotly figure.
        wide: whether it deserves the full width of the page.
        least_width: pixels below which it scrolls sideways instead of shrinking further.
    """

    key: str
    title: str
    unit: str
    text: str
    figure: Figure
    wide: bool = False
    least_width: int = 0


def axis(**changes: Any) -> dict[str, Any]:
    """Return the settings of an axis; keyword arguments change them."""
    settings: dict[str, Any] = {
        "showgrid": False,
        "zeroline": False,
        "linecolor": palette.HAIRLINE,
        "ticks": "",
        "tickfont": {"color": palette.MUTED, "size": 12},
        "fixedrange": True,
        "automargin": True,
    }
    return settings | changes


def value_axis(**changes: Any) -> dict[str, Any]:
    """Return the settings of an axis of values: hairlines across, no line of its own."""
    settings = axis(showgrid=True, gridcolor=palette.HAIRLINE, gridwidth=1, showline=False, nticks=6,
        ticklabelstandoff=6, separatethousands=True)
    return settings | {"rangemode": "tozero"} | changes


def time_axis(**changes: Any) -> dict[str, Any]:
    """Return the settings of an axis of dates with few, plain ticks."""
    settings = axis(type="date", nticks=7, showline=True, hoverformat="week of %-d %B %Y")
    return settings | changes


def figure(traces: list[Any], **layout: Any) -> Figure:
    """Put traces into a figure with the common look; keyword arguments change the layout."""
    from plotly.graph_objects import Figure

    settings: dict[str, Any] = {
        "template": "none",
        "font": {"family": palette.FONT, "size": 13, "color": palette.INK},
        "paper_bgcolor": palette.CARD,
        "plot_bgcolor": palette.CARD,
        "height": 320,
        "margin": {"l": 8, "r": 12, "t": 8, "b": 8},
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": palette.CARD, "bordercolor": palette.HAIRLINE, "font_size": 12},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        "xaxis": time_axis(),
        "yaxis": value_axis(),
    }
    return Figure(traces, settings | layout)
