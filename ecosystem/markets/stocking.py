"""Stock abroad: orders served from it, warehouses replenished by sea or in need by air, goods lost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ecosystem.agents import stock
from ecosystem.agents.listings import Listings
from ecosystem.agents.messages import Demand, Goods, Offers, Sales, Spoilt
from ecosystem.agents.stock import StockPlan, Wear
from ecosystem.draws import Draws, systematic_split
from ecosystem.markets.conditions import Conditions
from ecosystem.markets.freight import WEEK, air_lead_law
from ecosystem.markets.goods import net_of_fees
from ecosystem.scenario.names import PLATFORM_WAREHOUSE
from ecosystem.scenario.scenario import Scenario
from ecosystem.scenario.stock import StockParameters
from ecosystem.theory.inventory import smooth_forecast

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def wear(listings: Listings, offers: Offers, now: Conditions, rules: StockParameters) -> Wear:
    """What each listing's stock loses a week, under the classification of whoever keeps it."""
    quality = stock.classification(
        listings.service, listings.provider, listings.seller, now.platforms.quality, now.specialists)
    return now.wear.take(listings.category).kept(quality, offers.lead_weeks, rules)


def scrap(listings: Listings, losses: Wear, draws: Draws, clock: int) -> Spoilt:
    """Goods that lose all value this week, pass their shelf life or disappear are taken off stock.

    How many go is drawn; they are divided among the causes as evenly as whole parcels allow.
    """
    rows = np.flatnonzero(listings.stock)
    shelf, kept = listings.stock[rows], losses.take(rows)
    expiry = kept.expiry(shelf, listings.forecast[rows])
    upto = np.cumsum([kept.obsolescence, expiry, kept.shrinkage], axis=0)
    keys = listings.firm[rows], listings.destination[rows]
    gone = draws.binomial("goods lost in stock", clock, shelf, np.minimum(upto[2], 1.0), *keys)
    listings.stock[rows] -= gone
    some = np.flatnonzero(gone)
    phase = draws.uniform("cause of loss", clock, *(key[some] for key in keys))
    parts = systematic_split(phase, gone[some], (upto[:, some] / upto[2, some]).T)
    lost = np.zeros((3, len(listings)), np.int64)
    lost[:, rows[some]] = parts.T
    return Spoilt(*lost)


def sell_off(listings: Listings) -> Integers:
    """Stock that no service needs any more goes to liquidators; parcels by row."""
    idle = (listings.service < PLATFORM_WAREHOUSE) | listings.closing
    sold_off = np.where(idle, listings.stock, 0)
    listings.stock -= sold_off
    return sold_off


def sell(
    listings: Listings, goods: Goods, offers: Offers, demand: Demand, budget: Floats, losses: Wear,
    scenario: Scenario, draws: Draws, clock: int,
) -> Sales:
    """Serve orders: direct services send each one, warehouses serve what their articles can.

    Warehouses then order up to their levels, by air what pays in an emergency and the rest by the
    usual way, as far as each firm's budget (USD) goes.
    """
    rules, sold = scenario.stock, demand.orders.copy()
    rows = np.flatnonzero(listings.service >= PLATFORM_WAREHOUSE)
    number = stock.articles(listings.forecast[rows], rules)
    sold[rows] = _serve(
        listings, rows, demand.orders[rows], number, offers.lead_weeks[rows], draws, clock)
    _forecast(listings, demand.orders, rules)
    product, offer = goods.take(rows), offers.take(rows)
    plan = stock.plan(
        product.cost, listings.price[rows] - product.cost, offer.rent, losses.take(rows),
        listings.forecast[rows], offer.lead_weeks, rules)
    flown = _expedite(listings, rows, product, offer, number, plan, scenario, clock)
    usual = _replenish(listings, rows, offer, number, plan, flown)
    landed = product.cost + offer.carriage + offer.freight + offer.duty
    by_air = landed + offer.expedited_carriage - offer.carriage
    part = _affordable(usual * landed + flown * by_air, listings.seller[rows], budget)
    replenished, expedited = np.zeros((2, len(listings)), np.int64)
    expedited[rows] = flown * part
    replenished[rows] = np.floor(usual * part) + expedited[rows]
    return Sales(sold=sold, refused=demand.orders - sold, replenished=replenished, expedited=expedited)


