"""The goods market in limiting cases."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from ecosystem import Ecosystem
from ecosystem.agents.consumers import price_disutility
from ecosystem.markets import goods as market
from ecosystem.messages.border import Clearance
from ecosystem.phases import conditions, trade
from ecosystem.quotes.prices import net_of_refunds
from tests.small import ordered


def test_shares_and_the_outside_add_up_to_one(model: Ecosystem) -> None:
    (_, orders), listings, markets = ordered(model), model.listings, model.markets
    row = markets.rows(listings.destination, listings.category)
    inside = np.bincount(row, weights=orders.demand.share, minlength=len(markets))
    outside = markets.outside / (markets.outside + markets.inside)
    np.testing.assert_allclose(inside + outside, 1.0, rtol=1e-12)
    spent = np.bincount(
        row, weights=orders.demand.expected * orders.consumer_price, minlength=len(markets))
    np.testing.assert_allclose(spent, inside * markets.spending, rtol=1e-10)


def test_equal_listings_of_a_market_expect_equal_orders(model: Ecosystem) -> None:
    _, orders = ordered(model)
    number = len(model.listings)
    model.listings.destination = np.zeros(number, np.int64)
    model.listings.category = np.zeros(number, np.int64)
    price = np.full(number, 30.0)
    demand = market.order(
        model.listings, model.markets, np.ones(number), price, parameters=model.parameters.market,
        draws=model.draws)
    assert len(orders.demand.share) == number
    assert np.ptp(demand.expected) <= 1e-12 * demand.expected.max()


def test_a_closing_listing_gets_no_orders(model: Ecosystem) -> None:
    model.listings.closing = np.ones(len(model.listings), bool)
    _, orders = ordered(model)
    assert not orders.demand.expected.any() and not orders.demand.orders.any()


def test_a_dearer_slower_emptier_offer_attracts_less(model: Ecosystem) -> None:
    (_, orders), listings, firms = ordered(model), model.listings, model.firms
    elasticity = model.world.categories.price_elasticity[listings.category]
    rules, relative = model.parameters.market, np.ones(len(listings))

    def pull(quotes: object, price: np.ndarray) -> np.ndarray:
        return market.exp_utility_of(listings, firms, quotes, price_disutility(price, elasticity), rules)

    listings.stockout = np.zeros(len(listings))
    listings.closing = np.zeros(len(listings), bool)
    base = pull(orders.quotes, relative)
    np.testing.assert_allclose(pull(orders.quotes, 2 * relative) / base, 2.0**-elasticity)
    slow = replace(orders.quotes, days=orders.quotes.days + 1.0)
    np.testing.assert_allclose(pull(slow, relative) / base, np.exp(-rules.day_cost))
    vague = replace(orders.quotes, days_sd=orders.quotes.days_sd + 1.0)
    np.testing.assert_allclose(pull(vague, relative) / base, np.exp(-rules.uncertainty_cost))
    listings.stockout = np.ones(len(listings))
    np.testing.assert_allclose(pull(orders.quotes, relative) / base, np.exp(-rules.stockout_cost))


def test_without_time_for_change_prices_reach_the_best_markup(model: Ecosystem) -> None:
    listings, parameters = model.listings, model.parameters
    priced = trade.price_listings(model.state, conditions.observe(model.state))
    elasticity = model.world.categories.price_elasticity[listings.category]
    for _ in range(400):
        market.set_prices(listings, priced.goods, priced.quotes, elasticity, parameters)
    outer = parameters.market.category_elasticity
    eps = (1.0 + elasticity) * (1.0 - listings.share) + outer * listings.share
    np.testing.assert_allclose(listings.markup, eps / (eps - 1.0), rtol=1e-9)
    unit = priced.goods.cost + priced.quotes.logistics + priced.quotes.duty
    kept = listings.price * net_of_refunds(priced.quotes, parameters.sellers)
    np.testing.assert_allclose(kept / listings.markup, unit)


def test_parcels_that_never_fail_stay_with_the_buyer(model: Ecosystem) -> None:
    (_, orders), listings, number = ordered(model), model.listings, len(model.listings)
    quotes = replace(orders.quotes, lost=np.zeros(number), returned=np.zeros(number))
    none, some = np.zeros(number, np.int64), np.full(number, 5)
    columns = {field.name: none for field in fields(Clearance)}
    cleared = Clearance(**columns | {"direct": some})
    arrived = market.arrive(
        listings, quotes, cleared, parameters=model.parameters.services, draws=model.draws)
    assert not arrived.lost.any() and not arrived.returned.any() and not arrived.restocked.any()
    assert np.all(arrived.delivered >= 5)
