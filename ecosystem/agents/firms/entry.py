"""Births: who could found a firm this week, and with what product, quality and cash."""

from __future__ import annotations

from typing import Any

import numpy as np

from ecosystem.core.arrays import WEEKS_A_YEAR, Floats, Integers
from ecosystem.core.draws import WeekDraws
from ecosystem.scenario.parameters.sellers import SellerParameters
from ecosystem.scenario.scenario import Scenario
from ecosystem.theory.choice import choose
from ecosystem.world.world import World

SLOTS = 2**20
"""Candidates that one week has room for: id = week x SLOTS + slot."""


def founders(number: int) -> Integers:
    """Ids of the firms of week 0."""
    return np.arange(number, dtype=np.int64)


def entrants(
    age: int, founding_number: int, cohort_return: float, draws: WeekDraws, parameters: SellerParameters
) -> Integers:
    """Ids of the candidates of the week who enter.

    Every week has the same list of candidates in every policy world; a candidate enters when its
    own draw is below the entry rate, which follows the return of recent entrants.
    """
    expected = parameters.entry_rate * founding_number / WEEKS_A_YEAR
    candidates = age * SLOTS + np.arange(int(np.ceil(parameters.candidates_per_entrant * expected)))
    appeal = max(1.0 + cohort_return, 0.0) ** parameters.entry_elasticity
    chance = min(appeal / parameters.candidates_per_entrant, 1.0)
    result: Integers = candidates[draws.uniform("entry", candidates) < chance]
    return result


def home_country(ids: Integers, world: World, draws: WeekDraws) -> Integers:
    """Country of each founder, in proportion to goods exports times internet use (fixed by data)."""
    weight = world.countries.exports * world.countries.internet_share
    cumulative = np.cumsum(weight) / weight.sum()
    return np.searchsorted(cumulative, draws.uniform("home country", ids)).clip(0, len(weight) - 1)


def product_category(ids: Integers, world: World, draws: WeekDraws) -> Integers:
    """Category of each founder, in proportion to consumers' spending."""
    cumulative = np.cumsum(world.categories.spending_share)
    uniform = draws.uniform("category", ids) * cumulative[-1]
    result: Integers = np.searchsorted(cumulative, uniform).clip(0, len(cumulative) - 1)
    return result


def home_hub(
    ids: Integers, country: Integers, category: Integers, *, margin: Floats, world: World,
    draws: WeekDraws, hub_pull: float,
) -> Integers:
    """Hub of each founder by logit on city size and on what similar firms earn there.

    Args:
        ids: ids of the founders.
        country: their countries.
        category: their categories.
        margin: profit over revenue by hub and category, relative to the mean, shape (H, K).
        world: hubs and their population shares.
        draws: keyed draws.
        hub_pull: weight of the margin.
    """
    hubs = world.hubs
    inside = hubs.country[None, :] == country[:, None]
    size = np.log(np.maximum(hubs.population_share, 1e-9))
    value = np.where(inside, size[None, :] + hub_pull * margin[:, category].T, -np.inf)
    return choose(value, draws.uniform("home hub", ids))


def attributes(
    ids: Integers, country: Integers, category: Integers, *, world: World, draws: WeekDraws,
    parameters: Scenario, time_values: Floats,
) -> dict[str, Any]:
    """Product, quality and cash of each founder, keyed by its id alone.

    ``time_values`` are the value-of-time classes of bulk freight, USD/kg/day, ascending.
    """
    kinds, sellers = world.categories, parameters.sellers
    spread = {
        name: draws.normal(name, ids) for name in ("weight", "value", "product cost", "quality", "cash")}
    weight = kinds.weight_median[category] * np.exp(kinds.weight_spread[category] * spread["weight"])
    value = kinds.value_median[category] * np.exp(kinds.value_spread[category] * spread["value"])
    cost = value * (1.0 - kinds.gross_margin[category])
    cost *= np.exp(-sellers.productivity_spread * spread["product cost"])
    wage = world.countries.weekly_wage
    wealth = (wage[country] / wage.mean()) ** sellers.starting_cash_wage_elasticity
    density = np.minimum(kinds.volumetric_density[category], parameters.services.volumetric_density)
    quality = sellers.quality_spread * spread["quality"]
    return {
        "country": country,
        "category": category,
        "weight": weight,
        "volumetric": weight * parameters.services.volumetric_density / density,
        "value": value,
        "cost": cost,
        "time_class": time_class(weight, value, kinds.obsolescence[category], parameters, time_values),
        "quality_base": quality,
        "quality": quality,
        "starting_cash": (
            sellers.starting_cash * wealth * np.exp(sellers.starting_cash_spread * spread["cash"])),
    }


def time_class(
    weight: Floats, value: Floats, obsolescence: Floats, parameters: Scenario, time_values: Floats
) -> Integers:
    """Class whose value of time is nearest to the goods' capital cost and obsolescence a kg and day."""
    daily = parameters.stock.capital_cost / 365.0 + obsolescence / 7.0
    wanted = np.log(np.maximum(value * daily / weight, 1e-9))
    result: Integers = np.abs(wanted[:, None] - np.log(time_values)[None, :]).argmin(axis=1)
    return result
