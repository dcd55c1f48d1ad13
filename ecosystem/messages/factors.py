"""Factors: what effects do to costs, days and risks, as multipliers that are 1 where nothing acts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import reduce
from operator import mul
from typing import Self

import numpy as np

from ecosystem.core.arrays import Flags, Floats, Integers


@dataclass(frozen=True)
class Factors:
    """Multipliers, each an array with one entry a row, or 1 for all rows.

    An effect gives the factors that it moves and leaves all others neutral; effects combine by
    multiplication.

    Attributes:
        handling: on the cost of picking and packing a parcel.
        collection: on the cost of driving to pick parcels up.
        documents: on the work of documents at the border.
        inspection: on the chance that an entry is inspected, which stays at most 1.
        transit_sd: on the standard deviation of days under way.
        loss: on the share of parcels lost or damaged on the way.
        returns: on the share of parcels sent back.
        forecast_error: on the deviation of demand that stock is planned for.
        stock_losses: on obsolescence and shrinkage of goods in stock.
        expiry: on the share of stock that passes its shelf life.
    """

    handling: Floats | float = 1.0
    collection: Floats | float = 1.0
    documents: Floats | float = 1.0
    inspection: Floats | float = 1.0
    transit_sd: Floats | float = 1.0
    loss: Floats | float = 1.0
    returns: Floats | float = 1.0
    forecast_error: Floats | float = 1.0
    stock_losses: Floats | float = 1.0
    expiry: Floats | float = 1.0

    def __mul__(self, other: Factors) -> Factors:
        """Both effects together."""
        return Factors(*map(_times, self._values(), other._values()))

    @classmethod
    def product(cls, effects: Iterable[Factors]) -> Factors:
        """All effects together, neutral when there are none."""
        return reduce(mul, effects, Factors())

    def take(self, rows: Integers | Flags) -> Self:
        """The same factors for some rows."""
        return type(self)(*(
            value[rows] if isinstance(value, np.ndarray) else value for value in self._values()))

    def _values(self) -> list[Floats | float]:
        return [getattr(self, field.name) for field in fields(self)]


def _times(one: Floats | float, other: Floats | float) -> Floats | float:
    """Product of two multipliers; a neutral one costs nothing."""
    if isinstance(one, float) and one == 1.0:
        return other
    if isinstance(other, float) and other == 1.0:
        return one
    return one * other
