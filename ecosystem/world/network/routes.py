"""Routes of least generalised cost through the trade network, stored as paths and priced again.

Generalised cost is USD/kg plus the value of time (USD/kg/day) times days. One Dijkstra search
(Dijkstra 1959, in SciPy) a class of goods gives the paths from every hub to every country; the
paths are kept as a sparse matrix path x lane, so a week's days and costs are one product.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from ecosystem.core.arrays import Flags, Floats, Integers
from ecosystem.scenario.names import AIR, ROAD
from ecosystem.world.network.network import TradeNetwork

_NOWHERE = -1
_LEAST = 1e-12
"""Weights are at least this, since a sparse zero could be taken for no lane."""


@dataclass(frozen=True, eq=False)
class Routes:
    """Paths from each origin hub to each destination country, for each value of time.

    destination_hub (V, H, C) is the country's hub reached at least generalised cost (the origin
    itself inside its own country, -1 where there is no route). incidence is a SciPy CSR array of
    V*H*C paths (in this order) by E lanes, the lanes of a path in the order of travel. lane_days,
    lane_cost (USD/kg) and lane_km are (E,) and give the measures of the paths; lane_km is infinite
    for lanes that were closed or left out of the search.
    """

    network: TradeNetwork
    values_of_time: Floats
    lane_km: Floats
    lane_days: Floats
    lane_cost: Floats
    destination_hub: Integers
    incidence: csr_array

    @property
    def shape(self) -> tuple[int, int, int]:
        """Classes of goods, hubs, countries."""
        classes, hubs, countries = self.destination_hub.shape
        return classes, hubs, countries

    @cached_property
    def days(self) -> Floats:
        """Days of each path, (V, H, C); infinite without a route."""
        return self.along(self.lane_days)

    @cached_property
    def cost(self) -> Floats:
        """USD/kg of each path, (V, H, C); infinite without a route."""
        return self.along(self.lane_cost)

    @cached_property
    def days_sd(self) -> Floats:
        """Standard deviation of the days of each path, with independent lanes, (V, H, C)."""
        days = np.where(np.isfinite(self.lane_days), self.lane_days, 0.0)
        return np.sqrt(self.along((days * self.network.lanes.days_spread) ** 2))

    @cached_property
    def km(self) -> Floats:
        """Length of each path, (V, H, C); infinite without a route."""
        return self.along(self.lane_km)

    def priced(self, lane_days: ArrayLike, lane_cost: ArrayLike) -> Routes:
        """The same paths under other lane days and costs (E,), without a search."""
        days = _lane_values(lane_days, self.lane_km, "lane_days")
        return replace(self, lane_days=days, lane_cost=_lane_values(lane_cost, self.lane_km, "lane_cost"))

    def with_paths(self, destination_hub: ArrayLike, start: ArrayLike, lanes: ArrayLike) -> Routes:
        """Other paths: hubs (V, H, C), and lanes one path after the other from `start` (paths + 1,)."""
        ends = np.asarray(start, dtype=np.int32)
        length = ends[1:] - ends[:-1]
        paths = _incidence(length, np.array(lanes, dtype=np.int32), len(self.lane_km))
        return replace(self, destination_hub=np.array(destination_hub, dtype=np.int64), incidence=paths)

    def along(self, lane_values: ArrayLike) -> Floats:
        """Sum of a value of lanes over each path, (V, H, C); infinite without a route."""
        total = (self.incidence @ np.asarray(lane_values, dtype=np.float64)).reshape(self.shape)
        return np.where(self.destination_hub == _NOWHERE, np.inf, total)

    def generalised_cost(self, origins: Integers) -> Floats:
        """USD/kg with the value of time, of the paths from some hubs, (V, origins, C)."""
        classes, hubs, countries = self.shape
        number = np.arange(classes * hubs * countries).reshape(self.shape)[:, origins]
        paths = self.incidence[number.ravel()]
        days, cost = ((paths @ values).reshape(number.shape) for values in (self.lane_days, self.lane_cost))
        total = cost + self.values_of_time[:, None, None] * days
        return np.where(self.destination_hub[:, origins] == _NOWHERE, np.inf, total)

    def lane_flows(self, path_flows: ArrayLike) -> Floats:
        """Flow on each lane, (E,), when path_flows (V, H, C) move along the paths."""
        flows: Floats = self.incidence.T @ np.asarray(path_flows, dtype=np.float64).ravel()
        return flows

    def path(self, value_class: int, origin_hub: int, country: int) -> Integers:
        """Lanes of one path in the order of travel; empty at home or without a route."""
        row = np.ravel_multi_index((value_class, origin_hub, country), self.shape)
        start, end = self.incidence.indptr[row : row + 2]
        lanes: Integers = self.incidence.indices[start:end].astype(np.int64)
        return lanes

    def refreshed(self, origins: ArrayLike, lane_days: ArrayLike, lane_cost: ArrayLike) -> Routes:
        """A copy with the paths of some origin hubs searched again and all others priced again."""
        origins = np.unique(np.asarray(origins, dtype=np.int64))
        present = self.priced(lane_days, lane_cost)
        if not len(origins):
            return present
        days, cost = present.lane_days, present.lane_cost
        hubs, found = _search(self.network, self.values_of_time, days, cost, origins)
        destination = self.destination_hub.copy()
        destination[:, origins] = hubs
        return replace(present, destination_hub=destination, incidence=_spliced(self, found, origins))


def routes(
    network: TradeNetwork,
    values_of_time: Sequence[float] | Floats | None = None,
    *,
    closed: Collection[str] = frozenset(),
    lane_days: ArrayLike | None = None,
    lane_cost: ArrayLike | None = None,
    lanes: Flags | None = None,
) -> Routes:
    """Search the paths of least generalised cost.

    Args:
        network: the trade network.
        values_of_time: USD/kg/day of each class of goods, (V,); those of the network's freight
            parameters when None.
        closed: passages that are closed, out of PASSAGES.
        lane_days: days of each lane, (E,); the network's own, with closures, when None.
        lane_cost: USD/kg of each lane, (E,); the network's own, with closures, when None.
        lanes: lanes that may be used, (E,); all when None.

    Returns:
        Paths from every hub to every country. Lanes that a closure cuts are left out whatever
        lane_days and lane_cost say.

    Raises:
        ValueError: unknown passage, negative days, cost or value of time, or a wrong length.
    """
    values = network.freight.values_of_time if values_of_time is None else values_of_time
    values = np.atleast_1d(np.asarray(values, dtype=np.float64))
    km = network.lengths(closed)
    km = km if lanes is None else np.where(lanes, km, np.inf)
    own_days, own_cost = network.terms(closed)
    days = _lane_values(own_days if lane_days is None else lane_days, km, "lane_days")
    cost = _lane_values(own_cost if lane_cost is None else lane_cost, km, "lane_cost")
    if not (np.isfinite(values).all() and (values >= 0).all()):
        raise ValueError("values of time must be finite and not negative")
    origins = np.arange(len(network.hub_names), dtype=np.int64)
    hubs, incidence = _search(network, values, days, cost, origins)
    return Routes(network, values, km, days, cost, hubs, incidence)


def air_routes(
    network: TradeNetwork,
    value_of_time: float | None = None,
    *,
    closed: Collection[str] = frozenset(),
    lane_days: ArrayLike | None = None,
    lane_cost: ArrayLike | None = None,
) -> Routes:
    """Paths by air with road feeders, for the linehaul of mail; V is 1.

    Hubs without an airport reach one by road, and near neighbours may be reached by road alone.
    The value of time is that of the most urgent class when None.
    """
    value = network.freight.time_value_urgent if value_of_time is None else value_of_time
    return routes(
        network, [value], closed=closed, lane_days=lane_days, lane_cost=lane_cost,
        lanes=network.of_modes(AIR, ROAD))


def _lane_values(values: ArrayLike, km: Floats, name: str) -> Floats:
    """Checked values of lanes, infinite where the lane cannot be used."""
    array = np.asarray(values, dtype=np.float64)
    if array.shape != km.shape:
        raise ValueError(f"{name} has shape {array.shape}, the network has {len(km)} lanes")
    if np.isnan(array).any() or (array < 0).any():
        raise ValueError(f"{name} must be numbers and not negative")
    return np.where(np.isfinite(km), array, np.inf)


def _search(
    network: TradeNetwork, values: Floats, days: Floats, cost: Floats, origins: Integers
) -> tuple[Integers, csr_array]:
    """Destination hubs (V, origins, C) and the incidence path x lane in the same order."""
    lanes = network.by_ends
    usable = (np.isfinite(days) & np.isfinite(cost))[lanes.lane]
    start = np.concatenate([[0], np.cumsum(usable)])[lanes.start].astype(np.int32)
    lane, head = lanes.lane[usable], lanes.head[usable]
    days, cost = days[lane], cost[lane]
    shape = (len(values), len(origins), network.nodes)
    total, before = np.empty(shape), np.empty(shape, dtype=np.int32)
    for each, value in enumerate(values):
        weight = np.maximum(cost + value * days, _LEAST)
        graph = csr_array((weight, head, start), shape=(network.nodes, network.nodes))
        total[each], before[each] = dijkstra(graph, indices=network.cores[origins], return_predecessors=True)
    hubs = _cheapest_hub(total[:, :, network.cores], network)
    return hubs, _paths(network, hubs, before, origins)


def _cheapest_hub(total: Floats, network: TradeNetwork) -> Integers:
    """Hub of each country with the least total over hubs (..., H), (..., C); the first of equals, or -1."""
    order = np.argsort(network.hub_country, kind="stable")
    country = network.hub_country[order]
    first = np.searchsorted(country, np.arange(network.countries))
    ordered = total[..., order]
    least = np.minimum.reduceat(ordered, first, axis=-1)
    candidate = np.where(ordered == least[..., country], order, len(order))
    return np.where(np.isfinite(least), np.minimum.reduceat(candidate, first, axis=-1), _NOWHERE)


def _paths(network: TradeNetwork, hubs: Integers, before: NDArray[np.int32], origins: Integers) -> csr_array:
    """Follow the predecessors of all paths at once, one lane back a round."""
    classes, starts, _ = np.indices(hubs.shape, dtype=np.int64)
    row = np.flatnonzero(hubs.ravel() != _NOWHERE)
    node = network.cores[hubs.ravel()[row]]
    tree = (classes * len(origins) + starts).ravel()[row] * network.nodes
    home = network.cores[origins][starts.ravel()[row]]
    length = np.zeros(hubs.size, dtype=np.int32)
    rounds = []
    while True:
        away = node != home
        row, node, tree, home = row[away], node[away], tree[away], home[away]
        if not len(row):
            break
        previous = before.ravel()[tree + node]
        rounds.append((row, network.by_ends.between[previous, node]))
        length[row] += 1
        node = previous
    end = np.cumsum(length, dtype=np.int32)
    lanes = np.empty(end[-1], dtype=np.int32)
    for back, (row, lane) in enumerate(rounds):
        lanes[end[row] - 1 - back] = lane
    return _incidence(length, lanes, len(network.lanes))


def _spliced(old: Routes, found: csr_array, origins: Integers) -> csr_array:
    """The paths of `old` with those of some origins replaced, in blocks of one class and origin."""
    classes, hubs, countries = old.shape
    length = np.diff(old.incidence.indptr).reshape(old.shape)
    length[:, origins] = np.diff(found.indptr).reshape(classes, len(origins), countries)
    old_start, new_start = (paths.indptr[::countries] for paths in (old.incidence, found))
    parts, done = [], 0
    for each in range(classes):
        for place, origin in enumerate(origins.tolist()):
            block, new = each * hubs + origin, each * len(origins) + place
            parts.append(old.incidence.indices[done : old_start[block]])
            parts.append(found.indices[new_start[new] : new_start[new + 1]])
            done = old_start[block + 1]
    parts.append(old.incidence.indices[done:])
    return _incidence(length.ravel(), np.concatenate(parts), old.incidence.shape[1])


def _incidence(length: NDArray[np.int32], lanes: NDArray[np.int32], lane_count: int) -> csr_array:
    """Paths by lanes, from the number of lanes of each path and the lanes one path after the other."""
    start = np.zeros(len(length) + 1, dtype=np.int32)
    np.cumsum(length, out=start[1:])
    return csr_array((np.ones(len(lanes)), lanes, start), shape=(len(length), lane_count))
