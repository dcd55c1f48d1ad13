"""Borders of the recorded weeks against one authority and one listing at a time."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ecosystem.theory.queueing import week_of_queue
from tests.reference.comparing import assert_fails, assert_same
from tests.reference.markets import clearance as plain
from tests.reference.recording import Call, Calls, Row, rows

HALL = (
    "held", "held_bulk", "held_entries", "detained", "detained_bulk", "detained_entries", "inbound",
    "replenishment")
FOUND = ("risky", "inspections", "recovered")
WAITS = ("backlog", "workload", "wait", "hold_days", "days", "days_sd", "held")


def check_announcements(call: Call) -> None:
    given = call.given
    authorities = rows(given.customs)
    plain.announce(
        authorities, rows(given.listings), rows(given.entries), rows(given.quotes),
        rows(given.demand), given.age)
    assert_same(call.left.customs, authorities, "expected", rtol=1e-11, atol=1e-12)


def check_clearance(call: Call) -> None:
    given = call.given
    authorities, listings = rows(given.customs), rows(given.listings)
    cleared = plain.clear(
        authorities, listings, rows(given.entries), given.expansion_factor, given.parameters, given.draws)
    assert_same(
        call.returned, cleared, "direct", "bulk", "entries", "inspected", "detained", "seized",
        "direct_inspected", "direct_detained", "direct_seized")
    assert_same(call.left.listings, listings, *HALL)
    assert_same(call.left.customs, authorities, "expected")
    assert_same(call.left.customs, authorities, *FOUND, atol=1e-12)
    # Close to saturation a utilisation known to twelve digits gives the wait to eight.
    assert_same(call.left.customs, authorities, *WAITS, rtol=1e-8, atol=1e-12)


def check_channels(call: Call) -> None:
    """Channels of the week's entries, and whom customs trusts."""
    state, now = call.given.state, call.given.now
    customs, sellers = state.parameters.customs, rows(state.firms)
    platforms = (state.platforms.quality_base >= customs.trusted_quality).tolist()
    expected = [
        plain.entry(listing, sellers[listing.seller], now.law, platforms, state.age, customs)
        for listing in rows(state.listings)]
    names = "border", "direct", "bulk", "evaded", "inspection"
    assert_same(call.returned.entries, expected, *names, atol=1e-12)
    np.testing.assert_array_equal(now.trusted, platforms)
    trusted = [plain.trusted(seller, state.age, customs) for seller in sellers]
    np.testing.assert_array_equal(now.trusted_firms, trusted)


CHECKS = {"announce": check_announcements, "clear": check_clearance, "ship": check_channels}


@pytest.mark.parametrize("rule", CHECKS)
def test_the_fast_rule_does_what_the_loop_does(calls: Calls, rule: str) -> None:
    for call in calls[rule]:
        CHECKS[rule](call)


def test_the_recorded_weeks_show_every_case(calls: Calls) -> None:
    cleared = [call.returned for call in calls["clear"]]
    for name in ("direct", "bulk", "entries", "inspected", "detained", "seized"):
        assert sum(getattr(each, name).sum() for each in cleared) > 0, name
    for name in ("inspected", "detained"):
        direct = sum(getattr(each, f"direct_{name}").sum() for each in cleared)
        assert sum(getattr(each, name).sum() for each in cleared) > direct, name
    assert any(call.given.listings.detained_entries.any() for call in calls["clear"])
    entries = [call.given.entries for call in calls["clear"]]
    assert any((each.evaded > 0.0).any() for each in entries)
    trusted = [call.given.now.trusted_firms for call in calls["ship"]]
    assert any(each.any() for each in trusted) and not all(each.all() for each in trusted)
    assert not all(each.border.all() for each in entries)
    assert {x for each in entries for x in each.direct.tolist()} == {1, 2}
    assert {x for each in entries for x in each.bulk.tolist()} == {0, 2}
    rushes = np.concatenate([call.given.customs.rush for call in calls["clear"]])
    assert rushes.max() > 0.1 and rushes.min() < 1e-3


@pytest.mark.parametrize("load", [0.0, 0.02, 0.5, 0.9, 1.0, 1.6, 9.0])
def test_one_counter_below_and_above_saturation(load: float) -> None:
    service, hours, servers, stations = [0.05, 0.04, 0.3], 40.0, 8.0, 2.5
    second = [2 * 0.05**2, 2 * 0.05**2, 0.4]
    customers = [load * part * servers * hours * stations for part in (2.0, 10.0, 1.6)]
    fast = week_of_queue(
        np.array([customers]), np.array([service]), np.array([second]),
        stations=stations, servers=servers, hours=hours)
    expected = plain.queue(customers, service, second, stations, servers, hours)
    np.testing.assert_allclose(fast.release_share[0], expected.release, rtol=1e-9)
    np.testing.assert_allclose(fast.wait_hours[0], expected.wait, rtol=1e-8, atol=1e-15)
    np.testing.assert_allclose(fast.idle_share[0], expected.idle, rtol=1e-8)
    assert math.isclose(fast.waiting_probability[0], expected.waiting, rel_tol=1e-8, abs_tol=1e-15)
    weighed = sum(x * s for x, s in zip(customers, service, strict=True))
    assert sum(r * x * s for r, x, s in zip(expected.release, customers, service, strict=True)) <= weighed


def test_without_chance_detained_parcels_stay(calls: Calls) -> None:
    listing = rows(calls["clear"][0].given.listings)[0]
    listing.held, listing.detained, listing.held_entries = 0, 5, 0
    how, authority = Row(border=False, direct=1, bulk=2, evaded=0.0, inspection=1.0), Row(seen=0.0, due=0.0)
    given = calls["clear"][0].given
    cleared = plain.let_go(
        listing, how, authority, [1.0] * 3, (0.0, 0.0), given.parameters, given.draws)
    assert cleared.direct + listing.detained == 5


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("announce", "left.customs.expected"),
        ("clear", "returned.direct"),
        ("clear", "returned.inspected"),
        ("clear", "returned.direct_seized"),
        ("clear", "left.listings.held_bulk"),
        ("clear", "left.listings.detained_bulk"),
        ("clear", "left.customs.recovered"),
        ("clear", "given.customs.risky"),
        ("clear", "left.customs.days"),
        ("clear", "left.customs.workload"),
        ("clear", "given.customs.backlog"),
        ("ship", "returned.entries.border"),
        ("ship", "returned.entries.direct"),
        ("ship", "returned.entries.evaded"),
    ],
)
def test_a_wrong_number_is_seen(calls: Calls, rule: str, path: str) -> None:
    assert_fails(CHECKS[rule], calls[rule][3], path)
