"""Parameters of carriers and platforms: price, capacity, quality."""

from __future__ import annotations

from ecosystem.scenario.parameters.parameter import ParameterGroup, parameter


class ProviderParameters(ParameterGroup):
    """Express carriers and third-party logistics platforms."""

    price_elasticity: float = parameter(
        default=8.0, unit="-", low=1.1, high=50, confidence="assumed",
        source="trial runs",
        text="Elasticity of a provider's own demand to its price, at a share of zero")
    price_inertia: float = parameter(
        default=0.1, unit="1/week", low=0.001, high=1.0, confidence="estimated",
        source="trial runs: stable below 2/(1+elasticity x freight share x load elasticity)",
        text="Share of the gap to the best price that a provider closes in a week")
    market_elasticity: float = parameter(
        default=1.7, unit="-", low=1.05, high=10.0, confidence="assumed",
        source="trial runs: other services remain as rivals",
        text="Elasticity to its price of the demand for a provider that has all of its market")
    load_smoothing: float = parameter(
        default=0.1, unit="1/week", low=0.001, high=1.0, confidence="estimated",
        source="trial runs: raw load gives a two-week cobweb",
        text="Weight of the newest week in the load")
    load_elasticity: float = parameter(
        default=0.35, unit="-", low=0.0, high=3.0, confidence="assumed",
        source="trial runs",
        text="Elasticity of price to load")
    load_price_bound: float = parameter(
        default=1.4, unit="-", low=1.0, high=10, confidence="assumed",
        source="trial runs",
        text="Largest factor by which load moves a price, up or down")
    target_load: float = parameter(
        default=0.8, unit="share", low=0.1, high=1.0, confidence="assumed",
        source="trial runs",
        text="Load that providers plan their capacity for")
    least_capacity: float = parameter(
        default=20.0, unit="parcels/week", low=0.1, high=1_000_000, confidence="assumed",
        source="trial runs",
        text="Capacity that a provider keeps to each region it serves")
    least_staffing: float = parameter(
        default=0.2, unit="share", low=0.01, high=1.0, confidence="assumed",
        source="trial runs",
        text="Part of its capacity that a provider without any staff still has, by bought help")
    load_bound: float = parameter(
        default=2.0, unit="-", low=1.0, high=10.0, confidence="assumed",
        source="trial runs",
        text="Load above which parcels find other providers, so that price and delay rise no more")
    capacity_speed: float = parameter(
        default=0.04, unit="1/week", low=0.0001, high=1.0, confidence="assumed",
        source="lead time of half a year",
        text="Share of the gap to the planned capacity closed in a week")
    collection_density: float = parameter(
        default=150.0, unit="parcels/week per 1,000 inhabitants",
        low=1e-6, high=1_000_000, confidence="assumed",
        source="trial runs: usual density; a hub stands for its hinterland",
        text="Density of a provider's stops in a hub at which pick-up tours cost their base")
    delivery_density: float = parameter(
        default=4.0, unit="parcels/week per 1,000 internet users",
        low=1e-6, high=1_000_000, confidence="assumed",
        source="trial runs: usual density",
        text="Density of a provider's stops in a country at which delivery tours cost their base")
    density_bound: float = parameter(
        default=1.5, unit="-", low=1.0, high=10.0, confidence="assumed",
        source="trial runs: unbounded tips to one platform",
        text="Largest factor by which density moves the cost of a tour's stop, up or down")
    transport_share: float = parameter(
        default=0.74, unit="share of charge", low=0.1, high=1.0, confidence="assumed",
        source="annual reports",
        text="Bought transport and rent in a provider's charge at base price")
    first_cost_level: float = parameter(
        default=0.85, unit="-", low=0.1, high=2.0, confidence="assumed",
        source="trial runs",
        text="Unit cost of a provider over its base charge at the start, until its own books tell")
    first_carrier_share: float = parameter(
        default=0.1, unit="share", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Parcels that carriers size their first capacity by, as a share of the first expected sales; "
             "platforms take all")
    congestion: float = parameter(
        default=0.15, unit="-", low=0.0, high=5.0, confidence="estimated",
        source="Bureau of Public Roads 1964",
        text="Delay at full load as a share of free-flow days")
    congestion_power: float = parameter(
        default=4.0, unit="-", low=1.0, high=10, confidence="estimated",
        source="Bureau of Public Roads 1964",
        text="Power of load in the delay")
    quality_speed: float = parameter(
        default=0.05, unit="1/week", low=0.001, high=1.0, confidence="assumed",
        source="trial runs",
        text="Speed at which service quality follows load and staff")
    quality_staffing: float = parameter(
        default=0.25, unit="-", low=0.0, high=2.0, confidence="assumed",
        source="trial runs",
        text="Elasticity of service quality to the share of the needed staff that is present")
    quality_overload: float = parameter(
        default=0.5, unit="quality per unit of overload", low=0.0, high=5.0, confidence="assumed",
        source="trial runs",
        text="Quality lost when load passes one")
    reserve_weeks: float = parameter(
        default=8.0, unit="weeks of cost", low=0, high=104, confidence="assumed",
        source="trial runs",
        text="Cash that a provider keeps; its owners take or give the difference")
    owner_draw: float = parameter(
        default=1 / 13, unit="1/week", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Share of the gap to the cash reserve closed in a week")
