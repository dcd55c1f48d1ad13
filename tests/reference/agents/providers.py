"""One carrier or platform: price, capacity, quality, tariffs, and its record."""

from __future__ import annotations

import math

from ecosystem.scenario.parameters.providers import ProviderParameters
from tests.reference.markets.goods import best_markup
from tests.reference.markets.labour import staffing
from tests.reference.recording import Row

LEAST_STAFFING = 0.2


def load(provider: Row, region: int) -> float:
    """Volume over what the present staff can handle with what shocks leave at work."""
    able = provider.working * max(staffing(provider), LEAST_STAFFING)
    return provider.volume[region] / (provider.capacity[region] * able)


def plan(provider: Row, market_volume: float, parameters: ProviderParameters) -> None:
    """Price toward the best answer to rivals, capacity toward the traffic, quality by load and staff.

    ``market_volume`` is the volume of all providers of the kind.
    """
    share = sum(provider.volume) / max(market_volume, 1e-9)
    best = provider.cost_level * best_markup(parameters.price_elasticity - 1.0, share, parameters.market_elasticity)
    provider.price_level += parameters.price_inertia * (best - provider.price_level)
    regions = range(len(provider.volume))
    for region in regions:
        wanted = max(provider.volume[region] / parameters.target_load, parameters.least_capacity)
        provider.capacity[region] += parameters.capacity_speed * (wanted - provider.capacity[region])
    busiest = min(max(load(provider, region) for region in regions), parameters.load_bound)
    reached = provider.quality_base * staffing(provider) ** 0.25
    if busiest > 1.0:
        reached -= parameters.quality_overload * (busiest - 1.0)
    provider.quality += parameters.quality_speed * (min(max(reached, 0.0), 1.0) - provider.quality)


def record_stops(stops: float, usual: float, parameters: ProviderParameters) -> float:
    """Driving per stop relative to a tour of the usual density: the root of usual over present stops."""
    if stops == 0.0:
        return parameters.density_bound
    return min(max(math.sqrt(usual / stops), 1.0 / parameters.density_bound), parameters.density_bound)


def tariff(
    provider: Row, region: int, parameters: ProviderParameters
) -> tuple[float, float]:
    """Factor on the base charge and on the days to one region."""
    busy = min(load(provider, region), parameters.load_bound)
    scarcity = (max(busy, 1e-6) / parameters.target_load) ** parameters.load_elasticity
    scarcity = min(max(scarcity, 1.0 / parameters.load_price_bound), parameters.load_price_bound)
    return provider.price_level * scarcity, 1.0 + parameters.congestion * busy**parameters.congestion_power


def record(
    provider: Row, parcels: list[float], revenue: float, outlay: float, parameters: ProviderParameters
) -> None:
    """Running averages of volume, revenue and cost."""
    speed = parameters.load_smoothing
    for region, number in enumerate(parcels):
        provider.volume[region] += speed * (number - provider.volume[region])
    provider.revenue += speed * (revenue - provider.revenue)
    provider.outlay += speed * (outlay - provider.outlay)
