"""Comparisons as they are read: arms laid over a base, refused when they make no sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecosystem.scenario import Scenario, ScenarioError
from ecosystem.scenario.policy import Policy
from experiments.errors import UsageError
from experiments.studies.comparison import Comparison, concerned, windows
from experiments.studies.comparison_file import read_comparison, ready_studies
from tests.small import default_world

WORLD = default_world()
RUN = """title = "Tariffs"
[run]
firms = 25
weeks = 14
settling_weeks = 6
resettling_weeks = 4
"""
TARIFF = '[[policy]]\nlever = "tariff"\nsize = 0.5\nstart = 6\ncountries = ["eu"]\n'


def written(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def read_two(tmp_path: Path, base: str, policy: str) -> Comparison:
    files = [written(tmp_path / "one.toml", base), written(tmp_path / "two.toml", policy)]
    return read_comparison(files, WORLD, seeds=2)


def test_a_file_alone_is_compared_without_its_policies(tmp_path: Path) -> None:
    found = read_comparison([written(tmp_path / "t.toml", RUN + TARIFF)], WORLD, seeds=2)
    assert found.base.scenario.policy == () and len(found.arms[0].scenario.policy) == 1
    assert found.base.scenario.run.firms == 25
    assert set(found.arms[0].changes) == {"policy 1"}


def test_an_arm_is_laid_over_the_base(tmp_path: Path) -> None:
    base = RUN + "[market]\ninside_share = 0.4\n" + TARIFF
    found = read_two(tmp_path, base, "[customs]\npreference = 0.5\n" + TARIFF.replace("0.5", "0.1"))
    whole = found.arms[0].scenario
    assert whole.market.inside_share == 0.4
    assert whole.customs.preference == 0.5
    assert [policy.size for policy in whole.policy] == [0.5, 0.1]
    assert set(found.arms[0].changes) == {"customs.preference", "policy 2"}


def test_base_stands_for_the_base_scenario(tmp_path: Path) -> None:
    file = written(tmp_path / "t.toml", TARIFF)
    found = read_comparison(
        ["base", file], WORLD, seeds=2, changes={"run.weeks": 5, "run.firms": 7})
    assert found.base.scenario == Scenario().replace({"run.weeks": 5, "run.firms": 7})
    assert found.seeds == (1, 2)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (["base"], "base: compared with what?"),
        (["nowhere"], "nowhere: there is no such file; ready studies are suez_closed, suez_closed_weeks_60_to_90, us_de_minimis_end"),
        (["base", "base"], "base: does not differ from the base"),
    ],
)
def test_what_makes_no_comparison_is_refused(files: list[str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_comparison(files, WORLD, seeds=2)
    assert said in str(caught.value)


def test_pairs_share_size_and_past(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"two\.toml: run\.firms: is 9 here and 25 in the base"):
        read_two(tmp_path, RUN, "[run]\nfirms = 9\n" + TARIFF)


def test_faults_of_policies_name_their_file(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"two\.toml: policy 1 \(tariff\): countries: .* mean eu\?"):
        read_two(tmp_path, RUN, TARIFF.replace("eu", "EU"))
    with pytest.raises(ScenarioError, match=r"two\.toml: policy 1: strat: unknown key; did you mean start\?"):
        read_two(tmp_path, RUN, TARIFF.replace("start", "strat"))


def test_windows_follow_the_policies() -> None:
    def spans(weeks: int, *times: tuple[int, int | None]) -> list[tuple[str, int, int]]:
        policies = [Policy(lever="tariff", size=1.0, start=a, end=b) for a, b in times]
        return [(each.name, each.start, each.end) for each in windows(policies, weeks)]

    assert spans(156, (86, None)) == [("main", 104, 156), ("at_first", 86, 112)]
    assert spans(104, (26, 52)) == [("main", 26, 52), ("afterwards", 52, 104)]
    assert spans(100, (90, None)) == [("main", 90, 100)]
    assert spans(100, (10, 20), (30, 40)) == [("main", 10, 40), ("afterwards", 40, 100)]
    assert spans(40) == [("main", 0, 40)]
    assert spans(40, (50, None)) == [("main", 0, 40)]


@pytest.mark.parametrize("name", ["us_de_minimis_end", "suez_closed", "suez_closed_weeks_60_to_90"])
def test_ready_studies_can_be_read(name: str) -> None:
    assert name in ready_studies()
    found = read_comparison([name], WORLD, seeds=10)
    (arm,) = found.arms
    assert found.title and found.question
    places = concerned(arm, found.base, WORLD)
    assert places == (("USA",) if name == "us_de_minimis_end" else ())
    span = found.windows(arm)
    weeks = {"us_de_minimis_end": 52, "suez_closed": 26, "suez_closed_weeks_60_to_90": 31}
    assert span[0].end - span[0].start == weeks[name]


def test_scenarios_stand_for_their_files(tmp_path: Path) -> None:
    files = [written(tmp_path / "one.toml", RUN), written(tmp_path / "two.toml", RUN + TARIFF)]
    scenarios = [Scenario.load(files[0]), Scenario.load(files[1]).replace({"title": "A tariff"})]
    read, given = (read_comparison(sources, WORLD, seeds=2) for sources in (files, scenarios))
    assert given.base.scenario == read.base.scenario
    assert given.arms[0].scenario.policy == read.arms[0].scenario.policy
    assert (given.arms[0].name, given.arms[0].title) == ("a_tariff", "A tariff")
    assert given.conditions()["weeks"] == 14


def test_the_runs_of_a_seed_share_one_past_and_more_seeds_come_behind(tmp_path: Path) -> None:
    file = written(tmp_path / "t.toml", RUN + TARIFF)
    few, many = (read_comparison([file], WORLD, seeds=seeds) for seeds in (1, 3))
    assert many.runs[:2] == few.runs
    assert many.conditions() == few.conditions()
    assert [(run.labels["arm"], run.seed) for run in many.runs[2:4]] == [("base", 2), ("t", 2)]
    assert many.runs[2].past == many.runs[3].past == many.runs[2].scenario
    assert many.runs[3].scenario.policy and not many.runs[3].past.policy
