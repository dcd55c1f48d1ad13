"""Officers, inspection and law of the recorded weeks against one authority at a time."""

from __future__ import annotations

import numpy as np
import pytest

from tests.reference.agents import customs as plain
from tests.reference.comparing import assert_fails, assert_same
from tests.reference.recording import Call, Calls, rows


def check_staffing(call: Call) -> None:
    given = call.given
    authorities = rows(given.self)
    for authority in authorities:
        plain.adjust_officers(authority, given.age, given.parameters, given.expansion_factor)
    assert_same(call.left.self, authorities, "officers", "grant")


def check_revenue(call: Call) -> None:
    authorities = rows(call.given.self)
    for authority in authorities:
        plain.average_revenue(authority, call.given.parameters)
    assert_same(call.left.self, authorities, "revenue")


def check_inspections(call: Call) -> None:
    given = call.given
    authorities = rows(given.self)
    for authority in authorities:
        plain.adapt_inspections(authority, given.age, given.parameters)
    # Worth is a small difference of cost and fines.
    assert_same(call.left.self, authorities, "inspection_worth", "inspection_level", atol=1e-12)


def check_border(call: Call) -> None:
    authorities, rules = rows(call.given.customs), call.given.parameters
    for authority in authorities:
        authority.inspected = [
            plain.inspected_share(authority, channel, rules) for channel in plain.CHANNELS]
        authority.inspection_days = [
            share * plain.inspection_days(authority, rules) for share in authority.inspected]
        authority.document_days = [
            plain.document_days(authority, channel, rules) for channel in plain.CHANNELS]
    assert_same(
        call.returned, authorities, "days_sd", "hold_days", "document_days", "inspection_days",
        "inspected")


def check_rush(call: Call) -> None:
    authorities = rows(call.given.self)
    for authority in authorities:
        plain.update_overtime(authority, call.given.parameters)
    assert_same(call.left.self, authorities, "rush")


def check_law(call: Call) -> None:
    given, law, policy_effects = call.given, call.returned, call.given.policy_effects
    authorities, countries = rows(given.customs), given.world.countries
    for origin in range(0, len(authorities), 4):
        for place, authority in enumerate(authorities):
            expected = [
                plain.tariff(
                    authority.tariff, origin, place, kind, added, given.world, given.parameters)
                for kind, added in enumerate(policy_effects.tariff[origin, place].tolist())]
            np.testing.assert_allclose(law.tariff[origin, place], expected, rtol=1e-12, atol=1e-15)
    for name, change in (("duty", policy_effects.duty_threshold), ("tax", policy_effects.tax_threshold)):
        of_2026 = getattr(countries, f"de_minimis_{name}_2026")
        expected = [
            plain.threshold(getattr(authority, f"{name}_threshold"), *terms)
            for authority, *terms in zip(
                authorities, of_2026, policy_effects.law_of_2026, change, strict=True)]
        np.testing.assert_allclose(getattr(law, f"{name}_threshold"), expected, rtol=1e-12)
    np.testing.assert_array_equal(law.vat, [each.vat for each in authorities])
    np.testing.assert_array_equal(law.union, given.world.bilateral.customs_union)
    np.testing.assert_array_equal(law.flat_duty, policy_effects.flat_duty)


CHECKS = {
    "Customs.adjust_officers": check_staffing, "Customs.average_revenue": check_revenue,
    "Customs.adapt_inspections": check_inspections, "Customs.update_overtime": check_rush,
    "conditions": check_border, "law_in_force": check_law,
}


@pytest.mark.parametrize("rule", CHECKS)
def test_the_fast_rule_does_what_the_loop_does(calls: Calls, rule: str) -> None:
    for call in calls[rule]:
        CHECKS[rule](call)


def test_offices_move_freely_while_young_and_slowly_later(calls: Calls) -> None:
    changes = {}
    for call in calls["Customs.adjust_officers"]:
        changes[call.given.age] = call.left.self.officers / call.given.self.officers - 1.0
    customs = calls["Customs.adjust_officers"][0].given.parameters
    quarters = [age for age in changes if age % plain.QUARTER == 0]
    young = [age for age in quarters if age < customs.founding_weeks]
    assert young and len(quarters) > len(young)
    for age, change in changes.items():
        largest = np.abs(change).max()
        if age not in quarters:
            assert largest == 0
        elif age in young:
            assert largest > customs.staffing_speed
        else:
            assert 0 < largest <= customs.staffing_speed + 1e-12


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("Customs.adjust_officers", "left.self.officers"),
        ("Customs.adjust_officers", "left.self.grant"),
        ("Customs.average_revenue", "left.self.revenue"),
        ("Customs.adapt_inspections", "left.self.inspection_level"),
        ("conditions", "returned.inspected"),
        ("conditions", "given.customs.rush"),
        ("Customs.update_overtime", "left.self.rush"),
        ("law_in_force", "returned.duty_threshold"),
        ("law_in_force", "returned.vat"),
    ],
)
def test_a_wrong_number_is_seen(calls: Calls, rule: str, path: str) -> None:
    call = next(
        each for each in calls[rule]
        if not hasattr(each.given, "age") or each.given.age % plain.QUARTER == 0)
    assert_fails(CHECKS[rule], call, path)
