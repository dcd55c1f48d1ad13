"""Arrival: entries queue at borders, and what is released reaches the door or the shelf."""

from __future__ import annotations

from ecosystem.markets import clearance, goods
from ecosystem.messages.border import Clearance
from ecosystem.phases import Touches
from ecosystem.phases.week import Deliveries, Orders, Shipments
from ecosystem.state import State

READS: Touches = {
    "customs": (
        "backlog digital digital_added expected hold_days inspection_factor inspection_level "
        "inspections officer_factor officers performance post quality recovered risky rush wait "
        "workload"
    ),
    "listings": (
        "age closing demand_mean demand_square destination detained detained_bulk "
        "detained_entries experience firm fit handled held held_bulk held_entries inbound local "
        "loyalty order_mean order_square price profit promised_days replenishment revenue sales "
        "service stock stockout"
    ),
}
WRITES: Touches = {
    "customs": "backlog days days_sd expected held hold_days inspections recovered risky wait workload",
    "listings": (
        "age demand_mean demand_square detained detained_bulk detained_entries experience fit "
        "handled held held_bulk held_entries inbound local loyalty order_mean order_square profit "
        "promised_days replenishment revenue sales share stock stockout"
    ),
}


def clear(state: State, shipments: Shipments) -> Clearance:
    """Entries queue, are inspected, released or detained."""
    return clearance.clear(
        state.customs, state.listings, shipments.entries, expansion_factor=state.expansion_factor,
        parameters=state.parameters.customs, draws=state.draws)


def deliver(
    state: State, orders: Orders, shipments: Shipments, cleared: Clearance
) -> Deliveries:
    """Parcels reach the door, come back or get lost; loyalty and records learn from it."""
    listings, parameters, quotes = state.listings, state.parameters, orders.quotes
    arrivals = goods.arrive(
        listings, quotes, cleared, parameters=parameters.services, draws=state.draws)
    satisfaction = goods.learn(
        listings, quotes, orders.demand, sales=shipments.sales, clearance=cleared, arrivals=arrivals,
        parameters=parameters.market, draws=state.draws)
    goods.record(
        listings, orders.goods, quotes, demand=orders.demand, sales=shipments.sales,
        parameters=parameters.sellers)
    return Deliveries(arrivals, satisfaction)
