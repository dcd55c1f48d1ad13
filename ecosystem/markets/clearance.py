"""Clearance: entries meet officers, documents and inspection at each border."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ecosystem.agents.customs import Customs
from ecosystem.agents.listings import Listings
from ecosystem.agents.messages import Border, Clearance, Demand, Offers
from ecosystem.draws import Draws, multinomial_split
from ecosystem.markets.duties import Law
from ecosystem.markets.freight import INBOUND, REPLENISHMENT, border_free, lead_law
from ecosystem.scenario.customs import CustomsParameters
from ecosystem.scenario.names import (
    CHANNELS,
    LOW_VALUE,
    PLATFORM_WAREHOUSE,
    STANDARD,
    TRUSTED,
)
from ecosystem.theory.freight import ArrivalTable
from ecosystem.theory.queueing import QueueWeek, wait_variance, week_of_queue

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
WEEK_DAYS = 7.0


@dataclass(frozen=True)
class Entries:
    """How each listing's goods meet the border: rows of listings.

    Attributes:
        border: whether there is a border between seller and destination.
        direct: channel of its direct parcels.
        bulk: channel of its replenishment.
    """

    border: Flags
    direct: Integers
    bulk: Integers

    @classmethod
    def of(
        cls, listings: Listings, origin: Integers, law: Law, trusted: Flags
    ) -> Entries:
        """Channels by price against the law's low-value limit and by the trust in the platform."""
        low_value_limit = law.low_value_limit()
        low_value = listings.price <= low_value_limit[listings.destination, listings.category]
        known = (listings.service == PLATFORM_WAREHOUSE) & trusted[np.maximum(listings.provider, 0)]
        return cls(
            border=~law.union[origin, listings.destination],
            direct=np.where(low_value, LOW_VALUE, STANDARD),
            bulk=np.where(known, TRUSTED, STANDARD),
        )


def announce(
    customs: Customs, listings: Listings, entries: Entries, offers: Offers, demand: Demand, clock: int
) -> None:
    """Tell authorities how many entries to expect by week of arrival.

    Expected, not drawn, numbers: solving the queue on drawn counts would count the noise twice. A
    warehouse is replenished in every week that brings demand.
    """
    days = border_free(offers)
    direct = entries.border & (listings.service < PLATFORM_WAREHOUSE)
    _expect(customs, listings, direct, entries.direct, INBOUND, days, offers.days_sd, demand.expected, clock)
    bulk = entries.border & (listings.service >= PLATFORM_WAREHOUSE) & ~listings.closing
    lead, spread = lead_law(offers)
    consignments = -np.expm1(-listings.forecast)
    _expect(customs, listings, bulk, entries.bulk, REPLENISHMENT, lead, spread, consignments, clock)


def _expect(
    customs: Customs, listings: Listings, flags: Flags, channel: Integers, table: ArrivalTable,
    days: Floats, spread: Floats, number: Floats, clock: int,
) -> None:
    """Add expected entries of the flagged listings to the weeks of their arrival."""
    rows = np.flatnonzero(flags)
    shares = np.diff(table.cumulative[table.cells(days[rows], spread[rows])], axis=1, prepend=0.0)
    cell = listings.destination[rows] * len(CHANNELS) + channel[rows]
    shape = len(customs), len(CHANNELS)
    weeks = customs.expected.shape[-1]
    for ahead in range(shares.shape[1]):
        entries = np.bincount(cell, weights=number[rows] * shares[:, ahead], minlength=shape[0] * shape[1])
        customs.expected[:, :, (clock + ahead) % weeks] += entries.reshape(shape)


def clear(
    customs: Customs, listings: Listings, entries: Entries, scale: float,
    rules: CustomsParameters, draws: Draws, clock: int,
) -> Clearance:
    """One week at all borders: queue, release, inspection, detention.

    Args:
        customs: the authorities, whose waits and backlog are renewed.
        listings: their rings are emptied into the hall, released parcels leave it.
        entries: channels by listing.
        scale: real entries that one simulated entry stands for.
        rules: parameters.
        draws: keyed draws.
        clock: present week.
    """
    direct = listings.take_arrivals("inbound", clock)
    bulk = listings.take_arrivals("replenishment", clock)
    due = clock % customs.expected.shape[-1]
    release = _serve(customs, scale * customs.expected[:, :, due], rules)
    customs.expected[:, :, due] = 0.0
    listings.held += direct
    listings.held_bulk += bulk
    listings.held_entries += bulk > 0
    result = _release(customs, listings, entries, release, rules, draws, clock)
    customs.held = scale * _by_channel(customs, listings, entries, listings.held, listings.held_entries)
    return result


def _by_channel(
    customs: Customs, listings: Listings, entries: Entries, direct: Integers, bulk: Integers
) -> Floats:
    """Entries at each border by channel, shape (C, channels)."""
    base = listings.destination * len(CHANNELS)
    size = len(customs) * len(CHANNELS)
    count = np.bincount(base + entries.direct, weights=direct * entries.border, minlength=size)
    count += np.bincount(base + entries.bulk, weights=bulk * entries.border, minlength=size)
    return count.reshape(len(customs), len(CHANNELS))


