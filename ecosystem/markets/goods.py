"""The goods market: sellers price, consumers choose and order, parcels reach their door."""

from __future__ import annotations

import numpy as np

from ecosystem.agents.consumers import Markets, appeal, best_markup, exp_utility, utility
from ecosystem.agents.firms.firms import Firms
from ecosystem.agents.firms.listings import Listings
from ecosystem.core.arrays import Floats
from ecosystem.core.draws import WeekDraws, multinomial_split
from ecosystem.core.lookup import sum_by
from ecosystem.messages.border import Clearance
from ecosystem.messages.orders import Arrivals, Demand, Sales
from ecosystem.messages.quotes import Goods, Quotes
from ecosystem.quotes.prices import net_of_refunds, price_of, unit_cost
from ecosystem.scenario import service_traits
from ecosystem.scenario.parameters.market import MarketParameters
from ecosystem.scenario.parameters.sellers import SellerParameters
from ecosystem.scenario.parameters.services import ServiceParameters
from ecosystem.scenario.scenario import Scenario


def set_prices(
    listings: Listings, goods: Goods, quotes: Quotes, elasticity: Floats, parameters: Scenario
) -> None:
    """Price is unit landed cost times a markup that moves by inertia toward the best response."""
    best = best_markup(elasticity, listings.share, parameters.market)
    listings.markup += parameters.market.price_inertia * (best - listings.markup)
    net = net_of_refunds(quotes, parameters.sellers)
    listings.price = price_of(unit_cost(goods, quotes), listings.markup, net)


def exp_utility_of(
    listings: Listings, firms: Firms, quotes: Quotes, price: Floats, parameters: MarketParameters
) -> Floats:
    """exp(V) of every listing, zero for those that take no more orders.

    Args:
        listings: rows.
        firms: their sellers.
        quotes: days of each.
        price: utility that each loses to its price.
        parameters: weights.
    """
    quality = firms.quality[listings.seller]
    value = utility(
        appeal(quality, listings.loyalty, listings.fit, parameters), price, quotes.days,
        quotes.days_sd, listings.stockout, parameters=parameters)
    return np.where(listings.closing, 0.0, exp_utility(value))


def order(
    listings: Listings, markets: Markets, strength: Floats, consumer_price: Floats, *,
    parameters: MarketParameters, draws: WeekDraws,
) -> Demand:
    """Orders are Poisson around spending over price times the logit share of spending."""
    row = markets.rows(listings.destination, listings.category)
    listings.exp_utility = strength
    markets.attract(sum_by(row, strength, len(markets)), parameters)
    share = strength / (markets.outside + markets.inside)[row]
    expected = markets.spending[row] / consumer_price * share
    orders = draws.poisson("orders", expected, listings.firm, listings.destination)
    return Demand(expected=expected, orders=orders, share=share)


def arrive(
    listings: Listings, quotes: Quotes, clearance: Clearance, *, parameters: ServiceParameters,
    draws: WeekDraws,
) -> Arrivals:
    """Parcels reach the door: some are lost, some come back, and a part of those is sold again."""
    local = listings.take_arrivals("local", draws.age)
    released = clearance.direct + local
    stocked = service_traits.stocked(listings.service)
    chances = np.stack([1.0 - quotes.refunded, quotes.lost, quotes.returned], axis=1)
    keys = listings.firm, listings.destination
    fate = multinomial_split(draws, "fate at the door", released, chances, *keys)
    resale = np.where(stocked & ~listings.closing, parameters.resale, 0.0)
    restocked = draws.binomial("resale", fate[:, 2], resale, *keys)
    listings.stock += clearance.bulk + restocked
    return Arrivals(delivered=fate[:, 0], lost=fate[:, 1], returned=fate[:, 2], restocked=restocked)


def learn(
    listings: Listings, quotes: Quotes, demand: Demand, *, sales: Sales, clearance: Clearance,
    arrivals: Arrivals, parameters: MarketParameters, draws: WeekDraws,
) -> Floats:
    """Loyalty, promises and market fit move with the week's experience; gives satisfaction by row.

    A buyer who sends goods back is lost as far as the return is handled badly.
    """
    lateness = np.maximum(quotes.days / np.maximum(listings.promised_days, 0.5) - 1.0, 0.0)
    satisfaction = np.clip(quotes.after_sales_quality - parameters.lateness_penalty * lateness, 0.0, 1.0)
    failed = arrivals.lost + clearance.direct_detained + clearance.direct_seized
    satisfied = arrivals.delivered * satisfaction - parameters.loss_penalty * failed
    satisfied -= parameters.return_penalty * arrivals.returned * (1.0 - satisfaction)
    listings.loyalty += parameters.loyalty_decay * (np.maximum(satisfied, 0.0) - listings.loyalty)
    listings.promised_days += parameters.promise_speed * (quotes.days - listings.promised_days)
    missed = sales.refused / np.maximum(demand.orders, 1)
    listings.stockout += parameters.promise_speed * (missed - listings.stockout)
    shock = draws.normal("market fit", listings.firm, listings.destination)
    spread = parameters.fit_spread * np.sqrt(1.0 - parameters.fit_persistence**2)
    listings.fit = parameters.fit_persistence * listings.fit + spread * shock
    listings.share = demand.share
    return satisfaction


def record(
    listings: Listings, goods: Goods, quotes: Quotes, *, demand: Demand, sales: Sales,
    parameters: SellerParameters,
) -> None:
    """Update smoothed sales, revenue and margin, and the moments that the bullwhip is read from."""
    speed = parameters.smoothing
    revenue = sales.sold * listings.price
    unit = unit_cost(goods, quotes)
    margin = revenue * net_of_refunds(quotes, parameters) - sales.sold * unit - quotes.fixed
    margin -= sales.expedited * (quotes.expedited_carriage - quotes.carriage)
    listings.sales += speed * (sales.sold - listings.sales)
    listings.revenue += speed * (revenue - listings.revenue)
    listings.profit += speed * (margin - listings.profit)
    listings.order_mean += speed * (sales.replenished - listings.order_mean)
    listings.order_square += speed * (sales.replenished**2 - listings.order_square)
    listings.demand_mean += speed * (demand.orders - listings.demand_mean)
    listings.demand_square += speed * (demand.orders**2 - listings.demand_square)
    listings.age += 1
    listings.experience += 1.0
    listings.handled += np.where(service_traits.built(listings.service), sales.sold, 0)
