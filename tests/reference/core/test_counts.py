"""Counts drawn in columns against counts drawn one at a time, and these against exact laws."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from ecosystem.core.draws import Draws, multinomial_split, systematic_split
from tests.reference.core.counts import (
    binomial_count,
    poisson_count,
    split,
    spread_evenly,
)

DRAWS = Draws(7).at(3)
IDS = np.arange(60)
MEANS = [0.0, 1e-9, 0.3, 2.0, 11.99, 12.0, 40.0, 5_000.0]
CHANCES = [0.0, 1e-9, 0.1, 0.5, 0.500001, 0.93, 1.0]


@pytest.mark.parametrize("mean", MEANS)
def test_poisson_counts(mean: float) -> None:
    plain = [poisson_count(float(DRAWS.uniform("p", number)), mean) for number in IDS.tolist()]
    np.testing.assert_array_equal(DRAWS.poisson("p", mean, IDS), plain)


@pytest.mark.parametrize("number", [0, 1, 9, 400])
@pytest.mark.parametrize("chance", CHANCES)
def test_binomial_counts(number: int, chance: float) -> None:
    plain = [
        binomial_count(float(DRAWS.uniform("b", each)), number, chance) for each in IDS.tolist()]
    np.testing.assert_array_equal(DRAWS.binomial("b", number, chance, IDS), plain)


@pytest.mark.parametrize("uniform", [1e-6, 0.03, 0.4, 0.77, 0.9999])
def test_plain_counts_follow_the_exact_laws(uniform: float) -> None:
    for mean in (0.3, 2.0, 11.99):
        assert poisson_count(uniform, mean) == stats.poisson.ppf(uniform, mean)
    for number, chance in ((9, 0.1), (30, 0.35), (400, 0.01), (20, 0.8)):
        assert binomial_count(uniform, number, chance) == stats.binom.ppf(uniform, number, chance)
    assert abs(poisson_count(uniform, 40.0) - stats.poisson.ppf(uniform, 40.0)) <= 1
    assert abs(binomial_count(uniform, 400, 0.4) - stats.binom.ppf(uniform, 400, 0.4)) <= 1


def test_splits() -> None:
    number = (IDS * 7) % 45
    chances = np.array([[0.2, 0.0, 0.5, 0.3], [0.97, 0.02, 0.01, 0.0], [0.0, 0.0, 0.0, 1.0]])[IDS % 3]
    fast = multinomial_split(DRAWS, "fate", number, chances, IDS, IDS + 1)
    plain = [
        split(DRAWS, "fate", number[k], chances[k].tolist(), k, k + 1) for k in IDS.tolist()]
    np.testing.assert_array_equal(fast, plain)
    np.testing.assert_array_equal(fast.sum(axis=1), number)


def test_even_splits() -> None:
    number = (IDS * 7) % 45
    cumulative = np.array([[0.0, 0.3, 0.9, 1.0], [0.5, 0.5, 0.8, 0.9]])[IDS % 2]
    uniform = DRAWS.uniform("even", IDS)
    plain = [spread_evenly(uniform[k], number[k], cumulative[k].tolist()) for k in IDS.tolist()]
    np.testing.assert_array_equal(systematic_split(uniform, number, cumulative), plain)
    assert np.all(np.sum(plain, axis=1) == number)


def test_a_wrong_chance_is_seen() -> None:
    plain = [poisson_count(float(DRAWS.uniform("p", number)), 2.1) for number in IDS.tolist()]
    with pytest.raises(AssertionError):
        np.testing.assert_array_equal(DRAWS.poisson("p", 2.0, IDS), plain)
