"""Indicators are called and written as people read them."""

from __future__ import annotations

import pytest

from ecosystem.outputs.indicators import COUNTRIES, WORLD, Indicator
from ecosystem.view.style import writing

EXPORTS = COUNTRIES["exports"]
DAYS = Indicator("delivery_days", "Delivery time", "days", "days", "lower")
SHARE = Indicator("share", "Share", "of parcels", "share")


def test_changes_are_written_with_sign_and_unit() -> None:
    assert writing.change(EXPORTS, -12_345.0) == "−USD 12,300"
    assert writing.change(EXPORTS, 0.0) == "USD 0"
    assert writing.change(DAYS, 1.234) == "+1.23 days"
    assert writing.change(DAYS, -0.0123) == "−0.012 days"
    assert writing.change(SHARE, -0.1521) == "−15.21 points"
    assert writing.value(SHARE, 0.1521) == "15.2%"
    assert writing.change(DAYS, float("nan")) == "–"


def test_intervals_are_written_alike_at_both_ends() -> None:
    assert writing.interval(DAYS, -0.01, 0.2) == "−0.01 to +0.20"
    assert writing.interval(DAYS, 0.001, 0.02) == "+0.001 to +0.020"
    assert writing.interval(SHARE, 0.0, 0.0) == "none"
    assert writing.interval(EXPORTS, float("nan"), 1.0) == "–"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0231, "+2.31%"),
        (-0.412, "−41.2%"),
        (0.0, "0.00%"),
        (-0.000001, "0.000%"),
        (0.00012, "+0.012%"),
        (float("nan"), "–"),
    ],
)
def test_relative_changes_have_a_sign_unless_they_round_to_nothing(share: float, text: str) -> None:
    assert writing.relative(share) == text


def test_relative_intervals_name_the_unit_once() -> None:
    assert writing.relative_interval(-0.031, -0.012) == "−3.10 to −1.20%"


def test_members_of_a_family_are_told_apart() -> None:
    assert writing.label(WORLD["share_parcels_mail"]) == "Share of parcels: Direct mail"
    assert writing.label(WORLD["landed_vat"]) == "Part of the landed cost: VAT"
    assert writing.label(EXPORTS) == "Exports"
    assert writing.short(WORLD["delivery_days_p10"]) == "10th percentile"
    assert writing.short(EXPORTS) == "Exports"


def test_units_fit_what_they_stand_beside() -> None:
    assert writing.unit(SHARE) == "% of parcels"
    assert writing.unit_after_value(EXPORTS) == "a week"
    assert writing.unit_after_value(WORLD["firms"]) == "sellers"
