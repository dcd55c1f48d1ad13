"""Work of the recorded weeks against one hub, skill and employer at a time."""

from __future__ import annotations

import statistics

import numpy as np
import pytest

from tests.reference.comparing import assert_fails, assert_same
from tests.reference.markets import labour as plain
from tests.reference.recording import Call, Calls, rows

POOL = (
    "searching", "employed", "vacancies", "hired", "left", "filling", "wage", "arrived", "departed")


def check_meeting(call: Call) -> None:
    given, left = call.given, call.left
    pools, kinds = rows(given.talent), [rows(cohort) for cohort in given.employers]
    plain.meet(pools, [each for kind in kinds for each in kind], given.parameters)
    assert_same(left.talent, pools, *POOL, rtol=1e-10, atol=1e-13)
    for cohort, employers in zip(left.employers, kinds, strict=True):
        assert_same(cohort, employers, "staff", rtol=1e-10, atol=1e-13)


def check_need(call: Call) -> None:
    employers = rows(call.given.self)
    for employer, needed in zip(employers, call.given.needed.tolist(), strict=True):
        plain.average_need(employer, needed, call.given.parameters)
    assert_same(call.left.self, employers, "need", atol=1e-15)


def factors(call: Call) -> list[float]:
    """Staff of each country relative to one of median productivity."""
    model = call.given.state
    output = model.world.countries.gdp_per_worker.tolist()
    labour = model.parameters.labour
    return [plain.productivity_factor(each, statistics.median(output), labour) for each in output]


def check_firm_needs(call: Call) -> None:
    model, labour = call.given.state, call.given.state.parameters.labour
    needs = np.zeros((len(model.firms.id), len(plain.SKILLS)))
    factor = factors(call)
    for listing, parcels in zip(rows(model.listings), call.given.parcels.tolist(), strict=True):
        for skill in plain.SKILLS:
            people = plain.seller_staff(listing.service, skill, labour) / 1_000.0 * parcels
            needs[listing.seller, skill] += people * factor[model.firms.country[listing.seller]]
    np.testing.assert_allclose(call.returned, needs, rtol=1e-12)


def check_provider_needs(call: Call) -> None:
    labour = call.given.state.parameters.labour
    thousand = labour.provider_operations, labour.provider_specialist, labour.provider_digital
    factor = factors(call)
    needs = [
        [sum(provider.volume) * factor[provider.country] * people / 1_000.0 for people in thousand]
        for provider in rows(call.given.cohort)]
    np.testing.assert_allclose(call.returned, needs, rtol=1e-12)


CHECKS = {
    "meet": check_meeting, "Employers.average_need": check_need,
    "firm_needs": check_firm_needs, "provider_needs": check_provider_needs,
}


@pytest.mark.parametrize("rule", CHECKS)
def test_the_fast_rule_does_what_the_loop_does(calls: Calls, rule: str) -> None:
    for call in calls[rule]:
        CHECKS[rule](call)


def test_hires_that_do_not_fit_go_to_others() -> None:
    assert plain.shared(6.0, [4.0, 4.0], [1.0, 3.0]) == pytest.approx([2.0, 4.0])
    assert plain.shared(2.0, [1.0, 3.0], [1.0, 1.0]) == pytest.approx([0.5, 1.5])


def test_an_empty_hub_stays_empty(calls: Calls) -> None:
    call = calls["meet"][0]
    empty = [
        pool for pool in rows(call.left.talent) if sum(pool.employed) == 0.0]
    assert empty
    assert all(sum(pool.vacancies) == 0.0 for pool in empty)


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("meet", "left.talent.searching"),
        ("meet", "left.talent.wage"),
        ("meet", "left.talent.departed"),
        ("meet", "given.talent.filling"),
        ("Employers.average_need", "left.self.need"),
        ("Employers.average_need", "given.needed"),
        ("firm_needs", "given.parcels"),
        ("provider_needs", "returned"),
    ],
)
def test_a_wrong_number_is_seen(calls: Calls, rule: str, path: str) -> None:
    assert_fails(CHECKS[rule], calls[rule][0], path)
