"""A small model some weeks after its founding, restored afresh for each test."""

from __future__ import annotations

from typing import Any

import pytest

from ecosystem import Ecosystem, Scenario
from tests.small import default_world, run, small


@pytest.fixture(scope="session")
def lived() -> tuple[Scenario, dict[str, Any]]:
    """A scenario, and the state of its model after some weeks."""
    scenario = small(seed=2)
    return scenario, run(Ecosystem(scenario, default_world()), 16).save()


@pytest.fixture
def model(lived: tuple[Scenario, dict[str, Any]]) -> Ecosystem:
    """The model that has lived for some weeks; a test may change it."""
    scenario, state = lived
    return Ecosystem.restore(state, default_world(), scenario)
