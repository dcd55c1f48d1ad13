"""Payment: every transfer of the week is booked, and providers book what they carried and earned."""

from __future__ import annotations

import numpy as np

from ecosystem.agents.providers.providers import Providers
from ecosystem.core.arrays import Floats, Integers
from ecosystem.core.lookup import sum_by
from ecosystem.markets import payments
from ecosystem.messages.border import Clearance
from ecosystem.phases import Touches
from ecosystem.phases.week import Deliveries, Orders, Payments, Shipments
from ecosystem.scenario import service_traits
from ecosystem.state import State

READS: Touches = {
    "carriers": (
        "capacity cash collected cost_level delivered hub need outlay premium price_level revenue "
        "staff volume working"
    ),
    "firms": "cash fined hub markets premium staff",
    "listings": "destination price provider seller service stock",
    "platforms": (
        "capacity cash collected cost_level delivered hub need outlay posted premium price_level "
        "revenue staff volume working"
    ),
    "talent": "wage",
}
WRITES: Touches = {
    "carriers": "cash collected cost_level delivered outlay revenue volume",
    "customs": "duty_revenue fines vat_revenue",
    "firms": "cash fined",
    "platforms": "cash collected cost_level delivered outlay posted revenue volume",
}


def pay(
    state: State, orders: Orders, shipments: Shipments, cleared: Clearance, deliveries: Deliveries
) -> Payments:
    """Sales, goods, logistics, taxes, fines, refunds, overheads and wages."""
    parameters, ledger, listings = state.parameters, state.ledger, state.listings
    goods, quotes, sales = orders.goods, orders.quotes, shipments.sales
    payments.pay_for_sales(ledger, listings, sales, parameters.sellers)
    payments.pay_for_goods(ledger, listings, goods, quotes=quotes, sales=sales, parameters=parameters.stock)
    charges = payments.charge_logistics(ledger, listings, quotes, sales)
    payments.pay_for_warehouses(ledger, listings, goods, parameters.services)
    payments.pay_taxes(ledger, state.customs, listings, quotes, sales)
    fines = payments.pay_fines(
        ledger, state.customs, listings, evaded=shipments.entries.evaded, inspected=cleared.direct_inspected,
        parameters=parameters.customs)
    state.firms.fined[listings.seller[fines > 0.0]] = state.age
    payments.refund(
        ledger, listings, quotes, cleared, deliveries.arrivals, parameters=parameters.sellers)
    payments.sell_to_liquidators(
        ledger, listings, goods, shipments.sold_off, parameters.stock.salvage)
    payments.pay_overheads(ledger, state.firms, listings, parameters.sellers)
    bills = payments.pay_wages(ledger, state.talent, state.employers)
    _settle_providers(state, orders, shipments, charges, bills)
    return Payments(charges, fines)


def _settle_providers(
    state: State, orders: Orders, shipments: Shipments, charges: Floats, bills: dict[str, Floats]
) -> None:
    """Providers buy transport, book the week and settle with their owners."""
    service, sold = state.listings.service, shipments.sales.sold
    for account, cohort in state.providers.items():
        rows = np.flatnonzero(service_traits.provided_by(account, service))
        _settle(state, account, cohort, rows=rows, charges=charges, sold=sold, bills=bills[account])
    _consolidate(state, np.flatnonzero(service_traits.consolidated(service)), orders, sold)


def _settle(
    state: State, account: str, cohort: Providers, *, rows: Integers, charges: Floats,
    sold: Integers, bills: Floats,
) -> None:
    """Book the charges, parcels and stops of one kind of provider."""
    parameters, listings, world = state.parameters.providers, state.listings, state.world
    region, regions = world.countries.region_index[listings.destination], len(world.countries.region_names)
    provider = listings.provider
    picked_up = np.where(service_traits.direct(listings.service), sold, 0)
    home = state.firms.hub[listings.seller]
    cohort.record_stops(
        by_place(cohort, provider, rows, amounts=picked_up, place=home, number=len(state.talent)),
        by_place(cohort, provider, rows, amounts=sold, place=listings.destination, number=len(state.customs)),
        parameters)
    payments.settle_providers(
        state.ledger, account, cohort,
        charges=by_place(cohort, provider, rows, amounts=charges, place=region, number=regions),
        parcels=by_place(cohort, provider, rows, amounts=sold, place=region, number=regions),
        wages=bills, parameters=parameters)


def _consolidate(state: State, rows: Integers, orders: Orders, sold: Integers) -> None:
    """Platforms see how much mail goes the same way."""
    platforms, countries = state.platforms, len(state.customs)
    pair = orders.origin * countries + state.listings.destination
    posted = by_place(
        platforms, state.listings.provider, rows, amounts=sold * orders.goods.weight, place=pair,
        number=countries**2)
    platforms.consolidate(posted.reshape(platforms.posted.shape), state.parameters.providers)


def by_place(
    cohort: Providers, provider: Integers, rows: Integers, *, amounts: Floats | Integers,
    place: Integers, number: int,
) -> Floats:
    """Sum amounts of some listings over providers and places: regions, hubs, countries or pairs."""
    cell = provider[rows] * number + place[rows]
    total = sum_by(cell, amounts[rows], len(cohort) * number)
    return total.reshape(len(cohort), number)
