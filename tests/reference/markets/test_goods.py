"""The goods market of the recorded weeks against one listing at a time."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.reference.comparing import assert_fails, assert_same
from tests.reference.markets import goods as plain
from tests.reference.quotes.quote import at_the_door
from tests.reference.recording import Call, Calls, Row, rows


def check_prices(call: Call) -> None:
    given = call.given
    listings = rows(given.listings)
    for listing, product, quoted, elasticity in zip(
            listings, rows(given.goods), rows(given.quotes), given.elasticity, strict=True):
        plain.set_price(listing, product, quoted, float(elasticity), given.parameters)
    assert_same(call.left.listings, listings, "markup", "price")


def check_comparison(call: Call) -> None:
    """Price at the door and attraction of every listing, from quotes and conditions."""
    state, now, priced = call.given.state, call.given.now, call.given.priced
    elasticity, firms = state.world.categories.price_elasticity.tolist(), rows(state.firms)
    prices, pulls = [], []
    for listing, product, quoted in zip(
            rows(state.listings), rows(priced.goods), rows(priced.quotes), strict=True):
        price = at_the_door(quoted, listing.price)
        relative = price / (product.value * (1.0 + now.law.vat[listing.destination]))
        prices.append(price)
        pulls.append(plain.exp_utility_of(
            listing, firms[listing.seller].quality, quoted,
            elasticity[listing.category] * math.log(relative), state.parameters.market))
    np.testing.assert_allclose(call.returned[0], prices, rtol=1e-12)
    np.testing.assert_allclose(call.returned[1], pulls, rtol=1e-12)


def check_attraction(call: Call) -> None:
    given = call.given
    pulls = [
        plain.exp_utility_of(
            listing, given.firms.quality[listing.seller], quoted, lost_to_price, given.parameters)
        for listing, quoted, lost_to_price in zip(
            rows(given.listings), rows(given.quotes), given.price, strict=True)]
    np.testing.assert_allclose(call.returned, pulls, rtol=1e-12)


def check_orders(call: Call) -> None:
    given = call.given
    listings, markets = rows(given.listings), rows(given.markets)
    by_place = {(market.destination, market.category): market for market in markets}
    demands = plain.order(
        listings, by_place, given.strength.tolist(), given.consumer_price.tolist(),
        given.parameters, given.draws)
    assert_same(call.returned, demands, "expected", "orders", "share")
    assert_same(call.left.listings, listings, "exp_utility")
    assert_same(call.left.markets, markets, "inside", "outside", "spending")


def check_arrivals(call: Call) -> None:
    given = call.given
    listings = rows(given.listings)
    arrivals = [
        plain.arrive(listing, quoted, cleared, given.parameters, given.draws)
        for listing, quoted, cleared in zip(
            listings, rows(given.quotes), rows(given.clearance), strict=True)]
    assert_same(call.returned, arrivals, "delivered", "returned", "restocked", "lost")
    assert_same(call.left.listings, listings, "stock", "local")


def check_learning(call: Call) -> None:
    given = call.given
    listings = rows(given.listings)
    parts = (listings, *(
        rows(getattr(given, name)) for name in ("quotes", "demand", "sales", "clearance", "arrivals")))
    satisfaction = [
        plain.learn(*agents, given.parameters, given.draws)
        for agents in zip(*parts, strict=True)]
    np.testing.assert_allclose(call.returned, satisfaction, rtol=1e-12, atol=1e-14)
    assert_same(
        call.left.listings, listings, "loyalty", "promised_days", "stockout", "fit", "share")


RECORDS = (
    "sales", "revenue", "profit", "order_mean", "order_square", "demand_mean", "demand_square",
    "age", "experience", "handled")


def check_records(call: Call) -> None:
    given = call.given
    listings = rows(given.listings)
    parts = (rows(getattr(given, name)) for name in ("goods", "quotes", "demand", "sales"))
    for agents in zip(listings, *parts, strict=True):
        plain.record(*agents, given.parameters)
    assert_same(call.left.listings, listings, *RECORDS, atol=1e-9)


CHECKS = {
    "set_prices": check_prices, "compare": check_comparison, "exp_utility_of": check_attraction, "order": check_orders,
    "arrive": check_arrivals, "learn": check_learning, "record": check_records,
}


@pytest.mark.parametrize("rule", CHECKS)
def test_the_fast_rule_does_what_the_loop_does(calls: Calls, rule: str) -> None:
    assert len(calls[rule]) > 10
    for call in calls[rule]:
        CHECKS[rule](call)


def test_the_recorded_weeks_show_every_case(calls: Calls) -> None:
    def some(listings: list[Row], name: str) -> bool:
        return any(getattr(listing, name) for listing in listings)

    everything = [listing for call in calls["arrive"] for listing in rows(call.given.listings)]
    assert {listing.service for listing in everything} == {0, 1, 2, 3}
    assert some(everything, "closing") and not all(listing.closing for listing in everything)
    for rule, field in (("arrive", "restocked"), ("arrive", "lost")):
        assert sum(getattr(call.returned, field).sum() for call in calls[rule]) > 0, field


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("set_prices", "left.listings.price"),
        ("set_prices", "given.listings.share"),
        ("compare", "given.state.listings.price"),
        ("exp_utility_of", "returned"),
        ("order", "returned.orders"),
        ("order", "left.markets.inside"),
        ("arrive", "returned.lost"),
        ("arrive", "given.clearance.bulk"),
        ("learn", "left.listings.fit"),
        ("learn", "left.listings.loyalty"),
        ("record", "left.listings.order_square"),
        ("record", "left.listings.profit"),
    ],
)
def test_a_wrong_number_is_seen(calls: Calls, rule: str, path: str) -> None:
    assert_fails(CHECKS[rule], calls[rule][0], path)
