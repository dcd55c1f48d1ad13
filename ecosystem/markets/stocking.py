"""Stock abroad: orders served from it, warehouses replenished by sea or in need by air, goods lost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecosystem.agents.firms.listings import Listings
from ecosystem.core.arrays import WEEK_DAYS, Floats, Integers
from ecosystem.core.draws import WeekDraws, systematic_split
from ecosystem.core.lookup import sum_by
from ecosystem.markets.freight import air_lead_law
from ecosystem.messages.factors import Factors
from ecosystem.messages.orders import Demand, Sales, WriteOffs
from ecosystem.messages.quotes import Goods, Quotes
from ecosystem.quotes import inventory
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.inventory import StockLosses, StockPlan
from ecosystem.quotes.prices import net_of_refunds
from ecosystem.scenario import service_traits
from ecosystem.scenario.parameters.stock import StockParameters
from ecosystem.scenario.scenario import Scenario
from ecosystem.theory.inventory import smooth_forecast


def stock_losses(
    listings: Listings, quotes: Quotes, factors: Factors, now: Conditions, parameters: StockParameters
) -> StockLosses:
    """What each listing's stock loses a week, under the factors of whoever keeps it."""
    losses = now.stock_losses.take(listings.category)
    return losses.kept(factors, quotes.lead_weeks, parameters)


def scrap(listings: Listings, losses: StockLosses, draws: WeekDraws) -> WriteOffs:
    """Goods that lose all value this week, pass their shelf life or disappear are taken off stock.

    How many go is drawn; they are divided among the causes as evenly as whole parcels allow.
    """
    rows = np.flatnonzero(listings.stock)
    shelf, kept = listings.stock[rows], losses.take(rows)
    expiry = kept.expiry(shelf, listings.forecast[rows])
    upto = np.cumsum([kept.obsolescence, expiry, kept.shrinkage], axis=0)
    keys = listings.firm[rows], listings.destination[rows]
    gone = draws.binomial("goods lost in stock", shelf, np.minimum(upto[2], 1.0), *keys)
    listings.stock[rows] -= gone
    some = np.flatnonzero(gone)
    phase = draws.uniform("cause of loss", *(key[some] for key in keys))
    parts = systematic_split(phase, gone[some], (upto[:, some] / upto[2, some]).T)
    lost = np.zeros((3, len(listings)), np.int64)
    lost[:, rows[some]] = parts.T
    return WriteOffs(*lost)


def sell_off(listings: Listings) -> Integers:
    """Stock that no service needs any more goes to liquidators; parcels by row."""
    idle = service_traits.direct(listings.service) | listings.closing
    sold_off = np.where(idle, listings.stock, 0)
    listings.stock -= sold_off
    return sold_off


@dataclass(frozen=True)
class Shelves:
    """Listings that sell from stock, with what their replenishment goes by; one row each.

    Attributes:
        rows: rows of the listings.
        goods: their products.
        quotes: what their service costs and takes.
        articles: articles that they keep.
        deviation: deviation of demand that they plan for, parcels a week.
        plan: how much they keep.
    """

    rows: Integers
    goods: Goods
    quotes: Quotes
    articles: Floats
    deviation: Floats
    plan: StockPlan


def sell(
    listings: Listings, goods: Goods, quotes: Quotes, demand: Demand, *, factors: Factors,
    losses: StockLosses, budget: Floats, parameters: Scenario, draws: WeekDraws,
) -> Sales:
    """Serve orders: direct services send each one, warehouses serve what their articles can.

    Warehouses then order up to their levels, by air what pays in an emergency and the rest by the
    usual way, as far as each firm's budget goes.

    Args:
        listings: all listings.
        goods, quotes, demand: product, service and orders of each.
        factors: what effects do to each.
        losses: what its stock loses.
        budget: USD that each firm may spend on replenishment.
        parameters: all parameters.
        draws: random draws of the week.
    """
    sold = demand.orders.copy()
    rows = np.flatnonzero(service_traits.stocked(listings.service))
    articles = inventory.articles(listings.forecast[rows], parameters.stock)
    lead_weeks = quotes.lead_weeks[rows]
    sold[rows] = _serve(listings, rows, demand.orders[rows], articles, lead_weeks, draws=draws)
    _forecast(listings, demand.orders, parameters.stock)
    shelves = Shelves(
        rows, goods.take(rows), quotes.take(rows), articles,
        listings.deviation[rows] * factors.take(rows).forecast_error,
        _plan(listings, rows, goods.take(rows), quotes.take(rows), losses.take(rows),
              parameters=parameters.stock))
    replenished, expedited = np.zeros((2, len(listings)), np.int64)
    replenished[rows], expedited[rows] = _order(listings, shelves, budget, parameters, draws.age)
    return Sales(sold=sold, refused=demand.orders - sold, replenished=replenished, expedited=expedited)


