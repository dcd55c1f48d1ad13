"""Indicators by country: trade, sellers, customs, work and delivery, each of shape (C,)."""

from __future__ import annotations

import numpy as np

from ecosystem.core.arrays import Floats
from ecosystem.outputs.indicators.catalogue import Indicator, country_indicators, family, of_countries
from ecosystem.outputs.indicators.measure import sums
from ecosystem.phases.week import Week
from ecosystem.scenario.names import LOW_VALUE, SERVICES, STANDARD
from ecosystem.state import State


@country_indicators(
    Indicator(
        "exports", "Exports", "USD a week", "usd", "higher", adds_up=True,
        shown_in=("effects", "map", "table")),
    Indicator(
        "imports", "Imports", "USD a week", "usd", "higher", adds_up=True,
        shown_in=("effects", "course", "map", "table")),
    Indicator("parcels_out", "Parcels sent", "a week", better="higher", adds_up=True),
    Indicator(
        "parcels_in", "Parcels received", "a week", better="higher", adds_up=True,
        shown_in=("effects",)),
    Indicator("firms", "Sellers", "sellers", better="higher", adds_up=True, shown_in=("effects", "table")),
)
def trade(week: Week, state: State) -> dict[str, Floats]:
    """Goods sold from and to each country, and the sellers at home there."""
    number, value = len(state.customs), week.shipments.sales.sold * week.orders.price
    return {
        "exports": sums(week.orders.origin, value, number),
        "imports": sums(week.orders.destination, value, number),
        "parcels_out": sums(week.orders.origin, week.shipments.sales.sold, number),
        "parcels_in": sums(week.orders.destination, week.shipments.sales.sold, number),
        "firms": np.bincount(state.firms.country, minlength=number).astype(np.float64),
    }


@country_indicators(
    of_countries("clearance_days_low_value", shown_in=("effects",), order=1_020),
    of_countries("clearance_days_standard", shown_in=("effects", "course", "table"), order=1_020),
    of_countries("customs_held"),
    of_countries("duty_revenue", shown_in=("effects", "course"), order=1_030),
    of_countries("vat_revenue", shown_in=("effects",), order=1_030),
)
def customs(week: Week, state: State) -> dict[str, Floats]:
    """Waiting at each border, and what its authority collects."""
    office = state.customs
    return {
        "clearance_days_low_value": office.days[:, LOW_VALUE].copy(),
        "clearance_days_standard": office.days[:, STANDARD].copy(),
        "customs_held": office.held.sum(axis=1),
        "duty_revenue": office.duty_revenue.copy(),
        "vat_revenue": office.vat_revenue.copy(),
    }


@country_indicators(
    of_countries("unemployment", shown_in=("table",), order=1_040),
    Indicator("wage", "Wage", "USD a week", "usd", "higher"),
)
def labour(week: Week, state: State) -> dict[str, Floats]:
    """Unemployment and wages of each country's talent pools together."""
    pool, number = state.talent, len(state.customs)
    people = sums(pool.country, pool.employed.sum(axis=1), number)
    searching = sums(pool.country, pool.searching.sum(axis=1), number)
    pay = sums(pool.country, (pool.wage * pool.employed).sum(axis=1), number)
    return {
        "unemployment": searching / np.maximum(people + searching, 1e-9),
        "wage": pay / np.maximum(people, 1e-9),
    }


@country_indicators(
    Indicator(
        "delivery_days", "Delivery time of imports", "days", "days", "lower",
        shown_in=("effects", "course", "map", "table"), order=1_010),
    family(
        "share_in", SERVICES, "Share of imports", "of imports by value", kind="share", weight="imports",
        shown_in=("services",)),
)
def imports(week: Week, state: State) -> dict[str, Floats]:
    """Days that parcels take to each country, and the services that bring them."""
    number, value = len(state.customs), week.shipments.sales.sold * week.orders.price
    delivered = sums(week.orders.destination, week.deliveries.arrivals.delivered, number)
    days = sums(week.orders.destination, week.deliveries.arrivals.delivered * week.orders.quotes.days, number)
    columns = {"delivery_days": np.where(delivered > 0, days / np.maximum(delivered, 1.0), np.nan)}
    destination, services = week.orders.destination, len(SERVICES)
    whole = sums(destination, value, number)
    by_service = sums(destination * services + week.orders.service, value, number * services)
    by_service = by_service.reshape(number, services)
    for service, name in enumerate(SERVICES):
        columns[f"share_in_{name}"] = by_service[:, service] / np.maximum(whole, 1e-9)
    return columns
