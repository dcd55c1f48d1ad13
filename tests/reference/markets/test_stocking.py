"""Stock abroad in the recorded weeks against one listing at a time."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ecosystem.agents.firms.listings import Listings
from ecosystem.markets import stocking
from tests.reference.comparing import assert_fails, assert_same
from tests.reference.markets import stocking as plain
from tests.reference.recording import Call, Calls, rows

CAUSES = "obsolete", "expired", "shrunk"


def check_wear(call: Call) -> None:
    given = call.given
    losses = [
        plain.stock_losses(listing, quoted, given.now, given.parameters)
        for listing, quoted in zip(rows(given.listings), rows(given.quotes), strict=True)]
    assert_same(call.returned, losses, "obsolescence", "shrinkage", "shelf_life", "disorder")


def check_scrap(call: Call) -> None:
    given = call.given
    listings = rows(given.listings)
    spoilt = [
        plain.scrap(listing, losses, given.draws)
        for listing, losses in zip(listings, rows(given.losses), strict=True)]
    assert_same(call.returned, spoilt, *CAUSES)
    assert_same(call.left.listings, listings, "stock")


def check_selling_off(call: Call) -> None:
    listings = rows(call.given.listings)
    np.testing.assert_array_equal(call.returned, [plain.sell_off(listing) for listing in listings])
    assert_same(call.left.listings, listings, "stock")


def errors(given: Any) -> list[float]:
    """Factor of each listing on the deviation of demand that it plans for."""
    number = len(given.listings.seller)
    return [float(each) for each in np.broadcast_to(given.factors.forecast_error, number)]


def check_sales(call: Call) -> None:
    given = call.given
    listings = rows(given.listings)
    sales = plain.sell(
        listings, rows(given.goods), rows(given.quotes), rows(given.demand), given.budget.tolist(),
        rows(given.losses), errors(given), given.parameters, given.draws)
    assert_same(call.returned, sales, "sold", "refused", "replenished", "expedited")
    assert_same(call.left.listings, listings, "stock", "forecast", "deviation")


CHECKS = {"stock_losses": check_wear, "scrap": check_scrap, "sell_off": check_selling_off, "sell": check_sales}


@pytest.mark.parametrize("rule", CHECKS)
def test_the_fast_rule_does_what_the_loop_does(calls: Calls, rule: str) -> None:
    assert len(calls[rule]) > 10
    for call in calls[rule]:
        CHECKS[rule](call)


def test_the_recorded_weeks_show_every_case(calls: Calls) -> None:
    everything = [listing for call in calls["sell"] for listing in rows(call.given.listings)]
    assert {listing.service for listing in everything} == {0, 1, 2, 3}
    for field in ("refused", "replenished", "expedited"):
        assert sum(getattr(call.returned, field).sum() for call in calls["sell"]) > 0, field
    for field in ("obsolete", "shrunk"):
        assert sum(getattr(call.returned, field).sum() for call in calls["scrap"]) > 0, field
    assert sum(call.returned.sum() for call in calls["sell_off"]) > 0


@pytest.mark.parametrize("rule", ["scrap", "sell"])
def test_goods_that_hardly_keep(calls: Calls, rule: str) -> None:
    """Within a few recorded weeks nothing expires: the last one again with short shelf lives."""
    given = copy.deepcopy(calls[rule][-1].given)
    given.losses = replace(given.losses, shelf_life=np.full(len(given.losses.shelf_life), 3.0))
    left = copy.deepcopy(given)
    left.listings = Listings()
    left.listings.restore(vars(given.listings))
    returned = getattr(stocking, rule)(**vars(left))
    if rule == "scrap":
        assert returned.expired.sum() > 0
    CHECKS[rule](Call(given=given, returned=returned, left=left))


def test_some_firm_cannot_pay_for_all_it_wants(calls: Calls) -> None:
    def replenished(call: Call, budget: np.ndarray) -> int:
        given = call.given
        sales = plain.sell(
            rows(given.listings), rows(given.goods), rows(given.quotes), rows(given.demand),
            budget.tolist(), rows(given.losses), errors(given), given.parameters, given.draws)
        return sum(sale.replenished for sale in sales)

    assert any(
        replenished(call, call.given.budget) < replenished(call, call.given.budget + 1e12)
        for call in calls["sell"])


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("stock_losses", "returned.obsolescence"),
        ("stock_losses", "given.listings.category"),
        ("scrap", "left.listings.stock"),
        ("scrap", "returned.shrunk"),
        ("sell_off", "left.listings.stock"),
        ("sell", "returned.sold"),
        ("sell", "returned.replenished"),
        ("sell", "returned.expedited"),
        ("sell", "left.listings.deviation"),
    ],
)
def test_a_wrong_number_is_seen(calls: Calls, rule: str, path: str) -> None:
    assert_fails(CHECKS[rule], calls[rule][0], path)
