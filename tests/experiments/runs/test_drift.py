"""Residual drift before week 0: measured right, and small in a settled world."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ecosystem import Scenario, World
from ecosystem.outputs.indicators import WORLD
from experiments.runs.drift import drift
from experiments.runs.settling import SnapshotCache, settled

HEADLINES = [each.name for each in WORLD.shown_in("drift")]


def settling(weeks: int, growth: float = 0.0) -> pd.DataFrame:
    """Indicators around 100 that grow by a share of their mean a year."""
    week = np.arange(-weeks, 26)
    values = 100.0 * (1.0 + growth * (week - week[week < 0].mean()) / 52.0)
    return pd.DataFrame({"week": week} | dict.fromkeys(HEADLINES, values))


@pytest.mark.parametrize("growth", [-0.3, 0.0, 0.02, 0.5])
def test_a_steady_change_is_found(growth: float) -> None:
    assert drift(settling(104, growth)) == pytest.approx(dict.fromkeys(HEADLINES, growth))


def test_weeks_from_0_on_do_not_count() -> None:
    table = settling(104)
    table.loc[table["week"] >= 0, "sales"] = 1e9
    assert drift(table)["sales"] == pytest.approx(0.0)


def test_too_few_weeks_tell_nothing() -> None:
    assert drift(settling(20)) == {}


def test_the_world_settles(tmp_path) -> None:
    """A small world at rest: what is summed over many listings hardly moves in its last two years."""
    scenario = Scenario().replace({
        "run.firms": 200, "run.settling_weeks": 500, "run.resettling_weeks": 104})
    model = settled(scenario, World.load(), cache=SnapshotCache(tmp_path))
    found = drift(model.records.weekly())
    assert found.keys() == set(HEADLINES)
    for name in ("sales", "inside_share", "delivery_days_mean", "landed_cost"):
        assert abs(found[name]) < 0.05, name
