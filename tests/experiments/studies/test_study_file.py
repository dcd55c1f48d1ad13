"""Studies: designs, outcomes, and one clear message for every fault of a study file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ecosystem.scenario import Scenario, ScenarioError
from experiments.studies.study import Outcome
from experiments.studies.study_file import load_study
from experiments.studies.sweep import Factor, grid, latin_hypercube

GOOD = """
title = "Reviews and growth"
question = "Do quicker reviews matter?"
weeks = 6
seeds = 2
[base.run]
firms = 30
[base.sellers]
fixed_cost = 90.0
[[base.policy]]
lever = "tariff"
size = 0.1
[[factor]]
key = "sellers.review_interval"
values = [4, 13, 26]
[[factor]]
key = "sellers.destinations_considered"
values = [2, 4]
[[outcome]]
indicator = "share_value_mail"
[[outcome]]
indicator = "sales"
summary = "sum"
start = 2
end = 5
"""
SPREAD = 'design = "latin_hypercube"\nsamples = 3'
RANGE = "low = 4\nhigh = 52"
VALUES = "values = [4, 13, 26]"


def study_file(folder: Path, text: str = GOOD) -> Path:
    path = folder / "study.toml"
    path.write_text(text)
    return path


def test_a_grid_takes_every_combination_with_every_seed(tmp_path: Path) -> None:
    study = load_study(study_file(tmp_path))
    assert len(study.runs) == 3 * 2 * 2
    assert study.runs[3].labels == {"sellers.review_interval": 4, "sellers.destinations_considered": 4}
    assert [run.seed for run in study.runs[:4]] == [1, 2, 1, 2]
    scenario = study.runs[-1].scenario
    assert (scenario.sellers.review_interval, scenario.sellers.destinations_considered) == (26, 4)
    assert (scenario.run.firms, scenario.run.weeks, scenario.run.seed) == (30, 6, 2)
    assert scenario.policy[0].lever == "tariff"
    assert [outcome.name for outcome in study.outcomes] == ["share_value_mail_mean", "sales_sum"]


def test_the_base_may_be_a_file_beside_the_study(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text("[run]\nfirms = 44\nweeks = 9\n")
    text = 'base = "base.toml"\nseeds = [5, 9]\n[[factor]]\nkey = "market.growth"\nvalues = [0.1]\n'
    study = load_study(study_file(tmp_path, text))
    assert [run.seed for run in study.runs] == [5, 9]
    assert {(run.scenario.run.firms, run.scenario.run.weeks) for run in study.runs} == {(44, 9)}


def test_a_latin_hypercube_has_one_sample_in_every_stripe() -> None:
    factors = (
        Factor("a", low=-1.0, high=3.0),
        Factor("b", values=(10, 20, 30, 40)),
        Factor("c", low=1, high=8, whole=True),
    )
    points = latin_hypercube(factors, 16, seed=1)
    stripes = np.floor((np.array([point["a"] for point in points]) + 1.0) * 4.0)
    assert sorted(stripes) == list(range(16))
    assert sorted(point["b"] for point in points) == sorted([10, 20, 30, 40] * 4)
    assert sorted(point["c"] for point in points) == sorted([*range(1, 9)] * 2)
    assert all(isinstance(point["c"], int) for point in points)
    assert points == latin_hypercube(factors, 16, seed=1)
    assert points != latin_hypercube(factors, 16, seed=2)


def test_the_last_factor_of_a_grid_varies_fastest() -> None:
    points = grid((Factor("a", (1, 2)), Factor("b", (3, 4))))
    assert points == [{"a": 1, "b": 3}, {"a": 1, "b": 4}, {"a": 2, "b": 3}, {"a": 2, "b": 4}]


@pytest.mark.parametrize(("summary", "value"), [("last", 4.0), ("mean", 3.0), ("sum", 6.0)])
def test_an_outcome_sums_up_its_window(summary: str, value: float) -> None:
    weeks = pd.DataFrame({"week": range(6), "x": [0.0, 1.0, 2.0, np.nan, 4.0, 5.0]})
    assert Outcome("x", "x", summary, 2, 5).of(weeks) == value
    assert np.isnan(Outcome("x", "x", summary, 3, 4).of(weeks))


FAULTS = {
    "title": (("title", "titel"), "titel: unknown key; did you mean title?"),
    "parameter": (("review_interval", "review_intervall"),
                  "factor 1: key: sellers.review_intervall: unknown parameter; did you mean"),
    "no group": (("sellers.review", "review"), "unknown parameter; did you mean sellers.review_interval?"),
    "seed": (("sellers.review_interval", "run.seed"), "factor 1: key: run.seed is given by seeds"),
    "policies": (("sellers.review_interval", "policy"), "policy is not a parameter that can vary"),
    "no key": (('key = "sellers.review_interval"', ""), "factor 1: key: missing"),
    "twice": (("sellers.destinations_considered", "sellers.review_interval"),
              "factor: key: sellers.review_interval varies in more than one factor"),
    "type": (("13", "13.5"), "factor 1: sellers.review_interval: expected a whole number, got 13.5"),
    "bounds": (("13", "999"), "sellers.review_interval: 999 is above the largest accepted value, 104"),
    "repeat": (("13", "4"), "sellers.review_interval: values: 4 is listed twice"),
    "no values": ((VALUES, "values = []"), "sellers.review_interval: values: the list is empty"),
    "no list": ((VALUES, "values = 4"), "sellers.review_interval: values: expected a list, got 4"),
    "neither": ((VALUES, ""), "sellers.review_interval: no values; give values"),
    "both": ((VALUES, f"{VALUES}\nlow = 3"), "give either values, or low and high, not both"),
    "half": ((VALUES, "low = 4"), "sellers.review_interval: high: missing"),
    "upside down": ((VALUES, "low = 9\nhigh = 4"), "low (9) is not below high (4)"),
    "range out of bounds": ((VALUES, "low = 4\nhigh = 900"), "900 is above the largest accepted value"),
    "range in a grid": ((VALUES, RANGE), "a grid takes values = [...]"),
    "no samples": (("weeks = 6", 'weeks = 6\ndesign = "latin_hypercube"'),
                   "samples: none given; a Latin hypercube needs at least 1"),
    "samples in a grid": (("weeks = 6", "weeks = 6\nsamples = 3"), "samples: a grid has none"),
    "design": (("weeks = 6", 'weeks = 6\ndesign = "girds"'),
               'design: "girds" is unknown; did you mean grid?'),
    "same points": (("weeks = 6", f"weeks = 6\n{SPREAD.replace('3', '9')}"), "are the same"),
    "too many": (("seeds = 2", "seeds = 99_999"), "design: 599,994 runs; at most 100,000"),
    "no seeds": (("seeds = 2", ""), "seeds: none given; write how many, or a list"),
    "zero seeds": (("seeds = 2", "seeds = 0"), "seeds: none given"),
    "seeds": (("seeds = 2", 'seeds = "two"'), 'seeds: got the text "two"; write how many'),
    "bad seed": (("seeds = 2", "seeds = [1, -2]"), "seeds: -2 is below the smallest accepted value, 0"),
    "seed twice": (("seeds = 2", "seeds = [1, 1]"), "seeds: 1 is listed twice"),
    "weeks": (("weeks = 6", "weeks = 0"), "weeks: 0 is below the smallest accepted value, 1"),
    "base": (("fixed_cost", "fixed_costs"), "base: sellers.fixed_costs: unknown key; did you mean"),
    "lever": (('"tariff"', '"tarif"'), "policy 1: lever: unknown name 'tarif'; did you mean tariff?"),
    "policy": (("base.policy", "policy"), "policy: policies belong to the base; write [[base.policy]]"),
    "indicator": (('"sales"', '"sails"'), 'outcome 2: indicator: "sails" is unknown; did you mean sales?'),
    "summary": (('"sum"', '"median"'), 'outcome 2: summary: "median" is unknown; did you mean'),
    "window": (("start = 2", "start = 5"), "outcome 2: the window is empty: start is week 5, end is week 5"),
    "late": (("end = 5", "end = 50"), "outcome 2: end: week 50 is after the end of the runs, week 6"),
    "early": (("start = 2", "start = -2"), "outcome 2: start: week -2 is before the first week, 0"),
    "column": (('summary = "sum"', 'name = "share_value_mail_mean"'),
               "outcome: two columns would be called share_value_mail_mean"),
    "world": (("weeks = 6", 'weeks = 6\nworld = "nowhere"'), "nowhere"),
    "tables": (("[[base.policy]]", "[factor]\n[[base.policy]]"), "not valid TOML"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_a_study_is_named(tmp_path: Path, name: str) -> None:
    (old, new), problem = FAULTS[name]
    assert old in GOOD
    with pytest.raises(ScenarioError) as caught:
        load_study(study_file(tmp_path, GOOD.replace(old, new)))
    (line,) = caught.value.problems
    assert "study.toml" in line or name == "world"
    assert problem in line


def test_an_empty_design_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"^[^\n]*factor: the design is empty; name at least one"):
        load_study(study_file(tmp_path, "seeds = 3\nweeks = 4\n"))


def test_all_faults_are_found_at_once(tmp_path: Path) -> None:
    text = GOOD
    for name in ("title", "type", "seeds", "indicator", "lever", "window"):
        (old, new), _ = FAULTS[name]
        text = text.replace(old, new)
    with pytest.raises(ScenarioError) as caught:
        load_study(study_file(tmp_path, text))
    assert len(caught.value.problems) == 6


def test_equal_conditions_come_from_equal_runs(tmp_path: Path) -> None:
    study = load_study(study_file(tmp_path))
    renamed = load_study(study_file(tmp_path, GOOD.replace("Reviews and growth", "Another title")))
    other = load_study(study_file(tmp_path, GOOD.replace("0.1", "0.2")))
    assert study.conditions() == renamed.conditions()
    assert study.conditions() != other.conditions()
    assert study.base != Scenario()
