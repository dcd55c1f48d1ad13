"""Discrete choice and the prices that follow from it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def log_sum(utilities: ArrayLike) -> Floats:
    """Expected utility of the best option, ln(sum exp V), over the last axis (Small & Rosen 1981).

    Utilities of -inf are options that are not open; with none open the result is -inf.
    """
    utilities = np.asarray(utilities, float)
    weights, highest = _weights(utilities)
    total = weights.sum(axis=-1)
    return np.log(total, out=np.full(total.shape, -np.inf), where=total > 0) + highest[..., 0]


def logit_probabilities(utilities: ArrayLike) -> Floats:
    """Multinomial logit over the last axis (McFadden 1974); zeros where no option is open."""
    weights, _ = _weights(np.asarray(utilities, float))
    total = weights.sum(axis=-1, keepdims=True)
    return weights / np.where(total > 0, total, 1)


def choose(utilities: ArrayLike, uniform: ArrayLike) -> Integers:
    """Option chosen by logit in each row, by inversion of one uniform number a row.

    utilities (n, m), -inf for options that are not open; uniform (n,) in the open interval (0, 1).
    Gives the option's index (n,), or -1 in rows where no option is open.
    """
    weights, _ = _weights(np.asarray(utilities, float))
    cumulative = np.cumsum(weights, axis=1)
    total = cumulative[:, -1]
    chosen = np.count_nonzero(cumulative < (uniform * total)[:, None], axis=1)
    return np.where(total > 0, chosen, -1)


def grouped_logit(utilities: ArrayLike, group: ArrayLike, outside: ArrayLike) -> Floats:
    """Logit probability of each row among the rows of its group and the group's outside option.

    utilities (n,); group (n,) index into outside (g,), the outside option's utility (-inf: none).
    Gives (n,); the rest of each group's probability stays with its outside option.
    """
    utilities, outside = np.asarray(utilities, float), np.asarray(outside, float)
    highest = outside.copy()
    np.maximum.at(highest, group, utilities)
    highest = np.where(highest > -np.inf, highest, 0)
    weights = np.exp(utilities - highest[group])
    total = np.exp(outside - highest) + np.bincount(group, weights, minlength=outside.size)
    return weights / np.where(total > 0, total, 1)[group]


def markup(elasticity: ArrayLike, share: ArrayLike) -> Floats:
    """Price over marginal cost of a seller in Bertrand competition with CES demand.

    Spending shares are logit in -(elasticity - 1) ln(price), with an outside option (Anderson, de
    Palma & Thisse 1992, chapter 4; Atkeson & Burstein 2008): the elasticity a seller meets is
    eps = 1 + (elasticity - 1) * (1 - share), and price = cost * eps / (eps - 1).
    elasticity > 1; share in [0, 1) is the seller's share of spending.
    """
    eps = 1 + (np.asarray(elasticity, float) - 1) * (1 - np.asarray(share, float))
    return eps / (eps - 1)


def logit_bertrand_prices(
    quality: ArrayLike, cost: ArrayLike, owner: ArrayLike, outside: float = -np.inf
) -> Floats:
    """Equilibrium prices of a logit market with utility V = quality - price.

    quality, cost, owner (n,): owner numbers the firm that prices a product; outside is the outside
    option's utility. A firm puts the same margin 1 / (1 - its share) on all its products (Anderson,
    de Palma & Thisse 1992).
    Raises ValueError for a monopoly without outside option, which has no equilibrium.
    """
    quality, cost = np.broadcast_arrays(np.asarray(quality, float), np.asarray(cost, float))
    owner = np.broadcast_to(np.asarray(owner, np.int64), quality.shape)
    if outside == -np.inf and np.all(owner == owner[0]):
        raise ValueError("a single owner without outside option has no equilibrium price")
    margin, step = np.ones(quality.shape), 1.0
    while step > 1e-13:
        utilities = np.append(quality - cost - margin, outside)
        share = np.bincount(owner, logit_probabilities(utilities)[:-1])[owner]
        # The full step can overshoot for ever, as a higher margin lowers the share that allows it.
        change = -np.log((1 - share) * margin) / 2
        margin, step = margin + change, float(np.max(np.abs(change)))
    return cost + margin


def _weights(utilities: Floats) -> tuple[Floats, Floats]:
    """exp(V - highest V) over the last axis, safe against overflow, and the highest V."""
    highest = utilities.max(axis=-1, keepdims=True)
    return np.exp(utilities - np.where(highest > -np.inf, highest, 0)), highest
