"""Stock: published values of newsvendor, pooling and bullwhip, from the formulas and from demand drawn."""

from __future__ import annotations

import numpy as np
import pytest

from ecosystem.theory.inventory import (
    critical_ratio,
    demand_over_lead_time,
    newsvendor_cost,
    order_up_to_level,
    safety_factor,
    smooth_forecast,
)
from tests.limits.closed_forms import (
    bullwhip_moving_average,
    bullwhip_smoothing,
    newsvendor_level,
    pooling_ratio,
)

# Newsvendor --------------------------------------------------------------------------------------

HOLDING, SHORTAGE = 0.18, 0.70
newsvendor = pytest.mark.parametrize(
    ("lead_time", "level", "cost"), [(0, 56.603956, 1.997605), (4, 264.766894, 4.466781)])


@newsvendor
def test_newsvendor_formula(lead_time, level, cost):
    """Weekly demand N(50, 8), .18 a week for a unit left, .70 for a unit short: best level and its cost
    without and with a lead time of four weeks (Arrow, Harris & Marschak 1951)."""
    mean, sd = demand_over_lead_time(50, 8, lead_time)
    found = newsvendor_level(mean, sd, SHORTAGE, HOLDING)
    assert found == pytest.approx(level, abs=1e-5)
    assert newsvendor_cost(found, mean, sd, SHORTAGE, HOLDING) == pytest.approx(cost, abs=1e-5)
    safety = safety_factor(critical_ratio(SHORTAGE, HOLDING))
    assert order_up_to_level(50, 8, lead_time, safety) == pytest.approx(level, abs=1e-5)
    assert newsvendor_level(mean, sd, SHORTAGE + 1e-3, HOLDING) != pytest.approx(level, abs=1e-5)


@newsvendor
def test_stock_week_by_week_costs_what_the_newsvendor_expects(lead_time, level, cost):
    """Base stock simulated: what is ordered arrives after the lead time, what is short is delivered
    late; the best level costs what it should, and five units more or less cost more."""
    weekly = np.random.default_rng(1).normal(50, 8, (4000, 60))

    def spent(base):
        shelf, on_the_way, costs = np.full(len(weekly), base), [0.0] * lead_time, []
        for demand in weekly.T:
            on_the_way.append(base - shelf - sum(on_the_way))
            shelf = shelf + on_the_way.pop(0) - demand
            costs.append(np.where(shelf > 0, HOLDING * shelf, -SHORTAGE * shelf).mean())
        return np.mean(costs[2 * lead_time :])

    assert spent(level) == pytest.approx(cost, rel=0.02)
    assert min(spent(level - 5), spent(level + 5)) > 1.02 * cost


# Pooling -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("correlation", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("members", [2, 4, 9])
def test_pooled_demands_need_less_safety_stock(members, correlation):
    """Square-root law (Eppen 1979): safety stock and cost of n equal demands together over those of
    each apart are sqrt((1 + (n - 1) r) / n), here with correlated normal demands drawn."""
    random = np.random.default_rng(2)
    common = random.standard_normal((100_000, 1))
    own = random.standard_normal((100_000, members))
    demand = 50 + 8 * (np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own)
    law = np.sqrt((1 + (members - 1) * correlation) / members)
    assert pooling_ratio(members, correlation) == pytest.approx(law, rel=1e-12)

    def safety_and_cost(drawn):
        level = np.quantile(drawn, critical_ratio(SHORTAGE, HOLDING))
        left = level - drawn
        return level - drawn.mean(), np.where(left > 0, HOLDING * left, -SHORTAGE * left).mean()

    pooled = safety_and_cost(demand.sum(axis=1))
    apart = np.sum([safety_and_cost(each) for each in demand.T], axis=0)
    assert pooled[0] / apart[0] == pytest.approx(law, rel=0.02)
    assert pooled[1] / apart[1] == pytest.approx(law, rel=0.02)
    assert pooled[1] / apart[1] != pytest.approx(law * 1.05, rel=0.02)


def test_pooling_by_the_formulas_of_level_and_cost():
    """The same ratio by the rules: independent demands gain by the root, equal ones nothing."""
    sd = 8.0
    for correlation, ratio in ((0.0, 0.5), (1.0, 1.0)):
        together = sd * np.sqrt(4 + 12 * correlation)
        level = newsvendor_level(200, together, SHORTAGE, HOLDING)
        assert (level - 200) / (4 * (56.603956 - 50)) == pytest.approx(ratio, rel=1e-6)
        cost = newsvendor_cost(level, 200, together, SHORTAGE, HOLDING)
        assert cost / (4 * 1.997605) == pytest.approx(ratio, rel=1e-6)


# Bullwhip ----------------------------------------------------------------------------------------


def demands(correlation: float) -> np.ndarray:
    """Weekly demands of many sellers, (sellers, weeks), each week correlated with the last."""
    noise = np.random.default_rng(3).normal(0, 8 * np.sqrt(1 - correlation**2), (300, 1200))
    noise[:, 0] /= np.sqrt(1 - correlation**2)
    for week in range(1, noise.shape[1]):
        noise[:, week] += correlation * noise[:, week - 1]
    return 50 + noise


def order_variance_ratio(demand: np.ndarray, forecast: np.ndarray, safety: float = 0.0) -> float:
    """Var(orders) / var(demand) when each week's order brings stock and pipeline up to the level.

    The lead time of two counts the review, so goods are one week on their way.
    """
    level = order_up_to_level(forecast, 8.0, 1.0, safety)
    orders = np.diff(level, axis=1) + demand[:, 1:]
    return orders[:, 100:].var() / demand.var()


@pytest.mark.parametrize(("correlation", "ratio"), [(0.0, 2.12), (0.5, 2.085), (0.8, 1.7530)])
def test_bullwhip_of_a_moving_average(correlation, ratio):
    """Order-up-to by the mean of five weeks, lead time two: 1 + (2L/p + 2L^2/p^2)(1 - r^p) (Chen,
    Drezner, Ryan & Simchi-Levi 2000)."""
    assert bullwhip_moving_average(2, 5, correlation) == pytest.approx(ratio, rel=1e-4)
    demand = demands(correlation)
    mean = np.lib.stride_tricks.sliding_window_view(demand, 5, axis=1).mean(axis=2)
    found = order_variance_ratio(demand[:, 4:], mean)
    assert found == pytest.approx(ratio, rel=0.02)
    assert found != pytest.approx(bullwhip_moving_average(2, 4, correlation), rel=0.02)


def test_bullwhip_of_exponential_smoothing():
    """The same by exponential smoothing, weight .2: 1 + 2La + 2L^2a^2/(2 - a) (Chen, Ryan &
    Simchi-Levi 2000), with the forecast and the level that the run calls; a fixed safety stock
    changes nothing."""
    assert bullwhip_smoothing(2, 0.2) == pytest.approx(1.97778, rel=1e-5)
    demand = demands(0.0)
    forecast, level, deviation = np.empty_like(demand), np.full(300, 50.0), np.full(300, 8.0)
    for week in range(demand.shape[1]):
        level, deviation = smooth_forecast(level, deviation, demand[:, week], 0.2)
        forecast[:, week] = level
    found = order_variance_ratio(demand, forecast)
    assert found == pytest.approx(1.97778, rel=0.02)
    assert order_variance_ratio(demand, forecast, 1.5) == pytest.approx(found, rel=1e-9)
    assert found != pytest.approx(bullwhip_smoothing(2, 0.18), rel=0.02)
