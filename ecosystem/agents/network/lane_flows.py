"""Flows on the lanes of the trade network: its flow, and the days and rates that come of it."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from ecosystem.core.arrays import Floats, Integers
from ecosystem.core.columns import Column, Table
from ecosystem.scenario.names import SEA
from ecosystem.scenario.parameters.freight import FreightParameters
from ecosystem.theory.freight import congested_days, scarcity_rate, volume_factor
from ecosystem.world.network.network import TradeNetwork


class LaneFlows(Table):
    """One row a lane of the network, in its order.

    E-commerce shares its lanes with all other trade. Capacity is what other trade and the usual
    e-commerce flow need, with some room; so a lane that suddenly has to carry a multiple slows down
    and grows dear, while a lane that is full as a rule is cheap.
    """

    flow = Column(np.float64, "kg/week", "Smoothed e-commerce freight, simulated size")
    usual = Column(np.float64, "kg/week", "Slow average of the flow, which capacity follows")

    def establish(self, lanes: int) -> None:
        """Empty lanes."""
        self.append(lanes, {})

    def move(self, before: TradeNetwork, after: TradeNetwork) -> None:
        """Keep the traffic of the lanes that two networks of the same hubs share; others start empty."""
        place = before.by_ends.between[after.lanes.tail, after.lanes.head]
        self.restore({name: np.where(place < 0, 0.0, values[place]) for name, values in self.save().items()})

    def record(self, flow: Floats, parameters: FreightParameters) -> None:
        """Update the smoothed flow, and the usual one that capacity follows slowly."""
        self.flow += parameters.flow_smoothing * (flow - self.flow)
        self.usual += parameters.capacity_speed * (self.flow - self.usual)

    def terms(
        self, network: TradeNetwork, closed: Collection[str], expansion_factor: float
    ) -> tuple[Floats, Floats]:
        """Days and USD/kg of each lane this week, (lanes,) each; infinite where a closure leaves no way.

        Args:
            network: the lanes.
            closed: passages that are closed.
            expansion_factor: real firms that a simulated one stands for.
        """
        freight, lanes = network.freight, network.lanes
        days, cost = network.terms(closed)
        surcharge = self.detour_surcharge(network, closed)
        if surcharge != 1.0:
            sailing = np.flatnonzero((lanes.mode == SEA) & np.isfinite(cost))
            km = network.lengths(closed)[sailing]
            cost[sailing] += (surcharge - 1.0) * lanes.cost_per_km[sailing] * km
        economies = self.economies(network.volume_reference, expansion_factor, freight)
        cost = cost * economies * self.scarcity(freight)
        return days * self.delay(freight), cost

    def delay(self, parameters: FreightParameters) -> Floats:
        """Factor on the days of each lane: 1 at the usual flow, more above it by the BPR curve."""
        rows, others, flow, usual = self._busy(parameters)
        capacity = parameters.capacity_room * (others + usual)
        now, before = (
            congested_days(
                1.0, (others + each) / capacity, parameters.congestion, parameters.congestion_power)
            for each in (flow, usual))
        return self._on_lanes(rows, now / before)

    def scarcity(self, parameters: FreightParameters) -> Floats:
        """Factor on the rate of each lane: 1 at the usual flow, more above it, since capacity is slow."""
        rows, others, flow, usual = self._busy(parameters)
        load = (others + flow) / (others + usual)
        return self._on_lanes(rows, scarcity_rate(load, parameters.rate_elasticity, parameters.rate_highest))

    def economies(self, reference: Floats, expansion_factor: float, parameters: FreightParameters) -> Floats:
        """Factor of volume on the cost of each lane: the more all trade on it carries, the cheaper.

        Args:
            reference: kg a week, real size, at which the factor is 1, 0 without economies; (lanes,).
            expansion_factor: real firms that a simulated one stands for.
            parameters: exponent and bounds.
        """
        volume = expansion_factor * (self.flow + parameters.other_trade * self.usual)
        return volume_factor(
            volume, reference, parameters.volume_exponent, parameters.volume_lowest,
            parameters.volume_highest)

    def detour_surcharge(self, network: TradeNetwork, closed: Collection[str]) -> float:
        """Factor on sea rates a km while closures lengthen ways: the fleet has to sail more km.

        The surcharge goes by km and not by lane, or goods would dodge it over a port near by.
        """
        if not closed:
            return 1.0
        freight, lanes = network.freight, network.lanes
        km = network.lengths(closed)
        sailing = np.flatnonzero((lanes.mode == SEA) & ~lanes.handling & np.isfinite(km))
        usual = self.usual[sailing]
        trade = usual + np.maximum(freight.other_trade * usual, freight.least_trade)
        work = float((trade * km[sailing]).sum()) / float((trade * lanes.km[sailing]).sum())
        return float(scarcity_rate(work, freight.detour_elasticity, freight.rate_highest))

    def _busy(self, parameters: FreightParameters) -> tuple[Integers, Floats, Floats, Floats]:
        """Rows that carry or carried e-commerce, with other trade, flow and usual flow on them."""
        rows = np.flatnonzero((self.flow > 0.0) | (self.usual > 0.0))
        usual = self.usual[rows]
        others = np.maximum(parameters.other_trade * usual, parameters.least_trade)
        return rows, others, self.flow[rows], usual

    def _on_lanes(self, rows: Integers, factor: Floats) -> Floats:
        whole = np.ones(len(self))
        whole[rows] = factor
        return whole
