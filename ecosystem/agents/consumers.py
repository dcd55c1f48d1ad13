"""Consumers of each country and category: what they spend and what they could buy elsewhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ecosystem.core.arrays import WEEKS_A_YEAR, Floats
from ecosystem.core.columns import Column, Table
from ecosystem.core.lookup import sum_by
from ecosystem.scenario.parameters.market import MarketParameters
from ecosystem.theory.choice import markup, spending_factor
from ecosystem.world.world import World

UTILITY_BOUND = 50.0
"""Utilities beyond this are cut off."""


class Markets(Table):
    """One row a country and category, in that order: row = country x categories + category."""

    destination = Column(np.int64, "-", "Country of the consumers")
    category = Column(np.int64, "-", "Category of goods")
    base_spending = Column(np.float64, "USD/week", "Spending at 2024 facts, divided by the expansion factor")
    elasticity = Column(np.float64, "-", "Elasticity of a seller's spending share to its price")
    budget = Column(np.float64, "USD/week", "Spending of the present week at the reference attraction")
    spending = Column(np.float64, "USD/week", "Spending of the present week")
    outside = Column(np.float64, "-", "Attraction of all offers outside the model, exp(V_0)")
    inside = Column(np.float64, "-", "Summed attraction of the listings last week")
    reference = Column(np.float64, "-", "Attraction of all offers, inside and outside, at the founding")

    def establish(self, world: World, expansion_factor: float, parameters: MarketParameters) -> None:
        """Set up all markets at 2024 facts: spending share x GDP x internet share, split over categories."""
        countries, categories = world.countries, world.categories
        yearly = parameters.spending_share * countries.gdp * countries.internet_share
        weekly = np.outer(yearly / WEEKS_A_YEAR / expansion_factor, categories.spending_share)
        destination, category = np.indices(weekly.shape)
        self.append(weekly.size, {
            "destination": destination.ravel(), "category": category.ravel(),
            "base_spending": weekly.ravel(), "budget": weekly.ravel(), "spending": weekly.ravel(),
            "elasticity": categories.price_elasticity[category.ravel()],
        })

    def advance(self, week: int, demand: Floats, parameters: MarketParameters) -> None:
        """Spending of the week; the world stands still before week 0, then grows with the seasons.

        Args:
            week: present week.
            demand: factor that policies and shocks put on spending, shape (C, K).
            parameters: parameters.
        """
        factor = 1.0
        if week >= 0:
            phase = 2 * np.pi * (week - parameters.season_peak) / WEEKS_A_YEAR
            season = 1.0 + parameters.season * float(np.cos(phase))
            factor = season * (1.0 + parameters.growth) ** (week / WEEKS_A_YEAR)
        self.budget = factor * self.base_spending * demand.ravel()
        self.attract(self.inside, parameters)

    def attract(self, inside: Floats, parameters: MarketParameters) -> None:
        """Spending answers to what the listings offer: their summed attraction by market."""
        self.inside = inside
        self.spending = spending_at(
            self.outside + inside, self.budget, self.reference, self.elasticity, parameters=parameters)

    def calibrate(self, exp_utility: Floats, inside_share: float) -> None:
        """Set the outside attraction once so that the given attraction takes ``inside_share``.

        Markets without a listing take the mean outside attraction of their category.
        """
        outside = exp_utility * (1.0 - inside_share) / inside_share
        found = outside > 0
        kinds = int(self.category.max()) + 1
        total = sum_by(self.category[found], outside[found], kinds)
        number = np.bincount(self.category[found], minlength=kinds)
        overall = outside[found].mean() if found.any() else 1.0
        typical = np.where(number > 0, total / np.maximum(number, 1), overall)
        self.outside = np.where(found, outside, typical[self.category])
        self.inside = exp_utility
        self.reference = self.outside / (1.0 - inside_share)

    def rows(self, destination: NDArray[np.int64], category: NDArray[np.int64]) -> NDArray[np.int64]:
        """Rows of the markets for these countries and categories."""
        return destination * (int(self.category[-1]) + 1) + category


def appeal(
    quality: Floats, loyalty: Floats | float, fit: Floats | float, parameters: MarketParameters
) -> Floats:
    """Utility of a listing to its consumers apart from price, time and stock-outs.

    Args:
        quality: ln of the seller's quality.
        loyalty: satisfied orders a week.
        fit: fit of the seller with the market.
        parameters: weights.
    """
    loyal = parameters.loyalty_weight * np.log1p(loyalty / parameters.loyalty_scale)
    return parameters.quality_weight * quality + loyal + fit


def price_disutility(relative_price: Floats, elasticity: Floats) -> Floats:
    """Utility lost to the price.

    Args:
        relative_price: price with duty and VAT over the product's usual price with VAT.
        elasticity: elasticity of the spending share to price; spending shares are logit in
            -elasticity ln p (CES demand with an outside option; Anderson, de Palma & Thisse 1992).
    """
    return elasticity * np.log(relative_price)


def utility(
    appeal: Floats, price: Floats, days: Floats, days_sd: Floats, stockout: Floats, *,
    parameters: MarketParameters,
) -> Floats:
    """Utility of a listing to the consumers of its market.

    Args:
        appeal: utility apart from price, time and stock-outs.
        price: utility lost to the price.
        days: expected days to the door.
        days_sd: their standard deviation.
        stockout: chance that the goods are out of stock.
        parameters: weights.
    """
    service = (
        parameters.day_cost * days
        + parameters.uncertainty_cost * days_sd
        + parameters.stockout_cost * stockout
    )
    return appeal - price - service


def exp_utility(value: Floats) -> Floats:
    """exp of utilities, cut off so that it never overflows."""
    return np.exp(np.clip(value, -UTILITY_BOUND, UTILITY_BOUND))


def best_markup(elasticity: Floats, share: Floats | float, parameters: MarketParameters) -> Floats:
    """Price over unit cost that earns most against these consumers.

    Orders are spending over price, so they fall by one more than the spending share does.
    """
    return markup(elasticity + 1.0, share, parameters.category_elasticity)


def spending_at(
    attraction: Floats, budget: Floats, reference: Floats, elasticity: Floats, *,
    parameters: MarketParameters,
) -> Floats:
    """Spending on a market, USD a week: the better and cheaper its offers, the more, within incomes.

    Args:
        attraction: of all that is offered, inside and outside the model.
        budget: spending at the reference attraction.
        reference: attraction at the founding.
        elasticity: of a seller's spending share to its price.
        parameters: elasticity between categories; spending as a share of income.
    """
    factor = spending_factor(
        attraction / reference, elasticity + 1.0, parameters.category_elasticity,
        1.0 / parameters.spending_share)
    return budget * factor


def expansion_factor(world: World, firms: int, parameters: MarketParameters) -> float:
    """Real firms that one simulated firm stands for: total spending over spending a firm."""
    countries = world.countries
    yearly = parameters.spending_share * float(np.sum(countries.gdp * countries.internet_share))
    return yearly / WEEKS_A_YEAR / (parameters.spending_per_firm * firms)
