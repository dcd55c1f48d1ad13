"""What a researcher imports: run, settled, compare, sweep and load, on tiny sizes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import experiments
from ecosystem import Ecosystem, Policy, Scenario
from experiments import compare, load, run, settled, sweep
from experiments.commands import compare as compare_command
from experiments.commands import sweep as sweep_command
from experiments.errors import UsageError
from experiments.runs.settling import SnapshotCache
from experiments.storage.loading import SweepResults
from experiments.studies.study_file import load_study
from tests.doubles.executors import InlineExecutor
from tests.doubles.studies import FEW
from tests.small import default_world

TINY = Scenario().replace(
    {"run.firms": 20, "run.weeks": 3, "run.settling_weeks": 2, "run.resettling_weeks": 1})


class Counting(Ecosystem):
    """A model that counts what it does itself."""

    steps_taken = 0

    def step(self) -> None:
        """Simulate one week, and count it."""
        type(self).steps_taken += 1
        super().step()


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    for command in (compare_command, sweep_command):
        monkeypatch.setattr(command, "executor", lambda *_: InlineExecutor())


def weekly(model: Ecosystem) -> pd.DataFrame:
    table = model.records.weekly()
    return table[table["week"] >= 0].reset_index(drop=True)


def test_the_face_names_what_it_has() -> None:
    assert set(experiments.__all__) <= set(dir(experiments))
    with pytest.raises(AttributeError, match="has no attribute 'walk'"):
        _ = experiments.walk


def test_a_subclass_settles_as_the_model_does_and_is_kept_apart(tmp_path: Path) -> None:
    cache = SnapshotCache(tmp_path)
    model = settled(TINY, default_world(), cache=cache, model=Counting)
    assert type(model) is Counting and model.week == 0
    assert Counting.steps_taken == 3
    again = settled(TINY, default_world(), cache=cache, model=Counting)
    assert type(again) is Counting and Counting.steps_taken == 3
    plain = settled(TINY, default_world(), cache=cache)
    assert type(plain) is Ecosystem and len(list(tmp_path.iterdir())) == 4
    pd.testing.assert_frame_equal(model.records.weekly(), plain.records.weekly(), check_exact=True)


def test_a_run_is_the_settled_model_driven_on_and_written_when_told(tmp_path: Path) -> None:
    model = run(TINY, default_world(), weeks=2, out=tmp_path / "out")
    plain = settled(TINY, default_world())
    for _ in range(2):
        plain.step()
    pd.testing.assert_frame_equal(weekly(model), weekly(plain), check_exact=True)
    pd.testing.assert_frame_equal(
        pd.read_parquet(tmp_path / "out" / "weekly.parquet"), weekly(model), check_exact=True)
    assert (tmp_path / "out" / "report.html").is_file()
    with pytest.raises(UsageError, match="already exists"):
        run(TINY, default_world(), weeks=2, out=tmp_path / "out")


def test_a_run_may_begin_with_its_founders_in_a_class_of_ones_own() -> None:
    model = run(TINY, default_world(), weeks=1, model=Counting, settle=False)
    assert type(model) is Counting
    assert list(model.records.weekly()["week"]) == [0]


def test_scenarios_are_compared_and_loaded(tmp_path: Path) -> None:
    tariff = TINY.replace({"title": "A tariff", "policy": [Policy(lever="tariff", size=0.5)]})
    results = compare(TINY, tariff, seeds=2, weeks=2, out=tmp_path / "out")
    assert results.runs["arm"].tolist() == ["base", "a_tariff"] * 2
    assert set(results.effects["arm"]) == {"a_tariff"}
    assert results.weekly["week"].max() == 1
    alone = compare(tariff, seeds=1, weeks=2, out=tmp_path / "alone")
    assert alone.runs["state"].tolist() == ["done", "done"]
    of_tariff = [table[(table["seed"] == 1) & (table["arm"] == "a_tariff")].reset_index(drop=True)
                 for table in (results.weekly, alone.weekly)]
    pd.testing.assert_frame_equal(*of_tariff, check_exact=True)


def test_a_study_is_swept_from_its_file_or_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "study.toml"
    file.write_text(FEW.replace("seeds = 4", "seeds = 2"))
    results = sweep(file, tmp_path / "out")
    assert results.runs["seed"].tolist() == [1, 2]
    again = sweep(load_study(file), tmp_path / "again")
    pd.testing.assert_frame_equal(results.runs, again.runs)
    loaded = load(tmp_path / "out")
    assert isinstance(loaded, SweepResults)
    pd.testing.assert_frame_equal(loaded.weeks, again.weeks)


def test_a_folder_of_another_kind_of_study_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "study.toml"
    file.write_text(FEW.replace("seeds = 4", "seeds = 1"))
    sweep(file, tmp_path / "out")
    tariff = TINY.replace({"policy": [Policy(lever="tariff", size=0.5)]})
    with pytest.raises(UsageError, match="holds a sweep, not a comparison; choose another"):
        compare(tariff, seeds=1, out=tmp_path / "out")
