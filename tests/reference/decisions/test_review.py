"""Reviews of the recorded weeks against one firm, market and option at a time."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest

from tests.reference.comparing import assert_fails, assert_same
from tests.reference.decisions import review as plain
from tests.reference.quotes import quote
from tests.reference.recording import Call, Calls, Row, rows

CASE = (
    "seller", "destination", "service", "provider", "base", "budget", "reference", "rivals", "share",
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
    situations = [
        plain.present_case(each, firms[each.seller], markets, given.parameters) for each in reviewed]
    assert_same(call.returned, situations, *CASE)
    np.testing.assert_array_equal(call.returned.listing, given.rows)


def check_prospects(call: Call) -> None:
    context = call.given.context
    firms, markets = rows(context.firms), places(context.markets)
    own, situations = by_firm(rows(context.listings)), []
    for row in call.given.sellers.tolist():
        served = {listing.destination for listing in own[row]}
        situations += plain.prospects(row, firms[row], served, markets, context.parameters, context.draws)
    assert_same(call.returned, situations, *CASE)


def decide(
    context: Any, situation: Row, row: int, firms: list[Row], own: dict[int, list[Row]]
) -> tuple[list[Row], Row | None]:
    """All options of a case, judged; and the one chosen."""
    firm, parameters = firms[row], context.parameters
    outlooks = []
    choice_sets = plain.menu(
        situation, firm, context.coverage, parameters.sellers.providers_considered, context.draws)
    product = Row(
        weight=firm.weight, volumetric=firm.volumetric, value=firm.value, cost=firm.cost,
        time_class=firm.time_class)
    for service, provider in choice_sets:
        choice = Row(
            seller=row, hub=firm.hub, origin=firm.country, destination=situation.destination,
            category=firm.category, service=service, provider=provider, volume=situation.volume,
            price=situation.price, declared=1.0, handled=0.0)
        if situation.underdeclared:
            choice.declared = parameters.customs.declared_part
        if (service, provider) == (situation.service, situation.provider):
            choice.handled = situation.handled
        outlooks.append(plain.expect(
            situation, (service, provider), quote.quote(choice, product, context.now, parameters), product,
            firm, own[row], context.elasticity[firm.category], context.now.law.vat[situation.destination],
            context.now.rating[firm.country], context.draws, parameters))
    plain.score(outlooks)
    plain.feasible(situation, outlooks, firm, parameters)
    chosen = plain.choose(
        situation, outlooks, firm, parameters.sellers.choice_scale, context.draws)
    return outlooks, chosen


def check_decisions(call: Call) -> None:
    context, firms = call.given.context, rows(call.given.context.firms)
    own = by_firm(rows(context.listings))
    expected = []
    for number, situation in enumerate(rows(call.given.situations)):
        outlooks, chosen = decide(context, situation, situation.seller, firms, own)
        if chosen is not None:
            service, provider = chosen.alternative
            expected.append(Row(
                situation=number, seller=situation.seller, destination=situation.destination, service=service,
                provider=provider, revenue=chosen.revenue, profit=chosen.profit,
                regret=plain.regret(outlooks, chosen)))
    names = "situation", "seller", "destination", "service", "provider", "revenue", "profit", "regret"
    assert_same(call.returned, expected, *names, rtol=1e-11, atol=1e-9)


def check_reviews(call: Call) -> None:
    """Whole reviews: which listings change, and what it costs."""
    context, left = call.given.context, call.left
    firms, listings, markets = rows(context.firms), rows(context.listings), places(context.markets)
    own, own_before = by_firm(listings), by_firm(rows(context.listings))
    switched, paid, regrets = 0, np.zeros(len(firms)), []
    for row, firm in enumerate(firms):
        if not plain.due(firm, context.draws.age, context.parameters.sellers.review_interval):
            continue
        situations, chosen = [], []
        for listing in own[row]:
            if not listing.closing and listing.building == 0:
                situation = plain.present_case(listing, firm, markets, context.parameters.market)
                outlooks, best = decide(context, situation, row, firms, own_before)
                chosen.append(best)
                regrets += [] if best is None else [plain.regret(outlooks, best)]
                situation.listing = listing
                situations.append(situation)

        def pay(item: str, amount: float, row: int = row) -> None:
            paid[row] += amount

        switched += plain.apply_changes(situations, chosen, context.parameters, pay)
    number, regret = call.returned
    assert number == switched
    np.testing.assert_allclose(regret, np.mean(regrets) if regrets else np.nan, atol=1e-9)
    assert_same(
        left.context.listings, listings, "service", "provider", "experience", "building", "handled")
    np.testing.assert_allclose(context.firms.cash - left.context.firms.cash, paid, atol=1e-7)


def check_leaving(call: Call) -> None:
    context = call.given.context
    listings, firms = rows(context.listings), rows(context.firms)
    own = by_firm(listings)
    for row, firm in enumerate(firms):
        plain.leave_markets(
            firm, own[row], firm.markets, context.draws.age, context.parameters.sellers, context.draws)
    assert_same(call.left.context.listings, listings, "closing")


def check_openings(call: Call) -> None:
    given, context = call.given, call.given.context
    firms, markets, sellers = rows(context.firms), places(context.markets), context.parameters.sellers
    own, paid, market_entries = by_firm(rows(context.listings)), np.zeros(len(context.firms.id)), []
    for row in sorted(given.sellers.tolist()):
        served = {listing.destination for listing in own[row]}
        situations = plain.prospects(
            row, firms[row], served, markets, context.parameters, context.draws)
        chosen = [decide(context, situation, row, firms, own)[1] for situation in situations]
        best = plain.best_opening(situations, chosen, firms[row], sellers)
        if best is not None:
            service, provider = best[1].alternative
            market_entries.append(Row(
                firm=firms[row].id, destination=best[0].destination, service=service,
                provider=provider))
            paid[row] += sellers.market_entry_cost
    assert_same(call.returned, market_entries, "firm", "destination", "service", "provider")
    np.testing.assert_allclose(context.firms.cash - call.left.context.firms.cash, paid, atol=1e-7)


CHECKS = {
    "present_situations": check_present_cases, "prospect_situations": check_prospects,
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
        call.left.context.listings.closing.sum() - call.given.context.listings.closing.sum()
        for call in calls["leave_markets"]]
    assert sum(closed) > 0
    allowed = np.concatenate([call.returned for call in calls["feasible"]])
    assert allowed.any() and not allowed.all()


def test_every_step_of_a_decision(calls: Calls) -> None:
    """Options, outlooks, permits: not only what is chosen in the end."""
    steps = zip(
        calls["decide"], calls["build_choice_sets"], calls["evaluate"], calls["feasible"], strict=True)
    for decision, considered, judged, permitted in steps:
        context, firms = decision.given.context, rows(decision.given.context.firms)
        own, outlooks, number = by_firm(rows(context.listings)), [], []
        for row, situation in enumerate(rows(decision.given.situations)):
            each, _ = decide(context, situation, situation.seller, firms, own)
            outlooks += each
            number += [row] * len(each)
        alternatives = considered.returned.alternatives
        choice_sets = list(zip(alternatives.service.tolist(), alternatives.provider.tolist(), strict=True))
        assert choice_sets == [evaluation.alternative for evaluation in outlooks]
        assert considered.returned.situation.tolist() == number
        names = "revenue", "profit", "score"
        assert_same(judged.returned, outlooks, *names, rtol=1e-11, atol=1e-9)
        assert permitted.returned.tolist() == [evaluation.allowed for evaluation in outlooks]


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("present_situations", "returned.base"),
        ("present_situations", "given.markets.inside"),
        ("prospect_situations", "returned.destination"),
        ("prospect_situations", "returned.volume"),
        ("decide", "returned.provider"),
        ("decide", "returned.profit"),
        ("decide", "given.situations.rivals"),
        ("review_listings", "left.context.listings.service"),
        ("review_listings", "left.context.firms.cash"),
        ("leave_markets", "left.context.listings.closing"),
        ("find_markets", "returned.destination"),
        ("find_markets", "left.context.firms.cash"),
    ],
)
def test_a_wrong_number_is_seen(calls: Calls, rule: str, path: str) -> None:
    def usable(call: Call) -> bool:
        result = call.returned
        if path == "given.markets.inside":
            return True
        size = {"decide": "situation", "find_markets": "firm"}.get(rule, "seller")
        return not hasattr(result, size) or len(getattr(result, size)) > 0

    call = next(each for each in calls[rule] if usable(each))
    if path == "given.markets.inside":
        call.given.markets.inside[:] *= 1.001
        with pytest.raises(AssertionError):
            CHECKS[rule](call)
        call.given.markets.inside[:] /= 1.001
        return
    assert_fails(CHECKS[rule], call, path)
