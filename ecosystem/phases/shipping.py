"""Shipping: orders are served from stock or sent, warehouses are replenished, goods age."""

from __future__ import annotations

import numpy as np

from ecosystem.core.arrays import Floats
from ecosystem.markets import freight, stocking
from ecosystem.markets.entries import Entries, announce
from ecosystem.phases import Touches
from ecosystem.phases.week import Orders, Shipments
from ecosystem.quotes.conditions import Conditions
from ecosystem.state import State

READS: Touches = {
    "customs": "expected",
    "firms": "cash country hub",
    "lane_flows": "flow usual",
    "listings": (
        "category closing destination detained_bulk deviation firm forecast held_bulk inbound "
        "local price provider replenishment seller service stock underdeclared"
    ),
}
WRITES: Touches = {
    "customs": "expected",
    "lane_flows": "flow usual",
    "listings": "deviation forecast inbound local replenishment stock",
}


def dispatch(state: State, now: Conditions, orders: Orders) -> Shipments:
    """Goods in stock age and are sold; what is sent is announced to customs and put on its way."""
    listings, parameters, quotes = state.listings, state.parameters, orders.quotes
    losses = stocking.stock_losses(listings, quotes, orders.factors, now, parameters.stock)
    write_offs = stocking.scrap(listings, losses, state.draws)
    sold_off = stocking.sell_off(listings)
    sales = stocking.sell(
        listings, orders.goods, quotes, orders.demand, factors=orders.factors, losses=losses,
        budget=purchase_budget(state), parameters=parameters, draws=state.draws)
    entries = Entries.of(listings, state.firms, now, parameters.customs)
    announce(
        state.customs, listings, entries, quotes, orders.demand, age=state.age,
        shortest=parameters.freight.shortest_days)
    freight.dispatch(listings, quotes, sales, state.draws, parameters.freight)
    hub = state.firms.hub[listings.seller]
    carried = freight.carry(state.route_paths, listings, hub, orders.goods, sales)
    state.lane_flows.record(carried.flow, parameters.freight)
    return Shipments(entries, write_offs, sold_off, sales, carried)


def purchase_budget(state: State) -> Floats:
    """USD that each firm may spend on replenishment this week."""
    return state.parameters.sellers.purchase_limit * np.maximum(state.firms.cash, 0.0)
