"""Firms: e-commerce sellers with a product, a quality, cash and staff."""

from __future__ import annotations

import numpy as np

from ecosystem.agents.employers import Employers, staffing_ratio
from ecosystem.core.arrays import Flags, Floats, Integers
from ecosystem.core.cohort import RowAgent
from ecosystem.core.columns import Column
from ecosystem.core.draws import WeekDraws
from ecosystem.core.lookup import sum_by
from ecosystem.scenario.names import SKILLS
from ecosystem.scenario.parameters.customs import CustomsParameters
from ecosystem.scenario.parameters.sellers import SellerParameters

SPECIALIST = slice(SKILLS.index("specialist"), SKILLS.index("specialist") + 1)
"""Column of the logistics specialists, as a slice that keeps the axis of skills."""


class Firm(RowAgent):
    """One seller, seen as a Mesa agent."""


class Firms(Employers):
    """All sellers. Money and loyalty are those of one real firm; the market is divided instead."""

    view = Firm

    category = Column(np.int64, "-", "Category of its product", labels="categories")
    founded = Column(np.int64, "week", "Week of entry by the model's age")
    fined = Column(
        np.int64, "week", "Week of the last fine for a low declaration by the model's age, 0 for none")
    weight = Column(np.float64, "kg", "Weight of a parcel")
    volumetric = Column(np.float64, "kg", "Volumetric weight of a parcel")
    value = Column(np.float64, "USD", "Consumer price level of such a product")
    cost = Column(np.float64, "USD", "Unit cost of the product")
    time_class = Column(np.int64, "-", "Value-of-time class of its bulk freight")
    quality_base = Column(np.float64, "ln", "Quality to which the firm reverts")
    quality = Column(np.float64, "ln", "Present quality")
    starting_cash = Column(np.float64, "USD", "Cash brought in by the owners")
    markets = Column(np.int64, "countries", "Number of listings")
    parcels = Column(np.float64, "parcels/week", "Smoothed parcels sold")
    revenue = Column(np.float64, "USD/week", "Smoothed revenue before taxes")
    profit = Column(np.float64, "USD/week", "Smoothed profit, stock at cost")
    inventory = Column(np.float64, "USD", "Goods in stock and on the way to it, at cost")

    def improve(self, draws: WeekDraws, parameters: SellerParameters) -> None:
        """Quality jumps now and then and slowly reverts (model of firm growth by product quality)."""
        jumping = draws.uniform("quality jump", self.id) < parameters.quality_jump_rate
        rows = np.flatnonzero(jumping)
        self.quality += parameters.quality_reversion * (self.quality_base - self.quality)
        size = parameters.quality_jump_size * draws.normal("quality jump size", self.id[rows])
        self.quality[rows] += size

    def first_prices(self, rows: Integers) -> Floats:
        """Price before a market's own is known, USD: what such a product usually costs there, but no
        seller plans to sell below what it pays itself."""
        return np.maximum(self.value[rows], self.cost[rows])

    def reviewing(self, age: int, interval: int) -> Flags:
        """Flag of the firms whose quarterly review falls into this week, staggered by id."""
        result: Flags = (age + self.id) % interval == 0
        return result

    def specialists(self) -> Floats:
        """Logistics specialists present as a share of those needed, at most 1."""
        return staffing_ratio(self.staff[:, SPECIALIST], self.need[:, SPECIALIST])

    def trusted(self, age: int, parameters: CustomsParameters) -> Flags:
        """Flag of the firms that customs trusts: old, large, and without a fine for years."""
        clean = (self.fined == 0) | (age - self.fined >= parameters.record_weeks)
        old = age - self.founded >= parameters.trusted_age
        result: Flags = clean & old & (self.revenue >= parameters.trusted_revenue)
        return result

    def market_cost(self, parameters: SellerParameters) -> Floats:
        """USD a week of running all markets: the n-th one costs n^span times the first (Lucas 1978)."""
        span = 1.0 + parameters.span_cost
        powered: Floats = np.power(self.markets, span)
        cost = parameters.listing_cost * powered / span
        return cost

    def further_market_cost(self, parameters: SellerParameters) -> Floats:
        """USD a week of running one market more."""
        powered: Floats = np.power(self.markets + 1.0, parameters.span_cost)
        cost = parameters.listing_cost * powered
        return cost

    def margin_by_hub(self, hubs: int, categories: int, prior: float) -> Floats:
        """Margin by home hub and category less the mean of all, few firms shrunk to it; (H, K).

        Args:
            hubs: number of hubs.
            categories: number of categories.
            prior: firms of mean margin that every cell is mixed with.
        """
        margin = np.clip(self.profit / np.maximum(self.revenue, 1.0), -1.0, 1.0)
        mean = float(margin.mean()) if len(self) else 0.0
        cell = self.hub * categories + self.category
        excess = sum_by(cell, margin - mean, hubs * categories)
        number = np.bincount(cell, minlength=hubs * categories)
        weight = number + prior
        result: Floats = np.divide(
            excess, weight, out=np.zeros(len(excess)), where=weight > 0).reshape(hubs, categories)
        return result

    def spare_cash(self, parameters: SellerParameters) -> Floats:
        """What owners take this week, USD: a share of cash above the reserve."""
        fixed = parameters.fixed_cost + self.market_cost(parameters)
        reserve = (
            parameters.reserve_fixed_weeks * fixed
            + parameters.reserve_revenue_weeks * self.revenue
            + self.starting_cash
        )
        return parameters.owner_draw * np.maximum(self.cash - reserve, 0.0)
