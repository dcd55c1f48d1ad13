"""International express carriers."""

from __future__ import annotations

from ecosystem.agents.cohort import RowAgent
from ecosystem.agents.providers import Providers


class Carrier(RowAgent):
    """One express carrier, seen as a Mesa agent."""


class Carriers(Providers):
    """All express carriers: each parcel travels on the carrier's own network."""

    view = Carrier
