"""What was ordered, sold, lost in stock, and delivered."""

from __future__ import annotations

from dataclasses import dataclass

from ecosystem.core.arrays import Floats, Integers
from ecosystem.messages.records import RowsRecord


@dataclass(frozen=True)
class Demand(RowsRecord):
    """What consumers want this week, one row a listing.

    Attributes:
        expected: expected orders.
        orders: orders drawn.
        share: listing's share of its market's spending.
    """

    expected: Floats
    orders: Integers
    share: Floats


@dataclass(frozen=True)
class Sales(RowsRecord):
    """What was sold and sent this week, one row a listing.

    Attributes:
        sold: orders accepted and sent.
        refused: orders lost to a stock-out.
        replenished: parcels sent off to the warehouse abroad.
        expedited: those of them that fly because stock runs out.
    """

    sold: Integers
    refused: Integers
    replenished: Integers
    expedited: Integers


@dataclass(frozen=True)
class WriteOffs(RowsRecord):
    """Goods that were lost in stock this week, one row a listing, in parcels.

    Attributes:
        obsolete: out of fashion or taste.
        expired: past their shelf life.
        shrunk: stolen, damaged or mislaid.
    """

    obsolete: Integers
    expired: Integers
    shrunk: Integers

    def parcels(self) -> Integers:
        """All of them."""
        return self.obsolete + self.expired + self.shrunk


@dataclass(frozen=True)
class Arrivals(RowsRecord):
    """What happened at the door this week, one row a listing, in parcels.

    Attributes:
        delivered: parcels that stayed with the buyer.
        returned: parcels sent back.
        restocked: returned parcels that went into stock.
        lost: parcels lost or damaged on the way.
    """

    delivered: Integers
    returned: Integers
    restocked: Integers
    lost: Integers
