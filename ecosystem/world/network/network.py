"""The trade network: a directed multigraph of hubs and lanes, with passages that can close."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import compress

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from ecosystem.core.arrays import Flags, Floats, Integers
from ecosystem.core.names import nearest
from ecosystem.scenario.names import MODES, PASSAGES
from ecosystem.scenario.parameters.freight import FreightParameters
from ecosystem.world.network.lanes import NODES_PER_HUB, Lanes, build_lanes, node, volume_reference
from ecosystem.world.tables.entities import Countries, Hubs, Land, SeaLanes


@dataclass(frozen=True, eq=False)
class LanesByEnds:
    """Lanes in the order of tail and head, and a table to look a lane up by its ends.

    lane: lane of each place, (E,); head: its head, (E,); start: first place of each tail,
    (nodes + 1,); between: lane from node to node, (nodes, nodes), -1 where there is none.
    """

    lane: Integers
    head: NDArray[np.int32]
    start: Integers
    between: NDArray[np.int32]

    @classmethod
    def of(cls, lanes: Lanes, nodes: int) -> LanesByEnds:
        """Sort the lanes of a network."""
        order = np.lexsort((lanes.head, lanes.tail))
        between = np.full((nodes, nodes), -1, dtype=np.int32)
        between[lanes.tail, lanes.head] = np.arange(len(lanes), dtype=np.int32)
        start = np.searchsorted(lanes.tail[order], np.arange(nodes + 1))
        return cls(order, lanes.head[order].astype(np.int32), start, between)


@dataclass(frozen=True, eq=False)
class TradeNetwork:
    """Lanes between hubs by road, rail, sea and air, and handling inside hubs.

    Attributes:
        lanes: the lanes as arrays, see `Lanes`.
        hub_names: hubs in the order of the world.
        hub_country: country index of each hub, (H,).
        countries: number of countries.
        freight: the parameters it was built with.
    """

    lanes: Lanes
    hub_names: tuple[str, ...]
    hub_country: Integers
    countries: int
    freight: FreightParameters

    @classmethod
    def build(
        cls, countries: Countries, hubs: Hubs, sea_lanes: SeaLanes, land: Land, freight: FreightParameters
    ) -> TradeNetwork:
        """Build the lanes of a world under the given freight parameters."""
        return cls(
            lanes=build_lanes(countries, hubs, sea_lanes, land, freight),
            hub_names=hubs.name,
            hub_country=hubs.country,
            countries=len(countries),
            freight=freight,
        )

    @property
    def nodes(self) -> int:
        """Number of nodes, five a hub."""
        return NODES_PER_HUB * len(self.hub_names)

    @property
    def cores(self) -> Integers:
        """Node id of each hub's core, (H,)."""
        return node(np.arange(len(self.hub_names), dtype=np.int64), None)

    def lengths(self, closed: Collection[str] = ()) -> Floats:
        """Length of each lane in km while some passages are closed.

        With several closed at once a lane has the longest of its single detours, a lower bound.

        Args:
            closed: names out of PASSAGES.

        Returns:
            km, (E,); infinite where a closure leaves no route.

        Raises:
            ValueError: unknown passage, naming the nearest.
        """
        for passage in sorted(closed):
            if passage not in PASSAGES:
                raise ValueError(f"unknown passage {passage!r}{nearest(passage, PASSAGES)}")
        shut = [index for index, passage in enumerate(PASSAGES) if passage in closed]
        if not shut:
            return self.lanes.km
        longest = self.lanes.km_closed[:, shut].max(axis=1)
        return np.where(np.isnan(longest), np.inf, longest)

    def terms(self, closed: Collection[str] = ()) -> tuple[Floats, Floats]:
        """Days and USD/kg of each lane without congestion while some passages are closed, (E,) each."""
        lanes, km = self.lanes, self.lengths(closed)
        with np.errstate(invalid="ignore"):
            days = np.where(np.isinf(km), np.inf, lanes.days_fixed + lanes.days_per_km * km)
            cost = np.where(np.isinf(km), np.inf, lanes.cost_fixed + lanes.cost_per_km * km)
        return days, cost

    @cached_property
    def volume_reference(self) -> Floats:
        """Trade at which each lane costs what its km say, (E,) kg/week; 0 where there are no economies."""
        return volume_reference(self.lanes, self.freight)

    def of_modes(self, *modes: int) -> Flags:
        """Which lanes, handling included, belong to the given modes, (E,)."""
        return np.isin(self.lanes.mode, modes)

    @cached_property
    def by_ends(self) -> LanesByEnds:
        """The lanes as the search wants them, sorted by tail and head."""
        return LanesByEnds.of(self.lanes, self.nodes)

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The network as a networkx multigraph of hubs, one edge a lane.

        Nodes are hub names with attribute `country` (index). Edges carry lane (index), mode, km,
        days, cost and passages. Handling stands as node attributes `handling_days` and
        `handling_cost`, dictionaries by mode, for one end.
        """
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for hub, country in zip(self.hub_names, self.hub_country.tolist(), strict=True):
            graph.add_node(hub, country=country, handling_days={}, handling_cost={})
        lanes, all_days, all_cost = self.lanes, self.lanes.days, self.lanes.cost
        for lane, used in enumerate(lanes.passages):
            start, end = self.hub_names[lanes.origin_hub[lane]], self.hub_names[lanes.destination_hub[lane]]
            mode, days, cost = MODES[lanes.mode[lane]], float(all_days[lane]), float(all_cost[lane])
            if lanes.handling[lane]:
                graph.nodes[start]["handling_days"][mode] = days
                graph.nodes[start]["handling_cost"][mode] = cost
            else:
                graph.add_edge(
                    start, end, key=mode, lane=lane, mode=mode, km=float(lanes.km[lane]), days=days,
                    cost=cost, passages=tuple(compress(PASSAGES, used)))
        return graph
