"""Counts by chance, one at a time: add up probabilities until they pass the uniform number."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scipy.special import ndtri

from ecosystem.core.draws import WeekDraws

EXACT_BELOW = 12.0
"""Mean count from which on the normal expansion stands in for adding up."""


def poisson_count(uniform: float, mean: float) -> int:
    """Smallest count whose cumulative Poisson probability reaches the uniform number."""
    if mean >= EXACT_BELOW:
        return max(expansion(uniform, mean, mean, mean, mean), 0)
    count, term = 0, math.exp(-mean)
    total = term
    while total < uniform and (term > 1e-17 or count < mean):
        count += 1
        term *= mean / count
        total += term
    return count


def binomial_count(uniform: float, number: int, probability: float) -> int:
    """How many of ``number`` succeed; the rarer of success and failure is counted."""
    if number == 0 or probability == 0.0:
        return 0
    if probability == 1.0:
        return number
    if probability > 0.5:
        return number - binomial_count(1.0 - uniform, number, 1.0 - probability)
    mean = number * probability
    if mean >= EXACT_BELOW:
        q = 1.0 - probability
        variance = mean * q
        skewed = variance * (2 * q - 1)
        peaked = variance * (1 - 6 * q * (1 - q))
        return min(max(expansion(uniform, mean, variance, skewed, peaked), 0), number)
    count, term = 0, (1.0 - probability) ** number
    total = term
    while total < uniform and count < number and (term > 1e-17 or count < mean):
        count += 1
        term *= (number - count + 1) / count * probability / (1.0 - probability)
        total += term
    return count


def expansion(uniform: float, mean: float, variance: float, third: float, fourth: float) -> int:
    """Cornish & Fisher (1938): bend a normal quantile by the third and fourth cumulant, then round."""
    z = float(ndtri(uniform))
    spread = math.sqrt(variance - 1 / 12)
    skew = third / spread**3
    excess = (fourth + 1 / 120) / spread**4
    bent = z + skew * (z**2 - 1) / 6
    bent += excess * (z**3 - 3 * z) / 24
    bent -= skew**2 * (2 * z**3 - 5 * z) / 36
    return round(mean + spread * bent)


def split(
    draws: WeekDraws, stream: str, number: int, chances: Sequence[float], *keys: int
) -> list[int]:
    """Send each of ``number`` things to one outcome: draw the first, then the second of the rest, ..."""
    left, parts = number, []
    for outcome in range(len(chances) - 1):
        part = 0
        if left > 0 and chances[outcome] > 0.0:
            chance = chances[outcome] / sum(reversed(chances[outcome:]))
            part = binomial_count(float(draws.uniform(stream, *keys, outcome)), left, chance)
        parts.append(part)
        left -= part
    return [*parts, left]


def spread_evenly(uniform: float, number: int, cumulative: Sequence[float]) -> list[int]:
    """Split ``number`` by cumulative shares: each part gets its share, rounded down or up."""
    parts, gone = [], 0
    for place, reached in enumerate(cumulative):
        last = place == len(cumulative) - 1
        upto = number if last else min(int(number * reached + uniform), number)
        parts.append(upto - gone)
        gone = upto
    return parts
