"""Market entries: markets that firms have decided to open; they start at the end of the week."""

from __future__ import annotations

from dataclasses import dataclass

from ecosystem.core.arrays import Integers
from ecosystem.messages.records import RowsRecord


@dataclass(frozen=True)
class MarketEntries(RowsRecord):
    """New listings by the id of the firm, since rows move when firms leave.

    Attributes:
        firm: ids of the firms.
        destination, service, provider: as decided.
    """

    firm: Integers
    destination: Integers
    service: Integers
    provider: Integers


@dataclass(frozen=True)
class Review:
    """What this week's reviews decided: listings changed, mean regret of the choices, markets to open."""

    switched: int
    regret: float
    market_entries: MarketEntries
