"""Factors: multipliers that effects give, by row or for all rows."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from ecosystem.messages.factors import Factors

NAMES = [field.name for field in fields(Factors)]


@pytest.mark.parametrize("name", NAMES)
def test_an_effect_leaves_all_other_factors_neutral(name: str) -> None:
    effect = Factors(**{name: np.array([2.0, 0.5])})
    for other in NAMES:
        expected = [2.0, 0.5] if other == name else 1.0
        np.testing.assert_array_equal(getattr(effect * Factors(), other), expected)


def test_without_effects_everything_is_neutral() -> None:
    assert Factors.product(()) == Factors() == Factors(*(1.0 for _ in NAMES))


def test_effects_combine_by_multiplication() -> None:
    """By row with by row, by row with one for all, and effects that move different things."""
    rows, for_all = np.array([1.0, 2.0, 3.0]), 0.5
    product = Factors.product((
        Factors(handling=rows, loss=for_all), Factors(handling=rows[::-1]), Factors(loss=rows)))
    np.testing.assert_array_equal(product.handling, [3.0, 4.0, 3.0])
    np.testing.assert_array_equal(product.loss, [0.5, 1.0, 1.5])
    np.testing.assert_array_equal(rows, [1.0, 2.0, 3.0])
    assert all(getattr(product, name) == 1.0 for name in set(NAMES) - {"handling", "loss"})


def test_rows_are_taken_by_number_or_by_flag() -> None:
    factors = Factors(returns=np.array([1.0, 2.0, 3.0]), expiry=0.5)
    for rows in (np.array([2, 0, 2]), np.array([True, False, True])):
        taken = factors.take(rows)
        np.testing.assert_array_equal(taken.returns, factors.returns[rows])  # type: ignore[index]
        assert taken.expiry == 0.5 and taken.handling == 1.0


def test_factors_of_different_numbers_of_rows_do_not_combine() -> None:
    with pytest.raises(ValueError, match="broadcast"):
        Factors(loss=np.ones(2)) * Factors(loss=np.ones(3))
