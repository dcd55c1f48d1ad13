"""Congestion, economies of volume and density, and the arrival of parcels over weeks and days."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gamma

from ecosystem.theory.freight import (
    DAY_EDGES,
    TABLE_MEANS,
    ArrivalTable,
    arrival_weeks,
    congested_days,
    day_probabilities,
    day_quantile,
    scarcity_rate,
    volume_factor,
)

days = st.floats(0.1, 120)
spreads = st.floats(0.02, 1.2)


def test_congestion() -> None:
    assert congested_days(10, 0) == 10
    assert congested_days(10, 1) == pytest.approx(11.5)
    assert congested_days(10, 2) == pytest.approx(34)


def test_volume_factor_is_bounded_and_falls() -> None:
    factor = volume_factor(np.array([0, 1e-9, 50, 100, 200, 1e12]), 100.0, 0.06, 0.75, 1.25)
    assert factor == pytest.approx([1.25, 1.25, 2**0.06, 1, 2**-0.06, 0.75])
    assert volume_factor(5.0, 0.0, 0.06, 0.75, 1.25) == 1


def test_rates_rise_with_scarcity_within_bounds() -> None:
    rate = scarcity_rate(np.array([0.01, 0.5, 1.0, 1.21, 100.0]), 0.5, 2.5)
    assert rate == pytest.approx([0.4, 0.5**0.5, 1.0, 1.1, 2.5])
    assert np.array_equal(scarcity_rate(np.array([0.3, 3.0]), 0.0, 2.5), np.ones(2))
    small = 1e-6
    assert np.log(scarcity_rate(1.0 + small, 1.7, 2.5)) / np.log(1.0 + small) == pytest.approx(1.7)


# Arrival -----------------------------------------------------------------------------------------


def test_arrival_weeks_agree_with_parcels_drawn_one_by_one() -> None:
    random = np.random.default_rng(1)
    for mean, sd in ((3.5, 0.8), (12, 4), (40, 10), (6, 6)):
        time = random.uniform(0, 7, 400_000) + random.gamma((mean / sd) ** 2, sd**2 / mean, 400_000)
        drawn = [np.mean(time <= 7 * (week + 1)) for week in range(8)]
        assert arrival_weeks(mean, sd, 8)[:8] == pytest.approx(drawn, abs=0.004)


@given(days, spreads)
def test_arrival_probabilities_are_a_distribution_with_the_right_mean(mean: float, spread: float) -> None:
    cumulative = arrival_weeks(mean, spread * mean, 400)
    assert cumulative[-1] == 1
    assert np.all(np.diff(cumulative) >= 0)
    assert cumulative[0] >= 0
    # Week ends passed before arrival are mean days / 7 + .5 less the part of a week, on average.
    weeks = np.sum(1 - cumulative)
    assert (mean + 3.5) / 7 - 1 <= weeks + 1e-6
    assert weeks <= (mean + 3.5) / 7 + 1e-6


def test_certain_days_arrive_on_time() -> None:
    assert arrival_weeks(7, 0, 3) == pytest.approx([0, 1, 1, 1], abs=0.01)
    assert arrival_weeks(3.5, 0, 3) == pytest.approx([0.5, 1, 1, 1], abs=0.01)
    assert arrival_weeks(np.full((2, 5), 3.5), np.ones((2, 5)), 3).shape == (2, 5, 4)


@given(days, spreads)
def test_day_bins_sum_to_one_and_give_back_their_quantiles(mean: float, spread: float) -> None:
    histogram = day_probabilities(mean, spread * mean)
    assert histogram.shape == (64,)
    assert histogram.sum() == pytest.approx(1, abs=1e-9)
    assert histogram.min() >= 0
    quantiles = [float(day_quantile(histogram, p)) for p in (0.1, 0.5, 0.9)]
    assert quantiles == sorted(quantiles)


def test_day_quantiles_are_the_gamma_laws() -> None:
    for mean, sd in ((3.5, 1), (12, 3), (30, 12)):
        law = gamma((mean / sd) ** 2, scale=sd**2 / mean)
        histogram = 1e6 * day_probabilities(mean, sd)
        for p in (0.1, 0.5, 0.9):
            assert day_quantile(histogram, p) == pytest.approx(law.ppf(p), abs=0.25)
    rows = day_quantile(np.vstack((np.zeros(64), np.eye(64)[[0, 20, 63]])), 0.5)
    assert np.isnan(rows[0])
    assert rows[1:] == pytest.approx([0.25, 10.25, DAY_EDGES[63]])


def test_arrival_table_is_near_the_law() -> None:
    table = ArrivalTable.build(8)
    mean, spread = np.meshgrid(np.linspace(1, 60, 150), np.linspace(0.03, 1.2, 30))
    sd = spread * mean
    cells = table.cells(mean, sd)
    assert table.cumulative[cells].shape == (*mean.shape, 9)
    gap = np.abs(table.cumulative[cells] - arrival_weeks(mean, sd, 8)).max(axis=-1)
    assert gap.max() < 0.1
    assert gap.mean() < 0.03
    assert table.bins.sum(axis=1) == pytest.approx(1, abs=1e-9)
    assert np.all(table.cumulative[:, -1] == 1)


def test_arrival_table_covers_everything() -> None:
    cells = ArrivalTable.cells(np.array([0, 1e-9, 500, 10, 10]), np.array([0, 5, 0, 1e9, 0]))
    assert cells.min() >= 0
    assert cells.max() < len(ArrivalTable.build(2).bins)
    on_grid = ArrivalTable.cells(TABLE_MEANS, 0.2 * TABLE_MEANS)
    exact = arrival_weeks(TABLE_MEANS, 0.2 * TABLE_MEANS, 8)
    assert ArrivalTable.build(8).cumulative[on_grid] == pytest.approx(exact, abs=1e-12)
