"""Freight: what the trade network offers, and parcels put on their way and taken off it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ecosystem.agents.firms.listings import Listings
from ecosystem.agents.network.route_paths import RoutePaths
from ecosystem.core.arrays import (
    INBOUND_WEEKS,
    LOCAL_WEEKS,
    REPLENISHMENT_WEEKS,
    WEEK_DAYS,
    Floats,
    Integers,
    Numbers,
)
from ecosystem.core.draws import WeekDraws, systematic_split
from ecosystem.core.lookup import sum_by
from ecosystem.messages.network import Lanes
from ecosystem.messages.orders import Sales
from ecosystem.messages.quotes import Goods, Quotes
from ecosystem.scenario import service_traits
from ecosystem.scenario.names import MODES, PASSAGES
from ecosystem.scenario.parameters.freight import FreightParameters
from ecosystem.scenario.parameters.services import ServiceParameters
from ecosystem.theory.freight import ArrivalTable
from ecosystem.world.network.routes import Routes
from ecosystem.world.world import World

INBOUND = ArrivalTable.build(INBOUND_WEEKS - 1)
LOCAL = ArrivalTable.build(LOCAL_WEEKS - 1)
REPLENISHMENT = ArrivalTable.build(REPLENISHMENT_WEEKS - 1)
PROHIBITIVE_DAYS, PROHIBITIVE_COST = 1_000_000.0, 1_000_000.0
"""Days and USD/kg where no way leads: nobody takes such an offer, and sums of it stay numbers."""


@dataclass(frozen=True, eq=False)
class Carried:
    """What the network carries in a week, kg.

    Attributes:
        bulk: by path of bulk, shape (V, H, C).
        bulk_flow: bulk by lane, shape (lanes,).
        flow: all of it by lane, same shape.
    """

    bulk: Floats
    bulk_flow: Floats
    flow: Floats


def price_lanes(route_paths: RoutePaths, world: World, parameters: ServiceParameters) -> Lanes:
    """Cost, time and its spread of bulk, air linehaul and express, under this week's lane days and rates."""
    bulk, air = route_paths.bulk, route_paths.air
    base, per_kg = express_zones(world)
    return Lanes(
        bulk_cost=np.minimum(bulk.cost, PROHIBITIVE_COST),
        bulk_days=np.minimum(bulk.days, PROHIBITIVE_DAYS),
        bulk_hub_days=hub_days(bulk),
        bulk_days_sd=np.minimum(bulk.days_sd, PROHIBITIVE_DAYS),
        air_cost=np.minimum(air.cost[0], PROHIBITIVE_COST),
        air_days=np.minimum(air.days[0], PROHIBITIVE_DAYS),
        air_hub_days=hub_days(air)[0],
        air_days_sd=np.minimum(air.days_sd[0], PROHIBITIVE_DAYS),
        air_zone=np.clip(
            air.cost[0] / route_paths.air_rate, parameters.mail_zone_lowest, parameters.mail_zone_highest),
        express_zone_base=base,
        express_zone_kg=per_kg,
        express_days=world.bilateral.air_km / parameters.express_km_per_day,
    )


def hub_days(paths: Routes) -> Floats:
    """Days of each path that pass in hubs, (V, H, C); none where there is no way."""
    handling = np.where(paths.network.lanes.handling, paths.lane_days, 0.0)
    return np.where(np.isfinite(paths.days), paths.along(handling), 0.0)


def carry(route_paths: RoutePaths, listings: Listings, hub: Integers, goods: Goods, sales: Sales) -> Carried:
    """Put this week's bulk and mail on their ways; emergencies fly as mail does."""
    usual = sales.replenished - sales.expedited
    flown = np.where(service_traits.consolidated(listings.service), sales.sold, 0) + sales.expedited
    return load(route_paths, listings, hub, goods=goods, bulk=usual, flown=flown)


def load(
    route_paths: RoutePaths, listings: Listings, hub: Integers, *, goods: Goods, bulk: Numbers, flown: Numbers
) -> Carried:
    """Put parcels of listings on the ways of bulk and of air linehaul."""
    classes, hubs, countries = route_paths.bulk.shape
    pair = hub * countries + listings.destination
    path = goods.time_class * hubs * countries + pair
    sent = sum_by(path, bulk * goods.weight, classes * hubs * countries)
    posted = sum_by(pair, flown * goods.weight, hubs * countries)
    flow = route_paths.bulk.lane_flows(sent)
    return Carried(sent.reshape(route_paths.bulk.shape), flow, flow + route_paths.air.lane_flows(posted))


