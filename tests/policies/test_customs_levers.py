"""Levers on law and customs change what they name, for whom they name."""

from __future__ import annotations

import numpy as np
import pytest

from tests.policies.effects import (
    CHN,
    DEU,
    KINDS,
    NEUTRAL,
    USA,
    WORLD,
    moved,
    moves_only,
    policy,
    policy_effects,
)

BY_COUNTRY = {
    "de_minimis_duty": ("duty_threshold", 50.0, 50.0),
    "de_minimis_tax": ("tax_threshold", -20.0, -20.0),
    "de_minimis_2026": ("law_of_2026", 1.0, 1.0),
    "customs_officers": ("officers", 0.25, 1.25),
    "inspection_share": ("inspection", 2.0, 3.0),
    "digital_level": ("digital", 0.1, 0.1),
    "vat_at_sale": ("vat_at_sale", 50.0, 50.0),
}


@pytest.mark.parametrize("lever", BY_COUNTRY)
def test_levers_by_country_move_one_field_of_the_countries_named(lever: str) -> None:
    moves_only(lever, *BY_COUNTRY[lever])


def test_a_tariff_holds_for_origins_countries_and_categories() -> None:
    found = policy_effects(
        policy("tariff", 0.3, countries=["USA"], origins=["CHN"], categories=[KINDS[1]]))
    assert moved(found, NEUTRAL) == {"tariff"}
    assert found.tariff[CHN, USA, 1] == 0.3
    assert np.count_nonzero(found.tariff) == 1


def test_a_flat_duty_holds_for_countries_and_categories() -> None:
    found = policy_effects(policy("flat_duty", 3.0, countries=["DEU"], categories=[KINDS[0]]))
    assert moved(found, NEUTRAL) == {"flat_duty"}
    assert found.flat_duty[DEU, 0] == 3.0
    assert np.count_nonzero(found.flat_duty) == 1


def test_recognition_is_mutual() -> None:
    code = WORLD.countries.code
    one = policy_effects(policy("mutual_recognition", 0.3, countries=["USA"], origins=["CHN", "VNM"]))
    assert moved(one, NEUTRAL) == {"recognition"}
    np.testing.assert_array_equal(one.recognition, one.recognition.T)
    assert one.recognition[code.index("USA"), code.index("CHN")] == 0.3
    assert np.count_nonzero(one.recognition) == 4
    among = policy_effects(policy("mutual_recognition", 0.3, countries=["rcep"], origins=["rcep"]))
    assert set(np.unique(among.recognition)) == {0.0, 0.3}
