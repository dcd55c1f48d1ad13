"""Consumers and the prices that pay best against them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from ecosystem import Scenario, World
from ecosystem.agents.consumers import (
    Markets,
    best_markup,
    expansion_factor,
    price_disutility,
    spending_at,
    utility,
)

MARKET = Scenario().market


def pull(price: float, elasticity: float) -> float:
    """Attraction of an offer at a price, by the utility that the model uses."""
    one = np.ones(1)
    lost = price_disutility(price * one, elasticity * one)
    value = utility(0 * one, lost, 5 * one, one, 0 * one, parameters=MARKET)
    return float(np.exp(value[0]))


def profit(price: float, cost: float, elasticity: float, rivals: float) -> float:
    """Orders are spending over price times the share of spending."""
    attraction = pull(price, elasticity) + rivals
    one = np.ones(1)
    spending = float(spending_at(
        attraction * one, one, one, elasticity * one, parameters=MARKET)[0])
    return (price - cost) * spending * pull(price, elasticity) / attraction / price


@pytest.mark.parametrize("elasticity", [2.8, 4.0, 5.0])
@pytest.mark.parametrize("rivals", [1e-3, 0.5, 1e4])
@pytest.mark.parametrize("cost", [0.4, 1.0])
def test_the_best_markup_earns_most(elasticity: float, rivals: float, cost: float) -> None:
    best = minimize_scalar(
        lambda ln: -np.log(profit(np.exp(ln), cost, elasticity, rivals)),
        bounds=(np.log(cost * 1.0001), np.log(cost * 200)), method="bounded",
        options={"xatol": 1e-10})
    price = float(np.exp(best.x))
    share = pull(price, elasticity) / (pull(price, elasticity) + rivals)
    assert best_markup(np.array(elasticity), share, MARKET) == pytest.approx(price / cost, rel=1e-5)
    for wrong in (elasticity - 1.0, elasticity + 1.0):
        other = cost * float(best_markup(np.array(wrong), share, MARKET))
        assert profit(other, cost, elasticity, rivals) < profit(price, cost, elasticity, rivals)


def test_a_small_seller_takes_the_markup_of_constant_elasticity() -> None:
    assert best_markup(np.array(3.0), 0.0, MARKET) == pytest.approx(4 / 3)
    shares = np.linspace(0.0, 0.99, 50)
    assert np.all(np.diff(best_markup(np.full(50, 3.0), shares, MARKET)) > 0)


def test_even_who_has_all_of_a_market_sets_a_finite_price() -> None:
    outer = MARKET.category_elasticity
    assert best_markup(np.array(3.0), 1.0, MARKET) == pytest.approx(outer / (outer - 1.0))


def test_a_day_in_transit_costs_what_studies_find(world: World) -> None:
    """Hummels & Schaur (2013): .6 to 2.1 % of the value of goods a day."""
    price_of_a_day = MARKET.day_cost / world.categories.price_elasticity
    assert np.all((price_of_a_day >= 0.006 - 1e-12) & (price_of_a_day <= 0.021))


def established(world: World, expansion_factor: float) -> Markets:
    """All markets at the facts of 2024."""
    markets = Markets()
    markets.establish(world, expansion_factor, MARKET)
    return markets


def test_more_firms_share_the_same_spending(world: World) -> None:
    few, many = expansion_factor(world, 30, MARKET), expansion_factor(world, 3_000, MARKET)
    assert few == pytest.approx(100 * many)
    spending = established(world, few).base_spending.sum()
    assert spending == pytest.approx(30 * MARKET.spending_per_firm)


def test_calibration_gives_the_inside_share(world: World) -> None:
    markets = established(world, 1.0)
    exp_utility = np.where(np.arange(len(markets)) % 3, np.linspace(0.1, 9.0, len(markets)), 0.0)
    markets.calibrate(exp_utility, 0.3)
    inside = exp_utility / (exp_utility + markets.outside)
    np.testing.assert_allclose(inside[exp_utility > 0], 0.3, rtol=1e-12)
    assert np.all(markets.outside > 0)
    markets.attract(exp_utility, MARKET)
    known = exp_utility > 0
    np.testing.assert_allclose(markets.spending[known], markets.base_spending[known], rtol=1e-12)


def test_better_offers_draw_more_spending_and_worse_ones_less(world: World) -> None:
    markets = established(world, 1.0)
    markets.calibrate(np.ones(len(markets)), 0.3)
    power = (MARKET.category_elasticity - 1.0) / markets.elasticity
    for inside in (0.0, 1.0, 9.0):
        markets.attract(np.full(len(markets), inside), MARKET)
        expected = markets.base_spending * (0.7 + 0.3 * inside) ** power
        np.testing.assert_allclose(markets.spending, expected, rtol=1e-12)


def test_spending_stands_still_before_week_0_and_peaks_in_its_week(world: World) -> None:
    markets = established(world, 1.0)
    markets.calibrate(np.ones(len(markets)), 0.3)
    usual = np.ones((len(world.countries.code), len(world.categories.name)))
    for week in (-500, -1):
        markets.advance(week, usual, MARKET)
        np.testing.assert_allclose(markets.spending, markets.base_spending, rtol=1e-12)
    still = MARKET.model_copy(update={"growth": 0.0})
    totals = []
    for week in range(104):
        markets.advance(week, usual, still)
        totals.append(markets.spending.sum())
    assert int(np.argmax(totals)) % 52 == MARKET.season_peak
    assert np.mean(totals[:52]) == pytest.approx(markets.base_spending.sum())
    markets.advance(5, 2 * usual, still)
    assert markets.spending.sum() == pytest.approx(2 * totals[5])
