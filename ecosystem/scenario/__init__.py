"""What a run is told: every parameter once, with unit, bounds, default and source."""

from ecosystem.scenario.policy import Policy
from ecosystem.scenario.reading import ScenarioError
from ecosystem.scenario.scenario import Scenario

__all__ = ["Policy", "Scenario", "ScenarioError"]
