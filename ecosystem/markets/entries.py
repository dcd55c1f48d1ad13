"""Entries: how each listing's goods meet the border, and what authorities are told to expect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecosystem.agents.customs import Customs
from ecosystem.agents.firms.firms import Firms
from ecosystem.agents.firms.listings import Listings
from ecosystem.core.arrays import Flags, Floats, Integers
from ecosystem.core.lookup import sum_by
from ecosystem.decisions.declarations import declared_part, evaded_tax
from ecosystem.markets.freight import INBOUND, REPLENISHMENT, border_free, lead_law
from ecosystem.messages.orders import Demand
from ecosystem.messages.quotes import Quotes
from ecosystem.quotes.conditions import Conditions
from ecosystem.scenario import service_traits
from ecosystem.scenario.names import CHANNELS, LOW_VALUE, STANDARD, TRUSTED
from ecosystem.scenario.parameters.customs import CustomsParameters
from ecosystem.theory.freight import ArrivalTable


@dataclass(frozen=True)
class Entries:
    """How each listing's goods meet the border: rows of listings.

    Attributes:
        border: whether there is a border between seller and destination.
        direct: channel of its direct parcels.
        bulk: channel of its replenishment.
        evaded: tax that a direct parcel evades by a low declaration, USD.
        inspection: factor on the chance to be inspected.
    """

    border: Flags
    direct: Integers
    bulk: Integers
    evaded: Floats
    inspection: Floats

    @classmethod
    def of(
        cls, listings: Listings, firms: Firms, now: Conditions, parameters: CustomsParameters
    ) -> Entries:
        """Channels by declared value against the law's low-value limit, and by trust.

        Args:
            listings: rows.
            firms: their sellers.
            now: law in force, and whose bulk is trusted.
            parameters: parameters.
        """
        law = now.law
        limit = law.low_value_limit()[listings.destination, listings.category]
        service = listings.service
        stocked = service_traits.stocked(service)
        by_platform = service_traits.provided_by("platforms", service)
        known = stocked & by_platform & now.trusted[np.maximum(listings.provider, 0)]
        known |= stocked & service_traits.self_run(service) & now.trusted_firms[listings.seller]
        return cls(
            border=~law.union[firms.country[listings.seller], listings.destination],
            direct=np.where(
                listings.price * declared_part(listings, parameters) <= limit, LOW_VALUE, STANDARD),
            bulk=np.where(known, TRUSTED, STANDARD),
            evaded=evaded_tax(listings, firms.country, law, parameters),
            inspection=np.full(len(listings), now.factors.take(listings.seller).inspection),
        )


def announce(
    customs: Customs, listings: Listings, entries: Entries, quotes: Quotes, demand: Demand, *,
    age: int, shortest: float,
) -> None:
    """Tell authorities how many entries to expect by week of arrival.

    Expected, not drawn, numbers: solving the queue on drawn counts would count the noise twice. A
    warehouse is replenished in every week that brings demand.

    Args:
        customs: the authorities.
        listings: rows.
        entries: how their goods meet the border.
        quotes: their days.
        demand: their orders.
        age: present week.
        shortest: days that any journey takes at least.
    """
    days = border_free(quotes, shortest), quotes.days_sd
    direct = entries.border & service_traits.direct(listings.service)
    _expect(
        customs, listings.destination, entries.direct, _weekly(INBOUND, days, demand.expected, direct),
        age)
    bulk = entries.border & service_traits.stocked(listings.service) & ~listings.closing
    consignments = -np.expm1(-listings.forecast)
    _expect(
        customs, listings.destination, entries.bulk,
        _weekly(REPLENISHMENT, lead_law(quotes, shortest), consignments, bulk), age)


def _weekly(
    table: ArrivalTable, law: tuple[Floats, Floats], number: Floats, flags: Flags
) -> tuple[Integers, Floats]:
    """Rows of the flagged listings, and their expected entries by weeks ahead, shape (rows, weeks)."""
    rows = np.flatnonzero(flags)
    days, spread = law
    shares = np.diff(table.cumulative[table.cells(days[rows], spread[rows])], axis=1, prepend=0.0)
    return rows, number[rows, None] * shares


def _expect(
    customs: Customs, destination: Integers, channel: Integers, weekly: tuple[Integers, Floats], age: int
) -> None:
    """Add expected entries of some listings to the weeks of their arrival."""
    rows, entries = weekly
    cell = destination[rows] * len(CHANNELS) + channel[rows]
    shape, weeks = (len(customs), len(CHANNELS)), customs.expected.shape[-1]
    for ahead in range(entries.shape[1]):
        arriving = sum_by(cell, entries[:, ahead], shape[0] * shape[1])
        customs.expected[:, :, (age + ahead) % weeks] += arriving.reshape(shape)
