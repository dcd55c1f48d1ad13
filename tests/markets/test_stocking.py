"""Stock abroad in limiting cases: serving, losses, emergencies by air, and what orders make of demand."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem import Ecosystem, Scenario
from ecosystem.agents.firms.listings import Listings
from ecosystem.core.arrays import REPLENISHMENT_WEEKS
from ecosystem.core.draws import Draws
from ecosystem.markets import freight, stocking
from ecosystem.markets.stocking import Shelves
from ecosystem.messages.factors import Factors
from ecosystem.messages.orders import Demand, Sales
from ecosystem.messages.quotes import Goods, Quotes
from ecosystem.phases.week import Orders
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.inventory import StockLosses, StockPlan
from ecosystem.quotes.prices import net_of_refunds
from ecosystem.scenario.names import PLATFORM_WAREHOUSE
from tests.limits.closed_forms import bullwhip_smoothing
from tests.small import ordered

FREIGHT = Scenario().freight

# In a model that has lived for some weeks ---------------------------------------------------------


def sold(model: Ecosystem, now: Conditions, orders: Orders, budget: float) -> Sales:
    """What is sold and replenished when each firm may spend ``budget``."""
    losses = stocking.stock_losses(
        model.listings, orders.quotes, orders.factors, now, model.parameters.stock)
    return stocking.sell(
        model.listings, orders.goods, orders.quotes, orders.demand, factors=orders.factors,
        losses=losses, budget=np.full(len(model.firms), budget), parameters=model.parameters,
        draws=model.draws)


def test_nothing_is_sold_that_is_not_there(model: Ecosystem) -> None:
    (now, orders), listings = ordered(model), model.listings
    stocked = listings.service >= PLATFORM_WAREHOUSE
    before = listings.stock.copy()
    assert (before[stocked] > 0).any()
    sales = sold(model, now, orders, 0.0)
    assert np.all(sales.sold[stocked] <= before[stocked])
    assert np.all(listings.stock >= 0)
    np.testing.assert_array_equal(before - listings.stock, np.where(stocked, sales.sold, 0))
    np.testing.assert_array_equal(sales.sold + sales.refused, orders.demand.orders)
    np.testing.assert_array_equal(sales.sold[~stocked], orders.demand.orders[~stocked])
    assert not sales.replenished.any() and not sales.expedited.any()


@pytest.mark.parametrize("budget", [0.0, 500.0, 20_000.0, 1e12])
def test_replenishment_stays_within_the_budget(model: Ecosystem, budget: float) -> None:
    (now, orders), listings = ordered(model), model.listings
    listings.stock = np.zeros(len(listings), np.int64)
    sales = sold(model, now, orders, budget)
    quotes, usual = orders.quotes, sales.replenished - sales.expedited
    paid = (usual * quotes.carriage + sales.expedited * quotes.expedited_carriage
            + sales.replenished * (orders.goods.cost + quotes.freight + quotes.duty))
    outlay = listings.by_seller(paid, len(model.firms))
    assert np.all(outlay <= budget * (1 + 1e-12))
    assert np.all(usual >= 0)
    assert sales.replenished.any() == (budget > 0.0)
    assert sales.expedited.any() == (budget > 0.0), "shelves are empty: some goods fly"


def test_losses_in_stock_take_all_or_nothing_at_their_limits(model: Ecosystem) -> None:
    listings, number = model.listings, len(model.listings)
    before, none, one = listings.stock.copy(), np.zeros(number), np.ones(number)
    kept = StockLosses(none, none, np.full(number, np.inf), one)
    assert not stocking.scrap(listings, kept, model.draws).parcels().any()
    np.testing.assert_array_equal(listings.stock, before)
    gone = stocking.scrap(listings, replace(kept, obsolescence=one), model.draws)
    np.testing.assert_array_equal(gone.obsolete, before)
    np.testing.assert_array_equal(gone.parcels(), before)
    assert not listings.stock.any()


def test_causes_of_loss_share_as_their_chances_do(model: Ecosystem) -> None:
    listings, number = model.listings, len(model.listings)
    listings.stock, listings.forecast = np.full(number, 1_000), np.full(number, 10.0)
    chances = (np.full(number, value) for value in (0.02, 0.01, 50.0, 1.0))
    gone = stocking.scrap(listings, StockLosses(*chances), model.draws)
    for parcels, chance in ((gone.obsolete, 0.02), (gone.shrunk, 0.01), (gone.expired, 1 / 50 - 10 / 1_000)):
        assert parcels.mean() == pytest.approx(1_000 * chance, rel=0.05)
    np.testing.assert_array_equal(listings.stock, 1_000 - gone.parcels())


def test_a_stock_that_hardly_sells_expires(model: Ecosystem) -> None:
    """By the category's shelf life, in the run's own conditions."""
    (now, orders), listings, kinds = ordered(model), model.listings, model.world.categories
    listings.stock, listings.forecast = np.full(len(listings), 1_000), np.full(len(listings), 0.5)
    losses = stocking.stock_losses(listings, orders.quotes, orders.factors, now, model.parameters.stock)
    gone = stocking.scrap(listings, losses, model.draws)
    perishable = np.isfinite(kinds.shelf_life[listings.category])
    assert gone.expired[perishable].all() and not gone.expired[~perishable].any()


def test_emergencies_fly_where_it_pays_and_only_there(model: Ecosystem) -> None:
    (now, orders), listings = ordered(model), model.listings
    listings.stock = np.zeros(len(listings), np.int64)
    before = listings.save()
    some = sold(model, now, orders, 1e12).expedited > 0
    assert some.any()
    assert np.all(listings.service[some] >= PLATFORM_WAREHOUSE) and not listings.closing[some].any()
    assert np.all(orders.quotes.expedited_weeks[some] < orders.quotes.lead_weeks[some])
    cases = {
        "too dear": replace(orders.quotes, expedited_carriage=orders.quotes.carriage + listings.price),
        "no sooner": replace(orders.quotes, expedited_weeks=orders.quotes.lead_weeks),
    }
    for reason, quotes in cases.items():
        listings.restore(before)
        assert not sold(model, now, replace(orders, quotes=quotes), 1e12).expedited.any(), reason
    listings.restore(before)
    model.state.parameters = model.parameters.replace({"stock.emergency_part": 0.0})
    assert not sold(model, now, orders, 1e12).expedited.any()


# On shelves made for the purpose ------------------------------------------------------------------


def shelves(number: int, **columns: Any) -> Listings:
    """Listings of as many firms in one country, served from platforms' warehouses."""
    listings = Listings()
    given = {"firm": np.arange(number), "seller": np.arange(number), "service": PLATFORM_WAREHOUSE}
    listings.append(number, {**given, **columns})
    return listings


