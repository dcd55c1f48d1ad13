"""Third-party logistics platforms."""

from __future__ import annotations

import numpy as np

from ecosystem.agents.providers.providers import Providers
from ecosystem.core.arrays import Floats
from ecosystem.core.cohort import RowAgent
from ecosystem.core.columns import Column
from ecosystem.scenario.parameters.providers import ProviderParameters


class Platform(RowAgent):
    """One platform, seen as a Mesa agent."""


class Platforms(Providers):
    """All platforms: they consolidate direct mail and run shared warehouses abroad."""

    kind = "platform"
    view = Platform

    posted = Column(
        np.float64, "kg/week", "Smoothed direct mail by origin and destination, simulated size",
        ("countries", "countries"))

    def consolidate(self, posted: Floats, parameters: ProviderParameters) -> None:
        """Update the smoothed mail that fills consolidations, kg, shape (platforms, C, C)."""
        self.posted += parameters.load_smoothing * (posted - self.posted)
