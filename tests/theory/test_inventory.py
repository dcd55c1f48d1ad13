"""Stock rules against closed forms and short simulations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.theory.inventory import (
    bullwhip_moving_average,
    bullwhip_smoothing,
    critical_ratio,
    demand_over_lead_time,
    newsvendor_cost,
    newsvendor_level,
    normal_loss,
    order_up_to_level,
    pooling_ratio,
    safety_factor,
    smooth_forecast,
)

HOLDING, SHORTAGE = 0.18, 0.70


def test_newsvendor():
    level = newsvendor_level(50, 8, SHORTAGE, HOLDING)
    assert level == pytest.approx(56.603956, abs=1e-5)
    assert newsvendor_cost(level, 50, 8, SHORTAGE, HOLDING) == pytest.approx(1.997605, abs=1e-5)


def test_newsvendor_with_lead_time():
    mean, sd = demand_over_lead_time(50, 8, 4)
    level = newsvendor_level(mean, sd, SHORTAGE, HOLDING)
    assert level == pytest.approx(264.766894, abs=1e-5)
    assert newsvendor_cost(level, mean, sd, SHORTAGE, HOLDING) == pytest.approx(4.466781, abs=1e-5)
    safety = safety_factor(critical_ratio(SHORTAGE, HOLDING))
    assert order_up_to_level(50, 8, 4, safety) == pytest.approx(264.766894, abs=1e-5)


costs = st.floats(0.01, 5)


@given(st.floats(0, 100), st.floats(0.1, 20), costs, costs, st.floats(-9, 9))
def test_no_other_level_costs_less(mean, sd, shortage, holding, step):
    level = newsvendor_level(mean, sd, shortage, holding)
    best = newsvendor_cost(level, mean, sd, shortage, holding)
    assert newsvendor_cost(level + step, mean, sd, shortage, holding) >= best - 1e-9


def test_expected_shortage_agrees_with_demand_drawn():
    demand = np.random.default_rng(0).standard_normal(1_000_000)
    for z in (-1.5, 0, 0.7, 2):
        assert normal_loss(z) == pytest.approx(np.maximum(demand - z, 0).mean(), abs=0.003)


def test_base_stock_holds_its_cost_in_a_simulation():
    demand = np.random.default_rng(1).normal(50, 8, (4000, 60))
    mean, sd = demand_over_lead_time(50, 8, 4)
    level = newsvendor_level(mean, sd, SHORTAGE, HOLDING)
    left = level - np.lib.stride_tricks.sliding_window_view(demand, 5, axis=1).sum(axis=2)
    cost = np.where(left > 0, HOLDING * left, -SHORTAGE * left).mean()
    assert cost == pytest.approx(4.466781, rel=0.02)


def test_square_root_law_of_pooling():
    assert pooling_ratio(9) == pytest.approx(1 / 3)
    assert pooling_ratio(9, 1.0) == pytest.approx(1)
    assert pooling_ratio(4, 0.2) == pytest.approx(np.sqrt(1.6 / 4))
    random = np.random.default_rng(2)
    for r in (0.0, 0.3):
        common = np.sqrt(r) * random.standard_normal((200_000, 1))
        demand = common + np.sqrt(1 - r) * random.standard_normal((200_000, 5))
        ratio = demand.sum(axis=1).std() / demand.std(axis=0).sum()
        assert ratio == pytest.approx(pooling_ratio(5, r), rel=0.02)


def order_variance_ratio(demand: np.ndarray, forecast: np.ndarray, lead_time: int) -> float:
    """Var(orders) / var(demand) when stock is ordered up to lead_time * forecast each period."""
    orders = np.diff(lead_time * forecast, axis=1) + demand[:, 1:]
    return orders[:, 100:].var() / demand.var()


def test_bullwhip_of_a_moving_average():
    assert bullwhip_moving_average(2, 5) == pytest.approx(2.12, rel=1e-9)
    demand = np.random.default_rng(3).normal(50, 8, (400, 1000))
    mean = np.lib.stride_tricks.sliding_window_view(demand, 5, axis=1).mean(axis=2)
    assert order_variance_ratio(demand[:, 4:], mean, 2) == pytest.approx(2.12, rel=0.02)
    assert bullwhip_moving_average(2, 5, 0.9) < 2.12


def test_bullwhip_of_smoothing():
    assert bullwhip_smoothing(2, 0.2) == pytest.approx(1.97778, rel=1e-5)
    demand = np.random.default_rng(4).normal(50, 8, (400, 1000))
    forecast, level, deviation = np.empty_like(demand), np.full(400, 50.0), np.full(400, 8.0)
    for week in range(demand.shape[1]):
        level, deviation = smooth_forecast(level, deviation, demand[:, week], 0.2)
        forecast[:, week] = level
    assert order_variance_ratio(demand, forecast, 2) == pytest.approx(1.97778, rel=0.02)


def test_smoothed_deviation_is_the_error_of_the_forecast():
    demand = np.random.default_rng(5).poisson(30, (4000, 200))
    level, deviation = np.zeros(4000), np.zeros(4000)
    for week in range(200):
        level, deviation = smooth_forecast(level, deviation, demand[:, week], 0.1)
    assert level.mean() == pytest.approx(30, rel=0.01)
    assert np.mean(deviation**2) == pytest.approx(30 * 2 / 1.9, rel=0.02)
