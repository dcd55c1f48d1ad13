"""Parameters of sellers: who they are, how they choose, enter and leave."""

from __future__ import annotations

from ecosystem.scenario.parameters.parameter import ParameterGroup, parameter


class SellerParameters(ParameterGroup):
    """E-commerce firms: entry, costs, review, growth and exit."""

    quality_spread: float = parameter(
        default=0.5, unit="s.d. of ln", low=0.0, high=2.0, confidence="estimated",
        source="trial runs against firm size tails",
        text="Spread of quality among entrants")
    productivity_spread: float = parameter(
        default=0.15, unit="s.d. of ln", low=0.0, high=1.0, confidence="assumed",
        source="Syverson 2011, order of magnitude",
        text="Spread of unit product cost among entrants")
    quality_jump_rate: float = parameter(
        default=0.04, unit="1/week", low=0.0, high=1.0, confidence="estimated",
        source="trial runs against growth rates",
        text="Chance of a jump in quality")
    quality_jump_size: float = parameter(
        default=0.12, unit="s.d. of ln", low=0.0, high=2.0, confidence="estimated",
        source="trial runs against growth rates",
        text="Size of a jump in quality")
    quality_reversion: float = parameter(
        default=0.004, unit="1/week", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Share of a quality lead that fades each week")
    starting_cash: float = parameter(
        default=35_000.0, unit="USD", low=0, high=10_000_000, confidence="assumed",
        source="trial runs against survival",
        text="Median cash of an entrant at the mean wage")
    starting_cash_spread: float = parameter(
        default=0.8, unit="s.d. of ln", low=0.0, high=3.0, confidence="assumed",
        source="trial runs",
        text="Spread of cash among entrants")
    starting_cash_wage_elasticity: float = parameter(
        default=1.0, unit="-", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Elasticity of starting cash to the home country's wage")
    selling_fee: float = parameter(
        default=0.13, unit="share of revenue", low=0.0, high=0.45, confidence="measured",
        source="fee schedules of large marketplaces",
        text="Marketplace and payment fees; refunded with the price of a parcel")
    overhead: float = parameter(
        default=0.04, unit="share of revenue", low=0.0, high=0.45, confidence="assumed",
        source="trial runs",
        text="Advertising by commission and other costs that grow with revenue after refunds")
    fixed_cost: float = parameter(
        default=260.0, unit="USD/week", low=0, high=100_000, confidence="assumed",
        source="trial runs",
        text="Weekly cost of being in business")
    listing_cost: float = parameter(
        default=60.0, unit="USD/week", low=0, high=10_000, confidence="assumed",
        source="trial runs",
        text="Weekly cost of the first market served")
    span_cost: float = parameter(
        default=0.5, unit="-", low=0.0, high=2.0, confidence="assumed",
        source="Lucas 1978, span of control; trial runs",
        text="Growth of the weekly cost of a further market with the number of markets served")
    market_entry_cost: float = parameter(
        default=2_000.0, unit="USD", low=0, high=1_000_000, confidence="assumed",
        source="trial runs",
        text="Cost of opening a market")
    market_entry_reserve: float = parameter(
        default=0.25, unit="share of starting cash", low=0.0, high=10.0, confidence="assumed",
        source="trial runs",
        text="Cash that a firm must still have after it has paid for a new market")
    service_cost: float = parameter(
        default=120.0, unit="USD/week", low=0, high=10_000, confidence="estimated",
        source="trial runs: without it all sellers mix services",
        text="Weekly cost of each further supply-chain service in use")
    provider_cost: float = parameter(
        default=15.0, unit="USD/week", low=0, high=10_000, confidence="assumed",
        source="trial runs",
        text="Weekly cost of each further provider in use")
    switching_cost: float = parameter(
        default=400.0, unit="USD", low=0, high=100_000, confidence="assumed",
        source="trial runs",
        text="Cost of changing service or provider")
    payback_weeks: float = parameter(
        default=52.0, unit="weeks", low=1, high=520, confidence="assumed",
        source="trial runs",
        text="Time over which one-off costs of a change must pay back")
    review_interval: int = parameter(
        default=13, unit="weeks", low=1, high=104, confidence="assumed",
        source="quarterly planning",
        text="Weeks between two reviews of a firm")
    providers_considered: int = parameter(
        default=6, unit="providers", low=1, high=64, confidence="assumed",
        source="Hauser & Wernerfelt 1990, consideration sets",
        text="Providers of a service that a review looks at, besides the present one")
    destinations_considered: int = parameter(
        default=3, unit="countries", low=0, high=20, confidence="assumed",
        source="trial runs",
        text="New markets that a review looks at")
    prospect_loyalty: float = parameter(
        default=5.0, unit="parcels/week", low=0.0, high=1_000, confidence="assumed",
        source="trial runs",
        text="Satisfied orders a week that a seller expects in a new market")
    prospect_days: float = parameter(
        default=8.0, unit="days", low=0.5, high=90.0, confidence="assumed",
        source="trial runs",
        text="Delivery days that a seller expects in a market it does not know, for a first estimate of its "
             "volume")
    purchase_limit: float = parameter(
        default=0.5, unit="share of cash", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Largest part of its cash that a firm spends on replenishment in a week")
    choice_scale: float = parameter(
        default=0.005, unit="share of revenue", low=0.0001, high=1.0, confidence="assumed",
        source="trial runs",
        text="Scale of the logit choice between options")
    smallest_revenue: float = parameter(
        default=25.0, unit="USD/week", low=0.01, high=10_000.0, confidence="assumed",
        source="trial runs",
        text="Revenue below which a listing's profit is compared with this sum instead")
    evaluation_noise: float = parameter(
        default=0.08, unit="s.d. of ln logistics cost", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Error of a first-time user in evaluating a provider")
    experience_weeks: float = parameter(
        default=26.0, unit="weeks", low=1, high=520, confidence="assumed",
        source="trial runs",
        text="Weeks of use that count as one unit of experience with a provider")
    drop_margin: float = parameter(
        default=0.0, unit="share of revenue", low=-1.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="A market with a smoothed margin below this may be dropped")
    drop_chance: float = parameter(
        default=0.25, unit="1/review", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Chance that a market with too low a margin is dropped at a review")
    drop_age: int = parameter(
        default=39, unit="weeks", low=0, high=1_000, confidence="assumed",
        source="trial runs",
        text="Age below which no market is dropped")
    owner_draw: float = parameter(
        default=1 / 13, unit="1/week", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Share of spare cash that owners take each week")
    reserve_fixed_weeks: float = parameter(
        default=26.0, unit="weeks", low=0, high=520, confidence="assumed",
        source="trial runs",
        text="Weeks of fixed cost kept as reserve")
    reserve_revenue_weeks: float = parameter(
        default=6.0, unit="weeks", low=0, high=104, confidence="assumed",
        source="trial runs",
        text="Weeks of revenue kept as reserve")
    exit_chance: float = parameter(
        default=0.04, unit="1/review", low=0.0, high=1.0, confidence="estimated",
        source="trial runs against survival",
        text="Chance that a lasting loss-maker gives up at a review")
    exit_age: int = parameter(
        default=78, unit="weeks", low=0, high=1_000, confidence="assumed",
        source="trial runs",
        text="Age below which no firm gives up by choice")
    entry_rate: float = parameter(
        default=0.16, unit="1/year", low=0.0, high=2.0, confidence="estimated",
        source="Dunne, Roberts & Samuelson 1988, order of magnitude",
        text="Entrants a year as a share of the first number of firms, at a return of zero")
    entry_elasticity: float = parameter(
        default=2.0, unit="-", low=0.0, high=10.0, confidence="assumed",
        source="trial runs",
        text="Elasticity of entry to one plus the return of recent entrants")
    entry_memory: float = parameter(
        default=104.0, unit="weeks", low=4, high=1_000, confidence="assumed",
        source="trial runs",
        text="Age up to which entrants count as recent")
    candidates_per_entrant: int = parameter(
        default=4, unit="candidates", low=1, high=64, confidence="assumed",
        source="trial runs",
        text="Candidates for each expected entrant at a return of zero: the largest factor by which returns "
             "raise entry")
    first_markets: int = parameter(
        default=3, unit="countries", low=1, high=20, confidence="assumed",
        source="trial runs",
        text="Destinations that a firm of the first week draws; the settling drops those that do not pay")
    first_markup: float = parameter(
        default=1.3, unit="-", low=1.0, high=10.0, confidence="assumed",
        source="trial runs",
        text="Price over unit cost of a new listing until its first price review")
    hub_pull: float = parameter(
        default=30.0, unit="-", low=0.0, high=200.0, confidence="assumed",
        source="trial runs",
        text="Weight of the margin of similar firms in an entrant's choice of hub")
    hub_prior: float = parameter(
        default=3.0, unit="firms", low=0.0, high=1_000, confidence="assumed",
        source="trial runs",
        text="Pseudo-firms that shrink a hub's margin toward the mean")
    smoothing: float = parameter(
        default=0.1, unit="1/week", low=0.001, high=1.0, confidence="assumed",
        source="trial runs",
        text="Speed at which firms update their records")
