"""Parcels on their way: when each arrives, and what the network asks for each pair of places."""

from __future__ import annotations

import math

from scipy.special import gammainc

from ecosystem.core.draws import WeekDraws
from ecosystem.scenario.names import MAIL, PLATFORM_WAREHOUSE, SEA
from ecosystem.scenario.parameters.freight import FreightParameters
from ecosystem.world.network.routes import Routes
from tests.reference.core.counts import spread_evenly
from tests.reference.recording import Row

DAYS_A_WEEK = 7.0
SPREADS = 0.03, 0.06, 0.1, 0.15, 0.2, 0.27, 0.35, 0.45, 0.6, 0.8, 1.0
"""Coefficients of variation that days are rounded to."""


def rounded_days(days: float, spread: float) -> tuple[float, float]:
    """Days to the nearest half (at most 90), their s.d. to the nearest of `SPREADS` by ratio."""
    mean = min(max(round(days / 0.5), 1), 180) * 0.5
    nearest = min(SPREADS, key=lambda each: abs(math.log(max(spread / mean, 1e-300) / each)))
    return mean, mean * nearest


def arrived_by(week: int, mean: float, spread: float) -> float:
    """Chance that an order of this week, whenever placed in it, has arrived by the end of a week.

    Days follow a gamma law. The mean of its distribution function F between two days a and b is
    (I(b) - I(a)) / (b - a) with I(x) = x F(x; k) - mean F(x; k + 1), k being the shape.
    """
    shape, scale = (mean / spread) ** 2, spread**2 / mean

    def integral(day: float) -> float:
        at = day / scale
        return day * float(gammainc(shape, at)) - mean * float(gammainc(shape + 1.0, at))

    start, end = DAYS_A_WEEK * week, DAYS_A_WEEK * (week + 1)
    return min(max((integral(end) - integral(start)) / DAYS_A_WEEK, 0.0), 1.0)


def cumulative_shares(days: float, spread: float, weeks: int) -> list[float]:
    """Share that has arrived by the end of each week; the last week takes all that is left."""
    mean, sd = rounded_days(days, spread)
    reached = 0.0
    shares = []
    for week in range(weeks - 1):
        reached = max(reached, arrived_by(week, mean, sd))
        shares.append(reached)
    return [*shares, 1.0]


def arrival_shares(days: float, spread: float, weeks: int) -> list[float]:
    """Share that arrives in each week."""
    shares, before = [], 0.0
    for reached in cumulative_shares(days, spread, weeks):
        shares.append(reached - before)
        before = reached
    return shares


def send(
    listing: Row, ring: str, days: float, spread: float, parcels: int, draws: WeekDraws,
    stream: str = "",
) -> None:
    """Enter parcels into a ring under their weeks of arrival."""
    places = getattr(listing, ring)
    uniform = float(draws.uniform(f"{stream or ring} arrival", listing.firm, listing.destination))
    shares = cumulative_shares(days, spread, len(places))
    for ahead, part in enumerate(spread_evenly(uniform, parcels, shares)):
        places[(draws.age + ahead) % len(places)] += part


def border_free_days(quoted: Row) -> float:
    """Days of a parcel without the wait for an officer, which follows at the border."""
    return max(quoted.days - quoted.hold_days, 0.5)


def lead_days(quoted: Row) -> tuple[float, float]:
    """Days of bulk and their standard deviation, without those that customs holds it."""
    mean = max(quoted.lead_weeks * DAYS_A_WEEK - quoted.hold_days, 0.5)
    return mean, max(quoted.lead_days_sd, 0.01 * mean)


def air_lead_days(quoted: Row) -> tuple[float, float]:
    """Days of bulk that flies, which vary as much for their length as those of other bulk."""
    usual, spread = lead_days(quoted)
    mean = max(quoted.expedited_weeks * DAYS_A_WEEK - quoted.hold_days, 0.5)
    return mean, spread / usual * mean


def dispatch(
    listings: list[Row], quotes: list[Row], sales: list[Row], draws: WeekDraws
) -> None:
    """Direct parcels go to the border, warehouses deliver, and bulk sets off to warehouses."""
    for listing, quoted, sale in zip(listings, quotes, sales, strict=True):
        if sale.sold > 0:
            if listing.service < PLATFORM_WAREHOUSE:
                ring, days = "inbound", border_free_days(quoted)
            else:
                ring, days = "local", quoted.days
            send(listing, ring, days, quoted.days_sd, sale.sold, draws)
        if sale.replenished > sale.expedited:
            lead, spread = lead_days(quoted)
            usual = sale.replenished - sale.expedited
            send(listing, "replenishment", lead, spread, usual, draws)
        if sale.expedited > 0:
            lead, spread = air_lead_days(quoted)
            send(listing, "replenishment", lead, spread, sale.expedited, draws, "emergency")


