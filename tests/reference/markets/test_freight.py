"""Rings of parcels and terms of the lanes against plain loops."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
from scipy import integrate, stats

from ecosystem.theory.freight import arrival_weeks
from ecosystem.world import Routes
from tests.reference.comparing import assert_fails, assert_same
from tests.reference.markets import freight as plain
from tests.reference.recording import Call, Calls, rows

RINGS = "inbound", "local", "replenishment"


def check(call: Call) -> None:
    given = call.given
    listings = rows(given.listings)
    plain.dispatch(listings, rows(given.quotes), rows(given.sales), given.draws)
    assert_same(call.left.listings, listings, *RINGS)


def test_dispatch(calls: Calls) -> None:
    for call in calls["dispatch"]:
        check(call)
    for ring in RINGS:
        sent = [getattr(call.left.listings, ring).sum() - getattr(call.given.listings, ring).sum()
                for call in calls["dispatch"]]
        assert min(sent) > 0, ring


@pytest.mark.parametrize("ring", RINGS)
def test_a_misplaced_parcel_is_seen(calls: Calls, ring: str) -> None:
    assert_fails(check, calls["dispatch"][0], f"left.listings.{ring}")


def test_a_wrong_day_is_seen(calls: Calls) -> None:
    call = calls["dispatch"][0]
    call.given.quotes.days[:] += 2.0
    with pytest.raises(AssertionError):
        check(call)
    call.given.quotes.days[:] -= 2.0


@pytest.mark.parametrize(("days", "spread"), [(1.3, 0.7), (12.0, 2.4), (33.0, 5.0)])
def test_arrivals_are_the_mean_of_a_gamma_law_over_the_week_of_ordering(
    days: float, spread: float
) -> None:
    law = stats.gamma((days / spread) ** 2, scale=spread**2 / days)
    fast = arrival_weeks(days, spread, 7)
    for week in range(7):
        by_hand, _ = integrate.quad(lambda day: law.cdf(day) / 7.0, 7.0 * week, 7.0 * week + 7.0)
        assert fast[week] == pytest.approx(by_hand, abs=1e-9)
        assert plain.arrived_by(week, days, spread) == pytest.approx(by_hand, abs=1e-9)


def check_prices(call: Call) -> None:
    """Zones by distance in equal numbers; the air rate relative to its mean; delays along paths."""
    given, lanes = call.given, call.returned
    kilometres = given.world.bilateral.air_km
    number = len(kilometres)
    apart = [kilometres[a, b] for a in range(number) for b in range(number) if a != b]
    zones = given.world.express_zones
    cuts = range(1, len(zones.intercept))
    edges = [np.quantile(apart, cut / len(zones.intercept)) for cut in cuts]
    for a in range(0, number, 5):
        for b in range(number):
            zone = sum(edge < kilometres[a, b] for edge in edges)
            terms = [
                zones.intercept[zone] / np.mean(zones.intercept),
                zones.slope[zone] / np.mean(zones.slope),
                kilometres[a, b] / given.parameters.express_km_per_day]
            fast = lanes.express_zone_base[a, b], lanes.express_zone_kg[a, b], lanes.express_days[a, b]
            np.testing.assert_allclose(fast, terms, rtol=1e-12)
    mean = given.route_paths.air_rate
    expected = [min(max(rate / mean, 0.5), 2.0) for rate in lanes.air_cost.ravel().tolist()]
    np.testing.assert_allclose(lanes.air_zone.ravel(), expected, rtol=1e-12)
    check_paths(call)


def check_paths(call: Call) -> None:
    """Days, days in hubs and cost are sums over the lanes of a path, variances of days likewise."""
    lanes, way = call.returned, call.given.route_paths
    for hub in range(0, way.bulk.shape[1], 9):
        for country in range(0, way.bulk.shape[2], 4):
            for kind in range(way.bulk.shape[0]):
                fast = (lanes.bulk_days, lanes.bulk_hub_days, lanes.bulk_cost, lanes.bulk_days_sd)
                check_path(way.bulk, kind, hub, country, [each[kind, hub, country] for each in fast])
            fast = lanes.air_days, lanes.air_hub_days, lanes.air_cost, lanes.air_days_sd
            check_path(way.air, 0, hub, country, [each[hub, country] for each in fast])


def check_path(paths: Routes, kind: int, hub: int, country: int, fast: list[float]) -> None:
    days = in_hubs = cost = variance = 0.0
    for lane in paths.path(kind, hub, country).tolist():
        took = float(paths.lane_days[lane])
        days += took
        in_hubs += took if paths.network.lanes.handling[lane] else 0.0
        cost += float(paths.lane_cost[lane])
        variance += (took * float(paths.network.lanes.days_spread[lane])) ** 2
    np.testing.assert_allclose(fast, [days, in_hubs, cost, math.sqrt(variance)], rtol=1e-12)


def check_flows(call: Call) -> None:
    given = call.given
    bulk, everything = plain.load_lanes(
        given.route_paths.bulk, given.route_paths.air, rows(given.listings), rows(given.goods), given.hub.tolist(),
        rows(given.sales))
    np.testing.assert_allclose(call.returned.bulk_flow, bulk, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(call.returned.flow, everything, rtol=1e-12, atol=1e-12)
    sent = (given.sales.replenished - given.sales.expedited) * given.goods.weight
    assert call.returned.bulk.sum() == pytest.approx(sent.sum())


def check_traffic(call: Call) -> None:
    lanes = rows(call.given.self)
    for lane, kilograms in zip(lanes, call.given.flow.tolist(), strict=True):
        plain.record(lane, kilograms, call.given.parameters)
    assert_same(call.left.self, lanes, "flow", "usual", atol=1e-12)


def check_delays(call: Call) -> None:
    delays = [plain.delay(lane, call.given.parameters) for lane in rows(call.given.self)]
    np.testing.assert_allclose(call.returned, delays, rtol=1e-12)


def check_scarcity(call: Call) -> None:
    factors = [plain.scarcity(lane, call.given.parameters) for lane in rows(call.given.self)]
    np.testing.assert_allclose(call.returned, factors, rtol=1e-12)


def check_economies(call: Call) -> None:
    given = call.given
    factors = [
        plain.economies(lane, reference, given.expansion_factor, given.parameters)
        for lane, reference in zip(rows(given.self), given.reference.tolist(), strict=True)]
    np.testing.assert_allclose(call.returned, factors, rtol=1e-12)


def check_terms(call: Call) -> None:
    """Days and rates of all lanes, with the surcharge while Suez is closed."""
    given = call.given
    lanes, freight = given.network.lanes, given.network.freight
    names = "mode", "handling", "km", "days_fixed", "days_per_km", "cost_fixed", "cost_per_km"
    facts = {name: getattr(lanes, name) for name in names}
    by_mode = [freight.road_volume, freight.rail_volume, freight.sea_volume, freight.air_volume]
    every = rows(
        given.self, **facts, present_km=given.network.lengths(given.closed),
        reference=[0.0 if inside else by_mode[mode] for mode, inside in zip(lanes.mode, lanes.handling, strict=True)])
    plainly = plain.terms(every, given.expansion_factor, freight)
    np.testing.assert_allclose(np.stack(call.returned, axis=1), plainly, rtol=1e-12)


CHECKS = {
    "dispatch": check, "price_lanes": check_prices, "carry": check_flows,
    "LaneFlows.record": check_traffic, "LaneFlows.delay": check_delays, "LaneFlows.scarcity": check_scarcity,
    "LaneFlows.economies": check_economies, "LaneFlows.terms": check_terms,
}


@pytest.mark.parametrize("rule", list(CHECKS)[1:])
def test_lanes_and_their_traffic(calls: Calls, rule: str) -> None:
    for call in calls[rule][:: 1 if rule == "carry" else 7]:
        CHECKS[rule](call)


def test_lanes_slow_down_under_unusual_traffic(calls: Calls) -> None:
    delays = np.concatenate([call.returned for call in calls["LaneFlows.delay"]])
    assert delays.max() > 1.0


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("price_lanes", "returned.air_zone"),
        ("carry", "returned.flow"),
        ("carry", "returned.bulk_flow"),
        ("LaneFlows.scarcity", "returned"),
        ("LaneFlows.economies", "returned"),
        ("LaneFlows.record", "left.self.usual"),
        ("LaneFlows.delay", "given.self.flow"),
    ],
)
def test_a_wrong_number_is_seen(calls: Calls, rule: str, path: str) -> None:
    assert_fails(CHECKS[rule], calls[rule][0], path)


def test_a_wrong_input_is_seen(calls: Calls) -> None:
    """All lanes a little slower, all parcels a little heavier, a little more of everything on its way."""
    priced, loaded, carried = (
        copy.deepcopy(calls[name][0]) for name in ("price_lanes", "carry", "LaneFlows.terms"))
    priced.given.route_paths.bulk.lane_days[:] *= 1.0 + 1e-6
    loaded.given.goods.weight[:] *= 1.0 + 1e-6
    carried.given.self.flow[:] *= 1.0 + 1e-4
    for check_rule, call in ((check_paths, priced), (check_flows, loaded), (check_terms, carried)):
        with pytest.raises(AssertionError):
            check_rule(call)


@pytest.mark.parametrize("part", ["cost", "days", "hub_days", "days_sd"])
@pytest.mark.parametrize("kind", ["bulk", "air"])
def test_a_wrong_measure_of_paths_is_seen(calls: Calls, kind: str, part: str) -> None:
    call = copy.deepcopy(calls["price_lanes"][0])
    getattr(call.returned, f"{kind}_{part}")[...] *= 1.0 + 1e-6
    with pytest.raises(AssertionError):
        check_paths(call)


def test_weeks_with_open_and_with_closed_passages_are_compared(calls: Calls) -> None:
    closed = [bool(call.given.closed) for call in calls["LaneFlows.terms"][::7]]
    assert any(closed) and not all(closed)
    loads = np.concatenate([call.returned for call in calls["LaneFlows.scarcity"]])
    assert loads.min() < 1.0 < loads.max()