def record(kind: type, number: int, **columns: Any) -> Any:
    """Goods or offers, zero where nothing is said."""
    zeros = {field.name: np.zeros(number) for field in fields(kind)}
    return kind(**zeros | {name: np.full(number, value) for name, value in columns.items()})


def keeping(number: int) -> StockLosses:
    """Nothing is ever lost."""
    none = np.zeros(number)
    return StockLosses(none, none, np.full(number, np.inf), none + 1.0)


def orders_of(demand: np.ndarray) -> Demand:
    return Demand(expected=demand.astype(float), orders=demand, share=np.zeros(len(demand)))


def receive(listings: Listings, age: int) -> None:
    """Bulk goes to the shelf without a border."""
    listings.stock += listings.take_arrivals("replenishment", age)


BULLWHIP = Scenario().replace({
    "stock.forecast_smoothing": 0.2, "stock.articles_scale": 1.0, "stock.articles_exponent": 0.0})
WEEKS, SETTLED, SELLERS = 900, 100, 100


def variance_ratio(orders: np.ndarray, demand: np.ndarray) -> float:
    return orders[SETTLED:].var(axis=0).mean() / demand[SETTLED:].var(axis=0).mean()


def test_the_bullwhip_of_exponential_smoothing_by_the_rules_of_the_run() -> None:
    """Forecast and order rule as they are, without safety stock, what is short being delivered later:
    1 + 2La + 2L^2a^2/(2 - a) at L = 2 with the review, a = .2 (Chen, Ryan & Simchi-Levi 2000)."""
    demand = np.rint(np.random.default_rng(4).normal(10_000, 500, (WEEKS, SELLERS))).astype(np.int64)
    listings = shelves(SELLERS, stock=20_000, forecast=10_000.0, deviation=500.0)
    quotes, none = record(Quotes, SELLERS, lead_weeks=1.0), np.zeros(SELLERS)
    rows, plan = np.arange(SELLERS), StockPlan(none, none, none)
    goods = record(Goods, SELLERS)
    orders = np.empty_like(demand)
    for age in range(WEEKS):
        receive(listings, age)
        listings.stock -= demand[age]
        stocking._forecast(listings, demand[age], BULLWHIP.stock)
        orders[age] = stocking._replenish(
            listings, Shelves(rows, goods, quotes, none + 1.0, listings.deviation, plan),
            np.zeros(SELLERS, np.int64))
        listings.replenishment[:, (age + 1) % REPLENISHMENT_WEEKS] += orders[age].astype(np.int32)
    assert bullwhip_smoothing(2, 0.2) == pytest.approx(1.97778, rel=1e-5)
    assert variance_ratio(orders, demand) == pytest.approx(1.97778, rel=0.02)
    assert variance_ratio(orders, demand) != pytest.approx(bullwhip_smoothing(2, 0.18), rel=0.02)


