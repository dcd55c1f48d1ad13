"""The goods market in limiting cases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ecosystem import Ecosystem
from ecosystem.markets import goods as market
from ecosystem.markets.clearance import Clearance
from ecosystem.week import Week


def ordered(model: Ecosystem) -> Week:
    """A week up to the orders of consumers."""
    model.open_books()
    model.the_world_moves()
    now = model.conditions()
    goods, offers = model.firms_price(now)
    return model.consumers_order(now, goods, offers)


def sold(model: Ecosystem, week: Week, budget: float) -> market.Sales:
    """What is sold and replenished when each firm may spend ``budget``."""
    kinds = model.world.categories
    return market.sell(
        model.listings, week.goods, week.offers, week.demand, np.full(len(model.firms), budget),
        model.scenario_in_force.stock, kinds.obsolescence[model.listings.category],
        model.draws, model.clock)


def test_shares_and_the_outside_add_up_to_one(model: Ecosystem) -> None:
    week, listings, markets = ordered(model), model.listings, model.markets
    row = markets.rows(listings.destination, listings.category)
    inside = np.bincount(row, weights=week.demand.share, minlength=len(markets))
    outside = markets.outside / (markets.outside + markets.inside)
    np.testing.assert_allclose(inside + outside, 1.0, rtol=1e-12)
    spent = np.bincount(
        row, weights=week.demand.expected * week.consumer_price, minlength=len(markets))
    np.testing.assert_allclose(spent, inside * markets.spending, rtol=1e-10)


def test_equal_listings_of_a_market_expect_equal_orders(model: Ecosystem) -> None:
    week = ordered(model)
    number = len(model.listings)
    model.listings.destination = np.zeros(number, np.int64)
    model.listings.category = np.zeros(number, np.int64)
    price = np.full(number, 30.0)
    demand = market.order(
        model.listings, model.markets, np.ones(number), price, model.draws, model.clock)
    assert len(week.demand.share) == number
    assert np.ptp(demand.expected) <= 1e-12 * demand.expected.max()


def test_a_closing_listing_gets_no_orders(model: Ecosystem) -> None:
    model.listings.closing = np.ones(len(model.listings), bool)
    week = ordered(model)
    assert not week.demand.expected.any() and not week.demand.orders.any()


def test_a_dearer_slower_emptier_offer_attracts_less(model: Ecosystem) -> None:
    week, listings, firms = ordered(model), model.listings, model.firms
    elasticity = model.world.categories.price_elasticity[listings.category]
    rules, relative = model.scenario_in_force.market, np.ones(len(listings))

    def pull(offers: object, price: np.ndarray) -> np.ndarray:
        return market.attraction(listings, firms, offers, price, elasticity, rules)

    listings.stockout = np.zeros(len(listings))
    listings.closing = np.zeros(len(listings), bool)
    base = pull(week.offers, relative)
    np.testing.assert_allclose(pull(week.offers, 2 * relative) / base, 2.0**-elasticity)
    slow = replace(week.offers, days=week.offers.days + 1.0)
    np.testing.assert_allclose(pull(slow, relative) / base, np.exp(-rules.day_cost))
    vague = replace(week.offers, days_sd=week.offers.days_sd + 1.0)
    np.testing.assert_allclose(pull(vague, relative) / base, np.exp(-rules.uncertainty_cost))
    listings.stockout = np.ones(len(listings))
    np.testing.assert_allclose(pull(week.offers, relative) / base, np.exp(-rules.stockout_cost))


def test_nothing_is_sold_that_is_not_there(model: Ecosystem) -> None:
    week, listings = ordered(model), model.listings
    stocked = listings.service >= 2
    before = listings.stock.copy()
    assert (before[stocked] > 0).any()
    sales = sold(model, week, 0.0)
    assert np.all(sales.sold[stocked] <= before[stocked])
    assert np.all(listings.stock >= 0)
    np.testing.assert_array_equal(before - listings.stock, np.where(stocked, sales.sold, 0))
    np.testing.assert_array_equal(sales.sold + sales.refused, week.demand.orders)
    np.testing.assert_array_equal(sales.sold[~stocked], week.demand.orders[~stocked])
    assert not sales.replenished.any()


@pytest.mark.parametrize("budget", [0.0, 500.0, 20_000.0, 1e12])
def test_replenishment_stays_within_the_budget(model: Ecosystem, budget: float) -> None:
    week, listings = ordered(model), model.listings
    listings.stock = np.zeros(len(listings), np.int64)
    sales = sold(model, week, budget)
    outlay = listings.by_seller(sales.replenished * week.goods.cost, len(model.firms))
    assert np.all(outlay <= budget + 1e-9)
    assert sales.replenished.any() == (budget > 0.0)


def test_without_time_for_change_prices_reach_the_best_markup(model: Ecosystem) -> None:
    listings, scenario = model.listings, model.scenario_in_force
    now = model.conditions()
    goods, offers = model.firms_price(now)
    elasticity = model.world.categories.price_elasticity[listings.category]
    for _ in range(400):
        market.set_prices(listings, goods, offers, elasticity, scenario)
    eps = 1.0 + elasticity * (1.0 - listings.share)
    np.testing.assert_allclose(listings.markup, eps / (eps - 1.0), rtol=1e-9)
    kept = listings.price * market.net_of_fees(scenario.sellers)
    np.testing.assert_allclose(kept / listings.markup, goods.cost + offers.logistics + offers.duty)


def test_parcels_that_never_fail_stay_with_the_buyer(model: Ecosystem) -> None:
    week, listings, number = ordered(model), model.listings, len(model.listings)
    offers = replace(week.offers, lost=np.zeros(number))
    none, some = np.zeros(number, np.int64), np.full(number, 5)
    cleared = Clearance(direct=some, bulk=none, entries=none, inspected=none, detained=none, seized=none)
    arrived = market.arrive(
        listings, offers, cleared, np.zeros(number), model.scenario_in_force.services,
        model.draws, model.clock)
    assert not arrived.lost.any() and not arrived.returned.any() and not arrived.restocked.any()
    assert np.all(arrived.delivered >= 5)


def test_scrapping_takes_all_or_nothing_at_its_limits(model: Ecosystem) -> None:
    listings = model.listings
    before = listings.stock.copy()
    market.scrap(listings, np.zeros(len(listings)), model.draws, model.clock)
    np.testing.assert_array_equal(listings.stock, before)
    gone = market.scrap(listings, np.ones(len(listings)), model.draws, model.clock)
    np.testing.assert_array_equal(gone, before)
    assert not listings.stock.any()
