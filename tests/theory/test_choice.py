"""Discrete choice and prices against their closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ecosystem.core.arrays import Floats
from ecosystem.theory.choice import choose, markup, spending_factor

utilities = arrays(float, (4, 3), elements=st.floats(-800, 800))


def test_closed_options_are_never_taken() -> None:
    v = np.array([[0, -np.inf, 1], [-np.inf, -np.inf, -np.inf]])
    u = np.linspace(1e-9, 1 - 1e-9, 999)
    assert set(choose(np.tile(v[0], (999, 1)), u)) == {0, 2}
    assert choose(v, np.array([0.5, 0.5]))[1] == -1


def test_choice_has_logit_frequencies() -> None:
    u = (np.arange(100_000) + 0.5) / 100_000
    chosen = choose(np.tile([0, 0.5, 1], (u.size, 1)), u)
    shares = np.bincount(chosen) / u.size
    assert shares == pytest.approx([0.186324, 0.307196, 0.506480], abs=2e-5)


@given(utilities, st.floats(1e-12, 1 - 1e-12))
def test_choice_exists_and_is_open(v: Floats, u: float) -> None:
    v[:, 1] = -np.inf
    chosen = choose(v, np.full(4, u))
    assert np.all((chosen == 0) | (chosen == 2))


def test_markup_limits() -> None:
    assert markup(4, 0, 1.5) == pytest.approx(4 / 3)
    assert markup(4, 0.5, 1) == pytest.approx(2.5 / 1.5)
    assert markup(4, 1, 1.5) == pytest.approx(3), "who has all of a market meets the market's elasticity"
    assert np.all(np.diff(markup(4, np.linspace(0, 1, 50), 1.5)) > 0)


@pytest.mark.parametrize("rivals", [0.0, 1e-6, 0.02, 0.6, 40.0])
def test_markup_is_the_best_response_to_nested_ces_demand(rivals: float) -> None:
    """Profit, spending * share * (1 - cost / price), peaks at cost * markup(elasticity, share there)."""
    elasticity, outer, cost = 3.4, 1.5, 2.0
    price = np.linspace(2.01, 9, 1_000_000)
    pull = price ** (1 - elasticity)
    share = pull / (pull + rivals)
    spending = spending_factor(pull + rivals, elasticity, outer, 1e9)
    best = np.argmax(spending * share * (1 - cost / price))
    assert price[best] == pytest.approx(cost * markup(elasticity, share[best], outer), rel=1e-4)


def test_spending_falls_with_the_price_level_by_the_outer_elasticity() -> None:
    """When all prices rise by a tenth, orders fall by 1.1 ** -outer, spending by one power less."""
    elasticity, outer = 4.0, 1.3
    dearer = 1.1 ** (1 - elasticity)
    assert spending_factor(1.0, elasticity, outer, 9.0) == 1.0
    assert spending_factor(dearer, elasticity, outer, 9.0) == pytest.approx(1.1 ** (1 - outer))
    assert spending_factor(1e300, elasticity, outer, 9.0) == 9.0, "no more than the budget"
