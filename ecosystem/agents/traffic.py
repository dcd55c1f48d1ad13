"""Traffic on the lanes of the trade network: flow, and the delay that congestion brings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ecosystem.agents.cohort import Column, Table
from ecosystem.scenario.freight import FreightParameters
from ecosystem.theory.freight import congested_days

Floats = NDArray[np.float64]


class Traffic(Table):
    """One row a lane of the network, in its order.

    E-commerce shares its lanes with all other trade. Capacity is what other trade and the usual
    e-commerce flow need, with some room; so a lane that suddenly has to carry a multiple slows down.
    """

    flow = Column(np.float64, "kg/week", "Smoothed e-commerce freight, simulated size")
    usual = Column(np.float64, "kg/week", "Slow average of the flow, which capacity follows")

    def establish(self, lanes: int) -> None:
        """Empty lanes."""
        self.append(lanes, {})

    def record(self, flow: Floats, freight: FreightParameters) -> None:
        """Update the smoothed flow, and the usual one that capacity follows slowly."""
        self.flow += freight.flow_smoothing * (flow - self.flow)
        self.usual += freight.capacity_speed * (self.flow - self.usual)

    def delay(self, freight: FreightParameters) -> Floats:
        """Factor on the days of each lane: 1 at the usual flow, more above it by the BPR curve."""
        others = np.maximum(freight.other_trade * self.usual, freight.least_trade)
        capacity = freight.capacity_room * (others + self.usual)
        now, usual = (
            congested_days(1.0, (others + flow) / capacity, freight.congestion, freight.congestion_power)
            for flow in (self.flow, self.usual))
        return now / usual
