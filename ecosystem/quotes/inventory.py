"""How a seller stocks a warehouse abroad: articles, losses, safety stock, order-up-to level, fill rate.

A listing sells many articles (stock keeping units) of one product kind. Each needs its own safety
stock, so for the listing as a whole the safety stock grows with the root of their number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecosystem.core.arrays import WEEKS_A_YEAR, Floats, Numbers
from ecosystem.messages.factors import Factors
from ecosystem.messages.records import RowsRecord
from ecosystem.scenario.parameters.stock import StockParameters
from ecosystem.theory.inventory import (
    critical_ratio,
    demand_over_lead_time,
    expiry_rate,
    newsvendor_cost,
    normal_loss,
    order_up_to_level,
    safety_factor,
)
from ecosystem.world.tables.entities import Categories


@dataclass(frozen=True)
class StockLosses(RowsRecord):
    """What takes goods in stock away, one row each; `expiry` adds what passes its shelf life.

    Attributes:
        obsolescence: share of stock a week that loses all value because it is out of fashion.
        shrinkage: share of stock a week that is stolen, damaged or mislaid.
        shelf_life: weeks that goods may stand on the shelf, infinite when there is no limit.
        disorder: factor on expiry, 1 where the oldest goods always leave first.
    """

    obsolescence: Floats
    shrinkage: Floats
    shelf_life: Floats
    disorder: Floats

    @classmethod
    def of(cls, kinds: Categories) -> StockLosses:
        """Losses by category, where they are made, at the usual classification and in order of age."""
        return cls(kinds.obsolescence, kinds.shrinkage, kinds.shelf_life, np.ones(len(kinds)))

    def kept(self, factors: Factors, lead_weeks: Floats, parameters: StockParameters) -> StockLosses:
        """The same in a warehouse so many weeks away, under the factors of whoever keeps the stock.

        The journey takes its time off the shelf life, of which the buyer wants a part too; a week
        always remains.
        """
        shelf_life = np.maximum(self.shelf_life * (1.0 - parameters.shelf_life_left) - lead_weeks, 1.0)
        usual = factors.stock_losses
        return StockLosses(
            self.obsolescence * usual, self.shrinkage * usual, shelf_life,
            self.disorder * factors.expiry)

    def expiry(self, stock: Numbers, sales: Floats) -> Floats:
        """Share of stock a week that passes its shelf life at these parcels in stock and sold a week."""
        return np.minimum(self.disorder * expiry_rate(stock, sales, self.shelf_life), 1.0)


@dataclass(frozen=True)
class StockPlan(RowsRecord):
    """How much to keep: weekly cost of a parcel in stock, USD, safety factor, parcels on the shelf."""

    weekly: Floats
    safety: Floats
    shelf: Floats


def plan(
    cost: Floats, margin: Floats, rent: Floats, losses: StockLosses, *, volume: Floats,
    lead_weeks: Floats, parameters: StockParameters,
) -> StockPlan:
    """Newsvendor plan of a stock: holding cost with all losses, service and shelf that follow.

    Where goods would expire in the stock that the other losses call for, expiry at that stock adds
    to the holding cost and the plan is made once more.

    Args:
        cost: of a parcel, USD.
        margin: lost with each parcel that is missing, USD.
        rent: USD a week and parcel.
        losses: what goods in stock lose a week.
        volume: parcels sold a week.
        lead_weeks: weeks from order to shelf.
        parameters: parameters.
    """
    weekly = weekly_holding(cost, rent, losses.obsolescence + losses.shrinkage, parameters)
    safety = newsvendor_factor(margin, weekly, parameters)
    shelf = expected_stock(volume, lead_weeks, safety, parameters)
    expiry = losses.expiry(shelf, volume)
    rows = np.flatnonzero(expiry)
    if len(rows):
        weekly[rows] += cost[rows] * expiry[rows]
        safety[rows] = newsvendor_factor(margin[rows], weekly[rows], parameters)
        shelf[rows] = expected_stock(volume[rows], lead_weeks[rows], safety[rows], parameters)
    return StockPlan(weekly, safety, shelf)


def articles(volume: Floats, parameters: StockParameters) -> Floats:
    """Number of articles of a listing that sells this many parcels a week."""
    return parameters.articles_scale * np.maximum(volume, 1.0) ** parameters.articles_exponent


def weekly_holding(
    cost: Floats, rent: Floats, lost: Floats, parameters: StockParameters
) -> Floats:
    """USD a week that one parcel in stock costs: rent, capital, and the share of it that is lost."""
    return rent + cost * (parameters.capital_cost / WEEKS_A_YEAR + lost)


def newsvendor_factor(margin: Floats, holding: Floats, parameters: StockParameters) -> Floats:
    """Safety factor z of the service level that margin and weekly holding cost call for."""
    ratio = critical_ratio(np.maximum(margin, 1e-6), np.maximum(holding, 1e-9))
    return safety_factor(np.clip(ratio, parameters.lowest_service, parameters.highest_service))


def target_level(
    mean: Floats, deviation: Floats, lead_weeks: Floats, number: Floats, z: Floats
) -> Floats:
    """Order-up-to level of a listing, parcels: the sum over its articles (Zipkin 2000).

    Each of n articles has Poisson demand of its own and its part of what moves the whole listing,
    so its deviation is sqrt(m / n + c^2 / n^2) and n of them add up to sqrt(n m + c^2), where c is
    what the deviation of the listing has beyond the Poisson one.

    Args:
        mean: forecast of the listing's weekly demand.
        deviation: standard deviation of its forecast error.
        lead_weeks: weeks from order to shelf.
        number: articles.
        z: safety factor.
    """
    return order_up_to_level(mean, weekly_spread(mean, deviation, number), lead_weeks, z)


def weekly_spread(mean: Floats, deviation: Floats, number: Floats) -> Floats:
    """Standard deviations of a week's demand, added up over the articles of a listing, parcels."""
    return np.sqrt(number * mean + np.maximum(deviation**2 - mean, 0.0))