def _serve(customs: Customs, arriving: Floats, rules: CustomsParameters) -> Floats:
    """Solve the week's queue, renew waits, backlog and workload; gives the share of entries released.

    The queue runs on expected entries throughout: one simulated parcel stands for many real ones,
    and solving on drawn counts would count their noise once more.
    """
    documents = customs.document_hours(rules)
    inspected = customs.inspected_share(rules)
    visit = rules.inspection_minutes / 60.0
    service = customs.service_hours(rules)
    second = 2.0 * ((1.0 - inspected) * documents**2 + inspected * (documents + visit) ** 2)
    hours = customs.opening_hours(rules)
    present = customs.backlog + arriving
    week = week_of_queue(
        present, service, second, customs.at_work() / customs.post, customs.post, hours)
    customs.backlog = present * (1.0 - week.release_share)
    longest = rules.longest_wait * rules.work_hours
    week = replace(week, wait_hours=np.minimum(week.wait_hours, longest))
    work = (arriving * service).sum(axis=1)
    customs.workload += rules.workload_smoothing * (work - customs.workload)
    _renew_waits(customs, week, inspected, hours, rules)
    return week.release_share


def _renew_waits(
    customs: Customs, week: QueueWeek, inspected: Floats, hours: Floats, rules: CustomsParameters
) -> None:
    """Report days at the border: the mean of last week's and this week's wait, documents, inspection."""
    calendar = WEEK_DAYS / rules.work_hours
    variance = wait_variance(week, customs.wait, hours) * calendar**2
    waiting = 0.5 * (customs.wait + week.wait_hours) * calendar
    customs.wait = week.wait_hours
    documents = customs.document_days(rules)
    inspection = customs.inspection_days(rules)[:, None]
    detained = inspected * rules.detention_share
    detention = rules.detention_weeks * WEEK_DAYS
    variance += (rules.document_spread * documents) ** 2
    variance += inspected * (1.0 - inspected) * inspection**2 + detained * detention**2
    customs.hall_days = waiting + detained * detention
    customs.days = customs.hall_days + documents + inspected * inspection
    customs.days_sd = np.sqrt(variance)


def _release(
    customs: Customs, listings: Listings, entries: Entries, release: Floats,
    rules: CustomsParameters, draws: Draws, clock: int,
) -> Clearance:
    """Draw who leaves the hall, who is inspected, detained or seized."""
    keys = listings.firm, listings.destination
    inspected_share = customs.inspected_share(rules)
    chance = np.where(entries.border, release[listings.destination, entries.direct], 1.0)
    released = draws.binomial("release of parcels", clock, listings.held, chance, *keys)
    listings.held -= released
    look = np.where(entries.border, inspected_share[listings.destination, entries.direct], 0.0)
    outcomes = np.stack([
        1.0 - look,
        look * (1.0 - rules.detention_share - rules.seizure_share),
        look * rules.detention_share,
        look * rules.seizure_share,
    ], axis=1)
    fate = multinomial_split(draws, "inspection", clock, released, outcomes, *keys)
    freed = draws.binomial("end of detention", clock, listings.detained, 1.0 / rules.detention_weeks, *keys)
    listings.detained += fate[:, 2] - freed
    bulk, number = _release_bulk(listings, entries, release, inspected_share, rules, draws, clock)
    return Clearance(
        direct=fate[:, 0] + fate[:, 1] + freed,
        bulk=bulk,
        entries=number,
        inspected=fate[:, 1] + fate[:, 2] + fate[:, 3],
        detained=fate[:, 2],
        seized=fate[:, 3],
    )


def _release_bulk(
    listings: Listings, entries: Entries, release: Floats, inspected_share: Floats,
    rules: CustomsParameters, draws: Draws, clock: int,
) -> tuple[Integers, Integers]:
    """Bulk leaves by whole entries; detained ones stay so much longer that the mean comes out right.

    An entry is detained with some chance and then for some weeks; both together are the weeks that
    the mean entry stays beyond its turn, so its chance to leave in a week falls to 1 in 1 + those.
    """
    place = listings.destination, entries.bulk
    beyond = inspected_share[place] * rules.detention_share * rules.detention_weeks
    chance = release[place] / (1.0 + beyond)
    chance = np.where(entries.border, chance, 1.0)
    keys = listings.firm, listings.destination
    number = draws.binomial("release of bulk", clock, listings.held_entries, chance, *keys)
    parcels = listings.held_bulk * number // np.maximum(listings.held_entries, 1)
    listings.held_entries -= number
    listings.held_bulk -= parcels
    return parcels, number


def conditions(customs: Customs, rules: CustomsParameters) -> Border:
    """What everybody knows about each border at the start of a week."""
    inspected = customs.inspected_share(rules)
    return Border(
        hall_days=customs.hall_days.copy(),
        document_days=customs.document_days(rules),
        inspection_days=inspected * customs.inspection_days(rules)[:, None],
        days_sd=customs.days_sd.copy(),
        inspected=inspected,
    )
