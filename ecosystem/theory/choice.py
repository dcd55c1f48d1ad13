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


def markup(elasticity: ArrayLike, share: ArrayLike, market_elasticity: ArrayLike) -> Floats:
    """Price over marginal cost of a seller in Bertrand competition with nested CES demand.

    Spending shares in a market are logit in -(elasticity - 1) ln(price), with an outside option
    (Anderson, de Palma & Thisse 1992, chapter 4), and spending on the market falls with its price
    index. The elasticity a seller meets is eps = elasticity * (1 - share) + market_elasticity * share,
    and price = cost * eps / (eps - 1) (Atkeson & Burstein 2008): even who has all of a market meets
    the elasticity of the whole. Both elasticities > 1; share in [0, 1] is the seller's share of spending.
    """
    part = np.asarray(share, float)
    eps = np.asarray(elasticity, float) * (1 - part) + np.asarray(market_elasticity, float) * part
    factor: Floats = eps / (eps - 1)
    return factor


def spending_factor(
    attraction: ArrayLike, elasticity: ArrayLike, market_elasticity: ArrayLike, largest: ArrayLike
) -> Floats:
    """Spending on a market over its spending at attraction 1, in nested CES demand.

    A market's price index is attraction ** (-1 / (elasticity - 1)), where attraction is the sum of
    quality / price ** (elasticity - 1) over all that is offered, and spending on it goes with the index
    to the power 1 - market_elasticity (Atkeson & Burstein 2008), up to the budget of its buyers.

    attraction > 0 is relative to the one that spending is known at; largest >= 1 is the budget.
    """
    power = (np.asarray(market_elasticity, float) - 1) / (np.asarray(elasticity, float) - 1)
    most = np.asarray(largest, float)
    wanted = np.exp(np.minimum(power * np.log(np.asarray(attraction, float)), np.log(most)))
    factor: Floats = np.minimum(wanted, most)
    return factor
