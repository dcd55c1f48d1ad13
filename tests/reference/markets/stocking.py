"""Stock abroad, one listing at a time: what it loses, what it serves, and how it is filled again."""

from __future__ import annotations

import math

from scipy.special import ndtri

from ecosystem.core.draws import WeekDraws
from ecosystem.quotes.conditions import Conditions
from ecosystem.scenario.names import PLATFORM_WAREHOUSE
from ecosystem.scenario.parameters.stock import StockParameters
from ecosystem.scenario.scenario import Scenario
from tests.reference.core.counts import binomial_count, spread_evenly
from tests.reference.markets.freight import DAYS_A_WEEK, air_lead_days
from tests.reference.quotes.losses import kept
from tests.reference.quotes.prices import left_of_a_dollar
from tests.reference.recording import Row

WEEKS_A_YEAR = 52.0


def stock_losses(listing: Row, quoted: Row, now: Conditions, parameters: StockParameters) -> Row:
    """Losses of the listing's stock, by its category and by who keeps it."""
    return kept(listing, quoted.lead_weeks, now, parameters)


def expiry(losses: Row, stock: float, sales: float) -> float:
    """Share of the stock that passes its shelf life this week: what is neither sold in time."""
    in_time = 1.0 / losses.shelf_life - sales / max(stock, 1e-9)
    return min(losses.disorder * max(in_time, 0.0), 1.0)


def scrap(listing: Row, losses: Row, draws: WeekDraws) -> Row:
    """Some goods in stock are worth nothing any more, have expired, or are not there."""
    if listing.stock == 0:
        return Row(obsolete=0, expired=0, shrunk=0)
    chances = [losses.obsolescence, expiry(losses, listing.stock, listing.forecast), losses.shrinkage]
    who = listing.firm, listing.destination
    uniform = float(draws.uniform("goods lost in stock", *who))
    gone = binomial_count(uniform, listing.stock, min(chances[0] + chances[1] + chances[2], 1.0))
    listing.stock -= gone
    if gone == 0:
        return Row(obsolete=0, expired=0, shrunk=0)
    upto = [sum(chances[: cause + 1]) / sum(chances) for cause in range(3)]
    parts = spread_evenly(float(draws.uniform("cause of loss", *who)), gone, upto)
    return Row(obsolete=parts[0], expired=parts[1], shrunk=parts[2])


def sell_off(listing: Row) -> int:
    """Stock of a listing that closes, or that serves from home, goes to liquidators."""
    if listing.service >= PLATFORM_WAREHOUSE and not listing.closing:
        return 0
    sold_off = listing.stock
    listing.stock = 0
    return sold_off


def sell(
    listings: list[Row], products: list[Row], quotes: list[Row], demands: list[Row],
    budget: list[float], wears: list[Row], errors: list[float], parameters: Scenario, draws: WeekDraws,
) -> list[Row]:
    """Serve, forecast, and order goods for the warehouses as far as each firm can pay.

    ``errors`` are factors on the deviation of demand that each listing plans for.
    """
    stock, sales = parameters.stock, []
    for listing, product, quoted, demand, losses, error in zip(
            listings, products, quotes, demands, wears, errors, strict=True):
        number = articles(listing.forecast, stock)
        sold = serve(listing, demand.orders, number, quoted.lead_weeks, draws)
        forecast(listing, demand.orders, stock.forecast_smoothing)
        flown = usual = 0
        if listing.service >= PLATFORM_WAREHOUSE and not listing.closing:
            weekly, z, _ = plan(
                product.cost, listing.price - product.cost, quoted.rent, losses, listing.forecast,
                quoted.lead_weeks, stock)
            spread = weekly_spread(listing, number, error)
            flown = emergency(listing, product, quoted, spread, weekly, parameters, draws.age)
            usual = replenishment(listing, quoted, spread, z, flown)
        sales.append(Row(
            sold=sold, refused=demand.orders - sold, replenished=usual + flown, expedited=flown))
    outlay = [0.0] * len(budget)
    for listing, product, quoted, sale in zip(listings, products, quotes, sales, strict=True):
        landed = product.cost + quoted.freight + quoted.duty
        outlay[listing.seller] += (sale.replenished - sale.expedited) * (landed + quoted.carriage)
        outlay[listing.seller] += sale.expedited * (landed + quoted.expedited_carriage)
    for listing, sale in zip(listings, sales, strict=True):
        if outlay[listing.seller] > budget[listing.seller]:
            part = budget[listing.seller] / outlay[listing.seller]
            usual = math.floor((sale.replenished - sale.expedited) * part)
            sale.expedited = math.floor(sale.expedited * part)
            sale.replenished = usual + sale.expedited
    return sales


def serve(listing: Row, orders: int, number: float, lead_weeks: float, draws: WeekDraws) -> int:
    """Direct services send every order; a warehouse sells what it has."""
    if listing.service < PLATFORM_WAREHOUSE:
        return orders
    uniform = float(draws.uniform("articles in stock", listing.firm, listing.destination))
    found = binomial_count(uniform, orders, fill_rate(listing.stock, listing.forecast, number, lead_weeks))
    sold = min(found, listing.stock)
    listing.stock -= sold
    return sold


