"""Levers on the market for logistics services change what they name, for whom they name."""

from __future__ import annotations

import pytest

from tests.policies.effects import moves_only


@pytest.mark.parametrize(
    ("lever", "field"), [("surcharge_transparency", "transparency"), ("service_rating", "rating")])
def test_they_move_one_field_of_the_countries_named(lever: str, field: str) -> None:
    moves_only(lever, field, 0.5, 0.5)