def load_lanes(
    bulk: Routes, air: Routes, listings: list[Row], products: list[Row], hubs: list[int],
    sales: list[Row],
) -> tuple[list[float], list[float]]:
    """Kilograms on each lane, of bulk and in all: bulk goes by the path of its class, mail and what is
    urgent by air."""
    slow, flying = [0.0] * len(bulk.lane_km), [0.0] * len(bulk.lane_km)
    for listing, product, hub, sale in zip(listings, products, hubs, sales, strict=True):
        if sale.replenished > sale.expedited:
            for lane in bulk.path(product.time_class, hub, listing.destination).tolist():
                slow[lane] += (sale.replenished - sale.expedited) * product.weight
        flown = sale.expedited + (sale.sold if listing.service == MAIL else 0)
        if flown > 0:
            for lane in air.path(0, hub, listing.destination).tolist():
                flying[lane] += flown * product.weight
    return slow, [one + other for one, other in zip(slow, flying, strict=True)]


def record(lane: Row, kilograms: float, parameters: FreightParameters) -> None:
    """A lane's smoothed flow, and the usual one, which lags far behind."""
    lane.flow += parameters.flow_smoothing * (kilograms - lane.flow)
    lane.usual += parameters.capacity_speed * (lane.flow - lane.usual)


def other_trade(lane: Row, parameters: FreightParameters) -> float:
    """All other trade on a lane, kg a week."""
    return max(parameters.other_trade * lane.usual, parameters.least_trade)


def scarcity(lane: Row, parameters: FreightParameters) -> float:
    """How much dearer a lane is than at its usual flow."""
    others = other_trade(lane, parameters)
    factor = ((others + lane.flow) / (others + lane.usual)) ** parameters.rate_elasticity
    return min(max(factor, 1.0 / parameters.rate_highest), parameters.rate_highest)


def economies(lane: Row, reference: float, expansion_factor: float, parameters: FreightParameters) -> float:
    """How much cheaper a lane is for what it carries in all; handling knows no economies."""
    if reference == 0.0:
        return 1.0
    volume = expansion_factor * (lane.flow + parameters.other_trade * lane.usual)
    if volume == 0.0:
        return parameters.volume_highest
    factor = (reference / volume) ** parameters.volume_exponent
    return min(max(factor, parameters.volume_lowest), parameters.volume_highest)


def surcharge(lanes: list[Row], parameters: FreightParameters) -> float:
    """How much dearer a km at sea is for the longer ways that usual trade takes."""
    at_sea = [lane for lane in lanes if lane.mode == SEA and not lane.handling and lane.present_km < math.inf]
    needed = sum((lane.usual + other_trade(lane, parameters)) * lane.present_km for lane in at_sea)
    usual = sum((lane.usual + other_trade(lane, parameters)) * lane.km for lane in at_sea)
    return min((needed / usual) ** parameters.detour_elasticity, parameters.rate_highest)


def terms(lanes: list[Row], expansion_factor: float, parameters: FreightParameters) -> list[tuple[float, float]]:
    """Days and USD/kg of every lane; infinite where there is no way."""
    dearer = surcharge(lanes, parameters)
    found = []
    for lane in lanes:
        if lane.present_km == math.inf:
            found.append((math.inf, math.inf))
            continue
        rate = lane.cost_fixed + lane.cost_per_km * lane.present_km * (dearer if lane.mode == SEA else 1.0)
        rate *= economies(lane, lane.reference, expansion_factor, parameters) * scarcity(lane, parameters)
        found.append(((lane.days_fixed + lane.days_per_km * lane.present_km) * delay(lane, parameters), rate))
    return found


def delay(lane: Row, parameters: FreightParameters) -> float:
    """How much longer a lane takes than at its usual flow (Bureau of Public Roads 1964)."""
    others = other_trade(lane, parameters)
    capacity = parameters.capacity_room * (others + lane.usual)

    def longer(flow: float) -> float:
        return 1.0 + parameters.congestion * ((others + flow) / capacity) ** parameters.congestion_power

    return longer(lane.flow) / longer(lane.usual)
