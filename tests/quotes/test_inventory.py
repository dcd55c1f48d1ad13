"""Stock of a listing: published newsvendor values, and limits of the rules built on them."""

from __future__ import annotations

from unittest.mock import Mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import ndtri

from ecosystem import Scenario
from ecosystem.messages.factors import Factors
from ecosystem.quotes import inventory
from ecosystem.quotes.factors import classification
from ecosystem.scenario.names import OWN_WAREHOUSE

RULES = Scenario().stock


@pytest.mark.parametrize(("lead", "level"), [(0.0, 56.603956), (4.0, 264.766894)])
def test_order_up_to_levels_of_the_textbook(lead: float, level: float) -> None:
    """Demand N(50, 8), holding .18, shortage .70: one article, without and with lead time."""
    z = inventory.newsvendor_factor(np.array(0.70), np.array(0.18), RULES)
    mean, deviation, one = np.array(50.0), np.array(8.0), np.array(1.0)
    assert inventory.target_level(mean, deviation, np.array(lead), one, z) == pytest.approx(level, abs=1e-5)
    wrong = inventory.newsvendor_factor(np.array(0.70), np.array(0.19), RULES)
    assert inventory.target_level(mean, deviation, np.array(lead), one, wrong) != pytest.approx(level, abs=1e-5)


def test_the_newsvendor_level_costs_least() -> None:
    """Expected cost by the exact normal law, around the level that the rule gives."""
    margin, holding = 6.0, 0.9
    z = float(inventory.newsvendor_factor(np.array(margin), np.array(holding), RULES))
    demand = stats.norm.ppf((np.arange(200_000) + 0.5) / 200_000, 50, 8)

    def cost(level: float) -> float:
        short = np.maximum(demand - level, 0).mean()
        left = np.maximum(level - demand, 0).mean()
        return margin * short + holding * left

    best = 50 + 8 * z
    assert cost(best) < min(cost(best - 0.3), cost(best + 0.3))


def test_service_levels_are_bounded() -> None:
    margins = np.array([-5.0, 0.0, 1e-9, 1e9])
    z = inventory.newsvendor_factor(margins, np.full(4, 0.5), RULES)
    np.testing.assert_allclose(z, stats.norm.ppf([0.5, 0.5, 0.5, 0.999]), atol=1e-12)


@given(
    st.floats(0.0, 5_000.0), st.floats(1e-6, 5_000.0), st.floats(1.0, 500.0), st.floats(1.0, 100.0))
def test_fill_rates_lie_between_0_and_1_and_rise_with_stock(
    shelf: float, mean: float, number: float, more: float
) -> None:
    levels = np.array([0.0, shelf, shelf + more, 1e9])
    fill = inventory.fill_rate(levels, np.full(4, mean), np.full(4, number), np.zeros(4))
    assert np.all((fill >= 0) & (fill <= 1))
    assert np.all(np.diff(fill) >= -1e-12)
    assert fill[0] == pytest.approx(0.0, abs=1e-9)
    assert fill[-1] == pytest.approx(1.0)


def test_the_fill_rate_of_one_article_is_that_of_poisson_demand() -> None:
    mean = 60.0
    for shelf in (50, 60, 65, 75):
        demand = np.arange(300)
        served = (np.minimum(demand, shelf) * stats.poisson.pmf(demand, mean)).sum() / mean
        fill = inventory.fill_rate(np.array(float(shelf)), np.array(mean), np.array(1.0), np.array(5.0))
        assert fill == pytest.approx(served, abs=2e-3)


def test_more_articles_spread_the_same_stock_thinner() -> None:
    numbers = np.array([1.0, 4.0, 16.0, 64.0])
    fill = inventory.fill_rate(np.full(4, 120.0), np.full(4, 100.0), numbers, np.full(4, 2.0))
    assert np.all(np.diff(fill) < 0)


