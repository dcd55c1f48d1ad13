"""The ecosystem model. `Ecosystem.step` is one week as a list of verbs: read it first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import mesa
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem import founding, frames, settlement, snapshot, turnover
from ecosystem.agents.carriers import Carriers
from ecosystem.agents.cases import products
from ecosystem.agents.consumers import Markets, representation
from ecosystem.agents.customs import Customs
from ecosystem.agents.firms import Firms
from ecosystem.agents.listings import Listings
from ecosystem.agents.messages import Choices, Goods, Measures, Offers
from ecosystem.agents.openings import Review
from ecosystem.agents.platforms import Platforms
from ecosystem.agents.providers import Providers, Reach
from ecosystem.agents.review import Coverage
from ecosystem.agents.stock import Wear
from ecosystem.agents.talent import Talent, staff_needs
from ecosystem.agents.traffic import Traffic
from ecosystem.agents.ways import first_ways
from ecosystem.draws import Draws
from ecosystem.ledger import Ledger, check_parcels, check_people
from ecosystem.markets import clearance, decisions, declarations, freight, labour, payments, stocking
from ecosystem.markets import goods as goods_market
from ecosystem.markets.conditions import Conditions
from ecosystem.markets.duties import Law, law_in_force
from ecosystem.markets.quotes import quote
from ecosystem.policies import Policies
from ecosystem.records import Records
from ecosystem.scenario.scenario import Scenario
from ecosystem.week import Week
from ecosystem.world.lanes import speed_factor
from ecosystem.world.world import World

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]


FIRST_RECORDED = -104
"""Week from which indicators are kept: two years before the start show what still drifts."""


@dataclass(frozen=True)
class Opening:
    """What the books held when the week began: firms' cash, parcels in all, people by hub."""

    cash: Floats
    parcels: int
    people: Floats


