"""The goods market, one listing at a time: price, attraction, orders, doors, experience.

A `listing` is a row of the listings, a `product` its firm's goods, an `quoted` its quote. The rules
change the listing and return what others need to know.
"""

from __future__ import annotations

import math

from scipy.special import ndtri

from ecosystem.core.draws import WeekDraws
from ecosystem.scenario.names import OWN_WAREHOUSE, PLATFORM_WAREHOUSE
from ecosystem.scenario.parameters.market import MarketParameters
from ecosystem.scenario.parameters.sellers import SellerParameters
from ecosystem.scenario.parameters.services import ServiceParameters
from ecosystem.scenario.scenario import Scenario
from tests.reference.agents.consumers import spending
from tests.reference.core.counts import binomial_count, poisson_count, split
from tests.reference.quotes.prices import left_of_a_dollar
from tests.reference.quotes.quote import logistics
from tests.reference.recording import Row

UTILITY_BOUND = 50.0


def best_markup(elasticity: float, share: float, whole: float) -> float:
    """Price over unit cost that earns most: the larger the share, the less a customer matters.

    ``whole`` is the elasticity of all orders in the market together.
    """
    lost_orders = (1.0 + elasticity) * (1.0 - share) + whole * share
    return lost_orders / (lost_orders - 1.0)


def set_price(listing: Row, product: Row, quoted: Row, elasticity: float, parameters: Scenario) -> None:
    """Unit cost times a markup that closes a part of the gap to the best one."""
    gap = best_markup(elasticity, listing.share, parameters.market.category_elasticity) - listing.markup
    listing.markup += parameters.market.price_inertia * gap
    unit = product.cost + logistics(quoted) + quoted.duty
    listing.price = unit * listing.markup / left_of_a_dollar(quoted, parameters.sellers)


def exp_utility_of(
    listing: Row, quality: float, quoted: Row, lost_to_price: float, parameters: MarketParameters,
) -> float:
    """How strongly consumers are drawn: quality, loyalty and fit, less price, time and empty shelves."""
    if listing.closing:
        return 0.0
    utility = parameters.quality_weight * quality
    utility += parameters.loyalty_weight * math.log(1.0 + listing.loyalty / parameters.loyalty_scale)
    utility += listing.fit
    utility -= lost_to_price
    utility -= parameters.day_cost * quoted.days
    utility -= parameters.uncertainty_cost * quoted.days_sd
    utility -= parameters.stockout_cost * listing.stockout
    return math.exp(min(max(utility, -UTILITY_BOUND), UTILITY_BOUND))


def order(
    listings: list[Row], markets: dict[tuple[int, int], Row], pulls: list[float],
    prices: list[float], parameters: MarketParameters, draws: WeekDraws,
) -> list[Row]:
    """Consumers spend by what is offered, and split it by attraction; each listing draws its orders."""
    for market in markets.values():
        market.inside = 0.0
    for listing, exp_utility in zip(listings, pulls, strict=True):
        listing.exp_utility = exp_utility
        markets[listing.destination, listing.category].inside += exp_utility
    for market in markets.values():
        market.spending = spending(
            market.budget, market.outside + market.inside, market.reference, market.elasticity, parameters)
    demands = []
    for listing, price in zip(listings, prices, strict=True):
        market = markets[listing.destination, listing.category]
        share = listing.exp_utility / (market.outside + market.inside)
        expected = market.spending * share / price
        uniform = float(draws.uniform("orders", listing.firm, listing.destination))
        orders = poisson_count(uniform, expected)
        demands.append(Row(expected=expected, orders=orders, share=share))
    return demands


def arrive(
    listing: Row, quoted: Row, cleared: Row, parameters: ServiceParameters, draws: WeekDraws,
) -> Row:
    """Each parcel at the door is kept, lost or sent back; cleared bulk and resold returns fill shelves."""
    today = draws.age % len(listing.local)
    at_the_door = cleared.direct + listing.local[today]
    listing.local[today] = 0
    stocked = listing.service >= PLATFORM_WAREHOUSE
    chances = [1.0 - quoted.lost - quoted.returned, quoted.lost, quoted.returned]
    who = listing.firm, listing.destination
    delivered, lost, back = split(draws, "fate at the door", at_the_door, chances, *who)
    restocked = 0
    if stocked and not listing.closing:
        restocked = binomial_count(float(draws.uniform("resale", *who)), back, parameters.resale)
    listing.stock += cleared.bulk + restocked
    return Row(delivered=delivered, lost=lost, returned=back, restocked=restocked)


def learn(
    listing: Row, quoted: Row, demand: Row, sale: Row, cleared: Row, arrived: Row,
    parameters: MarketParameters, draws: WeekDraws,
) -> float:
    """Buyers remember care and lateness; gives the satisfaction of a parcel that came."""
    late = max(quoted.days / max(listing.promised_days, 0.5) - 1.0, 0.0)
    satisfaction = min(max(quoted.after_sales_quality - parameters.lateness_penalty * late, 0.0), 1.0)
    failed = arrived.lost + cleared.direct_detained + cleared.direct_seized
    annoyed = parameters.return_penalty * (1.0 - satisfaction) * arrived.returned
    happy = max(arrived.delivered * satisfaction - parameters.loss_penalty * failed - annoyed, 0.0)
    listing.loyalty += parameters.loyalty_decay * (happy - listing.loyalty)
    listing.promised_days += parameters.promise_speed * (quoted.days - listing.promised_days)
    missed = sale.refused / demand.orders if demand.orders else 0.0
    listing.stockout += parameters.promise_speed * (missed - listing.stockout)
    shock = float(ndtri(draws.uniform("market fit", listing.firm, listing.destination)))
    steady_spread = parameters.fit_spread * math.sqrt(1.0 - parameters.fit_persistence**2)
    listing.fit = parameters.fit_persistence * listing.fit + steady_spread * shock
    listing.share = demand.share
    return satisfaction


def record(
    listing: Row, product: Row, quoted: Row, demand: Row, sale: Row, parameters: SellerParameters
) -> None:
    """The listing's own books: everything is a running average."""
    revenue = sale.sold * listing.price
    unit = product.cost + logistics(quoted) + quoted.duty
    margin = revenue * left_of_a_dollar(quoted, parameters) - sale.sold * unit - quoted.fixed
    margin -= sale.expedited * (quoted.expedited_carriage - quoted.carriage)
    news = {
        "sales": sale.sold, "revenue": revenue, "profit": margin,
        "order_mean": sale.replenished, "order_square": sale.replenished**2,
        "demand_mean": demand.orders, "demand_square": demand.orders**2,
    }
    for name, value in news.items():
        average = getattr(listing, name)
        setattr(listing, name, average + parameters.smoothing * (value - average))
    listing.age += 1
    listing.experience += 1.0
    if listing.service == OWN_WAREHOUSE:
        listing.handled += sale.sold
