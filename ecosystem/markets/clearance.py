"""Clearance: entries meet officers, documents and inspection at each border."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ecosystem.agents.customs import Customs
from ecosystem.agents.firms.listings import Listings
from ecosystem.core.arrays import WEEK_DAYS, Floats, Integers
from ecosystem.core.draws import WeekDraws, multinomial_split
from ecosystem.core.lookup import sum_by
from ecosystem.markets.entries import Entries
from ecosystem.messages.border import Border, Clearance
from ecosystem.scenario.names import CHANNELS
from ecosystem.scenario.parameters.customs import CustomsParameters
from ecosystem.theory.games import targeted_chances
from ecosystem.theory.queueing import QueueWeek, wait_variance, week_of_queue


def clear(
    customs: Customs, listings: Listings, entries: Entries, *, expansion_factor: float,
    parameters: CustomsParameters, draws: WeekDraws,
) -> Clearance:
    """One week at all borders: queue, release, inspection, detention.

    Args:
        customs: the authorities, whose waits and backlog are renewed.
        listings: their rings are emptied into the hall, released parcels leave it.
        entries: channels by listing.
        expansion_factor: real entries that one simulated entry stands for.
        parameters: parameters.
        draws: keyed draws.
    """
    direct = listings.take_arrivals("inbound", draws.age)
    bulk = listings.take_arrivals("replenishment", draws.age)
    due = draws.age % customs.expected.shape[-1]
    release = _serve(customs, expansion_factor * customs.expected[:, :, due], parameters)
    customs.expected[:, :, due] = 0.0
    listings.held += direct
    listings.held_bulk += bulk
    listings.held_entries += bulk > 0
    parcels = _release_parcels(
        customs, listings, entries, release=release, parameters=parameters, draws=draws)
    entered = _release_bulk(customs, listings, entries, release=release, parameters=parameters, draws=draws)
    held = _by_channel(customs, listings.destination, entries.direct, listings.held * entries.border)
    held += _by_channel(customs, listings.destination, entries.bulk, listings.held_entries * entries.border)
    customs.held = expansion_factor * held
    return Clearance(
        direct=parcels.released,
        bulk=entered.released,
        entries=entered.entries,
        inspected=parcels.inspected + entered.inspected,
        detained=parcels.detained + entered.detained,
        seized=parcels.seized + entered.seized,
        direct_inspected=parcels.inspected,
        direct_detained=parcels.detained,
        direct_seized=parcels.seized,
    )


def _by_channel(
    customs: Customs, destination: Integers, channel: Integers, number: Integers | Floats
) -> Floats:
    """Sum a number of each listing over borders and channels, shape (C, channels)."""
    size = len(customs), len(CHANNELS)
    cell = destination * len(CHANNELS) + channel
    return sum_by(cell, number, size[0] * size[1]).reshape(size)


def _serve(customs: Customs, arriving: Floats, parameters: CustomsParameters) -> Floats:
    """Solve the week's queue, renew waits, backlog and workload; gives the share of entries released.

    The queue runs on expected entries throughout: one simulated parcel stands for many real ones,
    and solving on drawn counts would count their noise once more.
    """
    documents = customs.document_hours(parameters)
    inspected = customs.inspected_share(parameters)
    visit = parameters.inspection_minutes / 60.0
    service = customs.service_hours(parameters)
    second = 2.0 * ((1.0 - inspected) * documents**2 + inspected * (documents + visit) ** 2)
    hours = customs.opening_hours(parameters)
    present = customs.backlog + arriving
    week = week_of_queue(
        present, service, second, stations=customs.at_work() / customs.post, servers=customs.post,
        hours=hours)
    customs.backlog = present * (1.0 - week.release_share)
    longest = parameters.longest_wait * parameters.work_hours
    week = replace(week, wait_hours=np.minimum(week.wait_hours, longest))
    work = (arriving * service).sum(axis=1)
    customs.workload += parameters.workload_smoothing * (work - customs.workload)
    _renew_waits(customs, week, inspected, hours, parameters)
    return week.release_share


def _renew_waits(
    customs: Customs, week: QueueWeek, inspected: Floats, hours: Floats, parameters: CustomsParameters
) -> None:
    """Report days at the border: the mean of last week's and this week's wait, documents, inspection."""
    calendar = WEEK_DAYS / parameters.work_hours
    variance = wait_variance(week, customs.wait, hours) * calendar**2
    waiting = 0.5 * (customs.wait + week.wait_hours) * calendar
    customs.wait = week.wait_hours
    documents = customs.document_days(parameters)
    inspection = customs.inspection_days(parameters)[:, None]
    detained = inspected * parameters.detention_share
    detention = parameters.detention_weeks * WEEK_DAYS
    variance += (parameters.document_spread * documents) ** 2
    variance += inspected * (1.0 - inspected) * inspection**2 + detained * detention**2
    customs.hold_days = waiting + detained * detention
    customs.days = customs.hold_days + documents + inspected * inspection
    customs.days_sd = np.sqrt(variance)


@dataclass(frozen=True)
class _Fate:
    """What became of a listing's parcels this week, and how many bulk entries were released."""

    released: Integers
    inspected: Integers
    detained: Integers
    seized: Integers
    entries: Integers


