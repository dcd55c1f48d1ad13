"""Third-party logistics platforms."""

from __future__ import annotations

from ecosystem.agents.cohort import RowAgent
from ecosystem.agents.providers import Providers


class Platform(RowAgent):
    """One platform, seen as a Mesa agent."""


class Platforms(Providers):
    """All platforms: they consolidate direct mail and run shared warehouses abroad."""

    view = Platform
