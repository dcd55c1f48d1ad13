"""Identical services get equal expected shares, by everything that a review does to choose."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from ecosystem import Ecosystem
from ecosystem.decisions import review
from ecosystem.phases import conditions, reviews
from tests.limits.closed_forms import grouped_logit
from tests.small import default_world, small

SCALE = 0.02
SCENARIO = small(300, sellers={
    "review_interval": 1, "choice_scale": SCALE, "evaluation_noise": 0.0, "provider_cost": 0.0,
    "switching_cost": 0.0})
"""Everybody reviews every week, and sees only what is there: nothing tells equal providers apart."""


def twin_world() -> Any:
    """The default world with two carriers and two platforms, each pair alike and at work everywhere."""
    world = default_world()
    table = world.providers
    rows = np.repeat([table.of_kind(kind)[0] for kind in ("carrier", "platform")], 2)
    columns = {
        field.name: tuple(np.array(values)[rows].tolist()) if isinstance(values, tuple) else values[rows]
        for field in fields(table) for values in [getattr(table, field.name)]}
    names = ("One Express", "Other Express", "One Platform", "Other Platform")
    everywhere = np.ones((4, len(world.countries)), bool)
    columns |= {"name": names, "origin": everywhere, "destination": everywhere.copy()}
    return replace(world, providers=type(table)(**columns))


@pytest.fixture(scope="module")
def twins() -> Any:
    return twin_world()


class Chosen:
    """What reviews compared, and what they chose."""

    def __init__(self, model: Ecosystem, monkeypatch: pytest.MonkeyPatch) -> None:
        proper, calls = review.choose_alternative, []

        def choose(situations: Any, choice_sets: Any, score: Any, allowed: Any, *words: Any) -> Any:
            rows = proper(situations, choice_sets, score, allowed, *words)
            calls.append((choice_sets, score, allowed, rows))
            return rows

        monkeypatch.setattr(review, "choose_alternative", choose)
        reviews.review_firms(model.state, conditions.observe(model.state))
        choice_sets, score, allowed, rows = zip(*calls, strict=True)
        starts = np.cumsum([0, *(len(each) for each in rows)])
        number = np.cumsum([0, *(len(each) for each in score)])
        self.situation = np.concatenate([each.situation + start for each, start in zip(choice_sets, starts, strict=False)])
        self.service = np.concatenate([each.alternatives.service for each in choice_sets])
        self.provider = np.concatenate([each.alternatives.provider for each in choice_sets])
        self.score = np.where(np.concatenate(allowed), np.concatenate(score), -np.inf)
        self.taken = np.concatenate([each[each >= 0] + start for each, start in zip(rows, number, strict=False)])
        self.share = grouped_logit(self.score / SCALE, self.situation)

    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows of the options by one and by the other of two equal providers, case by case."""
        order = np.lexsort((self.provider, self.service, self.situation))
        return order[self.provider[order] == 0], order[self.provider[order] == 1]


def founded(world: Any) -> Ecosystem:
    """A model just founded in which whatever happened to the first of two providers happened to the other."""
    model = Ecosystem(SCENARIO, world)
    for cohort in (model.carriers, model.platforms):
        for name in set(cohort.columns) - {"id", "listing"}:
            getattr(cohort, name)[1] = getattr(cohort, name)[0]
    model.listings.provider[::2] = 1
    model.listings.experience[:] = 0.0
    return model


def test_equal_services_have_equal_scores_and_expected_shares(twins, monkeypatch):
    """Multinomial logit (McFadden 1974) on the scores of the run: the same score, the same share."""
    found = Chosen(founded(twins), monkeypatch)
    one, other = found.pairs()
    assert len(one) == len(other) > 3000
    assert np.array_equal(found.situation[one], found.situation[other])
    assert np.array_equal(found.service[one], found.service[other])
    np.testing.assert_allclose(found.score[one], found.score[other], rtol=1e-9)
    np.testing.assert_allclose(found.share[one], found.share[other], rtol=0, atol=1e-9)
    assert found.share[one].max() > 0.3


def difference_in_errors(found: Chosen) -> float:
    """How often one rather than the other was taken, in standard errors of equal chances."""
    taken = np.bincount(found.provider[found.taken] + 1, minlength=3)[1:]
    return float(abs(taken[0] - taken[1]) / np.sqrt(taken.sum()))


def test_equal_services_are_taken_equally_often(twins, monkeypatch):
    """Choices drawn by the run, within sampling error; and each service as often as its shares say."""
    found = Chosen(founded(twins), monkeypatch)
    assert difference_in_errors(found) < 4
    for service in range(3):
        rows = found.service == service
        expected, error = found.share[rows].sum(), np.sqrt((found.share * (1 - found.share))[rows].sum())
        assert error > 5
        assert abs(np.count_nonzero(rows[found.taken]) - expected) < 4 * error


def test_a_service_a_little_dearer_is_seen(twins, monkeypatch):
    """The checks can fail: a tenth on the price of one of two providers."""
    model = founded(twins)
    for cohort in (model.carriers, model.platforms):
        cohort.price_level[1] *= 1.1
    found = Chosen(model, monkeypatch)
    one, other = found.pairs()
    assert np.all(found.share[one] >= found.share[other])
    assert difference_in_errors(found) > 4
