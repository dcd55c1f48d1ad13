"""Random draws: uniform, unrelated across keys, weeks and streams, and turned into exact counts."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from ecosystem.core.draws import (
    Draws,
    binomial_quantile,
    multinomial_split,
    poisson_quantile,
    systematic_split,
)

DRAWS = Draws(seed=7)
IDS = np.arange(200_000)


def chi_square(u: np.ndarray, bins: int) -> float:
    """P-value of equal counts of u in equal bins."""
    return stats.chisquare(np.bincount((u * bins).astype(int), minlength=bins)).pvalue


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Correlation in units of its standard error under independence."""
    return float(np.corrcoef(a, b)[0, 1] * np.sqrt(a.size))


# Uniformity and independence ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "keys",
    [
        (IDS,),
        (IDS << 20,),
        (-IDS,),
        (3, IDS),
        (IDS // 60, IDS % 60),
        (IDS[:2000, None], np.arange(100)),
    ],
    ids=["ids", "candidates", "negative", "scalar first", "firm and destination", "table"],
)
def test_uniform_is_uniform(keys):
    u = DRAWS.at(5).uniform("orders", *keys).ravel()
    assert chi_square(u, 1000) > 1e-4
    assert chi_square((u * 2**20) % 1, 1000) > 1e-4, "low bits"
    pairs = (u[:-1] * 30).astype(int) * 30 + (u[1:] * 30).astype(int)
    assert chi_square((pairs + 0.5) / 900, 900) > 1e-4, "pairs of neighbours"


def test_chi_square_can_fail():
    assert chi_square(DRAWS.at(5).uniform("orders", IDS) ** 1.05, 1000) < 1e-4


@pytest.mark.parametrize("lag", [1, 2, 3, 59, 60, 64, 1024])
def test_no_serial_correlation(lag):
    u = DRAWS.at(5).uniform("orders", IDS)
    assert abs(correlation(u[lag:], u[:-lag])) < 4.5


def test_no_correlation_across_streams_weeks_seeds_and_key_order():
    u = DRAWS.at(5).uniform("orders", IDS, 1)
    others = {
        "stream": DRAWS.at(5).uniform("returns", IDS, 1),
        "similar stream": DRAWS.at(5).uniform("orders2", IDS, 1),
        "next week": DRAWS.at(6).uniform("orders", IDS, 1),
        "before the start": DRAWS.at(-5).uniform("orders", IDS, 1),
        "seed": Draws(seed=8).at(5).uniform("orders", IDS, 1),
        "last key": DRAWS.at(5).uniform("orders", IDS, 2),
        "swapped keys": DRAWS.at(5).uniform("orders", 1, IDS),
        "fewer keys": DRAWS.at(5).uniform("orders", IDS),
    }
    for name, other in others.items():
        assert abs(correlation(u, other)) < 4.5, name
        assert not np.any(u[2:1000] == other[2:1000]), name


def test_no_draw_repeats_over_a_million_pairs_of_keys():
    u = DRAWS.at(0).uniform("orders", np.arange(1000)[:, None], np.arange(1000))
    assert np.unique(u).size == u.size


def test_one_key_over_many_weeks_is_uniform():
    u = np.array([DRAWS.at(week).uniform("orders", 12345) for week in range(4000)])
    assert chi_square(u, 20) > 1e-4
    assert abs(correlation(u[1:], u[:-1])) < 4.5


def test_flipping_one_bit_of_a_key_flips_half_of_the_bits_drawn():
    bits = DRAWS.at(0).uniform("orders", IDS[:2000]) * 2**53
    for bit in range(0, 63, 7):
        other = DRAWS.at(0).uniform("orders", IDS[:2000] ^ (1 << bit)) * 2**53
        changed = np.bitwise_count(bits.astype(np.int64) ^ other.astype(np.int64))
        assert changed.mean() == pytest.approx(26, abs=0.5)


# A draw depends on who and when, never on the rest -----------------------------------------------


def test_draws_do_not_depend_on_order_length_layout_or_block():
    ids = np.arange(100_000) * 977 - 5
    whole = DRAWS.at(3).uniform("orders", ids, ids % 7)
    order = np.random.default_rng(0).permutation(ids.size)
    np.testing.assert_array_equal(
        DRAWS.at(3).uniform("orders", ids[order], (ids % 7)[order]), whole[order]
    )
    np.testing.assert_array_equal(DRAWS.at(3).uniform("orders", ids[::3], ids[::3] % 7), whole[::3])
    np.testing.assert_array_equal(
        DRAWS.at(3).uniform("orders", ids[-3:].astype(np.int32), ids[-3:] % 7), whole[-3:]
    )
    assert DRAWS.at(3).uniform("orders", int(ids[70_000]), int(ids[70_000] % 7)) == whole[70_000]


