"""Rings of parcels and terms of the lanes against plain loops."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
from scipy import integrate, stats

from ecosystem.theory.freight import arrival_weeks
from tests.reference import freight as plain
from tests.reference.comparing import assert_fails, assert_same
from tests.reference.recording import Call, Calls, rows

RINGS = "inbound", "local", "replenishment"


def check(call: Call) -> None:
    given = call.given
    listings = rows(given.listings)
    plain.dispatch(listings, rows(given.offers), rows(given.sales), given.draws, given.clock)
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
    call.given.offers.days[:] += 2.0
    with pytest.raises(AssertionError):
        check(call)
    call.given.offers.days[:] -= 2.0


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
                kilometres[a, b] / given.rules.express_km_per_day]
            fast = lanes.express_zone_base[a, b], lanes.express_zone_kg[a, b], lanes.express_days[a, b]
            np.testing.assert_allclose(fast, terms, rtol=1e-12)
    rates = [rate for rate in lanes.air_cost.ravel().tolist() if rate < math.inf]
    mean = sum(rates) / len(rates)
    expected = [min(max(rate / mean, 0.5), 2.0) for rate in lanes.air_cost.ravel().tolist()]
    np.testing.assert_allclose(lanes.air_zone.ravel(), expected, rtol=1e-12)
    check_days(call)


def check_days(call: Call) -> None:
    """Days are those of the lanes on the path, each with its delay."""
    given, lanes, way = call.given, call.returned, call.given.way
    for hub in range(0, way.bulk.shape[1], 9):
        for country in range(0, way.bulk.shape[2], 4):
            for kind in range(way.bulk.shape[0]):
                path = way.bulk.path(kind, hub, country).tolist()
                days = sum(way.lane_days[lane] * given.delay[lane] for lane in path)
                if path:
                    np.testing.assert_allclose(lanes.bulk_days[kind, hub, country], days, rtol=1e-12)
            path = way.air.path(0, hub, country).tolist()
            days = sum(way.lane_days[lane] * given.delay[lane] for lane in path)
            if path:
                np.testing.assert_allclose(lanes.air_days[hub, country], days, rtol=1e-12)


def check_flows(call: Call) -> None:
    given = call.given
    kilograms = plain.load_lanes(
        given.way.bulk, given.way.air, rows(given.listings), rows(given.goods), given.hub.tolist(),
        rows(given.sales))
    np.testing.assert_allclose(call.returned, kilograms, rtol=1e-12, atol=1e-12)


def check_traffic(call: Call) -> None:
    lanes = rows(call.given.self)
    for lane, kilograms in zip(lanes, call.given.flow.tolist(), strict=True):
        plain.record(lane, kilograms, call.given.freight)
    assert_same(call.left.self, lanes, "flow", "usual", atol=1e-12)


def check_delays(call: Call) -> None:
    delays = [plain.delay(lane, call.given.freight) for lane in rows(call.given.self)]
    np.testing.assert_allclose(call.returned, delays, rtol=1e-12)


CHECKS = {
    "dispatch": check, "price_lanes": check_prices, "lane_flows": check_flows,
    "Traffic.record": check_traffic, "Traffic.delay": check_delays,
}


@pytest.mark.parametrize("rule", list(CHECKS)[1:])
def test_lanes_and_their_traffic(calls: Calls, rule: str) -> None:
    for call in calls[rule][:: 1 if rule == "lane_flows" else 7]:
        CHECKS[rule](call)


def test_lanes_slow_down_under_unusual_traffic(calls: Calls) -> None:
    delays = np.concatenate([call.returned for call in calls["Traffic.delay"]])
    assert delays.max() > 1.0


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("price_lanes", "returned.air_zone"),
        ("lane_flows", "returned"),
        ("Traffic.record", "left.self.usual"),
        ("Traffic.delay", "given.self.flow"),
    ],
)
def test_a_wrong_number_is_seen(calls: Calls, rule: str, path: str) -> None:
    assert_fails(CHECKS[rule], calls[rule][0], path)


def test_a_wrong_input_is_seen(calls: Calls) -> None:
    """All lanes a little slower, all parcels a little heavier."""
    priced, loaded = copy.deepcopy(calls["price_lanes"][0]), copy.deepcopy(calls["lane_flows"][0])
    priced.given.delay[:] *= 1.0 + 1e-6
    loaded.given.goods.weight[:] *= 1.0 + 1e-6
    for check_rule, call in ((check_days, priced), (check_flows, loaded)):
        with pytest.raises(AssertionError):
            check_rule(call)
