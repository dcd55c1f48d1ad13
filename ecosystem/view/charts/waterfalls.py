"""Waterfalls of the largest corridors: what a parcel costs and how long it takes, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ecosystem.outputs.indicators import WORLD
from ecosystem.scenario.names import SERVICES
from ecosystem.view.style import numbers, palette, theme, writing
from ecosystem.view.style.theme import Chart

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

COST_STEPS = ("product", "freight", "surcharge", "handling", "storage", "losses", "clearance", "duty", "vat")
"""Parts of the landed cost from the factory to the door."""

STAGES = ("handling", "linehaul", "border", "door")
"""Stages of a journey."""

TOTAL_COST, TO_SHELF, TOTAL_TIME = "Landed cost", "Order to shelf", "Order to door"
LEAST_SHARE = 0.01
"""Services with a smaller share of a corridor's sales are left out of its chart."""

PALE = 0.45
"""Opacity of the way to the shelf, which the buyer does not wait for."""

ROW = 23.0
"""Height of a step, pixels."""

TOP, MIDDLE = 44.0, 46.0
"""Room above the upper panels and between them and the lower ones, pixels."""

GAP = 0.022
"""Room between panels, share of the width."""


@dataclass(frozen=True)
class Step:
    """One bar: its row, where it starts, how long it is, and its colour."""

    label: str
    start: float
    length: float
    colour: str
    pale: bool = False

    @property
    def end(self) -> float:
        """Where the bar ends."""
        return self.start + self.length


def cost_label(part: str) -> str:
    """What a part of the landed cost is called."""
    return writing.short(WORLD["surcharge_mean" if part == "surcharge" else f"landed_{part}"])


def stage_label(stage: str) -> str:
    """What a stage of a journey is called."""
    return writing.short(WORLD[f"days_{stage}"])


def cost_steps(row: pd.Series) -> list[Step]:
    """Steps from the product to the landed cost of one corridor and service, USD a parcel."""
    steps, reached = [], 0.0
    for name in COST_STEPS:
        steps.append(Step(cost_label(name), reached, float(row[f"cost_{name}"]), palette.COST_COLOURS[name]))
        reached = steps[-1].end
    return [*steps, Step(TOTAL_COST, 0.0, reached, palette.INK)]


def time_steps(row: pd.Series) -> list[Step]:
    """Steps from order to door, days; of warehouse services first those of replenishment to the shelf."""
    stocked = SERVICES.traits[SERVICES.index(str(row["service"]))].stocked
    steps, reached = [], 0.0
    for name in STAGES:
        if stocked and name == "door":
            steps.append(Step(TO_SHELF, 0.0, reached, palette.INK, pale=True))
            reached = 0.0
        way = stocked and name != "door"
        days = float(row[f"days_to_shelf_{name}" if way else f"days_{name}"])
        steps.append(Step(stage_label(name), reached, days, palette.STAGE_COLOURS[name], pale=way))
        reached = steps[-1].end
    return [*steps, Step(TOTAL_TIME, 0.0, reached, palette.INK)]


def waterfalls(table: pd.DataFrame, names: Mapping[str, str], top: int = 4) -> list[Chart]:
    """Chart the largest corridors by sales, one chart each with its services side by side.

    Args:
        table: one row an origin, destination and service, as `corridors.parquet` has it.
        names: country names by iso3.
        top: number of corridors.
    """
    known = table[(table["parcels"] > 0) & (table["origin"] != table["destination"])]
    sales = known.groupby(["origin", "destination"], observed=True)["value"].sum()
    order = sales.sort_values(ascending=False, kind="stable").index[:top]
    return [
        _waterfall(place, known[(known["origin"] == one) & (known["destination"] == other)], names)
        for place, (one, other) in enumerate(order)
    ]


def _waterfall(place: int, rows: pd.DataFrame, names: Mapping[str, str]) -> Chart:
    """Chart one corridor: cost above, time below, one column a service."""
    share = rows["value"] / rows["value"].sum()
    shown = rows.assign(share=share)[share >= LEAST_SHARE]
    shown = shown.sort_values("service", key=lambda column: column.map(SERVICES.index), kind="stable")
    first = rows.iloc[0]
    title = " to ".join(names.get(first[end], first[end]) for end in ("origin", "destination"))
    text = (
        f"Sales of USD {numbers.number(rows['value'].sum())} a week. Thin lines span the days of four "
        "parcels in five. Pale bars are the way of stock to the warehouse abroad, before any order."
    )
    return Chart(
        f"waterfall_{place}", title, "above, USD a parcel; below, days", text,
        _panels([row for _, row in shown.iterrows()]), wide=True, least_width=720,
    )


