"""Size and length of a run: what decides how much is computed, not how the world behaves."""

from __future__ import annotations

from ecosystem.scenario.parameter import ParameterGroup, parameter

LARGEST_SEED = 2**53 - 1
"""Largest whole number that every reader of JSON keeps exactly."""


class RunParameters(ParameterGroup):
    """How many sellers, for how long, and under which seed."""

    firms: int = parameter(
        2_000,
        "firms",
        1,
        2_000_000,
        "chosen: 60 weeks a second on two cores",
        "assumed",
        "Sellers at the start; they share the same markets, so more of them means a finer grain",
    )
    weeks: int = parameter(
        260,
        "weeks",
        1,
        5_200,
        "chosen: five years",
        "assumed",
        "Weeks simulated from 1 January 2024",
    )
    seed: int = parameter(
        1,
        "-",
        0,
        LARGEST_SEED,
        "chosen",
        "assumed",
        "Seed of every random draw; equal seeds give equal runs",
    )
    settling_weeks: int = parameter(
        1_040,
        "weeks",
        0,
        10_400,
        "20 years: firm sizes and service shares stop drifting",
        "assumed",
        "Weeks that the world stands still at 2024 facts before the base snapshot is kept",
    )
    resettling_weeks: int = parameter(
        104,
        "weeks",
        0,
        10_400,
        "two years: a review each quarter and two generations of entrants",
        "assumed",
        "Further settling from the base snapshot under a scenario's own parameters",
    )
