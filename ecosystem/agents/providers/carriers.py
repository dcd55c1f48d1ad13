"""International express carriers."""

from __future__ import annotations

from ecosystem.agents.providers.providers import Providers
from ecosystem.core.cohort import RowAgent


class Carrier(RowAgent):
    """One express carrier, seen as a Mesa agent."""


class Carriers(Providers):
    """All express carriers: each parcel travels on the carrier's own network."""

    kind = "carrier"
    view = Carrier