def _serve(
    listings: Listings, rows: Integers, orders: Integers, number: Floats, lead_weeks: Floats,
    draws: Draws, clock: int,
) -> Integers:
    """Parcels that warehouses find and send, taken off stock."""
    shelf = listings.stock[rows]
    fill = stock.fill_rate(shelf, listings.forecast[rows], number, lead_weeks)
    keys = listings.firm[rows], listings.destination[rows]
    sold = np.minimum(draws.binomial("articles in stock", clock, orders, fill, *keys), shelf)
    listings.stock[rows] -= sold
    return sold


def _forecast(listings: Listings, orders: Integers, rules: StockParameters) -> None:
    level, deviation = smooth_forecast(
        listings.forecast, listings.deviation, orders, rules.forecast_smoothing)
    listings.forecast, listings.deviation = level, deviation


def _expedite(
    listings: Listings, rows: Integers, goods: Goods, offers: Offers, number: Floats, plan: StockPlan,
    scenario: Scenario, clock: int,
) -> Integers:
    """Parcels that fly: where they come sooner, and earn more than the premium of air, whole ones.

    What arrives no later than the flight counts as there; what is detained does not. Orders that are
    lost before the flight can land draw on no stock: they are no reason to fly.
    """
    premium = np.maximum(offers.expedited_carriage - offers.carriage, 0.0)
    variable = goods.cost + offers.carriage + offers.freight + offers.handling + offers.duty
    shortage = listings.price[rows] * net_of_fees(scenario.sellers) - variable - premium
    weeks = offers.expedited_weeks
    sooner = offers.lead_weeks - weeks
    excess = premium + plan.weekly * sooner
    shelf, mean = listings.stock[rows], listings.forecast[rows]
    spread = stock.weekly_spread(mean, listings.deviation[rows], number)
    level = stock.emergency_level(mean, spread, weeks, shortage, excess)
    pays = (sooner > 0.0) & (shortage > 0.0) & ~listings.closing[rows]
    some = np.flatnonzero(pays & (shelf < level))
    place, shelf, demand = rows[some], shelf[some], (mean[some], spread[some], weeks[some])
    flight = air_lead_law(offers)[0][some] / WEEK
    before = shelf + listings.arriving(place, clock, flight - 1.0)
    position = shelf + listings.arriving(place, clock, flight) + stock.unserved(before, *demand)
    gap = stock.emergency_gap(
        position, *demand, shortage[some], excess[some], offers.consignment[some])
    flown = np.zeros(len(rows), np.int64)
    flown[some] = scenario.stock.emergency_part * gap
    return flown


def _replenish(
    listings: Listings, rows: Integers, offers: Offers, number: Floats, plan: StockPlan, flown: Integers
) -> Integers:
    """Order up to the newsvendor level; whole parcels, and nothing while the market closes."""
    mean, deviation = listings.forecast[rows], listings.deviation[rows]
    level = stock.target_level(mean, deviation, offers.lead_weeks, number, plan.safety)
    position = listings.stock[rows] + listings.pipeline()[rows] + flown
    gap = np.floor(np.maximum(level - position, 0.0)).astype(np.int64)
    return np.where(listings.closing[rows], 0, gap)


def _affordable(outlay: Floats, seller: Integers, budget: Floats) -> Floats:
    """Part of its outlay (USD) that each row's firm can pay."""
    total = np.bincount(seller, weights=outlay, minlength=len(budget))
    part = np.minimum(np.divide(budget, total, out=np.ones(len(budget)), where=total > 0), 1.0)
    return part[seller]
