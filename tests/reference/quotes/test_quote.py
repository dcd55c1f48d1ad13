"""Quotes and taxes of a week against the plain rules."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from ecosystem.messages.factors import Factors
from ecosystem.messages.quotes import Alternatives
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.law import assess_parcels
from ecosystem.quotes.request import QuoteRequest
from ecosystem.quotes.services.quote import quote
from ecosystem.scenario.scenario import Scenario
from tests.reference.comparing import assert_fails, assert_same
from tests.reference.quotes import quote as plain
from tests.reference.recording import Call, Calls, rows


def check(call: Call) -> None:
    given, request = call.given, call.given.request
    quotes = [
        plain.quote(choice, product, given.now, given.parameters)
        for choice, product in zip(rows(request.alternatives), rows(request.goods), strict=True)]
    assert_same(call.returned, quotes, *plain.FIELDS)


def check_quality(call: Call) -> None:
    given = call.given
    expected = [
        plain.brokerage_quality(choice, given.now, given.parameters)
        for choice in rows(given.alternatives)]
    np.testing.assert_allclose(call.returned, expected, rtol=1e-12)


def check_factors(call: Call) -> None:
    given = call.given
    assert_same_factors(call.returned, given.alternatives, given.now, given.parameters)


def assert_same_factors(
    factors: Factors, alternatives: Alternatives, now: Conditions, parameters: Scenario
) -> None:
    """Factors by row, one for all rows or one for each, against the plain rule."""
    expected = [plain.factors_of(choice, now, parameters) for choice in rows(alternatives)]
    for field in fields(factors):
        found = np.broadcast_to(getattr(factors, field.name), len(expected))
        plainly = [getattr(each, field.name) for each in expected]
        np.testing.assert_allclose(found, plainly, rtol=1e-12, err_msg=field.name)


CHECKS = {"quote": check, "brokerage_quality": check_quality, "factors_of": check_factors}


@pytest.mark.parametrize("rule", CHECKS)
def test_quotes_of_the_recorded_weeks(calls: Calls, rule: str) -> None:
    for call in calls[rule]:
        CHECKS[rule](call)
    seen = np.concatenate([call.given.request.alternatives.service for call in calls["quote"]])
    assert set(seen.tolist()) == {0, 1, 2, 3}


@pytest.mark.parametrize("service", range(4))
@pytest.mark.parametrize("effects", [False, True])
def test_every_listing_by_every_service(calls: Calls, service: int, effects: bool) -> None:
    """Listings may stand with one service; here each is priced by all four, with and without effects."""
    given = calls["quote"][0].given
    now, alternatives, goods = given.now, given.request.alternatives, given.request.goods
    if effects:
        now = replace(now, factors=some_factors(len(now.staffing)))
    provider = np.where(service == 3, -1, np.arange(len(alternatives.seller)) % 3)
    moved = replace(alternatives, service=np.full(len(alternatives.seller), service), provider=provider)
    request = QuoteRequest.of(moved, goods, now, given.parameters)
    assert_same_factors(request.factors, moved, now, given.parameters)
    quotes = quote(request, now, given.parameters)
    expected = [
        plain.quote(choice, product, now, given.parameters)
        for choice, product in zip(rows(moved), rows(goods), strict=True)]
    assert_same(quotes, expected, *plain.FIELDS)
    np.testing.assert_allclose(quotes.logistics, [plain.logistics(quoted) for quoted in expected])
    price = alternatives.price
    paid = [plain.at_the_door(quoted, each) for quoted, each in zip(expected, price, strict=True)]
    np.testing.assert_allclose(quotes.at_the_door(price), paid)


def some_factors(firms: int) -> Factors:
    """Every factor of every firm another number around one."""
    random = np.random.default_rng(5)
    return Factors(*(random.uniform(0.7, 1.4, firms) for _ in fields(Factors)))


def test_taxes_below_at_and_above_the_thresholds(calls: Calls) -> None:
    given = calls["quote"][0].given
    law, alternatives = given.now.law, given.request.alternatives
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
    assert_fails(check, calls["quote"][0], f"given.request.{path}")


def test_a_wrong_quality_or_factor_is_seen(calls: Calls) -> None:
    assert_fails(check_quality, calls["brokerage_quality"][0], "returned")
    for name in ("handling", "documents", "transit_sd", "loss", "stock_losses", "expiry"):
        assert_fails(check_factors, calls["factors_of"][0], f"returned.{name}")
