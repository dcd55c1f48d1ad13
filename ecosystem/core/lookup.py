"""Lookup and sums by position: many times a week, so quickly."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from ecosystem.core.arrays import Floats, Integers


def cells(shape: tuple[int, ...], *index: Integers) -> Integers:
    """Flat index of cells, to look them up in a third of the time.

    ``table.take(cells(table.shape, i, j))`` is ``table[i, j]``.

    Args:
        shape: of the tables, with as many axes as there are indices.
        index: equally long arrays of positions from 0 on, each within its axis.
    """
    flat = index[0]
    for length, position in zip(shape[1:], index[1:], strict=True):
        flat = flat * length + position
    return flat


def sum_by(position: Integers, amounts: ArrayLike, number: int) -> Floats:
    """Sum amounts over the rows that share a position, shape (number,)."""
    # The stubs of NumPy know bincount without weights only.
    return cast(Floats, np.bincount(position, weights=amounts, minlength=number))
