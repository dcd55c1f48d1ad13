"""Lanes of the trade network: which hubs each mode joins, how long it takes and what it costs.

A hub is five nodes: its core and one node a mode. Goods enter and leave a mode over handling
lanes between core and mode node, and run on it between mode nodes. Two hubs joined by several
modes therefore never share a pair of nodes, and sparse matrices keep every lane apart.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.core.arrays import Flags, Floats, Integers
from ecosystem.scenario.names import AIR, MODES, PASSAGES, RAIL, ROAD, SEA
from ecosystem.scenario.parameters.freight import FreightParameters
from ecosystem.world.entities import Countries, Hubs, Land, SeaLanes

NODES_PER_HUB = 1 + len(MODES)
EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True, eq=False)
class Lanes:
    """Directed lanes, arrays of length E.

    tail and head are node ids; handling lanes have km 0 and both ends in one hub. Days and cost
    (USD/kg) of a lane are days_fixed + days_per_km * km and cost_fixed + cost_per_km * km, so a
    longer route is priced by its km. km_closed and passages are (E, 3) over PASSAGES; NaN means
    that a closure leaves no route. days_spread is the s.d. of days as a share of days.
    """

    tail: Integers
    head: Integers
    mode: Integers
    handling: Flags
    origin_hub: Integers
    destination_hub: Integers
    km: Floats
    days_fixed: Floats
    days_per_km: Floats
    cost_fixed: Floats
    cost_per_km: Floats
    days_spread: Floats
    km_closed: Floats
    passages: Flags

    def __len__(self) -> int:
        return len(self.tail)

    @property
    def days(self) -> Floats:
        """Days on each lane with all passages open."""
        return self.days_fixed + self.days_per_km * self.km

    @property
    def cost(self) -> Floats:
        """USD/kg on each lane with all passages open."""
        return self.cost_fixed + self.cost_per_km * self.km


def build_lanes(
    countries: Countries, hubs: Hubs, sea_lanes: SeaLanes, land: Land, freight: FreightParameters
) -> Lanes:
    """All lanes of a world, handling first, then by mode."""
    speed = speed_factor(countries, freight)[hubs.country]
    distance = great_circle_km(hubs.longitude, hubs.latitude)
    return _joined(
        [
            _handling(hubs, land, speed, freight),
            _road(hubs, countries, land, speed=speed, distance=distance, freight=freight),
            _rail(hubs, countries, land, distance, freight),
            _sea(sea_lanes, freight),
            _air(hubs, distance, freight),
        ]
    )


def node(hub: Integers, mode: int | None) -> Integers:
    """Node id of hubs on a mode; of their cores when mode is None."""
    return hub * NODES_PER_HUB + (0 if mode is None else 1 + mode)


def speed_factor(countries: Countries, freight: FreightParameters) -> Floats:
    """Factor of infrastructure on speed, (C,): LPI infrastructure over its norm, clipped."""
    factor = countries.lpi_infrastructure / freight.infrastructure_norm
    return np.clip(factor, freight.infrastructure_low, freight.infrastructure_high)


def handling_factors(hubs: Hubs, freight: FreightParameters) -> tuple[Floats, Floats]:
    """Factors of automation and information on the days and the cost of handling, (H,) each.

    Both are exp(-effect * (level - mean level)), hence 1 at a hub of mean levels.
    """
    automation = hubs.automation - hubs.automation.mean()
    information = hubs.information - hubs.information.mean()
    days = np.exp(-freight.automation_days * automation - freight.information_days * information)
    return days, np.exp(-freight.automation_cost * automation)


def volume_reference(lanes: Lanes, freight: FreightParameters) -> Floats:
    """Trade at which a lane costs what its km say, (E,) kg/week; 0 for handling, which has no economies."""
    by_mode = np.array([freight.road_volume, freight.rail_volume, freight.sea_volume, freight.air_volume])
    return np.where(lanes.handling, 0.0, by_mode[lanes.mode])


def great_circle_km(longitude: Floats, latitude: Floats) -> Floats:
    """Great-circle distance between all points, (H, H) km, by the haversine formula."""
    lon, lat = np.radians(longitude), np.radians(latitude)
    half_chord = (
        np.sin(np.subtract.outer(lat, lat) / 2) ** 2
        + np.multiply.outer(np.cos(lat), np.cos(lat)) * np.sin(np.subtract.outer(lon, lon) / 2) ** 2
    )
    km: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half_chord, 0.0, 1.0)))
    return km


def _handling(hubs: Hubs, land: Land, speed: Floats, freight: FreightParameters) -> Lanes:
    everywhere = np.ones(len(hubs), dtype=bool)
    rail = ~np.isnan(land.gauge[hubs.country])
    pace, saving = handling_factors(hubs, freight)
    days = {
        ROAD: freight.road_handling_days / speed,
        RAIL: freight.rail_handling_days / speed,
        SEA: np.maximum(freight.sea_handling_days / speed - freight.sea_handling_saved_days, 0.0),
        AIR: freight.air_handling_days / speed,
    }
    cost = {
        ROAD: freight.road_handling_cost,
        RAIL: freight.rail_handling_cost,
        SEA: freight.sea_handling_cost,
        AIR: freight.air_handling_cost,
    }
    parts = []
    for mode, present in ((ROAD, everywhere), (RAIL, rail), (SEA, hubs.seaport), (AIR, hubs.airport)):
        hub = np.flatnonzero(present)
        for tail, head in ((None, mode), (mode, None)):
            ends = node(hub, tail), node(hub, head)
            parts.append(_lanes(
                mode, hub, hub, freight=freight, km=np.zeros(len(hub)), ends=ends,
                days_fixed=(pace * days[mode])[hub], days_per_km=0.0,
                cost_fixed=(saving * cost[mode])[hub], cost_per_km=0.0))
    return _joined(parts)


def _road(
    hubs: Hubs, countries: Countries, land: Land, *, speed: Floats, distance: Floats,
    freight: FreightParameters,
) -> Lanes:
    same = np.equal.outer(hubs.country, hubs.country)
    joined = land.road[np.ix_(hubs.country, hubs.country)] & (same | (distance < freight.road_reach))
    origin, destination = _pairs(joined)
    days, cost = _border(origin, destination, hubs, countries, freight)
    pace = 1.0 / (freight.road_speed * (speed[origin] + speed[destination]) / 2)
    km = freight.road_detour * distance[origin, destination]
    return _lanes(
        ROAD, origin, destination, freight=freight, km=km, days_fixed=days, days_per_km=pace,
        cost_fixed=cost, cost_per_km=freight.road_cost)


def _rail(
    hubs: Hubs, countries: Countries, land: Land, distance: Floats, freight: FreightParameters
) -> Lanes:
    near = (distance >= freight.rail_shortest) & (distance <= freight.rail_longest)
    origin, destination = _pairs(land.rail[np.ix_(hubs.country, hubs.country)] & near)
    days, cost = _border(origin, destination, hubs, countries, freight)
    gauge = land.gauge[hubs.country]
    changes = gauge[origin] != gauge[destination]
    days = freight.border_rail * days + freight.rail_gauge_days * changes
    km = freight.rail_detour * distance[origin, destination]
    return _lanes(
        RAIL, origin, destination, freight=freight, km=km,
        days_fixed=days, days_per_km=1.0 / freight.rail_speed,
        cost_fixed=cost, cost_per_km=freight.rail_cost)


def _sea(sea: SeaLanes, freight: FreightParameters) -> Lanes:
    both = [
        _lanes(
            SEA, origin, destination, freight=freight, km=sea.km,
            days_fixed=freight.sea_fixed_days, days_per_km=1.0 / freight.sea_speed,
            cost_fixed=freight.sea_fixed_cost, cost_per_km=freight.sea_cost,
            passages=(sea.km_closed, sea.passages))
        for origin, destination in ((sea.origin, sea.destination), (sea.destination, sea.origin))
    ]
    return _joined(both)


def _air(hubs: Hubs, distance: Floats, freight: FreightParameters) -> Lanes:
    reach = (distance >= freight.air_shortest) & (distance <= freight.air_longest)
    origin, destination = _pairs(np.logical_and.outer(hubs.airport, hubs.airport) & reach)
    return _lanes(
        AIR, origin, destination, freight=freight, km=distance[origin, destination],
        days_fixed=freight.air_fixed_days, days_per_km=1.0 / freight.air_speed,
        cost_fixed=freight.air_fixed_cost, cost_per_km=freight.air_cost)


def _border(
    origin: Integers, destination: Integers, hubs: Hubs, countries: Countries, freight: FreightParameters
) -> tuple[Floats, Floats]:
    """Days and USD/kg of a land border, 0 inside a country or the European Union.

    The weaker customs of the two sides sets the pace.
    """
    start, end = hubs.country[origin], hubs.country[destination]
    crossed = (start != end) & ~(countries.eu_member[start] & countries.eu_member[end])
    quality = np.minimum(countries.lpi_customs[start], countries.lpi_customs[end])
    days = freight.border_days * np.exp(-freight.border_quality * (quality - freight.border_norm))
    return np.where(crossed, days, 0.0), np.where(crossed, freight.border_cost, 0.0)


def _pairs(joined: Flags) -> tuple[Integers, Integers]:
    origin, destination = np.nonzero(joined & ~np.eye(len(joined), dtype=bool))
    return origin.astype(np.int64), destination.astype(np.int64)


def _lanes(
    mode: int,
    origin: Integers,
    destination: Integers,
    *,
    freight: FreightParameters,
    km: Floats,
    days_fixed: Floats | float,
    days_per_km: Floats | float,
    cost_fixed: Floats | float,
    cost_per_km: float,
    ends: tuple[Integers, Integers] | None = None,
    passages: tuple[Floats, Flags] | None = None,
) -> Lanes:
    """Lanes of one mode; ends are given for handling lanes, passages for sea lanes."""
    count = len(km)
    spread = (freight.road_spread, freight.rail_spread, freight.sea_spread, freight.air_spread)[mode]
    closed, through = passages or (
        np.repeat(km[:, None], len(PASSAGES), axis=1),
        np.zeros((count, len(PASSAGES)), dtype=bool),
    )

    def full(value: Floats | float) -> Floats:
        return np.broadcast_to(np.asarray(value, dtype=np.float64), count).copy()

    tail, head = ends or (node(origin, mode), node(destination, mode))
    return Lanes(
        tail=tail,
        head=head,
        mode=np.full(count, mode, dtype=np.int64),
        handling=np.full(count, ends is not None),
        origin_hub=origin,
        destination_hub=destination,
        km=full(km),
        days_fixed=full(days_fixed),
        days_per_km=full(days_per_km),
        cost_fixed=full(cost_fixed),
        cost_per_km=full(cost_per_km),
        days_spread=full(spread),
        km_closed=closed,
        passages=through,
    )


def _joined(parts: list[Lanes]) -> Lanes:
    columns: dict[str, NDArray[Any]] = {
        each.name: np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Lanes)
    }
    for column in columns.values():
        column.setflags(write=False)
    return Lanes(**columns)
