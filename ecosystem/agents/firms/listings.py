"""Listings: a firm's offer in one destination country, with its stock and parcels on the way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ecosystem.core.arrays import INBOUND_WEEKS, LOCAL_WEEKS, REPLENISHMENT_WEEKS, Flags, Floats, Integers
from ecosystem.core.columns import Column, Rows, Table
from ecosystem.core.lookup import sum_by

PARCELS = ("stock", "held", "held_bulk", "detained", "detained_bulk", "inbound", "local", "replenishment")
"""Columns that hold parcels; together they are all there are."""
COUNTRIES = 1 << 16
"""Room for countries in a key: ids stay below 2^43, so an id and a country fit one ordered integer."""


def pair_key(firm: Rows, destination: Rows) -> Rows:
    """One number for a firm and a destination that sorts like the pair."""
    return firm * COUNTRIES + destination


def _across(ring: NDArray[np.int32]) -> Integers:
    """Parcels of each row, all weeks together."""
    parcels: Integers = np.einsum("rw->r", ring, dtype=np.int64)
    return parcels


class Listings(Table):
    """One row a firm and destination, sorted by both, so that a firm's listings are one segment.

    Parcels on the way are rings by arrival week: column ``age % length`` arrives this week, and
    what would arrive later than the ring reaches is put into its last week.
    """

    firm = Column(np.int64, "-", "Id of the seller")
    seller = Column(np.int64, "-", "Row of the seller")
    category = Column(np.int64, "-", "Category of the seller's product")
    destination = Column(np.int64, "-", "Country served")
    service = Column(np.int64, "-", "Supply-chain service, position in SERVICES")
    provider = Column(np.int64, "-", "Row of the carrier or platform, -1 for an own warehouse")
    underdeclared = Column(np.bool_, "-", "Direct parcels are declared at a part of their price")
    closing = Column(np.bool_, "-", "Takes no more orders; the row goes once it is empty")
    building = Column(np.int64, "weeks", "Weeks until the own warehouse being built opens, 0 when none is")
    planned = Column(np.int64, "-", "Service of the own warehouse being built, position in SERVICES")
    handled = Column(np.float64, "parcels so far", "Parcels that the present own warehouse has handled")
    age = Column(np.int64, "weeks", "Weeks since the market was opened")
    experience = Column(np.float64, "weeks", "Weeks with the present provider")
    price = Column(np.float64, "USD", "Seller's price before duty and VAT")
    markup = Column(np.float64, "-", "Price over unit cost, fees taken off")
    loyalty = Column(np.float64, "parcels/week", "Weekly average of satisfied orders")
    fit = Column(np.float64, "utility", "Fit of the seller with this market")
    exp_utility = Column(np.float64, "-", "Attraction to consumers last week, exp(V)")
    share = Column(np.float64, "share", "Share of its market's spending last week")
    promised_days = Column(np.float64, "days", "Delivery time that buyers expect")
    stockout = Column(np.float64, "share", "Smoothed share of orders refused")
    sales = Column(np.float64, "parcels/week", "Smoothed parcels sold")
    revenue = Column(np.float64, "USD/week", "Smoothed revenue before taxes")
    profit = Column(np.float64, "USD/week", "Smoothed margin after the weekly cost of its service")
    forecast = Column(np.float64, "parcels/week", "Forecast of demand")
    deviation = Column(np.float64, "parcels/week", "Standard deviation of the forecast error")
    stock = Column(np.int64, "parcels", "Goods in the warehouse abroad")
    held = Column(np.int64, "parcels", "Direct parcels that wait at the border")
    held_bulk = Column(np.int64, "parcels", "Replenishment that waits at the border")
    held_entries = Column(np.int64, "entries", "Bulk entries that wait at the border")
    detained = Column(np.int64, "parcels", "Direct parcels that customs detains")
    detained_bulk = Column(np.int64, "parcels", "Replenishment that customs detains")
    detained_entries = Column(np.int64, "entries", "Bulk entries that customs detains")
    inbound = Column(np.int32, "parcels", "Direct parcels by week of arrival at the border", (INBOUND_WEEKS,))
    local = Column(np.int32, "parcels", "Parcels from the warehouse by week of delivery", (LOCAL_WEEKS,))
    replenishment = Column(
        np.int32, "parcels", "Bulk by week of arrival at the border", (REPLENISHMENT_WEEKS,))
    order_mean = Column(np.float64, "parcels/week", "Smoothed replenishment orders")
    order_square = Column(np.float64, "parcels2/week2", "Smoothed square of replenishment orders")
    demand_mean = Column(np.float64, "parcels/week", "Smoothed demand")
    demand_square = Column(np.float64, "parcels2/week2", "Smoothed square of demand")

    def pipeline(self) -> Integers:
        """Replenishment that has been ordered and is not yet on the shelf, parcels."""
        return _across(self.replenishment) + self.held_bulk + self.detained_bulk

    def arriving(self, rows: Rows, age: int, weeks: Floats) -> Floats:
        """Replenishment of some listings that reaches the border within ``weeks``, or waits there.

        Of what comes in the week after, the part counts by which ``weeks`` is no whole number.
        """
        parcels = self.held_bulk[rows].astype(np.float64)
        latest = int(np.ceil(weeks.max(initial=0.0)))
        for ahead in range(min(latest + 1, REPLENISHMENT_WEEKS)):
            part = np.clip(weeks + 1.0 - ahead, 0.0, 1.0)
            parcels += part * self.replenishment[rows, (age + ahead) % REPLENISHMENT_WEEKS]
        return parcels

    def under_way(self, rows: Rows) -> Integers:
        """Parcels that buyers of some listings wait for: on the way, held at a border, detained."""
        moving = _across(self.inbound[rows]) + _across(self.local[rows])
        return moving + self.held[rows] + self.detained[rows]

    def present(self, rows: Rows) -> Integers:
        """All parcels of some listings wherever they are."""
        ordered = _across(self.replenishment[rows]) + self.held_bulk[rows] + self.detained_bulk[rows]
        return self.under_way(rows) + self.stock[rows] + ordered

    def parcels(self) -> int:
        """All parcels of all listings wherever they are."""
        return sum(int(getattr(self, name).sum()) for name in PARCELS)

    def by_seller(self, amounts: Floats | Integers, sellers: int) -> Floats:
        """Sum an amount of every listing for each of ``sellers`` firms."""
        return sum_by(self.seller, amounts, sellers)

    def rearrange(self, staying: Flags, firms: Rows) -> None:
        """Drop listings, sort those left (new ones stand at the end) and renew the seller rows.

        Args:
            staying: flag by row.
            firms: ids of the living firms, ascending.
        """
        rows = np.flatnonzero(staying)
        order = np.argsort(pair_key(self.firm[rows], self.destination[rows]), kind="stable")
        self.arrange(rows[order])
        self.seller = np.searchsorted(firms, self.firm)

    def take_arrivals(self, ring: str, age: int) -> Integers:
        """Empty the ring's column of this week and return what was in it."""
        column = getattr(self, ring)[:, age % getattr(self, ring).shape[1]]
        arrived: Integers = column.astype(np.int64)
        column[:] = 0
        return arrived

    def send(self, ring: str, age: int, parcels: Integers, rows: Rows) -> None:
        """Put parcels into a ring.

        Args:
            ring: name of the ring column.
            age: present week.
            parcels: by row and week from now, shape (rows, length of the ring).
            rows: rows of the listings.
        """
        length = parcels.shape[1]
        target = getattr(self, ring)
        for ahead in range(length):
            target[rows, (age + ahead) % length] += parcels[:, ahead]
