"""The world moves: policies come and go, spending follows growth and season, quality its jumps."""

from __future__ import annotations

from ecosystem.messages.policy_effects import PolicyEffects
from ecosystem.phases import Touches
from ecosystem.state import State

READS: Touches = {
    "carriers": "listing",
    "firms": "id quality quality_base",
    "lane_flows": "flow usual",
    "markets": "base_spending budget elasticity inside outside reference",
    "platforms": "listing",
}
WRITES: Touches = {
    "carriers": "working",
    "customs": "digital_added inspection_factor officer_factor",
    "firms": "quality",
    "markets": "budget inside spending",
    "platforms": "working",
}


def move_world(state: State) -> None:
    """Put the week's policies and shocks into force, and move spending and quality."""
    parameters = state.parameters
    apply_policies(state, state.policies.in_force(state.week))
    state.markets.advance(state.week, state.policy_effects.demand, parameters.market)
    state.firms.improve(state.draws, parameters.sellers)


def apply_policies(state: State, effects: PolicyEffects) -> None:
    """Let every agent know policies and shocks; closed passages change routes."""
    state.policy_effects = effects
    state.customs.apply_policies(effects)
    for cohort in state.providers.values():
        cohort.apply_policies(effects)
    state.route_paths = state.route_paths.this_week(
        effects.closed, state.lane_flows, state.expansion_factor, state.age)
