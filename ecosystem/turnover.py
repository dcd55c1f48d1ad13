"""Turnover of firms: profits are counted, some firms leave, candidates enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ecosystem import founding
from ecosystem.agents import births
from ecosystem.agents.openings import Openings
from ecosystem.ledger import Purse
from ecosystem.markets import decisions, labour, payments
from ecosystem.week import Week

if TYPE_CHECKING:
    from ecosystem.model import Ecosystem

Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]


def count_profit(model: Ecosystem, week: Week) -> None:
    """Profit is the change of cash and of goods at cost; that of recent entrants is remembered."""
    firms, listings, sellers = model.firms, model.listings, model.scenario_in_force.sellers
    goods = week.goods.cost * (listings.stock + listings.pipeline())
    inventory = listings.by_seller(goods, len(firms))
    profit = firms.cash - model.opening.cash + inventory - firms.inventory
    firms.inventory = inventory
    revenue = listings.by_seller(week.sales.sold * listings.price, len(firms))
    parcels = listings.by_seller(week.sales.sold, len(firms))
    for column, value in ((firms.profit, profit), (firms.revenue, revenue), (firms.parcels, parcels)):
        column += sellers.smoothing * (value - column)
    memory = 1.0 - 1.0 / sellers.entry_memory
    recent = model.clock - firms.founded < sellers.entry_memory
    entered = firms.founded == model.clock - 1
    capital = float(firms.starting_cash[entered].sum())
    model.entry_gain = memory * model.entry_gain + float(profit[recent].sum())
    model.entry_capital = memory * model.entry_capital + capital


def leave(model: Ecosystem, week: Week) -> None:
    """Firms without cash, and weary ones, settle books, goods and people, then their rows go."""
    firms, listings = model.firms, model.listings
    leaving = _leaving(model)
    parcels = payments.wind_up(
        model.ledger, firms, leaving, listings, week.goods, model.scenario_in_force.services.salvage)
    freed = labour.by_hub(firms.staff[leaving], firms.hub[leaving], len(model.talent))
    model.talent.searching += freed
    model.talent.employed -= freed
    closed = listings.closing & (listings.present() == 0)
    staying = ~(leaving[listings.seller] | closed)
    firms.leave(~leaving)
    listings.rearrange(staying, firms.id)
    week.exits, week.wound_up = int(leaving.sum()), int(parcels.sum())


def _leaving(model: Ecosystem) -> Flags:
    """Insolvent firms, and some of those that review themselves after lasting losses."""
    sellers, firms = model.scenario_in_force.sellers, model.firms
    due = firms.reviewing(model.clock, sellers.review_interval)
    losing = (firms.profit < 0.0) & (model.clock - firms.founded > sellers.exit_age)
    uniform = model.draws.uniform("giving up", model.clock, firms.id)
    return (firms.cash < 0.0) | (due & losing & (uniform < sellers.exit_chance))


def enter(model: Ecosystem, week: Week, openings: Openings) -> None:
    """Candidates found firms and look for a first market; decided openings become listings."""
    sellers = model.scenario_in_force.sellers
    ids = births.entrants(
        model.clock, model.scenario_in_force.run.firms, entry_return(model), model.draws, sellers)
    founding.enter_firms(model, ids)
    rows = np.arange(len(model.firms) - len(ids), len(model.firms))
    first = decisions.find_markets(
        model.reviewers(), rows, sellers.destinations_considered, model.ledger)
    _turn_away(model, rows, first)
    alive = openings.take(np.isin(openings.firm, model.firms.id))
    for opened in (alive, first):
        seller = np.searchsorted(model.firms.id, opened.firm)
        values = founding.listing_values(model.firms, seller, opened.destination)
        model.listings.append(
            len(seller), {**values, "service": opened.service, "provider": opened.provider})
    model.listings.rearrange(np.ones(len(model.listings), bool), model.firms.id)
    model.firms.markets = np.bincount(model.listings.seller, minlength=len(model.firms))
    week.entered = len(first.firm)


def _turn_away(model: Ecosystem, rows: Integers, first: Openings) -> None:
    """Candidates who find no market that pays do not enter; their owners keep the capital."""
    firms = model.firms
    staying = np.ones(len(firms), bool)
    staying[rows] = np.isin(firms.id[rows], first.firm)
    away = np.flatnonzero(~staying)
    model.ledger.pay("capital returned", Purse("firms", away), "owners", firms.cash[away])
    firms.leave(staying)


def entry_return(model: Ecosystem) -> float:
    """Profit of recent entrants, failures included, over the capital they brought in."""
    return model.entry_gain / model.entry_capital if model.entry_capital > 0 else 0.0
