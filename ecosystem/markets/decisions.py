"""Decisions: reviews meet quotes. Firms change service or provider, open markets, and leave them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.agents.cases import present_cases, products, prospect_cases
from ecosystem.agents.consumers import Markets
from ecosystem.agents.firms import Firms
from ecosystem.agents.listings import Listings
from ecosystem.agents.messages import RowsRecord
from ecosystem.agents.openings import Openings
from ecosystem.agents.review import (
    Cases,
    Coverage,
    Usage,
    allow_building,
    choose_option,
    consider,
    judge,
    regret,
)
from ecosystem.draws import Draws
from ecosystem.ledger import Ledger, Purse
from ecosystem.markets.conditions import Conditions
from ecosystem.markets.quotes import quote
from ecosystem.scenario.names import OWN_WAREHOUSE
from ecosystem.scenario.scenario import Scenario

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Reviewers:
    """What every decision looks at.

    Attributes:
        firms, listings, markets: the agents and markets.
        carriers, platforms: who serves which pair of countries.
        now: public conditions of the week.
        elasticity: price elasticity by category.
        width: providers of one kind at most, plus one.
        draws, clock, scenario: draws, present week and parameters.
    """

    firms: Firms
    listings: Listings
    markets: Markets
    carriers: Coverage
    platforms: Coverage
    now: Conditions
    elasticity: Floats
    width: int
    draws: Draws
    clock: int
    scenario: Scenario


@dataclass(frozen=True)
class Decisions(RowsRecord):
    """The option chosen in each case that has one.

    Attributes:
        case: row of the case.
        seller: row of the firm.
        destination: country.
        service, provider: what was chosen.
        revenue, profit: USD a week expected.
        regret: what the best option would have brought more, as a share of revenue.
    """

    case: Integers
    seller: Integers
    destination: Integers
    service: Integers
    provider: Integers
    revenue: Floats
    profit: Floats
    regret: Floats


def decide(cases: Cases, at: Reviewers) -> Decisions:
    """Choose a way of serving each market among those considered."""
    options = consider(cases, at.firms, at.carriers, at.platforms, at.draws, at.clock, at.scenario)
    choices = options.choices
    goods = products(at.firms, choices.seller)
    offers = quote(choices, goods, at.now, at.scenario)
    listings = at.listings
    looking = np.zeros(len(at.firms), bool)
    looking[cases.seller] = True
    usage = Usage.of(listings.seller, listings.service, listings.provider, looking, at.width)
    elasticity = at.elasticity[choices.category]
    reference = goods.value * (1.0 + at.now.law.vat[choices.destination])
    outlook = judge(
        cases, options, goods, offers, usage, elasticity, reference, at.now.rating[choices.origin],
        at.firms, at.draws, at.scenario)
    allowed = allow_building(cases, options, outlook, at.firms, at.scenario)
    chosen = choose_option(
        cases, options, outlook.score, allowed, at.firms, at.draws, at.clock,
        at.scenario.sellers.choice_scale)
    case = np.flatnonzero(chosen >= 0)
    row = chosen[case]
    return Decisions(
        case=case,
        seller=choices.seller[row],
        destination=choices.destination[row],
        service=choices.service[row],
        provider=choices.provider[row],
        revenue=outlook.revenue[row],
        profit=outlook.profit[row],
        regret=regret(options, outlook, allowed, row),
    )


def review_listings(at: Reviewers, ledger: Ledger) -> tuple[int, float]:
    """Reviewing firms change the service or provider of their listings where that pays.

    Returns:
        Number of listings changed, and the mean regret of all that were reviewed.
    """
    sellers = at.scenario.sellers
    due = at.firms.reviewing(at.clock, sellers.review_interval)
    settled = ~at.listings.closing & (at.listings.building == 0)
    rows = np.flatnonzero(due[at.listings.seller] & settled)
    if len(rows) == 0:
        return 0, float("nan")
    cases = present_cases(at.listings, at.firms, at.markets, rows, at.scenario.market)
    chosen = decide(cases, at)
    same = (chosen.service == cases.service[chosen.case]) & (chosen.provider == cases.provider[chosen.case])
    changed = chosen.take(~same)
    row = cases.listing[changed.case]
    builds = (changed.service == OWN_WAREHOUSE) & _affordable(at, changed)
    ok = builds | (changed.service != OWN_WAREHOUSE)
    row, changed = row[ok], changed.take(ok)
    _change(at.listings, row, changed, at.scenario.services.own_building_weeks)
    payer = Purse("firms", changed.seller)
    ledger.pay("switching", payer, "suppliers", np.full(len(row), sellers.switching_cost))
    capital = np.where(changed.service == OWN_WAREHOUSE, at.scenario.services.own_capital, 0.0)
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


def _affordable(at: Reviewers, changed: Decisions) -> NDArray[np.bool_]:
    """A firm builds at most one own warehouse a review: its cash was checked for one."""
    own = np.flatnonzero(changed.service == OWN_WAREHOUSE)
    _, first = np.unique(changed.seller[own], return_index=True)
    flags = np.zeros(len(changed.seller), bool)
    flags[own[first]] = True
    return flags


def leave_markets(at: Reviewers) -> None:
    """Reviewing firms may give up a market that has lost money for a while, but never their last."""
    sellers, listings, firms = at.scenario.sellers, at.listings, at.firms
    due = firms.reviewing(at.clock, sellers.review_interval)[listings.seller]
    cost = sellers.listing_cost * firms.markets**sellers.span_cost
    losing = listings.profit - cost[listings.seller] < sellers.drop_margin * listings.revenue
    uniform = at.draws.uniform("leave a market", at.clock, listings.firm, listings.destination)
    closing = due & losing & (listings.age > sellers.drop_age) & (uniform < sellers.drop_chance)
    open_markets = listings.by_seller((~listings.closing).astype(np.int64), len(firms))
    would_close = listings.by_seller((closing & ~listings.closing).astype(np.int64), len(firms))
    # A firm that would close all its markets keeps them: giving up is decided for the firm.
    closing &= (would_close < open_markets)[listings.seller]
    listings.closing = listings.closing | closing


def find_markets(at: Reviewers, sellers: Integers, number: int, ledger: Ledger) -> Openings:
    """The best new market of each firm, if it pays back the cost of entry and the firm can pay.

    Args:
        at: what is looked at.
        sellers: rows of the firms that look around.
        number: destinations each of them looks at.
        ledger: the cost of entry is paid here.
    """
    rules = at.scenario.sellers
    cases = prospect_cases(
        at.firms, at.markets, at.listings, sellers, number, rules.prospect_loyalty, at.draws,
        at.clock, at.scenario.market)
    found = decide(cases, at)
    worth = found.profit - at.firms.further_market_cost(rules)[found.seller]
    able = at.firms.cash[found.seller] > rules.market_entry_cost + 0.25 * at.firms.starting_cash[found.seller]
    pays = able & (worth * rules.payback_weeks > rules.market_entry_cost)
    found = found.take(pays)
    order = np.lexsort((-found.profit, found.seller))
    _, first = np.unique(found.seller[order], return_index=True)
    best = found.take(order[first])
    cost = np.full(len(best.seller), rules.market_entry_cost)
    ledger.pay("market entry", Purse("firms", best.seller), "suppliers", cost)
    return Openings(
        firm=at.firms.id[best.seller],
        destination=best.destination,
        service=best.service,
        provider=best.provider,
    )
