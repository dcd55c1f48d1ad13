"""The quarterly review of one firm's markets, option by option.

A `situation` is a market under review: a listing that stands (`standing`), or a prospect. An `alternative`
is a service and a provider. The firm weighs expected weekly profit as a share of revenue.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from scipy.special import ndtri

from ecosystem.agents.providers.coverage import Coverage
from ecosystem.core.draws import WeekDraws
from ecosystem.scenario.names import EXPRESS, MAIL, OWN_WAREHOUSE, PLATFORM_WAREHOUSE
from ecosystem.scenario.parameters.market import MarketParameters
from ecosystem.scenario.parameters.sellers import SellerParameters
from ecosystem.scenario.scenario import Scenario
from tests.reference.agents.consumers import spending
from tests.reference.markets.goods import best_markup
from tests.reference.quotes.prices import left_of_a_dollar
from tests.reference.quotes.quote import at_the_door, logistics
from tests.reference.recording import Row

PROVIDER_KEYS = 4_096
SMALLEST_REVENUE = 25.0
FIRST_GUESS_DAYS = 8.0
WEEKS_A_YEAR = 52.0
ABSENT_SERVICE, ABSENT_PROVIDER = -1, -2
Alternative = tuple[int, int]
Markets = dict[tuple[int, int], Row]


def due(firm: Row, age: int, interval: int) -> bool:
    """Reviews are staggered by id."""
    return (age + firm.id) % interval == 0


def present_case(listing: Row, firm: Row, markets: Markets, parameters: MarketParameters) -> Row:
    """What a firm knows about a market that it serves."""
    place = markets[listing.destination, listing.category]
    loyalty_utility = parameters.loyalty_weight * math.log(1.0 + listing.loyalty / parameters.loyalty_scale)
    others = max(place.inside - listing.exp_utility, 0.0)
    return Row(
        seller=listing.seller, destination=listing.destination, service=listing.service,
        provider=listing.provider, base=parameters.quality_weight * firm.quality + loyalty_utility + listing.fit,
        budget=place.budget, reference=place.reference, rivals=place.outside + others, share=listing.share,
        volume=max(listing.sales, 1.0), price=listing.price, experience=listing.experience,
        handled=listing.handled, underdeclared=listing.underdeclared)


def prospects(
    row: int, firm: Row, served: set[int], markets: Markets, parameters: Scenario, draws: WeekDraws,
) -> list[Row]:
    """Destinations drawn by spending, without home, those served, and repetitions."""
    found: list[int] = []
    for turn in range(parameters.sellers.destinations_considered):
        uniform = float(draws.uniform("prospects", firm.id, turn))
        destination = by_spending(markets, firm.category, uniform)
        if destination not in (firm.country, *served, *found):
            found.append(destination)
    return [prospect(row, firm, markets[place, firm.category], parameters) for place in found]


def by_spending(markets: Markets, category: int, uniform: float) -> int:
    """The country where the running sum of spending on a category passes the uniform number."""
    spending = [each.spending for (_, kind), each in sorted(markets.items()) if kind == category]
    total, passed = sum(spending), 0.0
    for country, amount in enumerate(spending):
        passed += amount
        if uniform <= passed / total:
            return country
    return len(spending) - 1


def prospect(row: int, firm: Row, place: Row, parameters: Scenario) -> Row:
    """A first guess of a market that a firm does not know: usual price, eight days."""
    rivals = place.outside + place.inside
    market, hoped_for = parameters.market, parameters.sellers.prospect_loyalty
    base = market.quality_weight * firm.quality
    base += market.loyalty_weight * math.log(1.0 + hoped_for / market.loyalty_scale)
    exp_utility = math.exp(base - market.day_cost * FIRST_GUESS_DAYS)
    share = exp_utility / (exp_utility + rivals)
    spent = spending(place.budget, exp_utility + rivals, place.reference, place.elasticity, market)
    return Row(
        seller=row, destination=place.destination, service=ABSENT_SERVICE,
        provider=ABSENT_PROVIDER, base=base, budget=place.budget, reference=place.reference, rivals=rivals, share=share,
        volume=max(spent * share / firm.value, 1.0), price=max(firm.value, firm.cost), experience=0.0,
        handled=0.0, underdeclared=False)


def some_providers(
    coverage: Coverage, origin: int, destination: int, uniform: float, wanted: int
) -> list[int]:
    """Neighbours in the list of those who serve the pair, from a random place on, round the end."""
    serving = [each for each in coverage.table[origin, destination].tolist() if each >= 0]
    first = int(uniform * len(serving))
    return [serving[(first + k) % len(serving)] for k in range(min(wanted, len(serving)))]


def menu(
    situation: Row, firm: Row, coverage: Mapping[str, Coverage], wanted: int, draws: WeekDraws,
) -> list[Alternative]:
    """The present option first, then some carriers, some platforms twice, and an own warehouse."""
    present = situation.service, situation.provider
    choice_sets = [] if situation.service == ABSENT_SERVICE else [present]
    kinds = (EXPRESS, "carriers"), (MAIL, "platforms"), (PLATFORM_WAREHOUSE, "platforms")
    for service, kind in kinds:
        uniform = float(draws.uniform("consideration", firm.id, situation.destination, service))
        found = some_providers(coverage[kind], firm.country, situation.destination, uniform, wanted)
        choice_sets += [(service, provider) for provider in found if (service, provider) != present]
    own = OWN_WAREHOUSE, -1
    return choice_sets if own == present else [*choice_sets, own]


def perceived_logistics(
    alternative: Alternative, experience: float, quoted: Row, rating: float, firm: Row, draws: WeekDraws,
    parameters: Scenario,
) -> float:
    """Newcomers overlook hidden surcharges and misjudge the rest, always in the same way, less so
    where providers are rated."""
    service, provider = alternative
    known = experience / (experience + parameters.sellers.experience_weeks)
    overlooked = quoted.surcharge * (1.0 - known)
    key = service * PROVIDER_KEYS + provider + 1
    error = float(ndtri(draws.for_good().uniform("evaluation", firm.id, key)))
    spread = parameters.sellers.evaluation_noise * (1.0 - rating) * math.sqrt(1.0 - known)
    charges = logistics(quoted) - quoted.losses - overlooked
    return charges * math.exp(spread * error) + quoted.losses


def further_cost(situation: Row, alternative: Alternative, listings: list[Row], parameters: SellerParameters) -> float:
    """USD a week of a service, or a provider, that none of the firm's other listings uses."""
    standing = situation.service != ABSENT_SERVICE
    others = [each for each in listings if not (standing and each.destination == situation.destination)]
    if not others:
        return 0.0
    cost = 0.0
    if alternative[0] not in {other.service for other in others}:
        cost += parameters.service_cost
    if alternative not in {(other.service, other.provider) for other in others}:
        cost += parameters.provider_cost
    return cost


