"""Carriers and platforms of the recorded weeks against one provider at a time."""

from __future__ import annotations

import numpy as np
import pytest

from tests.reference.agents import providers as plain
from tests.reference.comparing import assert_fails, assert_same
from tests.reference.recording import Call, Calls, rows


def check_plan(call: Call) -> None:
    providers = rows(call.given.self)
    market = sum(sum(provider.volume) for provider in providers)
    for provider in providers:
        plain.plan(provider, market, call.given.parameters)
    assert_same(call.left.self, providers, "price_level", "capacity", "quality")


def check_tariffs(call: Call) -> None:
    providers, rate_cards = rows(call.given.self), call.returned
    for region in range(rate_cards.factor.shape[1]):
        expected = [plain.tariff(provider, region, call.given.parameters) for provider in providers]
        fast = np.column_stack([rate_cards.factor[:, region], rate_cards.delay[:, region]])
        np.testing.assert_allclose(fast, expected, rtol=1e-12)
    tour_density, rules = call.given.tour_density, call.given.parameters
    for row, provider in enumerate(providers):
        for found, stops, usual in (
            (rate_cards.collection, provider.collected, tour_density.collection),
            (rate_cards.delivery, provider.delivered, tour_density.delivery),
        ):
            expected = [plain.record_stops(*each, rules) for each in zip(stops, usual, strict=True)]
            np.testing.assert_allclose(found[row], expected, rtol=1e-12)
    np.testing.assert_array_equal(rate_cards.quality, [provider.quality for provider in providers])


def check_record(call: Call) -> None:
    given = call.given
    providers = rows(given.self)
    news = given.parcels.tolist(), given.revenue.tolist(), given.outlay.tolist()
    for provider, parcels, revenue, outlay in zip(providers, *news, strict=True):
        plain.record(provider, parcels, revenue, outlay, given.parameters)
    assert_same(call.left.self, providers, "volume", "revenue", "outlay", atol=1e-12)


CHECKS = {
    "Providers.plan": check_plan, "Providers.rate_cards": check_tariffs,
    "Providers.record": check_record,
}


@pytest.mark.parametrize("rule", CHECKS)
def test_the_fast_rule_does_what_the_loop_does(calls: Calls, rule: str) -> None:
    for call in calls[rule]:
        CHECKS[rule](call)


def test_providers_without_volume_and_above_capacity_are_seen(calls: Calls) -> None:
    seen = [provider for call in calls["Providers.rate_cards"] for provider in rows(call.given.self)]
    loads = [plain.load(each, region) for each in seen for region in range(len(each.volume))]
    assert min(loads) < 0.1
    assert max(loads) > 1.0
    assert any(plain.staffing(each) < 1.0 for each in seen)


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("Providers.plan", "left.self.price_level"),
        ("Providers.plan", "left.self.capacity"),
        ("Providers.plan", "given.self.cost_level"),
        ("Providers.rate_cards", "returned.factor"),
        ("Providers.rate_cards", "returned.delay"),
        ("Providers.rate_cards", "returned.collection"),
        ("Providers.rate_cards", "returned.delivery"),
        ("Providers.rate_cards", "given.self.price_level"),
        ("Providers.record", "left.self.volume"),
        ("Providers.record", "given.outlay"),
    ],
)
def test_a_wrong_number_is_seen(calls: Calls, rule: str, path: str) -> None:
    assert_fails(CHECKS[rule], calls[rule][0], path)