def test_the_bullwhip_of_a_whole_week_of_selling() -> None:
    """The same by the complete rule: one article, a safety stock that hardly moves, so that nothing
    is short, and no way by air."""
    demand = np.rint(np.random.default_rng(5).normal(40_000, 100, (WEEKS, SELLERS))).astype(np.int64)
    listings = shelves(SELLERS, stock=81_000, forecast=40_000.0, deviation=100.0, price=10.0)
    quotes = record(Quotes, SELLERS, lead_weeks=1.0, expedited_weeks=1.0)
    goods, budget = record(Goods, SELLERS, cost=1e-9), np.full(SELLERS, 1e12)
    orders, all_draws = np.empty_like(demand), Draws(1)
    for age in range(WEEKS):
        receive(listings, age)
        sales = stocking.sell(
            listings, goods, quotes, orders_of(demand[age]), factors=Factors(), losses=keeping(SELLERS),
            budget=budget, parameters=BULLWHIP, draws=all_draws.at(age))
        assert not sales.refused.any()
        orders[age] = sales.replenished
        listings.replenishment[:, (age + 1) % REPLENISHMENT_WEEKS] += orders[age].astype(np.int32)
    assert variance_ratio(orders, demand) == pytest.approx(bullwhip_smoothing(2, 0.2), rel=0.02)


def earnings(part: float, premium: float) -> tuple[float, float]:
    """USD earned a week and listing with a share of emergencies flown, and the share that flies."""
    number, weeks, rent, price, cost = 150, 150, 1.5, 30.0, 8.0
    scenario = BULLWHIP.replace({"stock.emergency_part": part})
    listings = shelves(number, stock=300, forecast=30.0, deviation=8.0, price=price)
    quotes = record(
        Quotes, number, lead_weeks=6.0, lead_days_sd=9.0, expedited_weeks=1.2, carriage=1.0,
        expedited_carriage=1.0 + premium, rent=rent, consignment=20.0)
    goods, budget, all_draws = record(Goods, number, cost=cost), np.full(number, 1e9), Draws(3)
    random, earned, sent = np.random.default_rng(6), 0.0, np.zeros(2)
    for age in range(weeks):
        demand = random.poisson(random.gamma(9.0, 30.0 / 9.0, number))
        draws = all_draws.at(age)
        sales = stocking.sell(
            listings, goods, quotes, orders_of(demand), factors=Factors(), losses=keeping(number),
            budget=budget, parameters=scenario, draws=draws)
        freight.dispatch(listings, quotes, sales, draws, FREIGHT)
        receive(listings, age)
        margin = price * net_of_refunds(quotes, scenario.sellers) - cost - 1.0
        capital = cost * scenario.stock.capital_cost / 52.0
        earned += (sales.sold * margin).sum() - (listings.stock * (rent + capital)).sum()
        earned -= (sales.expedited * premium).sum() + 20.0 * (sales.expedited > 0).sum()
        sent += sales.expedited.sum(), sales.replenished.sum()
    return earned / number / weeks, sent[0] / sent[1]


