"""Charts of a comparison: fans of differences, intervals beside zero, and a map of change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from ecosystem.outputs.indicators import Indicator
from ecosystem.scenario.names import SERVICES
from ecosystem.view.maps import projection
from ecosystem.view.maps.flow_map import Places
from ecosystem.view.style import palette, theme, writing
from ecosystem.view.style.theme import Chart

WORSE, BETTER = "#b3561d", "#1f5f99"
"""Ends of the diverging scale: orange and blue stay apart with any common colour deficiency."""

STEPS = 9
LARGEST_CIRCLE = 26.0
"""Radius of the largest country, map units."""

UNCLEAR = "#d5d8dc"
"""Fill of a country without a clear change."""

Shade = tuple[str, str]


def diverging(share: float) -> str:
    """Colour of a change from −1 (worst) through 0 (pale) to +1 (best), as "#rrggbb"."""
    held = float(np.clip(share, -1.0, 1.0))
    end = BETTER if held > 0 else WORSE
    pale = (240, 238, 234)
    full = [int(end[place : place + 2], 16) for place in (1, 3, 5)]
    weight = abs(held) ** 0.7
    mixed = (round(low + weight * (high - low)) for low, high in zip(pale, full, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def fan(course: pd.DataFrame, indicator: Indicator, key: str, shade: Shade | None) -> Chart:
    """Chart the difference that a policy makes through time: mean and bands over seeds.

    Args:
        course: one row a week: date, mean, band_2_5, band_25, band_75, band_97_5, low, high.
        indicator: what is charted.
        key: unique on the page.
        shade: first and last date of the policy, shaded; none when it is in force throughout.
    """
    traces = [
        *_band(course, indicator, ("band_2_5", "band_97_5"), "95% of seeds", 0.14),
        *_band(course, indicator, ("band_25", "band_75"), "half of the seeds", 0.30),
        _mean(course, indicator),
    ]
    unit = "percentage points" if indicator.kind == "share" else indicator.unit
    axes = {"xaxis": _time_axis(), "yaxis": _axis_about_zero(course, indicator)}
    built = theme.figure(traces, height=250, **axes)
    _mark(built, shade)
    last = course.iloc[-1]
    text = (
        f"In the last 13 weeks {writing.change(indicator, last['mean'])}, 95% interval of the mean "
        f"{writing.interval(indicator, last['low'], last['high'])}."
    )
    return Chart(key, writing.label(indicator), f"policy minus base, {unit}", text, built)


def _time_axis() -> dict[str, Any]:
    """Few ticks that stay level on a narrow screen."""
    return theme.time_axis(nticks=6, tickangle=0)


def _axis_about_zero(course: pd.DataFrame, indicator: Indicator) -> dict[str, Any]:
    """An axis that holds zero; a difference that is nothing throughout lies in its middle."""
    low = float(np.nanmin([course["band_2_5"].min(), course["mean"].min(), 0.0]))
    high = float(np.nanmax([course["band_97_5"].max(), course["mean"].max(), 0.0]))
    room = 0.06 * (high - low) or 1.0
    span = [writing.scale(indicator) * (low - room), writing.scale(indicator) * (high + room)]
    return theme.value_axis(rangemode="normal", range=span)


def _band(
    course: pd.DataFrame, indicator: Indicator, ends: tuple[str, str], name: str, opacity: float
) -> list[Any]:
    """Two edges without lines, the area between them filled."""
    from plotly.graph_objects import Scatter

    colour = palette.tinted(palette.ACCENT, opacity)
    common: dict[str, Any] = {
        "x": course["date"].tolist(), "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"
    }
    edges = [course[end].to_numpy(float) * writing.scale(indicator) for end in reversed(ends)]
    return [
        Scatter(y=edges[0], showlegend=False, **common),
        Scatter(y=edges[1], name=name, fill="tonexty", fillcolor=colour, **common),
    ]


def _mean(course: pd.DataFrame, indicator: Indicator) -> Any:
    from plotly.graph_objects import Scatter

    return Scatter(
        x=course["date"].tolist(), y=course["mean"].to_numpy(float) * writing.scale(indicator), name="mean",
        mode="lines", line={"color": palette.ACCENT, "width": 2}, hovertemplate="%{y:,.3~g}",
    )


def _mark(figure: Any, shade: Shade | None) -> None:
    """Draw the line of no difference and the weeks of the policy."""
    figure.add_hline(y=0.0, line={"color": palette.FAINT, "width": 1})
    if shade:
        figure.add_vrect(
            x0=shade[0], x1=shade[1], fillcolor=palette.tinted(palette.SEQUENCE[1], 0.10),
            line_width=0, layer="below",
        )


def service_courses(
    courses: Mapping[str, pd.DataFrame], key: str, title: str, shade: Shade | None
) -> Chart:
    """Chart how the share of each service differs through time.

    Args:
        courses: by service, one row a week as for `fan`.
        key: unique on the page.
        title: heading of the chart.
        shade: first and last date of the policy.
    """
    from plotly.graph_objects import Scatter

    traces = []
    for service in SERVICES:
        course, colour = courses[service], palette.SERVICE_COLOURS[service]
        dates = course["date"].tolist()
        line = {"x": dates, "mode": "lines", "hoverinfo": "skip", "line": {"width": 0}, "showlegend": False}
        traces += [
            Scatter(y=100 * course["high"].to_numpy(float), **line),
            Scatter(y=100 * course["low"].to_numpy(float), fill="tonexty",
                    fillcolor=palette.tinted(colour, 0.16), **line),
            Scatter(x=dates, y=100 * course["mean"].to_numpy(float), mode="lines",
                    name=palette.SERVICE_LABELS[service], line={"color": colour, "width": 2},
                    hovertemplate="%{y:.2f}"),
        ]
    built = theme.figure(traces, height=300, yaxis=theme.value_axis(rangemode="normal"), xaxis=_time_axis())
    _mark(built, shade)
    text = "Above zero a service gains. Shaded: the 95% interval of the mean; smoothed over 13 weeks."
    return Chart(key, title, "policy minus base, percentage points", text, built, wide=True)


def whisker(low: float, mean: float, high: float, width: float = 132.0) -> str:
    """Draw an interval beside zero, on a scale of its own, zero in the middle."""
    if not np.isfinite([low, mean, high]).all():
        return ""
    reach = max(abs(low), abs(high), abs(mean))
    x = [width / 2 + (width / 2 - 7) * (value / reach if reach > 0 else 0.0) for value in (low, mean, high)]
    colour = palette.ACCENT if low > 0 or high < 0 else palette.FAINT
    return (
        f'<svg class="whisker" viewBox="0 0 {width:g} 18" width="{width:g}" height="18" '
        f'aria-hidden="true"><path d="M{width / 2:g} 0V18" stroke="#c9ced6"/>'
        f'<path d="M{x[0]:.1f} 9H{x[2]:.1f}M{x[0]:.1f} 6V12M{x[2]:.1f} 6V12" stroke="{colour}" '
        f'stroke-width="2" fill="none"/><circle cx="{x[1]:.1f}" cy="9" r="4" fill="{colour}"/></svg>'
    )


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its HTML or text, and the number to sort by."""

    content: str
    sort: float | None = None
    is_html: bool = False


