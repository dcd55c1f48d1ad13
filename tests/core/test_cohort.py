"""Cohorts: ids that are never used again, and Mesa agents that see their row."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem import Ecosystem
from ecosystem.core.cohort import AgentGone, Cohort, RowAgent
from ecosystem.core.columns import Column
from tests.small import run, small


class Crate(RowAgent):
    """One crate, seen as a Mesa agent."""


class Crates(Cohort):
    """A plain cohort."""

    view = Crate

    kind = Column(np.int64, "-", "Kind of crate")
    weight = Column(np.float64, "kg", "Weight of the crate")
    sides = Column(np.float64, "m", "Length of its sides", (2,))


def crates(*ids: int) -> Crates:
    """Crates whose weight is ten times their id and whose kind is the id's last bit."""
    cohort = Crates(mesa.Model(rng=1))
    numbers = np.array(ids, np.int64)
    cohort.enter(numbers, {"weight": 10.0 * numbers, "kind": numbers % 2})
    return cohort


# Cohorts: ids, rows and departures ---------------------------------------------------------------


def test_columns_are_those_declared_after_the_id():
    assert list(Crates.columns) == ["id", "kind", "weight", "sides"]
    assert {name for name in Crates.columns if isinstance(vars(Crate).get(name), property)} == {"kind", "weight", "sides"}


@pytest.mark.parametrize("ids", [[5, 4], [5, 5], [3, 9], [2, 9], [-1]])
def test_ids_must_ascend(ids):
    cohort = crates(1, 3)
    with pytest.raises(ValueError, match="Crates: ids must ascend"):
        cohort.enter(np.array(ids), {})
    assert cohort.id.tolist() == [1, 3]
    assert len(cohort.model.agents) == 2


def test_nobody_may_enter():
    cohort = crates(1, 3)
    cohort.enter(np.empty(0, np.int64), {"weight": np.empty(0)})
    assert cohort.id.tolist() == [1, 3]


def test_a_row_is_found_by_its_id():
    cohort = crates(2, 3, 7, 2**40)
    assert [cohort.row(number) for number in (2, 3, 7, 2**40)] == [0, 1, 2, 3]


@pytest.mark.parametrize("number", [-1, 0, 4, 8, 2**41])
def test_an_id_that_is_not_there_has_gone(number):
    cohort = crates(2, 3, 7)
    with pytest.raises(AgentGone, match=f"crate {number} is not in the model"):
        cohort.row(number)
    with pytest.raises(AgentGone):
        cohort.agent(number)
    with pytest.raises(AgentGone):
        crates().row(number)


def test_an_agent_that_left_has_gone_and_its_row_is_nobody_elses():
    cohort = crates(1, 2, 3)
    gone, stays = cohort.agent(2), cohort.agent(3)
    cohort.leave(np.array([True, False, True]))
    cohort.enter(np.array([4]), {"weight": 44.0})
    for read in (lambda: gone.weight, lambda: gone.row, lambda: cohort.agent(2)):
        with pytest.raises(AgentGone, match="crate 2"):
            read()
    with pytest.raises(AgentGone):
        gone.weight = 0.0
    assert (stays.row, stays.weight) == (1, 30.0)
    assert cohort.weight.tolist() == [10.0, 30.0, 44.0]
    assert gone not in cohort.model.agents


def test_agent_gone_is_a_lookup_error():
    with pytest.raises(LookupError):
        crates(1).agent(2)


# Column view and agent view ----------------------------------------------------------------------

values = st.floats(-1e12, 1e12)
changes = st.lists(
    st.one_of(
        st.tuples(st.just("enter"), st.integers(1, 4), st.integers(1, 1_000)),
        st.tuples(st.just("leave"), st.integers(0, 255), st.none()),
        st.tuples(st.just("write one"), st.integers(0, 30), values),
        st.tuples(st.just("write row"), st.integers(0, 30), values),
        st.tuples(st.just("scale all"), values, st.none()),
    ),
    max_size=25,
)


def apply(
    cohort: Crates, plain: dict[int, list[float]], met: dict[int, RowAgent], change: tuple[str, Any, Any]
) -> None:
    """Make one change in the cohort and the same in a plain dictionary of weight and side by id."""
    kind, first, second = change
    ids = list(plain)
    if kind == "enter":
        start = max(met, default=0) + second
        new = np.arange(start, start + first)
        cohort.enter(new, {"weight": new * 0.5})
        plain.update({int(number): [number * 0.5, 0.0] for number in new})
    elif kind == "leave":
        staying = np.array([not first >> place & 1 for place in range(len(ids))], bool)
        cohort.leave(staying)
        for number in np.array(ids, np.int64)[~staying].tolist():
            del plain[number]
    elif kind == "scale all":
        cohort.weight = cohort.weight * 0.5 + first
        for entry in plain.values():
            entry[0] = entry[0] * 0.5 + first
    elif ids:
        number = ids[first % len(ids)]
        if kind == "write one":
            cohort.agent(number).weight = second
            plain[number][0] = second
        else:
            cohort.sides[cohort.row(number), 1] = second
            plain[number][1] = second


@settings(max_examples=60)
@given(changes)
def test_column_view_and_agent_view_agree(history):
    cohort, plain = crates(), {}
    met: dict[int, RowAgent] = {}
    for change in history:
        apply(cohort, plain, met, change)
        met |= {number: cohort.agent(number) for number in plain}
        assert cohort.id.tolist() == list(plain)
        assert cohort.weight.tolist() == [weight for weight, _ in plain.values()]
        for number, (weight, side) in plain.items():
            agent = met[number]
            assert agent is cohort.agent(number)
            assert (agent.id, agent.weight, agent.sides.tolist()) == (number, weight, [0.0, side])
        for number in set(met) - set(plain):
            with pytest.raises(AgentGone):
                _ = met[number].weight
    assert set(cohort.model.agents) == {met[number] for number in plain}


