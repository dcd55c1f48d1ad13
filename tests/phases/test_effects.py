"""A factor that an effect gives a firm moves what it names, for that firm, and nothing before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from ecosystem import Ecosystem
from ecosystem.core.arrays import Flags
from ecosystem.messages.factors import Factors
from ecosystem.messages.quotes import Quotes
from ecosystem.phases import arrival, conditions, shipping, trade
from ecosystem.phases.conditions import Effect
from ecosystem.quotes.conditions import Conditions
from ecosystem.scenario.names import OWN_WAREHOUSE
from ecosystem.scenario.service_traits import stocked
from ecosystem.state import State

STOCKED_ONLY = {"storage", "fixed"}
QUOTED = {
    "handling": {"handling"},
    "collection": {"freight", "surcharge", "return_handling", "losses"},
    "documents": {
        "clearance", "consignment", "border_days", "days", "lead_weeks", "expedited_weeks", *STOCKED_ONLY},
    "inspection": set(),
    "transit_sd": {"days_sd", "lead_days_sd"},
    "loss": {"lost", "returned", "losses"},
    "returns": {"returned", "losses"},
    "forecast_error": set(),
    "stock_losses": STOCKED_ONLY,
    "expiry": STOCKED_ONLY,
}
"""Columns of a quote that each factor moves; some act only after the quotes."""
FACTOR = 1.5
BY_PROPORTION = {
    "transit_sd": "lead_days_sd", "documents": "clearance"}
"""Columns that are proportional to a factor."""


STAGES = "write_offs", "sales", "entries", "clearance", "arrivals"
"""What happens after the quotes, in order."""
ACTS_AFTER_QUOTES = {
    "stock_losses": ("write_offs", "obsolete"),
    "expiry": ("write_offs", "expired"),
    "forecast_error": ("sales", "replenished"),
    "inspection": ("entries", "inspection"),
}
"""Stage in which some factors act first, and a number that they raise there."""


@pytest.fixture
def state(model: Ecosystem) -> State:
    """Listings of all services in turn, some with full shelves and some with empty ones."""
    listings, number = model.listings, len(model.listings)
    listings.service = np.arange(number) % 4
    listings.provider = np.where(listings.service == OWN_WAREHOUSE, -1, 0)
    full = stocked(listings.service) & (np.arange(number) // 4 % 2 == 0)
    listings.stock, listings.held = np.where(full, 400, 0), np.full(number, 500)
    listings.forecast, listings.deviation = np.full(number, 4.0), np.full(number, 40.0)
    listings.closing = np.zeros(number, bool)
    model.firms.cash = np.full(len(model.firms), 1e9)
    return model.state


def twin_of(state: State, model: Ecosystem) -> State:
    """The same state once more, on its own."""
    return Ecosystem.restore(model.save(), state.world, state.parameters).state


def raised(name: str | None) -> Sequence[Effect]:
    """An effect that raises one factor of every second firm; none without a name."""
    if name is None:
        return ()
    return [lambda state: Factors(**{name: np.where(affected(state), FACTOR, 1.0)})]


def affected(state: State) -> Flags:
    """Firms under the effect."""
    return state.firms.id % 2 == 0


def by_listing(state: State) -> Flags:
    """Listings of firms under the effect."""
    flags: Flags = affected(state)[state.listings.seller]
    return flags


def changed(one: Any, other: Any) -> dict[str, Flags]:
    """Rows in which each column of two records differs, of the columns that differ at all."""
    flags = {field.name: getattr(one, field.name) != getattr(other, field.name) for field in fields(one)}
    return {name: rows for name, rows in flags.items() if np.any(rows)}


def quotes(state: State, name: str | None) -> Quotes:
    """Quotes of all listings of goods that hardly keep, with or without an effect."""
    return trade.quote_listings(state, perishable(state, name, weeks=2.0)).quotes


def perishable(state: State, name: str | None, weeks: float) -> Conditions:
    """Conditions with or without an effect, in which all goods keep for some weeks only."""
    now = conditions.observe(state, raised(name))
    brief = np.full(len(now.stock_losses.shelf_life), weeks)
    return replace(now, stock_losses=replace(now.stock_losses, shelf_life=brief))


def test_every_factor_is_looked_at() -> None:
    assert QUOTED.keys() == {field.name for field in fields(Factors)}


@pytest.mark.parametrize("name", QUOTED)
def test_a_factor_moves_the_part_of_the_quote_that_it_names(state: State, name: str) -> None:
    rows = changed(quotes(state, None), quotes(state, name))
    assert rows.keys() == QUOTED[name]
    for column, moved in rows.items():
        assert not moved[~by_listing(state)].any(), column


@pytest.mark.parametrize("name", BY_PROPORTION)
def test_some_parts_of_a_quote_are_proportional_to_their_factor(state: State, name: str) -> None:
    usual, under = (getattr(quotes(state, each), BY_PROPORTION[name]) for each in (None, name))
    assert usual.any()
    np.testing.assert_allclose(under, usual * np.where(by_listing(state), FACTOR, 1.0), rtol=1e-12)


def test_a_factor_of_loss_multiplies_its_hazard(state: State) -> None:
    usual, under = (np.log1p(-quotes(state, each).lost) for each in (None, "loss"))
    assert usual.any()
    np.testing.assert_allclose(under, usual * np.where(by_listing(state), FACTOR, 1.0), rtol=1e-12)


def after_quotes(state: State, name: str | None) -> dict[str, Any]:
    """Every stage of a week in which the quotes are as usual, with or without an effect."""
    usual, now = perishable(state, None, weeks=30.0), perishable(state, name, weeks=30.0)
    orders = trade.order(state, usual, trade.price_listings(state, usual))
    orders = replace(orders, factors=trade.quote_listings(state, now).factors)
    shipments = shipping.dispatch(state, now, orders)
    cleared = arrival.clear(state, shipments)
    arrivals = arrival.deliver(state, orders, shipments, cleared).arrivals
    stages = shipments.write_offs, shipments.sales, shipments.entries, cleared, arrivals
    return dict(zip(STAGES, stages, strict=True))


@pytest.mark.parametrize("name", QUOTED)
def test_a_factor_acts_where_its_meaning_says_and_not_before(
    state: State, model: Ecosystem, name: str
) -> None:
    """Once the quotes are made, some factors act in one stage, and others have done all they do."""
    twin = twin_of(state, model)
    usual, under = after_quotes(state, None), after_quotes(twin, name)
    moved = {stage: changed(usual[stage], under[stage]) for stage in STAGES}
    first = next((stage for stage in STAGES if moved[stage]), None)
    if name not in ACTS_AFTER_QUOTES:
        assert first is None
        return
    stage, column = ACTS_AFTER_QUOTES[name]
    assert first == stage and column in moved[stage]
    for rows in moved[stage].values():
        assert not rows[~by_listing(state)].any()
    assert getattr(under[stage], column).sum() > getattr(usual[stage], column).sum()


def test_more_is_inspected_where_a_factor_says_so(state: State, model: Ecosystem) -> None:
    """By the factor, of direct parcels and of bulk, as far as chance goes."""
    twin = twin_of(state, model)
    usual, under = (after_quotes(each, name)["clearance"].direct_inspected for each, name in (
        (state, None), (twin, "inspection")))
    rows = by_listing(state)
    np.testing.assert_array_equal(usual[~rows], under[~rows])
    assert usual[rows].sum() > 100
    assert under[rows].sum() / usual[rows].sum() == pytest.approx(FACTOR, rel=0.1)