def fill_rate(stock: int, mean: float, number: float, lead_weeks: float) -> float:
    """Share of a week's orders whose article is there, with stock spread over ``number`` articles.

    Each article's part of the stock differs from the mean by what was sold of it in the lead time.
    """
    mean = max(mean, 1e-9)
    of_one = mean / number + lead_weeks * mean / number * (1.0 - 1.0 / number)
    spread = number * math.sqrt(of_one)
    return min(max(1.0 - expected_shortage(stock, mean, spread) / mean, 0.0), 1.0)


def expected_shortage(stock: float, mean: float, spread: float) -> float:
    """Mean of what normal demand takes beyond a stock."""
    z = (stock - mean) / spread
    density = math.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi)
    return spread * (density - z * 0.5 * math.erfc(z / math.sqrt(2.0)))


def forecast(listing: Row, orders: int, weight: float) -> None:
    """Exponential smoothing of demand, and of the squared error of its forecast."""
    error = orders - listing.forecast
    listing.forecast += weight * error
    listing.deviation = math.sqrt((1.0 - weight) * listing.deviation**2 + weight * error**2)


def plan(
    cost: float, margin: float, rent: float, losses: Row, volume: float, lead_weeks: float,
    parameters: StockParameters,
) -> tuple[float, float, float]:
    """Weekly cost of a parcel in stock, safety factor and parcels on the shelf.

    Expiry depends on the stock: it is added once, as it would be at the stock planned without it.
    """
    capital = cost * parameters.capital_cost / WEEKS_A_YEAR
    weekly = rent + capital + cost * losses.obsolescence + cost * losses.shrinkage
    z = service_factor(margin, weekly)
    shelf = mean_stock(volume, lead_weeks, z, parameters)
    expired = expiry(losses, shelf, volume)
    if expired > 0.0:
        weekly += cost * expired
        z = service_factor(margin, weekly)
        shelf = mean_stock(volume, lead_weeks, z, parameters)
    return weekly, z, shelf


def mean_stock(volume: float, lead_weeks: float, z: float, parameters: StockParameters) -> float:
    """Half a week of sales, and what normal demand leaves of the safety stock of all articles."""
    spread = math.sqrt(volume * articles(volume, parameters) * (lead_weeks + 1.0))
    return 0.5 * volume + z * spread + expected_shortage(z * spread, 0.0, spread)


def service_factor(margin: float, holding: float) -> float:
    """Safety factor: run out as seldom as margin and holding call for, 50 to 99.9 % of the time."""
    margin, holding = max(margin, 1e-6), max(holding, 1e-9)
    chance = margin / (margin + holding)
    return float(ndtri(min(max(chance, 0.5), 0.999)))


def articles(volume: float, parameters: StockParameters) -> float:
    """How many articles a listing of this volume keeps."""
    return parameters.articles_scale * max(volume, 1.0) ** parameters.articles_exponent


def weekly_spread(listing: Row, number: float, error: float) -> float:
    """Each article has Poisson demand of its own, and its part of what moves the whole listing."""
    common = max((error * listing.deviation) ** 2 - listing.forecast, 0.0)
    return math.sqrt(number * listing.forecast + common)


def emergency(
    listing: Row, product: Row, quoted: Row, spread: float, weekly: float, parameters: Scenario,
    age: int,
) -> int:
    """Whole parcels to fly in, if they come sooner and what they save pays for a consignment."""
    premium = max(quoted.expedited_carriage - quoted.carriage, 0.0)
    kept = listing.price * left_of_a_dollar(quoted, parameters.sellers)
    margin = kept - product.cost - quoted.carriage - quoted.freight - quoted.handling - quoted.duty
    if quoted.expedited_weeks >= quoted.lead_weeks or margin <= premium:
        return 0
    flight = air_lead_days(quoted)[0] / DAYS_A_WEEK
    a_week = max(spread, 1e-9)
    landing = quoted.expedited_weeks
    lost = expected_shortage(
        there_by(listing, age, flight - 1.0), listing.forecast * landing, a_week * math.sqrt(landing))
    position = there_by(listing, age, flight) + lost
    mean, spread = listing.forecast * (landing + 1.0), a_week * math.sqrt(landing + 1.0)
    earned = margin - premium
    wasted = premium + weekly * (quoted.lead_weeks - quoted.expedited_weeks)
    chance = min(max(earned / (earned + wasted), 0.01), 0.999)
    level = mean + float(ndtri(chance)) * spread

    def cost(stock: float) -> float:
        missing = expected_shortage(stock, mean, spread)
        return wasted * (stock - mean + missing) + earned * missing

    if cost(position) - cost(level) <= quoted.consignment or level <= position:
        return 0
    return math.floor(parameters.stock.emergency_part * (level - position))


def there_by(listing: Row, age: int, weeks: float) -> float:
    """What is in stock, at the border, or arrives there within some weeks, the last one in part."""
    parcels = float(listing.stock + listing.held_bulk)
    for ahead in range(len(listing.replenishment)):
        in_time = min(max(weeks + 1.0 - ahead, 0.0), 1.0)
        parcels += in_time * listing.replenishment[(age + ahead) % len(listing.replenishment)]
    return parcels


def replenishment(listing: Row, quoted: Row, spread: float, z: float, flown: int) -> int:
    """Whole parcels that lift stock and goods on the way to the level that pays best."""
    weeks = quoted.lead_weeks + 1.0
    level = listing.forecast * weeks + z * spread * math.sqrt(weeks)
    on_the_way = sum(listing.replenishment) + listing.held_bulk + listing.detained_bulk + flown
    return math.floor(max(level - listing.stock - on_the_way, 0.0))
