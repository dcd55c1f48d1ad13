"""Reviews of the recorded weeks against one firm, market and option at a time."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest

from tests.reference import quotes
from tests.reference import review as plain
from tests.reference.comparing import assert_fails, assert_same
from tests.reference.recording import Call, Calls, Row, rows

CASE = (
    "seller", "destination", "service", "provider", "base", "spending", "rivals", "share",
    "volume", "price", "experience", "handled", "underdeclared")


def places(markets: Any) -> plain.Markets:
    """Markets by country and category."""
    return {(each.destination, each.category): each for each in rows(markets)}


def by_firm(listings: list[Row]) -> dict[int, list[Row]]:
    """Listings of each firm, by its row."""
    own: dict[int, list[Row]] = defaultdict(list)
    for listing in listings:
        own[listing.seller].append(listing)
    return own


def check_present_cases(call: Call) -> None:
    given = call.given
    listings, firms, markets = rows(given.listings), rows(given.firms), places(given.markets)
    reviewed = [listings[row] for row in given.rows]
    cases = [
        plain.present_case(each, firms[each.seller], markets, given.market) for each in reviewed]
    assert_same(call.returned, cases, *CASE)
    np.testing.assert_array_equal(call.returned.listing, given.rows)


def check_prospects(call: Call) -> None:
    given = call.given
    firms, markets, own = rows(given.firms), places(given.markets), by_firm(rows(given.listings))
    cases = []
    for row in given.sellers.tolist():
        served = {listing.destination for listing in own[row]}
        cases += plain.prospects(
            row, firms[row], served, markets, given.number, given.prospect_loyalty, given.draws,
            given.clock, given.market)
    assert_same(call.returned, cases, *CASE)


def decide(
    at: Any, case: Row, row: int, firms: list[Row], own: dict[int, list[Row]]
) -> tuple[list[Row], Row | None]:
    """All options of a case, judged; and the one chosen."""
    firm, scenario = firms[row], at.scenario
    outlooks = []
    options = plain.menu(
        case, firm, at.carriers, at.platforms, scenario.sellers.providers_considered, at.draws,
        at.clock)
    product = Row(
        weight=firm.weight, volumetric=firm.volumetric, value=firm.value, cost=firm.cost,
        time_class=firm.time_class)
    for service, provider in options:
        choice = Row(
            seller=row, hub=firm.hub, origin=firm.country, destination=case.destination,
            category=firm.category, service=service, provider=provider, volume=case.volume,
            price=case.price, declared=1.0, handled=0.0)
        if case.underdeclared:
            choice.declared = scenario.customs.declared_part
        if (service, provider) == (case.service, case.provider):
            choice.handled = case.handled
        outlooks.append(plain.expect(
            case, (service, provider), quotes.quote(choice, product, at.now, scenario), product,
            firm, own[row], at.elasticity[firm.category], at.now.law.vat[case.destination],
            at.now.rating[firm.country], at.draws, scenario))
    plain.score(outlooks)
    plain.allow_building(case, outlooks, firm, scenario)
    chosen = plain.choose(
        case, outlooks, firm, scenario.sellers.choice_scale, at.draws, at.clock)
    return outlooks, chosen


def check_decisions(call: Call) -> None:
    at, firms = call.given.at, rows(call.given.at.firms)
    own = by_firm(rows(at.listings))
    expected = []
    for number, case in enumerate(rows(call.given.cases)):
        outlooks, chosen = decide(at, case, case.seller, firms, own)
        if chosen is not None:
            service, provider = chosen.option
            expected.append(Row(
                case=number, seller=case.seller, destination=case.destination, service=service,
                provider=provider, revenue=chosen.revenue, profit=chosen.profit,
                regret=plain.regret(outlooks, chosen)))
    names = "case", "seller", "destination", "service", "provider", "revenue", "profit", "regret"
    assert_same(call.returned, expected, *names, rtol=1e-11, atol=1e-9)


def check_reviews(call: Call) -> None:
    """Whole reviews: which listings change, and what it costs."""
    at, left = call.given.at, call.left
    firms, listings, markets = rows(at.firms), rows(at.listings), places(at.markets)
    own, own_before = by_firm(listings), by_firm(rows(at.listings))
    switched, paid, regrets = 0, np.zeros(len(firms)), []
    for row, firm in enumerate(firms):
        if not plain.due(firm, at.clock, at.scenario.sellers.review_interval):
            continue
        cases, chosen = [], []
        for listing in own[row]:
            if not listing.closing and listing.building == 0:
                case = plain.present_case(listing, firm, markets, at.scenario.market)
                outlooks, best = decide(at, case, row, firms, own_before)
                chosen.append(best)
                regrets += [] if best is None else [plain.regret(outlooks, best)]
                case.listing = listing
                cases.append(case)

        def pay(item: str, amount: float, row: int = row) -> None:
            paid[row] += amount

        switched += plain.apply_changes(cases, chosen, at.scenario, pay)
    number, regret = call.returned
    assert number == switched
    np.testing.assert_allclose(regret, np.mean(regrets) if regrets else np.nan, atol=1e-9)
    assert_same(
        left.at.listings, listings, "service", "provider", "experience", "building", "handled")
    np.testing.assert_allclose(at.firms.cash - left.at.firms.cash, paid, atol=1e-7)


def check_leaving(call: Call) -> None:
    at = call.given.at
    listings, firms = rows(at.listings), rows(at.firms)
    own = by_firm(listings)
    for row, firm in enumerate(firms):
        plain.leave_markets(
            firm, own[row], firm.markets, at.clock, at.scenario.sellers, at.draws)
    assert_same(call.left.at.listings, listings, "closing")


def check_openings(call: Call) -> None:
    given, at = call.given, call.given.at
    firms, markets, rules = rows(at.firms), places(at.markets), at.scenario.sellers
    own, paid, openings = by_firm(rows(at.listings)), np.zeros(len(at.firms.id)), []
    for row in sorted(given.sellers.tolist()):
        served = {listing.destination for listing in own[row]}
        cases = plain.prospects(
            row, firms[row], served, markets, given.number, rules.prospect_loyalty, at.draws,
            at.clock, at.scenario.market)
        chosen = [decide(at, case, row, firms, own)[1] for case in cases]
        best = plain.best_opening(cases, chosen, firms[row], rules)
        if best is not None:
            service, provider = best[1].option
            openings.append(Row(
                firm=firms[row].id, destination=best[0].destination, service=service,
                provider=provider))
            paid[row] += rules.market_entry_cost
    assert_same(call.returned, openings, "firm", "destination", "service", "provider")
    np.testing.assert_allclose(at.firms.cash - call.left.at.firms.cash, paid, atol=1e-7)


CHECKS = {
    "present_cases": check_present_cases, "prospect_cases": check_prospects,
    "decide": check_decisions, "review_listings": check_reviews, "leave_markets": check_leaving,
    "find_markets": check_openings,
}


@pytest.mark.parametrize("rule", CHECKS)
def test_the_fast_rule_does_what_the_loop_does(calls: Calls, rule: str) -> None:
    for call in calls[rule]:
        CHECKS[rule](call)


def test_the_recorded_weeks_show_every_case(calls: Calls) -> None:
    assert sum(call.returned[0] for call in calls["review_listings"]) > 0
    assert sum(len(call.returned.firm) for call in calls["find_markets"]) > 0
    closed = [
        call.left.at.listings.closing.sum() - call.given.at.listings.closing.sum()
        for call in calls["leave_markets"]]
    assert sum(closed) > 0
    allowed = np.concatenate([call.returned for call in calls["allow_building"]])
    assert allowed.any() and not allowed.all()


def test_every_step_of_a_decision(calls: Calls) -> None:
    """Options, outlooks, permits: not only what is chosen in the end."""
    steps = zip(
        calls["decide"], calls["consider"], calls["judge"], calls["allow_building"], strict=True)
    for decision, considered, judged, permitted in steps:
        at, firms = decision.given.at, rows(decision.given.at.firms)
        own, outlooks, number = by_firm(rows(at.listings)), [], []
        for row, case in enumerate(rows(decision.given.cases)):
            each, _ = decide(at, case, case.seller, firms, own)
            outlooks += each
            number += [row] * len(each)
        choices = considered.returned.choices
        options = list(zip(choices.service.tolist(), choices.provider.tolist(), strict=True))
        assert options == [outlook.option for outlook in outlooks]
        assert considered.returned.case.tolist() == number
        names = "revenue", "profit", "score"
        assert_same(judged.returned, outlooks, *names, rtol=1e-11, atol=1e-9)
        assert permitted.returned.tolist() == [outlook.allowed for outlook in outlooks]


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("present_cases", "returned.base"),
        ("present_cases", "given.markets.inside"),
        ("prospect_cases", "returned.destination"),
        ("prospect_cases", "returned.volume"),
        ("decide", "returned.provider"),
        ("decide", "returned.profit"),
        ("decide", "given.cases.rivals"),
        ("review_listings", "left.at.listings.service"),
        ("review_listings", "left.at.firms.cash"),
        ("leave_markets", "left.at.listings.closing"),
        ("find_markets", "returned.destination"),
        ("find_markets", "left.at.firms.cash"),
    ],
)
def test_a_wrong_number_is_seen(calls: Calls, rule: str, path: str) -> None:
    def usable(call: Call) -> bool:
        result = call.returned
        if path == "given.markets.inside":
            return True
        size = {"decide": "case", "find_markets": "firm"}.get(rule, "seller")
        return not hasattr(result, size) or len(getattr(result, size)) > 0

    call = next(each for each in calls[rule] if usable(each))
    if path == "given.markets.inside":
        call.given.markets.inside[:] *= 1.001
        with pytest.raises(AssertionError):
            CHECKS[rule](call)
        call.given.markets.inside[:] /= 1.001
        return
    assert_fails(CHECKS[rule], call, path)
