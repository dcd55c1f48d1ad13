"""Routes: against networkx, against published days and costs, and against themselves."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.scenario.names import AIR, RAIL, ROAD, SEA
from ecosystem.world import Routes, TradeNetwork, World, air_routes
from ecosystem.world.network.routes import routes

HUBS, COUNTRIES = 141, 59


def shortest(network: TradeNetwork, weight: np.ndarray, origin: int) -> dict[int, float]:
    """Distances from one hub's core by networkx over the same lanes."""
    graph = nx.DiGraph()
    usable = np.flatnonzero(np.isfinite(weight))
    ends = network.lanes.tail[usable].tolist(), network.lanes.head[usable].tolist()
    graph.add_weighted_edges_from(zip(*ends, weight[usable].tolist(), strict=True))
    found: dict[int, float] = nx.single_source_dijkstra_path_length(graph, int(network.cores[origin]))
    return found


def hub_to_hub(
    world: World, modes: tuple[int, ...], origin: str, end: str, closed: tuple[str, ...] = ()
) -> tuple[float, float]:
    """Days and USD/kg of the cheapest way between two hubs by some modes."""
    network = world.network
    days, cost = network.terms(closed)
    usable = network.of_modes(*modes) & np.isfinite(days)
    graph = nx.DiGraph()
    for lane in np.flatnonzero(usable):
        graph.add_edge(int(network.lanes.tail[lane]), int(network.lanes.head[lane]), weight=cost[lane], lane=lane)
    ends = (int(network.cores[world.hub_index(hub)]) for hub in (origin, end))
    nodes = nx.shortest_path(graph, *ends, weight="weight")
    lanes = [graph.edges[pair]["lane"] for pair in pairwise(nodes)]
    return float(days[lanes].sum()), float(cost[lanes].sum())


@pytest.mark.parametrize(
    ("modes", "origin", "end", "days", "cost"),
    [
        ((SEA,), "Shanghai", "Los Angeles", 20.9, 0.36),
        ((AIR,), "Shanghai", "Los Angeles", 4.4, 5.05),
        ((SEA,), "Shanghai", "Rotterdam", 33.3, 0.48),
        ((RAIL,), "Shanghai", "Rotterdam", 17.1, 1.18),
        ((RAIL,), "Chongqing", "Duisburg", 15.6, 1.07),
        ((AIR,), "Shenzhen", "Los Angeles", 4.6, 5.54),
        ((AIR,), "Shenzhen", "Hamburg", 4.1, 4.43),
    ],
)
def test_days_and_costs_of_well_known_ways(
    world: World, modes: tuple[int, ...], origin: str, end: str, days: float, cost: float
) -> None:
    found = hub_to_hub(world, modes, origin, end)
    assert found[0] == pytest.approx(days, abs=0.1)
    assert found[1] == pytest.approx(cost, abs=0.01)


def test_air_costs_meet_the_published_index(world: World) -> None:
    # Hong Kong to North America 5.70 and to Europe 4.59 USD/kg, index averages of October 2025.
    assert hub_to_hub(world, (AIR,), "Hong Kong", "Los Angeles")[1] == pytest.approx(5.70, rel=0.05)
    assert hub_to_hub(world, (AIR,), "Hong Kong", "Frankfurt am Main")[1] == pytest.approx(4.59, rel=0.05)


def test_a_closed_suez_sends_ships_the_long_way(world: World) -> None:
    assert hub_to_hub(world, (SEA,), "Shanghai", "Rotterdam", ("suez",))[0] == pytest.approx(41.0, abs=0.1)
    assert hub_to_hub(world, (SEA,), "Shanghai", "Genoa")[0] == pytest.approx(28.8, abs=0.1)
    assert hub_to_hub(world, (SEA,), "Shanghai", "Genoa", ("suez",))[0] == pytest.approx(41.8, abs=0.1)


def test_a_closure_reroutes_a_third_of_patient_goods(network: TradeNetwork, base_routes: Routes) -> None:
    shut = routes(network, closed={"suez"})
    changed = np.abs(shut.days[0] - base_routes.days[0]) > 1e-9
    assert 0.25 < changed.mean() < 0.45
    generalised = shut.cost + shut.values_of_time[:, None, None] * shut.days
    before = base_routes.cost + base_routes.values_of_time[:, None, None] * base_routes.days
    assert (generalised >= before - 1e-9).all()
    # No path uses a lane that a closed Suez cuts, and Jeddah is still reached.
    used = np.unique(shut.incidence.indices)
    assert np.isfinite(network.lengths({"suez"})[used]).all()
    assert np.isfinite(shut.days).all()


