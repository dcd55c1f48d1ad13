"""Coverage: which providers serve which pair of countries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecosystem.core.arrays import Flags, Floats, Integers


@dataclass(frozen=True)
class Coverage:
    """Providers that serve each pair of countries: rows of the cohort, padded with -1.

    Attributes:
        table: shape (C, C, providers at most).
        count: number of providers, shape (C, C).
        providers: number of all providers.
    """

    table: Integers
    count: Integers
    providers: int

    @classmethod
    def of(cls, origin: Flags, destination: Flags) -> Coverage:
        """From what each provider serves, shape (providers, C) each."""
        serves = origin[:, :, None] & destination[:, None, :]
        count = serves.sum(axis=0)
        order = np.argsort(~serves, axis=0, kind="stable")
        table = np.where(np.arange(len(serves))[:, None, None] < count, order, -1)
        return cls(table=np.moveaxis(table[: max(int(count.max()), 1)], 0, -1).copy(), count=count,
            providers=len(serves))

    def some(self, origin: Integers, destination: Integers, start: Floats, wanted: int) -> Integers:
        """At most ``wanted`` neighbouring providers for each pair, from a random place on.

        Args:
            origin: countries, shape (n,).
            destination: likewise.
            start: uniform numbers, shape (n,).
            wanted: columns of the result.

        Returns:
            Provider rows, shape (n, wanted), -1 where there are fewer.
        """
        count = self.count[origin, destination]
        first = (start * count).astype(np.int64)
        place = np.arange(wanted)[None, :]
        slot = (first[:, None] + place) % np.maximum(count, 1)[:, None]
        provider = self.table[origin[:, None], destination[:, None], slot]
        return np.where(place < count[:, None], provider, -1)
