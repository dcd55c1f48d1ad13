"""Quotes in limiting cases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ecosystem import Ecosystem
from ecosystem.agents.consumers import price_disutility
from ecosystem.decisions.situations import products
from ecosystem.markets import goods as goods_market
from ecosystem.markets.freight import hub_days
from ecosystem.messages.quotes import Alternatives, Goods, Quotes
from ecosystem.phases import conditions
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.journeys import consolidation_days
from ecosystem.quotes.request import QuoteRequest
from ecosystem.quotes.services.own_warehouse import space_let
from ecosystem.quotes.services.quote import quote
from ecosystem.scenario.scenario import Scenario


def alternatives(model: Ecosystem, service: int, **changes: float) -> tuple[Alternatives, Goods]:
    """One way of serving all listings' markets, and their goods."""
    listings, firms = model.listings, model.firms
    seller, number = listings.seller, len(listings)
    asked = Alternatives(
        seller=seller, hub=firms.hub[seller], origin=firms.country[seller],
        destination=listings.destination, category=listings.category,
        service=np.full(number, service), provider=np.full(number, -1 if service == 3 else 0),
        volume=np.full(number, 10.0), price=listings.price.copy(), declared=np.ones(number),
        experience=np.zeros(number), handled=np.zeros(number))
    asked = replace(asked, **{name: np.full(number, value) for name, value in changes.items()})
    return asked, products(firms, seller)


def priced(asked: Alternatives, goods: Goods, now: Conditions, parameters: Scenario) -> Quotes:
    """Quotes of some ways of serving markets under given conditions."""
    return quote(QuoteRequest.of(asked, goods, now, parameters), now, parameters)


def quotes(model: Ecosystem, service: int, **changes: float) -> Quotes:
    """Their quotes."""
    asked, goods = alternatives(model, service, **changes)
    return priced(asked, goods, conditions.observe(model.state), model.parameters)


def inside(model: Ecosystem) -> np.ndarray:
    """Flag of the listings without a border between home and market."""
    asked, _ = alternatives(model, 0)
    return conditions.law(model.state).union[asked.origin, asked.destination]


@pytest.mark.parametrize("service", range(4))
def test_inside_a_union_there_is_no_border(model: Ecosystem, service: int) -> None:
    code = model.world.countries.code
    model.firms.country = np.full(len(model.firms), code.index("DEU"))
    model.listings.destination = np.full(len(model.listings), code.index("FRA"))
    before = quotes(model, service)
    assert inside(model).all()
    assert not (before.duty + before.direct_duty + before.flat_duty + before.hold_days).any()
    if service < 2:
        assert not before.clearance.any()
    assert np.all(before.vat > 0)
    model.customs.hold_days = model.customs.hold_days + 100.0
    after = quotes(model, service)
    np.testing.assert_array_equal(before.days, after.days)
    np.testing.assert_array_equal(before.lead_weeks, after.lead_weeks)


@pytest.mark.parametrize("service", range(4))
def test_days_at_the_border_are_days_of_delivery_or_of_the_lead(
    model: Ecosystem, service: int
) -> None:
    border = ~inside(model)
    before = quotes(model, service)
    model.customs.hold_days = model.customs.hold_days + 7.0
    after = quotes(model, service)
    assert border.any()
    longer = after.days - before.days if service < 2 else 7.0 * (after.lead_weeks - before.lead_weeks)
    np.testing.assert_allclose(longer, np.where(border, 7.0, 0.0), atol=1e-9)


@pytest.mark.parametrize("service", range(4))
def test_heavier_goods_cost_more_to_move(model: Ecosystem, service: int) -> None:
    asked, goods = alternatives(model, service)
    heavy = replace(goods, weight=3 * goods.weight, volumetric=3 * goods.volumetric)
    now, parameters = conditions.observe(model.state), model.parameters
    light, dear = priced(asked, goods, now, parameters), priced(asked, heavy, now, parameters)
    assert np.all(dear.logistics > light.logistics)


def test_large_shippers_bargain_with_carriers(model: Ecosystem) -> None:
    none, some, much = (quotes(model, 0, volume=volume).freight for volume in (0.0, 100.0, 1e12))
    rules = model.parameters.services
    np.testing.assert_allclose(much / none, 1.0 - rules.express_discount, rtol=1e-6)
    np.testing.assert_allclose(some / none, 1.0 - rules.express_discount / 2.0)


