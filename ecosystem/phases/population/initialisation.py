"""Founding: the first state of every agent, derived from the world's facts."""

from __future__ import annotations

from typing import Any

import numpy as np

from ecosystem.agents.consumers import best_markup
from ecosystem.agents.firms import entry
from ecosystem.agents.firms.firms import Firms
from ecosystem.agents.providers.providers import Providers
from ecosystem.core.arrays import Floats, Integers
from ecosystem.core.ledger import AccountRows
from ecosystem.core.lookup import sum_by
from ecosystem.decisions.situations import products
from ecosystem.markets.entries import Entries
from ecosystem.markets.freight import load
from ecosystem.markets.labour import by_hub
from ecosystem.phases import conditions, labour, trade
from ecosystem.quotes.prices import net_of_refunds, price_of, unit_cost
from ecosystem.scenario.names import CHANNELS, MAIL
from ecosystem.scenario.parameters.sellers import SellerParameters
from ecosystem.state import State


def found(state: State) -> None:
    """Create all agents, let the first traffic size offices, capacities and staff, set V_0."""
    state.customs.establish(state.world, state.parameters.customs)
    state.talent.establish(state.world, state.expansion_factor, state.parameters.labour)
    for cohort in state.providers.values():
        _open_providers(state, cohort)
    state.lane_flows.establish(len(state.route_paths.network.lanes))
    state.markets.establish(state.world, state.expansion_factor, state.parameters.market)
    state.ledger.open()
    enter_firms(state, entry.founders(state.parameters.run.firms))
    _open_first_listings(state)
    state.ledger.close(state.week)
    expected = _first_demand(state)
    _size_lanes(state, expected)
    _size_offices(state, expected)
    _size_providers(state, expected)
    _staff(state, expected)


def enter_firms(state: State, ids: Integers) -> None:
    """Let founders with these ids enter: home, product and the owners' cash."""
    world, draws, parameters = state.world, state.draws.for_good(), state.parameters
    country = entry.home_country(ids, world, draws)
    category = entry.product_category(ids, world, draws)
    margin = state.firms.margin_by_hub(
        len(world.hubs.name), len(world.categories.name), parameters.sellers.hub_prior)
    hub = entry.home_hub(
        ids, country, category, margin=margin, world=world, draws=draws, hub_pull=parameters.sellers.hub_pull)
    values = entry.attributes(
        ids, country, category, world=world, draws=draws, parameters=parameters,
        time_values=np.array(parameters.freight.values_of_time))
    state.firms.enter(ids, {**values, "hub": hub, "founded": state.age})
    rows = np.arange(len(state.firms) - len(ids), len(state.firms))
    state.ledger.pay("starting capital", "owners", AccountRows("firms", rows), values["starting_cash"])


def _open_providers(state: State, cohort: Providers) -> None:
    """Providers of a kind, as the world lists them."""
    table = state.world.providers
    rows = np.flatnonzero(np.array(table.kind) == cohort.kind)
    cohort.enter(np.arange(len(rows)), {
        "hub": table.home[rows],
        "country": state.world.hubs.country[table.home[rows]],
        "listing": rows,
        "quality_base": table.quality[rows],
        "quality": table.quality[rows],
        "cost_level": state.parameters.providers.first_cost_level,
        "price_level": table.price_level[rows],
        "working": 1.0,
        "capacity": state.parameters.providers.least_capacity,
    })


def listing_values(
    firms: Firms, seller: Integers, destination: Integers, parameters: SellerParameters
) -> dict[str, Any]:
    """Columns of new listings before their first quote."""
    return {
        "firm": firms.id[seller],
        "seller": seller,
        "category": firms.category[seller],
        "destination": destination,
        "price": firms.first_prices(seller),
        "markup": parameters.first_markup,
    }


def _open_first_listings(state: State) -> None:
    """Every founder draws destinations by size and starts with direct mail of a random platform.

    All start alike, whatever they sell: the settling sorts services out.
    """
    firms, draws = state.firms, state.draws
    markets = state.parameters.sellers.first_markets
    seller = np.repeat(np.arange(len(firms)), markets)
    turn = np.tile(np.arange(markets), len(firms))
    spending = state.markets.base_spending.reshape(len(state.customs), -1)
    cumulative = np.cumsum(spending, axis=0) / spending.sum(axis=0)
    uniform = draws.uniform("first markets", firms.id[seller], turn)
    drawn = (uniform[:, None] > cumulative[:, firms.category[seller]].T).sum(axis=1)
    drawn = drawn.clip(0, len(state.customs) - 1)
    drawn = np.where(drawn == firms.country[seller], (drawn + 1) % len(state.customs), drawn)
    pairs = np.unique(np.stack([seller, drawn], axis=1), axis=0)
    seller, destination = pairs[:, 0], pairs[:, 1]
    start = draws.uniform("first platform", firms.id[seller], destination)
    provider = state.coverage["platforms"].some(firms.country[seller], destination, start, 1)[:, 0]
    state.listings.append(len(seller), {
        **listing_values(firms, seller, destination, state.parameters.sellers),
        "service": MAIL, "provider": provider})
    firms.markets = np.bincount(seller, minlength=len(firms))


