"""Review: firms whose turn it is change how they serve a market, or give it up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecosystem.agents.firms.listings import Listings
from ecosystem.core.arrays import Flags, Floats, Integers
from ecosystem.core.ledger import AccountRows, Ledger
from ecosystem.decisions.alternatives import build_choice_sets, choose_alternative
from ecosystem.decisions.context import DecisionContext
from ecosystem.decisions.evaluation import evaluate, feasible, regret
from ecosystem.decisions.situations import ChoiceSituations, present_situations, products
from ecosystem.messages.records import RowsRecord
from ecosystem.quotes.request import QuoteRequest
from ecosystem.quotes.services.quote import quote
from ecosystem.scenario import service_traits


@dataclass(frozen=True)
class Decisions(RowsRecord):
    """The alternative chosen in each situation that has one.

    Attributes:
        situation: row of the situation.
        seller: row of the firm.
        destination: country.
        service, provider: what was chosen.
        revenue, profit: USD a week expected.
        regret: what the best alternative would have brought more, as a share of revenue.
    """

    situation: Integers
    seller: Integers
    destination: Integers
    service: Integers
    provider: Integers
    revenue: Floats
    profit: Floats
    regret: Floats


def decide(situations: ChoiceSituations, context: DecisionContext) -> Decisions:
    """Choose a way of serving each market among those considered."""
    choice_sets = build_choice_sets(situations, context)
    alternatives = choice_sets.alternatives
    goods = products(context.firms, alternatives.seller)
    request = QuoteRequest.of(alternatives, goods, context.now, context.parameters)
    quotes = quote(request, context.now, context.parameters)
    evaluation = evaluate(situations, choice_sets, goods, quotes, context)
    allowed = feasible(situations, choice_sets, evaluation, context)
    chosen = choose_alternative(situations, choice_sets, evaluation.score, allowed, context)
    situation = np.flatnonzero(chosen >= 0)
    row = chosen[situation]
    return Decisions(
        situation=situation,
        seller=alternatives.seller[row],
        destination=alternatives.destination[row],
        service=alternatives.service[row],
        provider=alternatives.provider[row],
        revenue=evaluation.revenue[row],
        profit=evaluation.profit[row],
        regret=regret(choice_sets, evaluation, allowed, row),
    )


def review_listings(context: DecisionContext, ledger: Ledger) -> tuple[int, float]:
    """Reviewing firms change the service or provider of their listings where that pays.

    Returns:
        Number of listings changed, and the mean regret of all that were reviewed.
    """
    sellers, services, listings = (
        context.parameters.sellers, context.parameters.services, context.listings)
    due = context.firms.reviewing(context.draws.age, sellers.review_interval)
    settled = ~listings.closing & (listings.building == 0)
    rows = np.flatnonzero(due[listings.seller] & settled)
    if len(rows) == 0:
        return 0, float("nan")
    situations = present_situations(
        listings, context.firms, context.markets, rows, context.parameters.market)
    chosen = decide(situations, context)
    changed = chosen.take(_differs(chosen, situations))
    changed = changed.take(_affordable(changed))
    row, built = situations.listing[changed.situation], service_traits.built(changed.service)
    _change(listings, row, changed, services.own_building_weeks)
    payer = AccountRows("firms", changed.seller)
    ledger.pay("switching", payer, "suppliers", np.full(len(row), sellers.switching_cost))
    ledger.pay("warehouse capital", payer, "suppliers", np.where(built, services.own_capital, 0.0))
    return len(row), float(chosen.regret.mean()) if len(chosen.regret) else float("nan")


def _differs(chosen: Decisions, situations: ChoiceSituations) -> Flags:
    """Whether something else was chosen than what there was."""
    before = chosen.situation
    same_service = chosen.service == situations.service[before]
    result: Flags = ~(same_service & (chosen.provider == situations.provider[before]))
    return result


def _affordable(changed: Decisions) -> Flags:
    """A firm builds at most one own warehouse a review: its cash was checked for one."""
    built = service_traits.built(changed.service)
    rows = np.flatnonzero(built)
    _, first = np.unique(changed.seller[rows], return_index=True)
    flags = ~built
    flags[rows[first]] = True
    return flags


def _change(
    listings: Listings, row: Integers, changed: Decisions, building_weeks: int
) -> None:
    """Services and providers change at once; an own warehouse has to be built first."""
    building = service_traits.built(changed.service) & (building_weeks > 0)
    listings.building[row[building]] = building_weeks
    listings.planned[row[building]] = changed.service[building]
    _start(listings, row[~building], changed.service[~building], changed.provider[~building])


def open_warehouses(listings: Listings) -> None:
    """Building goes on for a week; what is finished takes over from the service used meanwhile."""
    opening = np.flatnonzero(listings.building == 1)
    listings.building = np.maximum(listings.building - 1, 0)
    _start(listings, opening, listings.planned[opening], np.full(len(opening), -1))


def _start(listings: Listings, row: Integers, service: Integers, provider: Integers) -> None:
    """Let listings begin with a service and provider that they have no experience with."""
    listings.service[row] = service
    listings.provider[row] = provider
    listings.experience[row] = listings.handled[row] = 0.0


def leave_markets(context: DecisionContext) -> None:
    """Reviewing firms may give up a market that has lost money for a while, but never their last."""
    sellers, listings, firms = context.parameters.sellers, context.listings, context.firms
    due = firms.reviewing(context.draws.age, sellers.review_interval)[listings.seller]
    cost = sellers.listing_cost * firms.markets**sellers.span_cost
    losing = listings.profit - cost[listings.seller] < sellers.drop_margin * listings.revenue
    uniform = context.draws.uniform("leave a market", listings.firm, listings.destination)
    closing = due & losing & (listings.age > sellers.drop_age) & (uniform < sellers.drop_chance)
    open_markets = listings.by_seller((~listings.closing).astype(np.int64), len(firms))
    would_close = listings.by_seller((closing & ~listings.closing).astype(np.int64), len(firms))
    # A firm that would close all its markets keeps them: giving up is decided for the firm.
    closing &= (would_close < open_markets)[listings.seller]
    listings.closing = listings.closing | closing
