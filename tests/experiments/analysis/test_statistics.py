"""Effects: exact where they can be, and intervals that cover what they promise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from ecosystem.core.arrays import Floats
from experiments.analysis.statistics import (
    clear_among_many,
    clear_of_a_family,
    course,
    effect,
    mean_interval,
    p_value,
    ratio_interval,
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
    assert np.all(p_value(np.full((8, 3), 5.0)) == 0.0)


def test_no_difference_has_an_interval_of_nothing(draws: np.random.Generator) -> None:
    base = draws.normal(100.0, 10.0, (8, 3))
    found = effect(base, base.copy())
    for values in (found.difference, found.low, found.high, found.relative, found.variance_ratio):
        assert (values == 0.0).all()
    assert np.all(p_value(np.zeros((8, 3))) == 1.0)


def test_a_relative_change_that_is_the_same_in_all_pairs_has_no_width(
    draws: np.random.Generator,
) -> None:
    base = draws.uniform(50.0, 150.0, (10, 2))
    found = effect(base, 0.9 * base)
    assert found.relative == pytest.approx(-0.1)
    assert found.relative_low == pytest.approx(-0.1)
    assert found.relative_high == pytest.approx(-0.1)
    assert (found.low < found.difference).all() and (found.difference < found.high).all()


REPEATS = 20_000
"""Comparisons that a coverage is counted over: its own standard error is .0015."""


def normal(draws: np.random.Generator, pairs: int) -> tuple[Floats, float]:
    """Normal differences, and the mean that they are drawn around."""
    return draws.normal(3.0, 2.0, (pairs, REPEATS)), 3.0


def lognormal(draws: np.random.Generator, pairs: int) -> tuple[Floats, float]:
    """Lognormal differences with a spread of a quarter."""
    return draws.lognormal(0.0, 0.25, (pairs, REPEATS)), float(np.exp(0.25**2 / 2.0))


def of_lognormal_outcomes(draws: np.random.Generator, pairs: int) -> tuple[Floats, float]:
    """Differences of lognormal outcomes with a spread of a half; the policy adds a tenth, more or less."""
    common, own = draws.normal(0.0, 0.5, (pairs, REPEATS)), draws.normal(0.1, 0.2, (pairs, REPEATS))
    truth = np.exp(0.5**2 / 2.0) * (np.exp(0.1 + 0.2**2 / 2.0) - 1.0)
    return np.exp(common + own) - np.exp(common), float(truth)


@pytest.mark.parametrize("pairs", [3, 4, 5, 6, 8, 10, 20, 50])
@pytest.mark.parametrize("differences", [normal, lognormal, of_lognormal_outcomes])
def test_intervals_cover_the_truth_as_often_as_they_say(
    pairs: int, differences: Callable[[np.random.Generator, int], tuple[Floats, float]],
    draws: np.random.Generator,
) -> None:
    values, truth = differences(draws, pairs)
    low, high = mean_interval(values)
    assert 0.93 <= float(((low <= truth) & (truth <= high)).mean()) <= 0.97
    clear = p_value(values - truth) <= 0.05
    np.testing.assert_array_equal(clear, ~((low <= truth) & (truth <= high)))


@pytest.mark.parametrize("pairs", [3, 5, 10, 30])
def test_intervals_of_ratios_cover_the_truth(pairs: int, draws: np.random.Generator) -> None:
    base = draws.normal(100.0, 10.0, (pairs, REPEATS))
    change = -0.05 * base + draws.normal(0.0, 2.0, (pairs, REPEATS))
    low, high = ratio_interval(change, base)
    assert 0.93 <= float(((low <= -0.05) & (-0.05 <= high)).mean()) <= 0.97


def test_intervals_too_narrow_would_be_seen(draws: np.random.Generator) -> None:
    """The range of the pairs themselves covers the truth too seldom."""
    values, truth = normal(draws, 3)
    inside = (values.min(axis=0) <= truth) & (truth <= values.max(axis=0))
    assert float(inside.mean()) < 0.8


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
    assert (p_value(nothing) < 0.05).sum() > 50
    assert clear_among_many(p_value(nothing)).sum() <= 2
    nothing[:, :5] += 4.0
    assert clear_among_many(p_value(nothing))[:5].all()
    assert not clear_among_many(p_value(np.zeros((10, 3)))).any()
    assert not clear_among_many(p_value(np.ones((1, 3)))).any()


def test_a_family_without_any_effect_is_seldom_given_one(draws: np.random.Generator) -> None:
    """In five of a hundred families of twenty outcomes at most, where single tests err in most."""
    families = draws.normal(0.0, 1.0, (8, 20, 2_000))
    chances = p_value(families)
    assert float((chances < 0.05).any(axis=0).mean()) > 0.5
    wrong = np.mean([clear_of_a_family(chances[:, each]).any() for each in range(2_000)])
    assert float(wrong) <= 0.065


def test_steps_of_a_family_are_those_of_holm() -> None:
    chances = np.array([0.04, np.nan, 0.001, 0.016, 0.03])
    np.testing.assert_array_equal(clear_of_a_family(chances), [False, False, True, True, False])
    np.testing.assert_array_equal(clear_of_a_family(np.array([0.02, 0.001])), [True, True])
    assert not clear_of_a_family(np.full(3, np.nan)).any()


@pytest.mark.parametrize("shapes", [((3, 2), (2, 2)), ((0, 2), (0, 2)), ((), ())])
def test_what_is_no_pair_is_refused(shapes: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    with pytest.raises(ValueError, match="not those of paired runs"):
        effect(np.zeros(shapes[0]), np.zeros(shapes[1]))
