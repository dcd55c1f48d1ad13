"""Declarations of the recorded weeks against one listing at a time."""

from __future__ import annotations

from tests.reference.comparing import assert_fails, assert_same
from tests.reference.decisions import declarations as plain
from tests.reference.decisions.review import due
from tests.reference.recording import Call, Calls, rows


def check_declarations(call: Call) -> None:
    given, context = call.given, call.given.context
    sellers, authorities, customs = rows(context.firms), rows(given.customs), context.parameters.customs
    listings = rows(context.listings)
    for listing in listings:
        seller = sellers[listing.seller]
        if due(seller, context.draws.age, context.parameters.sellers.review_interval):
            listing.underdeclared = plain.declares_low(
                listing, seller, authorities[listing.destination], context.now.law, customs,
                context.draws)
    assert_same(call.left.context.listings, listings, "underdeclared")


def test_the_fast_rule_does_what_the_loop_does(calls: Calls) -> None:
    for call in calls["review_declarations"]:
        check_declarations(call)


def test_some_declare_low_and_some_the_truth(calls: Calls) -> None:
    last = calls["review_declarations"][-1].left.context.listings
    direct = last.service < plain.PLATFORM_WAREHOUSE
    assert last.underdeclared[direct].any() and not last.underdeclared[direct].all()
    changed = [
        (call.left.context.listings.underdeclared != call.given.context.listings.underdeclared).sum()
        for call in calls["review_declarations"]]
    assert sum(changed) > 3


def test_a_wrong_declaration_is_seen(calls: Calls) -> None:
    assert_fails(check_declarations, calls["review_declarations"][3], "left.context.listings.underdeclared")
