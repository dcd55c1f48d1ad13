"""A study folder: complete files only, one sweep at a time, and nothing under other conditions."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from ecosystem.scenario import Scenario
from experiments.errors import UsageError
from experiments.execution.tasks import Failure, Task, as_parquet
from experiments.files import UNFINISHED
from experiments.storage.compaction import compact
from experiments.storage.loading import load
from experiments.storage.manifest import DONE, FAILED, MANIFEST, OPEN, Manifest, rate
from experiments.storage.store import Store, StoreError, present, run_file
from experiments.studies.plan import PLAN, Plan, PlanError, run_key
from experiments.studies.study import Outcome, Run
from experiments.studies.sweep import GRID, Factor, Sweep

HERE = {"world": "w", "source": "s", "processor": "p", "numpy": "1"}
STUDY = Sweep(
    title="Growth",
    question="How fast?",
    base=Scenario().replace({"run.firms": 20}),
    factors=(Factor("market.growth", (0.0, 0.1)),),
    design=GRID,
    samples=0,
    sampling_seed=1,
    seeds=(1, 2),
    weeks=3,
    outcomes=(Outcome("sales_mean", "sales", "mean", 0, 3),),
)
PLAN_HERE = Plan.of(STUDY, HERE)


def content(number: int) -> bytes:
    """The file of a run of the plan, with made-up weeks."""
    planned, run = PLAN_HERE.runs[number], STUDY.runs[number]
    weeks = pd.DataFrame({"week": range(3), "sales": [number + week / 4 for week in range(3)]})
    return as_parquet(Task(planned.key, run.scenario, None, HERE), weeks)


def keep(store: Store, *numbers: int) -> None:
    for number in numbers:
        store.keep(PLAN_HERE.runs[number].key, {"weekly": content(number)}, 1.0)


def looked_at(folder: Path) -> Manifest:
    return Manifest.looked_at(folder / MANIFEST, PLAN_HERE, present(folder, PLAN_HERE))


def test_what_is_kept_stays_done(tmp_path: Path) -> None:
    with Store(tmp_path / "a", PLAN_HERE) as store:
        keep(store, 0, 2)
        store.fail(PLAN_HERE.runs[1].key, Failure("ValueError: no", "trace"))
        assert [run.number for run in store.open_runs()] == [1, 3]
    assert looked_at(tmp_path / "a").counts() == {DONE: 2, FAILED: 1, OPEN: 1}
    (fault,) = looked_at(tmp_path / "a").faults()
    assert (fault.number, fault.seed, fault.message) == (1, 2, "ValueError: no")
    with Store(tmp_path / "a", PLAN_HERE) as store:
        store.manifest.begin("2 workers")
        assert store.manifest.counts() == {DONE: 2, FAILED: 0, OPEN: 2}


def test_the_key_holds_all_that_a_run_depends_on() -> None:
    scenario = STUDY.runs[0].scenario

    def key(changes: dict[str, object], here: dict[str, str] = HERE) -> str:
        return run_key(Run({}, scenario.replace(changes)), here)

    keys = {
        key({}),
        *(key({}, HERE | {name: "other"}) for name in HERE),
        run_key(Run({}, scenario, scenario), HERE),
        key({"run.seed": 7}),
        key({"run.weeks": 7}),
        key({"market.growth": 0.05}),
    }
    assert len(keys) == 5 + len(HERE)
    assert key({"title": "Renamed"}) in keys


def test_a_second_process_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    with Store(tmp_path, PLAN_HERE) as store:
        store.manifest.begin("3 workers")
        with pytest.raises(StoreError, match=r"another process works on it \(process \d+ on "):
            Store(tmp_path, PLAN_HERE).__enter__()
    with Store(tmp_path, PLAN_HERE):
        pass


def test_a_lock_that_a_dead_process_left_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / ".lock").write_text("4711")
    with Store(tmp_path, PLAN_HERE) as store:
        assert len(store.open_runs()) == 4


@pytest.mark.parametrize(
    ("study", "environment", "said"),
    [
        ({"seeds": (1, 3)}, {}, "seeds was [1, 2], is [1, 3]"),
        ({"weeks": 4}, {}, "weeks was 3, is 4"),
        ({"factors": (Factor("market.growth", (0.0, 0.2)),)}, {},
         "factors.market.growth was [0.0, 0.1], is [0.0, 0.2]"),
        ({"base": Scenario()}, {}, "base.run.firms was 20, is 2000"),
        ({}, {"source": "x"}, "the source of the model is another"),
        ({}, {"world": "x"}, "the world is another"),
        ({}, {"numpy": "2"}, "numpy was 1, is 2"),
        ({}, {"processor": "abacus"}, "the processor was p, is abacus"),
    ],
)
def test_other_conditions_are_refused_and_named(
    tmp_path: Path, study: dict[str, object], environment: dict[str, str], said: str
) -> None:
    with Store(tmp_path, PLAN_HERE) as store:
        keep(store, 0)
    other = Plan.of(dataclasses.replace(STUDY, **study), HERE | environment)  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="was begun under other conditions") as caught:
        Store(tmp_path, other).__enter__()
    assert said in str(caught.value).splitlines()[1]
    assert Plan.read(tmp_path) == PLAN_HERE


def test_title_and_outcomes_may_change(tmp_path: Path) -> None:
    with Store(tmp_path, PLAN_HERE) as store:
        keep(store, 0, 1, 2, 3)
    outcomes = (Outcome("last", "sales", "last", 0, 3),)
    plan = Plan.of(dataclasses.replace(STUDY, title="Faster", outcomes=outcomes), HERE)
    with Store(tmp_path, plan) as store:
        assert store.open_runs() == []
    results = load(tmp_path)
    assert (results.title, results.outcomes) == ("Faster", ["last"])
    assert results.runs["last"].tolist() == [0.5, 1.5, 2.5, 3.5]


def test_what_was_left_half_done_is_done_again(tmp_path: Path) -> None:
    with Store(tmp_path, PLAN_HERE) as store:
        keep(store, 0, 1, 2)
    cut, swapped = (run_file(tmp_path, PLAN_HERE.runs[number].key, "weekly") for number in (0, 1))
    cut.write_bytes(cut.read_bytes()[:-20])
    swapped.write_bytes(content(2))
    aside = tmp_path / "runs" / f"{UNFINISHED}x.parquet"
    aside.write_bytes(b"PAR1")
    with Store(tmp_path, PLAN_HERE) as store:
        assert [run.number for run in store.open_runs()] == [0, 1, 3]
        assert store.manifest.counts()[DONE] == 1
    assert not aside.exists()


def test_damage_within_a_run_is_named(tmp_path: Path) -> None:
    with Store(tmp_path, PLAN_HERE) as store:
        keep(store, 0)
    path = run_file(tmp_path, PLAN_HERE.runs[0].key, "weekly")
    whole = path.read_bytes()
    path.write_bytes(whole[:4] + bytes(60) + whole[64:])
    with pytest.raises(StoreError, match="weekly.parquet: damaged; remove it"):
        load(tmp_path)


@pytest.mark.parametrize("damage", [None, b"not a database, and longer than a header" * 9])
def test_the_manifest_is_made_again_from_the_files(tmp_path: Path, damage: bytes | None) -> None:
    with Store(tmp_path, PLAN_HERE) as store:
        keep(store, 0, 3)
    path = tmp_path / MANIFEST
    path.unlink() if damage is None else path.write_bytes(damage)
    assert looked_at(tmp_path).counts() == {DONE: 2, FAILED: 0, OPEN: 2}
    with Store(tmp_path, PLAN_HERE) as store:
        assert store.manifest.counts() == {DONE: 2, FAILED: 0, OPEN: 2}
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds something other than a study"):
        Store(tmp_path, PLAN_HERE).__enter__()
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(UsageError, match="is a file, not a folder"):
        Store(tmp_path / "thesis.txt", PLAN_HERE).__enter__()
    with pytest.raises(PlanError, match="holds no study"):
        load(tmp_path)


@pytest.mark.parametrize("text", ["", "{}", "[]", json.dumps({"format": "cross-border-ecosystem study"})])
def test_a_damaged_plan_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / PLAN).write_text(text)
    with pytest.raises(PlanError, match=r"study\.json: (damaged, or not a study|line 1, column 1: not valid JSON)"):
        load(tmp_path)


def test_the_tables_do_not_depend_on_the_order_of_finishing(tmp_path: Path) -> None:
    for name, order in (("a", (0, 1, 2, 3)), ("b", (3, 1, 0, 2))):
        with Store(tmp_path / name, PLAN_HERE) as store:
            keep(store, *order)
        compact(tmp_path / name, PLAN_HERE)
    for table in ("weeks.parquet", "runs.parquet"):
        assert (tmp_path / "a" / table).read_bytes() == (tmp_path / "b" / table).read_bytes()


def test_frames_are_the_same_before_and_after_they_are_compacted(tmp_path: Path) -> None:
    with Store(tmp_path, PLAN_HERE) as store:
        keep(store, 1, 3)
        store.fail(PLAN_HERE.runs[0].key, Failure("ValueError: no"))
    before = load(tmp_path)
    compact(tmp_path, PLAN_HERE)
    after = load(tmp_path)
    pd.testing.assert_frame_equal(before.runs, after.runs)
    pd.testing.assert_frame_equal(before.weeks, after.weeks)
    assert after.runs[["run", "seed", "market.growth"]].to_numpy().tolist() == [[1, 2, 0.0], [3, 2, 0.1]]
    assert after.runs["sales_mean"].tolist() == [1.25, 3.25]
    assert after.weeks[["run", "week"]].to_numpy().tolist() == [[r, w] for r in (1, 3) for w in range(3)]
    assert after.failures.to_dict("records") == [
        {"run": 0, "market.growth": 0.0, "seed": 1, "message": "ValueError: no"}
    ]


def test_a_folder_without_a_finished_run_loads_empty(tmp_path: Path) -> None:
    with Store(tmp_path, PLAN_HERE):
        pass
    results = load(str(tmp_path))
    assert len(results.runs) == len(results.weeks) == len(results.failures) == 0
    assert list(results.runs.columns) == ["run", "key", "seed", "market.growth", "sales_mean"]


def test_the_rate_counts_from_the_first_of_the_last_runs_to_now() -> None:
    assert rate([], 5.0) == rate([3.0], 5.0) == 0.0
    assert rate([1.0, 2.0, 3.0], 5.0) == 0.5
