"""What a policy changes, from runs in pairs: effects with intervals, and what pairing saves.

Both runs of a pair share seed, past and every draw that the policy does not touch. So the effect is
judged by the differences within pairs; seeds are the sample. Arrays have one row a seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from ecosystem.core.arrays import Floats

LEVEL = 0.95
RESAMPLES = 9_999
RESAMPLING_SEED = 20_240_101
QUARTER = 13
"""Weeks over which courses are smoothed."""

FEWEST_SEEDS = 6
"""With fewer pairs even their whole range covers the mean less often than in 95 of 100 cases."""


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
    """95 % interval of a mean over seeds, by the expanded percentile bootstrap.

    Plain percentile intervals of few values are too narrow; their tails are widened to those of
    Student's t with n - 1 degrees of freedom (Hesterberg 2015, section 5.3).

    Args:
        values: shape (seeds, ...).

    Returns:
        Lower and upper ends, each of shape (...); not a number with a single seed.
    """
    return _ends(_resampled(values), len(values))


def ratio_interval(above: Floats, below: Floats) -> tuple[Floats, Floats]:
    """The same for the ratio of two means over the same seeds, which are resampled together."""
    return _ends(_ratio(_resampled(above), _resampled(below)), len(above))


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


def excludes_nothing(low: Floats, high: Floats) -> NDArray[np.bool_]:
    """Whether an interval lies on one side of zero."""
    return (np.asarray(low) > 0) | (np.asarray(high) < 0)


def distinct_among_many(differences: Floats) -> NDArray[np.bool_]:
    """Which of many mean differences stand out, at a false discovery rate of 5 %.

    Among many intervals some leave out zero by chance alone; this allows for their number: p-values
    of paired t-tests, adjusted by Benjamini & Hochberg (1995).

    Args:
        differences: paired differences, shape (seeds, outcomes).
    """
    spread = np.std(differences, axis=0, ddof=1) if len(differences) > 1 else np.nan
    known = np.isfinite(spread) & (np.nan_to_num(spread) > 0)
    found = np.zeros(differences.shape[1:], bool)
    if known.any():
        p_values = stats.ttest_1samp(differences[:, known], 0.0, axis=0).pvalue
        found[known] = stats.false_discovery_control(p_values) <= 1.0 - LEVEL
    return found


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


def _resampled(values: Floats) -> Floats:
    """Means of all resamples, shape (resamples, ...)."""
    values = np.asarray(values, float)
    return np.tensordot(_weights(len(values)), values, axes=1)


@lru_cache(maxsize=8)
def _weights(seeds: int) -> Floats:
    """How often each seed is drawn in each resample, as shares; the same in every call."""
    draws = np.random.default_rng(RESAMPLING_SEED)
    return draws.multinomial(seeds, np.full(seeds, 1.0 / seeds), RESAMPLES) / seeds


def _ends(means: Floats, seeds: int) -> tuple[Floats, Floats]:
    if seeds < 2:
        nothing = np.full(means.shape[1:], np.nan)
        return nothing, nothing.copy()
    reach = np.sqrt(seeds / (seeds - 1)) * stats.t.ppf((1.0 + LEVEL) / 2.0, seeds - 1)
    tail = stats.norm.cdf(-reach)
    low, high = np.quantile(means, [tail, 1.0 - tail], axis=0)
    return low, high


def _ratio(above: Floats, below: Floats) -> Floats:
    """A ratio, not a number where the denominator is nothing."""
    safe = np.where(below == 0.0, np.nan, below)
    return np.asarray(above / safe)
