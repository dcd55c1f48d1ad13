"""The ways that goods take: stored paths, searched again by turns, and at once when a passage changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.agents.network.lane_flows import LaneFlows
from ecosystem.core.arrays import Floats, Integers
from ecosystem.scenario.names import PASSAGES
from ecosystem.scenario.parameters.freight import FreightParameters
from ecosystem.world.network.network import TradeNetwork
from ecosystem.world.network.routes import Routes, air_routes, routes
from ecosystem.world.world import World


@dataclass(frozen=True, eq=False)
class RoutePaths:
    """Paths of bulk by class of goods, and of air linehaul, with what their lanes take and cost this week.

    Attributes:
        bulk: paths of bulk.
        air: paths by air with road feeders, for mail and emergencies.
        closed: passages that are closed.
        air_rate: mean USD/kg of air linehaul in the empty network, which mail charges are relative to.
        excess: generalised cost of the bulk paths searched in turn this week, before over after the
            search, less 1, on average; 0 in a week in which all paths are searched.
    """

    bulk: Routes
    air: Routes
    closed: frozenset[str]
    air_rate: float
    excess: float = 0.0

    @property
    def network(self) -> TradeNetwork:
        """The lanes."""
        return self.bulk.network

    def this_week(
        self, closed: frozenset[str], lane_flows: LaneFlows, expansion_factor: float, age: int
    ) -> RoutePaths:
        """The ways under the present traffic.

        All paths are searched when a passage has opened or closed, otherwise those of a part of the
        origins, so that each has its turn once in `search_weeks`.

        Args:
            closed: passages that are closed this week.
            lane_flows: flow on the lanes.
            expansion_factor: real firms that a simulated one stands for.
            age: week, which decides whose turn it is.
        """
        terms = lane_flows.terms(self.network, closed, expansion_factor)
        if closed != self.closed:
            return self.searched(closed, *terms)
        turn = self.network.freight.search_weeks
        return self.refreshed(np.arange(age % turn, self.bulk.shape[1], turn), *terms)

    def searched(self, closed: frozenset[str], days: Floats, cost: Floats) -> RoutePaths:
        """All paths searched under lane days and costs."""
        bulk = routes(self.network, closed=closed, lane_days=days, lane_cost=cost)
        air = air_routes(self.network, closed=closed, lane_days=days, lane_cost=cost)
        return replace(self, bulk=bulk, air=air, closed=closed, excess=0.0)

    def refreshed(self, origins: Integers, days: Floats, cost: Floats) -> RoutePaths:
        """The paths from some origins searched under lane days and costs, the others priced by them."""
        bulk, air = (paths.refreshed(origins, days, cost) for paths in (self.bulk, self.air))
        stale = self.bulk.priced(days, cost).generalised_cost(origins)
        fresh = bulk.generalised_cost(origins)
        moving = (fresh > 0.0) & np.isfinite(fresh)
        excess = (stale[moving] / fresh[moving] - 1.0).mean() if moving.any() else 0.0
        return replace(self, bulk=bulk, air=air, excess=float(excess))

    def priced(self, lane_flows: LaneFlows, expansion_factor: float) -> RoutePaths:
        """The same paths under the present traffic."""
        terms = lane_flows.terms(self.network, self.closed, expansion_factor)
        return replace(self, bulk=self.bulk.priced(*terms), air=self.air.priced(*terms))

    def save(self) -> dict[str, NDArray[Any]]:
        """The paths, the closures and the parameters that they were found under, as plain arrays."""
        paths = {
            f"{name}_{key}": values
            for name in ("bulk", "air") for key, values in _paths(self, name).items()}
        closed = np.array([name in self.closed for name in PASSAGES])
        return {**paths, "closed": closed, "parameters": _parameters(self.network.freight)}

    def restored(
        self, saved: Mapping[str, NDArray[Any]], world: World, lane_flows: LaneFlows, expansion_factor: float
    ) -> RoutePaths:
        """The paths that were saved, on this network.

        Under other freight parameters than those saved the traffic moves to the lanes that
        there are under them, and all paths are searched anew.

        Raises:
            KeyError: if a part is missing.
        """
        closed = frozenset(
            name for name, shut in zip(PASSAGES, saved["closed"].tolist(), strict=True) if shut)
        if not np.array_equal(saved["parameters"], _parameters(self.network.freight)):
            lane_flows.move(world.build_network(_freight(saved["parameters"])), self.network)
            return self.searched(closed, *lane_flows.terms(self.network, closed, expansion_factor))
        terms = lane_flows.terms(self.network, closed, expansion_factor)
        km = self.network.lengths(closed)
        bulk, air = (
            replace(paths, lane_km=np.where(np.isfinite(paths.lane_km), km, np.inf)).with_paths(
                *(saved[f"{name}_{key}"] for key in ("hub", "start", "lane"))).priced(*terms)
            for name, paths in (("bulk", self.bulk), ("air", self.air)))
        return replace(self, bulk=bulk, air=air, closed=closed)


@lru_cache(maxsize=8)
def first_route_paths(world: World, parameters: FreightParameters) -> RoutePaths:
    """The ways through an empty network with all passages open, searched once for all models, which read."""
    network = world.build_network(parameters)
    bulk, air = routes(network), air_routes(network)
    return RoutePaths(bulk, air, frozenset(), float(air.cost[np.isfinite(air.cost)].mean()))


def _paths(route_paths: RoutePaths, name: str) -> dict[str, NDArray[Any]]:
    paths: Routes = getattr(route_paths, name)
    return {
        "hub": paths.destination_hub.astype(np.int32),
        "start": paths.incidence.indptr.copy(),
        "lane": paths.incidence.indices.copy(),
    }


def _parameters(parameters: FreightParameters) -> Floats:
    return np.array([float(value) for value in parameters.model_dump().values()])


def _freight(parameters: Floats) -> FreightParameters:
    """The freight parameters of a state."""
    defaults = FreightParameters().model_dump()
    values = zip(defaults.items(), parameters.tolist(), strict=True)
    return FreightParameters(**{name: type(default)(value) for (name, default), value in values})
