"""Parameters of demand: how much consumers spend across borders and what they look for."""

from __future__ import annotations

from ecosystem.scenario.parameter import ParameterGroup, parameter


class MarketParameters(ParameterGroup):
    """Consumers, markets and the setting of prices."""

    spending_share: float = parameter(
        0.008, "share of GDP x internet share", 0.0001, 0.1, "trial runs against market studies", "estimated",
        "Yearly spending on goods of the kind traded here, as a share of GDP times internet users")
    spending_per_firm: float = parameter(
        33_000.0, "USD/week", 1_000, 1_000_000, "trial runs", "assumed",
        "Market spending for each simulated firm at the start; sets how many real firms one stands for")
    inside_share: float = parameter(
        0.3, "share", 0.01, 0.95, "trial runs", "assumed",
        "Share of spending that goes to the modelled sellers when the world is founded")
    growth: float = parameter(
        0.05, "1/year", -0.5, 1.0, "UNCTAD 2024, order of magnitude", "assumed",
        "Yearly growth of spending from week 0 on")
    season: float = parameter(
        0.15, "share", 0.0, 0.9, "retail sales, November against mean", "assumed",
        "Height of the yearly wave of spending from week 0 on")
    season_peak: int = parameter(
        47, "week of the year", 0, 51, "late November sales", "assumed", "Week in which the wave peaks")
    quality_weight: float = parameter(
        1.0, "utility per ln quality", 0.0, 5.0, "Khandelwal 2010, normalisation", "assumed",
        "Weight of a seller's quality in a consumer's choice")
    loyalty_weight: float = parameter(
        0.7, "utility per ln(1+loyalty)", 0.0, 0.8, "trial runs against firm size tails", "estimated",
        "Weight of a listing's loyal custom in a consumer's choice")
    loyalty_scale: float = parameter(
        10.0, "parcels/week", 0.1, 1_000, "trial runs", "assumed", "Satisfied orders a week that count as one unit of loyalty")
    loyalty_decay: float = parameter(
        0.02, "1/week", 0.0001, 1.0, "trial runs", "assumed", "Share of loyalty that is renewed each week")
    fit_spread: float = parameter(
        0.3, "utility", 0.0, 3.0, "trial runs", "assumed", "Standard deviation of a listing's fit with its market")
    fit_persistence: float = parameter(
        0.99, "1/week", 0.0, 0.9999, "trial runs", "assumed", "Share of the fit with a market that lasts a week")
    day_cost: float = parameter(
        0.03, "utility/day", 0.0, 0.5, "Hummels & Schaur 2013; Fisher, Gallino & Xu 2019", "estimated",
        "Loss of utility for each expected day until delivery")
    uncertainty_cost: float = parameter(
        0.015, "utility/day", 0.0, 0.5, "half the cost of a day", "assumed",
        "Loss of utility for each day of standard deviation of delivery")
    stockout_cost: float = parameter(
        1.0, "utility", 0.0, 10.0, "trial runs", "assumed", "Loss of utility when the goods are certainly out of stock")
    price_inertia: float = parameter(
        0.15, "1/week", 0.001, 1.0, "Nakamura & Steinsson 2008, order of magnitude", "assumed",
        "Share of the gap to the best markup that a seller closes in a week")
    lateness_penalty: float = parameter(
        0.5, "satisfaction", 0.0, 2.0, "trial runs", "assumed",
        "Satisfaction lost when a parcel takes twice the promised time")
    loss_penalty: float = parameter(
        2.0, "satisfaction", 0.0, 10.0, "trial runs", "assumed", "Satisfaction lost per parcel lost, detained or refused")
    return_penalty: float = parameter(
        1.0, "satisfaction", 0.0, 10.0, "trial runs", "assumed", "Satisfaction lost per returned parcel when the return is handled as badly as can be")
    promise_speed: float = parameter(
        0.05, "1/week", 0.001, 1.0, "trial runs", "assumed", "Share of the gap that promised days close in a week")
