"""Low declarations: who makes them, what they evade, and what follows when they are found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ecosystem import Ecosystem
from ecosystem.decisions.declarations import evaded_tax, honesty_cost, review_declarations
from ecosystem.markets.payments import pay_fines
from ecosystem.phases import conditions, trade
from ecosystem.phases.reviews import decision_context
from ecosystem.scenario.names import MAIL, OWN_WAREHOUSE, PLATFORM_WAREHOUSE, STANDARD, TRUSTED
from ecosystem.scenario.scenario import Scenario
from tests.small import entries


def by_mail(model: Ecosystem, price: float = 300.0) -> None:
    """Everybody sends parcels of one price by direct mail, declared in full."""
    listings = model.listings
    listings.service = np.full(len(listings), MAIL)
    listings.provider = np.zeros(len(listings), np.int64)
    listings.price = np.full(len(listings), price)
    listings.underdeclared = np.zeros(len(listings), bool)


def old_and_large(model: Ecosystem) -> None:
    """Every firm could be trusted: old, large, and without a fine."""
    firms = model.firms
    firms.founded, firms.fined = 0 * firms.founded - 1_000, 0 * firms.fined
    firms.revenue = 1e9 + 0.0 * firms.revenue


def declared(model: Ecosystem, **changes: float) -> np.ndarray:
    """Who declares low after everybody's review under changed rules."""
    parameters: Scenario = model.parameters.replace(
        {"sellers.review_interval": 1, **{f"customs.{name}": x for name, x in changes.items()}})
    context = replace(
        decision_context(model.state, conditions.observe(model.state)), parameters=parameters)
    review_declarations(context, model.customs)
    return model.listings.underdeclared.copy()


def owed(model: Ecosystem) -> np.ndarray:
    """What a low declaration would evade, USD a parcel by listing."""
    listings = model.listings
    was = listings.underdeclared.copy()
    listings.underdeclared = np.ones(len(listings), bool)
    evaded = evaded_tax(listings, model.firms.country, conditions.law(model.state), model.parameters.customs)
    listings.underdeclared = was
    return evaded


def test_only_those_declare_low_who_save_by_it(model: Ecosystem) -> None:
    by_mail(model)
    saved = owed(model)
    assert (saved > 0).any() and (saved == 0).any()
    low = declared(model, honesty=0.0)
    assert low.any() and np.all(saved[low] > 0.0)
    model.listings.service = np.full(len(model.listings), OWN_WAREHOUSE)
    assert not owed(model).any()
    assert not declared(model, honesty=0.0).any()


def test_nothing_is_evaded_inside_a_union_or_by_the_truth(model: Ecosystem) -> None:
    by_mail(model)
    code = model.world.countries.code
    model.listings.destination = np.full(len(model.listings), code.index("FRA"))
    inside = conditions.law(model.state).union[model.firms.country[model.listings.seller], code.index("FRA")]
    assert inside.any() and not owed(model)[inside].any()
    assert not evaded_tax(
        model.listings, model.firms.country, conditions.law(model.state), model.parameters.customs).any()


@pytest.mark.parametrize(
    ("few", "many"),
    [
        ({"penalty": 40.0}, {"penalty": 1.0}),
        ({"honesty": 1.0}, {"honesty": 0.0}),
        ({"inspection_share": 1.0, "inspection_quality": 1.0}, {"inspection_share": 0.0}),
    ],
)
def test_fines_conscience_and_inspections_keep_sellers_honest(
    model: Ecosystem, few: dict[str, float], many: dict[str, float]
) -> None:
    by_mail(model)
    model.customs.risky = np.full(model.customs.risky.shape, 0.5)
    base = {"risk_targeting": 0.0, "honesty": 0.02, "inspection_low_value": 1.0}
    assert 2 * declared(model, **{**base, **few}).sum() < declared(model, **{**base, **many}).sum()


def test_conscience_is_drawn_once_for_each_firm(model: Ecosystem) -> None:
    rules = model.parameters.customs
    cost = honesty_cost(np.arange(4_001), model.draws, rules)
    assert np.median(cost) == pytest.approx(rules.honesty, rel=0.05)
    assert np.log(cost).std() == pytest.approx(rules.honesty_spread, rel=0.05)
    np.testing.assert_array_equal(cost[7], honesty_cost(np.array([7]), model.draws, rules)[0])


def test_what_is_evaded_is_what_governments_lose(model: Ecosystem) -> None:
    by_mail(model)
    now = conditions.observe(model.state)
    price, saved = model.listings.price, owed(model)
    true = trade.quote_listings(model.state, now).quotes
    model.listings.underdeclared = saved > 0.0
    low = trade.quote_listings(model.state, now).quotes
    np.testing.assert_allclose(true.at_the_door(price) - low.at_the_door(price), saved, atol=1e-9)
    assert saved.sum() > 0.0


def test_inspected_evaders_are_fined_once_and_lose_their_trust(model: Ecosystem) -> None:
    by_mail(model)
    firms, listings, rules = model.firms, model.listings, model.parameters.customs
    old_and_large(model)
    assert firms.trusted(model.age, rules).all()
    cash, evaded = firms.cash.copy(), np.where(np.arange(len(listings)) % 3 == 0, 2.0, 0.0)
    inspected = 4 * (np.arange(len(listings)) % 2)
    model.ledger.open()
    fines = pay_fines(model.ledger, model.customs, listings, evaded=evaded, inspected=inspected, parameters=rules)
    model.ledger.close(model.week)
    np.testing.assert_allclose(fines, rules.penalty * evaded * inspected)
    np.testing.assert_allclose(cash - firms.cash, listings.by_seller(fines, len(firms)))
    assert model.customs.fines.sum() == pytest.approx(fines.sum()) and fines.sum() > 0.0
    firms.fined[0] = model.age
    assert not firms.trusted(model.age, rules)[0] and firms.trusted(model.age, rules)[1:].all()
    assert firms.trusted(model.age + rules.record_weeks, rules)[0]


def test_trusted_sellers_have_their_own_channel(model: Ecosystem) -> None:
    by_mail(model)
    listings = model.listings
    listings.service = np.full(len(listings), OWN_WAREHOUSE)
    assert np.all(entries(model).bulk == STANDARD)
    before = trade.quote_listings(model.state, conditions.observe(model.state)).quotes
    old_and_large(model)
    assert np.all(entries(model).bulk == TRUSTED)
    after = trade.quote_listings(model.state, conditions.observe(model.state)).quotes
    abroad = entries(model).border
    assert np.all(after.border_days[abroad] < before.border_days[abroad])
    listings.service = np.full(len(listings), PLATFORM_WAREHOUSE)
    trusted = model.platforms.quality_base >= model.parameters.customs.trusted_quality
    expected = np.where(trusted[listings.provider], TRUSTED, STANDARD)
    np.testing.assert_array_equal(entries(model).bulk, expected)


def test_the_tax_gap_and_fines_are_recorded(model: Ecosystem) -> None:
    for _ in range(14):
        model.step()
    weekly = model.records.weekly().tail(14)
    assert (weekly["tax_gap"] > 0.0).any() and weekly["underdeclared_share"].between(0.0, 1.0).all()
    assert weekly["fines"].iloc[-1] == pytest.approx(model.expansion_factor * model.customs.fines.sum())
    assert weekly["fines"].iloc[-1] == pytest.approx(model.expansion_factor * model.ledger.total("fines"))
