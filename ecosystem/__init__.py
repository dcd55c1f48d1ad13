"""An agent-based model of the cross-border e-commerce ecosystem.

The names below are all that most work needs; each is loaded on first use, so that small commands
start at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecosystem.model import Ecosystem
    from ecosystem.scenario import Policy, Scenario, ScenarioError
    from ecosystem.world import World, WorldError

_HOME = {
    "Ecosystem": "model",
    "Policy": "scenario",
    "Scenario": "scenario",
    "ScenarioError": "scenario",
    "World": "world",
    "WorldError": "world",
}

__all__ = ["Ecosystem", "Policy", "Scenario", "ScenarioError", "World", "WorldError"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
