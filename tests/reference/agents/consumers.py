"""Spending of one market in a week."""

from __future__ import annotations

import math

from ecosystem.scenario.parameters.market import MarketParameters

WEEKS_A_YEAR = 52.0


def spending(
    budget: float, attraction: float, reference: float, elasticity: float, parameters: MarketParameters
) -> float:
    """What buyers spend of a budget: more where all offers are better than at the founding, by the
    price that they would feel cheaper by, but never more than they earn."""
    felt_price = (attraction / reference) ** (-1.0 / elasticity)
    wanted = felt_price ** (1.0 - parameters.category_elasticity)
    return budget * min(wanted, 1.0 / parameters.spending_share)


def budget(base: float, week: int, demand: float, parameters: MarketParameters) -> float:
    """Nothing moves before week 0; then budgets grow and follow the seasons.

    ``demand`` is the factor of policies and shocks.
    """
    base *= demand
    if week < 0:
        return base
    season = math.cos(2.0 * math.pi * (week - parameters.season_peak) / WEEKS_A_YEAR)
    growth = (1.0 + parameters.growth) ** (week / WEEKS_A_YEAR)
    return base * growth * (1.0 + parameters.season * season)
