"""Ways: searched by turns, all at once when a passage changes, kept in the state, each model's own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ecosystem import Ecosystem
from ecosystem.agents.network.route_paths import RoutePaths, first_route_paths
from ecosystem.phases import conditions, world_moves
from ecosystem.world.network.routes import air_routes, routes
from tests.small import default_world, run, same_state, small

WORLD = default_world()
SUEZ = frozenset({"suez"})
CLOSURE: dict[str, Any] = {"lever": "passage_closed", "size": 1.0, "passages": ["suez"], "start": 4, "end": 8}


def model_of(search_weeks: int = 3, closure: bool = True, **changes: dict[str, Any]) -> Ecosystem:
    scenario = small(firms=30, **{"freight": {"search_weeks": search_weeks}, **changes})
    return Ecosystem(scenario.replace({"policy": [CLOSURE] if closure else []}), WORLD)


def terms(model: Ecosystem) -> tuple[np.ndarray, np.ndarray]:
    return model.lane_flows.terms(model.route_paths.network, model.route_paths.closed, model.expansion_factor)


def same_paths(one: RoutePaths, other: RoutePaths, origins: np.ndarray | slice = slice(None)) -> bool:
    """Whether the bulk paths from some hubs are the same lanes."""
    number = np.arange(one.bulk.destination_hub.size).reshape(one.bulk.shape)[:, origins].ravel()
    mine, theirs = (route_paths.bulk.incidence[number] for route_paths in (one, other))
    return np.array_equal(mine.indptr, theirs.indptr) and np.array_equal(mine.indices, theirs.indices)


# Turns -------------------------------------------------------------------------------------------


def test_every_origin_has_its_turn_once_in_a_round() -> None:
    model = model_of(search_weeks=9, closure=False)
    lane_flows, route_paths = model.lane_flows, model.route_paths
    lane_flows.flow = np.random.default_rng(1).uniform(0.0, 2e4, len(lane_flows))
    fresh = route_paths.searched(frozenset(), *terms(model))
    for age in range(40, 49):
        now = route_paths.this_week(frozenset(), lane_flows, model.expansion_factor, age)
        turn = np.arange(age % 9, 141, 9)
        assert same_paths(now, fresh, turn)
        assert same_paths(now, route_paths, np.setdiff1d(np.arange(141), turn))
        route_paths = now
    assert same_paths(route_paths, fresh)
    assert not same_paths(model.route_paths, fresh)


def test_stale_paths_cost_more_by_the_excess() -> None:
    model = model_of(search_weeks=7, closure=False)
    route_paths, lane_flows = model.route_paths, model.lane_flows
    lane_flows.flow = np.random.default_rng(2).uniform(0.0, 2e4, len(lane_flows))
    days, cost = terms(model)
    now = route_paths.this_week(frozenset(), lane_flows, model.expansion_factor, 5)
    fresh = routes(route_paths.network, lane_days=days, lane_cost=cost)
    excess = []
    for kind, value in enumerate(route_paths.network.freight.values_of_time):
        for hub in range(5, 141, 7):
            for country in range(59):
                before, after = (
                    float((cost + value * days)[paths.path(kind, hub, country)].sum()) for paths in (route_paths.bulk, fresh))
                if after > 0.0:
                    excess.append(before / after - 1.0)
    assert now.excess == pytest.approx(np.mean(excess), rel=1e-9)
    assert now.excess > 1e-3 and min(excess) > -1e-12
    assert now.this_week(frozenset(), lane_flows, model.expansion_factor, 5).excess == 0.0


def test_a_round_longer_than_there_are_hubs_leaves_weeks_without_a_search() -> None:
    model = model_of(search_weeks=500, closure=False)
    now = model.route_paths.this_week(frozenset(), model.lane_flows, model.expansion_factor, 200)
    assert now.bulk.incidence is model.route_paths.bulk.incidence and now.excess == 0.0


def test_days_costs_and_spreads_follow_the_present_traffic() -> None:
    model = model_of(closure=False)
    before = conditions.observe(model.state).lanes
    model.lane_flows.flow = 30_000.0
    world_moves.move_world(model.state)
    after = conditions.observe(model.state).lanes
    for name in ("bulk_days", "bulk_hub_days", "bulk_days_sd", "bulk_cost", "air_days", "air_cost"):
        abroad = getattr(before, name) > 0.0
        assert (getattr(after, name)[abroad] > getattr(before, name)[abroad]).mean() > 0.9, name
    assert (after.bulk_hub_days <= after.bulk_days + 1e-12).all()


# Passages ----------------------------------------------------------------------------------------


def test_a_closure_reroutes_in_its_week_and_an_opening_in_its_own() -> None:
    """Under the traffic of that week, and with every origin searched."""
    model = model_of(search_weeks=26)
    canal = np.flatnonzero(model.route_paths.network.lanes.passages[:, 0])
    shortest = model.route_paths.network.lanes.km
    for week in range(10):
        before = model.lane_flows.flow.copy(), model.lane_flows.usual.copy()
        model.step()
        closed = SUEZ if 4 <= week < 8 else frozenset()
        assert model.route_paths.closed == closed
        used = np.unique(model.route_paths.bulk.incidence.indices)
        through = np.isin(canal, used) & (model.route_paths.bulk.lane_km[canal] == shortest[canal])
        assert through.any() == (not closed)
        if week in (4, 8):
            model.lane_flows.flow, model.lane_flows.usual = before
            days, cost = terms(model)
            assert model.route_paths.bulk.days == pytest.approx(routes(
                model.route_paths.network, closed=closed, lane_days=days, lane_cost=cost).days, rel=1e-12)
            assert model.route_paths.air.cost == pytest.approx(air_routes(
                model.route_paths.network, closed=closed, lane_days=days, lane_cost=cost).cost, rel=1e-12)


# State -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cut", [2, 6, 9])
def test_restored_ways_go_on_bit_for_bit(cut: int) -> None:
    """With paths of different ages, and a passage that is open, closed, or open again."""
    whole = run(model_of(), cut)
    second = Ecosystem.restore(whole.save(), WORLD, whole.parameters)
    assert second.route_paths.closed == whole.route_paths.closed == (SUEZ if cut == 6 else frozenset())
    assert same_paths(second.route_paths, whole.route_paths)
    assert np.array_equal(second.route_paths.air.incidence.indices, whole.route_paths.air.incidence.indices)
    run(second, 5)
    run(whole, 5)
    same_state(second.save(), whole.save())


def test_paths_are_part_of_the_state() -> None:
    """A model whose paths were forgotten goes other ways."""
    model = run(model_of(search_weeks=60, closure=False), 8)
    state = model.save()
    fresh = model.route_paths.searched(frozenset(), *terms(model))
    assert not same_paths(model.route_paths, fresh)
    model.state.route_paths = fresh
    other = model.save()
    changed = {name for name in state if state[name].tobytes() != other[name].tobytes()}
    assert changed and all(name.startswith("route_paths/") for name in changed)


def test_a_state_without_paths_is_refused() -> None:
    model = model_of()
    state = model.save()
    del state["route_paths/bulk_lane"]
    with pytest.raises(KeyError, match="bulk_lane"):
        Ecosystem.restore(state, WORLD, model.parameters)


def test_other_freight_parameters_search_all_paths_anew() -> None:
    model = run(model_of(closure=False), 2)
    slower = model.parameters.replace({"freight.sea_speed": 300.0})
    second = Ecosystem.restore(model.save(), WORLD, slower)
    fresh = second.route_paths.searched(frozenset(), *terms(second))
    assert same_paths(second.route_paths, fresh)
    assert not same_paths(second.route_paths, model.route_paths)


def test_traffic_stays_on_the_lanes_that_other_parameters_leave() -> None:
    """Shorter flights leave fewer lanes: the others keep their flow, longer ones come without any."""
    model = run(model_of(closure=False), 2)
    state, lanes = model.save(), model.route_paths.network.lanes
    pairs = {}
    for longest in (9_000.0, 15_000.0):
        second = Ecosystem.restore(state, WORLD, model.parameters.replace({"freight.air_longest": longest}))
        present = second.route_paths.network.lanes
        pairs[longest] = len(present)
        flow = dict(zip(zip(lanes.tail.tolist(), lanes.head.tolist(), strict=True), model.lane_flows.flow.tolist(), strict=True))
        ends = zip(present.tail.tolist(), present.head.tolist(), strict=True)
        assert second.lane_flows.flow.tolist() == [flow.get(pair, 0.0) for pair in ends]
        run(second, 2)
    assert pairs[9_000.0] < len(lanes) < pairs[15_000.0]


def test_models_share_the_first_ways_but_never_change_them() -> None:
    one, other = model_of(), model_of()
    first = first_route_paths(WORLD, one.parameters.freight)
    kept = first.bulk.incidence.indices.copy(), other.route_paths.bulk.incidence.indices.copy(), first.bulk.lane_days.copy()
    run(one, 6)
    assert not same_paths(one.route_paths, other.route_paths)
    now = first.bulk.incidence.indices, other.route_paths.bulk.incidence.indices, first.bulk.lane_days
    for before, after in zip(kept, now, strict=True):
        assert np.array_equal(before, after)
