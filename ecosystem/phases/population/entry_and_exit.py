"""Entry and exit: profits are counted and drawn, some firms leave, candidates enter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ecosystem.agents.firms import entry
from ecosystem.core.arrays import Flags, Floats
from ecosystem.core.ledger import AccountRows
from ecosystem.decisions.market_entry import find_markets
from ecosystem.markets import labour, payments
from ecosystem.messages.market_entries import MarketEntries, Review
from ecosystem.phases import Touches, conditions, reviews
from ecosystem.phases.books import OpeningBalances
from ecosystem.phases.conditions import Effect
from ecosystem.phases.population import initialisation
from ecosystem.phases.week import Orders, Shipments, Turnover
from ecosystem.quotes.conditions import Conditions
from ecosystem.state import State

READS: Touches = {
    "firms": (
        "cash category cost country fined founded hub id inventory markets need parcels profit "
        "quality revenue staff starting_cash time_class value volumetric weight"
    ),
    "listings": (
        "closing destination detained detained_bulk firm held held_bulk inbound local price "
        "provider replenishment seller service stock"
    ),
    "markets": "budget category elasticity inside outside reference spending",
    "talent": "employed searching",
}
WRITES: Touches = {
    "firms": "*",
    "listings": "*",
    "talent": "employed searching",
}


def count_profit(
    state: State, opening: OpeningBalances, orders: Orders, shipments: Shipments
) -> None:
    """Profit is the change of cash and of goods at cost; that of recent entrants is remembered."""
    firms, listings, sellers = state.firms, state.listings, state.parameters.sellers
    sold = shipments.sales.sold
    goods = orders.goods.cost * (listings.stock + listings.pipeline())
    inventory = listings.by_seller(goods, len(firms))
    profit = firms.cash - opening.cash + inventory - firms.inventory
    firms.inventory = inventory
    revenue = listings.by_seller(sold * listings.price, len(firms))
    parcels = listings.by_seller(sold, len(firms))
    for column, value in ((firms.profit, profit), (firms.revenue, revenue), (firms.parcels, parcels)):
        column += sellers.smoothing * (value - column)
    _remember_entrants(state, profit)
    payments.draw_profits(state.ledger, firms, sellers)


def _remember_entrants(state: State, profit: Floats) -> None:
    """Fading sums of what recent entrants earned and brought in."""
    firms, span = state.firms, state.parameters.sellers.entry_memory
    memory = 1.0 - 1.0 / span
    recent = state.age - firms.founded < span
    entered = firms.founded == state.age - 1
    capital = float(firms.starting_cash[entered].sum())
    state.entry_gain = memory * state.entry_gain + float(profit[recent].sum())
    state.entry_capital = memory * state.entry_capital + capital


def turn_over(
    state: State, now: Conditions, orders: Orders, decided: Review, effects: Sequence[Effect] = ()
) -> Turnover:
    """Failed firms are liquidated, candidates come, and rows are arranged anew, once, for all of them.

    Args:
        state: the model's state.
        now: conditions of the week.
        orders: products of the listings.
        decided: markets that incumbents decided to enter.
        effects: what gives factors by firm.
    """
    listings, salvage = state.listings, state.parameters.stock.salvage
    leaving = _leaving(state)
    liquidated = payments.liquidate(
        state.ledger, state.firms, leaving, listings=listings, goods=orders.goods, salvage=salvage)
    first = _candidates(state, now, effects)
    staying = _decline_entry(state, first)
    staying[: len(leaving)] &= ~leaving
    keep = ~(_emptied(state) | ~staying[listings.seller])
    _release_staff(state, ~staying)
    state.firms.leave(staying)
    _open(state, decided.market_entries, first, keep)
    return Turnover(exits=int(leaving.sum()), entered=len(first.firm), liquidated=liquidated)


def _leaving(state: State) -> Flags:
    """Insolvent firms, and some of those that review themselves after lasting losses."""
    sellers, firms = state.parameters.sellers, state.firms
    due = firms.reviewing(state.age, sellers.review_interval)
    losing = (firms.profit < 0.0) & (state.age - firms.founded > sellers.exit_age)
    uniform = state.draws.uniform("giving up", firms.id)
    return (firms.cash < 0.0) | (due & losing & (uniform < sellers.exit_chance))


def _candidates(state: State, now: Conditions, effects: Sequence[Effect]) -> MarketEntries:
    """Candidates take rows at the end and look for a first market."""
    sellers = state.parameters.sellers
    ids = entry.entrants(
        state.age, state.parameters.run.firms, entry_return(state), state.draws.for_good(), sellers)
    initialisation.enter_firms(state, ids)
    rows = np.arange(len(state.firms) - len(ids), len(state.firms))
    context = reviews.decision_context(state, conditions.with_entrants(state, now, effects))
    return find_markets(context, rows, state.ledger)


def _decline_entry(state: State, first: MarketEntries) -> Flags:
    """Candidates who find no market that pays do not enter; their owners keep the capital.

    Returns:
        Flag of the firms that stay, by row; True for all older firms.
    """
    firms = state.firms
    staying = (firms.founded < state.age) | np.isin(firms.id, first.firm)
    away = np.flatnonzero(~staying)
    state.ledger.pay("capital returned", AccountRows("firms", away), "owners", firms.cash[away])
    return staying


def _emptied(state: State) -> Flags:
    """Closing listings that hold nothing any more."""
    listings = state.listings
    flags = listings.closing.copy()
    rows = np.flatnonzero(flags)
    flags[rows] = listings.present(rows) == 0
    return flags


def _release_staff(state: State, leaving: Flags) -> None:
    """Staff of firms that leave search for work in their hub."""
    firms, talent = state.firms, state.talent
    freed = labour.by_hub(firms.staff[leaving], firms.hub[leaving], len(talent))
    talent.searching += freed
    talent.employed -= freed


def _open(state: State, decided: MarketEntries, first: MarketEntries, keep: Flags) -> None:
    """Markets that living firms decided to enter become listings; all rows are sorted again."""
    firms, listings = state.firms, state.listings
    before = len(listings)
    alive = decided.take(np.isin(decided.firm, firms.id))
    for entries in (alive, first):
        seller = np.searchsorted(firms.id, entries.firm)
        values = initialisation.listing_values(
            firms, seller, entries.destination, state.parameters.sellers)
        listings.append(
            len(seller), {**values, "service": entries.service, "provider": entries.provider})
    listings.rearrange(np.append(keep, np.ones(len(listings) - before, bool)), firms.id)
    firms.markets = np.bincount(listings.seller, minlength=len(firms))


def entry_return(state: State) -> float:
    """Profit of recent entrants, failures included, over the capital they brought in."""
    return state.entry_gain / state.entry_capital if state.entry_capital > 0 else 0.0