def cells_table(
    key: str, title: str, text: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> str:
    """Write a table as a card; the first cell heads its row, cells with numbers sort by them."""
    numeric = [bool(rows) and rows[0][place].sort is not None for place in range(len(heads))]
    head = "".join(
        f'<th scope="col"{" class=number" if is_number else ""}><button type="button">'
        f"{escape(name)}</button></th>"
        for name, is_number in zip(heads, numeric, strict=True)
    )
    written = ("".join(_cell(place, cell) for place, cell in enumerate(row)) for row in rows)
    body = "".join(f"<tr>{cells}</tr>" for cells in written)
    return (
        f'<section class="card listing"><h3>{escape(title)}</h3><p class="unit">{escape(text)}</p>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(title, quote=True)}">'
        f'<table id="table-{key}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
        "</section>"
    )


def _cell(place: int, cell: Cell) -> str:
    inner = cell.content if cell.is_html else escape(cell.content)
    if place == 0:
        return f'<th scope="row">{inner}</th>'
    if cell.sort is None:
        return f"<td>{inner}</td>"
    sort = "" if not np.isfinite(cell.sort) else f"{cell.sort:.6g}"
    return f'<td class="number" data-sort="{sort}">{inner}</td>'


@dataclass(frozen=True)
class Change:
    """What a map of change shows.

    Attributes:
        key: unique among the changes of a map.
        indicator: what changes.
        sizes: by country (iso3), what the area of its circle grows with.
        effects: one row a country, indexed by iso3: relative, difference, low, high, distinct.
    """

    key: str
    indicator: Indicator
    sizes: Mapping[str, float]
    effects: pd.DataFrame

    @property
    def sense(self) -> float:
        """1 where a rise is drawn in the colour of gains, −1 where it is drawn in that of losses."""
        return -1.0 if self.indicator.better == "lower" else 1.0

    @property
    def reach(self) -> float:
        """Relative change at which the scale ends: all but the largest twentieth fit in."""
        clear = self.effects["relative"].abs()[self.effects["distinct"]].dropna()
        return _round_up(float(clear.quantile(0.95))) if len(clear) else 0.01


def _round_up(value: float) -> float:
    """The next larger number that is 1, 2 or 5 times a power of ten."""
    power = 10.0 ** np.floor(np.log10(max(value, 1e-6)))
    return float(next(step * power for step in (1, 2, 5, 10) if value <= step * power * (1 + 1e-9)))


def change_map(changes: Sequence[Change], where: Places) -> str:
    """Draw countries as circles coloured by change, one group for each of several changes.

    Land has no borders in the outlines, and traders such as Singapore would vanish as areas; so a
    country is a circle at its largest city. Of the groups the page shows one.
    """
    groups = "".join(_circles(change, where, place > 0) for place, change in enumerate(changes))
    return (
        f'{_buttons(changes)}<svg class="flow-map" viewBox="{projection.VIEW}" role="img" '
        f'aria-label="{escape(_describe(changes[0], where), quote=True)}" '
        'xmlns="http://www.w3.org/2000/svg">'
        f'<path class="land" d="{where.land}" fill="{palette.LAND}" stroke="{palette.LAND_EDGE}" '
        f'stroke-width="0.5"/>{groups}</svg>'
        f'{"".join(_scale(change, place > 0) for place, change in enumerate(changes))}'
    )


def _buttons(changes: Sequence[Change]) -> str:
    buttons = "".join(
        f'<button type="button" class="chip" data-service="{change.key}" '
        f'aria-pressed="{"false" if place else "true"}">{escape(writing.label(change.indicator))}</button>'
        for place, change in enumerate(changes)
    )
    return f'<div class="chips" role="group" aria-label="Change shown">{buttons}</div>'


def _circles(change: Change, where: Places, hidden: bool) -> str:
    largest = max((size for size in change.sizes.values() if np.isfinite(size)), default=0.0)
    order = sorted(change.sizes, key=lambda code: -np.nan_to_num(change.sizes[code]))
    drawn = "".join(_circle(change, code, where, largest) for code in order if code in where.anchors)
    style = ' style="display:none"' if hidden else ""
    return f'<g class="flows changes" data-service="{change.key}"{style}>{drawn}</g>'


def _circle(change: Change, code: str, where: Places, largest: float) -> str:
    row = change.effects.loc[code]
    assert isinstance(row, pd.Series)
    x, y = projection.project(*where.anchors[code])
    size = np.nan_to_num(change.sizes[code]) / max(largest, 1e-9)
    radius = 2.0 + (LARGEST_CIRCLE - 2.0) * np.sqrt(size)
    fill = diverging(change.sense * float(row["relative"]) / change.reach) if row["distinct"] else UNCLEAR
    edge = palette.INK if row["distinct"] else "#a8aeb7"
    measured = writing.label(change.indicator).lower()
    said = f"{where.names.get(code, code)}: {measured} {in_words(change.indicator, row)}"
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{fill}" stroke="{edge}" '
        f'stroke-width="{0.9 if row["distinct"] else 0.6}"><title>{escape(said)}</title></circle>'
    )


