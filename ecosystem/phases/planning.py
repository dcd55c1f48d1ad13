"""Planning: providers set price and capacity, authorities officers and inspections."""

from __future__ import annotations

from ecosystem.state import State


def plan(state: State) -> None:
    """Providers and authorities look at the week that was and set what they will work with."""
    providers, rules = state.parameters.providers, state.parameters.customs
    state.carriers.plan(providers)
    state.platforms.plan(providers)
    customs = state.customs
    customs.update_overtime(rules)
    customs.average_revenue(rules)
    customs.adjust_officers(state.age, rules, state.expansion_factor)
    customs.adapt_inspections(state.age, rules)