def _release_parcels(
    customs: Customs, listings: Listings, entries: Entries, *, release: Floats,
    parameters: CustomsParameters, draws: WeekDraws,
) -> _Fate:
    """Draw which direct parcels leave the hall, and which are inspected, detained or seized."""
    keys = listings.firm, listings.destination
    look = _looks(customs, listings, entries, parameters)
    chance = np.where(entries.border, release[listings.destination, entries.direct], 1.0)
    leaving = draws.binomial("release of parcels", listings.held, chance, *keys)
    listings.held -= leaving
    _learn_yield(customs, listings.destination, leaving * look, entries.evaded, parameters)
    inspected = draws.binomial("inspection", leaving, look, *keys)
    hit = np.flatnonzero(inspected)
    detained, seized = np.zeros((2, len(listings)), np.int64)
    seized[hit], detained[hit], _ = _findings(inspected, hit, "finding", draws, parameters, *keys).T
    rows = np.flatnonzero(listings.detained)
    freed = np.zeros_like(detained)
    freed[rows] = _freed(listings.detained, rows, "end of detention", draws, parameters, *keys)
    listings.detained += detained - freed
    return _Fate(
        released=leaving - detained - seized + freed, inspected=inspected, detained=detained,
        seized=seized, entries=np.zeros_like(freed))


def _findings(
    inspected: Integers, rows: Integers, stream: str, draws: WeekDraws,
    parameters: CustomsParameters, *keys: Integers,
) -> Integers:
    """How many of some rows' inspected parcels or entries are seized, detained, and let pass; (rows, 3)."""
    chances = np.array([
        parameters.seizure_share, parameters.detention_share,
        1.0 - parameters.seizure_share - parameters.detention_share])
    return multinomial_split(
        draws, stream, inspected[rows], np.tile(chances, (len(rows), 1)), *(key[rows] for key in keys))


def _freed(
    detained: Integers, rows: Integers, stream: str, draws: WeekDraws,
    parameters: CustomsParameters, *keys: Integers,
) -> Integers:
    """How many of some rows' detained parcels or entries come free, a constant share in the mean."""
    return draws.binomial(
        stream, detained[rows], 1.0 / parameters.detention_weeks, *(key[rows] for key in keys))


def _looks(
    customs: Customs, listings: Listings, entries: Entries, parameters: CustomsParameters
) -> Floats:
    """Chance of each listing's direct parcels to be inspected: higher for those that evade tax.

    Targeted by what is in the hall, so that the share inspected overall is the authority's. It also
    learns there how many parcels evade tax.
    """
    place, present = listings.destination, listings.held * entries.border
    total = _by_channel(customs, place, entries.direct, present)
    evading = _by_channel(customs, place, entries.direct, present * (entries.evaded > 0.0))
    risky = np.divide(evading, total, out=customs.risky.copy(), where=total > 0)
    customs.risky += parameters.workload_smoothing * (risky - customs.risky)
    chances = targeted_chances(
        customs.inspected_share(parameters), risky, customs.accuracy(parameters)[:, None])
    cell = place, entries.direct
    look = np.where(entries.evaded > 0.0, chances[0][cell], chances[1][cell])
    return np.where(entries.border, np.minimum(look * entries.inspection, 1.0), 0.0)


def _learn_yield(
    customs: Customs, destination: Integers, looks: Floats, evaded: Floats, parameters: CustomsParameters
) -> None:
    """Average what inspections of direct parcels should bring in fines, by expectation, not by draw."""
    number = sum_by(destination, looks, len(customs))
    fines = parameters.penalty * sum_by(destination, looks * evaded, len(customs))
    customs.inspections += parameters.workload_smoothing * (number - customs.inspections)
    customs.recovered += parameters.workload_smoothing * (fines - customs.recovered)


