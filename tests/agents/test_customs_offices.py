"""Customs authorities: officers, inspections and overtime at their limits."""

from __future__ import annotations

import mesa
import numpy as np
import pytest

from ecosystem import World
from ecosystem.agents.customs import QUARTER, Customs
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
    return offices


@pytest.mark.parametrize(("work", "step"), [(1e6, 1.0), (1e-6, -1.0)])
def test_old_offices_move_by_a_few_per_cent_a_quarter(
    customs: Customs, work: float, step: float
) -> None:
    before = customs.officers.copy()
    customs.workload = customs.workload * work
    customs.staff_up(LATE + 1, RULES)
    np.testing.assert_array_equal(customs.officers, before)
    customs.staff_up(LATE, RULES)
    large = before > customs.post * 1.5
    assert large.any()
    np.testing.assert_allclose(
        customs.officers[large] / before[large], 1.0 + step * RULES.staffing_speed)
    assert np.all(np.abs(customs.officers / before - 1.0) <= RULES.staffing_speed + 1e-12)


def test_young_offices_follow_their_traffic_at_once(customs: Customs) -> None:
    customs.workload = customs.workload * 7.0
    customs.staff_up(0, RULES)
    np.testing.assert_allclose(customs.officers, customs.wanted_officers(RULES))


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
        customs.feel_rush(RULES)
    np.testing.assert_allclose(customs.rush, 1.0)
    np.testing.assert_allclose(
        customs.opening_hours(RULES), RULES.work_hours * (1.0 + RULES.overtime))
    customs.wait = np.zeros(customs.wait.shape)
    for _ in range(200):
        customs.feel_rush(RULES)
    np.testing.assert_allclose(customs.rush, 0.0, atol=1e-12)


def test_policies_change_who_is_at_work_and_not_the_plan(customs: Customs) -> None:
    planned = customs.officers.copy()
    customs.officer_factor = np.full(len(customs), 0.5)
    np.testing.assert_allclose(customs.at_work(), 0.5 * planned)
    np.testing.assert_array_equal(customs.officers, planned)
