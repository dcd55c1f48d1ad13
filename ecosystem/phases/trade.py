"""Trade: every listing is quoted and priced, and consumers order."""

from __future__ import annotations

import numpy as np

from ecosystem.agents.consumers import price_disutility
from ecosystem.core.arrays import Floats
from ecosystem.decisions.declarations import declared_part
from ecosystem.decisions.situations import products
from ecosystem.markets import goods as market
from ecosystem.messages.quotes import Alternatives
from ecosystem.phases import Touches
from ecosystem.phases.week import Orders, PricedListings
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.request import QuoteRequest
from ecosystem.quotes.services.quote import quote
from ecosystem.state import State

READS: Touches = {
    "firms": "cost country hub quality time_class value volumetric weight",
    "listings": (
        "category closing destination experience firm fit handled loyalty markup price provider "
        "sales seller service share stockout underdeclared"
    ),
    "markets": "budget category elasticity inside outside reference spending",
}
WRITES: Touches = {
    "listings": "exp_utility markup price",
    "markets": "inside spending",
}


def price_listings(state: State, now: Conditions) -> PricedListings:
    """Every listing is quoted and priced."""
    priced = quote_listings(state, now)
    market.set_prices(
        state.listings, priced.goods, priced.quotes, elasticity(state), state.parameters)
    return priced


def order(state: State, now: Conditions, priced: PricedListings) -> Orders:
    """Consumers compare price, time and reputation, and order."""
    listings = state.listings
    consumer_price, strength = compare(state, now, priced)
    demand = market.order(
        listings, state.markets, strength, consumer_price,
        parameters=state.parameters.market, draws=state.draws)
    return Orders(
        goods=priced.goods, quotes=priced.quotes, factors=priced.factors,
        consumer_price=consumer_price, demand=demand,
        service=listings.service.copy(), destination=listings.destination.copy(),
        origin=state.firms.country[listings.seller], price=listings.price.copy())


def compare(state: State, now: Conditions, priced: PricedListings) -> tuple[Floats, Floats]:
    """Price at the door, USD, and exp(V) of every listing to the consumers of its market."""
    listings, goods, quotes = state.listings, priced.goods, priced.quotes
    consumer_price = quotes.at_the_door(listings.price)
    reference = goods.value * (1.0 + now.law.vat[listings.destination])
    price = price_disutility(consumer_price / reference, elasticity(state))
    return consumer_price, market.exp_utility_of(
        listings, state.firms, quotes, price, state.parameters.market)


def quote_listings(state: State, now: Conditions) -> PricedListings:
    """The present service and provider of every listing, quoted."""
    listings, firms = state.listings, state.firms
    seller = listings.seller
    alternatives = Alternatives(
        seller=seller, hub=firms.hub[seller], origin=firms.country[seller],
        destination=listings.destination, category=listings.category, service=listings.service,
        provider=listings.provider, volume=np.maximum(listings.sales, 1.0), price=listings.price,
        declared=declared_part(listings, state.parameters.customs),
        experience=listings.experience, handled=listings.handled)
    request = QuoteRequest.of(alternatives, products(firms, seller), now, state.parameters)
    quotes = quote(request, now, state.parameters)
    return PricedListings(request.goods, quotes, request.factors)


def elasticity(state: State) -> Floats:
    """Price elasticity of each listing's category."""
    return state.world.categories.price_elasticity[state.listings.category]
