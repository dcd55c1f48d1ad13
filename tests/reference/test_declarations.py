"""Declarations of the recorded weeks against one listing at a time."""

from __future__ import annotations

from tests.reference import declarations as plain
from tests.reference.comparing import assert_fails, assert_same
from tests.reference.recording import Call, Calls, rows
from tests.reference.review import due


def check_declarations(call: Call) -> None:
    given, at = call.given, call.given.at
    sellers, authorities, customs = rows(at.firms), rows(given.customs), at.scenario.customs
    listings = rows(at.listings)
    for listing in listings:
        seller = sellers[listing.seller]
        if due(seller, at.age, at.scenario.sellers.review_interval):
            listing.underdeclared = plain.declares_low(
                listing, seller, authorities[listing.destination], at.now.law, customs, at.draws, at.age)
    assert_same(call.left.at.listings, listings, "underdeclared")


def test_the_fast_rule_does_what_the_loop_does(calls: Calls) -> None:
    for call in calls["review_declarations"]:
        check_declarations(call)


def test_some_declare_low_and_some_the_truth(calls: Calls) -> None:
    last = calls["review_declarations"][-1].left.at.listings
    direct = last.orders.service < plain.PLATFORM_WAREHOUSE
    assert last.underdeclared[direct].any() and not last.underdeclared[direct].all()
    changed = [
        (call.left.at.listings.underdeclared != call.given.at.listings.underdeclared).sum()
        for call in calls["review_declarations"]]
    assert sum(changed) > 3


def test_a_wrong_declaration_is_seen(calls: Calls) -> None:
    assert_fails(check_declarations, calls["review_declarations"][3], "left.at.listings.underdeclared")
