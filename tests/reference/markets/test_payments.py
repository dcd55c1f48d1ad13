"""All transfers of the recorded weeks against one listing, firm and provider at a time."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest

from ecosystem.scenario.names import MAIL
from tests.reference.comparing import assert_fails, assert_same
from tests.reference.markets import payments as plain
from tests.reference.recording import Call, Calls, Row, rows

CENT = 1e-7
"""Cash is a sum of thousands of dollars: its last digits depend on the order of adding."""


def books_of(ledger: Any, **cohorts: Any) -> plain.Books:
    """Books with the balances of a ledger and the cash of cohorts."""
    cash = {name: cohort.cash.tolist() for name, cohort in cohorts.items()}
    return plain.Books(cash=cash, balance=dict(ledger.balance))


def flows(ledger: Any) -> dict[str, float]:
    """This week's flows by item."""
    totals: dict[str, float] = defaultdict(float)
    for (item, _, _), amount in ledger.flows.items():
        totals[item] += amount
    return totals


def assert_same_books(books: plain.Books, before: Any, after: Any, **cohorts: Any) -> None:
    """Cash row by row, balances by account, flows by item."""
    for name, cohort in cohorts.items():
        np.testing.assert_allclose(
            cohort.cash, books.cash[name], rtol=1e-12, atol=CENT, err_msg=name)
    for name, amount in after.balance.items():
        np.testing.assert_allclose(
            amount, books.balance[name], rtol=1e-12, atol=CENT, err_msg=name)
    old, new = flows(before), flows(after)
    for item in set(old) | set(new) | set(books.flows):
        np.testing.assert_allclose(
            new[item] - old[item], books.flows[item], rtol=1e-10, atol=1e-6, err_msg=item)


def trades_of(given: Any) -> list[plain.Trade]:
    """What each listing did."""
    shipments = given.shipments
    parts = (
        given.state.listings, given.orders.goods, given.orders.quotes, shipments.entries,
        shipments.sales, given.cleared, given.deliveries.arrivals)
    columns = [rows(part) for part in parts]
    return [plain.Trade(*each) for each in zip(*columns, shipments.sold_off.tolist(), strict=True)]


def check_week(call: Call) -> None:
    model, after, parameters = call.given.state, call.left.state, call.given.state.parameters
    cohorts = {name: getattr(model, name) for name in ("firms", "carriers", "platforms")}
    books = books_of(model.ledger, **cohorts)
    trades, authorities = trades_of(call.given), rows(model.customs)
    for authority in authorities:
        authority.duty_revenue = authority.vat_revenue = authority.fines = 0.0
    charges = [
        plain.settle_trade(books, trade, authorities[trade.listing.destination], parameters)
        for trade in trades]
    listings_of = defaultdict(list)
    for trade in trades:
        listings_of[trade.listing.seller].append(trade.listing)
    wages = model.talent.wage.tolist()
    for row, firm in enumerate(rows(model.firms)):
        plain.pay_overheads(books, row, firm, listings_of[row], parameters.sellers)
        plain.pay_wages(books, "firms", row, firm, wages[firm.hub])
    agents = {}
    for account in ("carriers", "platforms"):
        agents[account] = settle(books, account, model, trades, charges)
    left = {name: getattr(after, name) for name in cohorts}
    assert_same_books(books, model.ledger, after.ledger, **left)
    np.testing.assert_allclose(call.returned.charges, charges, rtol=1e-12)
    fines = [plain.fine(trade, parameters.customs) for trade in trades]
    np.testing.assert_allclose(call.returned.fines, fines, rtol=1e-12)
    assert_same(after.customs, authorities, "duty_revenue", "vat_revenue", "fines", atol=CENT)
    check_records(call, trades)
    for account, providers in agents.items():
        names = "cost_level", "volume", "outlay", "revenue", "collected", "delivered"
        assert_same(left[account], providers, *names, atol=1e-9)
    assert_same(left["platforms"], agents["platforms"], "posted", atol=1e-9)


def check_records(call: Call, trades: list[plain.Trade]) -> None:
    """Whoever is fined this week has it in the books of customs."""
    given, left = call.given.state, call.left.state
    fined = {
        trade.listing.seller for trade in trades
        if trade.entry.evaded > 0.0 and trade.cleared.direct_inspected > 0}
    expected = [
        given.age if row in fined else week for row, week in enumerate(given.firms.fined.tolist())]
    np.testing.assert_array_equal(left.firms.fined, expected)


