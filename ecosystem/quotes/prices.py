"""Prices: what a parcel costs its seller, what remains of revenue, and the price that follows."""

from __future__ import annotations

from ecosystem.core.arrays import Floats
from ecosystem.messages.quotes import Goods, Quotes
from ecosystem.scenario.parameters.sellers import SellerParameters


def net_of_fees(parameters: SellerParameters) -> float:
    """What remains of a USD of revenue after selling fee and overhead."""
    return 1.0 - parameters.selling_fee - parameters.overhead


def unit_cost(goods: Goods, quotes: Quotes, logistics: Floats | None = None) -> Floats:
    """Cost of a parcel to its seller, USD: product, logistics and the duty that the seller pays.

    Args:
        goods: the product.
        quotes: what its service costs.
        logistics: USD a parcel where they are seen otherwise than quoted.
    """
    return goods.cost + (quotes.logistics if logistics is None else logistics) + quotes.duty


def price_of(unit: Floats, markup: Floats, parameters: SellerParameters) -> Floats:
    """Seller's price, USD: unit cost times the markup, fees on top."""
    return unit * markup / net_of_fees(parameters)
