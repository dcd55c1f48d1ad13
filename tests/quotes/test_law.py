"""Duty and VAT at the edges of the law."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ecosystem import Ecosystem
from ecosystem.messages.quotes import Alternatives
from ecosystem.phases import conditions
from ecosystem.quotes.law import Assessment, Law, assess_parcels

CENT = 0.01


def parcels(origin: int, destination: int, category: int, *prices: float) -> Alternatives:
    """Direct parcels of one lane at some prices."""
    number = len(prices)
    whole, zeros = np.zeros(number, np.int64), np.zeros(number)
    return Alternatives(
        seller=whole, hub=whole, origin=whole + origin, destination=whole + destination,
        category=whole + category, service=whole, provider=whole, volume=zeros,
        price=np.array(prices), declared=zeros + 1.0, experience=zeros, handled=zeros)


def assess(law: Law, origin: int, destination: int, *prices: float) -> Assessment:
    """Assess parcels of the first category."""
    return assess_parcels(law, parcels(origin, destination, 0, *prices))


def foreign_pair(model: Ecosystem, law: Law) -> tuple[int, int]:
    """Two countries with a border, both thresholds and a tariff between."""
    wanted = ~law.union & (law.tariff[:, :, 0] > 0)
    wanted &= (law.duty_threshold > 1)[None, :] & (law.tax_threshold > 1)[None, :]
    wanted &= (law.vat > 0)[None, :]
    origin, destination = np.argwhere(wanted)[0]
    return int(origin), int(destination)


def test_a_parcel_at_the_threshold_is_free_and_a_cent_above_pays_in_full(model: Ecosystem) -> None:
    law = conditions.law(model.state)
    origin, destination = foreign_pair(model, law)
    edge = law.duty_threshold[destination]
    tax = assess(law, origin, destination, 0.0, edge - CENT, edge, edge + CENT, 1e6)
    rate = law.tariff[origin, destination, 0]
    assert tax.duty.tolist() == [0.0, 0.0, 0.0, rate, rate]
    assert tax.low_value.tolist() == [True, True, True, False, False]
    edge = law.tax_threshold[destination]
    tax = assess(law, origin, destination, edge - CENT, edge, edge + CENT)
    vat = law.vat[destination]
    assert tax.vat.tolist() == [0.0, 0.0, vat]


def test_inside_the_union_there_is_vat_but_neither_duty_nor_border(model: Ecosystem) -> None:
    law, countries = conditions.law(model.state), model.world.countries
    france, germany = countries.code.index("FRA"), countries.code.index("DEU")
    tax = assess(law, germany, france, CENT, 100.0, 1e5)
    assert not tax.duty.any() and not tax.flat_duty.any()
    assert tax.union.all()
    assert tax.vat.tolist() == [law.vat[france]] * 3
    assert np.all(law.tariff[law.union] == 0)
    assert not assess(law, countries.code.index("CHN"), france, 100.0).union.any()


def test_every_pair_of_members_is_inside_and_nobody_else(model: Ecosystem) -> None:
    member = model.world.countries.eu_member
    expected = np.logical_and.outer(member, member) | np.eye(len(member), dtype=bool)
    np.testing.assert_array_equal(conditions.law(model.state).union, expected)


def test_trade_agreements_waive_their_share_of_the_tariff(model: Ecosystem) -> None:
    law, bilateral = conditions.law(model.state), model.world.bilateral
    customs = model.parameters.customs
    agreed = bilateral.trade_agreement & ~law.union
    full = np.broadcast_to(
        model.customs.tariff[None, :, None] * model.world.categories.tariff_factor, law.tariff.shape)
    np.testing.assert_allclose(law.tariff[agreed], (1.0 - customs.preference) * full[agreed])
    others = ~bilateral.trade_agreement & ~law.union
    np.testing.assert_allclose(law.tariff[others], full[others])


@pytest.mark.parametrize("flat", [0.0, 3.0])
def test_a_flat_duty_takes_the_place_of_the_rate_up_to_its_ceiling(
    model: Ecosystem, flat: float
) -> None:
    law = conditions.law(model.state)
    law = replace(law, flat_duty=np.full(law.flat_duty.shape, flat), flat_ceiling=1e4)
    origin, destination = foreign_pair(model, law)
    free = law.duty_threshold[destination]
    tax = assess(law, origin, destination, free, free + CENT, 1e4, 1e4 + CENT)
    rate = law.tariff[origin, destination, 0]
    if flat:
        assert tax.flat_duty.tolist() == [0.0, 3.0, 3.0, 0.0]
        assert tax.duty.tolist() == [0.0, 0.0, 0.0, rate]
        assert tax.low_value.tolist() == [True, True, True, False]
    else:
        assert not tax.flat_duty.any()
        assert tax.duty.tolist() == [0.0, rate, rate, rate]
    members = model.world.countries.code.index("FRA"), model.world.countries.code.index("DEU")
    assert not assess(law, *members, 50.0).flat_duty.any()


def test_without_thresholds_everything_pays(model: Ecosystem) -> None:
    law = conditions.law(model.state)
    origin, destination = foreign_pair(model, law)
    law = replace(
        law, duty_threshold=0 * law.duty_threshold, tax_threshold=0 * law.tax_threshold)
    tax = assess(law, origin, destination, CENT, 5.0)
    assert np.all(tax.duty > 0) and np.all(tax.vat > 0) and not tax.low_value.any()
