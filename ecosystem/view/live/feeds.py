"""What a live page is sent: small updates of the map and of four charts.

The charts' history is sent in two parts: whole half-years, which change twice a year, and the weeks
since, which change every week. So an update stays small however long a run is, and a page
that was reloaded still gets everything.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ecosystem.outputs.indicators import WORLD
from ecosystem.scenario.names import SERVICES
from ecosystem.view.charts.descriptions import DESCRIPTIONS, unit, upper_panel
from ecosystem.view.maps import projection
from ecosystem.view.maps.flow_map import Places, flow_width, hub_radius
from ecosystem.view.maps.flows import corridors, hub_sales
from ecosystem.view.style import numbers, writing

BLOCK = 26
"""Weeks in a block of history."""

POINTS = 520
"""Most points of a block; longer histories are thinned by averaging neighbouring weeks."""

CORRIDORS = 60
"""Corridors drawn at a time."""

POOL = 120
"""Corridors whose arcs the page keeps."""

LIVE = {"shares_parcels": "stack", "delivery": "band", "sales": "lines", "clearance": "lines"}
"""Charts of the live page and how it draws them: shares of a whole, a line in a band, or lines."""


def live_columns() -> list[str]:
    """Columns of the weekly frame that the live charts show."""
    return [each.column for key in LIVE for each in upper_panel(DESCRIPTIONS[key])]


@dataclass(frozen=True)
class ChartData:
    """Histories of the live charts, as JSON texts.

    Attributes:
        history: {first, stride, series}: first week, weeks that a point stands for, and for each
            chart a list a column; changes twice a year.
        recent: for each chart a list a column, a value a week since the history ends.
    """

    history: str = '{"first":0,"stride":1,"series":[]}'
    recent: str = "[]"


@dataclass(frozen=True)
class MapData:
    """What moves on the map, as JSON texts.

    Attributes:
        arcs: {arcs, names}: pieces of every known corridor as flat lists of x and y (map units), and
            "origin to destination"; changes when a new corridor appears.
        moving: {flows, radii, text}: drawn corridors as [place in arcs, width in tenths of a unit,
            service], widest first; radius of every hub in tenths of a unit; the same in words.
    """

    arcs: str = '{"arcs":[],"names":[]}'
    moving: str = '{"flows":[],"radii":[],"text":"World map without sales yet"}'


def as_json(content: Any) -> str:
    """Write content as compact JSON.

    Text is passed on to the page untouched, where nested lists would be searched for widgets.
    """
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def rounded(values: np.ndarray, digits: int = 4) -> list[float | None]:
    """Return values with few significant digits, short to send; what is not a number is None."""
    return [float(f"{value:.{digits}g}") if np.isfinite(value) else None for value in values]


class ChartFeed:
    """Cuts weekly frames into histories and recent weeks, keeping a history until it grows."""

    def __init__(self) -> None:
        self._length: tuple[int, int] | None = None
        self._history = ""

    def update(self, weekly: pd.DataFrame) -> ChartData:
        """Return the data of the live charts.

        Args:
            weekly: one row a week since the run began; may be empty.
        """
        full = len(weekly) // BLOCK * BLOCK
        stride = max(1, -(-full // POINTS))
        full = full // stride * stride
        if self._length != (full, stride):
            self._length = (full, stride)
            first = int(weekly["week"].iloc[0]) if len(weekly) else 0
            series = _series(weekly.iloc[:full], stride)
            self._history = as_json({"first": first, "stride": stride, "series": series})
        return ChartData(self._history, as_json(_series(weekly.iloc[full:], 1)))


def _series(weekly: pd.DataFrame, stride: int) -> list[list[list[float | None]]]:
    """Return for each chart a list a column, neighbouring weeks averaged."""
    found = []
    for key in LIVE:
        lines = upper_panel(DESCRIPTIONS[key])
        columns = [weekly[each.column].to_numpy(dtype=float) / each.divisor for each in lines]
        found.append([rounded(values.reshape(-1, stride).mean(axis=1)) for values in columns])
    return found


class MapFeed:
    """Turns listings into moving corridors, sending each corridor's arc only once.

    Args:
        where: the laid-out places.
    """

    def __init__(self, where: Places) -> None:
        self.where = where
        self._slots: dict[tuple[str, str], int] = {}
        self._arcs: list[list[list[float]]] = []
        self._names: list[str] = []
        self._sent = MapData.arcs

    def update(self, listings: pd.DataFrame) -> MapData:
        """Return what the map shows of these listings.

        Args:
            listings: one row a listing.
        """
        table = corridors(listings, CORRIDORS)
        known = table["origin"].isin(self.where.anchors) & table["destination"].isin(
            self.where.anchors
        )
        table = table[known]
        self._make_room(table)
        sales = self.where.hubs["name"].map(hub_sales(listings)).fillna(0.0).to_numpy(dtype=float)
        radii = hub_radius(sales, float(sales.max(initial=0.0)))
        moving = {
            "flows": self._flows(table),
            "radii": [int(radius) for radius in np.rint(10 * radii)],
            "text": self._text(table),
        }
        return MapData(self._sent, as_json(moving))

    def _make_room(self, table: pd.DataFrame) -> None:
        """Give every corridor a slot; start afresh when too many old ones have gathered."""
        wanted = list(zip(table["origin"], table["destination"], strict=True))
        new = [ends for ends in wanted if ends not in self._slots]
        if not new:
            return
        if len(self._slots) + len(new) > POOL:
            self._slots, self._arcs, self._names, new = {}, [], [], wanted
        for ends in new:
            self._slots[ends] = len(self._arcs)
            self._arcs.append(self._arc(*ends))
            self._names.append(self._name(*ends))
        self._sent = as_json({"arcs": self._arcs, "names": self._names})

    def _arc(self, origin: str, destination: str) -> list[list[float]]:
        """Return the pieces of one arc as flat lists of x and y."""
        anchors = self.where.anchors
        pieces = projection.arc(anchors[origin], anchors[destination], points=22)
        return [[float(value) for value in np.round(piece, 1).ravel()] for piece in pieces]

    def _name(self, origin: str, destination: str) -> str:
        """Say where a corridor leads."""
        names = self.where.names
        return f"{names.get(origin, origin)} to {names.get(destination, destination)}"

    def _flows(self, table: pd.DataFrame) -> list[tuple[int, int, int]]:
        """Return slot, width and service of each corridor, widest first."""
        revenue, rows = table["revenue"].to_numpy(dtype=float), list[Any](table.itertuples())
        widths = np.rint(10 * flow_width(revenue, float(revenue.max(initial=0.0))))
        return [
            (self._slots[row.origin, row.destination], int(width), SERVICES.index(row.main_service))
            for row, width in zip(rows, widths, strict=True)
        ]

    def _text(self, table: pd.DataFrame) -> str:
        """Say what the map shows."""
        if table.empty:
            return "World map without sales yet"
        row = table.iloc[0]
        name = self._name(row["origin"], row["destination"])
        return f"World map. The largest corridor is {name}, {numbers.usd(row['revenue'])} a week."


def tiles(weekly: pd.DataFrame) -> list[dict[str, str]]:
    """Return the figures of the last week as label, value and unit.

    Args:
        weekly: one row a week since the run began; may be empty.
    """
    return [
        {
            "label": each.label,
            "value": writing.value(each, _last(weekly, each.name)),
            "unit": writing.unit_after_value(each),
        }
        for each in WORLD.shown_in("tiles")
    ]


def _last(weekly: pd.DataFrame, column: str) -> float:
    """Return the last value of a column, not a number when there is none."""
    return float(weekly[column].iloc[-1]) if len(weekly) and column in weekly else float("nan")


def chart_specifications() -> str:
    """Return what the page must know of the live charts, as JSON."""
    charts = []
    for key, kind in LIVE.items():
        chart, lines = DESCRIPTIONS[key], upper_panel(DESCRIPTIONS[key])
        charts.append({
            "key": key, "title": chart.title, "unit": unit(lines), "kind": kind,
            "names": [each.label for each in lines], "colours": [each.colour for each in lines],
        })
    return as_json(charts)
