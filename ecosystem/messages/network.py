"""What the trade network offers."""

from __future__ import annotations

from dataclasses import dataclass

from ecosystem.core.arrays import Floats


@dataclass(frozen=True)
class Lanes:
    """What the trade network offers this week.

    Attributes:
        bulk_cost: USD a kg of bulk from a hub to a country, shape (V, H, C).
        bulk_days: days from hub to hub, same shape.
        bulk_hub_days: the part of them spent in hubs, same shape.
        bulk_days_sd: their standard deviation, same shape.
        air_cost: USD a kg of air linehaul, shape (H, C).
        air_days: days, same shape.
        air_hub_days: the part of them spent in hubs, same shape.
        air_days_sd: their standard deviation, same shape.
        air_zone: air_cost relative to the mean of the empty network, same shape.
        express_zone_base: zone factor of the express charge per parcel, shape (C, C).
        express_zone_kg: zone factor of the express charge per kg, same shape.
        express_days: days in the air with sorting, same shape.
    """

    bulk_cost: Floats
    bulk_days: Floats
    bulk_hub_days: Floats
    bulk_days_sd: Floats
    air_cost: Floats
    air_days: Floats
    air_hub_days: Floats
    air_days_sd: Floats
    air_zone: Floats
    express_zone_base: Floats
    express_zone_kg: Floats
    express_days: Floats
