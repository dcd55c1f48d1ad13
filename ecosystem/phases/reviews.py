"""Reviews: firms whose turn it is choose services, providers and markets, and what they declare."""

from __future__ import annotations

import numpy as np

from ecosystem.decisions import declarations, review
from ecosystem.decisions.context import DecisionContext
from ecosystem.decisions.market_entry import find_markets
from ecosystem.messages.market_entries import Review
from ecosystem.phases import Touches
from ecosystem.quotes.conditions import Conditions
from ecosystem.state import State

READS: Touches = {
    "customs": "digital digital_added inspection_factor inspection_level quality risky rush",
    "firms": (
        "cash category cost country hub id markets quality starting_cash time_class value "
        "volumetric weight"
    ),
    "listings": (
        "age building category closing destination exp_utility experience firm fit handled "
        "loyalty planned price profit provider revenue sales seller service share underdeclared"
    ),
    "markets": "budget category elasticity inside outside reference spending",
}
WRITES: Touches = {
    "firms": "cash",
    "listings": "building closing experience handled planned provider service underdeclared",
}


def review_firms(state: State, now: Conditions) -> Review:
    """Warehouses open, and reviewing firms decide about their markets."""
    context, sellers = decision_context(state, now), state.parameters.sellers
    review.open_warehouses(state.listings)
    switched, regret = review.review_listings(context, state.ledger)
    declarations.review_declarations(context, state.customs)
    review.leave_markets(context)
    due = np.flatnonzero(state.firms.reviewing(state.age, sellers.review_interval))
    market_entries = find_markets(context, due, state.ledger)
    return Review(switched=switched, regret=regret, market_entries=market_entries)


def decision_context(state: State, now: Conditions) -> DecisionContext:
    """What a decision looks at this week."""
    return DecisionContext(
        firms=state.firms, listings=state.listings, markets=state.markets,
        coverage=state.coverage, now=now,
        elasticity=state.world.categories.price_elasticity,
        draws=state.draws, parameters=state.parameters)
