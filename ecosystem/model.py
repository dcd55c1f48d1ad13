"""The ecosystem model. `Ecosystem.step` is one week as a list of verbs: read it first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Self

import mesa
import networkx as nx
import pandas as pd
from numpy.typing import NDArray

from ecosystem.agents.consumers import Markets
from ecosystem.agents.customs import Customs
from ecosystem.agents.firms.firms import Firms
from ecosystem.agents.firms.listings import Listings
from ecosystem.agents.network.lane_flows import LaneFlows
from ecosystem.agents.providers.carriers import Carriers
from ecosystem.agents.providers.platforms import Platforms
from ecosystem.agents.talent import Talent
from ecosystem.core.columns import Table
from ecosystem.outputs import tables
from ecosystem.outputs.records import Records
from ecosystem.phases import (
    arrival,
    books,
    conditions,
    labour,
    payment,
    planning,
    reviews,
    shipping,
    trade,
    world_moves,
)
from ecosystem.phases.conditions import Effect
from ecosystem.phases.population import entry_and_exit, initialisation
from ecosystem.phases.week import Week
from ecosystem.scenario.policy import date_of
from ecosystem.scenario.scenario import Scenario
from ecosystem.state import PARTS, Saved, State, within
from ecosystem.world.world import World

FIRST_RECORDED = -104
"""Week from which indicators are kept: two years before the start show what still drifts."""

NO_COLLECTOR = (
    ": records and tables() hold what was measured, and experiments.sweep runs many models; "
    "otherwise set a mesa.DataCollector"
)


class Ecosystem(mesa.Model):  # type: ignore[misc]
    """Firms, carriers, platforms, customs authorities and talent pools on one trade network.

    Whatever the state holds is an attribute of the model as well: ``model.firms``, ``model.week``.

    Args:
        scenario: all parameters; the base scenario when None.
        world: countries, hubs, lanes, products and providers; the default world when None.

    Attributes:
        state: everything that the future depends on.
        records: the indicators of all weeks so far.
        parts: kind of each part of the state, by name; a subclass may add its own.
        effects: what gives factors by firm, multiplied in this order; a subclass may add its own.
    """

    parts: ClassVar[Mapping[str, type[Table]]] = PARTS
    effects: ClassVar[Sequence[Effect]] = ()

    firms: Firms
    listings: Listings
    carriers: Carriers
    platforms: Platforms
    customs: Customs
    talent: Talent
    markets: Markets
    lane_flows: LaneFlows

    def __init__(self, scenario: Scenario | None = None, world: World | None = None) -> None:
        self._build(scenario or Scenario(), world or World.load())
        initialisation.found(self.state)
        self.state.age = 1

    def step(self) -> None:
        """One week."""
        state = self.state
        opening = books.open_books(state)
        world_moves.move_world(state)
        self.act()
        labour.hire(state)
        planning.plan(state)
        now = conditions.observe(state, self.effects)
        review = reviews.review_firms(state, now)
        priced = trade.price_listings(state, now)
        orders = trade.order(state, now, priced)
        shipments = shipping.dispatch(state, now, orders)
        cleared = arrival.clear(state, shipments)
        deliveries = arrival.deliver(state, orders, shipments, cleared)
        paid = payment.pay(state, orders, shipments, cleared, deliveries)
        entry_and_exit.count_profit(state, opening, orders, shipments)
        turnover = entry_and_exit.turn_over(state, now, orders, review, self.effects)
        week = Week(now, review, orders, shipments, cleared, deliveries, paid, turnover)
        books.close_books(state, opening, week)
        if state.week >= FIRST_RECORDED:
            self.records.add(week, state)
        state.advance()

    def act(self) -> None:
        """What parts of a subclass do in a week: its policies are in force and its books are open."""

    def change(self, changes: Mapping[str, Any]) -> None:
        """Put other values of parameters in force from the coming week on.

        The same as saving the model and restoring it under the changed scenario.

        Args:
            changes: values by dotted key, such as {"customs.inspection_share": 0.1}.

        Raises:
            ScenarioError: unknown keys, wrong types or values out of bounds.
        """
        self.state.change(self.state.parameters.replace(changes))

    @property
    def network(self) -> nx.MultiDiGraph:
        """The trade network: hubs by name, and an edge for each lane between them."""
        return self.state.route_paths.network.graph

    def tables(self) -> dict[str, pd.DataFrame]:
        """The weeks and countries so far, and all agents, corridors and lanes as they stand."""
        return {
            "weekly": self.records.weekly(),
            "countries": self.records.countries(),
            **tables.tables(self.state, self.records.corridors),
        }

    def save(self) -> Saved:
        """Everything that the future depends on, and the records, as plain arrays by name."""
        records = {f"records/{key}": array for key, array in self.records.save().items()}
        return self.state.save() | records

    @classmethod
    def restore(
        cls, saved: Mapping[str, NDArray[Any]], world: World, scenario: Scenario
    ) -> Self:
        """A model that continues what was saved bit for bit, under the parameters of ``scenario``.

        Raises:
            KeyError: if a column is missing.
        """
        model = cls.__new__(cls)
        model._build(scenario, world)
        model.state.restore(saved)
        model.records.restore(within("records", saved))
        return model

    def _build(self, parameters: Scenario, world: World) -> None:
        """An empty state and empty records."""
        mesa.Model.__init__(self, rng=parameters.run.seed)
        self.state = State(self, parameters, world, self.parts)
        self.records = Records(world)

    def __getattr__(self, name: str) -> Any:
        state = self.__dict__.get("state")
        if state is None or name.startswith("__") or not hasattr(state, name):
            hint = NO_COLLECTOR if name == "datacollector" else ""
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}{hint}")
        return getattr(state, name)

    def __setattr__(self, name: str, value: Any) -> None:
        state = self.__dict__.get("state")
        if state is not None and name in vars(state):
            setattr(state, name, value)
        else:
            super().__setattr__(name, value)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and pickles go on bit for bit; agents are made anew, with the same ids."""
        restore: Callable[..., Ecosystem] = type(self).restore
        return restore, (self.save(), self.world, self.parameters)

    def __repr__(self) -> str:
        state, seed = self.state, self.state.parameters.run.seed
        firms, listings = len(state.firms), len(state.listings)
        day = date_of(state.week).isoformat()
        size = f"{firms:,} firms, {listings:,} listings"
        return f"<{type(self).__name__} before week {state.week} ({day}): {size}, seed {seed}>"
