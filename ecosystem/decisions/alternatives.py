"""The quarterly review: which service and provider each market gets, and which markets to enter.

A review scores the present way of serving a market, a few providers of each service, and an own
warehouse by expected weekly profit as a share of revenue, and picks by logit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecosystem.agents.consumers import best_markup
from ecosystem.agents.firms.firms import Firms
from ecosystem.agents.providers.coverage import Coverage
from ecosystem.core.arrays import WEEKS_A_YEAR, Flags, Floats, Integers
from ecosystem.core.draws import Draws, WeekDraws
from ecosystem.messages.quotes import Alternatives, Goods, Quotes
from ecosystem.scenario.names import EXPRESS, MAIL, OWN_WAREHOUSE, PLATFORM_WAREHOUSE, SERVICES
from ecosystem.scenario.scenario import Scenario
from ecosystem.scenario.sellers import SellerParameters

PROVIDER_KEYS = 4_096
"""Room for providers in the key of an option: service x room + provider + 1."""
SMALLEST_REVENUE = 25.0
"""USD a week below which a listing's revenue is not taken as a scale."""


@dataclass(frozen=True)
class ChoiceSituations:
    """Markets under review, one row each: a present listing, or a prospect (row -1).

    Attributes:
        listing: row of the listing, -1 for a prospect.
        seller: row of the firm.
        destination: country.
        service: present service, -1 for a prospect.
        provider: present provider.
        base: utility of the offer to consumers without price, time and stock-outs.
        spending: spending of the market, USD/week.
        rivals: attraction of everything else in the market.
        share: present share of the market's spending.
        volume: parcels a week that costs are reckoned for.
        price: price that taxes are assessed on.
        experience: weeks with the present provider.
        handled: parcels that the present own warehouse has handled.
        underdeclared: whether the firm declares direct parcels at a part of their price there.
    """

    listing: Integers
    seller: Integers
    destination: Integers
    service: Integers
    provider: Integers
    base: Floats
    spending: Floats
    rivals: Floats
    share: Floats
    volume: Floats
    price: Floats
    experience: Floats
    handled: Floats
    underdeclared: Flags


@dataclass(frozen=True)
class ChoiceSets:
    """What is compared: options of one case stand together.

    Attributes:
        situation: row of the case, ascending.
        slot: column of the option in its case.
        slots: columns that a case has at most.
        alternatives: what is to be priced, one row each.
    """

    situation: Integers
    slot: Integers
    slots: int
    alternatives: Alternatives


def build_choice_sets(
    situations: ChoiceSituations, firms: Firms, carriers: Coverage, platforms: Coverage, draws: WeekDraws,
    parameters: Scenario,
) -> ChoiceSets:
    """The consideration set of each case: the present option first, then others without repeating it."""
    service, provider = _menu(situations, firms, carriers, platforms, draws, parameters)
    present = (service == situations.service[:, None]) & (provider == situations.provider[:, None])
    is_open = (provider >= 0) | (service == OWN_WAREHOUSE)
    is_open[:, 1:] &= ~present[:, 1:]
    is_open[:, 0] = situations.listing >= 0
    situation, slot = np.nonzero(is_open)
    known = present[situation, slot] | (slot == 0)
    seller = situations.seller[situation]
    alternatives = Alternatives(
        seller=seller,
        hub=firms.hub[seller],
        origin=firms.country[seller],
        destination=situations.destination[situation],
        category=firms.category[seller],
        service=service[situation, slot],
        provider=provider[situation, slot],
        volume=situations.volume[situation],
        price=situations.price[situation],
        declared=np.where(situations.underdeclared[situation], parameters.customs.declared_part, 1.0),
        experience=np.where(known, situations.experience[situation], 0.0),
        handled=np.where(known, situations.handled[situation], 0.0),
    )
    return ChoiceSets(situation=situation, slot=slot, slots=service.shape[1], alternatives=alternatives)


def _menu(
    situations: ChoiceSituations, firms: Firms, carriers: Coverage, platforms: Coverage, draws: WeekDraws,
    parameters: Scenario,
) -> tuple[Integers, Integers]:
    """Service and provider of every slot: present, some carriers, some platforms twice, own."""
    wanted = parameters.sellers.providers_considered
    origin = firms.country[situations.seller]
    firm = firms.id[situations.seller]
    number = len(situations.seller)
    services, providers = [situations.service[:, None]], [situations.provider[:, None]]
    for service, coverage in ((EXPRESS, carriers), (MAIL, platforms), (PLATFORM_WAREHOUSE, platforms)):
        start = draws.uniform("consideration", firm, situations.destination, service)
        providers.append(coverage.some(origin, situations.destination, start, wanted))
        services.append(np.full((number, wanted), service))
    services.append(np.full((number, 1), OWN_WAREHOUSE))
    providers.append(np.full((number, 1), -1))
    return np.concatenate(services, axis=1), np.concatenate(providers, axis=1)


