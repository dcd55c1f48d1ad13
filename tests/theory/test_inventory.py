"""Stock rules: optima, expected shortage and forecast errors; known results are in tests/limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.theory.inventory import expiry_rate, newsvendor_cost, normal_loss, smooth_forecast
from tests.limits.closed_forms import newsvendor_level

costs = st.floats(0.01, 5)


@given(st.floats(0, 100), st.floats(0.1, 20), costs, costs, st.floats(-9, 9))
def test_no_other_level_costs_less(
    mean: float, sd: float, shortage: float, holding: float, step: float
) -> None:
    level = newsvendor_level(mean, sd, shortage, holding)
    best = newsvendor_cost(level, mean, sd, shortage, holding)
    assert newsvendor_cost(level + step, mean, sd, shortage, holding) >= best - 1e-9


def test_expected_shortage_agrees_with_demand_drawn() -> None:
    demand = np.random.default_rng(0).standard_normal(1_000_000)
    for z in (-1.5, 0, 0.7, 2):
        assert normal_loss(z) == pytest.approx(np.maximum(demand - z, 0).mean(), abs=0.003)


def test_smoothed_deviation_is_the_error_of_the_forecast() -> None:
    demand = np.random.default_rng(5).poisson(30, (4000, 200))
    level, deviation = np.zeros(4000), np.zeros(4000)
    for week in range(200):
        level, deviation = smooth_forecast(level, deviation, demand[:, week], 0.1)
    assert level.mean() == pytest.approx(30, rel=0.01)
    assert np.mean(deviation**2) == pytest.approx(30 * 2 / 1.9, rel=0.02)


@pytest.mark.parametrize(("stock", "sales", "shelf_life"), [(400, 10, 20), (150, 10, 20), (260, 10, 20)])
def test_a_shelf_from_which_the_oldest_leaves_first_loses_what_the_rule_says(
    stock: float, sales: float, shelf_life: int
) -> None:
    """A shelf kept full, goods by age: each week the oldest are sold, those too old go, new ones come."""
    ages, lost, weeks = np.zeros(shelf_life), 0.0, 600
    ages[0] = stock
    for week in range(weeks):
        behind = np.cumsum(ages[::-1])[::-1] - ages
        ages -= np.clip(sales - behind, 0.0, ages)
        expired = ages[-1]
        lost += expired if week >= weeks // 2 else 0.0
        ages[1:], ages[0] = ages[:-1].copy(), 0.0
        ages[0] = stock - ages.sum()
    found = lost / (weeks - weeks // 2) / stock
    assert found == pytest.approx(expiry_rate(stock, sales, shelf_life), rel=0.02, abs=1e-12)
    assert (found > 0.0) == (stock > sales * shelf_life)


def test_expiry_at_its_limits() -> None:
    assert expiry_rate(100.0, 5.0, np.inf) == 0.0
    assert expiry_rate(100.0, 0.0, 20.0) == pytest.approx(0.05)
    assert expiry_rate(0.0, 3.0, 20.0) == 0.0
