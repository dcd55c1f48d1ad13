"""The ways of ships: complete, as long as their lanes, round closed passages, faults named."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from ecosystem.scenario.names import PASSAGES
from ecosystem.world import World, WorldError
from ecosystem.world.making.sea_paths import sea_paths, simplified
from ecosystem.world.tables.schema import SEA_PATHS


def the_line(world: World, origin: str, destination: str, *closed: str) -> np.ndarray:
    return world.sea_paths.line(world.hub_index(origin), world.hub_index(destination), closed)


@pytest.mark.parametrize("closed", [(), *((name,) for name in PASSAGES)], ids=str)
def test_every_lane_has_a_way_as_long_as_the_lane(world: World, closed: tuple[str, ...]) -> None:
    lanes, paths = world.sea_lanes, world.sea_paths
    expected = lanes.km_closed[:, PASSAGES.index(closed[0])] if closed else lanes.km
    ends = zip(lanes.origin.tolist(), lanes.destination.tolist(), strict=True)
    found = np.array([paths.km[paths.legs(*pair, closed)].sum() for pair in ends])
    np.testing.assert_array_equal(paths.known(lanes.origin, lanes.destination, closed), ~np.isnan(expected))
    np.testing.assert_allclose(found, np.nan_to_num(expected), atol=2.0)


def test_lines_lead_from_port_to_port_either_way(world: World) -> None:
    hubs = world.hubs
    for origin, destination in zip(world.sea_lanes.origin[::40], world.sea_lanes.destination[::40], strict=True):
        line = world.sea_paths.line(int(origin), int(destination))
        for end, hub in ((line[0], origin), (line[-1], destination)):
            away = np.hypot(end[0] - hubs.longitude[hub], end[1] - hubs.latitude[hub])
            assert away < 1.6, hubs.name[hub]
        np.testing.assert_array_equal(line[::-1], world.sea_paths.line(int(destination), int(origin)))
        step = np.abs(np.diff(line[:, 0]))
        assert np.minimum(step, 360.0 - step).max() < 100.0, "a leap over the map"


def test_a_closed_suez_leads_round_the_cape(world: World) -> None:
    assert the_line(world, "Mumbai", "Rotterdam")[:, 1].min() > 0.0
    assert the_line(world, "Mumbai", "Rotterdam", "suez")[:, 1].min() < -30.0
    assert the_line(world, "New York City", "Los Angeles")[:, 1].min() > 0.0
    assert the_line(world, "New York City", "Los Angeles", "panama")[:, 1].min() < -50.0
    assert the_line(world, "Jeddah", "Rotterdam", "suez").shape == (0, 2)


def test_two_closures_together_close_both(world: World) -> None:
    shut = the_line(world, "Shanghai", "Rotterdam", "suez", "panama")
    assert shut[:, 1].min() < -30.0 and np.abs(shut[:, 0]).max() < 150.0


def test_freight_adds_up_on_shared_legs(world: World) -> None:
    paths, start, one, other = world.sea_paths, *map(world.hub_index, ("Singapore", "Rotterdam", "Hamburg"))
    carried = paths.carried([start, other], [one, start], [2.0, 3.0])
    mine, theirs = set(paths.legs(start, one).tolist()), set(paths.legs(other, start).tolist())
    assert mine & theirs
    for leg, amount in enumerate(carried):
        assert amount == 2.0 * (leg in mine) + 3.0 * (leg in theirs)


def test_the_file_is_small_and_may_be_missing(world: World, folder: Path) -> None:
    assert (folder / SEA_PATHS).stat().st_size < 400_000
    (folder / SEA_PATHS).unlink()
    bare = World.load(folder)
    assert not bare.sea_paths and world.sea_paths
    assert the_line(bare, "Mumbai", "Rotterdam").shape == (0, 2)
    assert not bare.sea_paths.carried([0], [1], [1.0]).size
    assert bare.content_hash != world.content_hash


def test_a_world_with_ways_can_be_sent_to_another_process(world: World) -> None:
    again = pickle.loads(pickle.dumps(world))
    np.testing.assert_array_equal(
        the_line(again, "Mumbai", "Rotterdam", "suez"), the_line(world, "Mumbai", "Rotterdam", "suez"))


FAULTS = [
    (("ports", "Atlantis", 3), "ports: hub 'Atlantis' is not in hubs.csv"),
    (("ports", "Madrid", 3), "ports: hub 'Madrid' has no seaport in hubs.csv"),
    (("ports", "Shanghai", 99_999), "ports entry 'Shanghai': 99999 is not a place"),
    (("places", 7, [1.0, "x"]), "places entry 7: [1.0, 'x'] is not a longitude and a latitude"),
    (("places", 7, [1.0, 95.0]), "places entry 7: [1.0, 95.0] is outside"),
    (("legs", 4, {"from": 0, "to": 0, "km": 1, "by": []}), "legs entry 4: joins place 0 with itself"),
    (("legs", 4, {"from": 0, "to": 1, "km": -1, "by": []}), "legs entry 4: km -1 is not a length"),
    (("legs", 4, {"from": 0, "to": 1, "km": 1, "passage": "suze", "by": []}), "unknown passage 'suze' (nearest: 'suez')"),
    (("legs", 4, {"from": 0, "to": 1, "km": 1, "by": [[181, 0]]}), "legs entry 4: [181, 0] is outside"),
    (("legs", 4, [0, 1]), "legs entry 4: is not"),
]


@pytest.mark.parametrize(("change", "said"), FAULTS, ids=[said for _, said in FAULTS])
def test_faults_are_named_by_entry(folder: Path, change: tuple[str, Any, Any], said: str) -> None:
    content = json.loads((folder / SEA_PATHS).read_text(encoding="utf-8"))
    part, key, value = change
    content[part][key] = value
    (folder / SEA_PATHS).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(WorldError) as caught:
        World.load(folder)
    assert len(caught.value.problems) == 1
    assert f"/{SEA_PATHS}" in caught.value.problems[0] and said in caught.value.problems[0]


def test_other_faults_of_the_file(folder: Path) -> None:
    content = json.loads((folder / SEA_PATHS).read_text(encoding="utf-8"))
    del content["ports"]["Rotterdam"]
    (folder / SEA_PATHS).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(WorldError, match="no place for hub 'Rotterdam'"):
        World.load(folder)
    (folder / SEA_PATHS).write_text('{"places": []}', encoding="utf-8")
    with pytest.raises(WorldError, match="sea_paths.json: is not"):
        World.load(folder)


def test_legs_are_cut_from_a_network_at_junctions_ports_and_passages() -> None:
    def leg(*nodes: tuple[float, float], **more: str) -> None:
        for one, other in nx.utils.pairwise(nodes):
            network.add_edge(one, other, weight=abs(other[0] - one[0]) + abs(other[1] - one[1]), **more)

    network = nx.Graph()
    leg((0, 0), (1, 0), (2, 0))
    leg((2, 0), (3, 0), passage="babalmandab")
    leg((3, 0), (4, 0))
    leg((0, 0), (0, -9), (4, -9), (4, 0))
    leg((1, 0), (1, 5))
    content = sea_paths(network, {"West": (0, 0), "East": (4, 0)})
    named = {(leg["km"], leg.get("passage")) for leg in content["legs"]}
    assert named == {(2.0, None), (1.0, "suez"), (1.0, None), (22.0, None)}
    assert {tuple(content["places"][place]) for place in content["ports"].values()} == {(0.0, 0.0), (4.0, 0.0)}
    assert next(leg["by"] for leg in content["legs"] if leg["km"] == 22.0) in (
        [[0.0, -9.0], [4.0, -9.0]], [[4.0, -9.0], [0.0, -9.0]])


def test_simplified_lines_stay_near() -> None:
    x = np.linspace(0.0, 10.0, 101)
    line = np.column_stack([x, np.sin(x)])
    kept = simplified(line, 0.1)
    assert 4 < len(kept) < 20
    assert np.abs(np.interp(x, kept[:, 0], kept[:, 1]) - line[:, 1]).max() < 0.15