@dataclass(frozen=True)
class Evaluation:
    """What a firm expects of each option: USD a week; its score, a share of revenue; and the score
    it would have if the firm judged logistics costs without error."""

    revenue: Floats
    profit: Floats
    score: Floats
    true_score: Floats


def evaluate(
    situations: ChoiceSituations, choice_sets: ChoiceSets, goods: Goods, quotes: Quotes, usage: Usage, elasticity: Floats,
    reference: Floats, rating: Floats, firms: Firms, draws: Draws, parameters: Scenario,
) -> Evaluation:
    """Expected revenue and profit of each option as the firm perceives them.

    Args:
        situations: markets under review.
        choice_sets: options of all cases.
        goods: product of each option.
        quotes: quote of each option.
        usage: services and providers that the firms use already.
        elasticity: price elasticity of each option's category.
        reference: usual consumer price of each option's product, USD.
        rating: share of the error in judging providers that a common rating takes off, by option.
        firms: the sellers.
        draws: keyed draws.
        parameters: parameters.
    """
    sellers = parameters.sellers
    logistics = perceived_logistics(choice_sets.alternatives, quotes, rating, firms, draws, parameters)
    revenue, profit = earnings(situations, choice_sets, goods, quotes, logistics, elasticity, reference, parameters)
    further = usage.extra_cost(choice_sets, situations, sellers)
    true = earnings(situations, choice_sets, goods, quotes, quotes.logistics, elasticity, reference, parameters)[1]
    changed = (choice_sets.slot > 0) & (situations.listing[choice_sets.situation] >= 0)
    switching = np.where(changed, sellers.switching_cost, 0.0) / sellers.payback_weeks
    scale = np.maximum(_largest(revenue, choice_sets), SMALLEST_REVENUE)
    return Evaluation(
        revenue=revenue, profit=profit - further, score=(profit - further - switching) / scale,
        true_score=(true - further - switching) / scale)


def earnings(
    situations: ChoiceSituations, choice_sets: ChoiceSets, goods: Goods, quotes: Quotes, logistics: Floats,
    elasticity: Floats, reference: Floats, parameters: Scenario,
) -> tuple[Floats, Floats]:
    """Revenue and profit of each option at a unit cost of logistics, USD a week.

    Profit is before what further services and providers cost the firm as a whole.
    """
    situation, sellers, market = choice_sets.situation, parameters.sellers, parameters.market
    net = 1.0 - sellers.selling_fee - sellers.overhead
    unit = goods.cost + logistics + quotes.duty
    margin = best_markup(elasticity, situations.share[situation])
    price = unit * margin / net
    at_the_door = quotes.at_the_door(price)
    relative = at_the_door / reference
    value = (
        situations.base[situation]
        - elasticity * np.log(relative)
        - market.day_cost * quotes.days
        - market.uncertainty_cost * quotes.days_sd
    )
    exp_utility = np.exp(np.clip(value, -50.0, 50.0))
    share = exp_utility / (exp_utility + situations.rivals[situation])
    revenue = situations.spending[situation] * share * price / at_the_door
    return revenue, revenue * net * (1.0 - 1.0 / margin) - quotes.fixed


def perceived_logistics(
    alternatives: Alternatives, quotes: Quotes, rating: Floats, firms: Firms, draws: Draws, parameters: Scenario
) -> Floats:
    """Logistics cost as the firm sees it: hidden surcharges and a judgement error, less with experience.

    The error is drawn once per firm and provider, not at each review, which would triple switching.
    A common rating of services (``rating``, a share) takes a part of it off.
    """
    known = alternatives.experience / (alternatives.experience + parameters.sellers.experience_weeks)
    unforeseen = quotes.surcharge * (1.0 - known)
    provider = alternative_key(alternatives.service, alternatives.provider)
    noise = draws.for_good().normal("evaluation", firms.id[alternatives.seller], provider)
    spread = parameters.sellers.evaluation_noise * (1.0 - rating) * np.sqrt(1.0 - known)
    return (quotes.logistics - unforeseen) * np.exp(spread * noise)


def alternative_key(service: Integers, provider: Integers) -> Integers:
    """Key of an option in draws."""
    return service * PROVIDER_KEYS + provider + 1


