"""What a policy changes, from runs in pairs: effects with intervals, and what pairing saves.

Both runs of a pair share seed, past and every draw that the policy does not touch. So the effect is
judged by the differences within pairs; seeds are the sample. Arrays have one row a seed.

Intervals are those of Student's t. They cover the truth in 95 of 100 cases whatever the number of
pairs if differences are normal, in 93 to 95 if outcomes are lognormal with a spread of a half, and in
fewer the more skewed the differences are: in 82 to 90 if these themselves are lognormal with a spread
of one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from ecosystem.core.arrays import Floats

LEVEL = 0.95
QUARTER = 13
"""Weeks over which courses are smoothed."""

FEWEST_PAIRS = 5
"""With fewer pairs a comparison is a trial: two or three may agree by chance."""


@dataclass(frozen=True)
class Effect:
    """Effects of a policy on any number of outcomes, arrays of equal shape.

    Attributes:
        base: mean over seeds without the policy.
        policy: mean over seeds with it.
        difference: mean of the paired differences, policy minus base.
        low, high: ends of the 95 % interval of the difference.
        relative: difference as a share of the base; not a number where the base is nothing.
        relative_low, relative_high: ends of its 95 % interval.
        variance_ratio: variance of the paired difference over that of runs paired at random.
    """

    base: Floats
    policy: Floats
    difference: Floats
    low: Floats
    high: Floats
    relative: Floats
    relative_low: Floats
    relative_high: Floats
    variance_ratio: Floats


def effect(base: Floats, policy: Floats) -> Effect:
    """Effect of a policy over pairs of runs.

    Args:
        base: outcomes without the policy, shape (seeds, ...).
        policy: outcomes with it, same shape and order of seeds.

    Raises:
        ValueError: the shapes differ or there are no seeds.
    """
    base, policy = np.asarray(base, float), np.asarray(policy, float)
    if base.shape != policy.shape or base.ndim == 0 or len(base) == 0:
        raise ValueError(f"shapes {base.shape} and {policy.shape} are not those of paired runs")
    low, high = mean_interval(policy - base)
    relative_low, relative_high = ratio_interval(policy - base, base)
    mean = base.mean(axis=0)
    difference = (policy - base).mean(axis=0)
    return Effect(
        base=mean,
        policy=policy.mean(axis=0),
        difference=difference,
        low=low,
        high=high,
        relative=_ratio(difference, mean),
        relative_low=relative_low,
        relative_high=relative_high,
        variance_ratio=variance_ratio(base, policy),
    )


def mean_interval(values: Floats) -> tuple[Floats, Floats]:
    """95 % interval of a mean over seeds, by Student's t with n - 1 degrees of freedom.

    Args:
        values: shape (seeds, ...).

    Returns:
        Lower and upper ends, each of shape (...); not a number with a single seed.
    """
    values = np.asarray(values, float)
    mean, reach = values.mean(axis=0), _quantile(len(values)) * _standard_error(values)
    return mean - reach, mean + reach


def ratio_interval(above: Floats, below: Floats) -> tuple[Floats, Floats]:
    """The same for the ratio of two means over the same seeds, linear around it (delta method)."""
    above, below = np.asarray(above, float), np.asarray(below, float)
    mean = below.mean(axis=0)
    ratio = _ratio(above.mean(axis=0), mean)
    error = _ratio(_standard_error(above - ratio * below), np.abs(mean))
    reach = _quantile(len(above)) * error
    return ratio - reach, ratio + reach


def _quantile(seeds: int) -> float:
    """How many standard errors an interval reaches."""
    return float(stats.t.ppf((1.0 + LEVEL) / 2.0, seeds - 1)) if seeds > 1 else np.nan


def _standard_error(values: Floats) -> Floats:
    """Standard error of means over seeds; not a number with a single seed.

    Equal values have none: their mean may differ from them in its last digit.
    """
    if len(values) < 2:
        return np.full(values.shape[1:], np.nan)
    spread = np.std(values, axis=0, ddof=1) / np.sqrt(len(values))
    return np.where(np.ptp(values, axis=0) == 0.0, 0.0, spread)


def variance_ratio(base: Floats, policy: Floats) -> Floats:
    """Variance of the paired difference over that of runs whose seeds are matched at random.

    Below one pairing saves: as many seeds times this ratio give the same precision. Not a number
    with a single seed or where no run differs from another.

    Args:
        base, policy: outcomes, shape (seeds, ...).
    """
    if len(base) < 2:
        return np.full(np.shape(base)[1:], np.nan)
    unpaired = np.var(base, axis=0, ddof=1) + np.var(policy, axis=0, ddof=1)
    return _ratio(np.var(policy - base, axis=0, ddof=1), unpaired)


def p_value(differences: Floats) -> Floats:
    """Chance of a mean at least so far from nothing where there is no effect: paired t-test, two-sided.

    Args:
        differences: shape (seeds, ...).

    Returns:
        Shape (...): 1 where every difference is nothing, 0 where all are equal and not nothing, not a
        number with a single seed.
    """
    values = np.asarray(differences, float)
    mean, error = values.mean(axis=0), _standard_error(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = 2.0 * stats.t.sf(np.abs(mean / error), max(len(values) - 1, 1))
    return np.asarray(np.where((mean == 0.0) & (error == 0.0), 1.0, chance))


def clear_of_a_family(p_values: Floats) -> NDArray[np.bool_]:
    """Which of some effects are clear, none of them wrongly in 95 of 100 families (Holm 1979).

    Args:
        p_values: of the family, shape (outcomes,); one that is not a number is no effect.
    """
    p_values = np.asarray(p_values, float)
    known = np.flatnonzero(np.isfinite(p_values))
    order = known[np.argsort(p_values[known], kind="stable")]
    passed = p_values[order] * np.arange(len(order), 0, -1) <= 1.0 - LEVEL
    clear = np.zeros(p_values.shape, bool)
    clear[order[: int(np.cumprod(passed).sum())]] = True
    return clear


def clear_among_many(p_values: Floats) -> NDArray[np.bool_]:
    """Which of many effects are clear, at a false discovery rate of 5 % (Benjamini & Hochberg 1995).

    Args:
        p_values: shape (outcomes,); one that is not a number is no effect.
    """
    p_values = np.asarray(p_values, float)
    known, clear = np.isfinite(p_values), np.zeros(p_values.shape, bool)
    if known.any():
        clear[known] = stats.false_discovery_control(p_values[known]) <= 1.0 - LEVEL
    return clear


def smoothed(values: Floats, weeks: int = QUARTER) -> Floats:
    """Mean over the last so many weeks, of all there are at the start; gaps are left out.

    Args:
        values: shape (..., weeks).
        weeks: weeks averaged; the past only, so that nothing shows before it happens.
    """
    known = np.isfinite(values)
    sums = _moving_sum(np.where(known, values, 0.0), weeks)
    return _ratio(sums, _moving_sum(known.astype(float), weeks))


def _moving_sum(values: Floats, weeks: int) -> Floats:
    total = np.cumsum(values, axis=-1)
    late = np.zeros_like(total)
    late[..., weeks:] = total[..., :-weeks]
    return total - late


@dataclass(frozen=True)
class Course:
    """Effect on one outcome through time, smoothed; arrays of shape (weeks,).

    Attributes:
        mean: mean of the paired differences over seeds.
        low, high: ends of the 95 % interval of that mean.
        bands: quantiles 2.5, 25, 75 and 97.5 % of the differences over seeds, shape (4, weeks).
    """

    mean: Floats
    low: Floats
    high: Floats
    bands: Floats


def course(base: Floats, policy: Floats, weeks: int = QUARTER) -> Course:
    """Effect through time.

    Args:
        base, policy: weekly outcomes, shape (seeds, weeks).
        weeks: weeks over which the differences are smoothed.
    """
    differences = smoothed(np.asarray(policy, float) - np.asarray(base, float), weeks)
    low, high = mean_interval(differences)
    bands = np.quantile(differences, [0.025, 0.25, 0.75, 0.975], axis=0)
    return Course(differences.mean(axis=0), low, high, bands)


def _ratio(above: Floats, below: Floats) -> Floats:
    """A ratio, not a number where the denominator is nothing."""
    safe = np.where(below == 0.0, np.nan, below)
    return np.asarray(above / safe)
