"""The goods market, one listing at a time: price, attraction, orders, stock, doors, experience.

A `listing` is a row of the listings, a `product` its firm's goods, an `offer` its quote. The rules
change the listing and return what others need to know.
"""

from __future__ import annotations

import math

from scipy.special import ndtri

from ecosystem.draws import Draws
from ecosystem.scenario.market import MarketParameters
from ecosystem.scenario.names import PLATFORM_WAREHOUSE
from ecosystem.scenario.scenario import Scenario
from ecosystem.scenario.sellers import SellerParameters
from ecosystem.scenario.services import ServiceParameters
from tests.reference.counts import binomial_count, poisson_count, split
from tests.reference.quotes import articles, logistics, service_factor, weekly_holding
from tests.reference.recording import Row

UTILITY_BOUND = 50.0


def best_markup(elasticity: float, share: float) -> float:
    """Price over unit cost that earns most: the larger the share, the less a customer matters."""
    lost_orders = 1.0 + elasticity * (1.0 - share)
    return lost_orders / (lost_orders - 1.0)


def set_price(listing: Row, product: Row, offer: Row, elasticity: float, scenario: Scenario) -> None:
    """Unit cost times a markup that closes a part of the gap to the best one."""
    gap = best_markup(elasticity, listing.share) - listing.markup
    listing.markup += scenario.market.price_inertia * gap
    unit = product.cost + logistics(offer) + offer.duty
    listing.price = unit * listing.markup / left_of_a_dollar(scenario.sellers)


def left_of_a_dollar(sellers: SellerParameters) -> float:
    """What a seller keeps of a USD of revenue."""
    return 1.0 - sellers.selling_fee - sellers.overhead


def attraction(
    listing: Row, quality: float, offer: Row, relative_price: float, elasticity: float,
    market: MarketParameters,
) -> float:
    """How strongly consumers are drawn: quality, custom and fit, less price, time and empty shelves."""
    if listing.closing:
        return 0.0
    utility = market.quality_weight * quality
    utility += market.loyalty_weight * math.log(1.0 + listing.loyalty / market.loyalty_scale)
    utility += listing.fit
    utility -= elasticity * math.log(relative_price)
    utility -= market.day_cost * offer.days
    utility -= market.uncertainty_cost * offer.days_sd
    utility -= market.stockout_cost * listing.stockout
    return math.exp(min(max(utility, -UTILITY_BOUND), UTILITY_BOUND))


def order(
    listings: list[Row], markets: dict[tuple[int, int], Row], pulls: list[float],
    prices: list[float], draws: Draws, clock: int,
) -> list[Row]:
    """Consumers split their spending by attraction; each listing draws its orders."""
    for market in markets.values():
        market.inside = 0.0
    for listing, pull in zip(listings, pulls, strict=True):
        listing.attraction = pull
        markets[listing.destination, listing.category].inside += pull
    demands = []
    for listing, price in zip(listings, prices, strict=True):
        market = markets[listing.destination, listing.category]
        share = listing.attraction / (market.outside + market.inside)
        expected = market.spending * share / price
        uniform = float(draws.uniform("orders", clock, listing.firm, listing.destination))
        orders = poisson_count(uniform, expected)
        demands.append(Row(expected=expected, orders=orders, share=share))
    return demands


def scrap(listing: Row, obsolescence: float, draws: Draws, clock: int) -> int:
    """Some goods in stock are worth nothing any more."""
    uniform = float(draws.uniform("obsolescence", clock, listing.firm, listing.destination))
    spoilt = binomial_count(uniform, listing.stock, obsolescence)
    listing.stock -= spoilt
    return spoilt


def sell_off(listing: Row) -> int:
    """Stock of a listing that closes, or that serves from home, goes to liquidators."""
    if listing.service >= PLATFORM_WAREHOUSE and not listing.closing:
        return 0
    sold_off = listing.stock
    listing.stock = 0
    return sold_off


def fill_rate(stock: int, mean: float, number: float) -> float:
    """Share of a week's orders whose article is there, with stock spread over ``number`` articles."""
    mean = max(mean, 1e-9)
    spread = math.sqrt(mean * number)
    z = (stock - mean) / spread
    density = math.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi)
    above = 0.5 * math.erfc(z / math.sqrt(2.0))
    short = spread * (density - z * above)
    return min(max(1.0 - short / mean, 0.0), 1.0)


def sell(
    listings: list[Row], products: list[Row], offers: list[Row], demands: list[Row],
    budget: list[float], rules: ServiceParameters, obsolescence: list[float], draws: Draws,
    clock: int,
) -> list[Row]:
    """Serve, forecast, and order goods for the warehouses as far as each firm can pay."""
    sales = []
    for listing, product, offer, demand, wear in zip(
            listings, products, offers, demands, obsolescence, strict=True):
        number = articles(listing.forecast, rules)
        sold = serve(listing, demand.orders, number, draws, clock)
        forecast(listing, demand.orders, rules.forecast_smoothing)
        wanted = replenishment(listing, product, offer, number, wear, rules)
        sales.append(Row(sold=sold, refused=demand.orders - sold, replenished=wanted))
    outlay = [0.0] * len(budget)
    for listing, product, offer, sale in zip(listings, products, offers, sales, strict=True):
        landed = product.cost + offer.carriage + offer.freight + offer.duty
        outlay[listing.seller] += sale.replenished * landed
    for listing, sale in zip(listings, sales, strict=True):
        if outlay[listing.seller] > budget[listing.seller]:
            part = budget[listing.seller] / outlay[listing.seller]
            sale.replenished = math.floor(sale.replenished * part)
    return sales


