"""The record with one entry a row, which other messages build on."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

from ecosystem.core.arrays import Flags, Integers


@dataclass(frozen=True)
class RowsRecord:
    """A record whose fields all are arrays with one entry (or line) for each row."""

    def take(self, rows: Integers | Flags) -> Self:
        """The same record for some of its rows."""
        return type(self)(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})
