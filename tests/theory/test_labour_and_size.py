"""Matching and concentration against closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.theory.concentration import herfindahl, tail_exponent, top_share
from ecosystem.theory.matching import adjust_wage, hires, share_hires, tightness


def test_matching_returns_its_elasticity() -> None:
    random = np.random.default_rng(0)
    u, v = np.exp(random.normal(4, 0.3, (2, 5000)))
    made = hires(u, v, 0.21)
    design = np.column_stack((np.ones(u.size), np.log(u), np.log(v)))
    slopes = np.linalg.lstsq(design, np.log(made), rcond=None)[0]
    assert slopes == pytest.approx([np.log(0.21), 0.5, 0.5], abs=0.03)


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_hires_are_capped_by_both_sides(u: float, v: float) -> None:
    made = hires(u, v, 0.21)
    assert 0 <= made <= 0.9 * min(u, v)


employers = st.lists(
    st.tuples(st.integers(0, 3), st.floats(0, 50), st.floats(0.1, 10)), min_size=1, max_size=30
)


@given(employers, st.floats(0, 0.9))
def test_all_hires_are_shared_and_no_employer_takes_too_many(rows: Any, filled: float) -> None:
    pool, vacancies, appeal = (np.array(column) for column in zip(*rows, strict=True))
    hired = filled * np.bincount(pool, vacancies, minlength=4)
    given_ = share_hires(hired, pool, vacancies, appeal)
    assert np.bincount(pool, given_, minlength=4) == pytest.approx(hired, rel=1e-9, abs=1e-9)
    assert np.all(given_ >= 0)
    assert np.all(given_ <= vacancies * (1 + 1e-12))


def test_better_offers_fill_faster() -> None:
    given_ = share_hires([6.0], np.zeros(3, int), [10.0, 10.0, 1.0], [1.0, 2.0, 100.0])
    assert given_ == pytest.approx([5 / 3, 10 / 3, 1])


def test_tightness_is_bounded_and_defined_everywhere() -> None:
    relative = tightness([0, 2.3, 5, 5, 0], [4, 2, 0, 1e-300, 0], 1.15, 0.1, 10.0)
    assert relative == pytest.approx([0.1, 1, 10, 10, 1])


def test_wages_settle_on_the_wage_curve() -> None:
    wage = np.array([0.5, 1.0, 2.0])
    for _ in range(400):
        wage = adjust_wage(wage, 1.0, 2.0, 0.04, 0.3)
    assert wage == pytest.approx(2**0.3, rel=1e-6)
    assert adjust_wage(1.0, 1.0, 1.0, 0.04, 0.3) == pytest.approx(1)


def test_concentration() -> None:
    assert herfindahl([5, 5, 5, 5]) == pytest.approx(2500)
    assert herfindahl([3, 0]) == pytest.approx(10_000)
    assert herfindahl([]) == herfindahl([0]) == top_share([], 0.1) == 0
    assert top_share(np.arange(1, 11), 0.2) == pytest.approx(19 / 55)
    assert top_share([1, 3], 0.01) == 0.75


@pytest.mark.parametrize("exponent", [0.9, 1.2, 2.0])
def test_tail_exponent_of_a_pareto_law(exponent: float) -> None:
    sizes = np.random.default_rng(1).pareto(exponent, 200_000) + 1
    error = exponent * np.sqrt(2 / 20_000)
    assert tail_exponent(sizes, 0.1) == pytest.approx(exponent, abs=4 * error)
    assert tail_exponent(1000 * sizes, 0.1) == pytest.approx(tail_exponent(sizes, 0.1))


def test_tail_exponent_needs_a_tail() -> None:
    assert np.isnan(tail_exponent([1, 2, 3]))
    assert np.isnan(tail_exponent(np.ones(100)))