def expect(
    situation: Row, alternative: Alternative, quoted: Row, product: Row, firm: Row, listings: list[Row],
    elasticity: float, vat: float, rating: float, draws: WeekDraws, parameters: Scenario,
) -> Row:
    """Revenue and profit that a firm expects of one option; and its profit without any misjudgement."""
    changed = alternative != (situation.service, situation.provider)
    experience = 0.0 if changed else situation.experience
    believed = perceived_logistics(alternative, experience, quoted, rating, firm, draws, parameters)
    revenue, profit = earn(situation, quoted, product, believed, elasticity, vat, parameters)
    _, true = earn(situation, quoted, product, logistics(quoted), elasticity, vat, parameters)
    further = further_cost(situation, alternative, listings, parameters.sellers)
    switching = 0.0
    if changed and situation.service != ABSENT_SERVICE:
        switching = parameters.sellers.switching_cost / parameters.sellers.payback_weeks
    profit -= further
    return Row(
        alternative=alternative, revenue=revenue, profit=profit, scored=profit - switching,
        true=true - further - switching)


def earn(
    situation: Row, quoted: Row, product: Row, logistics_cost: float, elasticity: float, vat: float,
    parameters: Scenario,
) -> tuple[float, float]:
    """Revenue and profit at the price that the firm would set on this cost of logistics."""
    market = parameters.market
    unit = product.cost + quoted.duty + logistics_cost
    margin = best_markup(elasticity, situation.share, market.category_elasticity)
    kept = left_of_a_dollar(quoted, parameters.sellers)
    price = unit * margin / kept
    paid = at_the_door(quoted, price)
    relative = paid / (product.value * (1.0 + vat))
    utility = situation.base - elasticity * math.log(relative)
    utility -= market.day_cost * quoted.days + market.uncertainty_cost * quoted.days_sd
    exp_utility = math.exp(min(max(utility, -50.0), 50.0))
    attraction = exp_utility + situation.rivals
    spent = spending(situation.budget, attraction, situation.reference, elasticity, market)
    revenue = spent * exp_utility / attraction * price / paid
    return revenue, revenue * kept * (1.0 - 1.0 / margin) - quoted.fixed