def _serve(
    listings: Listings, rows: Integers, orders: Integers, articles: Floats, lead_weeks: Floats, *,
    draws: WeekDraws,
) -> Integers:
    """Parcels that warehouses find and send, taken off stock."""
    shelf = listings.stock[rows]
    fill = inventory.fill_rate(shelf, listings.forecast[rows], articles, lead_weeks)
    keys = listings.firm[rows], listings.destination[rows]
    sold = np.minimum(draws.binomial("articles in stock", orders, fill, *keys), shelf)
    listings.stock[rows] -= sold
    return sold


def _forecast(listings: Listings, orders: Integers, parameters: StockParameters) -> None:
    """Move the forecast of each listing's demand and its deviation toward this week's orders."""
    level, deviation = smooth_forecast(
        listings.forecast, listings.deviation, orders, parameters.forecast_smoothing)
    listings.forecast, listings.deviation = level, deviation


def _plan(
    listings: Listings, rows: Integers, goods: Goods, quotes: Quotes, losses: StockLosses, *,
    parameters: StockParameters,
) -> StockPlan:
    """How much the warehouses of some listings keep."""
    return inventory.plan(
        goods.cost, listings.price[rows] - goods.cost, quotes.rent, losses,
        volume=listings.forecast[rows], lead_weeks=quotes.lead_weeks, parameters=parameters)


def _order(
    listings: Listings, shelves: Shelves, budget: Floats, parameters: Scenario, age: int
) -> tuple[Floats, Integers]:
    """Parcels that warehouses replenish in all, and those of them that fly, as far as money goes."""
    goods, quotes = shelves.goods, shelves.quotes
    flown = _expedite(listings, shelves, parameters, age)
    usual = _replenish(listings, shelves, flown)
    landed = goods.cost + quotes.carriage + quotes.freight + quotes.duty
    by_air = landed + quotes.expedited_carriage - quotes.carriage
    outlay = usual * landed + flown * by_air
    part = _affordable(outlay, listings.seller[shelves.rows], budget)
    expedited = (flown * part).astype(np.int64)
    return np.floor(usual * part) + expedited, expedited


def _expedite(
    listings: Listings, shelves: Shelves, parameters: Scenario, age: int
) -> Integers:
    """Parcels that fly: where they come sooner, and earn more than the premium of air, whole ones.

    What arrives no later than the flight counts as there; what is detained does not. Orders that are
    lost before the flight can land draw on no stock: they are no reason to fly.
    """
    rows, goods, quotes = shelves.rows, shelves.goods, shelves.quotes
    premium = np.maximum(quotes.expedited_carriage - quotes.carriage, 0.0)
    variable = goods.cost + quotes.carriage + quotes.freight + quotes.handling + quotes.duty
    shortage = listings.price[rows] * net_of_refunds(quotes, parameters.sellers) - variable - premium
    weeks = quotes.expedited_weeks
    sooner = quotes.lead_weeks - weeks
    excess = premium + shelves.plan.weekly * sooner
    shelf, mean = listings.stock[rows], listings.forecast[rows]
    spread = inventory.weekly_spread(mean, shelves.deviation, shelves.articles)
    level = inventory.emergency_level(
        mean, spread, weeks, shortage=shortage, excess=excess, parameters=parameters.stock)
    pays = (sooner > 0.0) & (shortage > 0.0) & ~listings.closing[rows]
    some = np.flatnonzero(pays & (shelf < level))
    place, shelf, demand = rows[some], shelf[some], (mean[some], spread[some], weeks[some])
    flight = air_lead_law(quotes, parameters.freight.shortest_days)[0][some] / WEEK_DAYS
    before = shelf + listings.arriving(place, age, flight - 1.0)
    position = shelf + listings.arriving(place, age, flight) + inventory.unserved(before, *demand)
    gap = inventory.emergency_gap(
        position, *demand, shortage=shortage[some], excess=excess[some],
        consignment=quotes.consignment[some], parameters=parameters.stock)
    flown = np.zeros(len(rows), np.int64)
    flown[some] = parameters.stock.emergency_part * gap
    return flown


def _replenish(listings: Listings, shelves: Shelves, flown: Integers) -> Integers:
    """Order up to the newsvendor level; whole parcels, and nothing while the market closes."""
    rows = shelves.rows
    level = inventory.target_level(
        listings.forecast[rows], shelves.deviation, shelves.quotes.lead_weeks, shelves.articles,
        shelves.plan.safety)
    position = listings.stock[rows] + listings.pipeline()[rows] + flown
    gap = np.floor(np.maximum(level - position, 0.0)).astype(np.int64)
    return np.where(listings.closing[rows], 0, gap)


def _affordable(outlay: Floats, seller: Integers, budget: Floats) -> Floats:
    """Part of its outlay (USD) that each row's firm can pay."""
    total = sum_by(seller, outlay, len(budget))
    part = np.minimum(np.divide(budget, total, out=np.ones(len(budget)), where=total > 0), 1.0)
    return part[seller]
