"""Smallest effects of interest: from what size on an effect that is clear is worth a headline.

With enough pairs of runs any effect can be told from nothing. Whether anybody should care is another
question, and its answer is fixed here before any comparison runs (Lakens, Scheel & Isager 2018).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ecosystem.core.arrays import Floats
from ecosystem.outputs.indicators import Indicator

PARTS: Mapping[str, float] = {"usd": 0.005, "amount": 0.005}
"""Parts of the base by which amounts must change; assumed: trade statistics are revised by as much."""

STEPS: Mapping[str, float] = {"share": 0.002, "days": 0.05, "index": 0.01}
"""Steps by which other values must change; assumed: a fifth of a point, an hour, a hundredth."""


def smallest(indicators: Sequence[Indicator], base: Floats) -> Floats:
    """Smallest effect of interest on each outcome, in its unit.

    Args:
        indicators: of the outcomes.
        base: their values without the policy.
    """
    steps = [
        PARTS[each.kind] * abs(value) if each.kind in PARTS else STEPS[each.kind]
        for each, value in zip(indicators, base.tolist(), strict=True)]
    return np.array(steps)


def matters(indicators: Sequence[Indicator], base: Floats, difference: Floats) -> NDArray[np.bool_]:
    """Whether each effect is of interest by its size."""
    large: NDArray[np.bool_] = (np.abs(difference) >= smallest(indicators, base)) & (difference != 0.0)
    return large
