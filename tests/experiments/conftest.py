"""Fixtures of the tests of headless work."""

from __future__ import annotations

import pytest

from ecosystem.scenario import Scenario
from tests.doubles.models import FakeModel, FakeWorld


@pytest.fixture
def fake() -> FakeModel:
    """A fake model with eight sellers at week 0."""
    scenario = Scenario().replace({"run.firms": 8, "run.settling_weeks": 0, "title": "Fake"})
    return FakeModel(scenario, FakeWorld())
