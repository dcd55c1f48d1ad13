"""Traffic: full lanes are cheap, suddenly crowded ones dear and slow, and long ways cost by the km."""

from __future__ import annotations

import numpy as np
import pytest

from ecosystem.agents.network.lane_flows import LaneFlows
from ecosystem.scenario.names import AIR, ROAD, SEA
from ecosystem.scenario.parameters.freight import FreightParameters
from ecosystem.world.network.network import TradeNetwork
from tests.small import default_world

REAL = 200.0
"""Real firms that a simulated one stands for."""


@pytest.fixture(scope="module")
def network() -> TradeNetwork:
    return default_world().network


def lane(network: TradeNetwork, origin: str, destination: str, mode: int) -> int:
    lanes, names = network.lanes, network.hub_names
    ends = (lanes.origin_hub == names.index(origin)) & (lanes.destination_hub == names.index(destination))
    return int(np.flatnonzero(ends & (lanes.mode == mode) & ~lanes.handling)[0])


def steady(network: TradeNetwork, flow: float) -> LaneFlows:
    """Traffic that has been the same for long, equal on all lanes."""
    lane_flows = LaneFlows()
    lane_flows.establish(len(network.lanes))
    lane_flows.flow = lane_flows.usual = flow
    return lane_flows


def test_a_lane_at_its_reference_volume_costs_what_its_km_say(network: TradeNetwork) -> None:
    rules = network.freight
    lane_flows = steady(network, 0.0)
    for mode, volume in ((ROAD, rules.road_volume), (SEA, rules.sea_volume), (AIR, rules.air_volume)):
        rows = network.lanes.mode == mode
        lane_flows.flow[rows] = lane_flows.usual[rows] = volume / REAL / (1.0 + rules.other_trade)
    days, cost = lane_flows.terms(network, frozenset(), REAL)
    kept = np.isin(network.lanes.mode, (ROAD, SEA, AIR))
    assert cost[kept] == pytest.approx(network.lanes.cost[kept])
    assert days == pytest.approx(network.lanes.days)


def test_a_fuller_lane_is_cheaper_for_everyone_on_it(network: TradeNetwork) -> None:
    """Down to the lower bound, and only by the exponent in between."""
    place = lane(network, "Shanghai", "Los Angeles", SEA)
    costs = []
    for flow in (0.0, 100.0, 200.0, 1e3, 1e4, 1e9):
        cost = steady(network, flow).terms(network, frozenset(), REAL)[1]
        costs.append(cost[place] / network.lanes.cost[place])
    assert (np.diff(costs) < 0.0).all()
    assert costs[2] / costs[1] == pytest.approx(2.0**-network.freight.volume_exponent)
    assert (costs[0], costs[-1]) == (network.freight.volume_highest, network.freight.volume_lowest)


def test_economies_count_real_kilograms(network: TradeNetwork) -> None:
    """Ten times the firms, each standing for a tenth, find the same rates."""
    rules, reference = network.freight, network.volume_reference
    few = steady(network, 100.0).economies(reference, REAL, rules)
    many = steady(network, 1_000.0).economies(reference, REAL / 10.0, rules)
    assert few == pytest.approx(many, rel=1e-12)
    assert few[~network.lanes.handling].max() != 1.0


def test_handling_has_no_economies(network: TradeNetwork) -> None:
    inside = network.lanes.handling
    cost = steady(network, 1e6).terms(network, frozenset(), REAL)[1]
    assert np.array_equal(cost[inside], network.lanes.cost[inside])


def test_a_sudden_rush_is_slow_and_dear_until_capacity_follows(network: TradeNetwork) -> None:
    """Twice the usual flow where four fifths of the trade are other: load 6 / 5."""
    rules = network.freight
    place, lane_flows = lane(network, "Shanghai", "Los Angeles", SEA), steady(network, 10_000.0)
    lane_flows.flow[place] = 20_000.0
    assert lane_flows.scarcity(rules)[place] == pytest.approx(1.2**rules.rate_elasticity)
    full, usual = (1.0 + rules.congestion * (load / rules.capacity_room) ** rules.congestion_power for load in (1.2, 1.0))
    assert lane_flows.delay(rules)[place] == pytest.approx(full / usual)
    others = np.arange(len(lane_flows)) != place
    assert (lane_flows.scarcity(rules)[others] == 1.0).all() and (lane_flows.delay(rules)[others] == 1.0).all()
    flow = lane_flows.flow.copy()
    for _ in range(1_500):
        lane_flows.record(flow, rules)
    assert lane_flows.scarcity(rules)[place] == pytest.approx(1.0, abs=1e-6)


def test_longer_ways_make_every_sea_km_dearer_whatever_the_port(network: TradeNetwork) -> None:
    """All of the fleet is short, not only the lanes through the canal: a port near by saves nothing."""
    lane_flows, lanes = steady(network, 5_000.0), network.lanes
    (_, before), (slow, after) = (lane_flows.terms(network, closed, REAL) for closed in (frozenset(), {"suez"}))
    assert np.array_equal(np.isinf(slow), np.isinf(network.lengths({"suez"})))
    at_sea = (lanes.mode == SEA) & ~lanes.handling & np.isfinite(after)
    km = network.lengths({"suez"})
    factor = lane_flows.economies(network.volume_reference, REAL, network.freight)
    rate = (after / factor - lanes.cost_fixed)[at_sea] / (lanes.cost_per_km * km)[at_sea]
    ratio = km[at_sea].sum() / lanes.km[at_sea].sum()
    assert rate == pytest.approx(np.full(at_sea.sum(), ratio**network.freight.detour_elasticity))
    assert 1.05 < ratio < 1.3
    assert np.array_equal(after[lanes.mode != SEA], before[lanes.mode != SEA])


def test_a_detour_that_nobody_sails_costs_nothing() -> None:
    """Where all usual trade stays off the canal, a closure leaves rates alone."""
    network = default_world().build_network(FreightParameters(least_trade=1.0))
    lane_flows = steady(network, 0.0)
    away = np.flatnonzero((network.lanes.mode == SEA) & ~network.lanes.passages.any(axis=1))
    lane_flows.flow[away] = lane_flows.usual[away] = 1e9
    assert lane_flows.detour_surcharge(network, {"suez"}) == pytest.approx(1.0, abs=1e-6)
    assert lane_flows.detour_surcharge(network, frozenset()) == 1.0
