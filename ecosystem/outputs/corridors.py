"""Corridors: what each origin, destination and service saw, added up week by week.

Sums are kept for the cells that occur, some thousands of the C x C x 4 there could be. Days and
costs are sums over parcels, so that any means over time, services or countries can be taken later.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.core.arrays import Floats, Integers
from ecosystem.core.columns import Column, Table
from ecosystem.phases.week import Week
from ecosystem.scenario import service_traits
from ecosystem.scenario.names import SERVICES


class Corridors(Table):
    """Sums over all weeks since the record began, one row a cell that occurred.

    Days of handling, linehaul and border are counted for parcels sent off: to the buyer by direct
    services, to the shelf by warehouse services; days to the door for parcels sold. Parcels flown in
    an emergency are counted with the days of the usual way.
    """

    cell = Column(np.int64, "-", "Origin, destination and service in one number")
    weeks = Column(np.int64, "weeks", "Weeks of the record, the same in every row")
    parcels = Column(np.float64, "parcels", "Sold")
    value = Column(np.float64, "USD", "Sold, at sellers' prices")
    sent = Column(np.float64, "parcels", "Sent off from the origin")
    expedited = Column(np.float64, "parcels", "Of those, flown because stock ran out")
    delivered = Column(np.float64, "parcels", "Reached the door and stayed")
    lost = Column(np.float64, "parcels", "Lost on the way")
    returned = Column(np.float64, "parcels", "Sent back")
    presented = Column(np.float64, "parcels", "Dealt with by customs: released, detained or seized")
    inspected = Column(np.float64, "parcels", "Inspected by customs")
    detained = Column(np.float64, "parcels", "Detained by customs")
    seized = Column(np.float64, "parcels", "Seized by customs")
    days_handling = Column(np.float64, "parcel days", "In hubs and with the provider, of parcels sent")
    days_linehaul = Column(np.float64, "parcel days", "Between hubs, of parcels sent")
    days_border = Column(np.float64, "parcel days", "At the border, of parcels sent")
    days_door = Column(np.float64, "parcel days", "From the last hub or shelf to the door, of parcels sold")
    days_squared = Column(np.float64, "parcel days2", "Expected square of the days from order to door")
    cost_product = Column(np.float64, "USD", "Products, of parcels sold, like all costs")
    cost_freight = Column(np.float64, "USD", "Bulk carriage and listed charges of providers")
    cost_surcharge = Column(np.float64, "USD", "Surcharges that are not on the price list")
    cost_handling = Column(np.float64, "USD", "Picking, packing, delivery inside the country")
    cost_storage = Column(np.float64, "USD", "Rent, capital and obsolescence")
    cost_duty = Column(np.float64, "USD", "Duty on bulk and on parcels, by rate or flat")
    cost_vat = Column(np.float64, "USD", "VAT")
    cost_clearance = Column(np.float64, "USD", "Brokerage at the border")
    cost_losses = Column(np.float64, "USD", "Expected cost of lost, refused and returned parcels")

    def __init__(self, countries: int) -> None:
        super().__init__()
        self.countries = countries
        self._recorded = 0
        self._index()

    def add(self, week: Week) -> None:
        """Add one week."""
        orders = week.orders
        corridor = orders.origin * self.countries + orders.destination
        rows = self._rows_of(corridor * len(SERVICES) + orders.service)
        for name, amounts in _sums(week).items():
            sums = self.data[name][: self.size]
            sums += np.bincount(rows, weights=amounts, minlength=self.size)
        self._recorded += 1
        self.weeks = self._recorded

    def clear(self) -> None:
        """Forget everything."""
        self.size = self._recorded = 0
        self._index()

    def restore(self, saved: Mapping[str, NDArray[Any]]) -> None:
        """Replace all rows by those of ``saved``."""
        super().restore(saved)
        self._recorded = int(self.weeks[0]) if self.size else 0
        self._index()

    def ends(self) -> tuple[Integers, Integers, Integers]:
        """Origin, destination and service of each row."""
        pair, service = np.divmod(self.cell, len(SERVICES))
        origin, destination = np.divmod(pair, self.countries)
        return origin, destination, service

    def _index(self) -> None:
        """Row of each possible cell, -1 where there is none: a look-up instead of a search every week."""
        self._row = np.full(self.countries**2 * len(SERVICES), -1)
        self._row[self.cell] = np.arange(self.size)

    def _rows_of(self, cells: Integers) -> Integers:
        """Rows of the cells of all listings, new ones where a cell occurs for the first time."""
        rows = self._row[cells]
        new = np.unique(cells[rows < 0])
        if len(new):
            self.append(len(new), {"cell": new})
            self._row[new] = np.arange(self.size - len(new), self.size)
            rows = self._row[cells]
        return rows


def _sums(week: Week) -> dict[str, Floats | Integers]:
    """What each listing adds to its cell."""
    quotes, customs, door = week.orders.quotes, week.clearance, week.deliveries.arrivals
    sold = week.shipments.sales.sold.astype(np.float64)
    sent = np.where(service_traits.direct(week.orders.service), sold, week.shipments.sales.replenished)
    costs = {f"cost_{name}": sold * cost for name, cost in week.orders.cost_parts().items()}
    return {
        "parcels": sold,
        "value": sold * week.orders.price,
        "sent": sent,
        "expedited": week.shipments.sales.expedited,
        "delivered": door.delivered,
        "lost": door.lost,
        "returned": door.returned,
        "presented": customs.direct + customs.bulk + customs.detained + customs.seized,
        "inspected": customs.inspected,
        "detained": customs.detained,
        "seized": customs.seized,
        "days_handling": sent * quotes.handling_days,
        "days_linehaul": sent * quotes.linehaul_days,
        "days_border": sent * quotes.border_days,
        "days_door": sold * quotes.door_days,
        "days_squared": sold * (quotes.days**2 + quotes.days_sd**2),
        **costs,
    }
