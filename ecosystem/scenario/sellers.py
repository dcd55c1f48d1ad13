"""Parameters of sellers: who they are, how they choose, enter and leave."""

from __future__ import annotations

from ecosystem.scenario.parameter import ParameterGroup, parameter


class SellerParameters(ParameterGroup):
    """E-commerce firms: founding, costs, review, growth and exit."""

    quality_spread: float = parameter(
        0.5, "s.d. of ln", 0.0, 2.0, "trial runs against firm size tails", "estimated", "Spread of quality among entrants")
    productivity_spread: float = parameter(
        0.15, "s.d. of ln", 0.0, 1.0, "Syverson 2011, order of magnitude", "assumed", "Spread of unit product cost among entrants")
    quality_jump_rate: float = parameter(
        0.04, "1/week", 0.0, 1.0, "trial runs against growth rates", "estimated", "Chance of a jump in quality")
    quality_jump_size: float = parameter(
        0.12, "s.d. of ln", 0.0, 2.0, "trial runs against growth rates", "estimated", "Size of a jump in quality")
    quality_reversion: float = parameter(
        0.004, "1/week", 0.0, 1.0, "trial runs", "assumed", "Share of a quality lead that fades each week")
    starting_cash: float = parameter(
        35_000.0, "USD", 0, 10_000_000, "trial runs against survival", "assumed", "Median cash of an entrant at the mean wage")
    starting_cash_spread: float = parameter(
        0.8, "s.d. of ln", 0.0, 3.0, "trial runs", "assumed", "Spread of cash among entrants")
    starting_cash_wage_elasticity: float = parameter(
        1.0, "-", 0.0, 1.0, "trial runs", "assumed", "Elasticity of starting cash to the home country's wage")
    selling_fee: float = parameter(
        0.13, "share of revenue", 0.0, 0.45, "fee schedules of large marketplaces", "measured", "Marketplace and payment fees")
    overhead: float = parameter(
        0.04, "share of revenue", 0.0, 0.45, "trial runs", "assumed", "Advertising and other costs that grow with revenue")
    fixed_cost: float = parameter(260.0, "USD/week", 0, 100_000, "trial runs", "assumed", "Weekly cost of being in business")
    listing_cost: float = parameter(60.0, "USD/week", 0, 10_000, "trial runs", "assumed", "Weekly cost of the first market served")
    span_cost: float = parameter(
        0.5, "-", 0.0, 2.0, "Lucas 1978, span of control; trial runs", "assumed",
        "Growth of the weekly cost of a further market with the number of markets served")
    market_entry_cost: float = parameter(2_000.0, "USD", 0, 1_000_000, "trial runs", "assumed", "Cost of opening a market")
    service_cost: float = parameter(
        120.0, "USD/week", 0, 10_000, "trial runs: without it all sellers mix services", "estimated",
        "Weekly cost of each further supply-chain service in use")
    provider_cost: float = parameter(
        15.0, "USD/week", 0, 10_000, "trial runs", "assumed", "Weekly cost of each further provider in use")
    switching_cost: float = parameter(400.0, "USD", 0, 100_000, "trial runs", "assumed", "Cost of changing service or provider")
    payback_weeks: float = parameter(
        52.0, "weeks", 1, 520, "trial runs", "assumed", "Time over which one-off costs of a change must pay back")
    review_interval: int = parameter(13, "weeks", 1, 104, "quarterly planning", "assumed", "Weeks between two reviews of a firm")
    providers_considered: int = parameter(
        6, "providers", 1, 64, "Hauser & Wernerfelt 1990, consideration sets", "assumed",
        "Providers of a service that a review looks at, besides the present one")
    destinations_considered: int = parameter(
        3, "countries", 0, 20, "trial runs", "assumed", "New markets that a review looks at")
    prospect_loyalty: float = parameter(
        5.0, "parcels/week", 0.0, 1_000, "trial runs", "assumed", "Loyal custom that a seller hopes for in a new market")
    purchase_limit: float = parameter(
        0.5, "share of cash", 0.0, 1.0, "trial runs", "assumed", "Cash that a firm spends on replenishment in a week at most")
    choice_scale: float = parameter(
        0.005, "share of revenue", 0.0001, 1.0, "trial runs", "assumed", "Scale of the logit choice between options")
    evaluation_noise: float = parameter(
        0.08, "s.d. of ln logistics cost", 0.0, 1.0, "trial runs", "assumed", "Error of a first-time user in judging a provider")
    experience_weeks: float = parameter(
        26.0, "weeks", 1, 520, "trial runs", "assumed", "Weeks of use that count as one unit of experience with a provider")
    drop_margin: float = parameter(
        0.0, "share of revenue", -1.0, 1.0, "trial runs", "assumed", "A market with a smoothed margin below this may be dropped")
    drop_chance: float = parameter(0.25, "1/review", 0.0, 1.0, "trial runs", "assumed", "Chance that such a market is dropped at a review")
    drop_age: int = parameter(39, "weeks", 0, 1_000, "trial runs", "assumed", "Age below which no market is dropped")
    owner_draw: float = parameter(
        1 / 13, "1/week", 0.0, 1.0, "trial runs", "assumed", "Share of spare cash that owners take each week")
    reserve_fixed_weeks: float = parameter(26.0, "weeks", 0, 520, "trial runs", "assumed", "Weeks of fixed cost kept as reserve")
    reserve_revenue_weeks: float = parameter(6.0, "weeks", 0, 104, "trial runs", "assumed", "Weeks of revenue kept as reserve")
    exit_chance: float = parameter(
        0.04, "1/review", 0.0, 1.0, "trial runs against survival", "estimated", "Chance that a lasting loss-maker gives up at a review")
    exit_age: int = parameter(78, "weeks", 0, 1_000, "trial runs", "assumed", "Age below which nobody gives up by choice")
    entry_rate: float = parameter(
        0.16, "1/year", 0.0, 2.0, "Dunne, Roberts & Samuelson 1988, order of magnitude", "estimated",
        "Entrants a year as a share of the founding number, at a return of zero")
    entry_elasticity: float = parameter(
        2.0, "-", 0.0, 10.0, "trial runs", "assumed", "Elasticity of entry to one plus the return of recent entrants")
    entry_memory: float = parameter(104.0, "weeks", 4, 1_000, "trial runs", "assumed", "Age up to which entrants count as recent")
    hub_pull: float = parameter(
        30.0, "-", 0.0, 200.0, "trial runs", "assumed", "Weight of the margin of similar firms in an entrant's choice of hub")
    hub_prior: float = parameter(
        3.0, "firms", 0.0, 1_000, "trial runs", "assumed", "Pseudo-firms that shrink a hub's margin toward the mean")
    smoothing: float = parameter(0.1, "1/week", 0.001, 1.0, "trial runs", "assumed", "Speed at which firms update their records")
