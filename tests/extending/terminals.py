"""Terminals: an own kind of agent that employs people and has them paid."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ecosystem import Ecosystem, Scenario, World
from ecosystem.agents.employers import Employers
from ecosystem.core.cohort import RowAgent
from ecosystem.core.ledger import AccountRows

CREW = (5.0, 1.0, 0.5)
"""People that a terminal needs, by skill."""
FUNDS = 5_000.0
"""USD a week and terminal from the government."""


class Terminal(RowAgent):
    """One air-cargo terminal, seen as a Mesa agent."""


class Terminals(Employers):
    """All air-cargo terminals."""

    view = Terminal

    def establish(self, world: World) -> None:
        """One terminal a hub with an airport, with half the people that it needs."""
        hub = np.flatnonzero(world.hubs.airport)
        self.enter(np.arange(len(hub)), {
            "hub": hub, "country": world.hubs.country[hub], "premium": 0.1,
            "need": np.tile(CREW, (len(hub), 1)), "staff": np.tile(CREW, (len(hub), 1)) / 2.0})


class TerminalTrade(Ecosystem):
    """The ecosystem with air-cargo terminals."""

    parts: ClassVar = {**Ecosystem.parts, "terminals": Terminals}
    terminals: Terminals

    def __init__(self, scenario: Scenario | None = None, world: World | None = None) -> None:
        super().__init__(scenario, world)
        self.terminals.establish(self.world)

    def act(self) -> None:
        terminals = self.terminals
        terminals.average_need(np.tile(CREW, (len(terminals), 1)), self.parameters.labour)
        self.ledger.pay("funds", "governments", AccountRows("terminals"), np.full(len(terminals), FUNDS))
