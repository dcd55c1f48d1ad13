"""Conditions: everything public that a quote of the week depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.core.arrays import Floats, Integers
from ecosystem.messages.border import Border
from ecosystem.messages.factors import Factors
from ecosystem.messages.network import Lanes
from ecosystem.messages.quotes import RateCards
from ecosystem.quotes.inventory import StockLosses
from ecosystem.quotes.law import Law


@dataclass(frozen=True)
class Conditions:
    """Everything public this week that a quote depends on.

    Attributes:
        lanes: routes of the trade network.
        border: clearance at each country.
        rate_cards: prices and delays of each kind of provider, by the name of its cohort.
        law: duty and VAT.
        region: region of each country.
        return_rate: share of parcels sent back, by category.
        stock_losses: what goods in stock lose a week, by category.
        staffing: staff present over staff needed, by firm.
        specialists: the same of logistics specialists.
        trusted: whether a platform's bulk entries are trusted, by platform.
        trusted_firms: whether a firm's own bulk entries are trusted, by firm.
        documents: factor on documents by origin and destination, shape (C, C).
        digital: digital level of countries, shape (C,).
        domestic: speed of domestic legs over that at normal infrastructure, shape (C,).
        posted: direct mail in the consolidation of a platform, kg/week in real size, (platforms, C, C).
        transparency: share of hidden surcharges that carriers must show, by destination, (C,).
        factors: what effects do to firms, by firm.
        rating: share of the error in judging providers that a common rating takes off, by home, (C,).
    """

    lanes: Lanes
    border: Border
    rate_cards: Mapping[str, RateCards]
    law: Law
    region: Integers
    return_rate: Floats
    stock_losses: StockLosses
    staffing: Floats
    specialists: Floats
    trusted: NDArray[np.bool_]
    trusted_firms: NDArray[np.bool_]
    documents: Floats
    digital: Floats
    domestic: Floats
    posted: Floats
    transparency: Floats
    rating: Floats
    factors: Factors
