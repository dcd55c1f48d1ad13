"""The state of a model: every part once, and what follows from the list of parts.

Building, saving, restoring, the books and the lists of agents go over the parts by name, so a new
kind of agent is one line here, or one line of a subclass of the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from ecosystem.agents.consumers import Markets, expansion_factor
from ecosystem.agents.customs import Customs
from ecosystem.agents.employers import Employers
from ecosystem.agents.firms.firms import Firms
from ecosystem.agents.firms.listings import Listings
from ecosystem.agents.network.lane_flows import LaneFlows
from ecosystem.agents.network.route_paths import first_route_paths
from ecosystem.agents.providers.carriers import Carriers
from ecosystem.agents.providers.coverage import Coverage
from ecosystem.agents.providers.platforms import Platforms
from ecosystem.agents.providers.providers import Providers
from ecosystem.agents.talent import StaffNeeds, Talent
from ecosystem.core.cohort import Cohort
from ecosystem.core.columns import Table
from ecosystem.core.draws import Draws, WeekDraws
from ecosystem.core.ledger import AGGREGATES, Ledger
from ecosystem.policies.binding import Policies
from ecosystem.scenario.names import SKILLS
from ecosystem.scenario.scenario import Scenario
from ecosystem.world.world import World

PARTS: dict[str, type[Table]] = {
    "firms": Firms,
    "listings": Listings,
    "carriers": Carriers,
    "platforms": Platforms,
    "customs": Customs,
    "talent": Talent,
    "markets": Markets,
    "lane_flows": LaneFlows,
}
"""Kind of each part, by its name in the state."""

COUNTERS = ("week", "age")
AMOUNTS = ("expansion_factor", "entry_gain", "entry_capital")
PATHS = "route_paths"

Saved = dict[str, NDArray[Any]]


class State:
    """Everything that the future of a model depends on.

    Args:
        model: the Mesa model that the agents belong to.
        parameters: all parameters in force.
        world: the stage.
        kinds: kind of each part, by name.

    Attributes:
        week: the week about to be simulated; 0 starts on 1 January 2024, negative weeks settle.
        age: the same, counted from the founding.
        parts: all tables of agents and markets, by name; each is an attribute as well.
        employers: the parts that employ people, by name, which is also that of their account.
        providers: the parts that carry and store for sellers, by name.
        coverage: which carriers and platforms serve which pair of countries, by part.
        policy_effects: what policies and shocks change this week.
        route_paths: paths of freight, with what their lanes take and cost.
        expansion_factor: real firms that a simulated firm stands for.
        entry_gain, entry_capital: remembered profit of recent entrants, and what they brought in, USD.
    """

    firms: Firms
    listings: Listings
    carriers: Carriers
    platforms: Platforms
    customs: Customs
    talent: Talent
    markets: Markets
    lane_flows: LaneFlows

    def __init__(
        self, model: mesa.Model, parameters: Scenario, world: World,
        kinds: Mapping[str, type[Table]] = PARTS,
    ) -> None:
        self.world = world
        self.week, self.age = -parameters.run.settling_weeks, 0
        self.entry_gain = self.entry_capital = 0.0
        self.expansion_factor = expansion_factor(world, parameters.run.firms, parameters.market)
        self.parts = _built(kinds, model, world)
        for name, part in self.parts.items():
            setattr(self, name, part)
        self.employers = {
            name: part for name, part in self.parts.items() if isinstance(part, Employers)}
        self.ledger = Ledger({
            name: partial(getattr, part, "cash")
            for name, part in self.parts.items() if "cash" in part.columns})
        self.providers = {
            name: part for name, part in self.parts.items() if isinstance(part, Providers)}
        self.coverage = {name: _coverage(world, part.kind) for name, part in self.providers.items()}
        self.use(parameters)

    def use(self, parameters: Scenario) -> None:
        """Put parameters in force, with all that is derived from them."""
        self.parameters = parameters
        self.all_draws = Draws(parameters.run.seed)
        self.staff_needs = StaffNeeds.of(self.world, parameters.labour)
        self.policies = Policies(parameters.policy, self.world)
        self.policy_effects = self.policies.neutral()
        self.route_paths = first_route_paths(self.world, parameters.freight)

    def change(self, parameters: Scenario) -> None:
        """Go on under other parameters; freight searches its paths anew where its own have changed."""
        paths = self.route_paths.save()
        self.use(parameters)
        self._restore_paths(paths)

    @property
    def draws(self) -> WeekDraws:
        """Random draws of the present week."""
        return self.all_draws.at(self.age)

    @property
    def cohorts(self) -> dict[str, Cohort]:
        """The parts whose rows are Mesa agents, by name."""
        return {name: part for name, part in self.parts.items() if isinstance(part, Cohort)}

    def advance(self) -> None:
        """Let the next week come."""
        self.week += 1
        self.age += 1

    def save(self) -> Saved:
        """Counters, balances, paths and every column, as plain arrays by name."""
        saved = {name: np.array(getattr(self, name)) for name in (*COUNTERS, *AMOUNTS)}
        saved["balances"] = np.array([self.ledger.balance[name] for name in AGGREGATES])
        for name, part in self.parts.items():
            saved |= {f"{name}/{key}": array for key, array in part.save().items()}
        return saved | {f"{PATHS}/{key}": array for key, array in self.route_paths.save().items()}

    def restore(self, saved: Mapping[str, NDArray[Any]]) -> None:
        """Take the place of the state that was saved.

        Raises:
            KeyError: if a column is missing.
        """
        for name in COUNTERS:
            setattr(self, name, int(saved[name]))
        for name in AMOUNTS:
            setattr(self, name, float(saved[name]))
        self.ledger.balance = dict(zip(AGGREGATES, saved["balances"].tolist(), strict=True))
        for name, part in self.parts.items():
            part.restore(within(name, saved))
        self._restore_paths(within(PATHS, saved))

    def _restore_paths(self, saved: Mapping[str, NDArray[Any]]) -> None:
        self.route_paths = self.route_paths.restored(
            saved, self.world, self.lane_flows, self.expansion_factor)


def within(name: str, saved: Mapping[str, NDArray[Any]]) -> Saved:
    """What was saved under a name, without it."""
    start = f"{name}/"
    return {key.removeprefix(start): array for key, array in saved.items() if key.startswith(start)}


def _built(kinds: Mapping[str, type[Table]], model: mesa.Model, world: World) -> dict[str, Table]:
    """All parts, empty."""
    labels = {
        "regions": world.countries.region_names,
        "hubs": world.hubs.name,
        "countries": world.countries.code,
        "categories": world.categories.name,
        "providers": world.providers.name,
        "skills": SKILLS,
    }
    sizes = {axis: len(names) for axis, names in labels.items()}
    return {
        name: kind(model, sizes, labels) if issubclass(kind, Cohort) else kind(sizes)
        for name, kind in kinds.items()
    }


def _coverage(world: World, kind: str) -> Coverage:
    """Which providers of a kind serve which pair of countries."""
    table = world.providers
    rows = np.array(table.kind) == kind
    return Coverage.of(table.origin[rows], table.destination[rows])
