"""Parameters of carriers and platforms: price, capacity, quality."""

from __future__ import annotations

from ecosystem.scenario.parameter import ParameterGroup, parameter


class ProviderParameters(ParameterGroup):
    """Express carriers and third-party logistics platforms."""

    price_elasticity: float = parameter(
        8.0, "-", 1.1, 50, "trial runs", "assumed", "Elasticity of a provider's own demand to its price, at a share of zero")
    price_inertia: float = parameter(
        0.1, "1/week", 0.001, 1.0, "trial runs: stable below 2/(1+elasticity x freight share x load elasticity)", "estimated",
        "Share of the gap to the best price that a provider closes in a week")
    load_smoothing: float = parameter(0.1, "1/week", 0.001, 1.0, "trial runs: raw load gives a two-week cobweb", "estimated", "Weight of the newest week in the load")
    load_elasticity: float = parameter(0.35, "-", 0.0, 3.0, "trial runs", "assumed", "Elasticity of price to load")
    load_price_bound: float = parameter(1.4, "-", 1.0, 10, "trial runs", "assumed", "Largest factor by which load moves a price, up or down")
    target_load: float = parameter(0.8, "share", 0.1, 1.0, "trial runs", "assumed", "Load that providers plan their capacity for")
    least_capacity: float = parameter(20.0, "parcels/week", 0.1, 1_000_000, "trial runs", "assumed", "Capacity that a provider keeps to each region it serves")
    load_bound: float = parameter(2.0, "-", 1.0, 10.0, "trial runs", "assumed", "Load beyond which parcels find other ways, so that price and delay rise no more")
    capacity_speed: float = parameter(0.04, "1/week", 0.0001, 1.0, "lead time of half a year", "assumed", "Share of the gap to the planned capacity closed in a week")
    collection_density: float = parameter(150.0, "parcels/week per 1,000 inhabitants", 1e-6, 1_000_000, "trial runs: usual density; a hub stands for its hinterland", "assumed", "Density of a provider's stops in a hub at which pick-up tours cost their base")
    delivery_density: float = parameter(4.0, "parcels/week per 1,000 internet users", 1e-6, 1_000_000, "trial runs: usual density", "assumed", "Density of a provider's stops in a country at which delivery tours cost their base")
    density_bound: float = parameter(1.5, "-", 1.0, 10.0, "trial runs: unbounded tips to one platform", "assumed", "Largest factor by which density moves the cost of a tour's stop, up or down")
    transport_share: float = parameter(0.74, "share of charge", 0.1, 1.0, "annual reports", "assumed", "Bought transport and rent in a provider's charge at base price")
    congestion: float = parameter(0.15, "-", 0.0, 5.0, "Bureau of Public Roads 1964", "estimated", "Delay at full load as a share of free-flow days")
    congestion_power: float = parameter(4.0, "-", 1.0, 10, "Bureau of Public Roads 1964", "estimated", "Power of load in the delay")
    quality_speed: float = parameter(0.05, "1/week", 0.001, 1.0, "trial runs", "assumed", "Speed at which service quality follows load and staff")
    quality_overload: float = parameter(0.5, "quality per unit of overload", 0.0, 5.0, "trial runs", "assumed", "Quality lost when load passes one")
    reserve_weeks: float = parameter(8.0, "weeks of cost", 0, 104, "trial runs", "assumed", "Cash that a provider keeps; its owners take or give the rest")
    owner_draw: float = parameter(1 / 13, "1/week", 0.0, 1.0, "trial runs", "assumed", "Share of the gap to that reserve closed in a week")
