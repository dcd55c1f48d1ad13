"""Stock rules: optima, expected shortage and forecast errors; known results are in tests/limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.theory.inventory import (
    newsvendor_cost,
    newsvendor_level,
    normal_loss,
    smooth_forecast,
)

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


def test_smoothed_deviation_is_the_error_of_the_forecast():
    demand = np.random.default_rng(5).poisson(30, (4000, 200))
    level, deviation = np.zeros(4000), np.zeros(4000)
    for week in range(200):
        level, deviation = smooth_forecast(level, deviation, demand[:, week], 0.1)
    assert level.mean() == pytest.approx(30, rel=0.01)
    assert np.mean(deviation**2) == pytest.approx(30 * 2 / 1.9, rel=0.02)
