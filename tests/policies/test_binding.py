"""Policies are bound to a world, phased in, added up, and said to be wrong in one line."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import pytest

from ecosystem import ScenarioError
from ecosystem.policies.binding import Policies
from ecosystem.scenario.policy import FIRST_DAY, Policy, week_of
from tests.policies.effects import CHN, CODES, DEU, KINDS, USA, WORLD, policy, policy_effects


@pytest.mark.parametrize("group", ["eu", "rcep", "all"])
def test_groups_stand_for_their_members(group: str) -> None:
    members = {
        "eu": WORLD.countries.eu_member,
        "rcep": WORLD.bilateral.rcep.any(axis=1),
        "all": np.ones(len(CODES), bool),
    }[group]
    found = policy_effects(policy("digital_level", 0.1, countries=[group])).digital
    assert np.array_equal(found > 0, members)
    assert members.sum() > 5
    both = policy_effects(policy("digital_level", 0.1, countries=[group, "USA"])).digital
    assert np.array_equal(both > 0, members | (np.arange(len(CODES)) == USA))


def test_policies_add_up() -> None:
    twice = [policy("tariff", 0.1), policy("tariff", 0.2, countries=["USA"])]
    found = policy_effects(*twice).tariff
    assert found[CHN, USA, 0] == pytest.approx(0.3)
    assert found[CHN, DEU, 0] == pytest.approx(0.1)
    officers = [policy("customs_officers", 0.5), policy("customs_officers", -0.5)]
    assert policy_effects(*officers).officers[0] == pytest.approx(0.75)


def test_a_policy_begins_is_phased_in_and_ends() -> None:
    bound = Policies([policy("digital_level", 0.4, start=10, end=20, phase_in=3)], WORLD)
    course = [float(bound.in_force(week).digital[0]) for week in range(8, 22)]
    assert course == pytest.approx([0, 0, 0.1, 0.2, 0.3, *[0.4] * 7, 0, 0])


def test_without_an_end_a_policy_stays() -> None:
    bound = Policies([policy("digital_level", 0.4, start=-5)], WORLD)
    assert bound.in_force(-6).digital[0] == 0.0
    assert bound.in_force(-5).digital[0] == bound.in_force(10_000).digital[0] == 0.4


@pytest.mark.parametrize(
    ("when", "week"),
    [("2024-01-01", 0), ("2024-01-07", 0), (date(2024, 1, 8), 1), ("2023-12-31", -1),
     ("2025-08-29", 86), (datetime(2025, 8, 29, 12), 86), (86, 86)],
)
def test_dates_are_weeks(when: Any, week: int) -> None:
    assert policy("tariff", 0.1, start=when).start == week
    assert week_of(FIRST_DAY) == 0


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"lever": "tarif", "size": 0.1}, "policy 1: lever: unknown name 'tarif'; did you mean tariff?"),
        ({"lever": "tariff", "size": 9.0},
         "policy 1 (tariff): size: 9 is not between -1 and 5 share of value"),
        ({"lever": "tariff", "size": 0.1, "countries": ["usa"]},
         "policy 1 (tariff): countries: unknown name 'usa'; did you mean USA?"),
        ({"lever": "tariff", "size": 0.1, "origins": ["EU"]},
         "policy 1 (tariff): origins: unknown name 'EU'; did you mean eu?"),
        ({"lever": "digital_level", "size": 0.1, "categories": [KINDS[0]]},
         "policy 1 (digital_level): categories: this lever reads countries only"),
        ({"lever": "passage_closed", "size": 1.0},
         "policy 1 (passage_closed): passages: name at least one of suez, panama, malacca"),
        ({"lever": "outage", "size": 0.5, "providers": ["carier"]},
         "policy 1 (outage): providers: unknown name 'carier'; did you mean carrier?"),
        ({"lever": "passage_closed", "size": 1.0, "passages": ["suess"]},
         "policy 1 (passage_closed): passages: unknown name 'suess'; did you mean suez?"),
    ],
)
def test_a_fault_is_one_line_with_the_nearest_choice(written: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Policies([Policy(**written)], WORLD, "my.toml")
    assert caught.value.problems == [f"my.toml: {said}"]


def test_all_faults_are_said_at_once() -> None:
    two = [policy("tarif", 0.1), policy("tariff", 7.0, countries=["ZZZ"])]
    with pytest.raises(ScenarioError) as caught:
        Policies(two, WORLD)
    assert [line.split(": ")[1] for line in caught.value.problems] == [
        "policy 1", "policy 2 (tariff)", "policy 2 (tariff)"]
