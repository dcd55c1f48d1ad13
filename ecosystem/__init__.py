"""An agent-based model of the cross-border e-commerce ecosystem."""

from ecosystem.model import Ecosystem
from ecosystem.scenario import Scenario, ScenarioError
from ecosystem.world import World, WorldError

__all__ = ["Ecosystem", "Scenario", "ScenarioError", "World", "WorldError"]