def test_safety_stock_pools_within_an_article_only() -> None:
    """Four times the volume of the same articles needs twice the safety stock (Eppen 1979), four
    times the articles too; a shock common to all articles does not pool."""
    def safety(mean: float, deviation: float, number: float) -> float:
        values = (np.array(x) for x in (mean, deviation, 0.0, number, 1.0))
        return float(inventory.target_level(*values)) - mean

    base = safety(100.0, 10.0, 9.0)
    assert safety(400.0, 20.0, 9.0) == pytest.approx(2 * base)
    assert safety(100.0, 10.0, 36.0) == pytest.approx(2 * base)
    assert safety(100.0, 1e6, 9.0) == pytest.approx(1e6, rel=1e-3)
    assert safety(100.0, 3.0, 9.0) == base


def test_expected_stock_is_the_mean_of_what_the_level_leaves() -> None:
    """Half a week of sales, and on average what normal demand over lead time leaves of the level."""
    volume, lead = 50.0, np.array(3.0)
    number = inventory.articles(np.array(volume), RULES)
    quantiles = ndtri((np.arange(200_000) + 0.5) / 200_000)
    for z in (-2.0, 0.0, 1.6):
        level = inventory.target_level(np.array(volume), np.array(volume**0.5), lead, number, np.array(z))
        demand = 4.0 * volume + np.sqrt(4.0 * number * volume) * quantiles
        left = np.maximum(level - demand, 0.0).mean()
        shelf = inventory.expected_stock(np.array(volume), lead, np.array(z), RULES)
        assert shelf == pytest.approx(0.5 * volume + left, rel=1e-3)


# Losses ------------------------------------------------------------------------------------------


def stock_losses(obsolescence: float = 0.01, shrinkage: float = 0.002, shelf_life: float = 20.0) -> inventory.StockLosses:
    columns = (obsolescence, shrinkage, shelf_life, 1.0)
    return inventory.StockLosses(*(np.full(3, value) for value in columns))


def classified(service: list[int], quality: list[float], specialists: list[float]) -> Factors:
    """Factors of classification of rows, each with a firm of its own."""
    rows = np.arange(len(service))
    alternatives, now = Mock(seller=rows, service=np.array(service)), Mock(specialists=np.array(specialists))
    return classification(alternatives, np.array(quality), now, RULES)


def by_firms(specialists: list[float]) -> Factors:
    """Factors of own warehouses with these shares of the specialists that they need."""
    number = len(specialists)
    return classified([OWN_WAREHOUSE] * number, [0.0] * number, specialists)


def test_perfect_classification_halves_losses_and_the_usual_one_leaves_them() -> None:
    base = stock_losses()
    none, usual, perfect = 0, 1, 2
    kept = base.kept(by_firms([0.0, RULES.classification_norm, 1.0]), np.full(3, 4.0), RULES)
    for before, after in ((base.obsolescence, kept.obsolescence), (base.shrinkage, kept.shrinkage)):
        assert after[perfect] / after[none] == pytest.approx(0.5)
        assert after[usual] == pytest.approx(before[usual])
    expiry = kept.expiry(np.full(3, 400.0), np.full(3, 10.0))
    left = 20 * (1 - RULES.shelf_life_left) - 4
    assert expiry[perfect] == pytest.approx(1 / left - 10 / 400), "the oldest first is the best there is"
    assert expiry[none] == pytest.approx(2 * expiry[perfect])


def test_platforms_classify_by_quality_and_firms_by_their_specialists() -> None:
    found = classified([2, 2, 3, 3], quality=[0.9, 0.4, 0.7, 0.7], specialists=[0.5, 0.5, 0.3, 1.0])
    expected = by_firms([0.9, 0.4, 0.3, 1.0])
    np.testing.assert_array_equal(found.stock_losses, expected.stock_losses)
    np.testing.assert_array_equal(found.expiry, expected.expiry)
    assert len(set(found.expiry)) == 4