def _panels(rows: Sequence[pd.Series]) -> Figure:
    """Put the panels of all services into one figure, on common scales."""
    cost_labels = [*map(cost_label, COST_STEPS), TOTAL_COST]
    stages = [stage_label(name) for name in STAGES]
    time_labels = [*stages[:-1], TO_SHELF, stages[-1], TOTAL_TIME]
    upper, lower = ROW * len(cost_labels), ROW * len(time_labels)
    height = TOP + upper + MIDDLE + lower + 12.0
    plot = upper + MIDDLE + lower
    figure = theme.figure(
        [], height=height, hovermode="closest", barmode="overlay", bargap=0.28,
        margin={"l": 8, "r": 8, "t": TOP, "b": 12},
        yaxis=_labels(cost_labels, [1.0 - upper / plot, 1.0]),
        yaxis2=_labels(time_labels, [0.0, lower / plot], anchor="x5"),
    )
    costs, times = [cost_steps(row) for row in rows], [time_steps(row) for row in rows]
    _draw(figure, costs, cost_labels, first=0, unit="USD", spans=[None] * len(rows))
    spans = [(row["days_p10"], row["days_p90"]) for row in rows]
    _draw(figure, times, time_labels, first=len(SERVICES), unit="days", spans=spans)
    for column, row in enumerate(rows):
        _head(figure, row, _domain(column, len(rows))[0])
    return figure


def _labels(labels: list[str], domain: list[float], **more: Any) -> dict[str, Any]:
    """An axis of steps from top to bottom."""
    places = list(range(len(labels)))
    return theme.axis(
        tickvals=places, ticktext=labels, range=[len(labels) - 0.45, -0.55], domain=domain,
        showline=False, ticklabelstandoff=6, **more,
    )


def _domain(column: int, columns: int) -> list[float]:
    """Left and right end of a panel, shares of the width."""
    width = (1.0 - GAP * (columns - 1)) / columns
    return [column * (width + GAP), column * (width + GAP) + width]


def _draw(
    figure: Figure, steps: list[list[Step]], labels: list[str], *, first: int, unit: str,
    spans: Sequence[tuple[float, float] | None],
) -> None:
    """Draw one row of panels; all share the scale of the longest."""
    longest = max([step.end for bars in steps for step in bars] + [span[1] for span in spans if span])
    axis = "y" if first == 0 else "y2"
    for column, (bars, span) in enumerate(zip(steps, spans, strict=True)):
        number = first + column + 1
        name = "x" if number == 1 else f"x{number}"
        settings = theme.value_axis(
            type="linear", domain=_domain(column, len(steps)), anchor=axis, range=[0.0, 1.2 * longest],
            nticks=4, showticklabels=False, zeroline=True, zerolinecolor=palette.FAINT, zerolinewidth=1)
        figure.update_layout({f"xaxis{number if number > 1 else ''}": settings})
        for trace in _traces(bars, span, labels, unit):
            figure.add_trace(trace.update(xaxis=name, yaxis=axis))


def _traces(
    bars: list[Step], span: tuple[float, float] | None, labels: list[str], unit: str
) -> list[Any]:
    """Bars, connecting lines, figures at the bars' ends, and the span of the last bar."""
    from plotly.graph_objects import Bar, Scatter

    rows = [labels.index(bar.label) for bar in bars]
    colours = [palette.tinted(bar.colour, PALE) if bar.pale else bar.colour for bar in bars]
    drawn = [
        Bar(y=rows, x=[bar.length for bar in bars], base=[bar.start for bar in bars], orientation="h",
            marker_color=colours, showlegend=False, customdata=[[bar.label, bar.length] for bar in bars],
            hovertemplate=f"%{{customdata[0]}}: %{{customdata[1]:,.2f}} {unit}<extra></extra>"),
    ]
    quiet: dict[str, Any] = {"showlegend": False, "hoverinfo": "skip", "cliponaxis": False}
    ends = [bar.end for bar in bars]
    if span is not None:
        ends[-1] = max(ends[-1], span[1])
        drawn.append(Scatter(
            x=list(span), y=[rows[-1]] * 2, mode="lines", line={"color": palette.FAINT, "width": 2}, **quiet))
    drawn.append(Scatter(
        x=ends, y=rows, mode="text", text=[_figure(bar.length) for bar in bars],
        textposition="middle right", textfont={"size": 12, "color": palette.INK}, **quiet))
    return drawn


def _figure(value: float) -> str:
    """Write the length of a bar; nothing where there is none."""
    return f" {value:,.2f}" if 0.005 <= value < 9.95 else f" {value:,.1f}" if value >= 9.95 else ""


def _head(figure: Figure, row: pd.Series, left: float) -> None:
    """Write the name of a service above its panels, with its part in the corridor."""
    service = str(row["service"])
    text = (
        f'<b><span style="color:{palette.SERVICE_COLOURS[service]}">'
        f"{palette.SERVICE_LABELS[service]}</span></b>"
        f"<br>{numbers.percent(row['share'])} of sales"
    )
    figure.add_annotation(
        text=text, x=left, y=1.0, xref="paper", yref="paper", xanchor="left", yanchor="bottom", yshift=4,
        align="left", showarrow=False, font={"size": 12.5, "color": palette.MUTED})
