"""Kinds of agents from outside live in the model like its own."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest

from ecosystem import Ecosystem
from ecosystem.core.columns import Column
from ecosystem.core.ledger import BrokenBalance
from tests.extending.conftest import KINDS, WEEKS
from tests.small import default_world, run, same_state, small

Lived = Callable[[str], Ecosystem]

EVERY_KIND = pytest.mark.parametrize("name", KINDS)
PART = {"ports": "ports", "tolls": "ports", "terminals": "terminals"}
"""The own part of each model."""
COPIES: dict[str, Callable[[Any], Any]] = {
    "restored": lambda model: type(model).restore(model.save(), model.world, model.parameters),
    "pickled": lambda model: pickle.loads(pickle.dumps(model)),
    "copied": copy.deepcopy,
}


@EVERY_KIND
@pytest.mark.parametrize("way", COPIES)
def test_a_copy_goes_on_bit_for_bit(lived: Lived, name: str, way: str) -> None:
    one, other = copy.deepcopy(lived(name)), COPIES[way](lived(name))
    assert type(other) is type(one)
    same_state(one.save(), other.save())
    same_state(run(one, 3).save(), run(other, 3).save())


@EVERY_KIND
def test_agents_stand_in_the_tables_by_name(lived: Lived, name: str) -> None:
    model = lived(name)
    table, part = model.tables()[PART[name]], getattr(model, PART[name])
    assert len(table) == len(part) > 10
    assert table["hub"].tolist() == [model.world.hubs.name[hub] for hub in part.hub]
    assert set(table["country"]) <= set(model.world.countries.code)


def test_columns_along_an_axis_of_the_world_are_called_by_its_labels(lived: Lived) -> None:
    model = lived("ports")
    table = model.tables()["ports"]
    assert [f"shipped_{code}" for code in model.world.countries.code] == list(table.columns[4:])
    shipped = table.loc[table["country"] == "CHN", "shipped_CHN"]
    assert shipped.sum() > 0.0
    assert table.loc[table["country"] != "CHN", "shipped_CHN"].eq(0.0).all()


def test_a_kind_without_agents_has_an_empty_table(additions: SimpleNamespace) -> None:
    class Landlocked(Ecosystem):
        parts: ClassVar = {**Ecosystem.parts, "ports": additions.ports.Ports}

    model = run(Landlocked(small(10), default_world()), 1)
    table = model.tables()["ports"]
    assert (len(table), list(table.columns[:4])) == (0, ["id", "hub", "country", "queue"])
    same_state(Landlocked.restore(model.save(), model.world, model.parameters).save(), model.save())


@EVERY_KIND
def test_agents_are_mesa_agents(lived: Lived, name: str) -> None:
    model = lived(name)
    part = getattr(model, PART[name])
    mine = model.agents_by_type[type(part.agent(0))]
    assert len(mine) == len(model.agents.select(agent_type=part.view)) == len(part)
    by_hub, by_country = mine.groupby("hub").count(), mine.groupby("country").count()
    assert set(by_hub) == {model.world.hubs.name[hub] for hub in part.hub}
    assert by_country["CHN"] == np.count_nonzero(part.country == model.world.countries.code.index("CHN"))
    assert all(agent.pos in model.network for agent in mine)
    firms, pools = model.firms.hub, model.talent.id
    there = np.count_nonzero(firms == 0) + np.count_nonzero(pools == 0) + np.count_nonzero(part.hub == 0)
    there += sum(np.count_nonzero(each.hub == 0) for each in (model.carriers, model.platforms))
    assert model.agents.groupby("pos").count()["Shanghai"] == there
    (there,) = mine.select(lambda agent: agent.hub == "Shanghai")
    assert repr(there) == f"<{part.view.__name__} {there.id} in Shanghai, CHN>"


def test_an_agent_is_a_view_of_its_row(lived: Lived) -> None:
    model = copy.deepcopy(lived("ports"))
    port = model.ports.agent(3)
    port.queue = 0.75
    assert (model.ports.queue[3], port.crowded) == (0.75, True)
    queues = model.agents.select(agent_type=type(port)).agg("queue", np.mean)
    assert queues == pytest.approx(model.ports.queue.mean())


def test_a_further_column_of_a_kind_is_an_attribute_of_its_agents(additions: SimpleNamespace) -> None:
    class DeepPorts(additions.ports.Ports):
        depth = Column(np.float64, "m", "Depth of the fairway")

    class DeepTrade(additions.ports.PortTrade):
        parts: ClassVar = {**additions.ports.PortTrade.parts, "ports": DeepPorts}

    port = DeepTrade(small(10), default_world()).ports.agent(2)
    port.depth = 14.5
    assert port.cohort.depth.tolist()[1:4] == [0.0, 14.5, 0.0]


def test_own_draws_leave_those_of_the_model_alone(lived: Lived) -> None:
    plain = run(Ecosystem(small(60), default_world()), WEEKS)
    queue = lived("ports").ports.queue
    assert len(set(queue.tolist())) == len(queue)
    assert np.array_equal(plain.firms.cash, lived("ports").firms.cash)


def money(model: Ecosystem) -> float:
    """All money in the model, USD."""
    held = sum(float(np.sum(read())) for read in model.ledger.cash.values())
    return held + sum(model.ledger.balance.values())


def test_own_accounts_pay_and_are_paid(lived: Lived, additions: SimpleNamespace) -> None:
    model = copy.deepcopy(lived("tolls"))
    before, books = model.ports.cash.sum(), money(model)
    model.step()
    dues, rent = (model.ledger.total(item) for item in ("port dues", "port rent"))
    assert dues > 0.0
    assert rent == pytest.approx(additions.tolls.RENT * len(model.ports))
    assert model.ports.cash.sum() - before == pytest.approx(dues - rent)
    assert model.ledger.net("ports") == pytest.approx(dues - rent)
    assert money(model) == pytest.approx(books, abs=1e-3)


def test_dues_count_in_the_profit_of_firms(lived: Lived, additions: SimpleNamespace) -> None:
    """Payments of own agents fall into the week, not between two."""
    free, dear = copy.deepcopy(lived("tolls")), copy.deepcopy(lived("tolls"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(additions.tolls, "DUES", 0.0)
        free.step()
    dear.step()
    kept = np.intersect1d(free.firms.id, dear.firms.id)
    profits = [model.firms.profit[np.searchsorted(model.firms.id, kept)] for model in (free, dear)]
    assert profits[0].sum() > profits[1].sum()


def test_own_money_from_nowhere_breaks_the_books(lived: Lived, additions: SimpleNamespace) -> None:
    class Forging(additions.tolls.TollTrade):
        def act(self) -> None:
            super().act()
            self.ports.cash += 1_000.0

    with pytest.raises(BrokenBalance, match="account 'ports' is off by"):
        Forging(small(30), default_world()).step()


def test_an_own_employer_hires_and_pays(lived: Lived, additions: SimpleNamespace) -> None:
    model = copy.deepcopy(lived("terminals"))
    assert model.terminals.staff.sum() > 0.5 * model.terminals.need.sum()
    table = model.tables()["terminals"]
    assert table["staff_operations"].tolist() == model.terminals.staff[:, 0].tolist()
    employed = sum(each.staff.sum() for each in model.state.employers.values())
    assert model.talent.employed.sum() == pytest.approx(employed)
    model.step()
    wages = model.ledger.flows["wages", "terminals", "workers"]
    assert wages > 0.0
    funds = additions.terminals.FUNDS * len(model.terminals)
    assert model.ledger.net("terminals") == pytest.approx(funds - wages)


def test_people_from_nowhere_break_the_books(lived: Lived, additions: SimpleNamespace) -> None:
    class Inventing(additions.terminals.TerminalTrade):
        def act(self) -> None:
            super().act()
            self.terminals.staff += 1.0

    with pytest.raises(BrokenBalance, match="people of"):
        Inventing(small(30), default_world()).step()
