"""How a seller stocks a warehouse abroad: articles, safety stock, order-up-to level, fill rate.

A listing sells many articles (stock keeping units) of one product kind. Each needs its own safety
stock, so for the listing as a whole the safety stock grows with the root of their number.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ecosystem.scenario.stock import StockParameters
from ecosystem.theory.inventory import (
    critical_ratio,
    normal_loss,
    order_up_to_level,
    safety_factor,
)

Floats = NDArray[np.float64]
WEEKS_A_YEAR = 52.0
LOWEST_SERVICE, HIGHEST_SERVICE = 0.5, 0.999


def articles(volume: Floats, rules: StockParameters) -> Floats:
    """Number of articles of a listing that sells this many parcels a week."""
    return rules.articles_scale * np.maximum(volume, 1.0) ** rules.articles_exponent


def weekly_holding(
    cost: Floats, rent: Floats, obsolescence: Floats, rules: StockParameters
) -> Floats:
    """USD a week that one parcel in stock costs: rent, capital and loss of value."""
    return rent + cost * (rules.capital_cost / WEEKS_A_YEAR + obsolescence)


def newsvendor_factor(margin: Floats, holding: Floats) -> Floats:
    """Safety factor z of the service level that margin and weekly holding cost call for."""
    ratio = critical_ratio(np.maximum(margin, 1e-6), np.maximum(holding, 1e-9))
    return safety_factor(np.clip(ratio, LOWEST_SERVICE, HIGHEST_SERVICE))


def target_level(
    mean: Floats, deviation: Floats, lead_weeks: Floats, number: Floats, z: Floats
) -> Floats:
    """Order-up-to level of a listing, parcels: the sum over its articles (Zipkin 2000).

    Each of n articles has Poisson demand of its own and its part of what moves the whole listing,
    so its deviation is sqrt(m / n + c^2 / n^2) and n of them add up to sqrt(n m + c^2), where c is
    what the deviation of the listing has beyond the Poisson one.

    Args:
        mean: forecast of the listing's weekly demand.
        deviation: standard deviation of its forecast error.
        lead_weeks: weeks from order to shelf.
        number: articles.
        z: safety factor.
    """
    common = np.maximum(deviation**2 - mean, 0.0)
    return order_up_to_level(mean, np.sqrt(number * mean + common), lead_weeks, z)


def expected_stock(volume: Floats, lead_weeks: Floats, z: Floats, rules: StockParameters) -> Floats:
    """Mean parcels on the shelf under Poisson demand: half a week of sales and the safety stock."""
    pooled = np.sqrt(volume * articles(volume, rules) * (lead_weeks + 1.0))
    return 0.5 * volume + z * pooled


def fill_rate(stock: Floats, mean: Floats, number: Floats) -> Floats:
    """Expected share of a week's Poisson demand that stock spread over the articles can serve."""
    mean = np.maximum(mean, 1e-9)
    spread = np.sqrt(mean * number)
    short = spread * normal_loss((stock - mean) / spread)
    return np.clip(1.0 - short / mean, 0.0, 1.0)
