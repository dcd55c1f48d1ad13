"""Carriers and platforms: best responses and their bounds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from ecosystem import Ecosystem, World
from ecosystem.agents.providers.platforms import Platforms
from ecosystem.agents.providers.providers import TourDensity
from ecosystem.scenario.parameters.providers import ProviderParameters
from ecosystem.theory.choice import markup, spending_factor
from tests.small import small

RULES = small().providers


@pytest.fixture
def platforms(world: World) -> Platforms:
    """Platforms with staff to spare, of very different volumes, at steady traffic."""
    providers = Ecosystem(small(), world).platforms
    volume = np.geomspace(1e-3, 1e5, len(providers))[:, None] * np.ones(providers.volume.shape)
    providers.volume = volume
    providers.need, providers.staff = np.ones(providers.need.shape), np.ones(providers.staff.shape)
    return providers


def tour_density(platforms: Platforms) -> TourDensity:
    """Tours of a hundred stops a week everywhere."""
    hubs, countries = platforms.collected.shape[1], platforms.delivered.shape[1]
    return TourDensity(collection=np.full(hubs, 100.0), delivery=np.full(countries, 100.0))


def test_price_and_capacity_settle_at_the_best_response(platforms: Platforms) -> None:
    for _ in range(600):
        platforms.plan(RULES)
    best = platforms.cost_level * markup(
        RULES.price_elasticity, platforms.overall_share(), RULES.market_elasticity)
    np.testing.assert_allclose(platforms.price_level, best, rtol=1e-9)
    planned = np.maximum(platforms.volume / RULES.target_load, RULES.least_capacity)
    np.testing.assert_allclose(platforms.capacity, planned, rtol=1e-6)
    busy = planned > RULES.least_capacity
    np.testing.assert_allclose(platforms.load(RULES)[busy], RULES.target_load, rtol=1e-6)
    np.testing.assert_allclose(platforms.quality, platforms.quality_base, rtol=1e-9)


def test_at_the_planned_load_nothing_is_scarce(platforms: Platforms) -> None:
    platforms.volume = np.full(platforms.volume.shape, 1_000.0)
    platforms.capacity = platforms.volume / RULES.target_load
    rate_cards = platforms.rate_cards(tour_density(platforms), RULES)
    np.testing.assert_allclose(rate_cards.factor, np.repeat(
        platforms.price_level[:, None], rate_cards.factor.shape[1], axis=1), rtol=1e-12)


@pytest.mark.parametrize("tours", [2, 4])
def test_one_tour_in_place_of_some_saves_as_the_square_root_law_says(
    platforms: Platforms, tours: int
) -> None:
    """Merging k tours of an area saves 1 - 1 / sqrt(k) of the way (Beardwood, Halton & Hammersley 1959)."""
    bound = RULES.model_copy(update={"density_bound": 10.0})
    each, merged = (
        _delivery(platforms, stops, bound) for stops in (100.0, 100.0 * tours))
    assert each == pytest.approx(1.0)
    assert 1.0 - merged / each == pytest.approx(1.0 - tours**-0.5)


def _delivery(platforms: Platforms, stops: float, rules: ProviderParameters) -> float:
    platforms.delivered = np.full(platforms.delivered.shape, stops)
    factor = platforms.rate_cards(tour_density(platforms), rules).delivery
    assert np.ptp(factor) == 0.0
    return float(factor[0, 0])


def test_the_reach_of_tours_does_not_depend_on_the_grain(world: World) -> None:
    """Half as many simulated parcels, each for twice as many real ones, are as dense."""
    fine, coarse = (TourDensity.of(world, real, RULES) for real in (10.0, 20.0))
    np.testing.assert_allclose(fine.collection, 2.0 * coarse.collection)
    np.testing.assert_allclose(fine.delivery, 2.0 * coarse.delivery)


@pytest.mark.parametrize("share", [0.001, 0.3, 0.8])
def test_the_markup_of_a_provider_earns_most(share: float) -> None:
    """Against rivals that leave it this share at its best price; spending is logit in ln price."""
    elasticity, outer = RULES.price_elasticity, RULES.market_elasticity
    best = float(markup(elasticity, share, outer))
    rivals = best ** -(elasticity - 1.0) * (1.0 - share) / share

    def loss(price: float) -> float:
        pull = price ** -(elasticity - 1.0)
        spending = float(spending_factor(pull + rivals, elasticity, outer, 1e9))
        return -(price - 1.0) / price * spending * pull / (pull + rivals)

    found = minimize_scalar(loss, bounds=(1.0001, 50.0), method="bounded", options={"xatol": 1e-10})
    assert found.x == pytest.approx(best, rel=1e-4)


def test_price_and_delay_rise_with_load_within_bounds(platforms: Platforms) -> None:
    platforms.volume = np.full(platforms.volume.shape, 1_000.0)
    loads = np.linspace(0.0, 20.0, len(platforms))
    platforms.capacity = 1_000.0 / np.maximum(loads, 1e-9)[:, None] * np.ones(platforms.volume.shape)
    platforms.price_level = np.ones(len(platforms))
    rate_cards = platforms.rate_cards(tour_density(platforms), RULES)
    assert np.all(np.diff(rate_cards.factor[:, 0]) >= -1e-12)
    assert np.all(np.diff(rate_cards.delay[:, 0]) >= -1e-12)
    assert rate_cards.factor.max() <= RULES.load_price_bound
    assert rate_cards.factor.min() >= 1.0 / RULES.load_price_bound - 1e-12
    worst = 1.0 + RULES.congestion * RULES.load_bound**RULES.congestion_power
    assert rate_cards.delay.max() == pytest.approx(worst)


def test_an_outage_and_missing_staff_raise_the_load(platforms: Platforms) -> None:
    usual = platforms.load(RULES)
    platforms.working = np.full(len(platforms), 0.5)
    np.testing.assert_allclose(platforms.load(RULES), 2.0 * usual)
    platforms.staff = 0.5 * platforms.staff
    np.testing.assert_allclose(platforms.load(RULES), 4.0 * usual)
    platforms.staff = 0.0 * platforms.staff
    np.testing.assert_allclose(platforms.load(RULES), 10.0 * usual)


def test_quality_stays_between_0_and_1(platforms: Platforms) -> None:
    platforms.staff = 0.0 * platforms.staff
    for _ in range(300):
        platforms.capacity = np.full(platforms.capacity.shape, 1e-3)
        platforms.plan(RULES)
    assert np.all((platforms.quality >= 0) & (platforms.quality <= 1))
    assert platforms.quality.max() < 0.01
