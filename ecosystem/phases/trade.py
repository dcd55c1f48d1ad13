"""Trade: every listing is quoted and priced, and consumers order."""

from __future__ import annotations

import numpy as np

from ecosystem.decisions.declarations import declared_part
from ecosystem.decisions.situations import products
from ecosystem.markets import goods as market
from ecosystem.messages.quotes import Alternatives, Goods, Quotes
from ecosystem.phases.week import Offers, Orders
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.quote import quote
from ecosystem.state import State


def offer(state: State, now: Conditions) -> Offers:
    """Every listing is quoted and priced."""
    goods = products(state.firms, state.listings.seller)
    quotes = quotes_of(state, now, goods)
    market.set_prices(state.listings, goods, quotes, elasticity(state), state.parameters)
    return Offers(goods, quotes)


def order(state: State, now: Conditions, offers: Offers) -> Orders:
    """Consumers compare price, time and reputation, and order."""
    listings, goods, quotes = state.listings, offers.goods, offers.quotes
    consumer_price = quotes.at_the_door(listings.price)
    reference = goods.value * (1.0 + now.law.vat[listings.destination])
    exp_utility = market.exp_utility_of(
        listings, state.firms, quotes, consumer_price / reference, elasticity(state),
        state.parameters.market)
    demand = market.order(listings, state.markets, exp_utility, consumer_price, state.draws)
    return Orders(
        goods=goods, quotes=quotes, consumer_price=consumer_price, demand=demand,
        service=listings.service.copy(), destination=listings.destination.copy(),
        origin=state.firms.country[listings.seller], price=listings.price.copy())


def quotes_of(state: State, now: Conditions, goods: Goods) -> Quotes:
    """Quote of the present service and provider of every listing."""
    listings, firms = state.listings, state.firms
    seller = listings.seller
    alternatives = Alternatives(
        seller=seller, hub=firms.hub[seller], origin=firms.country[seller],
        destination=listings.destination, category=listings.category, service=listings.service,
        provider=listings.provider, volume=np.maximum(listings.sales, 1.0), price=listings.price,
        declared=declared_part(listings, state.parameters.customs),
        experience=listings.experience, handled=listings.handled)
    return quote(alternatives, goods, now, state.parameters)


def elasticity(state: State) -> np.ndarray:
    """Price elasticity of each listing's category."""
    return state.world.categories.price_elasticity[state.listings.category]