def unserved(stock: Numbers, mean: Floats, spread: Floats, weeks: Floats) -> Floats:
    """Parcels of some weeks' normal demand that a stock is not expected to serve."""
    over, spread = weeks * mean, np.maximum(spread, 1e-9) * np.sqrt(weeks)
    return spread * normal_loss((stock - over) / spread)


def emergency_level(
    mean: Floats, spread: Floats, weeks: Floats, *, shortage: Floats, excess: Floats,
    parameters: StockParameters,
) -> Floats:
    """Stock that normal demand until the next flight lands calls for, by newsvendor costs, parcels."""
    ratio = np.clip(
        critical_ratio(shortage, excess), parameters.lowest_emergency_service,
        parameters.highest_service)
    return order_up_to_level(mean, spread, weeks, safety_factor(ratio))


def emergency_gap(
    position: Floats, mean: Floats, spread: Floats, weeks: Floats, *, shortage: Floats,
    excess: Floats, consignment: Floats, parameters: StockParameters,
) -> Floats:
    """Parcels worth flying in: up to the emergency level of a dual-index policy, where it pays.

    Each of two ways of supply has an order-up-to level of its own, that of the fast one for the
    position that it can still change (Veeraraghavan & Scheller-Wolf 2008). A parcel flown that would
    have been missing earns the margin less the premium of air; any other has cost the premium, and
    is kept as long as the usual way would have taken. So the level is a newsvendor's, and what it
    saves over the position must pay for a consignment.

    Args:
        position: parcels in stock and arriving no later than the flight, and orders lost before it.
        mean: forecast of a week's demand.
        spread: its standard deviations, added up over articles.
        weeks: weeks of a flight to the shelf.
        shortage: margin of a parcel less the premium of air, USD.
        excess: premium of air and cost of keeping a parcel that came too early, USD.
        consignment: cost of one more consignment, USD.
        parameters: bounds of the service level.
    """
    level = emergency_level(
        mean, spread, weeks, shortage=shortage, excess=excess, parameters=parameters)
    over, spread = demand_over_lead_time(mean, np.maximum(spread, 1e-9), weeks)
    before = newsvendor_cost(position, over, spread, shortage, excess)
    saved = before - newsvendor_cost(level, over, spread, shortage, excess)
    return np.where(saved > consignment, np.maximum(level - position, 0.0), 0.0)


def expected_stock(volume: Floats, lead_weeks: Floats, z: Floats, parameters: StockParameters) -> Floats:
    """Mean parcels on the shelf under Poisson demand: half a week of sales and what is left of the
    safety stock, z + E[max(Z - z, 0)] deviations (Zipkin 2000): little but never less than nothing."""
    pooled = np.sqrt(volume * articles(volume, parameters) * (lead_weeks + 1.0))
    return 0.5 * volume + (z + normal_loss(z)) * pooled


def fill_rate(stock: Numbers, mean: Floats, number: Floats, lead_weeks: Floats) -> Floats:
    """Expected share of a week's Poisson demand that stock spread over the articles can serve.

    What was sold of each article and is not replaced yet moved the articles' stocks apart: of n
    articles one has a variance of lead x m / n (1 - 1 / n) around its part of the stock. Without
    it hardly anything would be missing where there are many articles.
    """
    mean = np.maximum(mean, 1e-9)
    spread = np.sqrt(mean * (number + lead_weeks * (number - 1.0)))
    short = spread * normal_loss((stock - mean) / spread)
    return np.clip(1.0 - short / mean, 0.0, 1.0)
