"""A made-up model with a known course, for pages that need one that is quick and can fail."""

from __future__ import annotations

import time
from types import SimpleNamespace

import numpy as np
import pandas as pd

from tests.doubles import synthetic


class StandIn:
    """Steps through ready-made frames.

    Args:
        weeks: weeks of frames to make.
        seconds: time that a week takes.
        faulty_week: week in which the model stops with a fault, if any.
    """

    def __init__(self, weeks: int = 260, seconds: float = 0.0, faulty_week: int | None = None) -> None:
        self.week = 0
        self.seconds = seconds
        self.faulty_week = faulty_week
        self._weekly = synthetic.weekly(weeks)
        self._listings = synthetic.listings()
        self.records = SimpleNamespace(weekly=self.weekly)
        self.listings = SimpleNamespace(frame=self.offers)

    def step(self) -> None:
        """Pass one week."""
        if self.week == self.faulty_week:
            raise RuntimeError("the money does not balance")
        time.sleep(self.seconds)
        self.week += 1

    def weekly(self) -> pd.DataFrame:
        """One row a week passed."""
        return self._weekly.iloc[: self.week]

    def offers(self) -> pd.DataFrame:
        """Listings whose sales drift from week to week."""
        drift = 1 + 0.5 * np.sin(self.week / 9 + np.arange(len(self._listings)))
        return self._listings.assign(revenue=self._listings["revenue"] * drift)

    def freight(self) -> pd.DataFrame:
        """Lanes that carry more from week to week."""
        lanes = synthetic.freight()
        return lanes.assign(kg=lanes["kg"] * (1 + self.week / 10))