def test_a_row_out_of_place_is_noticed():
    """The comparison above tells apart two columns that differ by the order of rows alone."""
    cohort, plain = crates(1, 2, 3), {1: [10.0, 0.0], 2: [20.0, 0.0], 3: [30.0, 0.0]}
    cohort.data["weight"][:3] = cohort.data["weight"][[1, 0, 2]]
    assert cohort.weight.tolist() != [weight for weight, _ in plain.values()]
    assert cohort.agent(1).weight != plain[1][0]


def test_an_agent_writes_into_the_column_and_reads_from_it():
    cohort = crates(1, 2)
    agent = cohort.agent(2)
    agent.weight += 1.5
    agent.sides[0] = 4.0
    agent.kind = 6
    assert (cohort.weight.tolist(), cohort.kind.tolist()) == ([10.0, 21.5], [1, 6])
    assert cohort.sides.tolist() == [[0.0, 0.0], [4.0, 0.0]]
    cohort.weight[1] = 7.0
    assert agent.weight == 7.0


def test_the_id_of_an_agent_is_not_a_column_to_write_through():
    cohort = crates(1, 2)
    cohort.agent(1).id = 9
    assert cohort.id.tolist() == [1, 2]


# Mesa --------------------------------------------------------------------------------------------


def test_mesa_selects_adds_up_and_groups_over_views():
    cohort = crates(1, 2, 3, 4, 5)
    agents = cohort.model.agents_by_type[Crate]
    assert len(agents) == len(cohort.model.agents) == 5
    heavy = agents.select(lambda crate: crate.weight > 25.0)
    assert sorted(crate.id for crate in heavy) == [3, 4, 5]
    assert agents.agg("weight", sum) == cohort.weight.sum()
    assert sorted(agents.get("weight")) == cohort.weight.tolist()
    groups = agents.groupby("kind")
    assert groups.count() == {0: 2, 1: 3}
    assert groups.agg("weight", sum) == {0: 60.0, 1: 90.0}


def test_mesa_writes_through_views():
    cohort = crates(1, 2, 3)
    agents = cohort.model.agents
    agents.select(lambda crate: crate.id != 2).set("weight", 1.0)
    assert cohort.weight.tolist() == [1.0, 20.0, 1.0]
    agents.do(lambda crate: setattr(crate, "weight", crate.weight + crate.row))
    assert cohort.weight.tolist() == [1.0, 21.0, 3.0]


def test_mesa_forgets_those_who_left():
    cohort = crates(1, 2, 3)
    cohort.leave(np.array([False, True, True]))
    assert sorted(crate.id for crate in cohort.model.agents) == [2, 3]
    assert cohort.model.agents.agg("weight", sum) == 50.0


def test_restore_replaces_the_agents_too():
    cohort = crates(1, 2, 3)
    state = cohort.save()
    old = cohort.agent(3)
    cohort.leave(np.array([True, True, False]))
    cohort.enter(np.array([4]), {"weight": 44.0})
    cohort.restore(state)
    assert cohort.id.tolist() == [1, 2, 3]
    assert sorted(crate.id for crate in cohort.model.agents) == [1, 2, 3]
    assert cohort.agent(3) is not old
    cohort.agent(3).weight = 5.0
    assert cohort.weight.tolist() == [10.0, 20.0, 5.0]
    with pytest.raises(AgentGone):
        cohort.agent(4)


def test_two_models_never_share_rows_or_agents():
    one, other = crates(1, 2), crates(1, 2)
    one.agent(1).weight = -5.0
    one.leave(np.array([True, False]))
    assert other.weight.tolist() == [10.0, 20.0]
    assert len(other.model.agents) == 2
    assert other.agent(2).weight == 20.0


# The model's own cohorts -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lived(world) -> Ecosystem:
    """A small model after some weeks with entries and exits."""
    sellers = {"entry_rate": 2.0, "starting_cash": 6_000.0}
    model = run(Ecosystem(small(firms=30, sellers=sellers), world), 8)
    flow = model.records.weekly()[["entries", "exits"]].sum()
    assert flow["entries"] > 0
    assert flow["exits"] > 0
    return model


@pytest.mark.parametrize("kind", ["firms", "carriers", "platforms", "customs", "talent"])
def test_agents_of_the_model_show_their_columns(lived, kind):
    cohort = getattr(lived, kind)
    agents = lived.agents_by_type[cohort.view]
    assert sorted(agent.id for agent in agents) == cohort.id.tolist()
    for name, column in cohort.columns.items():
        for agent in (cohort.agent(int(cohort.id[0])), cohort.agent(int(cohort.id[-1]))):
            value = getattr(cohort, name)[agent.row]
            shown = cohort.labels[column.labels][value] if column.labels else value
            np.testing.assert_array_equal(getattr(agent, name), shown)


def test_mesa_counts_the_model_as_its_columns_do(lived):
    firms = lived.firms
    agents = lived.agents_by_type[firms.view]
    assert agents.agg("cash", sum) == pytest.approx(firms.cash.sum(), rel=1e-12)
    by_country = agents.groupby("country").count()
    codes = lived.world.countries.code
    assert by_country == {codes[c]: int((firms.country == c).sum()) for c in np.unique(firms.country)}
    rich = agents.select(lambda firm: firm.cash > 30_000.0)
    assert {firm.id for firm in rich} == set(firms.id[firms.cash > 30_000.0].tolist())


def test_an_id_never_comes_back():
    cohort = crates(1, 2, 3)
    cohort.leave(np.array([True, True, False]))
    with pytest.raises(ValueError, match="never come back"):
        cohort.enter(np.array([3]), {})
