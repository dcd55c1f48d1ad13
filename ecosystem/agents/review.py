"""The quarterly review: which service and provider each market gets, and which markets to enter.

A review scores the present way of serving a market, a few providers of each service, and an own
warehouse by expected weekly profit as a share of revenue, and picks by logit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.agents.consumers import best_markup
from ecosystem.agents.firms import Firms
from ecosystem.agents.messages import Choices, Goods, Integers, Offers
from ecosystem.draws import Draws
from ecosystem.scenario.names import (
    EXPRESS,
    MAIL,
    OWN_WAREHOUSE,
    PLATFORM_WAREHOUSE,
    SERVICES,
)
from ecosystem.scenario.scenario import Scenario
from ecosystem.scenario.sellers import SellerParameters

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
WEEKS_A_YEAR = 52.0
PROVIDER_KEYS = 4_096
"""Room for providers in the key of an option: service x room + provider + 1."""
SMALLEST_REVENUE = 25.0
"""USD a week below which a listing's revenue is not taken as a scale."""


@dataclass(frozen=True)
class Coverage:
    """Providers that serve each pair of countries: rows of the cohort, padded with -1.

    Attributes:
        table: shape (C, C, providers at most).
        count: number of providers, shape (C, C).
    """

    table: Integers
    count: Integers

    @classmethod
    def of(cls, origin: Flags, destination: Flags) -> Coverage:
        """From what each provider serves, shape (providers, C) each."""
        serves = origin[:, :, None] & destination[:, None, :]
        count = serves.sum(axis=0)
        order = np.argsort(~serves, axis=0, kind="stable")
        table = np.where(np.arange(len(serves))[:, None, None] < count, order, -1)
        return cls(table=np.moveaxis(table[: max(int(count.max()), 1)], 0, -1).copy(), count=count)

    def some(self, origin: Integers, destination: Integers, start: Floats, wanted: int) -> Integers:
        """At most ``wanted`` neighbouring providers for each pair, from a random place on.

        Args:
            origin: countries, shape (n,).
            destination: likewise.
            start: uniform numbers, shape (n,).
            wanted: columns of the result.

        Returns:
            Provider rows, shape (n, wanted), -1 where there are fewer.
        """
        count = self.count[origin, destination]
        first = (start * count).astype(np.int64)
        place = np.arange(wanted)[None, :]
        slot = (first[:, None] + place) % np.maximum(count, 1)[:, None]
        provider = self.table[origin[:, None], destination[:, None], slot]
        return np.where(place < count[:, None], provider, -1)


@dataclass(frozen=True)
class Cases:
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
class Options:
    """What is compared: options of one case stand together.

    Attributes:
        case: row of the case, ascending.
        slot: column of the option in its case.
        slots: columns that a case has at most.
        choices: what is to be priced, one row each.
    """

    case: Integers
    slot: Integers
    slots: int
    choices: Choices


def consider(
    cases: Cases, firms: Firms, carriers: Coverage, platforms: Coverage, draws: Draws, clock: int,
    scenario: Scenario,
) -> Options:
    """The consideration set of each case: the present option first, then others without repeating it."""
    service, provider = _menu(cases, firms, carriers, platforms, draws, clock, scenario)
    present = (service == cases.service[:, None]) & (provider == cases.provider[:, None])
    is_open = (provider >= 0) | (service == OWN_WAREHOUSE)
    is_open[:, 1:] &= ~present[:, 1:]
    is_open[:, 0] = cases.listing >= 0
    case, slot = np.nonzero(is_open)
    known = present[case, slot] | (slot == 0)
    seller = cases.seller[case]
    choices = Choices(
        seller=seller,
        hub=firms.hub[seller],
        origin=firms.country[seller],
        destination=cases.destination[case],
        category=firms.category[seller],
        service=service[case, slot],
        provider=provider[case, slot],
        volume=cases.volume[case],
        price=cases.price[case],
        declared=np.where(cases.underdeclared[case], scenario.customs.declared_part, 1.0),
        experience=np.where(known, cases.experience[case], 0.0),
        handled=np.where(known, cases.handled[case], 0.0),
    )
    return Options(case=case, slot=slot, slots=service.shape[1], choices=choices)


