"""Getting better by doing."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def experience_factor(cumulative: ArrayLike, progress: ArrayLike = 0.8) -> Floats:
    """Cost of the n-th unit relative to the first, n^log2(progress) (Wright 1936).

    progress is the cost ratio at each doubling: .8 is the "80 % curve". Counts below 1 cost as 1.
    """
    factor: Floats = np.power(np.maximum(np.asarray(cumulative, float), 1), np.log2(progress))
    return factor
