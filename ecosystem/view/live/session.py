"""One visitor's model: what the visitor's page shows of it, and what its buttons do."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ecosystem.view.live.feeds import ChartData, ChartFeed, MapData, MapFeed, live_columns, tiles
from ecosystem.view.live.freight_feed import FreightData, FreightFeed
from ecosystem.view.live.model_runner import Model, ModelRunner, OnWeek, Status
from ecosystem.view.live.sliders import Slider
from ecosystem.view.maps.flow_map import Places

MAP_SECONDS = 0.4
"""Time between two frames of the map; corridors move slower than charts."""

Values = Mapping[str, float | int]
"""Chosen values by parameter key."""


@dataclass(frozen=True)
class Source:
    """Where a session gets its model and what it reads from it.

    Attributes:
        build: makes a model from chosen values; calls its second argument after each week that the
            world settles.
        weekly: one row a week since week 0.
        listings: one row a listing.
        freight: one row a lane that carries freight.
        weeks: weeks of a run, given the chosen values.
        scenario_hash: what tells the scenario of the chosen values from any other, here and elsewhere.
    """

    build: Callable[[Values, OnWeek], Model]
    weekly: Callable[[Any], pd.DataFrame]
    listings: Callable[[Any], pd.DataFrame]
    freight: Callable[[Any], pd.DataFrame]
    weeks: Callable[[Values], int]
    scenario_hash: Callable[[Values], str]


@dataclass(frozen=True)
class Frame:
    """What the page shows of a model.

    Attributes:
        week: last week simulated, counted from 1; 0 before the first.
        date: first day of that week, ISO; empty before the first.
        tiles: figures of the last week.
        charts: data of the live charts.
        map: what moves on the map.
        freight: freight on its ways.
    """

    week: int = 0
    date: str = ""
    tiles: list[dict[str, str]] = field(default_factory=list)
    charts: ChartData = field(default_factory=ChartData)
    map: MapData = field(default_factory=MapData)
    freight: FreightData = field(default_factory=FreightData)


class Session:
    """Runs a visitor's model and turns it into frames.

    Args:
        source: where models come from.
        where: the laid-out places.
        sliders: parameters that the visitor can choose.
        on_change: told where the model stands, with the frame to show.
    """

    def __init__(
        self,
        source: Source,
        where: Places,
        sliders: Sequence[Slider],
        on_change: Callable[[Status, Frame], None],
    ) -> None:
        self.source = source
        self.where = where
        self.sliders = list(sliders)
        self.in_force: dict[str, float | int] | None = None
        self._on_change = on_change
        self.runner = self._new_runner()

    def _new_runner(self) -> ModelRunner:
        """A runner without a model, which begins with empty charts and an empty map."""
        frames = Frames(self.source, self.where)
        self._on_change(Status(), frames.last)
        return ModelRunner(lambda status, model: self._on_change(status, frames.show(model, status)))

    def _start_over(self) -> None:
        """Give up the model and clear the page."""
        self.runner.close()
        self.runner = self._new_runner()

    def defaults(self) -> dict[str, float | int]:
        """Return the values at the start."""
        return {entry.key: entry.start for entry in self.sliders}

    def differs_from(self, values: Values) -> bool:
        """Return whether there is a model and other values than its own are chosen."""
        return self.in_force is not None and dict(values) != self.in_force

    def set_up(self, values: Values) -> None:
        """Make a new model with these values, paused at week 0."""
        chosen = dict(values)
        self._start_over()
        self.in_force = chosen
        self.runner.set_up(
            lambda on_week: self.source.build(chosen, on_week), self.source.weeks(chosen)
        )

    def go(self, values: Values) -> None:
        """Let the model run; make one first when there is none."""
        if self.in_force is None:
            self.set_up(values)
        self.runner.go()

    def step(self, values: Values) -> None:
        """Simulate one week; make a model first when there is none."""
        if self.in_force is None:
            self.set_up(values)
        self.runner.step()

    def reset(self) -> None:
        """Give up the model and clear the page."""
        self._start_over()
        self.in_force = None

    def close(self) -> None:
        """Give up the model because the visitor has left."""
        self.runner.close()


class Frames:
    """Turns one model into frames, keeping the last.

    Args:
        source: how to read the model.
        where: the laid-out places.
    """

    def __init__(self, source: Source, where: Places) -> None:
        self._source = source
        self._charts = ChartFeed()
        self._map = MapFeed(where)
        self._freight = FreightFeed(where)
        self._map_due = 0.0
        no_weeks = pd.DataFrame({name: [] for name in ("week", *live_columns())})
        self.last = Frame(tiles=tiles(no_weeks), charts=self._charts.update(no_weeks))

    def show(self, model: Any | None, status: Status) -> Frame:
        """Return a new frame of a model, or the last one when no model is given.

        The map follows more slowly than the charts unless the model rests.
        """
        if model is None:
            return self.last
        weekly = self._source.weekly(model)
        if not len(weekly):
            return self.last
        now, drawn, freight = time.perf_counter(), self.last.map, self.last.freight
        if status.phase != "running" or now >= self._map_due:
            drawn = self._map.update(self._source.listings(model))
            freight = self._freight.update(self._source.freight(model))
            self._map_due = now + MAP_SECONDS
        self.last = Frame(
            week=int(weekly["week"].iloc[-1]) + 1,
            date=str(weekly["date"].iloc[-1])[:10],
            tiles=tiles(weekly),
            charts=self._charts.update(weekly),
            map=drawn,
            freight=freight,
        )
        return self.last