def serve(listing: Row, orders: int, number: float, draws: Draws, clock: int) -> int:
    """Direct services send every order; a warehouse sells what it has."""
    if listing.service < PLATFORM_WAREHOUSE:
        return orders
    uniform = float(draws.uniform("articles in stock", clock, listing.firm, listing.destination))
    found = binomial_count(uniform, orders, fill_rate(listing.stock, listing.forecast, number))
    sold = min(found, listing.stock)
    listing.stock -= sold
    return sold


def forecast(listing: Row, orders: int, weight: float) -> None:
    """Exponential smoothing of demand, and of the squared error of its forecast."""
    error = orders - listing.forecast
    listing.forecast += weight * error
    listing.deviation = math.sqrt((1.0 - weight) * listing.deviation**2 + weight * error**2)


def replenishment(
    listing: Row, product: Row, offer: Row, number: float, wear: float, rules: ServiceParameters
) -> int:
    """Whole parcels that lift stock and goods on the way to the level that pays best."""
    if listing.service < PLATFORM_WAREHOUSE or listing.closing:
        return 0
    holding = weekly_holding(product.cost, offer.rent, wear, rules)
    z = service_factor(listing.price - product.cost, holding)
    # Each article has Poisson demand of its own, and its part of what moves the whole listing.
    common = max(listing.deviation**2 - listing.forecast, 0.0)
    spread = math.sqrt(number * listing.forecast + common)
    weeks = offer.lead_weeks + 1.0
    level = listing.forecast * weeks + z * spread * math.sqrt(weeks)
    on_the_way = sum(listing.replenishment) + listing.held_bulk + listing.detained_bulk
    return math.floor(max(level - listing.stock - on_the_way, 0.0))


def arrive(
    listing: Row, offer: Row, cleared: Row, return_rate: float, rules: ServiceParameters,
    draws: Draws, clock: int,
) -> Row:
    """Each parcel at the door is kept, lost or sent back; cleared bulk and resold returns fill shelves."""
    today = clock % len(listing.local)
    at_the_door = cleared.direct + listing.local[today]
    listing.local[today] = 0
    stocked = listing.service >= PLATFORM_WAREHOUSE
    returned = return_rate * (rules.stocked_returns if stocked else rules.direct_returns)
    chances = [1.0 - offer.lost - returned, offer.lost, returned]
    who = listing.firm, listing.destination
    delivered, lost, back = split(draws, "fate at the door", clock, at_the_door, chances, *who)
    restocked = 0
    if stocked and not listing.closing:
        restocked = binomial_count(float(draws.uniform("resale", clock, *who)), back, rules.resale)
    listing.stock += cleared.bulk + restocked
    return Row(delivered=delivered, lost=lost, returned=back, restocked=restocked)


def learn(
    listing: Row, offer: Row, demand: Row, sale: Row, cleared: Row, arrived: Row,
    market: MarketParameters, draws: Draws, clock: int,
) -> float:
    """Buyers remember care and lateness; gives the satisfaction of a parcel that came."""
    late = max(offer.days / max(listing.promised_days, 0.5) - 1.0, 0.0)
    satisfaction = min(max(offer.care - market.lateness_penalty * late, 0.0), 1.0)
    failed = arrived.lost + cleared.direct_detained + cleared.direct_seized
    happy = max(arrived.delivered * satisfaction - market.loss_penalty * failed, 0.0)
    listing.loyalty += market.loyalty_decay * (happy - listing.loyalty)
    listing.promised_days += market.promise_speed * (offer.days - listing.promised_days)
    missed = sale.refused / demand.orders if demand.orders else 0.0
    listing.stockout += market.promise_speed * (missed - listing.stockout)
    shock = float(ndtri(draws.uniform("market fit", clock, listing.firm, listing.destination)))
    steady_spread = market.fit_spread * math.sqrt(1.0 - market.fit_persistence**2)
    listing.fit = market.fit_persistence * listing.fit + steady_spread * shock
    listing.share = demand.share
    return satisfaction


def record(
    listing: Row, product: Row, offer: Row, demand: Row, sale: Row, sellers: SellerParameters
) -> None:
    """The listing's own books: everything is a running average."""
    revenue = sale.sold * listing.price
    unit = product.cost + logistics(offer) + offer.duty
    margin = revenue * left_of_a_dollar(sellers) - sale.sold * unit - offer.fixed
    news = {
        "sales": sale.sold, "revenue": revenue, "profit": margin,
        "order_mean": sale.replenished, "order_square": sale.replenished**2,
        "demand_mean": demand.orders, "demand_square": demand.orders**2,
    }
    for name, value in news.items():
        average = getattr(listing, name)
        setattr(listing, name, average + sellers.smoothing * (value - average))
    listing.age += 1
    listing.experience += 1.0
