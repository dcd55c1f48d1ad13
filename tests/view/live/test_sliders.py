"""Sliders stay within the bounds of their parameter and reach around its start."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

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
    assert (made.low, made.high, made.step) == pytest.approx((0.02, 0.24, 0.001))
    assert made.write(0.0812) == "0.0812 1/year"
    assert made.value(0.081) == 0.081
    assert made.write(60_500.0) == "60,500 1/year"


def test_bounds_are_kept() -> None:
    made = slider(Parameter(low=0.05, high=0.1), "Growth", 0.08)
    assert made.low >= 0.05 and made.high <= 0.1


@pytest.mark.parametrize("start", [1, 30, 2000, 260])
def test_whole_numbers_stay_whole(start: int) -> None:
    made = slider(Parameter(type=int, unit="-", low=0, high=10**9), "Seed", start)
    assert made.step >= 1 and made.step == round(made.step)
    assert made.low <= start <= made.high and made.high >= start + 20 - made.step
    assert isinstance(made.value(7.0), int)
    assert made.write(1234.0) == "1,234"


def test_a_start_of_zero_still_moves() -> None:
    made = slider(Parameter(type=int, low=0, high=100), "Seed", 0)
    assert (made.low, made.high) == (0, 20)
    still = slider(Parameter(), "Growth", 0.0)
    assert still.low == 0.0 and still.high > 0.0 and still.step > 0.0


def test_sliders_are_chosen_by_key() -> None:
    made = sliders([Parameter(), Parameter(key="run.seed")], [("run.seed", "Seed")], lambda _: 5.0)
    assert [(each.key, each.label) for each in made] == [("run.seed", "Seed")]
    assert isinstance(made[0], Slider)
    with pytest.raises(KeyError, match="run.sede"):
        sliders([Parameter()], [("run.sede", "Seed")], lambda _: 5.0)