@pytest.mark.parametrize("service", range(4))
def test_a_seller_without_staff_is_late(model: Ecosystem, service: int) -> None:
    model.firms.need = np.ones(model.firms.need.shape)
    model.firms.staff = np.ones(model.firms.staff.shape)
    full = quotes(model, service)
    model.firms.staff = np.zeros(model.firms.staff.shape)
    bare = quotes(model, service)
    late = model.parameters.services.staff_shortage_days
    np.testing.assert_allclose(bare.days - full.days, late)


def test_stock_without_cost_costs_nothing(model: Ecosystem) -> None:
    parameters = model.parameters.replace(
        {"services.storage": 0.0, "stock.capital_cost": 0.0})
    asked, goods = alternatives(model, 2)
    now, none = conditions.observe(model.state), np.zeros(len(model.world.categories.name))
    now = replace(now, stock_losses=replace(now.stock_losses, obsolescence=none, shrinkage=none))
    free = priced(asked, goods, now, parameters)
    np.testing.assert_allclose(free.storage, 0.0, atol=1e-6)
    assert not free.rent.any()
    assert np.all(priced(asked, goods, now, model.parameters).storage > 0)


def test_equal_providers_are_quoted_alike(model: Ecosystem) -> None:
    """Carriers of the same price, load, volume, tours, mail and quality differ in nothing."""
    alike = (
        "price_level", "volume", "collected", "delivered", "posted", "capacity", "quality",
        "quality_base", "need", "staff")
    for cohort in (model.carriers, model.platforms):
        for name in alike:
            if not hasattr(cohort, name):
                continue
            column = getattr(cohort, name)
            setattr(cohort, name, np.broadcast_to(column[:1], column.shape).copy())
    for service in range(3):
        one, other = quotes(model, service, provider=0), quotes(model, service, provider=1)
        np.testing.assert_allclose(one.logistics, other.logistics, rtol=1e-12)
        np.testing.assert_allclose(one.days, other.days, rtol=1e-12)


def test_denser_tours_make_the_provider_cheaper(model: Ecosystem) -> None:
    for service, cohort in enumerate((model.carriers, model.platforms, model.platforms)):
        cohort.delivered = np.zeros_like(cohort.delivered)
        before = quotes(model, service, provider=0)
        cohort.delivered = np.full_like(cohort.delivered, 1e12)
        after = quotes(model, service, provider=0)
        assert np.all(after.freight + after.handling < before.freight + before.handling)
        assert np.all(after.days == before.days)


def test_mail_waits_half_the_time_between_two_full_consolidations(model: Ecosystem) -> None:
    rules = model.parameters.services
    busy = 7.0 * rules.mail_batch / 2.0  # a batch is full every two days
    waits = consolidation_days(np.array([0.0, 1e-3, busy, 1e12]), rules)
    longest = rules.mail_longest_headway / 2.0
    soonest = rules.mail_shortest_headway / 2.0
    np.testing.assert_allclose(waits, [longest, longest, 1.0, soonest], atol=1e-6)
    model.platforms.posted = np.full_like(model.platforms.posted, busy / model.expansion_factor)
    full = quotes(model, 1)
    model.platforms.posted = np.zeros_like(model.platforms.posted)
    empty = quotes(model, 1)
    np.testing.assert_allclose(empty.handling_days - full.handling_days, longest - 1.0)
    np.testing.assert_allclose(empty.days - full.days, longest - 1.0)


@pytest.mark.parametrize("service", range(4))
def test_digital_countries_see_their_parcels(model: Ecosystem, service: int) -> None:
    """Visibility cuts uncertainty and loss by the exponential of the mean level's rise."""
    asked, goods = alternatives(model, service)
    now, parameters = conditions.observe(model.state), model.parameters
    aware = replace(now, digital=now.digital + 0.03)
    before, after = (priced(asked, goods, each, parameters) for each in (now, aware))
    fall = np.exp(-parameters.services.visibility_loss * 0.02)
    np.testing.assert_allclose(np.log1p(-after.lost), np.log1p(-before.lost) * fall)
    spread = "days_sd" if service < 2 else "lead_days_sd"
    assert np.all(getattr(after, spread) < getattr(before, spread))


@pytest.mark.parametrize("service", range(4))
def test_standards_and_brokers_set_the_work_of_documents(model: Ecosystem, service: int) -> None:
    asked, goods = alternatives(model, service)
    now, parameters = conditions.observe(model.state), model.parameters
    foreign = replace(now, documents=2.0 * now.documents)
    before, after = (priced(asked, goods, each, parameters) for each in (now, foreign))
    border = ~inside(model)
    assert np.all(after.border_days[border] > before.border_days[border])
    np.testing.assert_array_equal(after.border_days[~border], before.border_days[~border])
    if service >= 2:
        fee = parameters.services.consignment_cost
        brokerage = before.consignment[border] - fee
        np.testing.assert_allclose(after.consignment[border] - fee, 2.0 * brokerage)


