"""Conditions: what everybody can know this week, gathered from the agents, the network and the law."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ecosystem.agents.providers.providers import TourDensity
from ecosystem.core.arrays import Flags
from ecosystem.markets import clearance, freight
from ecosystem.messages.factors import Factors
from ecosystem.phases import Touches
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.inventory import StockLosses
from ecosystem.quotes.law import Law, law_in_force
from ecosystem.state import State
from ecosystem.world.network.lanes import speed_factor
from ecosystem.world.standards import standards_distance

READS: Touches = {
    "carriers": "capacity collected delivered need price_level quality staff volume working",
    "customs": (
        "days_sd digital digital_added duty_threshold hold_days inspection_factor "
        "inspection_level performance quality rush tariff tax_threshold vat"
    ),
    "firms": "fined founded need revenue staff",
    "platforms": (
        "capacity collected delivered need posted price_level quality quality_base staff volume "
        "working"
    ),
}
WRITES: Touches = {}

Effect = Callable[[State], Factors]
"""What something does to the firms: factors by row of the firms."""


def observe(state: State, effects: Sequence[Effect] = ()) -> Conditions:
    """Everything public this week that a quote depends on.

    Args:
        state: the model's state.
        effects: what gives factors by firm; they are multiplied in this order.
    """
    parameters, kinds, policies = state.parameters, state.world.categories, state.policy_effects
    density = TourDensity.of(state.world, state.expansion_factor, parameters.providers)
    digital = state.customs.digital_level()
    return Conditions(
        lanes=freight.price_lanes(state.route_paths, state.world, parameters.services),
        border=clearance.conditions(state.customs, parameters.customs),
        rate_cards={
            name: cohort.rate_cards(density, parameters.providers)
            for name, cohort in state.providers.items()},
        law=law(state),
        region=state.world.countries.region_index,
        return_rate=kinds.return_rate,
        stock_losses=StockLosses.of(kinds),
        staffing=state.firms.staffing(),
        specialists=state.firms.specialists(),
        trusted=trusted_platforms(state),
        trusted_firms=trusted_firms(state),
        documents=clearance.documents(
            standards_distance(state.world.bilateral, parameters.customs), policies.recognition,
            digital, parameters.customs),
        digital=digital,
        domestic=speed_factor(state.world.countries, parameters.freight),
        posted=state.platforms.posted * state.expansion_factor,
        transparency=policies.transparency,
        rating=policies.rating,
        factors=Factors.product(effect(state) for effect in effects),
    )


def with_entrants(state: State, now: Conditions, effects: Sequence[Effect] = ()) -> Conditions:
    """The same conditions once candidates have taken their rows among the firms."""
    return replace(
        now, staffing=state.firms.staffing(), specialists=state.firms.specialists(),
        trusted_firms=trusted_firms(state),
        factors=Factors.product(effect(state) for effect in effects))


def law(state: State) -> Law:
    """Duty and VAT in force."""
    return law_in_force(
        state.customs, state.world, state.policy_effects, state.parameters.customs)


def trusted_platforms(state: State) -> Flags:
    """Platforms whose bulk entries customs trusts."""
    return state.platforms.quality_base >= state.parameters.customs.trusted_quality


def trusted_firms(state: State) -> Flags:
    """Firms whose own bulk entries customs trusts."""
    return state.firms.trusted(state.age, state.parameters.customs)
