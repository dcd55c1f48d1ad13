"""What goods in stock lose, one way of keeping them at a time."""

from __future__ import annotations

from ecosystem.quotes.conditions import Conditions
from ecosystem.scenario.names import PLATFORM_WAREHOUSE
from ecosystem.scenario.parameters.stock import StockParameters
from tests.reference.recording import Row


def of_firm(name: str, choice: Row, now: Conditions) -> float:
    """What effects do to a firm: one factor for all firms, or one for each."""
    factor = getattr(now.factors, name)
    return factor if isinstance(factor, float) else float(factor[choice.seller])


def unsaved(place: Row, now: Conditions, parameters: StockParameters) -> float:
    """Platforms classify as well as they serve, firms as far as they have the specialists."""
    quality = now.specialists[place.seller]
    if place.service == PLATFORM_WAREHOUSE:
        quality = now.rate_cards["platforms"].quality[place.provider]
    return 1.0 - quality * parameters.classification_gain


def usual_losses(place: Row, now: Conditions, parameters: StockParameters) -> float:
    """Factor on obsolescence and shrinkage, 1 at the usual classification."""
    usual = 1.0 - parameters.classification_norm * parameters.classification_gain
    return unsaved(place, now, parameters) / usual * of_firm("stock_losses", place, now)


def disorder(place: Row, now: Conditions, parameters: StockParameters) -> float:
    """Factor on expiry, 1 where the oldest goods leave first."""
    best = 1.0 - parameters.classification_gain
    return unsaved(place, now, parameters) / best * of_firm("expiry", place, now)


def kept(place: Row, lead_weeks: float, now: Conditions, parameters: StockParameters) -> Row:
    """Losses of a category's goods. They age on their way, and must not be too old when they are sold.

    ``place`` is a listing or a choice: who sells what from where.
    """
    category, factor = place.category, usual_losses(place, now, parameters)
    return Row(
        obsolescence=now.stock_losses.obsolescence[category] * factor,
        shrinkage=now.stock_losses.shrinkage[category] * factor,
        shelf_life=max(now.stock_losses.shelf_life[category] * (1.0 - parameters.shelf_life_left) - lead_weeks, 1.0),
        disorder=disorder(place, now, parameters))