@pytest.mark.parametrize("service", range(4))
def test_poor_roads_slow_and_raise_the_last_mile(model: Ecosystem, service: int) -> None:
    asked, goods = alternatives(model, service)
    now, parameters = conditions.observe(model.state), model.parameters
    poor = replace(now, domestic=np.where(np.arange(len(now.domestic)) == asked.destination[0], 0.5, 1.0))
    usual = replace(now, domestic=np.ones(len(now.domestic)))
    before, after = (priced(asked, goods, each, parameters) for each in (usual, poor))
    there = asked.destination == asked.destination[0]
    late = parameters.services.staff_shortage_days * (1.0 - now.staffing[asked.seller])
    usually, now_poor = (each.door_days - late * (service > 1) for each in (before, after))
    np.testing.assert_allclose(now_poor[there], 2.0 * usually[there])
    np.testing.assert_array_equal(after.door_days[~there], before.door_days[~there])
    if service >= 2:
        assert np.all(after.handling[there] > before.handling[there])


def test_an_own_warehouse_learns_as_wright_found(model: Ecosystem) -> None:
    rules = model.parameters.services
    new, old = (quotes(model, 3, handled=parcels) for parcels in (0.0, 3.0 * rules.own_learning_start))
    first = rules.own_handling * rules.pick_cost
    saved = first * (1.0 - rules.own_learning**2)  # four times the start: two doublings
    np.testing.assert_allclose(new.handling - old.handling, saved)


def test_spare_space_is_let_until_there_is_none(model: Ecosystem) -> None:
    rules = model.parameters.services
    rent = rules.own_letting * rules.storage
    used = np.array([0.0, 0.25, 1.0, 2.0]) * rules.own_space
    spare = np.array([1.0, 0.75, 0.0, 0.0]) * rules.own_space
    np.testing.assert_allclose(space_let(used, rules), rent * spare)


def test_returns_follow_the_rules_of_the_service(model: Ecosystem) -> None:
    """Express brings goods home and sells them again; mail disposes of them where they are."""
    rules = model.parameters.services
    goods = products(model.firms, model.listings.seller)
    by_express, by_mail, platform, own = (quotes(model, service) for service in range(4))
    np.testing.assert_allclose(by_express.return_handling, rules.express_return * by_express.freight)
    np.testing.assert_allclose(by_express.return_proceeds, rules.express_resale * goods.cost)
    assert np.all(by_mail.return_handling == rules.disposal_cost)
    assert not (by_mail.return_proceeds + platform.return_proceeds + own.return_proceeds).any()
    assert np.all(own.return_handling > (1.0 - rules.resale) * rules.disposal_cost)


def test_a_carrier_that_must_show_its_surcharges_hides_none(model: Ecosystem) -> None:
    asked, goods = alternatives(model, 0)
    now, parameters = conditions.observe(model.state), model.parameters
    shown = replace(now, transparency=np.ones(len(now.transparency)))
    before, after = (priced(asked, goods, each, parameters) for each in (now, shown))
    np.testing.assert_array_equal(before.freight, after.freight)
    assert np.all(before.surcharge > 0) and not after.surcharge.any()


@pytest.mark.parametrize("service", [1, 2, 3])
def test_where_no_way_leads_nobody_arrives(model: Ecosystem, service: int) -> None:
    """Days and cost are prohibitive, not undefined, and nobody is drawn to such an offer."""
    asked, goods = alternatives(model, service)
    nowhere = {
        name: replace(paths, destination_hub=np.full(paths.shape, -1))
        for name, paths in (("bulk", model.state.route_paths.bulk), ("air", model.state.route_paths.air))}
    assert not hub_days(nowhere["bulk"]).any()
    model.state.route_paths = replace(model.state.route_paths, **nowhere)
    quoted = priced(asked, goods, conditions.observe(model.state), model.parameters)
    way = quoted.days if service == 1 else quoted.lead_weeks
    assert np.all(way > 1_000.0)
    assert all(np.isfinite(values).all() for values in vars(quoted).values())
    pull = goods_market.exp_utility_of(
        model.listings, model.firms, quoted, price_disutility(1.0 + quoted.logistics, np.full(len(way), 3.0)),
        model.parameters.market)
    assert np.all(pull < 1e-12)