def test_keys_broadcast():
    table = DRAWS.at(0).uniform("fit", IDS[:5, None], np.arange(3))
    assert table.shape == (5, 3)
    for firm in range(5):
        for place in range(3):
            assert table[firm, place] == DRAWS.at(0).uniform("fit", firm, place)
    assert DRAWS.at(0).uniform("fit", np.empty(0, np.int64), 3).shape == (0,)
    assert 0 < DRAWS.at(0).uniform("fit") < 1


def test_known_values_never_change():
    """Stored runs depend on these: the chain of keys hashed by SplitMix64, in plain integers."""
    word = 2**64 - 1

    def mix(z):
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & word
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & word
        return z ^ (z >> 31)

    name = int.from_bytes(blake2b(b"orders", digest_size=8).digest(), "little")
    state = mix(mix(mix(7) ^ name) + 3) + 11 * 0x9E3779B97F4A7C15 & word
    state = (state ^ (state >> 32)) * 0xD6E8FEB86659FD93 & word
    expected = ((mix(state + 5 * 0x9E3779B97F4A7C15 & word) >> 12) * 2 + 1) / 2**53
    assert DRAWS.at(3).uniform("orders", 11, 5) == expected
    assert DRAWS.at(0).uniform("orders", 0) == pytest.approx(0.5159628308782255, abs=0)


def test_wrong_seeds_and_keys_are_refused():
    for seed in (-1, 2**64):
        with pytest.raises(ValueError, match="seed"):
            Draws(seed)
    with pytest.raises(TypeError):
        DRAWS.at(0).uniform("orders", np.array([0.5]))
    with pytest.raises(ValueError):
        DRAWS.at(0).uniform("orders", np.arange(3), np.arange(4))


def test_normal_has_normal_moments():
    z = DRAWS.at(0).normal("fit", IDS)
    assert stats.kstest(z, "norm").pvalue > 1e-4
    assert np.all(np.isfinite(z))


# Quantiles of counts -----------------------------------------------------------------------------

uniforms = st.integers(0, 2**52 - 1).map(lambda k: (2 * k + 1) / 2**53)


def is_quantile(law, u, k):
    """Whether k is the smallest count with P(X <= k) >= u, up to rounding of the sum."""
    return law.cdf(k) >= u - 1e-13 and law.cdf(k - 1) <= u + 1e-13


@given(uniforms, st.floats(0, 11.999))
def test_small_poisson_quantiles_are_exact(u, mean):
    assert is_quantile(stats.poisson(mean), u, int(poisson_quantile(u, mean)))


@given(uniforms, st.integers(0, 10**9), st.floats(0, 1))
def test_small_binomial_quantiles_are_exact(u, count, share):
    probability = share if count < 24 else share * 11.9 / count
    for p in (probability, 1 - probability):
        k = int(binomial_quantile(u, count, p))
        assert is_quantile(stats.binom(count, p), u, k)


def test_whole_grid_of_small_quantiles_matches_scipy():
    u = DRAWS.at(0).uniform("grid", np.arange(2000))[:, None]
    mean = np.array([1e-9, 0.01, 0.3, 1, 3.3, 8, 11.99])
    np.testing.assert_array_equal(poisson_quantile(u, mean), stats.poisson.ppf(u, mean))
    n, p = np.array([1, 2, 9, 30, 500, 20_000]), np.array([0.5, 0.9, 0.33, 0.97, 0.02, 0.0005])
    np.testing.assert_array_equal(binomial_quantile(u, n, p), stats.binom.ppf(u, n, p))


U_GRID = (np.arange(100_000) + 0.5) / 100_000


@pytest.mark.parametrize("mean", [12, 12.5, 20, 75, 1000, 20_000])
def test_large_poisson_quantiles(mean):
    k = poisson_quantile(U_GRID, mean)
    assert k.mean() == pytest.approx(mean, rel=1e-5)
    assert k.var() == pytest.approx(mean, rel=2e-4)
    assert np.abs(k - stats.poisson.ppf(U_GRID, mean)).max() <= 1
    assert np.mean(k != stats.poisson.ppf(U_GRID, mean)) < 0.0015


@pytest.mark.parametrize(("n", "p"), [(24, 0.5), (40, 0.3), (41, 0.7), (900, 0.02), (50_000, 0.4)])
def test_large_binomial_quantiles(n, p):
    k = binomial_quantile(U_GRID, n, p)
    assert k.mean() == pytest.approx(n * p, rel=1e-5)
    assert k.var() == pytest.approx(n * p * (1 - p), rel=2e-4)
    assert np.mean(k != stats.binom.ppf(U_GRID, n, p)) < 0.0015


@given(uniforms, uniforms, st.integers(0, 3000), st.floats(0, 1))
def test_binomial_stays_within_and_rises_with_the_uniform_number(u, v, count, p):
    low, high = binomial_quantile([min(u, v), max(u, v)], count, p)
    assert 0 <= low <= high <= count
    mean = count * p
    low, high = poisson_quantile([min(u, v), max(u, v)], mean)
    assert 0 <= low <= high


