"""Numbers are written as people read them."""

from __future__ import annotations

import math

import pytest

from ecosystem.view.style import numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (0.0421, "0.042"), (3.14159, "3.14"), (27.06, "27.1"), (811.6, "812"),
        (1234.4, "1,234"), (12_438, "12,400"), (999_449, "999,400"), (999_990, "1.00 million"),
        (1_234_567, "1.23 million"), (45.6e6, "45.6 million"), (7.89e9, "7.89 billion"),
        (1.2e12, "1.20 trillion"), (-2.5e6, "−2.50 million"), (math.nan, numbers.NOTHING),
    ],
)
def test_numbers(value: float, text: str) -> None:
    assert numbers.number(value) == text


def test_amounts_and_shares() -> None:
    assert numbers.usd(1_234_567) == "USD 1.23 million"
    assert numbers.usd(math.inf) == numbers.NOTHING
    assert numbers.percent(0.1234) == "12.3%"
    assert numbers.percent(1.0) == "100%"
    assert numbers.count(85.4) == "85"
    assert numbers.count(12_345) == "12,345"


def test_changes_carry_their_sign() -> None:
    assert numbers.relative_change(200, 216.2) == "+8.1%"
    assert numbers.relative_change(200, 100) == "−50.0%"
    assert numbers.relative_change(100, 100.01) == "no change"
    assert numbers.relative_change(0, 5) == numbers.NOTHING
    assert numbers.points_change(0.5, 0.477) == "−2.3 points"


def test_spans_of_time_and_memory() -> None:
    assert numbers.duration(3.21) == "3.2 s"
    assert numbers.duration(200) == "3 min 20 s"
    assert numbers.duration(7500) == "2 h 5 min"
    assert numbers.storage(4.1e8) == "410 MB"
    assert numbers.storage(2.5e9) == "2.5 GB"