def _menu(
    cases: Cases, firms: Firms, carriers: Coverage, platforms: Coverage, draws: Draws, clock: int,
    scenario: Scenario,
) -> tuple[Integers, Integers]:
    """Service and provider of every slot: present, some carriers, some platforms twice, own."""
    wanted = scenario.sellers.providers_considered
    origin = firms.country[cases.seller]
    firm = firms.id[cases.seller]
    number = len(cases.seller)
    services, providers = [cases.service[:, None]], [cases.provider[:, None]]
    for service, coverage in ((EXPRESS, carriers), (MAIL, platforms), (PLATFORM_WAREHOUSE, platforms)):
        start = draws.uniform("consideration", clock, firm, cases.destination, service)
        providers.append(coverage.some(origin, cases.destination, start, wanted))
        services.append(np.full((number, wanted), service))
    services.append(np.full((number, 1), OWN_WAREHOUSE))
    providers.append(np.full((number, 1), -1))
    return np.concatenate(services, axis=1), np.concatenate(providers, axis=1)


@dataclass(frozen=True)
class Outlook:
    """What a firm expects of each option: USD a week; its score, a share of revenue; and the score
    it would have if the firm judged logistics costs without error."""

    revenue: Floats
    profit: Floats
    score: Floats
    true_score: Floats


def judge(
    cases: Cases, options: Options, goods: Goods, offers: Offers, usage: Usage, elasticity: Floats,
    reference: Floats, rating: Floats, firms: Firms, draws: Draws, scenario: Scenario,
) -> Outlook:
    """Expected revenue and profit of each option as the firm perceives them.

    Args:
        cases: markets under review.
        options: options of all cases.
        goods: product of each option.
        offers: quote of each option.
        usage: services and providers that the firms use already.
        elasticity: price elasticity of each option's category.
        reference: usual consumer price of each option's product, USD.
        rating: share of the error in judging providers that a common rating takes off, by option.
        firms: the sellers.
        draws: keyed draws.
        scenario: parameters.
    """
    sellers = scenario.sellers
    logistics = perceived_logistics(options.choices, offers, rating, firms, draws, scenario)
    revenue, profit = earnings(cases, options, goods, offers, logistics, elasticity, reference, scenario)
    further = usage.extra_cost(options, cases, sellers)
    true = earnings(cases, options, goods, offers, offers.logistics, elasticity, reference, scenario)[1]
    changed = (options.slot > 0) & (cases.listing[options.case] >= 0)
    switching = np.where(changed, sellers.switching_cost, 0.0) / sellers.payback_weeks
    scale = np.maximum(_largest(revenue, options), SMALLEST_REVENUE)
    return Outlook(
        revenue=revenue, profit=profit - further, score=(profit - further - switching) / scale,
        true_score=(true - further - switching) / scale)


def earnings(
    cases: Cases, options: Options, goods: Goods, offers: Offers, logistics: Floats,
    elasticity: Floats, reference: Floats, scenario: Scenario,
) -> tuple[Floats, Floats]:
    """Revenue and profit of each option at a unit cost of logistics, USD a week.

    Profit is before what further services and providers cost the firm as a whole.
    """
    case, sellers, market = options.case, scenario.sellers, scenario.market
    net = 1.0 - sellers.selling_fee - sellers.overhead
    unit = goods.cost + logistics + offers.duty
    margin = best_markup(elasticity, cases.share[case])
    price = unit * margin / net
    at_the_door = offers.at_the_door(price)
    relative = at_the_door / reference
    value = (
        cases.base[case]
        - elasticity * np.log(relative)
        - market.day_cost * offers.days
        - market.uncertainty_cost * offers.days_sd
    )
    pull = np.exp(np.clip(value, -50.0, 50.0))
    share = pull / (pull + cases.rivals[case])
    revenue = cases.spending[case] * share * price / at_the_door
    return revenue, revenue * net * (1.0 - 1.0 / margin) - offers.fixed


