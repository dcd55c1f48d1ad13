"""Decisions: reviews meet quotes. Firms change service or provider, open markets, and leave them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.agents.consumers import Markets
from ecosystem.agents.firms.firms import Firms
from ecosystem.agents.firms.listings import Listings
from ecosystem.core.arrays import Floats, Integers
from ecosystem.core.draws import WeekDraws
from ecosystem.core.ledger import AccountRows, Ledger
from ecosystem.decisions.alternatives import (
    ChoiceSituations,
    Coverage,
    Usage,
    build_choice_sets,
    choose_alternative,
    evaluate,
    feasible,
    regret,
)
from ecosystem.decisions.situations import present_situations, products, prospect_situations
from ecosystem.messages.market_entries import MarketEntries
from ecosystem.messages.records import RowsRecord
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.quote import quote
from ecosystem.scenario.names import OWN_WAREHOUSE
from ecosystem.scenario.scenario import Scenario


@dataclass(frozen=True)
class DecisionContext:
    """What every decision looks at.

    Attributes:
        firms, listings, markets: the agents and markets.
        carriers, platforms: who serves which pair of countries.
        now: public conditions of the week.
        elasticity: price elasticity by category.
        width: providers of one kind at most, plus one.
        draws, scenario: draws, present week and parameters.
    """

    firms: Firms
    listings: Listings
    markets: Markets
    carriers: Coverage
    platforms: Coverage
    now: Conditions
    elasticity: Floats
    width: int
    draws: WeekDraws
    parameters: Scenario


@dataclass(frozen=True)
class Decisions(RowsRecord):
    """The option chosen in each case that has one.

    Attributes:
        situation: row of the case.
        seller: row of the firm.
        destination: country.
        service, provider: what was chosen.
        revenue, profit: USD a week expected.
        regret: what the best option would have brought more, as a share of revenue.
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
    choice_sets = build_choice_sets(situations, context.firms, context.carriers, context.platforms, context.draws, context.parameters)
    alternatives = choice_sets.alternatives
    goods = products(context.firms, alternatives.seller)
    quotes = quote(alternatives, goods, context.now, context.parameters)
    listings = context.listings
    looking = np.zeros(len(context.firms), bool)
    looking[situations.seller] = True
    usage = Usage.of(listings.seller, listings.service, listings.provider, looking, context.width)
    elasticity = context.elasticity[alternatives.category]
    reference = goods.value * (1.0 + context.now.law.vat[alternatives.destination])
    evaluation = evaluate(
        situations, choice_sets, goods, quotes, usage, elasticity, reference, context.now.rating[alternatives.origin],
        context.firms, context.draws, context.parameters)
    allowed = feasible(situations, choice_sets, evaluation, context.firms, context.parameters)
    chosen = choose_alternative(
        situations, choice_sets, evaluation.score, allowed, context.firms, context.draws,
        context.parameters.sellers.choice_scale)
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
    sellers = context.parameters.sellers
    due = context.firms.reviewing(context.draws.age, sellers.review_interval)
    settled = ~context.listings.closing & (context.listings.building == 0)
    rows = np.flatnonzero(due[context.listings.seller] & settled)
    if len(rows) == 0:
        return 0, float("nan")
    situations = present_situations(context.listings, context.firms, context.markets, rows, context.parameters.market)
    chosen = decide(situations, context)
    same = (chosen.service == situations.service[chosen.situation]) & (chosen.provider == situations.provider[chosen.situation])
    changed = chosen.take(~same)
    row = situations.listing[changed.situation]
    builds = (changed.service == OWN_WAREHOUSE) & _affordable(context, changed)
    ok = builds | (changed.service != OWN_WAREHOUSE)
    row, changed = row[ok], changed.take(ok)
    _change(context.listings, row, changed, context.parameters.services.own_building_weeks)
    payer = AccountRows("firms", changed.seller)
    ledger.pay("switching", payer, "suppliers", np.full(len(row), sellers.switching_cost))
    capital = np.where(changed.service == OWN_WAREHOUSE, context.parameters.services.own_capital, 0.0)
    ledger.pay("warehouse capital", payer, "suppliers", capital)
    return len(row), float(chosen.regret.mean()) if len(chosen.regret) else float("nan")


def _change(listings: Listings, row: Integers, changed: Decisions, building_weeks: int) -> None:
    """Services and providers change at once; an own warehouse has to be built first."""
    building = (changed.service == OWN_WAREHOUSE) & (building_weeks > 0)
    listings.building[row[building]] = building_weeks
    at_once, to = row[~building], changed.take(~building)
    listings.service[at_once] = to.service
    listings.provider[at_once] = to.provider
    listings.experience[at_once] = listings.handled[at_once] = 0.0


def open_warehouses(listings: Listings) -> None:
    """Building goes on for a week; what is finished takes over from the service used meanwhile."""
    opening = np.flatnonzero(listings.building == 1)
    listings.building = np.maximum(listings.building - 1, 0)
    listings.service[opening] = OWN_WAREHOUSE
    listings.provider[opening] = -1
    listings.experience[opening] = listings.handled[opening] = 0.0


def _affordable(context: DecisionContext, changed: Decisions) -> NDArray[np.bool_]:
    """A firm builds at most one own warehouse a review: its cash was checked for one."""
    own = np.flatnonzero(changed.service == OWN_WAREHOUSE)
    _, first = np.unique(changed.seller[own], return_index=True)
    flags = np.zeros(len(changed.seller), bool)
    flags[own[first]] = True
    return flags


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


def find_markets(context: DecisionContext, sellers: Integers, number: int, ledger: Ledger) -> MarketEntries:
    """The best new market of each firm, if it pays back the cost of entry and the firm can pay.

    Args:
        context: what is looked at.
        sellers: rows of the firms that look around.
        number: destinations each of them looks at.
        ledger: the cost of entry is paid here.
    """
    rules = context.parameters.sellers
    situations = prospect_situations(
        context.firms, context.markets, context.listings, sellers, number, rules.prospect_loyalty, context.draws, context.parameters.market)
    found = decide(situations, context)
    worth = found.profit - context.firms.further_market_cost(rules)[found.seller]
    able = context.firms.cash[found.seller] > rules.market_entry_cost + 0.25 * context.firms.starting_cash[found.seller]
    pays = able & (worth * rules.payback_weeks > rules.market_entry_cost)
    found = found.take(pays)
    order = np.lexsort((-found.profit, found.seller))
    _, first = np.unique(found.seller[order], return_index=True)
    best = found.take(order[first])
    cost = np.full(len(best.seller), rules.market_entry_cost)
    ledger.pay("market entry", AccountRows("firms", best.seller), "suppliers", cost)
    return MarketEntries(
        firm=context.firms.id[best.seller],
        destination=best.destination,
        service=best.service,
        provider=best.provider,
    )
