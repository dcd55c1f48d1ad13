"""Routes of least generalised cost through the trade network, stored as paths and priced again.

Generalised cost is USD/kg plus the value of time (USD/kg/day) times days. One Dijkstra search
(Dijkstra 1959, in SciPy) a class of goods gives the paths from every hub to every country; the
paths are kept as a sparse matrix path x lane, so a week's days and costs are one product.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from ecosystem.scenario.names import AIR, ROAD
from ecosystem.world.entities import Bools, Floats, Ints
from ecosystem.world.network import TradeNetwork

_NOWHERE = -1
_LEAST = 1e-12
"""Weights are at least this, since a sparse zero could be taken for no lane."""


@dataclass(frozen=True, eq=False)
class Routes:
    """Paths from each origin hub to each destination country, for each value of time.

    Arrays (V, H, C): destination_hub is the country's hub reached at least generalised cost (the
    origin itself inside its own country, -1 where there is no way); days; cost in USD/kg; days_sd,
    with independent lanes; km; air_share of km. Without a way days, cost and km are infinite.
    incidence is a SciPy CSR array of V*H*C paths (in this order) by E lanes. lane_km is (E,),
    infinite for lanes that were closed or left out of the search.
    """

    network: TradeNetwork
    values_of_time: Floats
    lane_km: Floats
    destination_hub: Ints
    days: Floats
    cost: Floats
    days_sd: Floats
    km: Floats
    air_share: Floats
    incidence: csr_array

    @property
    def shape(self) -> tuple[int, int, int]:
        """Classes of goods, hubs, countries."""
        classes, hubs, countries = self.destination_hub.shape
        return classes, hubs, countries

    def reprice(self, lane_days: ArrayLike, lane_cost: ArrayLike) -> tuple[Floats, Floats]:
        """Days and USD/kg of the stored paths under new lane days and costs, without a search.

        Args:
            lane_days: days of each lane, (E,).
            lane_cost: USD/kg of each lane, (E,).

        Returns:
            days and cost, (V, H, C) each.
        """
        return self.along(lane_days), self.along(lane_cost)

    def along(self, lane_values: ArrayLike) -> Floats:
        """Sum of a value of lanes over each path, (V, H, C); infinite without a way."""
        total = (self.incidence @ np.asarray(lane_values, dtype=np.float64)).reshape(self.shape)
        return np.where(self.destination_hub == _NOWHERE, np.inf, total)

    def lane_flows(self, path_flows: ArrayLike) -> Floats:
        """Flow on each lane, (E,), when path_flows (V, H, C) move along the paths."""
        return self.incidence.T @ np.asarray(path_flows, dtype=np.float64).ravel()

    def path(self, value_class: int, origin_hub: int, country: int) -> Ints:
        """Lanes of one path in the order of travel; empty at home or without a way."""
        row = np.ravel_multi_index((value_class, origin_hub, country), self.shape)
        start, end = self.incidence.indptr[row : row + 2]
        lanes = self.incidence.indices[start:end]
        after = {int(self.network.lanes.tail[lane]): int(lane) for lane in lanes}
        node, ordered = int(self.network.cores[origin_hub]), []
        for _ in lanes:
            ordered.append(after[node])
            node = int(self.network.lanes.head[ordered[-1]])
        return np.array(ordered, dtype=np.int64)

    def refreshed(self, origins: ArrayLike, lane_days: ArrayLike, lane_cost: ArrayLike) -> Routes:
        """A copy with the paths of some origin hubs searched again and all others priced again."""
        origins = np.unique(np.asarray(origins, dtype=np.int64))
        days = _lane_values(lane_days, self.lane_km, "lane_days")
        cost = _lane_values(lane_cost, self.lane_km, "lane_cost")
        hubs, incidence = _search(self.network, self.values_of_time, days, cost, origins)
        classes, count, countries = self.shape
        number = np.arange(classes * count * countries).reshape(self.shape)
        new = np.full(self.shape, _NOWHERE)
        new[:, origins, :] = np.arange(hubs.size).reshape(hubs.shape)
        merged = _merged_rows(self.incidence, incidence, number.ravel(), new.ravel())
        destination = self.destination_hub.copy()
        destination[:, origins, :] = hubs
        return _measured(self.network, self.values_of_time, self.lane_km, destination, merged, days, cost)


def routes(
    network: TradeNetwork,
    values_of_time: Sequence[float] | Floats | None = None,
    closed: Collection[str] = frozenset(),
    lane_days: ArrayLike | None = None,
    lane_cost: ArrayLike | None = None,
    lanes: Bools | None = None,
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
    return _measured(network, values, km, hubs, incidence, days, cost)


def air_routes(
    network: TradeNetwork,
    value_of_time: float | None = None,
    closed: Collection[str] = frozenset(),
    lane_days: ArrayLike | None = None,
    lane_cost: ArrayLike | None = None,
) -> Routes:
    """Paths by air with road feeders, for the linehaul of mail; V is 1.

    Hubs without an airport reach one by road, and near neighbours may be reached by road alone.
    The value of time is that of the most urgent class when None.
    """
    value = network.freight.time_value_urgent if value_of_time is None else value_of_time
    return routes(network, [value], closed, lane_days, lane_cost, network.of_modes(AIR, ROAD))


def _lane_values(values: ArrayLike, km: Floats, name: str) -> Floats:
    """Checked values of lanes, infinite where the lane cannot be used."""
    array = np.asarray(values, dtype=np.float64)
    if array.shape != km.shape:
        raise ValueError(f"{name} has shape {array.shape}, the network has {len(km)} lanes")
    if np.isnan(array).any() or (array < 0).any():
        raise ValueError(f"{name} must be numbers and not negative")
    return np.where(np.isfinite(km), array, np.inf)


def _search(
    network: TradeNetwork, values: Floats, days: Floats, cost: Floats, origins: Ints
) -> tuple[Ints, csr_array]:
    """Destination hubs (V, origins, C) and the incidence path x lane in the same order."""
    open_lanes = np.flatnonzero(np.isfinite(days) & np.isfinite(cost))
    finder = _LaneFinder.of(network, open_lanes)
    shape = (len(values), len(origins), network.countries)
    hubs = np.empty(shape, dtype=np.int64)
    before = np.empty((len(values), len(origins), network.nodes), dtype=np.int32)
    for each, value in enumerate(values):
        weight = np.maximum(cost[finder.lane] + value * days[finder.lane], _LEAST)
        graph = csr_array((weight, finder.head, finder.start), shape=(network.nodes, network.nodes))
        total, before[each] = dijkstra(graph, indices=network.cores[origins], return_predecessors=True)
        hubs[each] = _cheapest_hub(total[:, network.cores], network)
    paths = _paths(network, finder, hubs, before, origins)
    return hubs, paths


@dataclass(frozen=True)
class _LaneFinder:
    """Lanes sorted by (tail, head), as a CSR structure and for looking up a lane by its ends."""

    nodes: int
    lane: Ints
    head: NDArray[np.int32]
    start: NDArray[np.int32]
    key: Ints

    @classmethod
    def of(cls, network: TradeNetwork, open_lanes: Ints) -> _LaneFinder:
        key = network.lanes.tail[open_lanes] * network.nodes + network.lanes.head[open_lanes]
        order = np.argsort(key, kind="stable")
        lane, key = open_lanes[order], key[order]
        start = np.searchsorted(network.lanes.tail[lane], np.arange(network.nodes + 1))
        return cls(network.nodes, lane, network.lanes.head[lane].astype(np.int32), start.astype(np.int32), key)

    def find(self, tail: Ints, head: Ints) -> Ints:
        return self.lane[np.searchsorted(self.key, tail * self.nodes + head)]


def _cheapest_hub(total: Floats, network: TradeNetwork) -> Ints:
    """Hub of each country with the least total, (origins, C); the first of equals, -1 if none."""
    best = np.empty((len(total), network.countries), dtype=np.int64)
    for country in range(network.countries):
        hubs = np.flatnonzero(network.hub_country == country)
        choice = total[:, hubs].argmin(axis=1)
        reached = np.isfinite(total[np.arange(len(total)), hubs[choice]])
        best[:, country] = np.where(reached, hubs[choice], _NOWHERE)
    return best


def _paths(
    network: TradeNetwork, finder: _LaneFinder, hubs: Ints, before: NDArray[np.int32], origins: Ints
) -> csr_array:
    """Follow the predecessors of all paths at once, one lane back a round."""
    classes, starts, _ = np.indices(hubs.shape, dtype=np.int64)
    row = np.flatnonzero(hubs.ravel() != _NOWHERE)
    node = network.cores[hubs.ravel()[row]]
    each, start = classes.ravel()[row], starts.ravel()[row]
    rows, lanes = [], []
    while True:
        away = node != network.cores[origins[start]]
        row, node, each, start = row[away], node[away], each[away], start[away]
        if not len(row):
            break
        previous = before[each, start, node].astype(np.int64)
        rows.append(row)
        lanes.append(finder.find(previous, node))
        node = previous
    return _incidence(rows, lanes, hubs.size, len(network.lanes))


def _incidence(rows: list[Ints], lanes: list[Ints], paths: int, lane_count: int) -> csr_array:
    row = np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)
    lane = np.concatenate(lanes) if lanes else np.empty(0, dtype=np.int64)
    order = np.argsort(row * lane_count + lane, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=paths))])
    return csr_array((np.ones(len(row)), lane[order], start), shape=(paths, lane_count))


def _merged_rows(old: csr_array, new: csr_array, old_row: Ints, new_row: Ints) -> csr_array:
    """Rows of `new` where new_row is not -1, else those of `old`."""
    rows, lanes = [], []
    for source, chosen in ((old, np.where(new_row == _NOWHERE, old_row, _NOWHERE)), (new, new_row)):
        target = np.full(source.shape[0], _NOWHERE)
        used = np.flatnonzero(chosen != _NOWHERE)
        target[chosen[used]] = used
        row = np.repeat(target, np.diff(source.indptr))
        kept = row != _NOWHERE
        rows.append(row[kept])
        lanes.append(source.indices[kept].astype(np.int64))
    return _incidence(rows, lanes, old.shape[0], old.shape[1])


def _measured(
    network: TradeNetwork, values: Floats, km: Floats, hubs: Ints, incidence: csr_array, days: Floats, cost: Floats
) -> Routes:
    """Routes with the measures of their paths."""
    empty = np.zeros(hubs.shape)
    bare = Routes(network, values, km, hubs, empty, empty, empty, empty, empty, incidence)
    path_km = bare.along(km)
    by_air = bare.along(np.where(network.lanes.mode == AIR, km, 0.0))
    travelled = (path_km > 0) & np.isfinite(path_km)
    variance = (np.where(np.isfinite(days), days, 0.0) * network.lanes.days_spread) ** 2
    return replace(
        bare,
        days=bare.along(days),
        cost=bare.along(cost),
        days_sd=np.sqrt(bare.along(variance)),
        km=path_km,
        air_share=np.divide(by_air, path_km, out=np.zeros(hubs.shape), where=travelled),
    )