def kilometres(route_paths: RoutePaths, carried: Carried) -> Floats:
    """Bulk freight performed by each mode, kg km, shape (modes,)."""
    km = np.where(np.isfinite(route_paths.bulk.lane_km), route_paths.bulk.lane_km, 0.0)
    return sum_by(route_paths.network.lanes.mode, carried.bulk_flow * km, len(MODES))


def through_passages(route_paths: RoutePaths, carried: Carried) -> Floats:
    """Bulk whose way leads through each passage, kg, shape (passages,); none through a closed one."""
    rows = np.flatnonzero(carried.bulk)
    passages = route_paths.network.lanes.passages & [name not in route_paths.closed for name in PASSAGES]
    through = (route_paths.bulk.incidence[rows] @ passages.astype(np.float64)) > 0.0
    result: Floats = (through * carried.bulk.ravel()[rows, None]).sum(axis=0)
    return result


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


def dispatch(
    listings: Listings, quotes: Quotes, sales: Sales, draws: WeekDraws, parameters: FreightParameters
) -> None:
    """Put what was sold, and what replenishes stock, into the rings by week of arrival.

    Orders fall evenly over the week and days follow a gamma law; both together are split by
    systematic sampling with one uniform number a listing, so totals are exact.
    """
    direct = service_traits.direct(listings.service)
    shortest, usual = parameters.shortest_days, sales.replenished - sales.expedited
    to_border = border_free(quotes, shortest), quotes.days_sd
    _send(listings, "inbound", INBOUND, to_border, sales.sold * direct, draws=draws)
    to_door = quotes.days, quotes.days_sd
    _send(listings, "local", LOCAL, to_door, sales.sold * ~direct, draws=draws)
    to_shelf = lead_law(quotes, shortest)
    _send(listings, "replenishment", REPLENISHMENT, to_shelf, usual, draws=draws)
    by_air = air_lead_law(quotes, shortest)
    _send(
        listings, "replenishment", REPLENISHMENT, by_air, sales.expedited, draws=draws,
        stream="emergency")


def border_free(quotes: Quotes, shortest: float) -> Floats:
    """Days of direct parcels without those that customs holds them, which it keeps account of itself.

    Args:
        quotes: days of each listing.
        shortest: days that any journey takes at least.
    """
    return np.maximum(quotes.days - quotes.hold_days, shortest)


def lead_law(quotes: Quotes, shortest: float) -> tuple[Floats, Floats]:
    """Mean and standard deviation of the days of bulk, likewise without those that customs holds it."""
    lead = np.maximum(quotes.lead_weeks * WEEK_DAYS - quotes.hold_days, shortest)
    return lead, np.maximum(quotes.lead_days_sd, 0.01 * lead)


def air_lead_law(quotes: Quotes, shortest: float) -> tuple[Floats, Floats]:
    """The same of bulk that flies in an emergency: as unsure for its days as on the usual way."""
    usual, spread = lead_law(quotes, shortest)
    lead = np.maximum(quotes.expedited_weeks * WEEK_DAYS - quotes.hold_days, shortest)
    return lead, spread * lead / usual


def _send(
    listings: Listings, ring: str, table: ArrivalTable, law: tuple[Floats, Floats], parcels: Integers,
    *, draws: WeekDraws, stream: str = "",
) -> None:
    """Split parcels over a ring's weeks.

    Args:
        listings: rows.
        ring: name of the ring.
        table: shares by week of the gamma laws.
        law: mean and standard deviation of the days of each listing.
        parcels: of each listing.
        draws: random draws of the week.
        stream: names the draws if not the ring does.
    """
    rows = np.flatnonzero(parcels > 0)
    days, spread = law
    cells = table.cells(days[rows], spread[rows])
    phase = draws.uniform(f"{stream or ring} arrival", listings.firm[rows], listings.destination[rows])
    split = systematic_split(phase, parcels[rows], table.cumulative[cells])
    listings.send(ring, draws.age, split, rows)
