"""What customs asks of entries, and what it did with them."""

from __future__ import annotations

from dataclasses import dataclass

from ecosystem.core.arrays import Floats, Integers
from ecosystem.messages.records import RowsRecord


@dataclass(frozen=True)
class Border:
    """How customs treats entries this week; shape (C, channels) unless said.

    Attributes:
        hold_days: expected days of being held: waiting for an officer, or detained.
        document_days: expected days of documents, for an origin at the mean distance of standards.
        inspection_days: expected days that inspections add to the mean entry.
        days_sd: standard deviation of all of them together.
        inspected: share of entries inspected.
    """

    hold_days: Floats
    document_days: Floats
    inspection_days: Floats
    days_sd: Floats
    inspected: Floats


@dataclass(frozen=True)
class Clearance(RowsRecord):
    """What customs did this week, one row a listing, in parcels.

    Attributes:
        direct: parcels released to consumers.
        bulk: parcels released into the warehouse.
        entries: bulk entries released.
        inspected: parcels inspected, in bulk all those of an inspected entry.
        detained: parcels newly detained, likewise.
        seized: parcels seized, likewise.
        direct_inspected: direct parcels among those inspected.
        direct_detained: among those detained.
        direct_seized: among those seized.
    """

    direct: Integers
    bulk: Integers
    entries: Integers
    inspected: Integers
    detained: Integers
    seized: Integers
    direct_inspected: Integers
    direct_detained: Integers
    direct_seized: Integers
