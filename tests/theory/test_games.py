"""The inspection game against its equilibrium, and targeted inspection against its totals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.theory.games import (
    adapted,
    equilibrium,
    expected_gain,
    inspection_drift,
    targeted_chances,
    violation_chance,
)

shares = st.floats(0.0, 1.0)


def played(
    gain: float, cost: float, stake: float, start: float, scale: float, memory: float, rounds: int = 4000
) -> tuple[float, float, float]:
    """Long-run average of violations and inspections, and the last violations.

    Part of the violators reconsider in a round, as listings do at their reviews.
    """
    inspection, violation = np.asarray(start, float), np.asarray(0.5)
    trace = []
    for _ in range(rounds):
        wanted = violation_chance(expected_gain(gain, stake, inspection), scale)
        violation = violation + memory * (wanted - violation)
        drift = inspection_drift(stake * violation, cost)
        inspection = adapted(inspection, drift, 0.05, 1e-3, 1.0)
        trace.append((float(violation), float(inspection)))
    mean = np.mean(trace[rounds // 4:], axis=0)
    return float(mean[0]), float(mean[1]), trace[-1][0]


@pytest.mark.parametrize("start", [0.01, 0.1, 0.9])
@pytest.mark.parametrize("memory", [1.0, 1.0 / 13.0])
def test_adaptive_play_comes_to_the_equilibrium(start: float, memory: float) -> None:
    violation, inspection, last = played(1.0, 2.0, 10.0, start, scale=0.1, memory=memory)
    assert violation == pytest.approx(0.2, abs=0.02)
    assert inspection == pytest.approx(0.1, abs=0.02)
    assert last == pytest.approx(0.2, abs=1e-3)


@pytest.mark.parametrize(("gain", "cost", "stake"), [(1.0, 2.0, 10.0), (3.0, 2.0, 8.0), (1.0, 4.0, 5.0)])
def test_violations_follow_the_authoritys_cost_and_inspections_the_violators_gain(
    gain: float, cost: float, stake: float
) -> None:
    expected = equilibrium(gain, cost, stake)
    found = played(gain, cost, stake, 0.5, scale=0.02 * stake, memory=0.2)
    assert found[0] == pytest.approx(expected[0], abs=0.01)
    assert found[1] == pytest.approx(expected[1], abs=0.03)


def test_the_equilibrium_makes_both_indifferent() -> None:
    violation, inspection = equilibrium(1.0, 2.0, 10.0)
    assert violation == pytest.approx(0.2) and inspection == pytest.approx(0.1)
    assert expected_gain(1.0, 10.0, inspection) == pytest.approx(0.0)
    assert violation_chance(0.0, 0.3) == 0.5
    assert inspection_drift(10.0 * violation, 2.0) == pytest.approx(0.0)
    assert [float(each) for each in equilibrium(5.0, 7.0, 2.0)] == [1.0, 1.0]


def test_drift_is_bounded_and_nothing_moves_without_stakes() -> None:
    assert inspection_drift(0.0, 3.0) == -1.0
    assert inspection_drift(1e9, 1e-3) == pytest.approx(1.0)
    assert inspection_drift(0.0, 0.0) == 0.0
    assert adapted(0.5, 1.0, 0.1, 0.25, 0.52) == 0.52
    assert adapted(0.5, -1.0, 10.0, 0.25, 4.0) == 0.25


@given(shares, shares, shares)
def test_targeting_moves_inspections_and_makes_none(share: float, risky: float, accuracy: float) -> None:
    chance, other = targeted_chances(share, risky, accuracy)
    assert 0.0 <= other <= 1.0 and 0.0 <= chance <= 1.0
    assert chance >= share - 1e-12
    if risky < 1.0:
        assert other <= share + 1e-12
    assert risky * chance + (1.0 - risky) * other == pytest.approx(share, abs=1e-12)


def test_targeting_from_random_to_perfect() -> None:
    assert list(targeted_chances(0.1, 0.25, 0.0)) == [pytest.approx(0.1), pytest.approx(0.1)]
    assert list(targeted_chances(0.1, 0.25, 1.0)) == [pytest.approx(0.4), pytest.approx(0.0, abs=1e-15)]
    assert list(targeted_chances(0.1, 0.05, 1.0)) == [pytest.approx(1.0), pytest.approx(0.05 / 0.95)]
    chance, other = targeted_chances(0.1, np.array([0.0, 1.0]), 0.5)
    assert chance == pytest.approx([0.55, 0.1]) and other == pytest.approx([0.1, 0.1])
