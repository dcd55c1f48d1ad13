"""Evaluation: what a firm expects of each alternative, and which of them it may choose.

Alternatives are scored by expected weekly profit as a share of revenue.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecosystem.agents.consumers import best_markup, exp_utility, price_disutility, spending_at
from ecosystem.core.arrays import WEEKS_A_YEAR, Flags, Floats, Integers
from ecosystem.decisions.alternatives import ChoiceSets, alternative_key
from ecosystem.decisions.context import DecisionContext
from ecosystem.decisions.situations import ChoiceSituations
from ecosystem.messages.quotes import Alternatives, Goods, Quotes
from ecosystem.quotes.prices import net_of_refunds, price_of, unit_cost
from ecosystem.scenario import service_traits
from ecosystem.scenario.parameters.sellers import SellerParameters
from ecosystem.scenario.service_traits import SERVICES


@dataclass(frozen=True)
class Evaluation:
    """What a firm expects of each alternative.

    Attributes:
        revenue, profit: USD a week.
        score: profit less the cost of changing, as a share of revenue.
        true_score: the score it would have if the firm judged logistics costs without error.
    """

    revenue: Floats
    profit: Floats
    score: Floats
    true_score: Floats


def evaluate(
    situations: ChoiceSituations, choice_sets: ChoiceSets, goods: Goods, quotes: Quotes,
    context: DecisionContext,
) -> Evaluation:
    """Expected revenue and profit of each alternative as the firm perceives them.

    Args:
        situations: markets under review.
        choice_sets: alternatives of all situations.
        goods: product of each alternative.
        quotes: quote of each alternative.
        context: what is looked at.
    """
    sellers = context.parameters.sellers
    logistics = perceived_logistics(choice_sets.alternatives, quotes, context)
    revenue, profit = earnings(situations, choice_sets, goods, quotes, context, logistics=logistics)
    true = earnings(
        situations, choice_sets, goods, quotes, context, logistics=quotes.logistics)[1]
    further = Usage.of(situations, context).extra_cost(choice_sets, situations, sellers)
    changed = (choice_sets.slot > 0) & (situations.listing[choice_sets.situation] >= 0)
    switching = np.where(changed, sellers.switching_cost, 0.0) / sellers.payback_weeks
    scale = np.maximum(choice_sets.largest(revenue), sellers.smallest_revenue)
    return Evaluation(
        revenue=revenue, profit=profit - further, score=(profit - further - switching) / scale,
        true_score=(true - further - switching) / scale)


def earnings(
    situations: ChoiceSituations, choice_sets: ChoiceSets, goods: Goods, quotes: Quotes,
    context: DecisionContext, *, logistics: Floats,
) -> tuple[Floats, Floats]:
    """Revenue and profit of each alternative at a cost of logistics (USD a parcel), USD a week.

    Profit is before what further services and providers cost the firm as a whole.
    """
    situation, alternatives = choice_sets.situation, choice_sets.alternatives
    sellers, market = context.parameters.sellers, context.parameters.market
    elasticity = context.elasticity[alternatives.category]
    margin = best_markup(elasticity, situations.share[situation], market)
    net = net_of_refunds(quotes, sellers)
    price = price_of(unit_cost(goods, quotes, logistics), margin, net)
    at_the_door = quotes.at_the_door(price)
    reference = goods.value * (1.0 + context.now.law.vat[alternatives.destination])
    value = (
        situations.base[situation]
        - price_disutility(at_the_door / reference, elasticity)
        - market.day_cost * quotes.days
        - market.uncertainty_cost * quotes.days_sd
    )
    strength = exp_utility(value)
    attraction = strength + situations.rivals[situation]
    spending = spending_at(
        attraction, situations.budget[situation], situations.reference[situation], elasticity,
        parameters=market)
    revenue = spending * strength / attraction * price / at_the_door
    return revenue, revenue * net * (1.0 - 1.0 / margin) - quotes.fixed


def perceived_logistics(
    alternatives: Alternatives, quotes: Quotes, context: DecisionContext
) -> Floats:
    """Logistics cost as the firm sees it: hidden surcharges and a judgement error, less with experience.

    The error is drawn once per firm and provider, not at each review, which would triple switching.
    A common rating of services takes a part of it off.
    """
    sellers, rating = context.parameters.sellers, context.now.rating[alternatives.origin]
    known = alternatives.experience / (alternatives.experience + sellers.experience_weeks)
    unforeseen = quotes.surcharge * (1.0 - known)
    provider = alternative_key(alternatives.service, alternatives.provider)
    firm = context.firms.id[alternatives.seller]
    noise = context.draws.for_good().normal("evaluation", firm, provider)
    spread = sellers.evaluation_noise * (1.0 - rating) * np.sqrt(1.0 - known)
    charges = quotes.logistics - quotes.losses - unforeseen
    return charges * np.exp(spread * noise) + quotes.losses


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
    def of(cls, situations: ChoiceSituations, context: DecisionContext) -> Usage:
        """Count over the listings of the firms in these situations."""
        looking = np.zeros(len(context.firms), bool)
        looking[situations.seller] = True
        listings, width = context.listings, context.width
        seller, service, provider = listings.seller, listings.service, listings.provider
        row = np.where(looking, np.cumsum(looking) - 1, -1)
        rows = np.flatnonzero(looking[seller])
        own, kind, firms = row[seller[rows]], service[rows], int(looking.sum())
        columns = len(SERVICES) * width
        by_service = np.bincount(own * len(SERVICES) + kind, minlength=firms * len(SERVICES))
        place = own * columns + kind * width + provider[rows] + 1
        by_provider = np.bincount(place, minlength=firms * columns)
        return cls(
            row, by_service.reshape(firms, len(SERVICES)), by_provider.reshape(firms, columns), width)

    def extra_cost(
        self, choice_sets: ChoiceSets, situations: ChoiceSituations, parameters: SellerParameters
    ) -> Floats:
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
        result: Floats = parameters.service_cost * further + parameters.provider_cost * new
        return result


def feasible(
    situations: ChoiceSituations, choice_sets: ChoiceSets, evaluation: Evaluation,
    context: DecisionContext,
) -> Flags:
    """Which alternatives may be chosen: a new own warehouse only in a market already served, with cash
    and above the hurdle.

    The value of the yearly gain over the next best alternative, capitalised at the cost of capital plus
    wear, must pass ``own_hurdle`` times the capital (option value of waiting; Dixit & Pindyck 1994).
    """
    alternatives, situation = choice_sets.alternatives, choice_sets.situation
    services, firms = context.parameters.services, context.firms
    built = service_traits.built(alternatives.service)
    standing = built & (situations.service[situation] == alternatives.service)
    known = situations.listing[situation] >= 0
    best_other = choice_sets.largest(np.where(built, -np.inf, evaluation.profit))
    gain = np.where(np.isfinite(best_other), evaluation.profit - best_other, -np.inf)
    yearly = context.parameters.stock.capital_cost + services.own_depreciation
    value = gain * WEEKS_A_YEAR / yearly
    needed = services.own_capital + firms.starting_cash[alternatives.seller]
    affordable = firms.cash[alternatives.seller] >= needed
    worthwhile = value > services.own_hurdle * services.own_capital
    result: Flags = ~built | standing | (known & affordable & worthwhile)
    return result


def regret(
    choice_sets: ChoiceSets, evaluation: Evaluation, allowed: Flags, chosen: Integers
) -> Floats:
    """How far each chosen alternative's true score stays behind the best allowed one of its situation.

    Args:
        choice_sets: alternatives of all situations.
        evaluation: what is expected of them.
        allowed: which may be chosen.
        chosen: rows of alternatives.
    """
    best = choice_sets.largest(np.where(allowed, evaluation.true_score, -np.inf))
    return best[chosen] - evaluation.true_score[chosen]