def perceived_logistics(
    choices: Choices, offers: Offers, rating: Floats, firms: Firms, draws: Draws, scenario: Scenario
) -> Floats:
    """Logistics cost as the firm sees it: hidden surcharges and a judgement error, less with experience.

    The error is drawn once per firm and provider, not at each review, which would triple switching.
    A common rating of services (``rating``, a share) takes a part of it off.
    """
    known = choices.experience / (choices.experience + scenario.sellers.experience_weeks)
    unseen = offers.surcharge * (1.0 - known)
    provider = option_key(choices.service, choices.provider)
    noise = draws.normal("evaluation", 0, firms.id[choices.seller], provider)
    spread = scenario.sellers.evaluation_noise * (1.0 - rating) * np.sqrt(1.0 - known)
    return (offers.logistics - unseen) * np.exp(spread * noise)


def option_key(service: Integers, provider: Integers) -> Integers:
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

    def extra_cost(self, options: Options, cases: Cases, sellers: SellerParameters) -> Floats:
        """USD a week of using a service or provider that no other listing of the firm uses."""
        choices, case = options.choices, options.case
        own = self.row[choices.seller]
        present = choices.service == cases.service[case]
        others = self.service[own, choices.service] - present
        elsewhere = self.service.sum(axis=1)[own] - (cases.listing[case] >= 0)
        further = (others == 0) & (elsewhere > 0)
        same = present & (choices.provider == cases.provider[case])
        place = choices.service * self.width + choices.provider + 1
        new = (self.provider[own, place] - same == 0) & (elsewhere > 0)
        return sellers.service_cost * further + sellers.provider_cost * new


def allow_building(
    cases: Cases, options: Options, outlook: Outlook, firms: Firms, scenario: Scenario
) -> Flags:
    """Which options may be chosen: a new own warehouse only in a market already served, with cash and
    above the hurdle.

    The value of the yearly gain over the next best option, capitalised at the cost of capital plus
    wear, must pass ``own_hurdle`` times the capital (option value of waiting; Dixit & Pindyck 1994).
    """
    rules, choices, case = scenario.services, options.choices, options.case
    own = choices.service == OWN_WAREHOUSE
    standing = own & (cases.service[case] == OWN_WAREHOUSE)
    known = cases.listing[case] >= 0
    other = np.where(own, -np.inf, outlook.profit)
    best_other = _largest(other, options)
    gain = np.where(np.isfinite(best_other), outlook.profit - best_other, -np.inf)
    value = gain * WEEKS_A_YEAR / (scenario.stock.capital_cost + rules.own_depreciation)
    affordable = firms.cash[choices.seller] >= rules.own_capital + firms.starting_cash[choices.seller]
    worthwhile = value > rules.own_hurdle * rules.own_capital
    return ~own | standing | (known & affordable & worthwhile)


def choose_option(
    cases: Cases, options: Options, score: Floats, allowed: Flags, firms: Firms, draws: Draws,
    clock: int, scale: float,
) -> Integers:
    """Pick an option for each case by logit (Gumbel noise keyed by firm, market and option).

    Returns:
        Row of the chosen option by case, -1 where none is open.
    """
    choices, case = options.choices, options.case
    key = option_key(choices.service, choices.provider)
    uniform = draws.uniform("choice", clock, firms.id[choices.seller], cases.destination[case], key)
    noisy = np.where(allowed, score / scale - np.log(-np.log(uniform)), -np.inf)
    grid = np.full((len(cases.seller), options.slots), -np.inf)
    grid[case, options.slot] = noisy
    row = np.full(grid.shape, -1, np.int64)
    row[case, options.slot] = np.arange(len(case))
    best = grid.argmax(axis=1)
    cells = np.arange(len(grid)), best
    return np.where(np.isfinite(grid[cells]), row[cells], -1)


def regret(options: Options, outlook: Outlook, allowed: Flags, chosen: Integers) -> Floats:
    """How far each chosen option's true score stays behind the best allowed one of its case.

    Args:
        chosen: rows of options.
    """
    best = _largest(np.where(allowed, outlook.true_score, -np.inf), options)
    return best[chosen] - outlook.true_score[chosen]


def _largest(values: Floats, options: Options) -> Floats:
    """Largest value among the options of the same case, for every option."""
    if len(values) == 0:
        return values
    starts = np.flatnonzero(np.diff(options.case, prepend=-1))
    sizes = np.diff(np.append(starts, len(values)))
    return np.repeat(np.maximum.reduceat(values, starts), sizes)