def test_a_second_faster_way_earns_more_the_cheaper_it_is() -> None:
    alone, none = earnings(0.0, 1.0)
    both, cheap = earnings(1.0, 1.0)
    dearer, dear = earnings(1.0, 6.0)
    assert none == 0.0 and cheap > dear > 0.0
    assert both > dearer > alone


def test_what_flies_comes_before_what_sails() -> None:
    number = 200
    listings = shelves(number)
    quotes = record(
        Quotes, number, lead_weeks=6.0, lead_days_sd=6.0, expedited_weeks=1.2, hold_days=0.0)
    none = np.zeros(number, np.int64)
    sales = Sales(sold=none, refused=none, replenished=none + 10, expedited=none + 4)
    freight.dispatch(listings, quotes, sales, Draws(1).at(0), FREIGHT)
    assert np.all(listings.replenishment.sum(axis=1) == 10)
    assert np.all(listings.replenishment[:, :4].sum(axis=1) >= 4)
    early = listings.arriving(np.arange(number), 0, np.full(number, 3.0))
    np.testing.assert_array_equal(early, listings.replenishment[:, :4].sum(axis=1))
    early = listings.arriving(np.arange(number), 2, np.full(number, 1.0))
    np.testing.assert_array_equal(early, listings.replenishment[:, 2:4].sum(axis=1))


counts = st.integers(0, 3_000)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(counts, counts, counts, st.booleans(), st.sampled_from([0, 1, 2, 3])), min_size=1, max_size=8),
    st.floats(0, 1e5), st.floats(0.001, 1.0), st.floats(1.0, 200.0), st.integers(0, 40))
def test_no_stock_is_negative_and_no_parcel_appears_or_vanishes(
    given_rows: list[tuple[int, int, int, bool, int]], budget: float, stock_losses: float, shelf_life: float, age: int
) -> None:
    """Whatever is on the shelf, on its way, ordered, lost and affordable."""
    stock, coming, demand, closing, service = (np.array(column) for column in zip(*given_rows, strict=True))
    number = len(stock)
    listings = shelves(
        number, stock=stock, forecast=demand * 0.7, deviation=5.0, price=40.0, closing=closing, service=service)
    listings.replenishment[:, age % REPLENISHMENT_WEEKS] = coming
    quotes = record(
        Quotes, number, lead_weeks=5.0, lead_days_sd=5.0, expedited_weeks=1.0, carriage=1.0,
        expedited_carriage=4.0, consignment=5.0, days=4.0, days_sd=1.0)
    losses = StockLosses(*(np.full(number, value) for value in (stock_losses, stock_losses / 3.0, shelf_life, 1.5)))
    before, draws = listings.parcels(), Draws(7).at(age)
    gone = stocking.scrap(listings, losses, draws).parcels()
    sold_off = stocking.sell_off(listings)
    sales = stocking.sell(
        listings, record(Goods, number, cost=9.0), quotes, orders_of(demand), factors=Factors(),
        losses=losses, budget=np.full(number, budget), parameters=Scenario(), draws=draws)
    freight.dispatch(listings, quotes, sales, draws, FREIGHT)
    for column in (listings.stock, gone, sold_off, sales.sold, sales.refused, sales.expedited):
        assert np.all(column >= 0)
    assert np.all(sales.expedited <= sales.replenished)
    assert np.all(sales.replenished[closing | (service < PLATFORM_WAREHOUSE)] == 0)
    made = np.where(service < PLATFORM_WAREHOUSE, sales.sold, 0) + sales.replenished
    assert listings.parcels() == before + made.sum() - gone.sum() - sold_off.sum()
