"""How unequal sizes are."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def herfindahl(sizes: ArrayLike) -> float:
    """Herfindahl-Hirschman index (Hirschman 1964) in points: 10,000 for a monopoly."""
    sizes = np.asarray(sizes, float)
    total = sizes.sum()
    return float(np.sum((sizes / total * 100) ** 2)) if total > 0 else 0.0


def top_share(sizes: ArrayLike, fraction: float) -> float:
    """Share of the total held by the largest fraction (at least one member); 0 of nothing."""
    sizes = np.sort(np.asarray(sizes, float))
    members = max(1, round(fraction * sizes.size))
    total = sizes.sum()
    return float(sizes[-members:].sum() / total) if total > 0 else 0.0


def tail_exponent(sizes: ArrayLike, fraction: float = 0.1) -> float:
    """Pareto exponent of the largest fraction by regressing ln(rank - 1/2) on ln(size).

    Gabaix & Ibragimov (2011); its standard error is exponent * sqrt(2 / members). Not a number
    with fewer than three positive sizes in the tail or with all of them equal.
    """
    sizes = np.asarray(sizes, float)
    sizes = np.sort(sizes[sizes > 0])[::-1]
    tail = np.log(sizes[: round(fraction * sizes.size)])
    if tail.size < 3 or tail[0] == tail[-1]:
        return float("nan")
    rank = np.log(np.arange(1, tail.size + 1) - 0.5)
    size = tail - tail.mean()
    return float(-np.sum(size * (rank - rank.mean())) / np.sum(size * size))
