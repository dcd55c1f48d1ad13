"""Stock under uncertain demand: how much to order, its cost, and its echo in the orders."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]


def critical_ratio(shortage_cost: ArrayLike, holding_cost: ArrayLike) -> Floats:
    """Best probability of not running out: p / (p + h) (Arrow, Harris & Marschak 1951).

    shortage_cost p is lost on each unit short, holding_cost h on each unit left, per period.
    """
    shortage, holding = np.asarray(shortage_cost, float), np.asarray(holding_cost, float)
    ratio: Floats = shortage / (shortage + holding)
    return ratio


def safety_factor(ratio: ArrayLike) -> Floats:
    """Standard normal quantile of a service probability in (0, 1)."""
    factor: Floats = ndtri(ratio)
    return factor


def normal_loss(z: ArrayLike) -> Floats:
    """Expected shortage E[max(Z - z, 0)] of standard normal demand Z (Zipkin 2000)."""
    z = np.asarray(z, float)
    loss: Floats = np.exp(-z * z / 2) / np.sqrt(2 * np.pi) - z * ndtr(-z)
    return loss


def newsvendor_cost(
    level: ArrayLike,
    mean: ArrayLike,
    sd: ArrayLike,
    shortage_cost: ArrayLike,
    holding_cost: ArrayLike,
) -> Floats:
    """Expected cost a period of holding and shortage at a stock level; normal demand, sd > 0."""
    left, spread = np.asarray(level, float) - np.asarray(mean, float), np.asarray(sd, float)
    short = spread * normal_loss(left / spread)
    holding, shortage = np.asarray(holding_cost, float), np.asarray(shortage_cost, float)
    cost: Floats = holding * (left + short) + shortage * short
    return cost


def demand_over_lead_time(
    mean: ArrayLike, sd: ArrayLike, lead_time: ArrayLike
) -> tuple[Floats, Floats]:
    """Mean and s.d. of demand over lead time plus one review period, demand independent by period.

    mean and sd are of one period; what is ordered now arrives after lead_time periods and must
    last until the next order's arrival (Zipkin 2000).
    """
    periods = np.asarray(lead_time, float) + 1
    return periods * np.asarray(mean, float), np.sqrt(periods) * np.asarray(sd, float)


def order_up_to_level(
    mean: ArrayLike, sd: ArrayLike, lead_time: ArrayLike, safety: ArrayLike
) -> Floats:
    """Base stock S = (L + 1) m + z s sqrt(L + 1), with z the safety factor."""
    mean, sd = demand_over_lead_time(mean, sd, lead_time)
    return mean + np.asarray(safety, float) * sd


def smooth_forecast(
    level: ArrayLike, deviation: ArrayLike, observed: ArrayLike, rate: ArrayLike
) -> tuple[Floats, Floats]:
    """Exponential smoothing (Brown 1959) of a level and of the s.d. of its one-step error.

    Gives the new (level, deviation). For independent observations of s.d. s the squared deviation
    settles at s^2 * 2 / (2 - rate): what a forecast by this level really errs.
    """
    level, rate = np.asarray(level, float), np.asarray(rate, float)
    error = np.asarray(observed, float) - level
    spread: Floats = np.sqrt((1 - rate) * np.square(np.asarray(deviation, float)) + rate * error**2)
    return level + rate * error, spread


def expiry_rate(stock: ArrayLike, sales: ArrayLike, shelf_life: ArrayLike) -> Floats:
    """Share of a steady stock that passes its shelf life in a period, the oldest being sold first.

    What neither is sold nor has expired is younger than the shelf life L, so a stock S that is kept
    up takes S / L in a period; sales d take all but max(0, S / L - d). As long as goods wait no more
    than L on average (Little 1961: S / d), nothing expires. L may be infinite.
    """
    turned_over = np.divide(sales, np.maximum(stock, 1e-9))
    return np.maximum(1.0 / np.asarray(shelf_life, float) - turned_over, 0.0)
