"""Sea paths: legs between places at sea, and the line of each sea lane along them.

The optional file `sea_paths.json` holds {"places": [[longitude, latitude], ...], "ports": {hub: place,
...}, "legs": [{"from": place, "to": place, "km": length, "passage": name, "by": [[longitude, latitude],
...]}, ...]}. Places are counted from 0, "passage" stands only on legs through one, and neighbouring
points lie less than 180 degrees apart, by the shorter arc. Lanes share legs, so freight adds up
on them; lengths of lanes come from `sea_lanes.csv`, these lines are for maps.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from ecosystem.core.arrays import Flags, Floats, Integers
from ecosystem.scenario.names import PASSAGES

_LEAST = 1e-6
"""km that a leg weighs at least, since a sparse zero could be taken for no leg."""

_NOWHERE = -9999
"""What SciPy gives as the node before a start or an unreachable node."""


@dataclass(frozen=True, eq=False)
class SeaPaths:
    """Paths between port hubs along shared legs.

    Attributes:
        port: place of each hub, (H,); -1 where it has none.
        ends: places that each leg joins, (L, 2).
        km: length of each leg, (L,).
        passage: position in PASSAGES of the one that a leg leads through, (L,); -1 for none.
        lines: points (longitude, latitude) of each leg from its first end to its second, (n, 2).
        points: longitude and latitude of each place, (N, 2).
    """

    port: Integers
    ends: Integers
    km: Floats
    passage: Integers
    lines: tuple[Floats, ...]
    points: Floats
    _found: dict[frozenset[str], csr_array] = field(default_factory=dict, repr=False)

    def __bool__(self) -> bool:
        return len(self.lines) > 0

    def legs(self, origin: int, destination: int, closed: Collection[str] = ()) -> Integers:
        """Legs of the shortest path between two hubs, in the order of travel.

        Args:
            origin: index of a hub.
            destination: index of a hub.
            closed: passages that are closed, out of PASSAGES.

        Returns:
            Positions of legs; empty where the file has no path.
        """
        paths = self._paths(closed)
        row = origin * len(self.port) + destination
        legs: Integers = paths.indices[paths.indptr[row] : paths.indptr[row + 1]].astype(np.int64)
        return legs

    def line(self, origin: int, destination: int, closed: Collection[str] = ()) -> Floats:
        """Points (longitude, latitude) of the sea path between two hubs, (n, 2).

        It leads from the port of the origin to that of the destination; empty where the file
        has none. Neighbouring points lie less than 180 degrees of longitude apart, by the shorter arc.
        """
        return self.along(self.legs(origin, destination, closed).tolist(), int(self.port[origin]))

    def along(self, legs: Sequence[int], start: int) -> Floats:
        """Points of some legs one after the other, beginning at a place, (n, 2)."""
        here = start
        parts: list[Floats] = []
        for leg in legs:
            ahead = self.ends[leg, 0] == here
            here = int(self.ends[leg, int(ahead)])
            part = self.lines[leg] if ahead else self.lines[leg][::-1]
            parts.append(part[1:] if parts else part)
        return np.vstack(parts) if parts else np.empty((0, 2))

    def berth(self, hub: int) -> Floats:
        """Longitude and latitude of the place at sea of a port hub, (2,)."""
        place: Floats = self.points[self.port[hub]]
        return place

    def carried(
        self, origin: ArrayLike, destination: ArrayLike, amount: ArrayLike, closed: Collection[str] = ()
    ) -> Floats:
        """Amounts of lanes summed on the legs that they share, (L,).

        Args:
            origin: hub of each lane, (n,).
            destination: hub of each lane, (n,).
            amount: what each lane carries, (n,).
            closed: passages that are closed.
        """
        paths, hubs = self._paths(closed), len(self.port)
        row = np.asarray(origin, dtype=np.int64) * hubs + np.asarray(destination, dtype=np.int64)
        total = np.bincount(row, weights=np.asarray(amount, dtype=np.float64), minlength=hubs * hubs)
        weights = np.repeat(total, np.diff(paths.indptr))
        return np.bincount(paths.indices, weights=weights, minlength=len(self.km)).astype(np.float64)

    def known(self, origin: ArrayLike, destination: ArrayLike, closed: Collection[str] = ()) -> Flags:
        """Whether there is a path between hubs, (n,)."""
        row = np.asarray(origin, dtype=np.int64) * len(self.port) + np.asarray(destination, dtype=np.int64)
        found: Flags = np.diff(self._paths(closed).indptr)[row] > 0
        return found

    def _paths(self, closed: Collection[str]) -> csr_array:
        """Paths from hub to hub by legs, (H * H, L), kept for each set of closed passages."""
        shut = frozenset(closed)
        if shut not in self._found:
            self._found[shut] = self._search(shut)
        return self._found[shut]

    def _search(self, closed: frozenset[str]) -> csr_array:
        """Follow the shortest paths of all pairs of hubs at once (Dijkstra 1959, in SciPy)."""
        hubs = np.flatnonzero(self.port >= 0)
        shape = len(self.port) ** 2, len(self.km)
        if not len(hubs) or not len(self.km):
            return csr_array(shape)
        start, leg_of, graph = self._graph(closed)
        before = dijkstra(graph, directed=False, indices=self.port[hubs], return_predecessors=True)[1]
        first, last = (
            each.ravel() for each in np.meshgrid(np.arange(len(hubs)), np.arange(len(hubs)), indexing="ij"))
        row, node = hubs[first] * len(self.port) + hubs[last], self.port[hubs[last]]
        rows: list[Integers] = []
        legs: list[Integers] = []
        order: list[Integers] = []
        while True:
            previous = before[first, node]
            going = previous != _NOWHERE
            first, row, node, previous = first[going], row[going], node[going], previous[going]
            if not len(row):
                break
            key = np.minimum(node, previous) * len(self.points) + np.maximum(node, previous)
            rows.append(row)
            legs.append(leg_of[np.searchsorted(start, key)])
            order.append(np.full(len(row), -len(order), dtype=np.int64))
            node = previous
        return _in_order(rows, legs, order, shape)

    def _graph(self, closed: frozenset[str]) -> tuple[Integers, Integers, csr_array]:
        """Keys of joined pairs of places in order, the shortest open leg of each, and their graph."""
        shut = [place for place, name in enumerate(PASSAGES) if name in closed]
        open_legs = np.flatnonzero(~np.isin(self.passage, shut))
        low, high = self.ends[open_legs].min(axis=1), self.ends[open_legs].max(axis=1)
        order = np.lexsort((self.km[open_legs], low * len(self.points) + high))
        key, first = np.unique((low * len(self.points) + high)[order], return_index=True)
        leg = open_legs[order][first]
        ends = np.divmod(key, len(self.points))
        size = len(self.points)
        return key, leg, csr_array((np.maximum(self.km[leg], _LEAST), ends), shape=(size, size))


def _in_order(
    rows: list[Integers], legs: list[Integers], order: list[Integers], shape: tuple[int, int]
) -> csr_array:
    """Legs of each path in the order of travel, from those that were met going backwards."""
    if not rows:
        return csr_array(shape)
    row, leg = np.concatenate(rows), np.concatenate(legs)
    placed = np.lexsort((np.concatenate(order), row))
    start = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=shape[0]))])
    return csr_array((np.ones(len(row)), leg[placed], start), shape=shape)


def no_sea_paths(hubs: int) -> SeaPaths:
    """Sea paths of a world that gives none."""
    none = np.empty(0, dtype=np.int64)
    return SeaPaths(np.full(hubs, -1), none.reshape(0, 2), np.empty(0), none, (), np.empty((0, 2)))
