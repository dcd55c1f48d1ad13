"""What must hold in every week of every scenario, recomputed apart from the model's own checks."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecosystem import Ecosystem, Scenario, World
from ecosystem.agents.firms.listings import PARCELS
from ecosystem.core.ledger import BrokenBalance
from ecosystem.markets import goods, payments, stocking
from ecosystem.messages.orders import WriteOffs
from ecosystem.phases import labour
from ecosystem.scenario.names import OWN_WAREHOUSE, PASSAGES
from ecosystem.scenario.registry import Parameter, registry
from ecosystem.state import Saved
from ecosystem.world.world import DEFAULT_FOLDER
from tests.invariants.weekly_checks import (
    check_amounts,
    check_indicators,
    check_listings,
    check_shares,
    check_week,
)
from tests.small import Watched, default_world, run, small

LOWEST = {p.key: float(p.low) for p in registry()}
PARAMETERS = [p for p in registry() if p.group != "run" and p.default]


# Scenarios ---------------------------------------------------------------------------------------


def near(parameter: Parameter) -> st.SearchStrategy[float | int]:
    """Values from 0.6 to 1.6 times the default, within the parameter's bounds."""
    ends = sorted((0.6 * parameter.default, 1.6 * parameter.default))
    low, high = max(ends[0], parameter.low), min(ends[1], parameter.high)
    if parameter.type is int:
        return st.integers(int(np.ceil(low)), int(high))
    return st.floats(low, high)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A handful of parameters changed, some firms, any seed."""
    chosen = draw(st.lists(st.sampled_from(PARAMETERS), max_size=6, unique_by=lambda p: p.key))
    changes = {parameter.key: draw(near(parameter)) for parameter in chosen}
    base = small(firms=draw(st.integers(5, 60)), seed=draw(st.integers(0, 2**53 - 1)))
    return base.replace(changes)


def live(model: Watched, weeks: int) -> Watched:
    """Let a model live, and check every week."""
    for _ in range(weeks):
        before = model.save()
        model.step()
        check_week(before, model)
    return model


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios(), st.integers(6, 12))
def test_every_week_of_any_scenario(scenario, weeks):
    model = Watched(scenario, default_world())
    live(model, weeks)


def test_weeks_with_many_entries_and_exits():
    scenario = small(
        firms=40, sellers={"entry_rate": 2.0, "starting_cash": 4_000.0, "exit_age": 0, "exit_chance": 0.9})
    model = Watched(scenario, default_world())
    live(model, 18)
    turned = model.records.weekly()[["entries", "exits"]].sum()
    assert turned["entries"] > 20
    assert turned["exits"] > 10


def test_weeks_with_all_services_and_busy_customs():
    scenario = small(
        firms=40, sellers={"review_interval": 4, "choice_scale": 0.5}, customs={"inspection_share": 1.0})
    model = Watched(scenario, default_world())
    for _ in range(4):
        model.listings.service[::3] = OWN_WAREHOUSE
        model.listings.provider[::3] = -1
        live(model, 3)
    assert set(model.listings.service.tolist()) == {0, 1, 2, 3}
    assert model.listings.stock[model.listings.service == OWN_WAREHOUSE].sum() > 0
    weekly = model.records.weekly()
    assert weekly["detained"].sum() > 0
    assert weekly["stockout_rate"].max() > 0.0


@st.composite
def troubles(draw: st.DrawFn) -> tuple[Scenario, int]:
    """Passages closed and opened, much inspected, detained and returned, and firms that go broke, all at
    once; and how many weeks of it."""
    weeks = draw(st.integers(9, 12))
    closures = []
    for passage in PASSAGES:
        start, lasts = draw(st.integers(0, 8)), draw(st.integers(1, 6))
        closures.append({
            "lever": "passage_closed", "size": 1.0, "passages": [passage], "start": start, "end": start + lasts})
    campaign = {"lever": "inspection_share", "size": draw(st.floats(0.0, 10.0)), "start": 3, "end": 8}
    share = st.floats(0.3, 1.0)
    scenario = small(
        firms=draw(st.integers(25, 40)), seed=draw(st.integers(0, 2**53 - 1)),
        customs={
            "inspection_share": draw(share), "inspection_quality": 0.5, "founding_weeks": draw(st.integers(1, 10)),
            "detention_share": draw(st.floats(0.1, 0.5)), "seizure_share": draw(st.floats(0.05, 0.5)),
            "detention_weeks": draw(st.floats(1.0, 8.0))},
        services={"direct_returns": draw(share), "stocked_returns": draw(share), "resale": draw(share)},
        sellers={
            "fixed_cost": draw(st.floats(500.0, 1_500.0)), "starting_cash": 8_000.0, "entry_rate": 2.0,
            "exit_age": 0, "exit_chance": 0.1, "review_interval": draw(st.integers(2, 6)),
            "choice_scale": 0.1, "drop_age": 0, "drop_chance": 0.9})
    return scenario.replace({"policy": [*closures, campaign]}), weeks


def stock_abroad(model: Watched) -> None:
    """Some listings are served from a warehouse of their own abroad."""
    rows = np.flatnonzero(np.arange(len(model.listings)) % 4 == 0)
    model.listings.service[rows], model.listings.provider[rows] = OWN_WAREHOUSE, -1


@settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow])
@given(troubles())
def test_every_week_of_closures_detention_returns_and_exits_together(trouble):
    """Parcels exactly, money and people to 1e-9, listing by listing and account by account."""
    scenario, weeks = trouble
    model = Watched(scenario, default_world())
    stock_abroad(model)
    closed, stored = set(), 0
    for _ in range(weeks):
        live(model, 1)
        closed.add(model.policy_effects.closed)
        stored = max(stored, int(model.listings.stock.sum()))
    weekly = model.records.weekly()
    came = {name: weekly[name].sum() for name in ("exits", "detained", "seized", "parcels_returned")}
    assert len(closed) > 1
    assert min(came.values()) > 0 and stored > 0, came


# Edges -------------------------------------------------------------------------------------------


def test_a_world_without_firms_goes_on():
    scenario = small(firms=5, sellers={"fixed_cost": 100_000.0, "entry_rate": 0.0})
    model = live(Watched(scenario, default_world()), 3)
    assert len(model.firms) == 0


def test_one_firm_lives_alone():
    live(Watched(small(firms=1, sellers={"entry_rate": 0.0}), default_world()), 6)


PROVIDERS = """name,kind,home_hub,origin_regions,destination_regions,size,price_level,quality,source
Fast,carrier,Leipzig,all,all,40.0,1.0,0.9,assumed
Cheap,platform,Leipzig,all,all,40.0,1.0,0.9,assumed
"""


def test_a_world_with_one_carrier_and_one_platform_goes_on(tmp_path):
    folder = tmp_path / "world"
    shutil.copytree(DEFAULT_FOLDER, folder)
    (folder / "providers.csv").write_text(PROVIDERS, encoding="utf-8")
    live(Watched(small(firms=20), World.load(folder)), 6)


@pytest.mark.parametrize("changes", [
    {"sellers.hub_prior": 0.0}, {"providers.load_smoothing": 1.0},
    {"freight.time_value_patient": LOWEST["freight.time_value_patient"]},
    {"freight.air_longest": LOWEST["freight.air_longest"]},
    {"sellers.choice_scale": 0.0001}, {"sellers.entry_rate": 0.0}, {"sellers.destinations_considered": 0},
    {"market.inside_share": 0.95}, {"market.season": 0.9}, {"customs.inspection_share": 1.0},
    {"customs.seizure_share": 0.5, "customs.detention_share": 0.5}, {"customs.work_hours": 1.0},
    {"labour.quit_rate": 0.2}, {"labour.match_limit": 1.0}, {"labour.starting_unemployment": 0.9},
    {"providers.least_capacity": 0.1}, {"providers.transport_share": 1.0}, {"services.mail_loss": 0.5},
    {"services.resale": 1.0, "services.stocked_returns": 1.0, "services.direct_returns": 1.0},
], ids=str)
def test_parameters_at_their_bounds(changes):
    live(Watched(small(firms=25, seed=3).replace(changes), default_world()), 4)


# The checks can fail -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def settled() -> tuple[Scenario, Saved, Saved]:
    """A scenario, and its states before and after a week."""
    scenario = small(firms=20)
    model = run(Watched(scenario, default_world()), 5)
    before = model.save()
    model.step()
    return scenario, before, model.save()


@pytest.fixture
def lived(settled) -> tuple[Saved, Watched]:
    """A state and a model one week later, to be spoilt."""
    scenario, before, after = settled
    model = Watched.restore(before, default_world(), scenario)
    model.step()
    assert all(np.array_equal(after[name], values, equal_nan=True) for name, values in model.save().items())
    return before, model


def test_an_untouched_week_passes(lived):
    before, model = lived
    check_week(before, model)


def swap_listings(model: Watched) -> None:
    order = np.arange(len(model.listings))
    order[[0, 1]] = [1, 0]
    model.listings.arrange(order)


def repeat_a_listing(model: Watched) -> None:
    model.listings.destination[1] = model.listings.destination[0]
    model.listings.firm[1] = model.listings.firm[0]


def mistake_the_seller(model: Watched) -> None:
    model.listings.seller[0] += 1


def sell_at_home(model: Watched) -> None:
    model.firms.country[model.listings.seller[-1]] = model.listings.destination[-1]


def count_a_market_more(model: Watched) -> None:
    model.firms.markets[2] += 1


def lose_the_provider(model: Watched) -> None:
    model.listings.provider[0] = -1


def invent_a_provider(model: Watched) -> None:
    model.listings.provider[0] = 10_000


@pytest.mark.parametrize("spoil", [
    swap_listings, repeat_a_listing, mistake_the_seller, sell_at_home, count_a_market_more,
    lose_the_provider, invent_a_provider,
])
def test_misplaced_listings_are_seen(lived, spoil):
    _, model = lived
    check_listings(model)
    spoil(model)
    with pytest.raises((AssertionError, IndexError)):
        check_listings(model)


def cell(table: str, column: str, value: Any) -> Callable[[Watched], None]:
    """A deed that writes a value into the first cell of a column."""

    def write(model: Watched) -> None:
        getattr(getattr(model, table), column).flat[0] = value

    write.__name__ = f"{table}_{column}_{value}"
    return write


@pytest.mark.parametrize("spoil", [
    *(cell("listings", name, -1) for name in PARCELS),
    cell("listings", "held_entries", -1), cell("listings", "held_entries", 2**40),
    cell("listings", "detained_entries", 2**40),
    cell("listings", "price", 0.0), cell("listings", "price", np.inf), cell("listings", "price", np.nan),
    cell("listings", "loyalty", -1e-9), cell("firms", "cash", -1e-9), cell("firms", "cash", np.nan),
    cell("firms", "staff", -1e-12), cell("platforms", "staff", -1e-12),
    cell("carriers", "capacity", 0.0), cell("platforms", "quality", 1.1), cell("customs", "held", -1.0),
    cell("talent", "searching", -1e-12), cell("markets", "outside", np.nan),
], ids=lambda spoil: spoil.__name__)
def test_impossible_amounts_are_seen(lived, spoil):
    _, model = lived
    check_amounts(model)
    spoil(model)
    with pytest.raises(AssertionError):
        check_amounts(model)


@pytest.mark.parametrize("spoil", [
    cell("firms", "cash", 0.0), cell("carriers", "cash", 1e9), cell("listings", "stock", 7),
    cell("listings", "replenishment", 7), cell("firms", "staff", 3.0), cell("talent", "searching", 99.0),
], ids=lambda spoil: spoil.__name__)
def test_a_spoilt_balance_is_seen(lived, spoil):
    before, model = lived
    spoil(model)
    with pytest.raises(AssertionError):
        check_week(before, model)


def test_a_spoilt_share_is_seen(lived):
    _, model = lived
    check_shares(model)
    model.last.orders.demand.share[0] += 1e-6
    with pytest.raises(AssertionError, match="markets"):
        check_shares(model)


@pytest.mark.parametrize(("name", "value"), [
    ("sales", np.nan), ("sales", np.inf), ("landed_duty", np.nan), ("bullwhip_own_warehouse", 1.0)])
def test_an_indicator_that_is_no_number_is_seen(lived, name, value):
    _, model = lived
    check_indicators(model)
    model.records.world[name][-1] = value
    with pytest.raises(AssertionError):
        check_indicators(model)


# A broken rule stops the run ---------------------------------------------------------------------


def generous_refund(proper: Callable[..., Any]) -> Callable[..., Any]:
    """Firms pay a dollar more for every listing than the buyers get."""

    def refund(ledger: Any, listings: Any, *given: Any, **named: Any) -> None:
        proper(ledger, listings, *given, **named)
        cash = ledger.cash["firms"]()
        cash -= np.bincount(listings.seller, minlength=len(cash))

    return refund


def silent_scrap(proper: Callable[..., Any]) -> Callable[..., Any]:
    """Goods spoil and nobody notes it."""

    def scrap(*given: Any) -> WriteOffs:
        nothing = np.zeros_like(proper(*given).obsolete)
        return WriteOffs(nothing, nothing, nothing)

    return scrap


def double_delivery(proper: Callable[..., Any]) -> Callable[..., Any]:
    """Parcels that buyers keep stand on the shelf as well."""

    def arrive(listings: Any, *given: Any, **named: Any) -> Any:
        arrivals = proper(listings, *given, **named)
        listings.stock += arrivals.delivered
        return arrivals

    return arrive


def hiring_from_nowhere(proper: Callable[..., Any]) -> Callable[..., Any]:
    """Employers find staff outside the pools."""

    def meet(talent: Any, employers: Any, *given: Any) -> None:
        proper(talent, employers, *given)
        employers[1].staff += 0.25

    return meet


@pytest.mark.parametrize(("room", "name", "broken", "account"), [
    (payments, "refund", generous_refund, "firms"),
    (stocking, "scrap", silent_scrap, "parcels"),
    (goods, "arrive", double_delivery, "parcels"),
    (labour, "meet", hiring_from_nowhere, "people of"),
])
def test_a_broken_rule_stops_the_run(monkeypatch, room, name, broken, account):
    model = run(Ecosystem(small(firms=20), default_world()), 4)
    monkeypatch.setattr(room, name, broken(getattr(room, name)))
    with pytest.raises(BrokenBalance) as caught:
        run(model, 8)
    assert caught.value.account.startswith(account)
    assert caught.value.week == model.week
    assert caught.value.week >= 4
    assert abs(caught.value.amount) > 0.0
