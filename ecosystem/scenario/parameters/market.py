"""Parameters of demand: how much consumers spend across borders and what they look for."""

from __future__ import annotations

from ecosystem.scenario.parameters.parameter import ParameterGroup, parameter


class MarketParameters(ParameterGroup):
    """Consumers, markets and the setting of prices."""

    spending_share: float = parameter(
        default=0.008, unit="share of GDP x internet share", low=0.0001, high=0.1, confidence="estimated",
        source="trial runs against market studies",
        text="Yearly spending on goods of the kind traded here, as a share of GDP times internet users")
    spending_per_firm: float = parameter(
        default=33_000.0, unit="USD/week", low=1_000, high=1_000_000, confidence="assumed",
        source="trial runs",
        text="Market spending for each simulated firm at the start; sets how many real firms one stands for")
    inside_share: float = parameter(
        default=0.3, unit="share", low=0.01, high=0.95, confidence="assumed",
        source="trial runs",
        text="Share of spending that goes to the modelled sellers at the start")
    category_elasticity: float = parameter(
        default=1.24, unit="-", low=1.05, high=3.0, confidence="estimated",
        source="Edmond, Midrigan & Xu 2015, elasticity between sectors",
        text="Elasticity of a category's orders to its price level: what a seller meets who has all of a "
             "market")
    growth: float = parameter(
        default=0.05, unit="1/year", low=-0.5, high=1.0, confidence="assumed",
        source="UNCTAD 2024, order of magnitude",
        text="Yearly growth of spending from week 0 on")
    season: float = parameter(
        default=0.15, unit="share", low=0.0, high=0.9, confidence="assumed",
        source="retail sales, November against mean",
        text="Height of the yearly wave of spending from week 0 on")
    season_peak: int = parameter(
        default=47, unit="week of the year", low=0, high=51, confidence="assumed",
        source="late November sales",
        text="Week in which the yearly wave of spending peaks")
    quality_weight: float = parameter(
        default=1.0, unit="utility per ln quality", low=0.0, high=5.0, confidence="assumed",
        source="Khandelwal 2010, normalisation",
        text="Weight of a seller's quality in a consumer's choice")
    loyalty_weight: float = parameter(
        default=0.7, unit="utility per ln(1+loyalty)", low=0.0, high=0.8, confidence="estimated",
        source="trial runs against firm size tails",
        text="Weight of customers' loyalty to a listing in a consumer's choice")
    loyalty_scale: float = parameter(
        default=10.0, unit="parcels/week", low=0.1, high=1_000, confidence="assumed",
        source="trial runs",
        text="Satisfied orders a week that count as one unit of loyalty")
    loyalty_decay: float = parameter(
        default=0.02, unit="1/week", low=0.0001, high=1.0, confidence="assumed",
        source="trial runs",
        text="Share of loyalty that is renewed each week")
    fit_spread: float = parameter(
        default=0.3, unit="utility", low=0.0, high=3.0, confidence="assumed",
        source="trial runs",
        text="Standard deviation of a listing's fit with its market")
    fit_persistence: float = parameter(
        default=0.99, unit="1/week", low=0.0, high=0.9999, confidence="assumed",
        source="trial runs",
        text="Share of the fit with a market that lasts a week")
    day_cost: float = parameter(
        default=0.03, unit="utility/day", low=0.0, high=0.5, confidence="estimated",
        source="Hummels & Schaur 2013; Fisher, Gallino & Xu 2019",
        text="Loss of utility for each expected day until delivery")
    uncertainty_cost: float = parameter(
        default=0.015, unit="utility/day", low=0.0, high=0.5, confidence="assumed",
        source="half the cost of a day",
        text="Loss of utility for each day of standard deviation of delivery")
    stockout_cost: float = parameter(
        default=1.0, unit="utility", low=0.0, high=10.0, confidence="assumed",
        source="trial runs",
        text="Loss of utility when the goods are certainly out of stock")
    price_inertia: float = parameter(
        default=0.15, unit="1/week", low=0.001, high=1.0, confidence="assumed",
        source="Nakamura & Steinsson 2008, order of magnitude",
        text="Share of the gap to the best markup that a seller closes in a week")
    lateness_penalty: float = parameter(
        default=0.5, unit="satisfaction", low=0.0, high=2.0, confidence="assumed",
        source="trial runs",
        text="Satisfaction lost when a parcel takes twice the promised time")
    loss_penalty: float = parameter(
        default=2.0, unit="satisfaction", low=0.0, high=10.0, confidence="assumed",
        source="trial runs",
        text="Satisfaction lost per parcel lost, detained or refused")
    return_penalty: float = parameter(
        default=1.0, unit="satisfaction", low=0.0, high=10.0, confidence="assumed",
        source="trial runs",
        text="Satisfaction lost per returned parcel when the return is handled as badly as possible")
    promise_speed: float = parameter(
        default=0.05, unit="1/week", low=0.001, high=1.0, confidence="assumed",
        source="trial runs",
        text="Share of the gap that promised days close in a week")