def test_certain_and_empty_binomials():
    u = np.array([2.0**-53, 0.5, 1 - 2.0**-53])
    np.testing.assert_array_equal(binomial_quantile(u, 10**6, 0), 0)
    np.testing.assert_array_equal(binomial_quantile(u, 10**6, 1), 10**6)
    np.testing.assert_array_equal(binomial_quantile(u, 0, 0.3), 0)
    np.testing.assert_array_equal(poisson_quantile(u, 0), 0)
    assert binomial_quantile(np.empty(0), 3, 0.2).shape == (0,)
    assert binomial_quantile(np.full((4, 2), 0.5), 3, 0.2).shape == (4, 2)


@pytest.mark.parametrize("mean", [-1e-9, np.nan, 1e300])
def test_impossible_means_are_refused(mean):
    with pytest.raises(ValueError, match="mean"):
        poisson_quantile(0.5, [1.0, mean])


def test_impossible_binomials_are_refused():
    for p in (-0.1, 1.1, np.nan):
        with pytest.raises(ValueError, match="probability"):
            binomial_quantile(0.5, 3, p)
    with pytest.raises(ValueError, match="count"):
        binomial_quantile(0.5, -3, 0.5)


def test_draws_of_counts_have_their_law():
    k = np.minimum(DRAWS.at(1).poisson("orders", 2.5, IDS), 9)
    law = np.append(stats.poisson.pmf(np.arange(9), 2.5), stats.poisson.sf(8, 2.5))
    assert stats.chisquare(np.bincount(k), law * IDS.size).pvalue > 1e-4
    k = DRAWS.at(1).binomial("lost", 5, 0.2, IDS)
    law = stats.binom.pmf(np.arange(6), 5, 0.2)
    assert stats.chisquare(np.bincount(k), law * IDS.size).pvalue > 1e-4


# Splits ------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 5000), min_size=1, max_size=20),
    st.lists(st.floats(0, 10), min_size=1, max_size=6).filter(lambda p: sum(p) > 0),
    st.integers(0, 1000),
)
def test_random_split_is_exact(counts, weights, week):
    counts = np.array(counts)
    weights = np.array(weights) * np.ones((counts.size, 1))
    parts = multinomial_split(DRAWS.at(week), "fate", counts, weights, np.arange(counts.size))
    np.testing.assert_array_equal(parts.sum(1), counts)
    assert parts.min() >= 0
    assert not parts[weights == 0].any()


def test_random_split_follows_its_probabilities_row_by_row():
    p = np.array([0.7, 0.0, 0.25, 0.05])
    counts = np.where(IDS % 2, 4, 0)
    parts = multinomial_split(DRAWS.at(2), "fate", counts, np.tile(p, (IDS.size, 1)), IDS)
    assert parts[1::2].mean(0) == pytest.approx(4 * p, abs=0.01)
    covariance = np.cov(parts[1::2].T)
    assert covariance == pytest.approx(4 * (np.diag(p) - np.outer(p, p)), abs=0.02)
    some = multinomial_split(DRAWS.at(2), "fate", counts[50:90], np.tile(p, (40, 1)), IDS[50:90])
    np.testing.assert_array_equal(some, parts[50:90])


def test_a_count_cannot_be_split_over_nothing():
    none = np.zeros((2, 3))
    assert not multinomial_split(DRAWS.at(0), "fate", np.zeros(2, int), none, IDS[:2]).any()
    with pytest.raises(ValueError, match="split"):
        multinomial_split(DRAWS.at(0), "fate", np.ones(2, int), none, IDS[:2])


@given(
    st.lists(st.tuples(uniforms, st.integers(0, 10**9)), min_size=1, max_size=10),
    st.lists(st.floats(0, 1), min_size=1, max_size=8),
)
def test_even_split_is_exact_and_within_one_of_its_expectation(rows, weights):
    u, counts = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    cumulative = np.minimum.accumulate(np.cumsum(weights)[::-1])[::-1] / max(sum(weights), 1e-9)
    cumulative = np.minimum(cumulative, 1) * np.ones((counts.size, 1))
    cumulative[:, -1] = 1
    parts = systematic_split(u, counts, cumulative)
    np.testing.assert_array_equal(parts.sum(1), counts)
    expected = np.diff(cumulative, axis=1, prepend=0) * counts[:, None]
    assert parts.min() >= 0
    assert np.all(np.abs(parts - expected) < 1 + 1e-6)


def test_even_split_is_unbiased():
    cumulative = np.tile([0.1, 0.35, 0.9, 1.0], (U_GRID.size, 1))
    parts = systematic_split(U_GRID, np.full(U_GRID.size, 3), cumulative)
    assert parts.mean(0) == pytest.approx(3 * np.diff([0, 0.1, 0.35, 0.9, 1]), abs=1e-4)