def score(outlooks: list[Row]) -> None:
    """Scores of one case are shares of the largest revenue among its options."""
    scale = max(SMALLEST_REVENUE, *(evaluation.revenue for evaluation in outlooks))
    for evaluation in outlooks:
        evaluation.score, evaluation.true_score = evaluation.scored / scale, evaluation.true / scale


def feasible(situation: Row, outlooks: list[Row], firm: Row, parameters: Scenario) -> None:
    """A new own warehouse needs a market that is served, cash, and a gain worth a multiple of the capital."""
    services = parameters.services
    for evaluation in outlooks:
        evaluation.allowed = True
        if evaluation.alternative[0] != OWN_WAREHOUSE or situation.service == OWN_WAREHOUSE:
            continue
        others = [each.profit for each in outlooks if each.alternative[0] != OWN_WAREHOUSE]
        gain = evaluation.profit - max(others) if others else -math.inf
        value = gain * WEEKS_A_YEAR / (parameters.stock.capital_cost + services.own_depreciation)
        able = situation.service >= 0 and firm.cash >= services.own_capital + firm.starting_cash
        evaluation.allowed = able and value > services.own_hurdle * services.own_capital


def choose(
    situation: Row, outlooks: list[Row], firm: Row, scale: float, draws: WeekDraws
) -> Row | None:
    """The largest score with Gumbel noise: a logit choice."""
    best, highest = None, -math.inf
    for evaluation in outlooks:
        if not evaluation.allowed:
            continue
        service, provider = evaluation.alternative
        key = service * PROVIDER_KEYS + provider + 1
        uniform = float(draws.uniform("choice", firm.id, situation.destination, key))
        noisy = evaluation.score / scale - math.log(-math.log(uniform))
        if noisy > highest:
            best, highest = evaluation, noisy
    return best


def regret(outlooks: list[Row], chosen: Row) -> float:
    """What the best open option would have brought more, in truth and as a share of revenue."""
    return max(each.true_score for each in outlooks if each.allowed) - chosen.true_score


def apply_changes(
    firm_cases: list[Row], chosen: list[Row | None], parameters: Scenario, pay: Any
) -> int:
    """Switch listings; a firm builds one own warehouse a review, in the first market that wants one."""
    switched, built = 0, False
    for situation, evaluation in zip(firm_cases, chosen, strict=True):
        if evaluation is None or evaluation.alternative == (situation.service, situation.provider):
            continue
        builds = evaluation.alternative[0] == OWN_WAREHOUSE
        if builds and built:
            continue
        built = built or builds
        if builds and parameters.services.own_building_weeks > 0:
            situation.listing.building = parameters.services.own_building_weeks
        else:
            situation.listing.service, situation.listing.provider = evaluation.alternative
            situation.listing.experience = situation.listing.handled = 0.0
        pay("switching", parameters.sellers.switching_cost)
        pay("warehouse capital", parameters.services.own_capital if builds else 0.0)
        switched += 1
    return switched


def leave_markets(
    firm: Row, listings: list[Row], markets: int, age: int, parameters: SellerParameters,
    draws: WeekDraws,
) -> None:
    """Give up markets that lose money, by chance, but not all that are open."""
    if not due(firm, age, parameters.review_interval):
        return
    cost = parameters.listing_cost * markets**parameters.span_cost
    giving_up = []
    for listing in listings:
        losing = listing.profit - cost < parameters.drop_margin * listing.revenue
        uniform = float(draws.uniform("leave a market", listing.firm, listing.destination))
        if losing and listing.age > parameters.drop_age and uniform < parameters.drop_chance:
            giving_up.append(listing)
    still_open = [listing for listing in listings if not listing.closing]
    if all(listing in giving_up for listing in still_open):
        return
    for listing in giving_up:
        listing.closing = True


def best_opening(
    situations: list[Row], chosen: list[Row | None], firm: Row, parameters: SellerParameters
) -> tuple[Row, Row] | None:
    """The most profitable prospect, if it pays back the cost of entry and the firm can pay."""
    further = parameters.listing_cost * (firm.markets + 1.0) ** parameters.span_cost
    if firm.cash <= parameters.market_entry_cost + 0.25 * firm.starting_cash:
        return None
    best = None
    for situation, evaluation in zip(situations, chosen, strict=True):
        if evaluation is None:
            continue
        if (evaluation.profit - further) * parameters.payback_weeks <= parameters.market_entry_cost:
            continue
        if best is None or evaluation.profit > best[1].profit:
            best = situation, evaluation
    return best