@dataclass(frozen=True)
class Usage:
    """How many listings of the firms that look around use each service and each provider.

    Attributes:
        row: row of each firm below, -1 for firms that do not look around, shape (firms,).
        service: shape (firms that look around, services).
        provider: shape (firms that look around, services x width): service x width + provider + 1.
        width: providers a service at most, plus one.
    """

    row: Integers
    service: Integers
    provider: Integers
    width: int

    @classmethod
    def of(
        cls, seller: Integers, service: Integers, provider: Integers, looking: Flags, width: int
    ) -> Usage:
        """Count over listings.

        Args:
            seller, service, provider: by listing.
            looking: which firms look around, by firm.
            width: the larger number of providers of one kind plus one.
        """
        row = np.where(looking, np.cumsum(looking) - 1, -1)
        rows = np.flatnonzero(looking[seller])
        own, kind, firms = row[seller[rows]], service[rows], int(looking.sum())
        columns = len(SERVICES) * width
        by_service = np.bincount(own * len(SERVICES) + kind, minlength=firms * len(SERVICES))
        place = own * columns + kind * width + provider[rows] + 1
        by_provider = np.bincount(place, minlength=firms * columns)
        return cls(
            row, by_service.reshape(firms, len(SERVICES)), by_provider.reshape(firms, columns), width)

    def extra_cost(self, choice_sets: ChoiceSets, situations: ChoiceSituations, parameters: SellerParameters) -> Floats:
        """USD a week of using a service or provider that no other listing of the firm uses."""
        alternatives, situation = choice_sets.alternatives, choice_sets.situation
        own = self.row[alternatives.seller]
        present = alternatives.service == situations.service[situation]
        others = self.service[own, alternatives.service] - present
        elsewhere = self.service.sum(axis=1)[own] - (situations.listing[situation] >= 0)
        further = (others == 0) & (elsewhere > 0)
        same = present & (alternatives.provider == situations.provider[situation])
        place = alternatives.service * self.width + alternatives.provider + 1
        new = (self.provider[own, place] - same == 0) & (elsewhere > 0)
        return parameters.service_cost * further + parameters.provider_cost * new


def feasible(
    situations: ChoiceSituations, choice_sets: ChoiceSets, evaluation: Evaluation, firms: Firms, parameters: Scenario
) -> Flags:
    """Which options may be chosen: a new own warehouse only in a market already served, with cash and
    above the hurdle.

    The value of the yearly gain over the next best option, capitalised at the cost of capital plus
    wear, must pass ``own_hurdle`` times the capital (option value of waiting; Dixit & Pindyck 1994).
    """
    services, alternatives, situation = parameters.services, choice_sets.alternatives, choice_sets.situation
    own = alternatives.service == OWN_WAREHOUSE
    standing = own & (situations.service[situation] == OWN_WAREHOUSE)
    known = situations.listing[situation] >= 0
    other = np.where(own, -np.inf, evaluation.profit)
    best_other = _largest(other, choice_sets)
    gain = np.where(np.isfinite(best_other), evaluation.profit - best_other, -np.inf)
    value = gain * WEEKS_A_YEAR / (parameters.stock.capital_cost + services.own_depreciation)
    affordable = firms.cash[alternatives.seller] >= services.own_capital + firms.starting_cash[alternatives.seller]
    worthwhile = value > services.own_hurdle * services.own_capital
    return ~own | standing | (known & affordable & worthwhile)


def choose_alternative(
    situations: ChoiceSituations, choice_sets: ChoiceSets, score: Floats, allowed: Flags, firms: Firms, draws: WeekDraws, scale: float,
) -> Integers:
    """Pick an option for each case by logit (Gumbel noise keyed by firm, market and option).

    Returns:
        Row of the chosen option by case, -1 where none is open.
    """
    alternatives, situation = choice_sets.alternatives, choice_sets.situation
    key = alternative_key(alternatives.service, alternatives.provider)
    uniform = draws.uniform("choice", firms.id[alternatives.seller], situations.destination[situation], key)
    noisy = np.where(allowed, score / scale - np.log(-np.log(uniform)), -np.inf)
    grid = np.full((len(situations.seller), choice_sets.slots), -np.inf)
    grid[situation, choice_sets.slot] = noisy
    row = np.full(grid.shape, -1, np.int64)
    row[situation, choice_sets.slot] = np.arange(len(situation))
    best = grid.argmax(axis=1)
    cells = np.arange(len(grid)), best
    return np.where(np.isfinite(grid[cells]), row[cells], -1)


def regret(choice_sets: ChoiceSets, evaluation: Evaluation, allowed: Flags, chosen: Integers) -> Floats:
    """How far each chosen option's true score stays behind the best allowed one of its case.

    Args:
        chosen: rows of options.
    """
    best = _largest(np.where(allowed, evaluation.true_score, -np.inf), choice_sets)
    return best[chosen] - evaluation.true_score[chosen]


def _largest(values: Floats, choice_sets: ChoiceSets) -> Floats:
    """Largest value among the options of the same case, for every option."""
    if len(values) == 0:
        return values
    starts = np.flatnonzero(np.diff(choice_sets.situation, prepend=-1))
    sizes = np.diff(np.append(starts, len(values)))
    return np.repeat(np.maximum.reduceat(values, starts), sizes)
