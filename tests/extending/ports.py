"""Ports: an own kind of agent, lever, effect and indicators, in one file outside the package."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ecosystem import Ecosystem, Scenario, World
from ecosystem.core.arrays import Floats, Integers
from ecosystem.core.cohort import Cohort, RowAgent
from ecosystem.core.columns import Column
from ecosystem.core.draws import WeekDraws
from ecosystem.core.lookup import sum_by
from ecosystem.messages.factors import Factors
from ecosystem.outputs.indicators import country_indicator, indicator
from ecosystem.phases.week import Week
from ecosystem.policies.lever import Field, lever
from ecosystem.state import State

MEMORY = 0.2
"""Share of last week's queue that is gone."""


@lever(
    Field("port_fee", shape=("countries",)), unit="USD/parcel", low=0, high=50,
    targets=("countries",), source="Section 301 investigation of 2024")
def port_fee(size: float) -> float:
    """Fee on each parcel that leaves by a port of these countries."""
    return size


class Port(RowAgent):
    """One seaport, seen as a Mesa agent."""

    @property
    def crowded(self) -> bool:
        """Whether more than half of its berths are taken."""
        return bool(self.queue > 0.5)


class Ports(Cohort):
    """All seaports."""

    view = Port

    hub = Column(np.int64, "-", "Hub", labels="hubs")
    country = Column(np.int64, "-", "Country", labels="countries")
    queue = Column(np.float64, "share", "Berths taken")
    shipped = Column(np.float64, "parcels/week", "Parcels of the hub's firms by origin", ("countries",))

    def establish(self, world: World) -> None:
        """One port a hub by the sea."""
        hub = np.flatnonzero(world.hubs.seaport)
        self.enter(np.arange(len(hub)), {"hub": hub, "country": world.hubs.country[hub], "queue": 0.5})

    def serve(self, draws: WeekDraws) -> None:
        """Ships come at random."""
        self.queue += MEMORY * (draws.uniform("ships", self.id) - self.queue)

    def of_hub(self, values: Floats, hub: Integers, hubs: int) -> Floats:
        """Values of the ports at some hubs, 0 where there is no port."""
        return sum_by(self.hub, values, hubs)[hub]


def port_delays(state: State) -> Factors:
    """Sellers divert parcels from ports that ask a fee; where berths are taken many get lost."""
    fee = state.policy_effects["port_fee"]
    ports, hub = state.ports, state.firms.hub
    strain = ports.of_hub(ports.queue * fee[ports.country], hub, len(state.world.hubs))
    return Factors(loss=1.0 + strain)


class PortTrade(Ecosystem):
    """The ecosystem with ports."""

    parts: ClassVar = {**Ecosystem.parts, "ports": Ports}
    effects = (*Ecosystem.effects, port_delays)
    ports: Ports

    def __init__(self, scenario: Scenario | None = None, world: World | None = None) -> None:
        super().__init__(scenario, world)
        self.ports.establish(self.world)

    def act(self) -> None:
        self.ports.serve(self.state.draws)
        firms, hubs = self.firms, len(self.world.hubs)
        parcels = sum_by(firms.hub, firms.parcels, hubs)[self.ports.hub]
        self.ports.shipped[np.arange(len(self.ports)), self.ports.country] = parcels


@indicator(label="Berths taken", unit="of all berths", kind="share", better="lower", chart="ports")
def berths_taken(week: Week, state: State) -> float:
    ports = state.parts.get("ports", ())
    return float(ports.queue.mean()) if len(ports) else float("nan")


@indicator(label="Fee at ports", unit="USD a parcel", kind="usd", chart="ports.lower")
def mean_port_fee(week: Week, state: State) -> float:
    return float(state.policy_effects["port_fee"].mean())


@country_indicator(label="Ports with a queue", unit="ports", adds_up=True, real_size=True)
def crowded_ports(week: Week, state: State) -> Floats:
    if "ports" not in state.parts:
        return np.zeros(len(state.world.countries))
    crowded = (state.ports.queue > 0.5).astype(np.float64)
    return sum_by(state.ports.country, crowded, len(state.world.countries))
