"""Makes `sea_paths.json` of a world folder: sea routes between its ports, as legs that lanes share.

The routes are those of the marine network of the package searoute (extra "geometry"), which a
world needs only when its ports change:

    python -m ecosystem.world.making.sea_paths FOLDER
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from ecosystem.scenario.names import PASSAGES
from ecosystem.world.checks import PASSAGE_NAMES
from ecosystem.world.schema import SEA_PATHS

TOLERANCE = 0.25
"""Degrees by which a drawn leg may stray from the network: a tenth of a millimetre on a page."""

ALWAYS_CLOSED = ("northwest",)
"""Passages of searoute that no lane uses."""

Point = tuple[float, float]
Line = NDArray[np.float64]


def sea_paths(network: nx.Graph, ports: dict[str, Point]) -> dict[str, Any]:
    """The legs of a marine network that join ports, whichever passages are closed.

    Args:
        network: nodes are (longitude, latitude); edges have `weight` (km) and maybe `passage`.
        ports: node of each port hub.

    Returns:
        What the file holds: places, ports and legs, see `ecosystem.world.network.sea`.
    """
    used = nx.Graph()
    for count in range(len(PASSAGES) + 1):
        for closed in combinations(PASSAGES, count):
            used.add_edges_from(_routes(_without(network, closed), ports))
    kept = network.edge_subgraph(used.edges)
    places: dict[Point, int] = {}
    legs = [_leg(kept, nodes, places) for nodes in _chains(kept, set(ports.values()))]
    return {
        "places": [[round(x, 1), round(y, 1)] for x, y in places],
        "ports": {hub: places[node] for hub, node in ports.items()},
        "legs": legs,
    }


def _without(network: nx.Graph, closed: Iterable[str]) -> nx.Graph:
    """The network without the edges of closed passages."""
    shut = {word for name in closed for word in PASSAGE_NAMES[name]}.union(ALWAYS_CLOSED)
    edges = network.edges(data="passage")
    return network.edge_subgraph([(one, other) for one, other, passage in edges if passage not in shut])


def _routes(network: nx.Graph, ports: dict[str, Point]) -> Iterator[tuple[Point, Point]]:
    """All edges of the shortest routes between ports."""
    ends = set(ports.values())
    for start in ends:
        found = nx.single_source_dijkstra_path(network, start)
        for end in ends.intersection(found):
            yield from nx.utils.pairwise(found[end])


def _chains(network: nx.Graph, ports: set[Point]) -> Iterator[list[Point]]:
    """Chains from junction to junction; ports and the ends of passages are junctions too."""

    def passages(node: Point) -> set[str]:
        return {_passage(network, node, other) for other in network[node]}

    through = {
        node for node in network
        if network.degree(node) == 2 and node not in ports and len(passages(node)) == 1
    }
    done: set[frozenset[Point]] = set()
    for start in network:
        for step in network[start] if start not in through else ():
            nodes = [start, step]
            while nodes[-1] in through:
                nodes.append(next(node for node in network[nodes[-1]] if node != nodes[-2]))
            if frozenset(nodes[-2:]) not in done:
                done.update(map(frozenset, nx.utils.pairwise(nodes)))
                yield nodes


def _passage(network: nx.Graph, one: Point, other: Point) -> str:
    """The passage of the model that an edge belongs to, or nothing."""
    word = network.edges[one, other].get("passage")
    return next((name for name, words in PASSAGE_NAMES.items() if word in words), "")


def _leg(network: nx.Graph, nodes: list[Point], places: dict[Point, int]) -> dict[str, Any]:
    """One leg as it stands in the file."""
    ends = [places.setdefault(node, len(places)) for node in (nodes[0], nodes[-1])]
    km = sum(network.edges[pair]["weight"] for pair in nx.utils.pairwise(nodes))
    leg: dict[str, Any] = {"from": ends[0], "to": ends[1], "km": round(km, 1)}
    if passage := _passage(network, *nodes[:2]):
        leg["passage"] = passage
    line = np.array(nodes, dtype=float)
    line[:, 0] = np.unwrap(line[:, 0], period=360.0)
    inner = simplified(line, TOLERANCE)[1:-1]
    inner[:, 0] = (inner[:, 0] + 180.0) % 360.0 - 180.0
    leg["by"] = np.round(inner, 1).tolist()
    return leg


def simplified(line: Line, tolerance: float) -> Line:
    """A line (n, 2) without the points that lie within the tolerance (Douglas & Peucker 1973)."""
    if len(line) < 3:
        return line
    along = line[-1] - line[0]
    beyond = line - line[0]
    share = np.clip((beyond * along).sum(axis=1) / max(float((along**2).sum()), 1e-12), 0.0, 1.0)
    off = np.hypot(*(beyond - share[:, None] * along).T)
    far = int(off.argmax())
    if off[far] <= tolerance:
        return line[[0, -1]]
    return np.vstack([simplified(line[: far + 1], tolerance)[:-1], simplified(line[far:], tolerance)])


def main(folder: Path) -> None:
    """Write the file into a world folder."""
    from searoute.searoute import setup_M  # an extra, needed here only

    network = setup_M("networkx")
    with (folder / "hubs.csv").open(encoding="utf-8") as file:
        hubs = [row for row in csv.DictReader(file) if row["seaport"]]
    ports = {
        row["hub"]: network.kdtree.query([float(row["longitude"]), float(row["latitude"])]) for row in hubs
    }
    plain = nx.Graph(network.edges(data=True))
    text = json.dumps(sea_paths(plain, ports), separators=(",", ":"), ensure_ascii=False)
    (folder / SEA_PATHS).write_text(text.replace('},{"', '},\n{"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