def is_relative(indicator: Indicator, row: pd.Series) -> bool:
    """Whether a change is best told relative to the base: amounts, where there is a base."""
    return indicator.kind in ("usd", "amount") and bool(np.isfinite(row["relative_low"]))


def change_and_interval(indicator: Indicator, row: pd.Series) -> tuple[str, str]:
    """An effect and its 95 % interval, amounts relative to the base."""
    if is_relative(indicator, row):
        ends = writing.relative_interval(row["relative_low"], row["relative_high"])
        return writing.relative(row["relative"]), ends
    return writing.change(indicator, row["difference"]), writing.interval(indicator, row["low"], row["high"])


def in_words(indicator: Indicator, row: pd.Series) -> str:
    """An effect with its interval, such as "+0.3 days (95% interval +0.1 to +0.5)"."""
    change, interval = change_and_interval(indicator, row)
    return f"{change} (95% interval {interval})"


def _scale(change: Change, hidden: bool) -> str:
    """The key to colours and sizes of one group."""
    shares = np.linspace(-1.0, 1.0, STEPS)
    steps = "".join(f'<i style="background:{diverging(change.sense * share)}"></i>' for share in shares)
    style = ' style="display:none"' if hidden else ""
    low, high = writing.relative(-change.reach), writing.relative(change.reach)
    return (
        f'<div class="map-key map-scale" data-service="{change.key}"{style}>'
        f"<span>{low} or less <b>{steps}</b> {high} or more</span>"
        f'<span><i class="dot" style="background:{UNCLEAR}"></i>no clear change</span>'
        f"<span>area: {escape(writing.label(change.indicator).lower())} in the base"
        f"{'' if change.indicator.kind == 'usd' else ' by parcels received'}</span></div>"
    )


def _describe(change: Change, where: Places, count: int = 3) -> str:
    """Say what a map shows, for readers who do not see it."""
    clear = change.effects[change.effects["distinct"]].sort_values("relative")
    if clear.empty:
        return f"World map of {writing.label(change.indicator).lower()}. No country changes clearly."
    ends = [*clear.index[:count], *clear.index[count:][-count:]]
    said = [f"{where.names.get(code, code)} {writing.relative(clear.loc[code, 'relative'])}" for code in ends]
    return f"World map of {writing.label(change.indicator).lower()}: {'; '.join(said)}."
