"""Spending of one market in a week."""

from __future__ import annotations

import math

from ecosystem.scenario.parameters.market import MarketParameters

WEEKS_A_YEAR = 52.0


def spending(base: float, week: int, demand: float, parameters: MarketParameters) -> float:
    """Nothing moves before week 0; then spending grows and follows the seasons.

    ``demand`` is the factor of policies and shocks.
    """
    base *= demand
    if week < 0:
        return base
    season = math.cos(2.0 * math.pi * (week - parameters.season_peak) / WEEKS_A_YEAR)
    growth = (1.0 + parameters.growth) ** (week / WEEKS_A_YEAR)
    return base * growth * (1.0 + parameters.season * season)
