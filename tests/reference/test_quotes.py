"""Quotes and taxes of a week against the plain rules."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ecosystem.quotes.law import assess_parcels
from ecosystem.quotes.quote import quote
from tests.reference import quotes as plain
from tests.reference.comparing import assert_fails, assert_same
from tests.reference.recording import Call, Calls, rows


def check(call: Call) -> None:
    given = call.given
    products = rows(given.goods)
    quotes = [
        plain.quote(choice, product, given.now, given.scenario)
        for choice, product in zip(rows(given.alternatives), products, strict=True)]
    assert_same(call.returned, quotes, *plain.FIELDS)


def test_quotes_of_the_recorded_weeks(calls: Calls) -> None:
    for call in calls["quote"]:
        check(call)
    seen = np.concatenate([call.given.alternatives.service for call in calls["quote"]])
    assert set(seen.tolist()) == {0, 1, 2, 3}


@pytest.mark.parametrize("service", range(4))
def test_every_listing_by_every_service(calls: Calls, service: int) -> None:
    """Listings may stand with one service; here each is priced by all four."""
    call = calls["quote"][0]
    given, alternatives = call.given, call.given.alternatives
    provider = np.where(service == 3, -1, np.arange(len(alternatives.seller)) % 3)
    moved = replace(alternatives, service=np.full(len(alternatives.seller), service), provider=provider)
    quotes = quote(moved, given.goods, given.now, given.scenario)
    expected = [
        plain.quote(choice, product, given.now, given.scenario)
        for choice, product in zip(rows(moved), rows(given.goods), strict=True)]
    assert_same(quotes, expected, *plain.FIELDS)
    np.testing.assert_allclose(quotes.logistics, [plain.logistics(quoted) for quoted in expected])
    price = given.alternatives.price
    paid = [plain.at_the_door(quoted, each) for quoted, each in zip(expected, price, strict=True)]
    np.testing.assert_allclose(quotes.at_the_door(price), paid)


def test_taxes_below_at_and_above_the_thresholds(calls: Calls) -> None:
    call = calls["quote"][0]
    law, alternatives = call.given.now.law, call.given.alternatives
    ceiling = np.full(len(law.vat), law.flat_ceiling)
    for threshold in (law.duty_threshold, law.tax_threshold, law.sale_ceiling, ceiling):
        for step in (-0.01, 0.0, 0.01):
            at_edge = replace(alternatives, price=threshold[alternatives.destination] + step)
            tax = assess_parcels(law, at_edge)
            for row, choice in enumerate(rows(at_edge)):
                expected = plain.parcel_taxes(law, choice)
                found = (
                    tax.duty[row], tax.flat_duty[row], tax.vat[row], tax.low_value[row],
                    tax.at_border[row])
                assert found == expected
                assert tax.duty[row] == 0 or tax.flat_duty[row] == 0


@pytest.mark.parametrize("field", plain.FIELDS)
def test_a_wrong_quote_is_seen(calls: Calls, field: str) -> None:
    assert_fails(check, calls["quote"][0], f"returned.{field}")


@pytest.mark.parametrize("path", ["alternatives.price", "alternatives.volume", "goods.weight", "goods.cost"])
def test_a_wrong_input_is_seen(calls: Calls, path: str) -> None:
    assert_fails(check, calls["quote"][0], f"given.{path}")
