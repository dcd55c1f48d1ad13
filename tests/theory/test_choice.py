"""Discrete choice and logit pricing against their closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ecosystem.theory.choice import (
    choose,
    grouped_logit,
    log_sum,
    logit_bertrand_prices,
    logit_probabilities,
    markup,
)

utilities = arrays(float, (4, 3), elements=st.floats(-800, 800))


def test_known_probabilities_and_logsum():
    known = [0.186324, 0.307196, 0.506480]
    assert logit_probabilities([0, 0.5, 1]) == pytest.approx(known, abs=1e-6)
    assert log_sum([0, 0.5, 1]) == pytest.approx(1.680270, abs=1e-6)


def test_a_duplicate_option_takes_its_equal_share():
    assert logit_probabilities([2, 2, 2]) == pytest.approx([1 / 3] * 3, abs=1e-15)


@given(utilities, st.floats(-1000, 1000))
def test_probabilities_sum_to_one_and_ignore_the_level(v, shift):
    p = logit_probabilities(v)
    assert p.sum(axis=1) == pytest.approx(1, abs=1e-12)
    assert logit_probabilities(v + shift) == pytest.approx(p, abs=1e-9)
    assert np.all(log_sum(v) >= v.max(axis=1))


def test_closed_options_are_never_taken():
    v = np.array([[0, -np.inf, 1], [-np.inf, -np.inf, -np.inf]])
    assert logit_probabilities(v)[0, 1] == 0
    assert not logit_probabilities(v)[1].any()
    assert log_sum(v)[1] == -np.inf
    u = np.linspace(1e-9, 1 - 1e-9, 999)
    assert set(choose(np.tile(v[0], (999, 1)), u)) == {0, 2}
    assert choose(v, np.array([0.5, 0.5]))[1] == -1


def test_choice_has_logit_frequencies():
    u = (np.arange(100_000) + 0.5) / 100_000
    chosen = choose(np.tile([0, 0.5, 1], (u.size, 1)), u)
    shares = np.bincount(chosen) / u.size
    assert shares == pytest.approx(logit_probabilities([0, 0.5, 1]), abs=2e-5)


@given(utilities, st.floats(1e-12, 1 - 1e-12))
def test_choice_exists_and_is_open(v, u):
    v[:, 1] = -np.inf
    chosen = choose(v, np.full(4, u))
    assert np.all((chosen == 0) | (chosen == 2))


def test_grouped_logit_equals_logit_of_each_group():
    v, group = np.array([0.5, 700, 1, 699, -3]), np.array([0, 1, 0, 1, 2])
    outside = np.array([0, 698, -np.inf, 4])
    p = grouped_logit(v, group, outside)
    assert p[[0, 2]] == pytest.approx(logit_probabilities([0, 0.5, 1])[1:])
    assert p[[1, 3]] == pytest.approx(logit_probabilities([700, 699, 698])[:2])
    assert p[4] == 1


def test_markup_limits():
    assert markup(4, 0) == pytest.approx(4 / 3)
    assert markup(4, 0.5) == pytest.approx(2.5 / 1.5)
    assert np.all(np.diff(markup(4, np.linspace(0, 0.99, 50))) > 0)


def test_markup_is_the_best_response_to_ces_demand():
    """Profit, share * (1 - cost / price), peaks at cost * markup(elasticity, share there)."""
    elasticity, cost, rivals = 3.4, 2.0, 0.6
    price = np.linspace(2.01, 9, 1_000_000)
    pull = price ** (1 - elasticity)
    share = pull / (pull + rivals)
    best = np.argmax(share * (1 - cost / price))
    assert price[best] == pytest.approx(cost * markup(elasticity, share[best]), rel=1e-4)


@pytest.mark.parametrize(("firms", "margin"), [(2, 2.0), (3, 1.5), (5, 1.25)])
def test_logit_bertrand_margin_of_equal_firms(firms, margin):
    prices = logit_bertrand_prices(np.zeros(firms), 0.7, np.arange(firms))
    assert prices == pytest.approx(0.7 + margin, abs=1e-9)


def test_logit_bertrand_merger():
    apart = logit_bertrand_prices(np.full(3, 2.0), 0, [0, 1, 2], outside=0.0)
    merged = logit_bertrand_prices(np.full(3, 2.0), 0, [0, 0, 1], outside=0.0)
    assert apart == pytest.approx(1.39294, abs=1e-5)
    assert merged == pytest.approx([1.86481, 1.86481, 1.50080], abs=1e-5)
    assert log_sum(np.append(2 - apart, 0)) == pytest.approx(1.87259, abs=1e-5)
    assert log_sum(np.append(2 - merged, 0)) == pytest.approx(1.59674, abs=1e-5)


def test_monopoly_without_outside_option_is_refused():
    with pytest.raises(ValueError, match="outside option"):
        logit_bertrand_prices(np.zeros(2), 0, [0, 0])
