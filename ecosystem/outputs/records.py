"""Records: the indicators of all weeks so far, and what the corridors saw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem.core.arrays import Floats
from ecosystem.outputs.corridors import Corridors
from ecosystem.outputs.indicators import COUNTRIES, WORLD
from ecosystem.outputs.indicators.measure import Row
from ecosystem.phases.week import Week
from ecosystem.scenario.policy import date_of
from ecosystem.state import State
from ecosystem.world.world import World

Value = TypeVar("Value")


class Records:
    """The indicators of all weeks so far."""

    def __init__(self, world: World) -> None:
        self.countries_order = world.countries.code
        self.weeks: list[int] = []
        self.world: dict[str, list[float]] = {}
        self.by_country: dict[str, list[Floats]] = {}
        self.corridors = Corridors(len(world.countries.code))

    def add(self, week: Week, state: State) -> None:
        """Measure the week that ends."""
        _append(self.world, WORLD.measure(week, state), float("nan"), len(self.weeks))
        unknown = np.full(len(self.countries_order), np.nan)
        _append(self.by_country, COUNTRIES.measure(week, state), unknown, len(self.weeks))
        self.weeks.append(state.week)
        if state.week >= 0:
            self.corridors.add(week)

    def latest(self) -> Row:
        """Indicators of the last week, empty before the first."""
        return {name: values[-1] for name, values in self.world.items()}

    def weekly(self) -> pd.DataFrame:
        """One row a week, with its number and the date of its first day."""
        dates = [date_of(week).isoformat() for week in self.weeks]
        return pd.DataFrame({"week": self.weeks, "date": dates, **self.world})

    def countries(self) -> pd.DataFrame:
        """One row a week and country."""
        number = len(self.countries_order)
        keys = {
            "week": np.repeat(np.array(self.weeks, np.int64), number),
            "country": np.tile(np.array(self.countries_order, object), len(self.weeks)),
        }
        return pd.DataFrame(keys | {name: np.concatenate(v) for name, v in self.by_country.items()})

    def clear(self) -> None:
        """Forget all weeks: a settled world starts with an empty record."""
        self.weeks.clear()
        self.world.clear()
        self.by_country.clear()
        self.corridors.clear()

    def save(self) -> dict[str, NDArray[Any]]:
        """All records as arrays."""
        arrays: dict[str, NDArray[Any]] = {"weeks": np.array(self.weeks, np.int64)}
        arrays |= {f"world.{name}": np.array(values) for name, values in self.world.items()}
        arrays |= {f"country.{name}": np.array(values) for name, values in self.by_country.items()}
        return arrays | {f"corridors.{name}": values for name, values in self.corridors.save().items()}

    def restore(self, saved: Mapping[str, NDArray[Any]]) -> None:
        """Replace all records by those of ``saved``."""
        self.clear()
        self.weeks = saved["weeks"].tolist()
        start = "corridors."
        self.corridors.restore({
            name.removeprefix(start): values for name, values in saved.items() if name.startswith(start)})
        for name, values in saved.items():
            kind, _, label = name.partition(".")
            if kind == "world":
                self.world[label] = values.tolist()
            elif kind == "country":
                self.by_country[label] = list(values)


def _append(columns: dict[str, list[Value]], row: Mapping[str, Value], unknown: Value, weeks: int) -> None:
    """Add a week to columns that hold the weeks before it; what is not measured in a week is unknown."""
    for name in [*columns, *(name for name in row if name not in columns)]:
        columns.setdefault(name, [unknown] * weeks).append(row.get(name, unknown))
