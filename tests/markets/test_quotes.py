"""Quotes in limiting cases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ecosystem import Ecosystem
from ecosystem.agents.cases import products
from ecosystem.agents.messages import Choices, Goods, Offers
from ecosystem.markets.quotes import quote


def choices(model: Ecosystem, service: int, **changes: float) -> tuple[Choices, Goods]:
    """One way of serving all listings' markets, and their goods."""
    listings, firms = model.listings, model.firms
    seller, number = listings.seller, len(listings)
    asked = Choices(
        seller=seller, hub=firms.hub[seller], origin=firms.country[seller],
        destination=listings.destination, category=listings.category,
        service=np.full(number, service), provider=np.full(number, -1 if service == 3 else 0),
        volume=np.full(number, 10.0), price=listings.price.copy(), declared=np.ones(number),
        experience=np.zeros(number))
    asked = replace(asked, **{name: np.full(number, value) for name, value in changes.items()})
    return asked, products(firms, seller)


def offers(model: Ecosystem, service: int, **changes: float) -> Offers:
    """Their quotes."""
    asked, goods = choices(model, service, **changes)
    return quote(asked, goods, model.conditions(), model.scenario_in_force)


def inside(model: Ecosystem) -> np.ndarray:
    """Flag of the listings without a border between home and market."""
    asked, _ = choices(model, 0)
    return model.law().union[asked.origin, asked.destination]


@pytest.mark.parametrize("service", range(4))
def test_inside_a_union_there_is_no_border(model: Ecosystem, service: int) -> None:
    code = model.world.countries.code
    model.firms.country = np.full(len(model.firms), code.index("DEU"))
    model.listings.destination = np.full(len(model.listings), code.index("FRA"))
    before = offers(model, service)
    assert inside(model).all()
    assert not (before.duty + before.direct_duty + before.flat_duty + before.hall_days).any()
    if service < 2:
        assert not before.clearance.any()
    assert np.all(before.vat > 0)
    model.customs.hall_days = model.customs.hall_days + 100.0
    after = offers(model, service)
    np.testing.assert_array_equal(before.days, after.days)
    np.testing.assert_array_equal(before.lead_weeks, after.lead_weeks)


@pytest.mark.parametrize("service", range(4))
def test_days_at_the_border_are_days_of_delivery_or_of_the_lead(
    model: Ecosystem, service: int
) -> None:
    border = ~inside(model)
    before = offers(model, service)
    model.customs.hall_days = model.customs.hall_days + 7.0
    after = offers(model, service)
    assert border.any()
    longer = after.days - before.days if service < 2 else 7.0 * (after.lead_weeks - before.lead_weeks)
    np.testing.assert_allclose(longer, np.where(border, 7.0, 0.0), atol=1e-9)


@pytest.mark.parametrize("service", range(4))
def test_heavier_goods_cost_more_to_move(model: Ecosystem, service: int) -> None:
    asked, goods = choices(model, service)
    heavy = replace(goods, weight=3 * goods.weight, volumetric=3 * goods.volumetric)
    now, scenario = model.conditions(), model.scenario_in_force
    light, dear = quote(asked, goods, now, scenario), quote(asked, heavy, now, scenario)
    assert np.all(dear.logistics > light.logistics)


def test_large_shippers_bargain_with_carriers(model: Ecosystem) -> None:
    none, some, much = (offers(model, 0, volume=volume).freight for volume in (0.0, 100.0, 1e12))
    rules = model.scenario_in_force.services
    np.testing.assert_allclose(much / none, 1.0 - rules.express_discount, rtol=1e-6)
    np.testing.assert_allclose(some / none, 1.0 - rules.express_discount / 2.0)


@pytest.mark.parametrize("service", range(4))
def test_a_seller_without_staff_is_late(model: Ecosystem, service: int) -> None:
    model.firms.need = np.ones(model.firms.need.shape)
    model.firms.staff = np.ones(model.firms.staff.shape)
    full = offers(model, service)
    model.firms.staff = np.zeros(model.firms.staff.shape)
    bare = offers(model, service)
    late = model.scenario_in_force.services.staff_shortage_days
    np.testing.assert_allclose(bare.days - full.days, late)


def test_stock_without_cost_costs_nothing(model: Ecosystem) -> None:
    scenario = model.scenario_in_force.replace(
        {"services.storage": 0.0, "stock.capital_cost": 0.0})
    asked, goods = choices(model, 2)
    now = replace(model.conditions(), obsolescence=np.zeros(len(model.world.categories.name)))
    free = quote(asked, goods, now, scenario)
    np.testing.assert_allclose(free.storage, 0.0, atol=1e-6)
    assert not free.rent.any()
    assert np.all(quote(asked, goods, now, model.scenario_in_force).storage > 0)


def test_equal_providers_are_quoted_alike(model: Ecosystem) -> None:
    """Carriers of the same price, load, volume and quality differ in nothing."""
    for cohort in (model.carriers, model.platforms):
        for name in ("price_level", "volume", "capacity", "quality", "quality_base", "need", "staff"):
            column = getattr(cohort, name)
            setattr(cohort, name, np.broadcast_to(column[:1], column.shape).copy())
    for service in range(3):
        one, other = offers(model, service, provider=0), offers(model, service, provider=1)
        np.testing.assert_allclose(one.logistics, other.logistics, rtol=1e-12)
        np.testing.assert_allclose(one.days, other.days, rtol=1e-12)
