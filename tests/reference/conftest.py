"""Some weeks of a small model, with every rule's calls recorded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ecosystem import Ecosystem, Scenario, World, turnover
from ecosystem.agents import births, cases, review
from ecosystem.agents.consumers import Markets
from ecosystem.agents.customs import Customs
from ecosystem.agents.firms import Firms
from ecosystem.agents.providers import Providers
from ecosystem.agents.traffic import Traffic
from ecosystem.markets import clearance, decisions, declarations, duties, freight, goods, labour, payments, quotes, stocking
from tests.reference.recording import Calls, Recorder

POLICIES = [
    {"lever": "flat_duty", "size": 3.0, "countries": ["eu"]},
    {"lever": "de_minimis_2026", "size": 0.5, "countries": ["USA"]},
    {"lever": "tariff", "size": 0.1, "countries": ["USA"], "origins": ["CHN"]},
    {"lever": "customs_officers", "size": -0.2, "countries": ["eu"]},
    {"lever": "inspection_share", "size": 0.5, "countries": ["rcep"]},
    {"lever": "digital_level", "size": 0.04},
    {"lever": "mutual_recognition", "size": 0.5, "countries": ["rcep"], "origins": ["rcep"]},
    {"lever": "service_rating", "size": 0.3, "countries": ["rcep"]},
    {"lever": "surcharge_transparency", "size": 0.5, "countries": ["eu"]},
    {"lever": "vat_at_sale", "size": 100.0, "countries": ["CAN"]},
    {"lever": "demand_shock", "size": 0.2, "countries": ["eu"]},
    {"lever": "outage", "size": 0.3, "providers": ["carrier"]},
    {"lever": "passage_closed", "size": 1.0, "passages": ["suez"], "start": 32},
]
"""One policy or shock of each kind, so that no rule sees only neutral values."""

WARMING_WEEKS = 25
RECORDED_WEEKS = 15
SMALL = {
    "run.firms": 30, "run.settling_weeks": 0, "run.seed": 1,
    # Own warehouses, closing markets, exits and insolvencies are rare among thirty firms: these
    # make them common.
    "sellers.starting_cash": 7_000.0,
    "services.own_capital": 1_000.0, "services.own_fixed": 20.0, "services.own_hurdle": 0.5,
    "services.own_handling": 0.0, "services.own_storage": 0.1, "services.own_building_weeks": 3, "sellers.drop_age": 12,
    "sellers.drop_chance": 0.5, "sellers.exit_age": 26, "sellers.exit_chance": 0.3,
    "customs.founding_weeks": 39,
    # Fines, detained consignments and trusted sellers likewise.
    "customs.honesty": 0.02, "customs.detention_share": 0.3, "customs.seizure_share": 0.05,
    "customs.trusted_age": 20, "customs.trusted_revenue": 4_000.0, "policy": POLICIES,
}
RULES = (
    Firms.improve, Firms.average_need, Firms.margin_by_hub, Markets.advance, Providers.average_need, Providers.plan,
    Providers.tariffs, Providers.record, Customs.staff_up, Customs.feel_rush,
    Customs.take_stock, Customs.rethink_inspections, declarations.review_declarations, labour.meet, quotes.quote,
    goods.set_prices, goods.attraction, goods.order, stocking.wear, stocking.scrap, stocking.sell_off,
    stocking.sell, goods.arrive, goods.learn, goods.record, freight.dispatch, freight.price_lanes,
    freight.carry, Traffic.record, Traffic.delay, Traffic.scarcity, Traffic.economies,
    Traffic.terms, clearance.announce, clearance.clear, clearance.conditions, duties.law_in_force, cases.present_cases, cases.prospect_cases,
    review.consider, review.judge, review.allow_building, review.choose_option, decisions.decide,
    decisions.review_listings, decisions.leave_markets, decisions.find_markets,
    births.entrants, births.home_country, births.product_category, births.home_hub,
    births.attributes, turnover.count_profit, turnover.turn_over, payments.draw_profits,
    payments.wind_up, Ecosystem.pay, Ecosystem.firm_needs, Ecosystem.provider_needs,
)


@pytest.fixture(scope="session")
def world() -> World:
    return World.load()


@pytest.fixture(scope="session")
def calls(world: World) -> Iterator[Calls]:
    """Calls of each rule, by its name, over the recorded weeks."""
    model = Ecosystem(Scenario().replace(SMALL), world)
    for _ in range(WARMING_WEEKS):
        model.step()
    with pytest.MonkeyPatch.context() as patch:
        recorder = Recorder(patch)
        recorder.watch(*RULES)
        for _ in range(RECORDED_WEEKS):
            model.step()
    yield recorder.calls
