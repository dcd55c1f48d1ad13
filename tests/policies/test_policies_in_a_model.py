"""Policies reach the model while they last, and leave no trace afterwards."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from ecosystem import Ecosystem
from ecosystem.phases.conditions import law, observe
from ecosystem.phases.world_moves import apply_policies
from ecosystem.policies.lever import LEVERS
from tests.policies.effects import CHN, USA, WORLD, moved, policy, policy_effects
from tests.small import run, same_state, small

SIZES = {lever.name: min(lever.high, 1.0) for lever in LEVERS.values()}


def same(one: Any, other: Any) -> None:
    """Assert that two records of arrays are equal bit for bit."""
    for field in fields(one):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, np.ndarray):
            assert mine.tobytes() == theirs.tobytes(), field.name
        elif hasattr(mine, "__dataclass_fields__"):
            same(mine, theirs)
        elif isinstance(mine, int | float | str | frozenset | set | tuple):
            assert mine == theirs, field.name


def search_all(model: Ecosystem) -> None:
    """Search all routes under the present traffic, as a passage that opens or closes has it done."""
    route_paths = model.route_paths
    network, closed = route_paths.network, route_paths.closed
    terms = model.lane_flows.terms(network, closed, model.expansion_factor)
    model.route_paths = route_paths.searched(closed, *terms)


def test_a_policy_of_size_zero_changes_nothing_bit_for_bit() -> None:
    zeros = [{"lever": name, "size": 0, "passages": ["suez"] * (name == "passage_closed")} for name in LEVERS]
    plain, moved_by_nothing = small(40), small(40).replace({"policy": zeros})
    one, other = (run(Ecosystem(each, WORLD), 6).save() for each in (plain, moved_by_nothing))
    same_state(one, other)


def test_a_policy_acts_in_the_model() -> None:
    """The check above can fail: a policy of some size changes the state."""
    tariff = small(40).replace({"policy": [{"lever": "tariff", "size": 1.0}]})
    one, other = (run(Ecosystem(each, WORLD), 6).save() for each in (small(40), tariff))
    with pytest.raises(AssertionError):
        same_state(one, other)


def test_before_it_starts_a_policy_changes_nothing_bit_for_bit() -> None:
    later = small(40).replace({"policy": [{"lever": "tariff", "size": 1.0, "start": 5}]})
    one, other = (run(Ecosystem(each, WORLD), 5).save() for each in (small(40), later))
    same_state(one, other)


@pytest.mark.parametrize("lever", LEVERS)
def test_an_ended_policy_leaves_effects_law_and_lanes_as_before(lever: str) -> None:
    written = {"lever": lever, "size": SIZES[lever], "start": 1, "end": 2}
    if lever == "passage_closed":
        written["passages"] = ["suez"]
    model = Ecosystem(small(5).replace({"policy": [written]}), WORLD)
    search_all(model)
    apply_policies(model.state, model.policies.in_force(0))
    before = model.policy_effects, law(model.state), model.route_paths, observe(model.state)
    apply_policies(model.state, model.policies.in_force(1))
    assert moved(model.policy_effects, before[0])
    apply_policies(model.state, model.policies.in_force(2))
    assert not moved(model.policy_effects, before[0])
    after = model.policy_effects, law(model.state), model.route_paths, observe(model.state)
    for one, other in zip(after, before, strict=True):
        same(one, other)


def test_a_law_follows_its_levers() -> None:
    """Thresholds, tariffs and flat duties reach the law; those of other countries stay."""
    model = Ecosystem(small(5), WORLD)
    plain = law(model.state)
    changes = [policy("de_minimis_2026", 1.0, countries=["USA"]),
               policy("tariff", 0.1, countries=["USA"], origins=["CHN"])]
    apply_policies(model.state, policy_effects(*changes))
    moved_law = law(model.state)
    assert plain.duty_threshold[USA] == 800.0
    assert moved_law.duty_threshold[USA] == WORLD.countries.de_minimis_duty_2026[USA] == 0.0
    assert np.array_equal(np.delete(moved_law.duty_threshold, USA), np.delete(plain.duty_threshold, USA))
    assert np.allclose(moved_law.tariff[CHN, USA] - plain.tariff[CHN, USA], 0.1)
    changed = moved_law.tariff != plain.tariff
    changed[CHN, USA] = False
    assert not changed.any()


def test_closing_suez_makes_bulk_dearer_or_slower_and_leaves_air_alone() -> None:
    model = Ecosystem(small(5), WORLD)
    search_all(model)
    plain = observe(model.state).lanes
    apply_policies(model.state, policy_effects(policy("passage_closed", 1.0, passages=["suez"])))
    closed = observe(model.state).lanes
    worth = np.array(model.parameters.freight.values_of_time)[:, None, None]
    burden = [lanes.bulk_cost + worth * lanes.bulk_days for lanes in (plain, closed)]
    assert (burden[1] >= burden[0] - 1e-6).all()
    assert (closed.bulk_days > plain.bulk_days + 7.0).any()
    assert np.array_equal(closed.air_days, plain.air_days)
