"""Decisions: own warehouses are built before they open, and regret measures bad judgement."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ecosystem import Ecosystem
from ecosystem.decisions import review
from ecosystem.decisions.situations import present_situations
from ecosystem.phases import conditions
from ecosystem.phases.reviews import decision_context
from ecosystem.scenario.names import MAIL, OWN_WAREHOUSE


def test_an_own_warehouse_opens_when_it_is_built(model: Ecosystem) -> None:
    listings = model.listings
    before = listings.service.copy(), listings.provider.copy()
    listings.building[:3] = (1, 2, 0)
    listings.handled[:3], listings.planned[:3] = 50.0, OWN_WAREHOUSE
    review.open_warehouses(listings)
    assert listings.building[:3].tolist() == [0, 1, 0]
    assert listings.service[0] == OWN_WAREHOUSE and listings.provider[0] == -1
    assert listings.experience[0] == listings.handled[0] == 0.0
    np.testing.assert_array_equal(listings.service[1:], before[0][1:])
    review.open_warehouses(listings)
    assert listings.service[1] == OWN_WAREHOUSE
    np.testing.assert_array_equal(listings.provider[2:], before[1][2:])


def test_a_decision_to_build_changes_nothing_but_the_site(model: Ecosystem) -> None:
    listings, rows = model.listings, np.arange(2)
    listings.service[rows] = MAIL
    one = np.ones(2)
    chosen = review.Decisions(
        situation=rows, seller=listings.seller[rows], destination=listings.destination[rows],
        service=np.array([OWN_WAREHOUSE, 0]), provider=np.array([-1, 1]), revenue=one, profit=one,
        regret=0.0 * one)
    review._change(listings, rows, chosen, 13)
    assert listings.building[rows].tolist() == [13, 0]
    assert listings.service[rows].tolist() == [MAIL, 0]
    review._change(listings, rows[:1], chosen.take(rows[:1]), 0)
    assert listings.service[0] == OWN_WAREHOUSE


def test_what_is_being_built_is_not_reviewed(model: Ecosystem) -> None:
    model.listings.building = np.full(len(model.listings), 5)
    cash = model.firms.cash.copy()
    context = decision_context(model.state, conditions.observe(model.state))
    for age in range(context.parameters.sellers.review_interval):
        switched, regret = review.review_listings(replace(context, draws=model.all_draws.at(age)), model.ledger)
        assert switched == 0 and np.isnan(regret)
    np.testing.assert_array_equal(model.firms.cash, cash)


def regrets(model: Ecosystem, rating: float, scale: float) -> np.ndarray:
    """Regret of all listings' reviews under a rating of services and a scale of the logit choice."""
    context = decision_context(model.state, conditions.observe(model.state))
    now = replace(
        context.now, rating=np.full(len(context.now.rating), rating),
        transparency=np.full(len(context.now.transparency), rating))
    context = replace(context, now=now, parameters=context.parameters.replace({"sellers.choice_scale": scale}))
    rows = np.flatnonzero(~model.listings.closing)
    situations = present_situations(model.listings, model.firms, model.markets, rows, context.parameters.market)
    return review.decide(situations, context).regret


def test_nobody_regrets_a_choice_without_error(model: Ecosystem) -> None:
    np.testing.assert_allclose(regrets(model, rating=1.0, scale=1e-4), 0.0, atol=2e-3)


def test_errors_of_judgement_are_regretted(model: Ecosystem) -> None:
    blind, rated = (regrets(model, rating, scale=1e-4) for rating in (0.0, 0.8))
    assert np.all(blind >= 0.0)
    assert blind.mean() > 2.0 * rated.mean() > 0.0
