"""Sliders stay within the bounds of their parameter and reach around its start."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.view.live.sliders import Slider, slider, sliders


@dataclass(frozen=True)
class Parameter:
    """A described parameter."""

    key: str = "market.growth"
    type: type = float
    unit: str = "1/year"
    low: float = 0.0
    high: float = 10.0
    text: str = "How fast markets grow."


def test_a_slider_reaches_from_a_quarter_to_three_times_its_start() -> None:
    made = slider(Parameter(), "Growth", 0.08)
    assert (made.values[0], made.values[-1]) == (0.02, 0.24)
    assert made.values[:3] == (0.02, 0.021, 0.022)
    assert made.write(0.0812) == "0.0812 1/year"
    assert made.write(60_500.0) == "60,500 1/year"


@given(st.floats(0.001, 10.0))
def test_a_start_is_kept_to_its_last_digit(start: float) -> None:
    made = slider(Parameter(), "Growth", start)
    assert made.values[made.position(made.start)] == made.start == start
    assert float(made.write(start).split()[0].replace(",", "")) == start
    assert list(made.values) == sorted(set(made.values)) and 20 < len(made.values) < 260


@given(st.integers(0, 2**63 - 1))
def test_a_whole_start_is_kept_to_its_last_digit(start: int) -> None:
    made = slider(Parameter(type=int, unit="-", low=0, high=2**63 - 1), "Seed", start)
    assert made.values[made.position(start)] == start and made.write(start) == f"{start:,}"
    assert all(type(value) is int for value in made.values) and 20 < len(made.values) < 260


def test_a_start_between_two_steps_is_a_place_of_its_own() -> None:
    made = slider(Parameter(high=1e6), "Charge", 9.5)
    wide = slider(Parameter(high=1e6), "Charge", 95.5)
    assert made.write(made.start) == "9.5 1/year"
    near = wide.position(95.5)
    assert wide.values[near - 1 : near + 2] == (90.0, 95.5, 100.0)


@pytest.mark.parametrize("start", [0.05, 0.08, 0.1])
def test_bounds_are_kept(start: float) -> None:
    made = slider(Parameter(low=0.05, high=0.1), "Growth", start)
    assert (made.values[0], made.values[-1]) == (0.05, 0.1)


@pytest.mark.parametrize("start", [1, 30, 2000, 260])
def test_a_seed_can_be_chosen_above_the_start(start: int) -> None:
    made = slider(Parameter(type=int, unit="-", low=0, high=10**9), "Seed", start)
    step = made.values[1] - made.values[0]
    assert made.values[0] <= start < made.values[-1] and made.values[-1] >= start + 20 - step


def test_a_start_of_zero_still_moves() -> None:
    assert slider(Parameter(type=int, low=0, high=100), "Seed", 0).values == tuple(range(21))
    still = slider(Parameter(), "Growth", 0.0).values
    assert still[0] == 0.0 and still[-1] == 10.0


def test_sliders_are_chosen_by_key() -> None:
    made = sliders([Parameter(), Parameter(key="run.seed")], [("run.seed", "Seed")], lambda _: 5.0)
    assert [(each.key, each.label) for each in made] == [("run.seed", "Seed")]
    assert isinstance(made[0], Slider)
    with pytest.raises(KeyError, match="run.sede"):
        sliders([Parameter()], [("run.sede", "Seed")], lambda _: 5.0)
