"""The world moves: policies come and go, spending follows growth and season, quality its jumps."""

from __future__ import annotations

from ecosystem.state import State


def move_world(state: State) -> None:
    """Let every agent know the policies and shocks of the week; closed passages change routes."""
    parameters = state.parameters
    effects = state.policy_effects = state.policies.in_force(state.week)
    state.customs.apply_policies(effects)
    state.carriers.apply_policies(effects)
    state.platforms.apply_policies(effects)
    state.route_paths = state.route_paths.this_week(
        effects.closed, state.lane_flows, state.expansion_factor, state.age)
    state.markets.advance(state.week, effects.demand, parameters.market)
    state.firms.improve(state.draws, parameters.sellers)
