"""Prices: what a parcel costs its seller, what remains of revenue, and the price that follows."""

from __future__ import annotations

from ecosystem.core.arrays import Floats
from ecosystem.messages.quotes import Goods, Quotes
from ecosystem.scenario.parameters.sellers import SellerParameters


def net_of_fees(parameters: SellerParameters) -> float:
    """What remains of a USD of revenue after selling fee and overhead."""
    return 1.0 - parameters.selling_fee - parameters.overhead


def net_of_refunds(quotes: Quotes, parameters: SellerParameters) -> Floats:
    """What remains of a USD of sales after refunds, which take fees back as well, and fees."""
    return (1.0 - quotes.refunded) * net_of_fees(parameters)


def unit_cost(goods: Goods, quotes: Quotes, logistics: Floats | None = None) -> Floats:
    """Cost of a parcel to its seller, USD: product, logistics and the duty that the seller pays.

    Args:
        goods: the product.
        quotes: what its service costs.
        logistics: USD a parcel where they are seen otherwise than quoted.
    """
    return goods.cost + (quotes.logistics if logistics is None else logistics) + quotes.duty


def price_of(unit: Floats, markup: Floats, net: Floats) -> Floats:
    """Seller's price, USD: unit cost times the markup over what remains of a USD of sales."""
    return unit * markup / net
