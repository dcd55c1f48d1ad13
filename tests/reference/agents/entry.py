"""Who could found a firm this week: one candidate at a time, all from its own id."""

from __future__ import annotations

import math

from scipy.special import ndtri

from ecosystem.core.draws import WeekDraws
from ecosystem.scenario.parameters.sellers import SellerParameters
from ecosystem.scenario.scenario import Scenario
from ecosystem.world.world import World
from tests.reference.recording import Row

SLOTS = 2**20
CANDIDATES_PER_ENTRANT = 4
WEEKS_A_YEAR = 52.0


def entrants(
    age: int, founding_number: int, cohort_return: float, draws: WeekDraws, parameters: SellerParameters
) -> list[int]:
    """Four candidates for each entrant expected; each enters by its own draw and the return."""
    expected = parameters.entry_rate * founding_number / WEEKS_A_YEAR
    appeal = max(1.0 + cohort_return, 0.0) ** parameters.entry_elasticity
    chance = min(appeal / CANDIDATES_PER_ENTRANT, 1.0)
    entered = []
    for slot in range(math.ceil(CANDIDATES_PER_ENTRANT * expected)):
        number = age * SLOTS + slot
        if float(draws.uniform("entry", number)) < chance:
            entered.append(number)
    return entered


def by_weight(weights: list[float], uniform: float) -> int:
    """The first place where the running sum of weights reaches the uniform part of their total."""
    wanted, reached = uniform * sum(weights), 0.0
    for place, weight in enumerate(weights):
        reached += weight
        if reached >= wanted:
            return place
    return len(weights) - 1


def home_country(number: int, world: World, draws: WeekDraws) -> int:
    """Exports times internet use: where sellers to the world come from."""
    countries = world.countries
    weights = [
        exports * share for exports, share in zip(
            countries.exports.tolist(), countries.internet_share.tolist(), strict=True)]
    return by_weight(weights, float(draws.uniform("home country", number)))


def product_category(number: int, world: World, draws: WeekDraws) -> int:
    """In proportion to what consumers spend."""
    weights = world.categories.spending_share.tolist()
    return by_weight(weights, float(draws.uniform("category", number)))


def home_hub(
    number: int, country: int, margins: list[float], world: World, draws: WeekDraws, pull: float
) -> int:
    """A large city, or one where firms of the category earn well: logit within the country.

    ``margins`` are those of the candidate's category by hub.
    """
    weights = []
    for hub, margin in enumerate(margins):
        inside = world.hubs.country[hub] == country
        size = max(world.hubs.population_share[hub], 1e-9)
        weights.append(size * math.exp(pull * margin) if inside else 0.0)
    return by_weight(weights, float(draws.uniform("home hub", number)))


def attributes(
    number: int, country: int, category: int, world: World, draws: WeekDraws, parameters: Scenario,
    time_values: list[float],
) -> Row:
    """Product, quality and cash."""
    kinds, sellers, services = world.categories, parameters.sellers, parameters.services

    def normal(stream: str) -> float:
        return float(ndtri(draws.uniform(stream, number)))

    def lognormal(stream: str, median: float, spread: float) -> float:
        return median * math.exp(spread * normal(stream))

    weight = lognormal("weight", kinds.weight_median[category], kinds.weight_spread[category])
    value = lognormal("value", kinds.value_median[category], kinds.value_spread[category])
    usual_cost = value * (1.0 - kinds.gross_margin[category])
    quality = sellers.quality_spread * normal("quality")
    density = min(kinds.volumetric_density[category], services.volumetric_density)
    wages = world.countries.weekly_wage
    wealth = (wages[country] / (sum(wages.tolist()) / len(wages))) ** sellers.starting_cash_wage_elasticity
    return Row(
        country=country, category=category, weight=weight,
        volumetric=weight * services.volumetric_density / density, value=value,
        cost=lognormal("product cost", usual_cost, -sellers.productivity_spread),
        time_class=time_class(weight, value, kinds.obsolescence[category], parameters, time_values),
        quality_base=quality, quality=quality,
        starting_cash=lognormal("cash", sellers.starting_cash * wealth, sellers.starting_cash_spread))


def time_class(
    weight: float, value: float, obsolescence: float, parameters: Scenario, time_values: list[float]
) -> int:
    """The class nearest, by ratio, to what a day costs a kg of the goods."""
    a_day = value * (parameters.stock.capital_cost / 365.0 + obsolescence / 7.0) / weight
    distances = [abs(math.log(max(a_day, 1e-9) / each)) for each in time_values]
    return distances.index(min(distances))


def hub_margins(
    firms: list[Row], hubs: int, categories: int, prior: float
) -> list[list[float]]:
    """Margin of each hub's firms by category less the mean of all, shrunk by pseudo-firms."""
    margins = [min(max(firm.profit / max(firm.revenue, 1.0), -1.0), 1.0) for firm in firms]
    mean = sum(margins) / len(margins) if margins else 0.0
    result = []
    for hub in range(hubs):
        line = []
        for category in range(categories):
            found = [
                margin - mean for firm, margin in zip(firms, margins, strict=True)
                if (firm.hub, firm.category) == (hub, category)]
            line.append(sum(found) / (len(found) + prior))
        result.append(line)
    return result