def _release_bulk(
    customs: Customs, listings: Listings, entries: Entries, *, release: Floats,
    parameters: CustomsParameters, draws: WeekDraws,
) -> _Fate:
    """Bulk leaves, is inspected, detained and seized by whole entries; nobody evades tax on it."""
    keys = listings.firm, listings.destination
    freed, back = _release_detained(listings, parameters, draws)
    rows = np.flatnonzero(listings.held_entries)
    held, cell = listings.held_entries[rows], (listings.destination[rows], entries.bulk[rows])
    chance = np.where(entries.border[rows], release[cell], 1.0)
    share = np.minimum(customs.inspected_share(parameters)[cell] * entries.inspection[rows], 1.0)
    look = np.where(entries.border[rows], share, 0.0)
    own = keys[0][rows], keys[1][rows]
    leaving = draws.binomial("release of bulk", held, chance, *own)
    parcels = listings.held_bulk[rows] * leaving // held
    hits = draws.binomial("inspection of bulk", leaving, look, *own)
    hit = np.flatnonzero(hits)
    found = _findings(hits, hit, "finding in bulk", draws, parameters, *own)
    at = rows[hit]
    inside = parcels_of_entries(listings.held_bulk[at], held[hit], found)
    listings.held_entries[rows] -= leaving
    listings.held_bulk[rows] -= parcels
    listings.detained_entries[at] += found[:, 1]
    listings.detained_bulk[at] += inside[:, 1]
    inspected, detained, seized = np.zeros((3, len(listings)), np.int64)
    inspected[at], detained[at], seized[at] = inside.sum(axis=1), inside[:, 1], inside[:, 0]
    freed[rows] += leaving
    freed[at] -= found[:, 0] + found[:, 1]
    back[rows] += parcels
    return _Fate(
        released=back - detained - seized, inspected=inspected, detained=detained, seized=seized,
        entries=freed)


def _release_detained(
    listings: Listings, parameters: CustomsParameters, draws: WeekDraws
) -> tuple[Integers, Integers]:
    """Take bulk entries whose detention ends out of it; gives entries and parcels by listing."""
    rows = np.flatnonzero(listings.detained_entries)
    keys = listings.firm, listings.destination
    entries, parcels = np.zeros((2, len(listings)), np.int64)
    entries[rows] = _freed(
        listings.detained_entries, rows, "end of detention of bulk", draws, parameters, *keys)
    parcels[rows] = parcels_of_entries(
        listings.detained_bulk[rows], listings.detained_entries[rows], entries[rows, None])[:, 0]
    listings.detained_entries -= entries
    listings.detained_bulk -= parcels
    return entries, parcels


def parcels_of_entries(parcels: Integers, entries: Integers, parts: Integers) -> Integers:
    """Parcels in some of the entries that hold them, as even as whole parcels allow, shape (n, k).

    Args:
        parcels: in all entries, shape (n,); at least one an entry.
        entries: shape (n,).
        parts: entries in each part, shape (n, k), together at most all of them.
    """
    upto = parcels[:, None] * np.cumsum(parts, axis=1) // np.maximum(entries, 1)[:, None]
    return np.diff(upto, axis=1, prepend=0)


def documents(
    distance: Floats, recognition: Floats, digital: Floats, parameters: CustomsParameters
) -> Floats:
    """Factor on the work of documents by origin and destination, shape (C, C).

    It grows with the distance of standards, of which mutual recognition takes a share off, and
    falls with the digital level of the origin; the destination's counts in `document_days`.

    Args:
        distance: distance of standards, 1 for the mean pair, shape (C, C).
        recognition: share taken off it, same shape.
        digital: digital level, shape (C,).
        parameters: parameters.
    """
    apart = distance * (1.0 - np.clip(recognition, 0.0, 1.0)) - 1.0
    document_factor = parameters.document_origin_digital * (digital - parameters.digital_norm)
    return np.exp(parameters.standards_effect * apart - document_factor[:, None])


def conditions(customs: Customs, parameters: CustomsParameters) -> Border:
    """What everybody knows about each border at the start of a week."""
    inspected = customs.inspected_share(parameters)
    return Border(
        hold_days=customs.hold_days.copy(),
        document_days=customs.document_days(parameters),
        inspection_days=inspected * customs.inspection_days(parameters)[:, None],
        days_sd=customs.days_sd.copy(),
        inspected=inspected,
    )
