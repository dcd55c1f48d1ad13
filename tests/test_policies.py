"""Levers change what they name, for whom they name, while they last, and nothing else ever."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from typing import Any

import numpy as np
import pytest

from ecosystem import Ecosystem, ScenarioError
from ecosystem.messages.policy_effects import PolicyEffects
from ecosystem.policies.binding import LEVERS, Policies
from ecosystem.scenario.names import PASSAGES
from ecosystem.scenario.policy import FIRST_DAY, Policy, week_of
from tests.small import default_world, run, same_state, small

WORLD = default_world()
CODES = WORLD.countries.code
KINDS = WORLD.categories.name
USA, CHN, DEU = (CODES.index(code) for code in ("USA", "CHN", "DEU"))


def policy(lever: str, size: float, **more: Any) -> Policy:
    return Policy(lever=lever, size=size, **more)


def policy_effects(*policies: Policy, week: int = 0) -> PolicyEffects:
    return Policies(policies, WORLD).in_force(week)


def moved(one: PolicyEffects, other: PolicyEffects) -> set[str]:
    """Names of the measures that differ."""
    names = (field.name for field in fields(PolicyEffects))
    return {name for name in names if not np.array_equal(getattr(one, name), getattr(other, name))}


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


NEUTRAL = Policies((), WORLD).neutral()
BY_COUNTRY = {
    "de_minimis_duty": ("duty_threshold", 50.0, 0.0 + 50.0),
    "de_minimis_tax": ("tax_threshold", -20.0, 0.0 - 20.0),
    "de_minimis_2026": ("law_of_2026", 1.0, 1.0),
    "customs_officers": ("officers", 0.25, 1.25),
    "inspection_share": ("inspection", 2.0, 3.0),
    "digital_level": ("digital", 0.1, 0.1),
    "vat_at_sale": ("vat_at_sale", 50.0, 50.0),
    "surcharge_transparency": ("transparency", 0.5, 0.5),
    "service_rating": ("rating", 0.5, 0.5),
}


@pytest.mark.parametrize("lever", BY_COUNTRY)
def test_levers_by_country_move_one_measure_of_the_countries_named(lever: str) -> None:
    name, size, value = BY_COUNTRY[lever]
    found = policy_effects(policy(lever, size, countries=["USA"]))
    assert moved(found, NEUTRAL) == {name}
    changed = getattr(found, name)
    assert changed[USA] == value
    assert np.array_equal(np.delete(changed, USA), np.delete(getattr(NEUTRAL, name), USA))


def test_a_tariff_holds_for_origins_countries_and_categories() -> None:
    found = policy_effects(
        policy("tariff", 0.3, countries=["USA"], origins=["CHN"], categories=[KINDS[1]]))
    assert moved(found, NEUTRAL) == {"tariff"}
    assert found.tariff[CHN, USA, 1] == 0.3
    assert np.count_nonzero(found.tariff) == 1


def test_a_flat_duty_holds_for_countries_and_categories() -> None:
    found = policy_effects(policy("flat_duty", 3.0, countries=["DEU"], categories=[KINDS[0]]))
    assert moved(found, NEUTRAL) == {"flat_duty"}
    assert found.flat_duty[DEU, 0] == 3.0
    assert np.count_nonzero(found.flat_duty) == 1


def test_a_demand_shock_multiplies_spending() -> None:
    found = policy_effects(policy("demand_shock", -0.5, countries=["USA"], categories=[KINDS[0]]))
    assert moved(found, NEUTRAL) == {"demand"}
    assert found.demand[USA, 0] == 0.5
    assert np.count_nonzero(found.demand != 1.0) == 1


def test_an_outage_hits_providers_by_name_or_kind() -> None:
    table = WORLD.providers
    one = policy_effects(policy("outage", 0.4, providers=[table.name[0]]))
    assert moved(one, NEUTRAL) == {"capacity"}
    assert np.array_equal(np.flatnonzero(one.capacity != 1.0), [0])
    assert one.capacity[0] == pytest.approx(0.6)
    carriers = policy_effects(policy("outage", 0.4, providers=["carrier"])).capacity < 1.0
    assert np.array_equal(carriers, np.array(table.kind) == "carrier")


@pytest.mark.parametrize("name", PASSAGES)
def test_a_passage_closes_from_one_half_on(name: str) -> None:
    shut = policy_effects(policy("passage_closed", 1.0, passages=[name]))
    assert moved(shut, NEUTRAL) == {"closed"}
    assert shut.closed == {name}
    assert policy_effects(policy("passage_closed", 0.49, passages=[name])).closed == frozenset()


def test_recognition_is_mutual() -> None:
    code = WORLD.countries.code
    one = policy_effects(policy("mutual_recognition", 0.3, countries=["USA"], origins=["CHN", "VNM"]))
    assert moved(one, NEUTRAL) == {"recognition"}
    np.testing.assert_array_equal(one.recognition, one.recognition.T)
    assert one.recognition[code.index("USA"), code.index("CHN")] == 0.3
    assert np.count_nonzero(one.recognition) == 4
    among = policy_effects(policy("mutual_recognition", 0.3, countries=["rcep"], origins=["rcep"]))
    assert set(np.unique(among.recognition)) == {0.0, 0.3}


def test_every_lever_is_tested_here() -> None:
    others = {"tariff", "flat_duty", "mutual_recognition", "demand_shock", "outage", "passage_closed"}
    assert set(LEVERS) == others | set(BY_COUNTRY)
    for lever in LEVERS.values():
        assert lever.text and lever.source and lever.unit and lever.low <= 0.0 < lever.high


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
)  # fmt: skip
def test_dates_are_weeks(when: Any, week: int) -> None:
    assert policy("tariff", 0.1, start=when).start == week
    assert week_of(FIRST_DAY) == 0


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


def search_all(model: Ecosystem) -> None:
    """Search all ways under the present traffic, as a passage that opens or closes has it done."""
    route_paths = model.route_paths
    model.route_paths = route_paths.searched(route_paths.closed, *model.lane_flows.terms(route_paths.network, route_paths.closed, model.expansion_factor))


SIZES = {lever.name: min(lever.high, 1.0) for lever in LEVERS.values()}


@pytest.mark.parametrize("lever", LEVERS)
def test_an_ended_policy_leaves_measures_law_and_lanes_as_before(lever: str) -> None:
    written = {"lever": lever, "size": SIZES[lever], "start": 1, "end": 2}
    if lever == "passage_closed":
        written["passages"] = ["suez"]
    model = Ecosystem(small(5).replace({"policy": [written]}), WORLD)
    search_all(model)
    model.apply_policies(model.policies.in_force(0))
    before = model.policy_effects, model.law(), model.route_paths, model.conditions()
    model.apply_policies(model.policies.in_force(1))
    assert moved(model.policy_effects, before[0])
    model.apply_policies(model.policies.in_force(2))
    assert not moved(model.policy_effects, before[0])
    for one, other in zip((model.policy_effects, model.law(), model.route_paths, model.conditions()), before, strict=True):
        same(one, other)


def test_a_law_follows_its_levers() -> None:
    """Thresholds, tariffs and flat duties reach the law; those of other countries stay."""
    model = Ecosystem(small(5), WORLD)
    plain = model.law()
    changes = [policy("de_minimis_2026", 1.0, countries=["USA"]),
               policy("tariff", 0.1, countries=["USA"], origins=["CHN"])]
    model.apply_policies(policy_effects(*changes))
    law = model.law()
    assert plain.duty_threshold[USA] == 800.0
    assert law.duty_threshold[USA] == WORLD.countries.de_minimis_duty_2026[USA] == 0.0
    assert np.array_equal(np.delete(law.duty_threshold, USA), np.delete(plain.duty_threshold, USA))
    assert np.allclose(law.tariff[CHN, USA] - plain.tariff[CHN, USA], 0.1)
    changed = law.tariff != plain.tariff
    changed[CHN, USA] = False
    assert not changed.any()


def test_closing_suez_makes_bulk_dearer_or_slower_and_leaves_air_alone() -> None:
    model = Ecosystem(small(5), WORLD)
    search_all(model)
    plain = model.conditions().lanes
    model.apply_policies(policy_effects(policy("passage_closed", 1.0, passages=["suez"])))
    closed = model.conditions().lanes
    worth = np.array(model.parameters.freight.values_of_time)[:, None, None]
    burden = [lanes.bulk_cost + worth * lanes.bulk_days for lanes in (plain, closed)]
    assert (burden[1] >= burden[0] - 1e-6).all()
    assert (closed.bulk_days > plain.bulk_days + 7.0).any()
    assert np.array_equal(closed.air_days, plain.air_days)


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
        ({"lever": "passage_closed", "size": 1.0, "passages": ["suess"]},
         "policy 1 (passage_closed): passages: unknown name 'suess'; did you mean suez?"),
    ],
)  # fmt: skip
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
