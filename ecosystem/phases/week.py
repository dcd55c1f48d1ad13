"""The week's file: what each step of a week leaves for the steps after it and for the indicators."""

from __future__ import annotations

from dataclasses import dataclass, field

from ecosystem.core.arrays import Floats, Integers
from ecosystem.markets.clearance import Entries
from ecosystem.markets.freight import Carried
from ecosystem.messages.border import Clearance
from ecosystem.messages.market_entries import Review
from ecosystem.messages.orders import Arrivals, Demand, Sales, WriteOffs
from ecosystem.messages.quotes import Goods, Quotes
from ecosystem.quotes.conditions import Conditions
from ecosystem.scenario.names import PLATFORM_WAREHOUSE


@dataclass
class Week:
    """One week of the listings that lived in it; every array has one entry a listing.

    Fields without a default are known once consumers have ordered, the others are filled in the
    order of the week's steps.
    """

    now: Conditions
    goods: Goods
    quotes: Quotes
    consumer_price: Floats
    demand: Demand
    service: Integers
    destination: Integers
    origin: Integers
    price: Floats
    entries: Entries = field(init=False)
    write_offs: WriteOffs = field(init=False)
    sold_off: Integers = field(init=False)
    sales: Sales = field(init=False)
    carried: Carried = field(init=False)
    clearance: Clearance = field(init=False)
    arrivals: Arrivals = field(init=False)
    satisfaction: Floats = field(init=False)
    charges: Floats = field(init=False)
    fines: Floats = field(init=False)
    review: Review = field(init=False)
    exits: int = 0
    entered: int = 0
    liquidated: int = 0

    @property
    def scrapped(self) -> Integers:
        """Parcels lost in stock, for whatever reason."""
        return self.write_offs.parcels()

    def made(self) -> int:
        """Parcels made: sent to buyers directly, or off to a warehouse."""
        direct = self.sales.sold[self.service < PLATFORM_WAREHOUSE].sum()
        return int(direct + self.sales.replenished.sum())

    def gone(self) -> dict[str, int]:
        """Parcels that left the books this week, by reason."""
        return {
            "delivered": int(self.arrivals.delivered.sum()),
            "returned": int((self.arrivals.returned - self.arrivals.restocked).sum()),
            "lost": int(self.arrivals.lost.sum()),
            "seized": int(self.clearance.seized.sum()),
            "scrapped": int(self.scrapped.sum()),
            "sold off": int(self.sold_off.sum()),
            "wound up": self.liquidated,
        }