def test_goods_that_are_too_old_on_arrival_stand_a_week() -> None:
    none = np.zeros(3)
    assert np.all(stock_losses(shelf_life=20.0).kept(Factors(), none + 30.0, RULES).shelf_life == 1.0)
    assert np.all(np.isinf(stock_losses(shelf_life=np.inf).kept(Factors(), none + 30.0, RULES).shelf_life))


def test_losses_make_stock_dearer_and_smaller() -> None:
    words = [np.full(3, value) for value in (20.0, 15.0, 0.05)], [np.full(3, value) for value in (5.0, 4.0)]

    def planned(losses: inventory.StockLosses) -> inventory.StockPlan:
        return inventory.plan(*words[0], losses, volume=words[1][0], lead_weeks=words[1][1], parameters=RULES)

    free, fading, short = planned(stock_losses(0, 0, np.inf)), planned(stock_losses(shelf_life=np.inf)), planned(stock_losses(0, 0, 5.0))
    np.testing.assert_allclose(fading.weekly - free.weekly, 20.0 * 0.012)
    assert np.all(fading.shelf < free.shelf)
    expired = stock_losses(0, 0, 5.0).expiry(free.shelf, words[1][0])
    assert np.all(expired > 0)
    np.testing.assert_allclose(short.weekly - free.weekly, 20.0 * expired)
    assert np.all(short.shelf < free.shelf)


# Emergencies -------------------------------------------------------------------------------------

EMERGENCY = {"mean": 30.0, "spread": 12.0, "weeks": 1.5, "margin": 8.0, "premium": 3.0, "keeping": 0.2}


def flown(position: float, consignment: float = 0.0, **changes: float) -> float:
    values = {"position": position, **EMERGENCY, "consignment": consignment, **changes}
    margin, premium, keeping = (values.pop(name) for name in ("margin", "premium", "keeping"))
    values |= {"shortage": margin - premium, "excess": premium + keeping}
    columns = {name: np.array([value]) for name, value in values.items()}
    return float(inventory.emergency_gap(**columns, parameters=RULES)[0])


@pytest.mark.parametrize("position", [20.0, 50.0, 70.0])
@pytest.mark.parametrize("premium", [0.5, 3.0, 6.0])
def test_what_flies_earns_most(position: float, premium: float) -> None:
    """Expected earnings of every number of parcels flown, by normal demand drawn evenly."""
    over, spread = 30.0 * 2.5, 12.0 * 2.5**0.5
    demand = stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000, over, spread)

    def earned(number: float) -> float:
        there = position + number
        left = np.maximum(there - demand, 0).mean()
        return 8.0 * np.minimum(demand, there).mean() - premium * number - 0.2 * left

    gap = flown(position, premium=premium)
    tried = np.linspace(0.0, 100.0, 401)
    assert gap == pytest.approx(tried[np.argmax([earned(number) for number in tried])], abs=0.26)
    gain = earned(gap) - earned(0.0)
    assert flown(position, premium=premium, consignment=gain * 0.99) == gap
    assert flown(position, premium=premium, consignment=gain * 1.01 + 1e-6) == 0.0


@given(
    st.floats(0, 500), st.floats(0, 100), st.floats(0, 80), st.floats(0.3, 3), st.floats(0.1, 50),
    st.floats(0, 1), st.floats(0, 200))
def test_less_flies_the_more_is_there_and_the_dearer_it_is(
    position: float, mean: float, spread: float, weeks: float, margin: float, part: float, consignment: float
) -> None:
    premium = 0.9 * margin * part
    words = {"mean": mean, "spread": spread, "weeks": weeks, "margin": margin}
    gap = flown(position, consignment, premium=premium, **words)
    assert gap >= 0.0
    assert flown(position + 5.0, consignment, premium=premium, **words) <= gap + 1e-9
    assert flown(position, consignment, premium=min(1.05 * premium, margin), **words) <= gap + 1e-9