@settings(max_examples=12, deadline=None)
@given(origin=st.integers(0, HUBS - 1), value=st.floats(0.0, 3.0), seed=st.integers(0, 2**32 - 1))
def test_routes_equal_networkx_under_random_congestion(
    network: TradeNetwork, origin: int, value: float, seed: int
) -> None:
    days = network.lanes.days * np.random.default_rng(seed).uniform(0.5, 3.0, len(network.lanes))
    found = routes(network, [value], lane_days=days)
    reached = shortest(network, network.lanes.cost + value * days, origin)
    best = np.full(COUNTRIES, np.inf)
    np.minimum.at(best, network.hub_country, [reached[core] for core in network.cores])
    assert found.cost[0, origin] + value * found.days[0, origin] == pytest.approx(best, rel=1e-9, abs=1e-9)


def test_paths_lead_from_the_origin_to_the_destination(network: TradeNetwork, base_routes: Routes) -> None:
    lanes, random = network.lanes, np.random.default_rng(1)
    for value_class, hub, country in random.integers([0, 0, 0], [5, HUBS, COUNTRIES], (300, 3)):
        path = base_routes.path(value_class, hub, country)
        end = base_routes.destination_hub[value_class, hub, country]
        assert network.hub_country[end] == country
        stops = [network.cores[hub], *lanes.head[path]]
        assert list(lanes.tail[path]) == stops[:-1]
        assert stops[-1] == network.cores[end]
        assert base_routes.days[value_class, hub, country] == pytest.approx(lanes.days[path].sum())
        assert base_routes.cost[value_class, hub, country] == pytest.approx(lanes.cost[path].sum())
        sd = np.sqrt(((lanes.days * lanes.days_spread)[path] ** 2).sum())
        assert base_routes.days_sd[value_class, hub, country] == pytest.approx(sd)


def test_home_is_reached_at_once(network: TradeNetwork, base_routes: Routes) -> None:
    hubs = np.arange(HUBS)
    home = (slice(None), hubs, network.hub_country)
    assert (base_routes.destination_hub[home] == hubs).all()
    for measure in (base_routes.days, base_routes.cost, base_routes.days_sd, base_routes.km):
        assert (measure[home] == 0).all()
    abroad = np.ones((HUBS, COUNTRIES), dtype=bool)
    abroad[hubs, network.hub_country] = False
    assert (base_routes.days[:, abroad] > 0).all() and (base_routes.days_sd[:, abroad] > 0).all()


def test_repricing_unchanged_lanes_gives_what_the_search_gave(network: TradeNetwork, base_routes: Routes) -> None:
    same = base_routes.priced(network.lanes.days, network.lanes.cost)
    assert np.array_equal(same.days, base_routes.days)
    assert np.array_equal(same.cost, base_routes.cost)


def test_repriced_paths_are_never_better_than_searched_ones(network: TradeNetwork, base_routes: Routes) -> None:
    days = network.lanes.days * np.random.default_rng(3).uniform(0.8, 2.0, len(network.lanes))
    stale = base_routes.priced(days, network.lanes.cost)
    fresh = routes(network, lane_days=days)
    value = base_routes.values_of_time[:, None, None]
    excess = (stale.cost + value * stale.days) - (fresh.cost + value * fresh.days)
    assert excess.min() > -1e-9
    assert excess.max() > 0.01


def test_refreshing_some_origins_searches_those_and_reprices_the_rest(
    network: TradeNetwork, base_routes: Routes
) -> None:
    days = network.lanes.days * np.random.default_rng(4).uniform(0.8, 2.0, len(network.lanes))
    some = np.array([0, 7, 140])
    mixed, fresh = base_routes.refreshed(some, days, network.lanes.cost), routes(network, lane_days=days)
    assert mixed.days[:, some] == pytest.approx(fresh.days[:, some])
    assert np.array_equal(mixed.destination_hub[:, some], fresh.destination_hub[:, some])
    others = np.setdiff1d(np.arange(HUBS), some)
    assert mixed.days[:, others] == pytest.approx(base_routes.along(days)[:, others])
    everywhere = base_routes.refreshed(np.arange(HUBS), days, network.lanes.cost)
    for name in ("indptr", "indices", "data"):
        assert np.array_equal(getattr(everywhere.incidence, name), getattr(fresh.incidence, name)), name
    for kind, hub, country in np.random.default_rng(6).integers([0, 0, 0], [5, HUBS, COUNTRIES], (200, 3)):
        source = fresh if hub in some else base_routes
        assert np.array_equal(mixed.path(kind, hub, country), source.path(kind, hub, country))


def test_nothing_is_searched_when_nobody_has_a_turn(network: TradeNetwork, base_routes: Routes) -> None:
    same = base_routes.refreshed(np.empty(0, np.int64), 2.0 * network.lanes.days, network.lanes.cost)
    assert same.incidence is base_routes.incidence
    assert same.days == pytest.approx(2.0 * base_routes.days)


def test_spread_of_days_follows_the_present_days(network: TradeNetwork, base_routes: Routes) -> None:
    """Independent lanes add their variances; under days twice as long the spread doubles."""
    slower = base_routes.priced(2.0 * network.lanes.days, network.lanes.cost)
    assert slower.days_sd == pytest.approx(2.0 * base_routes.days_sd)
    delay = np.random.default_rng(7).uniform(1.0, 3.0, len(network.lanes))
    uneven = base_routes.priced(delay * network.lanes.days, network.lanes.cost)
    path = base_routes.path(0, 3, 7)
    spread = (delay * network.lanes.days * network.lanes.days_spread)[path]
    assert uneven.days_sd[0, 3, 7] == pytest.approx(np.sqrt((spread**2).sum()))


