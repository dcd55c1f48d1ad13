"""Ports with an account of their own: firms pay dues, ports pay rent, owners take the rest."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ecosystem.core.cohort import RowAgent
from ecosystem.core.columns import Column
from ecosystem.core.ledger import AccountRows
from tests.extending.ports import Ports, PortTrade

DUES = 0.1
"""USD a parcel."""
RENT = 20.0
"""USD a week that a port pays for its land."""


class TollPort(RowAgent):
    """One port with an account, seen as a Mesa agent."""


class TollPorts(Ports):
    """Ports that are paid and pay."""

    view = TollPort

    cash = Column(np.float64, "USD", "Cash")


class TollTrade(PortTrade):
    """The ecosystem with ports that earn their living."""

    parts: ClassVar = {**PortTrade.parts, "ports": TollPorts}
    ports: TollPorts

    def act(self) -> None:
        super().act()
        firms, ports = self.firms, self.ports
        port = np.full(len(self.world.hubs), -1)
        port[ports.hub] = np.arange(len(ports))
        payer = np.flatnonzero(port[firms.hub] >= 0)
        dues = DUES * firms.parcels[payer]
        payee = AccountRows("ports", port[firms.hub[payer]])
        self.ledger.pay("port dues", AccountRows("firms", payer), payee, dues)
        self.ledger.pay("port rent", AccountRows("ports"), "landlords", np.full(len(ports), RENT))
