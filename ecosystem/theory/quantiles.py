"""Quantiles of counts: turn a uniform number into a Poisson or binomial count, vectorised.

A quantile function keeps draws monotone in the uniform number, so that two worlds that share their
random numbers and differ slightly in a rate also differ only slightly in the counts they draw.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

EXACT_BELOW = 12.0
"""Mean count below which quantiles are exact; above it the normal expansion is used."""

LARGEST_COUNT = 2**52
"""Counts beyond this are no longer exact as float64 and are refused."""

BLOCK = 16_384
"""Rows worked on at a time, so that a block's columns stay in the processor's cache."""


def poisson_quantile(u: ArrayLike, mean: ArrayLike) -> Counts:
    """Smallest k with P(X <= k) >= u for X ~ Poisson(mean); u and mean broadcast.

    Exact below a mean of 12 (inversion by recursion, Devroye 1986), Cornish-Fisher expansion above.
    Raises ValueError for a mean that is negative, not a number, or above 2**52.
    """
    u, mean = np.broadcast_arrays(np.asarray(u, float), np.asarray(mean, float))
    if mean.size and not (mean.min() >= 0 and mean.max() <= LARGEST_COUNT):
        raise ValueError("a Poisson mean must lie between 0 and 2**52")
    return _in_blocks(_poisson_block, u, mean)


def binomial_quantile(u: ArrayLike, count: ArrayLike, probability: ArrayLike) -> Counts:
    """Smallest k with P(X <= k) >= u for X ~ Binomial(count, probability); arguments broadcast.

    Exact while count * min(p, 1 - p) < 12 (inversion by recursion, Devroye 1986), Cornish-Fisher
    expansion above; always in [0, count]. Raises ValueError for a count that is negative or above
    2**52 or a probability outside [0, 1].
    """
    u, n, p = np.broadcast_arrays(
        np.asarray(u, float), np.asarray(count, np.int64), np.asarray(probability, float)
    )
    if n.size and not (n.min() >= 0 and n.max() <= LARGEST_COUNT):
        raise ValueError("a binomial count must lie between 0 and 2**52")
    if p.size and not (p.min() >= 0 and p.max() <= 1):
        raise ValueError("a binomial probability must lie between 0 and 1")
    return _in_blocks(_binomial_block, u, n, p)


def _in_blocks(quantile: Callable[..., Counts], *columns: NDArray[Any]) -> Counts:
    """Apply a row-wise function to columns of equal shape, block by block."""
    flat = [column.ravel() for column in columns]
    result = np.empty(columns[0].shape, np.int64)
    into = result.reshape(-1)
    for start in range(0, into.size, BLOCK):
        rows = slice(start, start + BLOCK)
        into[rows] = quantile(*(column[rows] for column in flat))
    return result


def _poisson_block(u: Floats, mean: Floats) -> Counts:
    """Poisson quantile of one block, zeros for a mean of zero."""
    count = np.zeros(mean.shape, np.int64)
    small = np.flatnonzero((mean > 0) & (mean < EXACT_BELOW))
    m = mean[small]
    count[small] = _by_recursion(u[small], np.exp(-m), np.zeros_like(m), m)
    large = np.flatnonzero(mean >= EXACT_BELOW)
    m = mean[large]
    count[large] = np.maximum(_by_expansion(u[large], m, m, m, m), 0)
    return count


def _binomial_block(u: Floats, n: Counts, p: Floats) -> Counts:
    """Binomial quantile of one block; only rows that leave something to chance are computed."""
    count = np.where(p == 1, n, 0)
    rows = np.flatnonzero((n > 0) & (p > 0) & (p < 1))
    count[rows] = _binomial_inside(u[rows], n[rows], p[rows])
    return count


def _binomial_inside(u: Floats, n: Counts, p: Floats) -> Counts:
    """Binomial quantile for rows with n > 0 and 0 < p < 1, counting the rarer outcome."""
    mirrored = p > 0.5
    u, p = np.where(mirrored, 1 - u, u), np.where(mirrored, 1 - p, p)
    mean, rare = n * p, np.empty_like(n)
    small = np.flatnonzero(mean < EXACT_BELOW)
    odds = p[small] / (1 - p[small])
    none = np.exp(n[small] * np.log1p(-p[small]))
    rare[small] = _by_recursion(u[small], none, -odds, (n[small] + 1) * odds)
    large = np.flatnonzero(mean >= EXACT_BELOW)
    m, q = mean[large], 1 - p[large]
    variance = m * q
    rare[large] = _by_expansion(
        u[large], m, variance, variance * (2 * q - 1), variance * (1 - 6 * q * (1 - q))
    )
    rare = np.clip(rare, 0, n)
    return np.where(mirrored, n - rare, rare)


def _by_recursion(u: Floats, none: Floats, a: Floats, b: Floats) -> Counts:
    """Quantile of a law with P(0) = none and P(k) = P(k-1) * (a + b / k), by summing up to u.

    The Poisson and the binomial law are both of this class (Panjer 1981).
    """
    count = np.zeros(u.shape, np.int64)
    rows = np.flatnonzero(u > none)
    left, term, a, b = u[rows] - none[rows], none[rows], a[rows], b[rows]
    k = 0
    while rows.size:
        k += 1
        term = term * (a + b / k)
        count[rows] = k
        # A term too small to count ends the sum when rounding keeps it from ever reaching u.
        alive = np.flatnonzero((left > term) & ((term > 1e-17) | (k < b)))
        left = left - term
        if alive.size < rows.size:
            rows = rows.take(alive)
            left, term, a, b = (x.take(alive) for x in (left, term, a, b))
    return count


def _by_expansion(u: Floats, mean: Floats, k2: Floats, k3: Floats, k4: Floats) -> Counts:
    """Nearest whole number to the Cornish-Fisher (1938) quantile of a law with these cumulants.

    Rounding adds 1/12 to the variance and takes 1/120 from the fourth cumulant; Sheppard's
    corrections for lattice laws (Kolassa & McCullagh 1990) take that out beforehand.
    """
    z: Floats = ndtri(u)
    sd = np.sqrt(k2 - 1 / 12)
    skew, excess = k3 / sd**3, (k4 + 1 / 120) / sd**4
    z2 = z * z
    w = z + skew * (z2 - 1) / 6 + z * (excess * (z2 - 3) / 24 - skew**2 * (2 * z2 - 5) / 36)
    nearest: Counts = np.rint(mean + sd * w).astype(np.int64)
    return nearest
