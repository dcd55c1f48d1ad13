"""The inspection game: whoever must comply chooses whether to, an authority how often to look.

Complying costs the gain of a violation; looking costs the authority something; a violation that is
found costs the violator the stake, and the authority recovers it. Neither side can settle on one
move: in equilibrium each moves at random just so often that the other is indifferent (Tsebelis
1989; Avenhaus, von Stengel & Zamir 2002).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

Floats = NDArray[np.float64]


def equilibrium(gain: ArrayLike, cost: ArrayLike, stake: ArrayLike) -> tuple[Floats, Floats]:
    """Shares of violations and of inspections in the mixed equilibrium, each cost / stake or 1.

    Args:
        gain: what a violation saves, in any unit of money.
        cost: of one inspection.
        stake: what a violation found costs the violator and brings the authority, above 0.

    Returns:
        cost / stake (the authority is indifferent) and gain / stake (the violator is), at most 1.
    """
    gain, cost, stake = (np.asarray(x, float) for x in (gain, cost, stake))
    return np.minimum(cost / stake, 1.0), np.minimum(gain / stake, 1.0)


def expected_gain(gain: ArrayLike, stake: ArrayLike, inspection: ArrayLike) -> Floats:
    """What a violation earns on average: the gain less the stake times the chance of inspection."""
    expected_loss: Floats = np.asarray(stake, float) * np.asarray(inspection, float)
    return np.asarray(gain, float) - expected_loss


def violation_chance(advantage: ArrayLike, scale: float) -> Floats:
    """Smoothed best response: logit chance of a violation that earns ``advantage`` on average.

    Args:
        advantage: in the same unit as ``scale``.
        scale: spread of what else decides (Fudenberg & Levine 1998); towards 0 the best response.
    """
    chance: Floats = expit(np.asarray(advantage, float) / scale)
    return chance


def inspection_drift(recovered: ArrayLike, cost: ArrayLike) -> Floats:
    """Direction in which an authority moves its inspections: (recovered - cost) / (their sum).

    -1 where an inspection recovers nothing, 0 where it just pays, towards 1 where it pays best. The
    share inspected integrates this (`adapted`), so it comes to rest only where an inspection
    recovers what it costs: there violations are cost / stake, whatever the violators' scale.
    """
    recovered, cost = np.asarray(recovered, float), np.asarray(cost, float)
    total = recovered + cost
    drift: Floats = np.divide(recovered - cost, total, out=np.zeros(total.shape), where=total > 0)
    return drift


def adapted(level: ArrayLike, drift: ArrayLike, speed: float, low: float, high: float) -> Floats:
    """A level after one step of integral control in its logarithm, kept within bounds.

    Args:
        level: share or factor, above 0.
        drift: -1 to 1.
        speed: step of ln level at a drift of 1.
        low, high: bounds of the level.
    """
    moved: Floats = np.clip(np.asarray(level, float) * np.exp(speed * np.asarray(drift, float)), low, high)
    return moved


def targeted_chances(
    share: ArrayLike, risky: ArrayLike, accuracy: ArrayLike
) -> tuple[Floats, Floats]:
    """Chances of inspection of a risky and of any other entry, for a share inspected overall.

    Random inspection (accuracy 0) looks at both alike. Perfect targeting (1) looks at risky entries
    first and at others only with what is left; in between the chance moves evenly. Overall the
    share stays what it is: risky x first + (1 - risky) x second = share.

    Args:
        share: share inspected overall, 0 to 1.
        risky: share of entries that are risky, 0 to 1.
        accuracy: 0 to 1.
    """
    share, risky = np.broadcast_arrays(np.asarray(share, float), np.asarray(risky, float))
    most = share / np.maximum(np.maximum(risky, share), np.finfo(float).tiny)
    chance = share + np.asarray(accuracy, float) * (most - share)
    rest = (share - risky * chance) / np.where(risky < 1.0, 1.0 - risky, 1.0)
    return chance, np.where(risky < 1.0, np.maximum(rest, 0.0), share)
