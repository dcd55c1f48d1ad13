"""The ecosystem model. `Ecosystem.step` is one week as a list of verbs: read it first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import mesa
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem import snapshot
from ecosystem.agents.consumers import Markets, expansion_factor
from ecosystem.agents.customs import Customs
from ecosystem.agents.firms.firms import Firms
from ecosystem.agents.firms.listings import Listings
from ecosystem.agents.network.lane_flows import LaneFlows
from ecosystem.agents.network.route_paths import first_route_paths
from ecosystem.agents.providers.carriers import Carriers
from ecosystem.agents.providers.platforms import Platforms
from ecosystem.agents.providers.providers import Providers, TourDensity
from ecosystem.agents.talent import Talent, staff_needs
from ecosystem.core.arrays import Flags, Floats
from ecosystem.core.draws import Draws
from ecosystem.core.ledger import Ledger, check_parcels, check_people
from ecosystem.decisions import declarations, review
from ecosystem.decisions.alternatives import Coverage
from ecosystem.decisions.situations import products
from ecosystem.markets import clearance, freight, labour, payments, stocking
from ecosystem.markets import goods as goods_market
from ecosystem.messages.market_entries import Review
from ecosystem.messages.policy_effects import PolicyEffects
from ecosystem.messages.quotes import Alternatives, Goods, Quotes
from ecosystem.outputs import tables
from ecosystem.outputs.records import Records
from ecosystem.phases import entry_and_exit, initialisation, settlement
from ecosystem.phases.week import Week
from ecosystem.policies.binding import Policies
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.inventory import StockLosses
from ecosystem.quotes.law import Law, law_in_force
from ecosystem.quotes.quote import quote
from ecosystem.scenario.scenario import Scenario
from ecosystem.world.network.lanes import speed_factor
from ecosystem.world.standards import standards_distance
from ecosystem.world.world import World

FIRST_RECORDED = -104
"""Week from which indicators are kept: two years before the start show what still drifts."""


@dataclass(frozen=True)
class OpeningBalances:
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
        age: the same, counted from the founding.
    """

    def __init__(self, scenario: Scenario | None = None, world: World | None = None) -> None:
        parameters = scenario or Scenario()
        super().__init__(rng=parameters.run.seed)
        self._build(parameters, world or World.load())
        self.week = -parameters.run.settling_weeks
        self.age = 0
        initialisation.found(self)
        self.age = 1

    def step(self) -> None:
        """One week."""
        self.open_books()
        self.the_world_moves()
        self.talent_meets_employers()
        self.providers_plan()
        now = self.conditions()
        review = self.firms_review(now)
        goods, quotes = self.firms_price(now)
        week = self.consumers_order(now, goods, quotes)
        self.goods_move(week)
        self.customs_clear(week)
        self.parcels_arrive(week)
        self.pay(week)
        self.firms_leave_and_enter(week, review)
        self.close_books(week)
        if self.week >= FIRST_RECORDED:
            self.records.add(week, review, self)
        self.week += 1
        self.age += 1

    def open_books(self) -> None:
        """Remember what every account, stock and pool holds."""
        self.ledger.open()
        self.opening = OpeningBalances(
            cash=self.firms.cash.copy(),
            parcels=self.listings.parcels(),
            people=self.talent.people(),
        )

    def the_world_moves(self) -> None:
        """Policies and shocks come and go, spending follows growth and season, quality its jumps."""
        scenario = self.parameters
        self.apply_policies(self.policies.in_force(self.week))
        self.markets.advance(self.week, self.policy_effects.demand, scenario.market)
        self.firms.improve(self.draws, self.age, scenario.sellers)

    def apply_policies(self, policy_effects: PolicyEffects) -> None:
        """Let every agent know the policies and shocks of the week; closed passages change routes."""
        self.policy_effects = policy_effects
        self.customs.apply_policies(policy_effects)
        self.carriers.apply_policies(policy_effects)
        self.platforms.apply_policies(policy_effects)
        self.route_paths = self.route_paths.this_week(policy_effects.closed, self.lane_flows, self.expansion_factor, self.age)

    def talent_meets_employers(self) -> None:
        """Needs are averaged, people quit, search, and are hired; wages move."""
        parameters = self.parameters.labour
        self.firms.average_need(self.firm_needs(self.listings.sales), parameters)
        for cohort in (self.carriers, self.platforms):
            cohort.average_need(self.provider_needs(cohort, cohort.volume.sum(axis=1)), parameters)
        labour.meet(self.talent, list(self.employers.values()), parameters)

    def providers_plan(self) -> None:
        """Carriers and platforms set price and capacity, authorities officers and inspections."""
        self.carriers.plan(self.parameters.providers)
        self.platforms.plan(self.parameters.providers)
        rules = self.parameters.customs
        self.customs.update_overtime(rules)
        self.customs.average_revenue(rules)
        self.customs.adjust_officers(self.age, rules, self.expansion_factor)
        self.customs.adapt_inspections(self.age, rules)

    def firms_review(self, now: Conditions) -> Review:
        """Firms due for review choose services, providers and markets, and what they declare."""
        at = self.decision_context(now)
        review.open_warehouses(self.listings)
        switched, regret = review.review_listings(at, self.ledger)
        declarations.review_declarations(at, self.customs)
        review.leave_markets(at)
        due = np.flatnonzero(self.firms.reviewing(self.age, at.scenario.sellers.review_interval))
        market_entries = review.find_markets(
            at, due, at.scenario.sellers.destinations_considered, self.ledger)
        return Review(switched=switched, regret=regret, market_entries=market_entries)

    def firms_price(self, now: Conditions) -> tuple[Goods, Quotes]:
        """Every listing is quoted and priced."""
        goods = products(self.firms, self.listings.seller)
        quotes = self.quotes(goods, now)
        elasticity = self.world.categories.price_elasticity[self.listings.category]
        goods_market.set_prices(self.listings, goods, quotes, elasticity, self.parameters)
        return goods, quotes

    def consumers_order(self, now: Conditions, goods: Goods, quotes: Quotes) -> Week:
        """Consumers compare price, time and reputation, and order."""
        listings, market = self.listings, self.parameters.market
        consumer_price = quotes.at_the_door(listings.price)
        reference = goods.value * (1.0 + now.law.vat[listings.destination])
        elasticity = self.world.categories.price_elasticity[listings.category]
        exp_utility = goods_market.exp_utility_of(
            listings, self.firms, quotes, consumer_price / reference, elasticity, market)
        demand = goods_market.order(listings, self.markets, exp_utility, consumer_price, self.draws, self.age)
        return Week(
            now=now, goods=goods, quotes=quotes, consumer_price=consumer_price, demand=demand,
            service=listings.service.copy(), destination=listings.destination.copy(),
            origin=self.firms.country[listings.seller], price=listings.price.copy())

    def goods_move(self, week: Week) -> None:
        """Orders are served from stock or sent; warehouses are replenished; goods age."""
        losses = stocking.stock_losses(self.listings, week.quotes, week.now, self.parameters.stock)
        week.write_offs = stocking.scrap(self.listings, losses, self.draws, self.age)
        week.sold_off = stocking.sell_off(self.listings)
        week.sales = stocking.sell(
            self.listings, week.goods, week.quotes, week.demand, self.purchase_budget(), losses,
            self.parameters, self.draws, self.age)
        week.entries = self.entries(week.now.law)
        clearance.announce(
            self.customs, self.listings, week.entries, week.quotes, week.demand, self.age)
        freight.dispatch(self.listings, week.quotes, week.sales, self.draws, self.age)
        hub = self.firms.hub[self.listings.seller]
        week.carried = freight.carry(self.route_paths, self.listings, hub, week.goods, week.sales)
        self.lane_flows.record(week.carried.flow, self.parameters.freight)

    def customs_clear(self, week: Week) -> None:
        """Entries queue, are inspected, released or detained."""
        week.clearance = clearance.clear(
            self.customs, self.listings, week.entries, self.expansion_factor,
            self.parameters.customs, self.draws, self.age)

    def parcels_arrive(self, week: Week) -> None:
        """Parcels reach the door, come back or get lost; loyalty and records learn from it."""
        scenario, listings = self.parameters, self.listings
        week.arrivals = goods_market.arrive(
            listings, week.quotes, week.clearance, self.world.categories.return_rate[listings.category],
            scenario.services, self.draws, self.age)
        week.satisfaction = goods_market.learn(
            listings, week.quotes, week.demand, week.sales, week.clearance, week.arrivals,
            scenario.market, self.draws, self.age)
        goods_market.record(listings, week.goods, week.quotes, week.demand, week.sales, scenario.sellers)

    def pay(self, week: Week) -> None:
        """Every transfer of the week is booked."""
        scenario, ledger, listings = self.parameters, self.ledger, self.listings
        payments.pay_for_sales(ledger, listings, week.sales, scenario.sellers)
        payments.pay_for_goods(
            ledger, listings, week.goods, week.quotes, week.sales, listings.stock, scenario.stock)
        week.charges = payments.charge_logistics(
            ledger, listings, week.quotes, week.sales, listings.stock)
        payments.pay_for_warehouses(ledger, listings, week.goods, listings.stock, scenario.services)
        payments.pay_taxes(ledger, self.customs, listings, week.quotes, week.sales)
        week.fines = payments.pay_fines(
            ledger, self.customs, listings, week.entries.evaded, week.clearance.direct_inspected,
            scenario.customs)
        self.firms.fined[listings.seller[week.fines > 0.0]] = self.age
        payments.refund(ledger, listings, week.quotes, week.clearance, week.arrivals)
        payments.sell_to_liquidators(ledger, listings, week.goods, week.sold_off, scenario.stock.salvage)
        payments.pay_overheads(ledger, self.firms, listings, scenario.sellers)
        bills = payments.pay_wages(ledger, self.talent, self.employers)
        settlement.settle(self, week, bills)

    def firms_leave_and_enter(self, week: Week, review: Review) -> None:
        """Profits are counted and drawn, insolvent and weary firms leave, candidates enter."""
        entry_and_exit.count_profit(self, week)
        payments.draw_profits(self.ledger, self.firms, self.parameters.sellers)
        entry_and_exit.enter_and_exit(self, week, review.market_entries)

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
        return tables.tables(self)

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
            self.customs, self.world, self.policy_effects, self.parameters.customs)

    def conditions(self) -> Conditions:
        """Everything public this week that a quote depends on."""
        scenario, kinds = self.parameters, self.world.categories
        tour_density = TourDensity.of(self.world, self.expansion_factor, scenario.providers)
        digital = self.customs.digital_level()
        return Conditions(
            lanes=freight.price_lanes(self.route_paths, self.world, scenario.services),
            border=clearance.conditions(self.customs, scenario.customs),
            carriers=self.carriers.rate_cards(tour_density, scenario.providers),
            platforms=self.platforms.rate_cards(tour_density, scenario.providers),
            law=self.law(),
            region=self.world.countries.region_index,
            return_rate=kinds.return_rate,
            stock_losses=StockLosses.of(kinds),
            staffing=self.firms.staffing(),
            specialists=self.firms.specialists(),
            trusted=self.trusted_platforms(),
            trusted_firms=self.firms.trusted(self.age, scenario.customs),
            documents=clearance.documents(
                standards_distance(self.world.bilateral, scenario.customs), self.policy_effects.recognition,
                digital, scenario.customs),
            digital=digital,
            domestic=speed_factor(self.world.countries, scenario.freight),
            posted=self.platforms.posted * self.expansion_factor,
            transparency=self.policy_effects.transparency,
            rating=self.policy_effects.rating,
        )

    def quotes(self, goods: Goods, now: Conditions) -> Quotes:
        """Quote of the present service and provider of every listing."""
        listings, firms = self.listings, self.firms
        seller = listings.seller
        alternatives = Alternatives(
            seller=seller, hub=firms.hub[seller], origin=firms.country[seller],
            destination=listings.destination, category=listings.category, service=listings.service,
            provider=listings.provider, volume=np.maximum(listings.sales, 1.0), price=listings.price,
            declared=declarations.declared_part(listings, self.parameters.customs),
            experience=listings.experience, handled=listings.handled)
        return quote(alternatives, goods, now, self.parameters)

    def decision_context(self, now: Conditions) -> review.DecisionContext:
        """What a decision looks at this week, given what is public."""
        return review.DecisionContext(
            firms=self.firms, listings=self.listings, markets=self.markets,
            carriers=self.carrier_coverage, platforms=self.platform_coverage, now=now,
            elasticity=self.world.categories.price_elasticity,
            width=max(len(self.carriers), len(self.platforms)) + 1,
            draws=self.draws, age=self.age, scenario=self.parameters)

    def entries(self, law: Law) -> clearance.Entries:
        """How each listing's goods meet the border."""
        rules = self.parameters.customs
        sellers = self.firms.trusted(self.age, rules)
        return clearance.Entries.of(
            self.listings, self.firms, law, self.trusted_platforms(), sellers, rules)

    def trusted_platforms(self) -> Flags:
        """Platforms whose bulk entries customs trusts."""
        return self.platforms.quality_base >= self.parameters.customs.trusted_quality

    def purchase_budget(self) -> Floats:
        """USD that each firm may spend on replenishment this week."""
        return self.parameters.sellers.purchase_limit * np.maximum(self.firms.cash, 0.0)

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
        self.parameters, self.world = scenario, world
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
        self.lane_flows = LaneFlows()
        self.expansion_factor = expansion_factor(world, scenario.run.firms, scenario.market)
        self.markets = Markets.found(world, self.expansion_factor, scenario.market)
        self.employers: dict[str, Firms | Providers] = {
            "firms": self.firms, "carriers": self.carriers, "platforms": self.platforms}
        self.ledger = Ledger({name: self._cash_of(cohort) for name, cohort in self.employers.items()})
        self.records = Records(world)
        self.entry_gain = self.entry_capital = 0.0
        self._staff_needs = staff_needs(world, scenario.labour)
        self.policies = Policies(scenario.policy, world)
        self.policy_effects = self.policies.neutral()
        self.route_paths = first_route_paths(world, scenario.freight)
        table = world.providers
        kind = np.array(table.kind)
        self.carrier_coverage, self.platform_coverage = (
            Coverage.of(table.origin[kind == name], table.destination[kind == name])
            for name in ("carrier", "platform"))

    @staticmethod
    def _cash_of(cohort: Firms | Providers) -> Callable[[], Floats]:
        return lambda: cohort.cash