def test_generalised_cost_is_money_and_the_value_of_time(base_routes: Routes) -> None:
    some = np.array([2, 99])
    whole = base_routes.cost + base_routes.values_of_time[:, None, None] * base_routes.days
    assert base_routes.generalised_cost(some) == pytest.approx(whole[:, some])


def test_dearer_time_never_makes_goods_slower_nor_cheaper(base_routes: Routes) -> None:
    assert (np.diff(base_routes.values_of_time) > 0).all()
    assert (np.diff(base_routes.days, axis=0) <= 1e-9).all()
    assert (np.diff(base_routes.cost, axis=0) >= -1e-9).all()


def test_sea_gives_way_to_air_between_the_third_and_the_fourth_class(base_routes: Routes) -> None:
    travelled = np.isfinite(base_routes.km) & (base_routes.km > 0)
    flown = base_routes.along(np.where(base_routes.network.lanes.mode == AIR, base_routes.lane_km, 0.0))
    share = np.where(travelled, flown / np.where(travelled, base_routes.km, 1.0), 0.0)
    of_class = share.mean(axis=(1, 2))
    assert of_class[2] < 0.1
    assert of_class[3] > 0.7
    assert (share >= 0).all() and (share <= 1 + 1e-12).all()


def test_no_detour_over_a_neighbouring_hub_is_shorter(network: TradeNetwork, base_routes: Routes) -> None:
    # Triangle: going from a to b by one lane and on from b is never better than the route from a.
    lanes, value = network.lanes, float(base_routes.values_of_time[2])
    total = base_routes.cost[2] + value * base_routes.days[2]
    weight = lanes.cost + value * lanes.days
    handling = np.zeros((HUBS, 4))
    handling[lanes.origin_hub[lanes.handling], lanes.mode[lanes.handling]] = weight[lanes.handling]
    moving = ~lanes.handling
    start, end, mode = lanes.origin_hub[moving], lanes.destination_hub[moving], lanes.mode[moving]
    step = weight[moving] + handling[start, mode] + handling[end, mode]
    assert (total[start] <= step[:, None] + total[end] + 1e-9).all()


def test_flows_on_lanes_add_up_to_flows_on_paths(network: TradeNetwork, base_routes: Routes) -> None:
    flows = np.random.default_rng(5).uniform(0, 1, base_routes.shape)
    carried = base_routes.lane_flows(flows)
    assert (carried * network.lanes.days).sum() == pytest.approx((flows * base_routes.days).sum())


def test_mail_goes_by_air_with_road_feeders(world: World) -> None:
    network = world.network
    mail = air_routes(network)
    assert mail.shape == (1, HUBS, COUNTRIES)
    assert set(network.lanes.mode[np.unique(mail.incidence.indices)]) == {ROAD, AIR}
    assert np.isfinite(mail.days).all()
    path = mail.path(0, world.hub_index("Dongguan"), world.country_index("USA"))
    modes = network.lanes.mode[path][~network.lanes.handling[path]]
    assert list(modes) == [ROAD, AIR]


def test_a_place_that_nothing_reaches_is_infinitely_far(tiny_folder: Path) -> None:
    tiny = World.load(tiny_folder)
    found = routes(tiny.network, [0.01], lanes=tiny.network.of_modes(SEA, ROAD))
    assert np.isfinite(found.days).all()
    assert found.destination_hub[0].tolist() == [[0, 1], [0, 1], [0, 2]]
    assert found.days[0, 2, 0] > found.days[0, 1, 0]
    shut = routes(tiny.network, [0.01], closed={"suez"}, lanes=tiny.network.of_modes(SEA, ROAD))
    assert shut.destination_hub[0].tolist() == [[0, -1], [-1, 1], [-1, 2]]
    assert np.isinf(shut.days[0, 0, 1]) and np.isinf(shut.along(tiny.network.lanes.cost)[0, 0, 1])
    assert len(shut.path(0, 0, 1)) == 0
    # By air the closed canal does not matter.
    assert np.isfinite(routes(tiny.network, [0.01], closed={"suez"}).days).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"values_of_time": [-1.0]}, "values of time"),
        ({"lane_days": [1.0, 2.0]}, "lane_days has shape"),
        ({"closed": {"gibraltar"}}, "unknown passage"),
    ],
)
def test_wrong_arguments_are_refused(network: TradeNetwork, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        routes(network, **arguments)


def test_negative_lanes_are_refused(network: TradeNetwork) -> None:
    with pytest.raises(ValueError, match="lane_cost must be numbers and not negative"):
        routes(network, lane_cost=-network.lanes.cost)
