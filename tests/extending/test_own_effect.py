"""An own lever moves an own effect while its policy lasts, and leaves nothing behind."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from ecosystem import Ecosystem, Scenario, ScenarioError
from ecosystem.messages.factors import Factors
from ecosystem.phases.conditions import observe
from experiments.studies.study_file import load_study
from tests.small import default_world, run, small

Lived = Callable[[str], Ecosystem]

START, END = 3, 7
FEE = {"lever": "port_fee", "size": 20.0}
SHORT = {**FEE, "start": START, "end": END, "countries": ["CHN"]}

STUDY = """
weeks = 6
seeds = 2
[[factor]]
key = "sellers.fixed_cost"
values = [20, 40]
[[base.policy]]
lever = "port_fee"
size = 5
countries = ["CHN"]
[[outcome]]
indicator = "berths_taken"
summary = "mean"
"""


def under(*policies: dict[str, object], **changes: dict[str, object]) -> Scenario:
    return small(60, **changes).replace({"policy": list(policies)})


def lost(model: Ecosystem) -> float:
    """Share of parcels lost over all weeks."""
    weekly = model.records.weekly()
    return float(weekly["parcels_lost"].sum() / weekly["parcels_shipped"].sum())


def test_an_own_effect_moves_the_outcome_that_it_should(additions: SimpleNamespace) -> None:
    class Undelayed(additions.ports.PortTrade):
        effects = ()

    one, other = (run(kind(under(FEE), default_world()), 10)
                  for kind in (additions.ports.PortTrade, Undelayed))
    assert lost(one) > 1.5 * lost(other)


def test_without_the_policy_the_effect_changes_nothing(additions: SimpleNamespace, lived: Lived) -> None:
    plain = run(Ecosystem(small(60), default_world()), 10)
    assert lost(lived("ports")) == lost(plain)
    assert np.array_equal(lived("ports").listings.price, plain.listings.price)


def test_the_end_of_the_policy_takes_the_effect_back(
    additions: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports, given = additions.ports, {}

    def noting(state: object) -> Factors:
        given[state.week] = (factors := ports.port_delays(state))
        return factors

    monkeypatch.setattr(ports.PortTrade, "effects", (noting,))
    model = run(ports.PortTrade(under(SHORT), default_world()), 10)
    acting = [week for week, factors in given.items() if np.any(factors.loss != 1.0)]
    assert acting == list(range(START, END))
    china = model.world.countries.code.index("CHN")
    fee = model.records.weekly()["mean_port_fee"] * len(model.world.countries)
    assert fee.tolist() == [20.0 * (START <= week < END) for week in range(10)]
    assert not model.state.policy_effects["port_fee"][china]


def test_the_lever_moves_its_own_countries_only(additions: SimpleNamespace) -> None:
    model = run(additions.ports.PortTrade(under(SHORT), default_world()), START + 1)
    loss, china = model.effects[0](model.state).loss, model.world.countries.code.index("CHN")
    assert (loss[model.firms.country != china] == 1.0).all()
    assert (loss[model.firms.country == china] > 1.0).any()


def test_effects_multiply(additions: SimpleNamespace) -> None:
    model = run(additions.ports.PortTrade(under(FEE), default_world()), 1)
    single = observe(model.state, model.effects).factors
    double = observe(model.state, (*model.effects, lambda state: Factors(loss=2, returns=0.5))).factors
    assert single.loss.max() > 1.0
    assert np.array_equal(double.loss, 2.0 * single.loss)
    assert (single.returns, double.returns) == (1.0, 0.5)
    rows = np.array([0, 0, 1])
    assert np.array_equal(double.take(rows).loss, double.loss[rows])
    assert Factors(loss=2).take(rows).loss == 2


def test_a_policy_stands_in_a_changed_and_a_restored_model_alike(lived: Lived) -> None:
    one = copy.deepcopy(lived("ports"))
    other = type(one).restore(one.save(), one.world, one.parameters.replace({"policy": [FEE]}))
    one.change({"policy": [FEE]})
    for model in (one, other):
        run(model, 3)
    assert one.records.weekly().equals(other.records.weekly())
    assert one.records.weekly()["mean_port_fee"].tolist()[-3:] == [20.0] * 3


def test_a_study_names_own_indicators_and_levers(additions: SimpleNamespace, tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(STUDY)
    study = load_study(path)
    assert study.outcomes[0].indicator == "berths_taken"
    assert [(each.lever, each.size) for each in study.base.policy] == [("port_fee", 5.0)]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("size = 5", "size = 51", "size: 51 is not between 0 and 50 USD/parcel"),
        ('"port_fee"', '"port_fees"', "did you mean port_fee?"),
        ('"berths_taken"', '"berth_taken"', "did you mean berths_taken?"),
        ('countries = ["CHN"]', 'origins = ["CHN"]', "this lever reads countries only"),
    ],
)
def test_a_fault_of_an_own_name_in_a_study_is_named(
    additions: SimpleNamespace, tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    path = tmp_path / "study.toml"
    path.write_text(STUDY.replace(right, wrong))
    with pytest.raises(ScenarioError, match=said.replace("?", r"\?")):
        load_study(path)