def _first_demand(state: State) -> Floats:
    """Price the first listings, set V_0 to the inside share, and return expected orders by listing."""
    listings, firms, markets = state.listings, state.firms, state.markets
    parameters, now = state.parameters, conditions.observe(state)
    for _ in range(3):
        priced = trade.quote_listings(state, now)
        listings.markup = best_markup(trade.elasticity(state), 0.0, parameters.market)
        unit = unit_cost(priced.goods, priced.quotes)
        net = net_of_refunds(priced.quotes, parameters.sellers)
        listings.price = price_of(unit, listings.markup, net)
    consumer_price, strength = trade.compare(state, now, priced)
    row = markets.rows(listings.destination, listings.category)
    inside = sum_by(row, strength, len(markets))
    markets.calibrate(inside, parameters.market.inside_share)
    listings.exp_utility = strength
    share = strength / (markets.outside + markets.inside)[row]
    expected = markets.spending[row] * share / consumer_price
    listings.promised_days = priced.quotes.days
    listings.forecast = listings.sales = expected
    listings.deviation = np.sqrt(expected)
    listings.demand_mean, listings.demand_square = expected, expected**2 + expected
    listings.revenue = expected * listings.price
    firms.revenue = listings.by_seller(listings.revenue, len(firms))
    firms.parcels = listings.by_seller(expected, len(firms))
    return expected


def _size_lanes(state: State, expected: Floats) -> None:
    """Usual traffic of the lanes, from the first demand."""
    listings, firms = state.listings, state.firms
    goods = products(firms, listings.seller)
    bulk = state.parameters.freight.first_bulk_share * expected
    carried = load(
        state.route_paths, listings, firms.hub[listings.seller],
        goods=goods, bulk=bulk, flown=expected - bulk)
    state.lane_flows.flow = state.lane_flows.usual = carried.flow
    state.route_paths = state.route_paths.priced(state.lane_flows, state.expansion_factor)


def _size_offices(state: State, expected: Floats) -> None:
    """Officers for the first traffic at the target load."""
    customs, parameters = state.customs, state.parameters.customs
    entries = Entries.of(state.listings, state.firms, conditions.observe(state), parameters)
    cell = state.listings.destination * len(CHANNELS) + entries.direct
    number = sum_by(
        cell, expected * entries.border, len(customs) * len(CHANNELS))
    entered = state.expansion_factor * number.reshape(-1, len(CHANNELS))
    hours = (entered * customs.service_hours(parameters)).sum(axis=1)
    customs.workload = hours
    customs.officers = customs.wanted_officers(parameters)
    customs.grant = customs.officers * customs.wage
    customs.days = customs.document_days(parameters)


def _size_providers(state: State, expected: Floats) -> None:
    """Capacity in proportion to size: the first carriers have no parcels yet, but an idea of them."""
    table, providers = state.world.providers, state.parameters.providers
    region = state.world.countries.region_index[state.listings.destination]
    by_region = sum_by(region, expected, len(state.world.countries.region_names))
    for cohort in state.providers.values():
        size = table.size[cohort.listing]
        part = providers.first_carrier_share if cohort is state.carriers else 1.0
        volume = part * np.outer(size / size.sum(), by_region)
        cohort.volume = volume
        cohort.capacity = np.maximum(volume / providers.target_load, providers.least_capacity)


def _staff(state: State, expected: Floats) -> None:
    """Every employer starts with the staff it needs; searchers come with them."""
    firms = state.firms
    firms.need = labour.firm_needs(state, expected)
    firms.staff = firms.need
    for cohort in state.providers.values():
        cohort.need = labour.provider_needs(state, cohort)
        cohort.staff = cohort.need
    hubs = len(state.talent)
    staff = [by_hub(each.staff, each.hub, hubs) for each in state.employers.values()]
    state.talent.populate(np.sum(staff, axis=0), state.parameters.labour)