def settle(
    books: plain.Books, account: str, model: Any, trades: list[plain.Trade], charges: list[float]
) -> list[Row]:
    """Every provider of a kind; gives them as they are left."""
    providers, kinds = rows(getattr(model, account)), {"carriers": (0,), "platforms": (1, 2)}
    region_of = model.world.countries.region_index
    regions = range(len(providers[0].volume))
    charged = [[0.0 for _ in regions] for _ in providers]
    carried = [[0.0 for _ in regions] for _ in providers]
    for trade, charge in zip(trades, charges, strict=True):
        if trade.listing.service in kinds[account]:
            region = region_of[trade.listing.destination]
            charged[trade.listing.provider][region] += charge
            carried[trade.listing.provider][region] += trade.sale.sold
    record_stops(model, account, providers, [t for t in trades if t.listing.service in kinds[account]])
    for row, provider in enumerate(providers):
        bill = plain.pay_wages(books, account, row, provider, model.talent.wage[provider.hub].tolist())
        plain.settle_provider(
            books, account, row, provider, charged[row], carried[row], bill,
            model.parameters.providers)
    return providers


def record_stops(model: Any, account: str, providers: list[Row], trades: list[plain.Trade]) -> None:
    """Where each provider picked up and delivered, and how much mail went the same way."""
    firms, speed = rows(model.firms), model.parameters.providers.load_smoothing
    keep = {"collected", "delivered"} | ({"posted"} if account == "platforms" else set())
    stops = {name: np.zeros_like(getattr(getattr(model, account), name)) for name in keep}
    for trade in trades:
        provider, place = trade.listing.provider, trade.listing.destination
        seller, sold = firms[trade.listing.seller], trade.sale.sold
        stops["delivered"][provider, place] += sold
        if not trade.stocked:
            stops["collected"][provider, seller.hub] += sold
        if trade.listing.service == MAIL:
            stops["posted"][provider, seller.country, place] += sold * trade.product.weight
    for name, number in stops.items():
        for provider, now in zip(providers, number, strict=True):
            before = np.array(getattr(provider, name))
            setattr(provider, name, (before + speed * (now - before)).tolist())


def check_draws_of_owners(call: Call) -> None:
    given = call.given
    books = books_of(given.ledger, firms=given.firms)
    drawn = [
        plain.draw_profit(books, row, firm, given.parameters)
        for row, firm in enumerate(rows(given.firms))]
    np.testing.assert_allclose(call.returned, drawn, rtol=1e-12, atol=CENT)
    assert_same_books(books, given.ledger, call.left.ledger, firms=call.left.firms)


def check_winding_up(call: Call) -> None:
    given = call.given
    books, gone = books_of(given.ledger, firms=given.firms), 0
    pairs = list(zip(rows(given.listings), rows(given.goods), strict=True))
    for row in np.flatnonzero(given.leaving).tolist():
        own = [pair for pair in pairs if pair[0].seller == row]
        listings, products = [each[0] for each in own], [each[1] for each in own]
        gone += plain.liquidate(books, row, listings, products, given.salvage)
    assert call.returned == gone
    assert_same_books(books, given.ledger, call.left.ledger, firms=call.left.firms)


CHECKS = {
    "pay": check_week, "draw_profits": check_draws_of_owners,
    "liquidate": check_winding_up,
}


@pytest.mark.parametrize("rule", CHECKS)
def test_the_fast_rule_does_what_the_loop_does(calls: Calls, rule: str) -> None:
    for call in calls[rule]:
        CHECKS[rule](call)


def test_every_kind_of_transfer_occurs(calls: Calls) -> None:
    seen: dict[str, float] = defaultdict(float)
    for rule in CHECKS:
        for call in calls[rule]:
            ledger = call.left.state.ledger if rule == "pay" else call.left.ledger
            for item, amount in flows(ledger).items():
                seen[item] += abs(amount)
    never = [item for item, amount in seen.items() if amount == 0.0]
    assert never == [] and len(seen) >= 24


def test_firms_are_wound_up_rich_and_poor(calls: Calls) -> None:
    rest = [call.given.firms.cash[call.given.leaving] for call in calls["liquidate"]]
    assert sum(len(cash) for cash in rest) > 0


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("pay", "left.state.firms.cash"),
        ("pay", "left.state.carriers.cash"),
        ("pay", "left.state.platforms.cost_level"),
        ("pay", "left.state.customs.vat_revenue"),
        ("pay", "given.deliveries.arrivals.lost"),
        ("pay", "given.state.firms.staff"),
        ("draw_profits", "left.firms.cash"),
        ("draw_profits", "given.firms.cash"),
        ("liquidate", "left.firms.cash"),
    ],
)
def test_a_wrong_number_is_seen(calls: Calls, rule: str, path: str) -> None:
    call = next(each for each in calls[rule] if rule != "liquidate" or each.given.leaving.any())
    assert_fails(CHECKS[rule], call, path)


def test_a_transfer_to_the_wrong_party_is_seen(calls: Calls) -> None:
    call = calls["draw_profits"][0]
    owners = call.left.ledger.balance["owners"]
    call.left.ledger.balance["owners"] = owners + 1.0
    with pytest.raises(AssertionError):
        check_draws_of_owners(call)
    call.left.ledger.balance["owners"] = owners
