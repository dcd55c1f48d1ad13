"""Discrete choice and the prices that follow from it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def choose(utilities: ArrayLike, uniform: ArrayLike) -> Integers:
    """Option chosen by logit in each row, by inversion of one uniform number a row.

    utilities (n, m), -inf for options that are not open; uniform (n,) in the open interval (0, 1).
    Gives the option's index (n,), or -1 in rows where no option is open.
    """
    values = np.asarray(utilities, float)
    highest = values.max(axis=1, keepdims=True)
    weights = np.exp(values - np.where(highest > -np.inf, highest, 0))  # safe against overflow
    cumulative = np.cumsum(weights, axis=1)
    total = cumulative[:, -1]
    reached = np.asarray(uniform, float) * total
    chosen = np.count_nonzero(cumulative < reached[:, None], axis=1)
    return np.where(total > 0, chosen, -1)


def markup(elasticity: ArrayLike, share: ArrayLike) -> Floats:
    """Price over marginal cost of a seller in Bertrand competition with CES demand.

    Spending shares are logit in -(elasticity - 1) ln(price), with an outside option (Anderson, de
    Palma & Thisse 1992, chapter 4; Atkeson & Burstein 2008): the elasticity a seller meets is
    eps = 1 + (elasticity - 1) * (1 - share), and price = cost * eps / (eps - 1).
    elasticity > 1; share in [0, 1) is the seller's share of spending.
    """
    eps = 1 + (np.asarray(elasticity, float) - 1) * (1 - np.asarray(share, float))
    factor: Floats = eps / (eps - 1)
    return factor
