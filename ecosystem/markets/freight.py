"""Freight: what the trade network offers, and parcels put on their way and taken off it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ecosystem.agents.listings import (
    INBOUND_WEEKS,
    LOCAL_WEEKS,
    REPLENISHMENT_WEEKS,
    Listings,
)
from ecosystem.agents.messages import Goods, Lanes, Offers, Sales
from ecosystem.draws import Draws, systematic_split
from ecosystem.scenario.freight import FreightParameters
from ecosystem.scenario.names import MAIL, PLATFORM_WAREHOUSE
from ecosystem.scenario.services import ServiceParameters
from ecosystem.theory.freight import ArrivalTable
from ecosystem.world.routes import Routes, air_routes, routes
from ecosystem.world.world import World

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

INBOUND = ArrivalTable.build(INBOUND_WEEKS - 1)
LOCAL = ArrivalTable.build(LOCAL_WEEKS - 1)
REPLENISHMENT = ArrivalTable.build(REPLENISHMENT_WEEKS - 1)
WEEK = 7.0
SHORTEST = 0.5
"""Days that any way takes at least."""
ZONE_BOUNDS = 0.5, 2.0
"""Smallest and largest factor of the mean air rate that mail is charged by."""


@dataclass(frozen=True, eq=False)
class Ways:
    """The stored paths of a network: bulk by class of goods, and air linehaul; and lane days on them."""

    bulk: Routes
    air: Routes
    lane_days: Floats
    handling: NDArray[np.bool_]


@lru_cache(maxsize=8)
def ways(world: World, network: FreightParameters, closed: frozenset[str]) -> Ways:
    """Paths of a world with some passages closed: searched once and shared by all models, which read."""
    lanes = world.build_network(network)
    bulk = routes(lanes, network.values_of_time, closed)
    return Ways(bulk, air_routes(lanes, closed=closed), lanes.terms(closed)[0], lanes.lanes.handling)


def price_lanes(way: Ways, delay: Floats, world: World, rules: ServiceParameters) -> Lanes:
    """Cost and time of bulk, air linehaul and express this week; ``delay`` is a factor by lane.

    The stored paths are only re-priced here; they are searched again when a passage opens or closes.
    """
    days = np.where(np.isfinite(way.lane_days), way.lane_days * delay, 0.0)
    air_cost = way.air.cost[0]
    zone = np.clip(air_cost / air_cost[np.isfinite(air_cost)].mean(), *ZONE_BOUNDS)
    base, per_kg = express_zones(world)
    return Lanes(
        bulk_cost=way.bulk.cost,
        bulk_days=way.bulk.along(days),
        bulk_hub_days=way.bulk.along(np.where(way.handling, days, 0.0)),
        bulk_days_sd=way.bulk.days_sd,
        air_cost=air_cost,
        air_days=way.air.along(days)[0],
        air_hub_days=way.air.along(np.where(way.handling, days, 0.0))[0],
        air_days_sd=way.air.days_sd[0],
        air_zone=zone,
        express_zone_base=base,
        express_zone_kg=per_kg,
        express_days=world.bilateral.air_km / rules.express_km_per_day,
    )


def lane_flows(way: Ways, listings: Listings, hub: Integers, goods: Goods, sales: Sales) -> Floats:
    """Kilograms that this week's bulk and mail put on each lane, shape (lanes,)."""
    classes, hubs, countries = way.bulk.shape
    path = (goods.time_class * hubs + hub) * countries + listings.destination
    bulk = np.bincount(path, weights=sales.replenished * goods.weight, minlength=classes * hubs * countries)
    posted = np.where(listings.service == MAIL, sales.sold, 0) * goods.weight
    mail = np.bincount(hub * countries + listings.destination, weights=posted, minlength=hubs * countries)
    return way.bulk.lane_flows(bulk) + way.air.lane_flows(mail)


@lru_cache(maxsize=4)
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
    _send(listings, "inbound", INBOUND, border_free(offers), offers.days_sd, sales.sold * direct, draws, clock)
    _send(listings, "local", LOCAL, offers.days, offers.days_sd, sales.sold * ~direct, draws, clock)
    lead, spread = lead_law(offers)
    usual = sales.replenished - sales.expedited
    _send(listings, "replenishment", REPLENISHMENT, lead, spread, usual, draws, clock)
    lead, spread = air_lead_law(offers)
    _send(
        listings, "replenishment", REPLENISHMENT, lead, spread, sales.expedited, draws, clock, "emergency")


def border_free(offers: Offers) -> Floats:
    """Days of direct parcels without those in the customs hall, which keeps its own account of them."""
    return np.maximum(offers.days - offers.hall_days, SHORTEST)


def lead_law(offers: Offers) -> tuple[Floats, Floats]:
    """Mean and standard deviation of the days of bulk, likewise without those in the hall."""
    lead = np.maximum(offers.lead_weeks * WEEK - offers.hall_days, SHORTEST)
    return lead, np.maximum(offers.lead_days_sd, 0.01 * lead)


def air_lead_law(offers: Offers) -> tuple[Floats, Floats]:
    """The same of bulk that flies in an emergency: as unsure for its days as on the usual way."""
    usual, spread = lead_law(offers)
    lead = np.maximum(offers.expedited_weeks * WEEK - offers.hall_days, SHORTEST)
    return lead, spread * lead / usual


def _send(
    listings: Listings, ring: str, table: ArrivalTable, days: Floats, spread: Floats,
    parcels: Integers, draws: Draws, clock: int, stream: str = "",
) -> None:
    """Split the parcels over the ring's weeks; ``stream`` names the draws if not the ring does."""
    rows = np.flatnonzero(parcels > 0)
    cells = table.cells(days[rows], spread[rows])
    phase = draws.uniform(f"{stream or ring} arrival", clock, listings.firm[rows], listings.destination[rows])
    split = systematic_split(phase, parcels[rows], table.cumulative[cells])
    listings.send(ring, clock, split, rows)
