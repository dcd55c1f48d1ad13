"""What several indicators share: weighted means, sums by place, and a few constants."""

from __future__ import annotations

import numpy as np

from ecosystem.core.arrays import Floats, Integers

Row = dict[str, float]

WEEKS_A_YEAR = 52.0


def mean(values: Floats, weights: Floats | Integers) -> float:
    """Weighted mean, not a number where nothing weighs."""
    total = float(weights.sum())
    return float((values * weights).sum()) / total if total > 0 else float("nan")


def sums(place: Integers, amounts: Floats | Integers, places: int) -> Floats:
    """Sums of amounts by the place that each belongs to, shape (places,)."""
    return np.bincount(place, weights=amounts, minlength=places).astype(np.float64)
