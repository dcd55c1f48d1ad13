"""Turnover of firms: profits are counted, some firms leave, candidates enter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ecosystem.agents.firms import entry
from ecosystem.core.arrays import Flags
from ecosystem.core.ledger import AccountRows
from ecosystem.decisions import review
from ecosystem.markets import labour, payments
from ecosystem.messages.market_entries import MarketEntries
from ecosystem.phases import initialisation
from ecosystem.phases.week import Week

if TYPE_CHECKING:
    from ecosystem.model import Ecosystem



def count_profit(model: Ecosystem, week: Week) -> None:
    """Profit is the change of cash and of goods at cost; that of recent entrants is remembered."""
    firms, listings, sellers = model.firms, model.listings, model.parameters.sellers
    goods = week.goods.cost * (listings.stock + listings.pipeline())
    inventory = listings.by_seller(goods, len(firms))
    profit = firms.cash - model.opening.cash + inventory - firms.inventory
    firms.inventory = inventory
    revenue = listings.by_seller(week.sales.sold * listings.price, len(firms))
    parcels = listings.by_seller(week.sales.sold, len(firms))
    for column, value in ((firms.profit, profit), (firms.revenue, revenue), (firms.parcels, parcels)):
        column += sellers.smoothing * (value - column)
    memory = 1.0 - 1.0 / sellers.entry_memory
    recent = model.age - firms.founded < sellers.entry_memory
    entered = firms.founded == model.age - 1
    capital = float(firms.starting_cash[entered].sum())
    model.entry_gain = memory * model.entry_gain + float(profit[recent].sum())
    model.entry_capital = memory * model.entry_capital + capital


def enter_and_exit(model: Ecosystem, week: Week, market_entries: MarketEntries) -> None:
    """Failed firms settle, candidates come, and rows are arranged anew, once, for all of them.

    Args:
        model: the model.
        week: exits, entries and parcels wound up are noted here.
        market_entries: markets that incumbents decided to enter.
    """
    listings, salvage = model.listings, model.parameters.stock.salvage
    leaving = _leaving(model)
    week.exits = int(leaving.sum())
    week.liquidated = payments.liquidate(model.ledger, model.firms, leaving, listings, week.goods, salvage)
    first = _candidates(model, week)
    week.entered = len(first.firm)
    staying = _turn_away(model, first)
    staying[: len(leaving)] &= ~leaving
    keep = ~(_emptied(model) | ~staying[listings.seller])
    _release_staff(model, ~staying)
    model.firms.leave(staying)
    _open(model, market_entries, first, keep)


def _leaving(model: Ecosystem) -> Flags:
    """Insolvent firms, and some of those that review themselves after lasting losses."""
    sellers, firms = model.parameters.sellers, model.firms
    due = firms.reviewing(model.age, sellers.review_interval)
    losing = (firms.profit < 0.0) & (model.age - firms.founded > sellers.exit_age)
    uniform = model.draws.uniform("giving up", model.age, firms.id)
    return (firms.cash < 0.0) | (due & losing & (uniform < sellers.exit_chance))


def _candidates(model: Ecosystem, week: Week) -> MarketEntries:
    """Candidates take rows at the end and look for a first market."""
    sellers = model.parameters.sellers
    ids = entry.entrants(
        model.age, model.parameters.run.firms, entry_return(model), model.draws, sellers)
    initialisation.enter_firms(model, ids)
    rows = np.arange(len(model.firms) - len(ids), len(model.firms))
    # Candidates have no staff needs yet, so they expect to be fully staffed; customs knows none.
    now = replace(
        week.now, staffing=np.append(week.now.staffing, np.ones(len(ids))),
        specialists=np.append(week.now.specialists, np.ones(len(ids))),
        trusted_firms=np.append(week.now.trusted_firms, np.zeros(len(ids), bool)))
    return review.find_markets(
        model.decision_context(now), rows, sellers.destinations_considered, model.ledger)


def _turn_away(model: Ecosystem, first: MarketEntries) -> Flags:
    """Candidates who find no market that pays do not enter; their owners keep the capital.

    Returns:
        Flag of the firms that stay, by row; True for all older firms.
    """
    firms = model.firms
    staying = (firms.founded < model.age) | np.isin(firms.id, first.firm)
    away = np.flatnonzero(~staying)
    model.ledger.pay("capital returned", AccountRows("firms", away), "owners", firms.cash[away])
    return staying


def _emptied(model: Ecosystem) -> Flags:
    """Closing listings that hold nothing any more."""
    listings = model.listings
    flags = listings.closing.copy()
    rows = np.flatnonzero(flags)
    flags[rows] = listings.present(rows) == 0
    return flags


def _release_staff(model: Ecosystem, leaving: Flags) -> None:
    firms, talent = model.firms, model.talent
    freed = labour.by_hub(firms.staff[leaving], firms.hub[leaving], len(talent))
    talent.searching += freed
    talent.employed -= freed


def _open(model: Ecosystem, market_entries: MarketEntries, first: MarketEntries, keep: Flags) -> None:
    """Openings of firms that still live become listings; all rows are sorted again."""
    firms, listings = model.firms, model.listings
    before = len(listings)
    alive = market_entries.take(np.isin(market_entries.firm, firms.id))
    for opened in (alive, first):
        seller = np.searchsorted(firms.id, opened.firm)
        values = initialisation.listing_values(firms, seller, opened.destination)
        listings.append(
            len(seller), {**values, "service": opened.service, "provider": opened.provider})
    listings.rearrange(np.append(keep, np.ones(len(listings) - before, bool)), firms.id)
    firms.markets = np.bincount(listings.seller, minlength=len(firms))


def entry_return(model: Ecosystem) -> float:
    """Profit of recent entrants, failures included, over the capital they brought in."""
    return model.entry_gain / model.entry_capital if model.entry_capital > 0 else 0.0
