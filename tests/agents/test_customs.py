"""Customs authorities: officers, inspections and overtime at their limits."""

from __future__ import annotations

import mesa
import numpy as np
import pytest

from ecosystem import World
from ecosystem.agents.customs import Customs
from ecosystem.core.arrays import QUARTER
from ecosystem.theory.games import expected_gain, violation_chance
from tests.small import small

RULES = small().customs
LATE = QUARTER * (RULES.founding_weeks // QUARTER + 1)


@pytest.fixture
def customs(world: World) -> Customs:
    """Authorities of the default world with some work."""
    offices = Customs(mesa.Model(rng=1))
    offices.establish(world, RULES)
    offices.workload = np.linspace(10.0, 1e6, len(offices))
    offices.officers = offices.wanted_officers(RULES)
    offices.grant = offices.officers * offices.wage
    return offices


@pytest.mark.parametrize(("work", "step"), [(1e6, 1.0), (1e-6, -1.0)])
def test_old_offices_move_by_a_few_per_cent_a_quarter(
    customs: Customs, work: float, step: float
) -> None:
    before = customs.officers.copy()
    customs.workload = customs.workload * work
    customs.revenue = 1e12 + 0.0 * customs.revenue
    customs.adjust_officers(LATE + 1, RULES, 1.0)
    np.testing.assert_array_equal(customs.officers, before)
    customs.adjust_officers(LATE, RULES, 1.0)
    large = before > customs.post * 1.5
    assert large.any()
    np.testing.assert_allclose(
        customs.officers[large] / before[large], 1.0 + step * RULES.staffing_speed)
    assert np.all(np.abs(customs.officers / before - 1.0) <= RULES.staffing_speed + 1e-12)


def test_young_offices_follow_their_traffic_at_once(customs: Customs) -> None:
    customs.workload = customs.workload * 7.0
    customs.adjust_officers(0, RULES, 1.0)
    np.testing.assert_allclose(customs.officers, customs.wanted_officers(RULES))
    np.testing.assert_allclose(customs.grant, customs.officers * customs.wage)


def test_officers_cost_no_more_than_the_budget(customs: Customs) -> None:
    before = customs.grant.copy()
    customs.workload = customs.workload * 1e3
    customs.adjust_officers(LATE, RULES, 1.0)
    np.testing.assert_allclose(customs.grant, (1.0 + RULES.grant_growth) * before)
    at_least = customs.officers <= customs.post
    assert np.all(at_least | (customs.officers * customs.wage <= customs.budget(RULES, 1.0) * (1 + 1e-12)))
    # Revenue in real size pays for more officers than revenue in simulated size.
    customs.revenue = before / RULES.collection_cost / 1_000.0
    np.testing.assert_allclose(customs.budget(RULES, 1_000.0) - customs.grant, before)
    poor = customs.officers.copy()
    customs.adjust_officers(LATE, RULES, 1_000.0)
    assert np.all(customs.officers > poor * (1.0 + RULES.grant_growth))


def test_revenue_is_averaged(customs: Customs) -> None:
    customs.duty_revenue, customs.vat_revenue, customs.fines = (
        amount + 0.0 * customs.wage for amount in (5.0, 3.0, 2.0))
    for _ in range(400):
        customs.average_revenue(RULES)
    np.testing.assert_allclose(customs.revenue, 10.0, rtol=1e-6)


def play(customs: Customs, worth: float, quarters: int) -> tuple[np.ndarray, np.ndarray]:
    """Violations and inspections while sellers and authorities answer each other, by quarter and country.

    A violation saves 1, an inspection costs 2, and a violation that is found costs 10.
    """
    rules = RULES.model_copy(update={
        "inspection_minutes": 60.0, "inspection_speed": 0.05, "inspection_least": 1e-3,
        "inspection_most": 1e3, "inspection_share": 0.5, "inspection_quality": 1.0})
    customs.wage, customs.wait = 2.0 * rules.work_hours + 0.0 * customs.wage, 0.0 * customs.wait
    customs.inspection_worth = worth + 0.0 * customs.wage
    seen = []
    for quarter in range(quarters):
        inspected = customs.inspected_share(rules)[:, 2]
        violations = violation_chance(expected_gain(1.0, 10.0, inspected), 0.1)
        customs.inspections, customs.recovered = inspected, inspected * violations * 10.0
        customs.adapt_inspections(LATE - LATE % QUARTER + QUARTER * quarter, rules)
        seen.append((violations, inspected))
    violated, inspected = np.array(seen).swapaxes(0, 1)
    return violated, inspected


def test_authorities_and_sellers_play_the_inspection_game(customs: Customs) -> None:
    violated, inspected = play(customs, worth=0.0, quarters=600)
    np.testing.assert_allclose(violated[200:].mean(axis=0), 0.2, atol=0.02)
    np.testing.assert_allclose(inspected[200:].mean(axis=0), 0.1, atol=0.02)
    np.testing.assert_allclose(violated[-1], 0.2, atol=1e-3)


def test_other_finds_make_for_more_inspections(customs: Customs) -> None:
    violated, inspected = play(customs, worth=1.0, quarters=600)
    assert np.all(violated[-1] < 0.15)
    # Inspections pay where fines and other finds, ever fewer the more is inspected, cover their cost.
    level = inspected[-1] / 0.5
    np.testing.assert_allclose(10.0 * violated[-1] + 1.0 / level, 2.0, atol=0.02)


def test_young_authorities_find_their_share_right(customs: Customs) -> None:
    customs.inspections, customs.recovered = 2.0 + 0.0 * customs.wage, np.linspace(0.0, 100.0, len(customs))
    cost, fines = customs.inspection_cost(RULES), customs.recovered / 2.0
    customs.adapt_inspections(0, RULES)
    np.testing.assert_allclose(customs.inspection_worth, RULES.revealed_worth * (cost - fines))
    assert (customs.inspection_worth > 0).any() and (customs.inspection_worth < 0).any()
    customs.adapt_inspections(LATE - LATE % QUARTER, RULES)
    np.testing.assert_allclose(customs.inspection_level, 1.0)
    customs.recovered = 3.0 * customs.recovered
    customs.adapt_inspections(LATE - LATE % QUARTER, RULES)
    assert np.all(np.diff(customs.inspection_level[fines == 0.0] - 1.0) == 0.0)
    assert np.all(customs.inspection_level[fines > 0.0] > 1.0)


def test_long_waits_end_inspections_down_to_the_bound(customs: Customs) -> None:
    customs.wait = 1e3 + 0.0 * customs.wait
    levels = []
    for quarter in range(80):
        customs.adapt_inspections(LATE - LATE % QUARTER + QUARTER * quarter, RULES)
        levels.append(customs.inspection_level.copy())
    assert np.all(np.diff(levels, axis=0) <= 0.0)
    np.testing.assert_allclose(levels[-1], RULES.inspection_least)
    np.testing.assert_allclose(levels[0], np.exp(-RULES.inspection_speed), rtol=0.06)


def test_accuracy_rises_with_digital_level_and_quality(customs: Customs) -> None:
    usual = customs.accuracy(RULES)
    assert np.all((usual >= 0.0) & (usual <= 1.0)) and usual.max() > 0.1
    customs.digital_added = 0.05 + 0.0 * customs.wage
    assert np.all(customs.accuracy(RULES) >= usual) and customs.accuracy(RULES).max() > usual.max()
    random = RULES.model_copy(update={"risk_targeting": 0.0})
    np.testing.assert_array_equal(customs.detection_chance(random), customs.inspected_share(random))
    assert np.all(customs.detection_chance(RULES) >= customs.inspected_share(RULES))


def test_wanted_officers_bring_the_load_to_its_target(customs: Customs) -> None:
    load = customs.workload / (RULES.work_hours * customs.officers)
    target = RULES.target_load - RULES.target_load_quality * customs.quality
    manned = customs.officers > customs.post
    assert manned.any() and not manned.all()
    np.testing.assert_allclose(load[manned], target[manned])
    assert np.all(load[~manned] <= target[~manned] + 1e-12)
    customs.workload = np.zeros(len(customs))
    np.testing.assert_array_equal(customs.wanted_officers(RULES), customs.post)


def test_a_backlog_calls_for_officers(customs: Customs) -> None:
    usual = customs.wanted_officers(RULES)
    customs.backlog = np.full(customs.backlog.shape, 1e6)
    assert np.all(customs.wanted_officers(RULES) > usual)


def test_inspections_are_shares_and_fall_with_trust_quality_and_rush(customs: Customs) -> None:
    calm = customs.inspected_share(RULES)
    assert np.all((calm > 0) & (calm < 1))
    assert np.all(np.diff(calm, axis=1) > 0)
    order = np.argsort(customs.quality)
    assert np.all(np.diff(calm[order, 2]) <= 1e-15)
    customs.rush = np.ones(len(customs))
    np.testing.assert_allclose(
        customs.inspected_share(RULES), (1.0 - RULES.overtime_inspection) * calm)
    customs.inspection_factor = np.full(len(customs), 1e6)
    np.testing.assert_array_equal(customs.inspected_share(RULES), np.ones(calm.shape))


def test_overtime_grows_to_its_limit_and_no_further(customs: Customs) -> None:
    customs.wait = np.full(customs.wait.shape, 1e6)
    for _ in range(200):
        customs.update_overtime(RULES)
    np.testing.assert_allclose(customs.rush, 1.0)
    np.testing.assert_allclose(
        customs.opening_hours(RULES), RULES.work_hours * (1.0 + RULES.overtime))
    customs.wait = np.zeros(customs.wait.shape)
    for _ in range(200):
        customs.update_overtime(RULES)
    np.testing.assert_allclose(customs.rush, 0.0, atol=1e-12)


def test_policies_change_who_is_at_work_and_not_the_plan(customs: Customs) -> None:
    planned = customs.officers.copy()
    customs.officer_factor = np.full(len(customs), 0.5)
    np.testing.assert_allclose(customs.at_work(), 0.5 * planned)
    np.testing.assert_array_equal(customs.officers, planned)
