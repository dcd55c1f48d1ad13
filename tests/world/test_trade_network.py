"""Lanes: which hubs they join, what they take and cost, and the networkx view of them."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from ecosystem.scenario.names import AIR, MODES, PASSAGES, RAIL, ROAD, SEA
from ecosystem.scenario.parameters.freight import FreightParameters
from ecosystem.world import TradeNetwork, World
from ecosystem.world.network.lanes import NODES_PER_HUB, great_circle_km, handling_factors


def between(network: TradeNetwork, origin: int, destination: int) -> np.ndarray:
    lanes = network.lanes
    return np.flatnonzero((lanes.origin_hub == origin) & (lanes.destination_hub == destination) & ~lanes.handling)


def country_pairs(world: World, network: TradeNetwork, mode: int) -> set[tuple[str, str]]:
    lanes, code, country = network.lanes, world.countries.code, world.hubs.country
    some = (lanes.mode == mode) & ~lanes.handling
    ends = country[lanes.origin_hub[some]], country[lanes.destination_hub[some]]
    return {(code[one], code[other]) for one, other in zip(*ends, strict=True)}


def test_size_of_the_network(network: TradeNetwork) -> None:
    assert network.nodes == 5 * 141
    assert 21_500 < len(network.lanes) < 23_000
    assert ((network.lanes.mode == SEA) & ~network.lanes.handling).sum() == 84 * 83


def test_no_two_lanes_share_a_pair_of_nodes_yet_hubs_have_parallel_lanes(network: TradeNetwork) -> None:
    ends = network.lanes.tail * network.nodes + network.lanes.head
    assert len(np.unique(ends)) == len(ends)
    hubs = network.hub_names.index("Shanghai"), network.hub_names.index("Tianjin")
    modes = {MODES[mode] for mode in network.lanes.mode[between(network, *hubs)]}
    assert modes == {"road", "rail", "sea", "air"}


def test_networkx_view_agrees_with_the_arrays(network: TradeNetwork) -> None:
    graph, lanes = network.graph, network.lanes
    assert isinstance(graph, nx.MultiDiGraph)
    assert graph is network.graph
    assert graph.number_of_nodes() == 141
    assert graph.number_of_edges() == int((~lanes.handling).sum())
    for start, end, mode, edge in graph.edges(keys=True, data=True):
        lane = edge["lane"]
        assert (start, end) == (
            network.hub_names[lanes.origin_hub[lane]], network.hub_names[lanes.destination_hub[lane]],
        )
        assert mode == edge["mode"] == MODES[lanes.mode[lane]]
        assert (edge["km"], edge["days"], edge["cost"]) == (lanes.km[lane], lanes.days[lane], lanes.cost[lane])
        assert edge["passages"] == tuple(np.array(PASSAGES)[lanes.passages[lane]])
    assert set(graph.nodes["Wuhan"]["handling_days"]) == {"road", "rail", "air"}


def test_lanes_obey_the_reach_of_their_mode(world: World, network: TradeNetwork) -> None:
    lanes, parameters = network.lanes, network.freight
    gc = great_circle_km(world.hubs.longitude, world.hubs.latitude)[lanes.origin_hub, lanes.destination_hub]
    moving = ~lanes.handling
    air, rail = (lanes.mode == AIR) & moving, (lanes.mode == RAIL) & moving
    assert (gc[air] >= parameters.air_shortest).all() and (gc[air] <= parameters.air_longest).all()
    assert (gc[rail] >= parameters.rail_shortest).all() and (gc[rail] <= parameters.rail_longest).all()
    assert world.hubs.airport[lanes.origin_hub[air]].all()
    abroad = world.hubs.country[lanes.origin_hub] != world.hubs.country[lanes.destination_hub]
    road = (lanes.mode == ROAD) & moving & abroad
    assert gc[road].max() < parameters.road_reach
    assert (lanes.days > 0).all() and (lanes.cost > 0).all()


def test_land_borders_open_and_close_as_listed(world: World, network: TradeNetwork) -> None:
    road, rail = country_pairs(world, network, ROAD), country_pairs(world, network, RAIL)
    assert {("GBR", "FRA"), ("DEU", "SWE"), ("ROU", "TUR"), ("HKG", "CHN"), ("SGP", "MYS")} <= road
    assert {("POL", "RUS"), ("CHN", "KAZ"), ("KAZ", "RUS")} <= rail
    shut = {("IND", "PAK"), ("CHN", "IND"), ("RUS", "UKR"), ("RUS", "FIN"), ("IDN", "MYS"), ("BRA", "PER"), ("PHL", "PHL")}
    assert not shut & (road | rail)
    assert road == {(end, start) for start, end in road}
    assert not {("JPN", "KOR"), ("CHN", "PAK")} & rail


def test_borders_take_time_and_money_outside_the_union_only(world: World, network: TradeNetwork) -> None:
    lanes = network.lanes

    def fixed(origin: str, destination: str, mode: int) -> tuple[float, float]:
        lane = between(network, world.hub_index(origin), world.hub_index(destination))
        lane = lane[lanes.mode[lane] == mode][0]
        return float(lanes.days_fixed[lane]), float(lanes.cost_fixed[lane])

    assert fixed("Warsaw", "Berlin", ROAD) == (0.0, 0.0)
    lpi = world.countries.lpi_customs
    assert fixed("Chicago", "Toronto", ROAD) == pytest.approx((np.exp(-0.4 * (3.7 - 3.3)), 0.04))
    worse = min(lpi[world.country_index("POL")], lpi[world.country_index("RUS")])
    assert fixed("Warsaw", "Moscow", RAIL) == pytest.approx((0.4 * np.exp(-0.4 * (worse - 3.3)) + 0.7, 0.04))
    assert fixed("Duisburg", "Rotterdam", ROAD) == (0.0, 0.0)


def test_closures_lengthen_the_lanes_through_the_passage_and_no_others(network: TradeNetwork) -> None:
    lanes = network.lanes
    for index, passage in enumerate(PASSAGES):
        longer = network.lengths({passage}) > lanes.km
        assert np.array_equal(longer, lanes.passages[:, index])
        days, cost = network.terms({passage})
        assert (days[longer] > lanes.days[longer]).all() and (cost[longer] > lanes.cost[longer]).all()
        assert np.array_equal(days[~longer], lanes.days[~longer])
    both = network.lengths({"suez", "panama"})
    assert (both >= network.lengths({"suez"})).all()
    assert np.isinf(network.lengths({"suez"})).any()


def test_an_unknown_passage_is_refused_with_the_nearest(network: TradeNetwork) -> None:
    with pytest.raises(ValueError, match="unknown passage 'sues' \\(nearest: 'suez'\\)"):
        network.lengths({"sues"})


def test_parameters_reach_the_lanes(world: World, network: TradeNetwork) -> None:
    slow = world.build_network(FreightParameters(sea_speed=355.0))
    sea = (network.lanes.mode == SEA) & ~network.lanes.handling
    assert slow.lanes.days_per_km[sea] == pytest.approx(2 * network.lanes.days_per_km[sea])
    assert np.array_equal(slow.lanes.days[~sea], network.lanes.days[~sea])


def test_hubs_of_mean_levels_handle_as_before_and_better_ones_faster_and_cheaper(world: World) -> None:
    hubs, freight = world.hubs, FreightParameters()
    even = replace(hubs, automation=np.full(141, 0.6), information=np.full(141, 0.7))
    for factor in handling_factors(even, freight):
        assert np.array_equal(factor, np.ones(141))
    days, cost = handling_factors(hubs, freight)
    assert np.log(days).mean() == pytest.approx(0.0, abs=1e-12) and np.log(cost).mean() == pytest.approx(0.0, abs=1e-12)
    step = hubs.automation[0] + 0.1
    better = replace(hubs, automation=np.where(np.arange(141) == 0, step, hubs.automation))
    gain = [np.log(new[0] / new[1]) - np.log(old[0] / old[1])
            for new, old in zip(handling_factors(better, freight), (days, cost), strict=True)]
    assert gain == pytest.approx([-0.1 * freight.automation_days, -0.1 * freight.automation_cost])
    informed = replace(hubs, information=np.where(np.arange(141) == 0, hubs.information[0] + 0.05, hubs.information))
    change = np.log(handling_factors(informed, freight)[0] / days)
    assert change[0] - change[1] == pytest.approx(-0.05 * freight.information_days)


def test_levels_of_hubs_reach_their_handling_lanes_and_no_others(world: World, network: TradeNetwork) -> None:
    plain = world.build_network(FreightParameters(automation_days=0.0, automation_cost=0.0, information_days=0.0))
    days, cost = handling_factors(world.hubs, network.freight)
    lanes, inside = network.lanes, network.lanes.handling
    hub = lanes.origin_hub[inside]
    assert lanes.days[inside] == pytest.approx(plain.lanes.days[inside] * days[hub])
    assert lanes.cost[inside] == pytest.approx(plain.lanes.cost[inside] * cost[hub])
    assert np.array_equal(lanes.days[~inside], plain.lanes.days[~inside])
    assert np.array_equal(lanes.cost[~inside], plain.lanes.cost[~inside])


def test_lanes_between_hubs_have_a_reference_volume_by_mode(network: TradeNetwork) -> None:
    lanes, freight = network.lanes, network.freight
    assert (network.volume_reference[lanes.handling] == 0.0).all()
    at_sea = (lanes.mode == SEA) & ~lanes.handling
    assert (network.volume_reference[at_sea] == freight.sea_volume).all()


def test_great_circles_match_known_distances() -> None:
    # London - New York 5,570 km; pole to pole is half the circumference.
    km = great_circle_km(np.array([-0.1257, -74.006, 0.0, 0.0]), np.array([51.5085, 40.7143, 90.0, -90.0]))
    assert km[0, 1] == pytest.approx(5_570, rel=0.002)
    assert km[2, 3] == pytest.approx(np.pi * 6371.0)
    assert np.array_equal(np.diag(km), np.zeros(4))


def test_cores_come_first_in_a_hub(network: TradeNetwork) -> None:
    assert np.array_equal(network.cores, NODES_PER_HUB * np.arange(141))
