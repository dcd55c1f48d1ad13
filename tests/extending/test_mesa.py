"""What Mesa offers works on an ecosystem: collectors, batches, agent sets and agents."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem import Ecosystem
from tests.small import default_world, run, same_state, small

CHANGES: tuple[tuple[str, tuple[float, ...]], ...] = (
    ("customs.inspection_share", (0.0, 0.2)),
    ("sellers.fixed_cost", (10.0, 60.0)),
    ("services.mail_base", (1.0, 6.0)),
    ("labour.quit_rate", (0.001, 0.02)),
)


class Counted(Ecosystem):
    """An ecosystem with plain parameters and a collector, as batches want it."""

    def __init__(self, firms: int = 30, tariff: float = 0.0, rng: Any = None) -> None:
        policy = [{"lever": "tariff", "size": tariff}]
        super().__init__(small(firms, rng or 1).replace({"policy": policy}), default_world())
        self.datacollector = mesa.DataCollector(model_reporters={
            "firms": lambda model: len(model.firms), "week": "week"})

    def step(self) -> None:
        super().step()
        self.datacollector.collect(self)


@pytest.fixture
def model() -> Ecosystem:
    return run(Ecosystem(small(), default_world()), 2)


def test_a_collector_collects_from_model_and_agents(model: Ecosystem) -> None:
    collector = mesa.DataCollector(
        model_reporters={"sales": lambda model: model.records.latest()["sales"], "week": "week"},
        agent_reporters={"country": "country", "cash": lambda agent: getattr(agent, "cash", None)},
        agenttype_reporters={type(model.firms.agent(0)): {"revenue": "revenue"}},
    )
    for _ in range(2):
        model.step()
        collector.collect(model)
    frame = collector.get_model_vars_dataframe()
    assert frame["week"].tolist() == [3, 4]
    assert frame["sales"].tolist() == model.records.weekly()["sales"].tolist()[-2:]
    last = collector.get_agent_vars_dataframe().loc[4]
    assert len(last) == len(model.agents)
    held = sum(part.cash.sum() for part in (model.firms, model.carriers, model.platforms))
    assert last["cash"].sum() == pytest.approx(held)
    firms = collector.get_agenttype_vars_dataframe(type(model.firms.agent(0))).loc[4]
    assert firms["revenue"].tolist() == model.firms.revenue.tolist()


def test_a_batch_runs_over_plain_parameters() -> None:
    results = mesa.batch_run(
        Counted, {"firms": [10, 20], "tariff": 0.5}, max_steps=2, display_progress=False)
    assert [(row["firms"] > 5, row["tariff"], row["Step"]) for row in results] == [(True, 0.5, 2)] * 2
    assert results[0]["firms"] < results[1]["firms"]


def test_an_ecosystem_without_a_collector_says_what_there_is_instead(model: Ecosystem) -> None:
    with pytest.raises(AttributeError, match=r"records and tables\(\) hold .* set a mesa.DataCollector"):
        model.datacollector.collect(model)
    assert not hasattr(model, "datacollector")
    model.datacollector = collector = mesa.DataCollector()
    assert model.datacollector is collector


def test_agents_are_grouped_by_the_code_of_their_country(model: Ecosystem) -> None:
    groups = model.agents.groupby("country").count()
    assert set(groups) == set(model.world.countries.code)
    assert sum(groups.values()) == len(model.agents)
    firms = model.agents_by_type[type(model.firms.agent(0))]
    china = model.world.countries.code.index("CHN")
    assert len(firms.groupby("country").groups["CHN"]) == np.count_nonzero(model.firms.country == china)


def test_models_and_agents_say_what_they_are(model: Ecosystem) -> None:
    firms = f"{len(model.firms)} firms, {len(model.listings)} listings"
    assert repr(model) == f"<Ecosystem before week 2 (2024-01-15): {firms}, seed 1>"
    firm = model.firms.agent(0)
    assert repr(firm) == f"<Firm 0 in {firm.hub}, {firm.country}>"
    assert repr(model.customs.agent(0)) == "<Authority 0 in CHN>"


def test_an_agent_moves_by_its_hub_alone(model: Ecosystem) -> None:
    firm = model.firms.agent(1)
    firm.hub = "Berlin"
    assert model.firms.hub[firm.row] == model.world.hubs.name.index("Berlin")
    assert firm.pos == firm.hub == "Berlin" in model.network
    with pytest.raises(AttributeError, match="the place of an agent follows from its hub"):
        firm.pos = "Shanghai"
    assert firm.pos == "Berlin"
    with pytest.raises(ValueError, match="unknown name .Atlantis. among the hubs"):
        firm.hub = "Atlantis"
    model.step()


@settings(max_examples=8)
@given(change=st.sampled_from(CHANGES), share=st.floats(0.0, 1.0), weeks=st.integers(1, 3))
def test_changing_equals_restoring_under_the_changed_scenario(
    change: tuple[str, tuple[float, float]], share: float, weeks: int
) -> None:
    key, (low, high) = change
    values = {key: low + share * (high - low)}
    one = run(Ecosystem(small(20), default_world()), weeks)
    other = Ecosystem.restore(one.save(), one.world, one.parameters.replace(values))
    one.change(values)
    same_state(run(one, 2).save(), run(other, 2).save())


def test_a_change_changes_something(model: Ecosystem) -> None:
    """The comparison above can fail."""
    other = Ecosystem.restore(model.save(), model.world, model.parameters)
    model.change({"services.mail_base": 6.0})
    with pytest.raises(AssertionError):
        same_state(run(model, 2).save(), run(other, 2).save())
