"""Births, exits, profits and spending of the recorded weeks against one firm at a time."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest

from ecosystem.agents.firms import entry as fast
from tests.reference.agents import consumers, entry
from tests.reference.comparing import assert_fails, assert_same
from tests.reference.phases import entry_and_exit
from tests.reference.recording import Call, Calls, Row, rows

BORN = (
    "country", "category", "weight", "volumetric", "value", "cost", "time_class", "quality_base",
    "quality", "starting_cash")
LISTED = (
    "firm", "seller", "category", "destination", "service", "provider", "price", "markup",
    "closing", "age", "experience", "loyalty", "fit", "share", "stock", "sales")


def check_improvement(call: Call) -> None:
    given = call.given
    firms = rows(given.self)
    for firm in firms:
        entry_and_exit.improve(firm, given.draws, given.parameters)
    assert_same(call.left.self, firms, "quality", atol=1e-15)


def check_spending(call: Call) -> None:
    markets = rows(call.given.self)
    for market in markets:
        market.budget = consumers.budget(
            market.base_spending, call.given.week,
            call.given.demand[market.destination, market.category], call.given.parameters)
        market.spending = consumers.spending(
            market.budget, market.outside + market.inside, market.reference, market.elasticity,
            call.given.parameters)
    assert_same(call.left.self, markets, "budget", "spending")


def check_entrants(call: Call) -> None:
    given = call.given
    expected = entry.entrants(
        given.age, given.founding_number, given.cohort_return, given.draws, given.parameters)
    assert call.returned.tolist() == expected


def check_countries(call: Call) -> None:
    given = call.given
    expected = [entry.home_country(each, given.world, given.draws) for each in given.ids.tolist()]
    assert call.returned.tolist() == expected


def check_categories(call: Call) -> None:
    given = call.given
    expected = [
        entry.product_category(each, given.world, given.draws) for each in given.ids.tolist()]
    assert call.returned.tolist() == expected


def check_hubs(call: Call) -> None:
    given = call.given
    expected = [
        entry.home_hub(
            number, country, given.margin[:, category].tolist(), given.world, given.draws, given.hub_pull)
        for number, country, category in zip(
            given.ids.tolist(), given.country.tolist(), given.category.tolist(), strict=True)]
    assert call.returned.tolist() == expected


def check_attributes(call: Call) -> None:
    given = call.given
    born = [
        entry.attributes(
            number, country, category, given.world, given.draws, given.parameters,
            given.time_values.tolist())
        for number, country, category in zip(
            given.ids.tolist(), given.country.tolist(), given.category.tolist(), strict=True)]
    assert_same(Row(**call.returned), born, *BORN)
    assert set(call.returned) == set(BORN)


def check_margins(call: Call) -> None:
    given = call.given
    expected = entry.hub_margins(rows(given.self), given.hubs, given.categories, given.prior)
    np.testing.assert_allclose(call.returned, expected, rtol=1e-12, atol=1e-14)


def check_profit(call: Call) -> None:
    model, left, given = call.given.state, call.left.state, call.given
    sellers = model.parameters.sellers
    firms, own = rows(model.firms), defaultdict(list)
    for parts in zip(
            rows(model.listings), rows(given.orders.goods), given.shipments.sales.sold.tolist(), strict=True):
        own[parts[0].seller].append(parts)
    profits = []
    for row, firm in enumerate(firms):
        listings, products, sold = ([each[k] for each in own[row]] for k in range(3))
        before = given.opening.cash[row]
        profits.append(entry_and_exit.count_profit(
            firm, before, listings, products, sold, sellers.smoothing))
    remembered = entry_and_exit.remember_entry(
        model.entry_gain, model.entry_capital, firms, profits, model.age, sellers)
    assert_same(left.firms, firms, "inventory", "profit", "revenue", "parcels", atol=1e-8)
    np.testing.assert_allclose((left.entry_gain, left.entry_capital), remembered, rtol=1e-10, atol=1e-7)


def check_turnover(call: Call) -> None:
    """Who stays, which listings stay or open, and where freed staff goes."""
    model, after, turnover = call.given.state, call.left.state, call.returned
    sellers, age = model.parameters.sellers, model.age
    before = rows(model.firms)
    failed = {
        firm.id for firm in before if entry_and_exit.leaves(firm, age, model.draws, sellers)}
    living = rows(after.firms)
    old = [firm for firm in living if firm.founded < age]
    assert [firm.id for firm in old] == [firm.id for firm in before if firm.id not in failed]
    new = [firm for firm in living if firm.founded == age]
    assert (turnover.exits, turnover.entered) == (len(failed), len(new))
    firms = {firm.id: firm for firm in living}
    kept = [
        listing for listing in rows(model.listings)
        if listing.firm in firms and entry_and_exit.stays_open(listing)]
    market_entries = [each for each in rows(call.given.decided.market_entries) if each.firm in firms]
    market_entries += [each for each in rows(after.listings) if each.firm in {firm.id for firm in new}]
    kept += [entry_and_exit.new_listing(firms[each.firm], each) for each in market_entries]
    listings = entry_and_exit.arrange(living, kept)
    assert_same(after.listings, listings, *LISTED)
    assert_same(after.firms, living, "markets")
    check_freed_staff(model, after, [firm for firm in before if firm.id in failed])


def check_freed_staff(model: Any, after: Any, failed: list[Row]) -> None:
    """People of failed firms search in their hub."""
    pools = rows(model.talent)
    for firm in failed:
        for skill, people in enumerate(firm.staff):
            pools[firm.hub].searching[skill] += people
            pools[firm.hub].employed[skill] -= people
    assert_same(after.talent, pools, "searching", "employed", atol=1e-12)


CHECKS = {
    "Firms.improve": check_improvement, "Markets.advance": check_spending,
    "entrants": check_entrants, "home_country": check_countries,
    "product_category": check_categories, "home_hub": check_hubs, "attributes": check_attributes,
    "Firms.margin_by_hub": check_margins, "count_profit": check_profit,
    "turn_over": check_turnover,
}


@pytest.mark.parametrize("rule", CHECKS)
def test_the_fast_rule_does_what_the_loop_does(calls: Calls, rule: str) -> None:
    for call in calls[rule]:
        CHECKS[rule](call)


def test_the_recorded_weeks_show_every_case(calls: Calls) -> None:
    weeks = [call.returned for call in calls["turn_over"]]
    assert sum(week.exits for week in weeks) > 0
    assert sum(week.entered for week in weeks) > 0
    assert sum(week.liquidated for week in weeks) > 0
    candidates = sum(len(call.returned) for call in calls["entrants"])
    assert candidates >= sum(week.entered for week in weeks)
    jumps = [
        np.abs(call.left.self.quality - call.given.self.quality) for call in calls["Firms.improve"]]
    assert max(jump.max() for jump in jumps) > 0.02 > min(jump.min() for jump in jumps)


def test_entrants_start_in_the_market_that_they_found(calls: Calls) -> None:
    """Each week looks for markets twice: reviews of incumbents, then candidates."""
    started = 0
    for week, search in zip(calls["turn_over"], calls["find_markets"][1::2], strict=True):
        after, age = week.left.state, week.given.state.age
        new = set(after.firms.id[after.firms.founded == age].tolist())
        expected = {(each.firm, each.destination, each.service, each.provider)
                    for each in rows(search.returned)}
        listed = {(each.firm, each.destination, each.service, each.provider)
                  for each in rows(after.listings) if each.firm in new}
        assert listed == expected
        started += len(listed)
    assert started > 0


def test_candidates_of_a_week_come_by_thousands_too(calls: Calls) -> None:
    """Thirty firms have few candidates; thirty thousand show every branch."""
    given = calls["entrants"][0].given
    for cohort_return in (-2.0, -0.3, 0.0, 0.4, 3.0):
        expected = entry.entrants(given.age, 30_000, cohort_return, given.draws, given.parameters)
        found = fast.entrants(given.age, 30_000, cohort_return, given.draws, given.parameters)
        assert found.tolist() == expected
    assert expected


def test_the_founders_themselves(calls: Calls) -> None:
    """The same rules for a thousand ids at once."""
    given, ids = calls["attributes"][0].given, np.arange(1_000)
    world, draws = given.world, given.draws
    country, category = fast.home_country(ids, world, draws), fast.product_category(ids, world, draws)
    assert country.tolist() == [entry.home_country(k, world, draws) for k in ids.tolist()]
    assert category.tolist() == [entry.product_category(k, world, draws) for k in ids.tolist()]
    found = fast.attributes(ids, country, category, world=world, draws=draws, parameters=given.parameters, time_values=given.time_values)
    born = [
        entry.attributes(
            number, country[number], category[number], world, draws, given.parameters,
            given.time_values.tolist()) for number in ids.tolist()]
    assert_same(Row(**found), born, *BORN)


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("Firms.improve", "left.self.quality"),
        ("Markets.advance", "left.self.spending"),
        ("attributes", "returned.cost"),
        ("attributes", "returned.time_class"),
        ("home_hub", "returned"),
        ("entrants", "returned"),
        ("Firms.margin_by_hub", "given.self.profit"),
        ("count_profit", "left.state.firms.profit"),
        ("count_profit", "given.state.listings.stock"),
        ("turn_over", "left.state.listings.firm"),
        ("turn_over", "left.state.firms.markets"),
        ("turn_over", "left.state.talent.searching"),
    ],
)
def test_a_wrong_number_is_seen(calls: Calls, rule: str, path: str) -> None:
    def usable(call: Call) -> bool:
        if rule == "attributes":
            return len(call.returned["cost"]) > 0
        return not isinstance(call.returned, np.ndarray) or len(call.returned) > 0

    assert_fails(CHECKS[rule], next(each for each in calls[rule] if usable(each)), path)
