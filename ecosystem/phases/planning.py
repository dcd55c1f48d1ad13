"""Planning: providers set price and capacity, authorities officers and inspections."""

from __future__ import annotations

from ecosystem.phases import Touches
from ecosystem.state import State

READS: Touches = {
    "carriers": "capacity cost_level need price_level quality quality_base staff volume working",
    "customs": (
        "backlog digital digital_added duty_revenue fines grant inspection_factor "
        "inspection_level inspection_worth inspections officers post quality recovered revenue "
        "rush vat_revenue wage wait workload"
    ),
    "platforms": "capacity cost_level need price_level quality quality_base staff volume working",
}
WRITES: Touches = {
    "carriers": "capacity price_level quality",
    "customs": "grant inspection_level officers revenue rush",
    "platforms": "capacity price_level quality",
}


def plan(state: State) -> None:
    """Providers and authorities look at the week that was and set what they will work with."""
    providers, parameters = state.parameters.providers, state.parameters.customs
    for cohort in state.providers.values():
        cohort.plan(providers)
    customs = state.customs
    customs.update_overtime(parameters)
    customs.average_revenue(parameters)
    customs.adjust_officers(state.age, parameters, state.expansion_factor)
    customs.adapt_inspections(state.age, parameters)
