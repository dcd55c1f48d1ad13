"""Some weeks of a small model, with every rule's calls recorded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ecosystem import Ecosystem, Scenario, World
from ecosystem.agents.consumers import Markets
from ecosystem.agents.customs import Customs
from ecosystem.agents.employers import Employers
from ecosystem.agents.firms import entry
from ecosystem.agents.firms.firms import Firms
from ecosystem.agents.network.lane_flows import LaneFlows
from ecosystem.agents.providers.providers import Providers
from ecosystem.decisions import (
    alternatives,
    declarations,
    evaluation,
    market_entry,
    review,
    situations,
)
from ecosystem.markets import clearance, freight, goods, payments, stocking
from ecosystem.markets import labour as labour_market
from ecosystem.markets.entries import announce
from ecosystem.phases import labour, payment, shipping, trade
from ecosystem.phases.population import entry_and_exit
from ecosystem.quotes import factors, law
from ecosystem.quotes.services import quote
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
    Firms.improve, Firms.margin_by_hub, Markets.advance, Employers.average_need,
    Providers.plan, Providers.rate_cards, Providers.record,
    Customs.adjust_officers, Customs.update_overtime, Customs.average_revenue, Customs.adapt_inspections,
    LaneFlows.record, LaneFlows.delay, LaneFlows.scarcity, LaneFlows.economies, LaneFlows.terms,
    entry.entrants, entry.home_country, entry.product_category, entry.home_hub, entry.attributes,
    law.law_in_force, factors.brokerage_quality, factors.factors_of, quote.quote,
    situations.present_situations, situations.prospect_situations, alternatives.build_choice_sets,
    alternatives.choose_alternative, evaluation.evaluate, evaluation.feasible, evaluation.regret,
    review.decide, review.review_listings, review.leave_markets, market_entry.find_markets,
    declarations.review_declarations,
    goods.set_prices, goods.exp_utility_of, goods.order, goods.arrive, goods.learn, goods.record,
    stocking.stock_losses, stocking.scrap, stocking.sell_off, stocking.sell,
    freight.dispatch, freight.price_lanes, freight.carry,
    announce, clearance.clear, clearance.conditions,
    labour_market.meet, payments.draw_profits, payments.liquidate,
    trade.compare, payment.pay, labour.firm_needs, labour.provider_needs,
    entry_and_exit.count_profit, entry_and_exit.turn_over,
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
        recorder.watch(*RULES, ship=shipping.dispatch)
        for _ in range(RECORDED_WEEKS):
            model.step()
    yield recorder.calls
