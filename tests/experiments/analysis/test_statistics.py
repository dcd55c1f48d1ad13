"""Effects: exact where they can be, and intervals that cover what they promise."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.analysis.statistics import (
    course,
    distinct_among_many,
    effect,
    excludes_nothing,
    mean_interval,
    smoothed,
    variance_ratio,
)


@pytest.fixture
def draws() -> np.random.Generator:
    return np.random.default_rng(7)


def test_a_constant_shift_is_found_exactly(draws: np.random.Generator) -> None:
    base = draws.normal(100.0, 10.0, (8, 3))
    found = effect(base, base + 5.0)
    assert found.difference == pytest.approx(5.0)
    assert found.low == pytest.approx(5.0)
    assert found.high == pytest.approx(5.0)
    assert found.variance_ratio == pytest.approx(0.0, abs=1e-20)
    assert found.relative == pytest.approx(5.0 / base.mean(axis=0))
    assert excludes_nothing(found.low, found.high).all()


def test_no_difference_has_an_interval_of_nothing(draws: np.random.Generator) -> None:
    base = draws.normal(100.0, 10.0, (8, 3))
    found = effect(base, base.copy())
    for values in (found.difference, found.low, found.high, found.relative, found.variance_ratio):
        assert (values == 0.0).all()
    assert not excludes_nothing(found.low, found.high).any()


def test_a_relative_change_that_is_the_same_in_all_pairs_has_no_width(
    draws: np.random.Generator,
) -> None:
    base = draws.uniform(50.0, 150.0, (10, 2))
    found = effect(base, 0.9 * base)
    assert found.relative == pytest.approx(-0.1)
    assert found.relative_low == pytest.approx(-0.1)
    assert found.relative_high == pytest.approx(-0.1)
    assert (found.low < found.difference).all() and (found.difference < found.high).all()


@pytest.mark.parametrize(("seeds", "least"), [(6, 0.91), (10, 0.93), (30, 0.93)])
def test_intervals_cover_the_truth_as_often_as_they_say(
    seeds: int, least: float, draws: np.random.Generator
) -> None:
    low, high = mean_interval(draws.normal(3.0, 2.0, (seeds, 1_500)))
    covered = float(((low < 3.0) & (high > 3.0)).mean())
    assert least < covered < 0.975


def test_intervals_are_the_same_in_every_call(draws: np.random.Generator) -> None:
    values = draws.normal(size=(10, 4))
    assert np.array_equal(mean_interval(values), mean_interval(values.copy()))


def test_one_seed_has_no_interval() -> None:
    found = effect(np.array([[1.0]]), np.array([[2.0]]))
    assert found.difference == 1.0
    assert np.isnan([found.low, found.high, found.variance_ratio]).all()


def test_the_variance_ratio_is_that_of_correlated_pairs(draws: np.random.Generator) -> None:
    """With correlation r and equal variances the ratio is 1 - r."""
    shared, own = draws.normal(size=(1, 4_000, 1)), draws.normal(size=(2, 4_000, 1))
    for r in (0.0, 0.5, 0.9):
        base, policy = np.sqrt(r) * shared[0] + np.sqrt(1.0 - r) * own
        assert variance_ratio(base, policy)[0] == pytest.approx(1.0 - r, abs=0.05)


def test_courses_are_smoothed_over_the_past_alone() -> None:
    steps = np.concatenate([np.zeros(20), np.ones(20)])
    smooth = smoothed(steps, 13)
    assert (smooth[:20] == 0.0).all()
    assert smooth[20] == pytest.approx(1 / 13)
    assert smooth[32:] == pytest.approx(1.0)


def test_gaps_are_left_out_of_a_smoothed_course() -> None:
    values = np.array([1.0, np.nan, 3.0, np.nan, np.nan])
    assert smoothed(values, 2) == pytest.approx([1.0, 1.0, 3.0, 3.0, np.nan], nan_ok=True)


def test_a_course_holds_its_mean_within_bands_and_interval(draws: np.random.Generator) -> None:
    base = draws.normal(10.0, 1.0, (12, 60))
    found = course(base, base + draws.normal(1.0, 0.5, (12, 60)))
    assert found.bands.shape == (4, 60)
    assert (np.diff(found.bands, axis=0) >= 0).all()
    assert (found.low <= found.mean).all() and (found.mean <= found.high).all()


def test_among_many_outcomes_chance_is_allowed_for(draws: np.random.Generator) -> None:
    nothing = draws.normal(0.0, 1.0, (10, 2_000))
    low, high = mean_interval(nothing)
    assert excludes_nothing(low, high).sum() > 50
    assert distinct_among_many(nothing).sum() <= 2
    nothing[:, :5] += 4.0
    assert distinct_among_many(nothing)[:5].all()
    assert not distinct_among_many(np.zeros((10, 3))).any()
    assert not distinct_among_many(np.ones((1, 3))).any()


@pytest.mark.parametrize("shapes", [((3, 2), (2, 2)), ((0, 2), (0, 2)), ((), ())])
def test_what_is_no_pair_is_refused(shapes: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    with pytest.raises(ValueError, match="not those of paired runs"):
        effect(np.zeros(shapes[0]), np.zeros(shapes[1]))
