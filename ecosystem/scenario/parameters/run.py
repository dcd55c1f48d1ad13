"""Size and length of a run: what decides how much is computed, not how the world behaves."""

from __future__ import annotations

from ecosystem.scenario.parameters.parameter import ParameterGroup, parameter

LARGEST_SEED = 2**53 - 1
"""Largest whole number that every reader of JSON keeps exactly."""


class RunParameters(ParameterGroup):
    """How many sellers, for how long, and under which seed."""

    firms: int = parameter(
        default=2_000, unit="firms", low=1, high=2_000_000, confidence="assumed",
        source="chosen: 60 weeks a second on two cores",
        text="Sellers at the start; they share the same markets, so more of them means a finer grain")
    weeks: int = parameter(
        default=260, unit="weeks", low=1, high=5_200, confidence="assumed",
        source="chosen: five years",
        text="Weeks simulated from 1 January 2024")
    seed: int = parameter(
        default=1, unit="-", low=0, high=LARGEST_SEED, confidence="assumed",
        source="chosen",
        text="Seed of every random draw; equal seeds give equal runs")
    settling_weeks: int = parameter(
        default=1_040, unit="weeks", low=0, high=10_400, confidence="assumed",
        source="20 years: firm sizes and service shares stop drifting",
        text="Weeks that the world stands still at 2024 facts before the base snapshot is kept")
    resettling_weeks: int = parameter(
        default=104, unit="weeks", low=0, high=10_400, confidence="assumed",
        source="two years: a review each quarter and two generations of entrants",
        text="Further settling from the base snapshot under a scenario's own parameters")
