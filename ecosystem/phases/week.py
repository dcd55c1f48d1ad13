"""The week's record: what each phase hands to those after it and to the indicators."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecosystem.core.arrays import Floats, Integers
from ecosystem.markets.entries import Entries
from ecosystem.markets.freight import Carried
from ecosystem.messages.border import Clearance
from ecosystem.messages.factors import Factors
from ecosystem.messages.market_entries import Review
from ecosystem.messages.orders import Arrivals, Demand, Sales, WriteOffs
from ecosystem.messages.quotes import Goods, Quotes
from ecosystem.quotes.conditions import Conditions
from ecosystem.scenario import service_traits

COST_PARTS = (
    "product", "freight", "surcharge", "handling", "storage", "duty", "vat", "clearance", "losses")
"""Parts of the landed cost of a parcel, in the order in which they arise."""


@dataclass(frozen=True)
class PricedListings:
    """What each listing offers consumers this week.

    Attributes:
        goods: its product.
        quotes: what its service costs and takes.
        factors: what effects do to it.
    """

    goods: Goods
    quotes: Quotes
    factors: Factors


@dataclass(frozen=True)
class Orders(PricedListings):
    """What was ordered, and what the listings looked like then; one row a listing.

    Attributes:
        consumer_price: price at the door, USD.
        demand: orders.
        service, destination, origin: as ordered, since rows move and services change later.
        price: seller's price, USD.
    """

    consumer_price: Floats
    demand: Demand
    service: Integers
    destination: Integers
    origin: Integers
    price: Floats

    def cost_parts(self) -> dict[str, Floats]:
        """Parts of what a parcel costs at the buyer's door, USD a parcel, by listing.

        Freight is bulk carriage and the listed charge of the provider; surcharges are apart. Duty is
        the seller's on bulk, and the buyer's on direct parcels. Fixed costs of a warehouse belong to
        no parcel.
        """
        quotes = self.quotes
        direct_duty = quotes.direct_duty * self.price + quotes.flat_duty
        return {
            "product": self.goods.cost,
            "freight": quotes.carriage + quotes.freight - quotes.surcharge,
            "surcharge": quotes.surcharge,
            "handling": quotes.handling,
            "storage": quotes.storage,
            "duty": quotes.duty + direct_duty,
            "vat": quotes.vat * (self.price + direct_duty),
            "clearance": quotes.clearance,
            "losses": quotes.losses + quotes.refunded * self.price,
        }


@dataclass(frozen=True)
class Shipments:
    """What left, one row a listing.

    Attributes:
        entries: how its goods meet the border.
        write_offs: parcels lost in stock.
        sold_off: parcels that went to liquidators.
        sales: parcels sold and replenished.
        carried: what the network carries.
    """

    entries: Entries
    write_offs: WriteOffs
    sold_off: Integers
    sales: Sales
    carried: Carried


@dataclass(frozen=True)
class Deliveries:
    """What reached the door, and the satisfaction of a parcel that did; one row a listing."""

    arrivals: Arrivals
    satisfaction: Floats


@dataclass(frozen=True)
class Payments:
    """Logistics charges and fines of each listing, USD."""

    charges: Floats
    fines: Floats


@dataclass(frozen=True)
class Turnover:
    """Firms that left and entered, and parcels that went with those that left."""

    exits: int
    entered: int
    liquidated: int


@dataclass(frozen=True)
class Week:
    """One week of the listings that lived in it, phase by phase."""

    now: Conditions
    review: Review
    orders: Orders
    shipments: Shipments
    clearance: Clearance
    deliveries: Deliveries
    payments: Payments
    turnover: Turnover

    def made(self) -> int:
        """Parcels made: sent to buyers directly, or off to a warehouse."""
        sales = self.shipments.sales
        direct = sales.sold[service_traits.direct(self.orders.service)].sum()
        return int(direct + sales.replenished.sum())

    def gone(self) -> dict[str, int]:
        """Parcels that left the books this week, by reason."""
        arrivals = self.deliveries.arrivals
        left = {
            "delivered": arrivals.delivered,
            "returned": arrivals.returned - arrivals.restocked,
            "lost": arrivals.lost,
            "seized": self.clearance.seized,
            "written off": self.shipments.write_offs.parcels(),
            "sold off": self.shipments.sold_off,
        }
        return {why: int(np.sum(parcels)) for why, parcels in left.items()} | {
            "liquidated": self.turnover.liquidated}
