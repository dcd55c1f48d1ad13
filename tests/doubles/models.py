"""A model that does nothing but count, for testing what drives a model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem.scenario import Scenario


@dataclass(frozen=True)
class FakeCountries:
    """One country, and what importers report of its border."""

    code: tuple[str, ...] = ("SGP",)
    eu_member: tuple[bool, ...] = (False,)
    import_hours: tuple[float, ...] = (36.0,)
    lpi_customs: tuple[float, ...] = (4.2,)


@dataclass(frozen=True)
class FakeWorld:
    """A stage with hardly anything on it."""

    content_hash: str = "0" * 64
    countries: FakeCountries = FakeCountries()


@dataclass
class FakeRecords:
    """Three indicators a week."""

    weeks: list[int] = field(default_factory=list)
    corridors: list[int] = field(default_factory=list)

    def weekly(self) -> pd.DataFrame:
        week = np.array(self.weeks, dtype=np.int64)
        return pd.DataFrame(
            {
                "week": week,
                "sales": 1e6 + week,
                "delivery_days_mean": 10.0 + 0.0 * week,
                "share_parcels_mail": 0.5 + 0.0 * week,
            }
        )

    def countries(self) -> pd.DataFrame:
        days = {"clearance_days_standard": 1.5, "clearance_days_low_value": 0.5}
        return pd.DataFrame({"week": np.array(self.weeks, dtype=np.int64), "country": "SGP", **days})


class FakeModel:
    """Counts weeks and folds seed, week and one parameter into a number."""

    steps_taken = 0

    def __init__(self, scenario: Scenario, world: FakeWorld) -> None:
        self.parameters, self.world = scenario, world
        self.week = -scenario.run.settling_weeks
        self.folded = float(scenario.run.seed)
        self.records = FakeRecords()
        self.firms = range(scenario.run.firms)
        self.expansion_factor = 200.0

    def step(self) -> None:
        type(self).steps_taken += 1
        self.records.weeks.append(self.week)
        self.folded = (self.folded * 1.01 + self.week * self.parameters.market.inside_share) % 1e6
        self.week += 1

    def tables(self) -> dict[str, pd.DataFrame]:
        counts = {"firms": len(self.firms), "listings": 3, "providers": 2}
        return {name: pd.DataFrame({"id": np.arange(count)}) for name, count in counts.items()}

    def save(self) -> dict[str, NDArray[Any]]:
        return {"week": np.array(self.week), "firms/folded": np.array([self.folded])}

    @classmethod
    def restore(
        cls, state: dict[str, NDArray[Any]], world: FakeWorld, scenario: Scenario | None = None
    ) -> Self:
        model = cls(scenario or Scenario(), world)
        model.week, model.folded = int(state["week"]), float(state["firms/folded"][0])
        return model