class Ecosystem(mesa.Model):
    """Firms, carriers, platforms, customs authorities and talent pools on one trade network.

    Args:
        scenario: all parameters; the base scenario when None.
        world: countries, hubs, lanes, products and providers; the default world when None.

    Attributes:
        week: the week about to be simulated; 0 starts on 1 January 2024, negative weeks settle.
        clock: the same, counted from the founding.
    """

    def __init__(self, scenario: Scenario | None = None, world: World | None = None) -> None:
        parameters = scenario or Scenario()
        super().__init__(rng=parameters.run.seed)
        self._build(parameters, world or World.load())
        self.week = -parameters.run.settling_weeks
        self.clock = 0
        founding.found(self)
        self.clock = 1

    def step(self) -> None:
        """One week."""
        self.open_books()
        self.the_world_moves()
        self.talent_meets_employers()
        self.providers_plan()
        now = self.conditions()
        review = self.firms_review(now)
        goods, offers = self.firms_price(now)
        week = self.consumers_order(now, goods, offers)
        self.goods_move(week)
        self.customs_clear(week)
        self.parcels_arrive(week)
        self.pay(week)
        self.firms_leave_and_enter(week, review)
        self.close_books(week)
        if self.week >= FIRST_RECORDED:
            self.records.add(week, review, self)
        self.week += 1
        self.clock += 1

    def open_books(self) -> None:
        """Remember what every account, stock and pool holds."""
        self.ledger.open()
        self.opening = Opening(
            cash=self.firms.cash.copy(),
            parcels=self.listings.parcels(),
            people=self.talent.people(),
        )

    def the_world_moves(self) -> None:
        """Policies and shocks come and go, spending follows growth and season, quality its jumps."""
        scenario = self.scenario_in_force
        self.heed(self.policies.in_force(self.week))
        self.markets.advance(self.week, self.measures.demand, scenario.market)
        self.firms.improve(self.draws, self.clock, scenario.sellers)

    def heed(self, measures: Measures) -> None:
        """Let every agent know the policies and shocks of the week; closed passages change routes."""
        self.measures = measures
        self.customs.heed(measures)
        self.carriers.heed(measures)
        self.platforms.heed(measures)
        self.ways = self.ways.this_week(measures.closed, self.traffic, self.representation, self.clock)

    def talent_meets_employers(self) -> None:
        """Needs are averaged, people quit, search, and are hired; wages move."""
        parameters = self.scenario_in_force.labour
        self.firms.average_need(self.firm_needs(self.listings.sales), parameters)
        for cohort in (self.carriers, self.platforms):
            cohort.average_need(self.provider_needs(cohort, cohort.volume.sum(axis=1)), parameters)
        labour.meet(self.talent, list(self.employers.values()), parameters)

    def providers_plan(self) -> None:
        """Carriers and platforms set price and capacity, authorities officers and inspections."""
        self.carriers.plan(self.scenario_in_force.providers)
        self.platforms.plan(self.scenario_in_force.providers)
        rules = self.scenario_in_force.customs
        self.customs.feel_rush(rules)
        self.customs.take_stock(rules)
        self.customs.staff_up(self.clock, rules, self.representation)
        self.customs.rethink_inspections(self.clock, rules)

    def firms_review(self, now: Conditions) -> Review:
        """Firms due for review choose services, providers and markets, and what they declare."""
        at = self.reviewers(now)
        decisions.open_warehouses(self.listings)
        switched, regret = decisions.review_listings(at, self.ledger)
        declarations.review_declarations(at, self.customs)
        decisions.leave_markets(at)
        due = np.flatnonzero(self.firms.reviewing(self.clock, at.scenario.sellers.review_interval))
        openings = decisions.find_markets(
            at, due, at.scenario.sellers.destinations_considered, self.ledger)
        return Review(switched=switched, regret=regret, openings=openings)

    def firms_price(self, now: Conditions) -> tuple[Goods, Offers]:
        """Every listing is quoted and priced."""
        goods = products(self.firms, self.listings.seller)
        offers = self.quotes(goods, now)
        elasticity = self.world.categories.price_elasticity[self.listings.category]
        goods_market.set_prices(self.listings, goods, offers, elasticity, self.scenario_in_force)
        return goods, offers

    def consumers_order(self, now: Conditions, goods: Goods, offers: Offers) -> Week:
        """Consumers compare price, time and reputation, and order."""
        listings, market = self.listings, self.scenario_in_force.market
        consumer_price = offers.at_the_door(listings.price)
        reference = goods.value * (1.0 + now.law.vat[listings.destination])
        elasticity = self.world.categories.price_elasticity[listings.category]
        pull = goods_market.attraction(
            listings, self.firms, offers, consumer_price / reference, elasticity, market)
        demand = goods_market.order(listings, self.markets, pull, consumer_price, self.draws, self.clock)
        return Week(
            now=now, goods=goods, offers=offers, consumer_price=consumer_price, demand=demand,
            service=listings.service.copy(), destination=listings.destination.copy(),
            origin=self.firms.country[listings.seller], price=listings.price.copy())

    def goods_move(self, week: Week) -> None:
        """Orders are served from stock or sent; warehouses are replenished; goods age."""
        losses = stocking.wear(self.listings, week.offers, week.now, self.scenario_in_force.stock)
        week.spoilt = stocking.scrap(self.listings, losses, self.draws, self.clock)
        week.sold_off = stocking.sell_off(self.listings)
        week.sales = stocking.sell(
            self.listings, week.goods, week.offers, week.demand, self.purchase_budget(), losses,
            self.scenario_in_force, self.draws, self.clock)
        week.entries = self.entries(week.now.law)
        clearance.announce(
            self.customs, self.listings, week.entries, week.offers, week.demand, self.clock)
        freight.dispatch(self.listings, week.offers, week.sales, self.draws, self.clock)
        hub = self.firms.hub[self.listings.seller]
        week.carried = freight.carry(self.ways, self.listings, hub, week.goods, week.sales)
        self.traffic.record(week.carried.flow, self.scenario_in_force.freight)

    def customs_clear(self, week: Week) -> None:
        """Entries queue, are inspected, released or detained."""
        week.clearance = clearance.clear(
            self.customs, self.listings, week.entries, self.representation,
            self.scenario_in_force.customs, self.draws, self.clock)

    def parcels_arrive(self, week: Week) -> None:
        """Parcels reach the door, come back or get lost; loyalty and records learn from it."""
        scenario, listings = self.scenario_in_force, self.listings
        week.arrivals = goods_market.arrive(
            listings, week.offers, week.clearance, self.world.categories.return_rate[listings.category],
            scenario.services, self.draws, self.clock)
        week.satisfaction = goods_market.learn(
            listings, week.offers, week.demand, week.sales, week.clearance, week.arrivals,
            scenario.market, self.draws, self.clock)
        goods_market.record(listings, week.goods, week.offers, week.demand, week.sales, scenario.sellers)

    def pay(self, week: Week) -> None:
        """Every transfer of the week is booked."""
        scenario, ledger, listings = self.scenario_in_force, self.ledger, self.listings
        payments.pay_for_sales(ledger, listings, week.sales, scenario.sellers)
        payments.pay_for_goods(
            ledger, listings, week.goods, week.offers, week.sales, listings.stock, scenario.stock)
        week.charges = payments.charge_logistics(
            ledger, listings, week.offers, week.sales, listings.stock)
        payments.pay_for_warehouses(ledger, listings, week.goods, listings.stock, scenario.services)
        payments.pay_taxes(ledger, self.customs, listings, week.offers, week.sales)
        week.fines = payments.pay_fines(
            ledger, self.customs, listings, week.entries.evaded, week.clearance.direct_inspected,
            scenario.customs)
        self.firms.fined[listings.seller[week.fines > 0.0]] = self.clock
        payments.refund(ledger, listings, week.offers, week.clearance, week.arrivals)
        payments.liquidate(ledger, listings, week.goods, week.sold_off, scenario.stock.salvage)
        payments.pay_overheads(ledger, self.firms, listings, scenario.sellers)
        bills = payments.pay_wages(ledger, self.talent, self.employers)
        settlement.settle(self, week, bills)

    def firms_leave_and_enter(self, week: Week, review: Review) -> None:
        """Profits are counted and drawn, insolvent and weary firms leave, candidates enter."""
        turnover.count_profit(self, week)
        payments.draw_profits(self.ledger, self.firms, self.scenario_in_force.sellers)
        turnover.turn_over(self, week, review.openings)

    def close_books(self, week: Week) -> None:
        """Money, parcels and people must add up.

        Raises:
            BrokenBalance: naming week, account and amount.
        """
        self.ledger.close(self.week)
        check_parcels(
            self.week, self.opening.parcels, week.made(), week.gone(), self.listings.parcels())
        change = (self.talent.arrived - self.talent.departed).sum(axis=1)
        employed = sum(
            labour.by_hub(cohort.staff, cohort.hub, len(self.talent)) for cohort in self.employers.values())
        closing = (employed + self.talent.searching).sum(axis=1)
        check_people(self.week, self.opening.people, change, closing, self.world.hubs.name)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Firms, listings and providers as they stand, one data frame each."""
        return frames.tables(self)

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that the future depends on, as plain arrays by name."""
        return snapshot.taken(self)

    @classmethod
    def restore(cls, state: Mapping[str, NDArray[Any]], world: World, scenario: Scenario) -> Ecosystem:
        """A model that continues ``state`` bit for bit, under the parameters of ``scenario``.

        Raises:
            KeyError: if the state lacks a column.
        """
        model = cls.__new__(cls)
        mesa.Model.__init__(model, rng=scenario.run.seed)
        model._build(scenario, world)
        snapshot.put_back(model, state)
        return model

    def law(self) -> Law:
        """Duty and VAT in force."""
        return law_in_force(
            self.customs, self.world, self.measures, self.scenario_in_force.customs)

    def conditions(self) -> Conditions:
        """Everything public this week that a quote depends on."""
        scenario, kinds = self.scenario_in_force, self.world.categories
        reach = Reach.of(self.world, self.representation, scenario.providers)
        digital = self.customs.digital_level()
        return Conditions(
            lanes=freight.price_lanes(self.ways, self.world, scenario.services),
            border=clearance.conditions(self.customs, scenario.customs),
            carriers=self.carriers.tariffs(reach, scenario.providers),
            platforms=self.platforms.tariffs(reach, scenario.providers),
            law=self.law(),
            region=self.world.countries.region_index,
            return_rate=kinds.return_rate,
            wear=Wear.of(kinds),
            staffing=self.firms.staffing(),
            specialists=self.firms.specialists(),
            trusted=self.trusted_platforms(),
            trusted_firms=self.firms.trusted(self.clock, scenario.customs),
            documents=clearance.documents(
                self.world.standards_distance, self.measures.recognition, digital, scenario.customs),
            digital=digital,
            domestic=speed_factor(self.world.countries, scenario.freight),
            posted=self.platforms.posted * self.representation,
            transparency=self.measures.transparency,
            rating=self.measures.rating,
        )

    def quotes(self, goods: Goods, now: Conditions) -> Offers:
        """Quote of the present service and provider of every listing."""
        listings, firms = self.listings, self.firms
        seller = listings.seller
        choices = Choices(
            seller=seller, hub=firms.hub[seller], origin=firms.country[seller],
            destination=listings.destination, category=listings.category, service=listings.service,
            provider=listings.provider, volume=np.maximum(listings.sales, 1.0), price=listings.price,
            declared=declarations.declared_part(listings, self.scenario_in_force.customs),
            experience=listings.experience, handled=listings.handled)
        return quote(choices, goods, now, self.scenario_in_force)

    def reviewers(self, now: Conditions) -> decisions.Reviewers:
        """What a decision looks at this week, given what is public."""
        return decisions.Reviewers(
            firms=self.firms, listings=self.listings, markets=self.markets,
            carriers=self.carrier_coverage, platforms=self.platform_coverage, now=now,
            elasticity=self.world.categories.price_elasticity,
            width=max(len(self.carriers), len(self.platforms)) + 1,
            draws=self.draws, clock=self.clock, scenario=self.scenario_in_force)

    def entries(self, law: Law) -> clearance.Entries:
        """How each listing's goods meet the border."""
        rules = self.scenario_in_force.customs
        sellers = self.firms.trusted(self.clock, rules)
        return clearance.Entries.of(
            self.listings, self.firms, law, self.trusted_platforms(), sellers, rules)

    def trusted_platforms(self) -> Flags:
        """Platforms whose bulk entries customs trusts."""
        return self.platforms.quality_base >= self.scenario_in_force.customs.trusted_quality

    def purchase_budget(self) -> Floats:
        """USD that each firm may spend on replenishment this week."""
        return self.scenario_in_force.sellers.purchase_limit * np.maximum(self.firms.cash, 0.0)

    def firm_needs(self, parcels: Floats) -> Floats:
        """Staff that the parcels of each listing call for, shape (firms, skills)."""
        per_parcel = self._staff_needs[0][self.listings.service] * parcels[:, None]
        needs = [self.listings.by_seller(column, len(self.firms)) for column in per_parcel.T]
        return np.stack(needs, axis=1) * self._staff_needs[2][self.firms.country][:, None]

    def provider_needs(self, cohort: Providers, parcels: Floats) -> Floats:
        """Staff that a provider's parcels call for, shape (providers, skills)."""
        return np.outer(parcels * self._staff_needs[2][cohort.country], self._staff_needs[1])

    def _build(self, scenario: Scenario, world: World) -> None:
        """Empty cohorts, tables, books and routes."""
        self.scenario_in_force, self.world = scenario, world
        self.draws = Draws(scenario.run.seed)
        self.regions = len(world.countries.region_names)
        countries, hubs = len(world.countries), len(world.hubs)
        widths = {
            "volume": (self.regions,), "capacity": (self.regions,), "collected": (hubs,), "delivered": (countries,)}
        self.firms = Firms(self)
        self.carriers = Carriers(self, widths)
        self.platforms = Platforms(self, {**widths, "posted": (countries, countries)})
        self.customs = Customs(self)
        self.talent = Talent(self)
        self.listings = Listings()
        self.traffic = Traffic()
        self.representation = representation(world, scenario.run.firms, scenario.market)
        self.markets = Markets.found(world, self.representation, scenario.market)
        self.employers: dict[str, Firms | Providers] = {
            "firms": self.firms, "carriers": self.carriers, "platforms": self.platforms}
        self.ledger = Ledger({name: self._cash_of(cohort) for name, cohort in self.employers.items()})
        self.records = Records(world)
        self.entry_gain = self.entry_capital = 0.0
        self._staff_needs = staff_needs(world, scenario.labour)
        self.policies = Policies(scenario.policy, world)
        self.measures = self.policies.neutral()
        self.ways = first_ways(world, scenario.freight)
        table = world.providers
        kind = np.array(table.kind)
        self.carrier_coverage, self.platform_coverage = (
            Coverage.of(table.origin[kind == name], table.destination[kind == name])
            for name in ("carrier", "platform"))

    @staticmethod
    def _cash_of(cohort: Firms | Providers) -> Callable[[], Floats]:
        return lambda: cohort.cash
