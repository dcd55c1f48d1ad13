"""Freight: what the trade network offers, and parcels put on their way and taken off it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ecosystem.agents.listings import INBOUND_WEEKS, LOCAL_WEEKS, REPLENISHMENT_WEEKS, Listings
from ecosystem.agents.messages import Lanes, Offers, Sales
from ecosystem.draws import Draws, systematic_split
from ecosystem.scenario.names import PLATFORM_WAREHOUSE
from ecosystem.scenario.services import ServiceParameters
from ecosystem.theory.freight import ArrivalTable
from ecosystem.world.routes import Routes
from ecosystem.world.world import World

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

INBOUND = ArrivalTable.build(INBOUND_WEEKS - 1)
LOCAL = ArrivalTable.build(LOCAL_WEEKS - 1)
REPLENISHMENT = ArrivalTable.build(REPLENISHMENT_WEEKS - 1)
WEEK = 7.0
ZONE_BOUNDS = 0.5, 2.0
"""Smallest and largest factor of the mean air rate that mail is charged by."""


def lane_terms(bulk: Routes, air: Routes, world: World, rules: ServiceParameters) -> Lanes:
    """Cost and time of bulk, air linehaul and express lanes as they stand this week."""
    air_cost = air.cost[0]
    zone = np.clip(air_cost / air_cost[np.isfinite(air_cost)].mean(), *ZONE_BOUNDS)
    base, per_kg = express_zones(world)
    return Lanes(
        bulk_cost=bulk.cost,
        bulk_days=bulk.days,
        bulk_days_sd=bulk.days_sd,
        air_cost=air_cost,
        air_days=air.days[0],
        air_days_sd=air.days_sd[0],
        air_zone=zone,
        express_zone_base=base,
        express_zone_kg=per_kg,
        express_days=world.bilateral.air_km / rules.express_km_per_day,
    )


def express_zones(world: World) -> tuple[Floats, Floats]:
    """Zone factors of the express charge per parcel and per kg, each 1 at the mean pair.

    Pairs of countries are put into the published tariff's zones by distance, in equal numbers.
    """
    zones = world.express_zones
    km = world.bilateral.air_km
    apart = km[~np.eye(len(km), dtype=bool)]
    edges = np.quantile(apart, np.linspace(0, 1, len(zones.intercept) + 1)[1:-1])
    zone = np.searchsorted(edges, km)
    return zones.intercept[zone] / zones.intercept.mean(), zones.slope[zone] / zones.slope.mean()


def dispatch(listings: Listings, offers: Offers, sales: Sales, draws: Draws, clock: int) -> None:
    """Put what was sold, and what replenishes stock, into the rings by week of arrival.

    Orders fall evenly over the week and days follow a gamma law; both together are split by
    systematic sampling with one uniform number a listing, so totals are exact.
    """
    direct = listings.service < PLATFORM_WAREHOUSE
    border_free = np.maximum(offers.days - offers.queue_days, 0.5)
    _send(listings, "inbound", INBOUND, border_free, offers.days_sd, sales.sold * direct, draws, clock)
    _send(listings, "local", LOCAL, border_free, offers.days_sd, sales.sold * ~direct, draws, clock)
    lead, spread = lead_law(offers)
    _send(listings, "replenishment", REPLENISHMENT, lead, spread, sales.replenished, draws, clock)


def lead_law(offers: Offers) -> tuple[Floats, Floats]:
    """Mean and standard deviation of the days that bulk travels to the border."""
    lead = np.maximum(offers.lead_weeks * WEEK, 0.5)
    return lead, np.maximum(offers.lead_days_sd, 0.01 * lead)


def _send(
    listings: Listings, ring: str, table: ArrivalTable, days: Floats, spread: Floats,
    parcels: Integers, draws: Draws, clock: int,
) -> None:
    rows = np.flatnonzero(parcels > 0)
    cells = table.cells(days[rows], spread[rows])
    phase = draws.uniform(f"{ring} arrival", clock, listings.firm[rows], listings.destination[rows])
    split = systematic_split(phase, parcels[rows], table.cumulative[cells])
    listings.send(ring, clock, split, rows)
