"""A policy that changes nothing shows nothing: the page draws exactly the series of the base."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import app
from ecosystem.policies.lever import LEVERS
from ecosystem.scenario import Scenario
from ecosystem.view.live.model_runner import Status
from ecosystem.view.live.session import Frame

SMALL = {"run.firms": 60, "run.weeks": 4, "run.settling_weeks": 4, "run.resettling_weeks": 4}
BASE = Scenario().replace(SMALL)
PATIENCE = 60.0

Shown = tuple[Frame, list[pd.DataFrame]]
"""The last frame, and the tables that it was drawn from."""


def shown(scenario: Scenario) -> Shown:
    """What the page shows of a scenario after its last week, and what lies behind it."""
    seen: list[tuple[Status, Frame]] = []
    models: list[Any] = []
    ended = threading.Event()

    def look(status: Status, frame: Frame) -> None:
        seen.append((status, frame))
        if status.phase in ("finished", "fault"):
            ended.set()

    def weekly(model: Any) -> pd.DataFrame:
        models.append(model)
        return app.weekly(model)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "BASE", scenario)
        patch.setattr(app, "SOURCE", replace(app.SOURCE, weekly=weekly))
        session = app.make_session(look)
        session.go(session.defaults())
        assert ended.wait(PATIENCE)
        session.close()
    assert seen[-1][0].phase == "finished", seen[-1][0].trace
    return seen[-1][1], [read(models[-1]) for read in (app.weekly, app.listings, app.freight)]


@pytest.fixture(scope="module")
def base() -> Shown:
    """What the page shows of the base."""
    return shown(BASE)


def policy(lever: str, size: float, **time: int) -> dict[str, Any]:
    """A policy for everybody, or for a canal."""
    return {"lever": lever, "size": size, "passages": ["suez"] if lever == "passage_closed" else [], **time}


def size(lever: str) -> float:
    """A size of a lever that moves something."""
    return 0.5 * LEVERS[lever].high


IDLE = {
    "an empty list": [],
    "size 0, every lever": [policy(lever, 0.0) for lever in LEVERS],
    "size 0, every lever, phased in before week 0": [policy(lever, 0.0, start=-3, phase_in=2) for lever in LEVERS],
    "ended before the world was settled": [policy(lever, size(lever), start=-90, end=-80) for lever in LEVERS],
    "ended with week -1": [policy(lever, size(lever), start=-4, end=0) for lever in LEVERS],
    "begins after the last week": [policy(lever, size(lever), start=4) for lever in LEVERS],
}


@pytest.mark.parametrize("policies", IDLE.values(), ids=IDLE.keys())
def test_a_policy_that_changes_nothing_shows_nothing(base: Shown, policies: list[dict[str, Any]]) -> None:
    frame, tables = shown(BASE.replace({"policy": policies}))
    for table, expected in zip(tables, base[1], strict=True):
        pd.testing.assert_frame_equal(table, expected, check_exact=True)
    for part in ("week", "date", "tiles", "charts"):
        assert getattr(frame, part) == getattr(base[0], part)


@pytest.mark.parametrize("policies", [
    [policy("tariff", 0.5)], [policy("tariff", 0.5, start=-2, end=1)], [policy("tariff", 0.5, start=3)],
])
def test_a_policy_that_changes_something_shows(base: Shown, policies: list[dict[str, Any]]) -> None:
    frame, (series, *_) = shown(BASE.replace({"policy": policies}))
    assert not series.equals(base[1][0]) and frame.charts != base[0].charts
