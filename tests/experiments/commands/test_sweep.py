"""Whole sweeps: the same bytes however many workers there are and whatever is killed meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import psutil
import pytest

from ecosystem import Ecosystem
from experiments import cli, load
from experiments.files import in_use
from experiments.runs.environment import world_in
from experiments.runs.settling import settled
from experiments.studies.plan import PLAN, Plan
from experiments.studies.study_file import load_study
from tests.doubles.studies import FEW, RUNS, STUDY, files, swept
from tests.doubles.tasks import POISON_SEED, simulate_or_die

PATIENCE = 90.0

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path, environment: dict[str, str]) -> Start:
    """Starts the command in the folder of a study; on a terminal of its own where asked."""
    (tmp_path / "study.toml").write_text(STUDY)

    def begin(*words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-P", "-m", "experiments.cli", *words]
        return subprocess.Popen(
            command, cwd=tmp_path, env=environment, text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )

    return begin


def finish(process: subprocess.Popen[str], code: int = 0) -> tuple[str, str]:
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == code, err
    return out, err


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study, done by one worker that nobody disturbed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "study.toml").write_text(STUDY)
    done = swept(folder / "study.toml", folder / "out", 1)
    assert (done.done, done.failed, done.open) == (RUNS, 0, 0)
    return folder / "out"


def kept(folder: Path) -> dict[str, int]:
    """When each finished run was written."""
    return {path.name: path.stat().st_mtime_ns for path in (folder / "runs").glob("[!.]*.parquet")}


def wait_until(met: Callable[[], bool]) -> None:
    """Wait for something to happen, but not for ever."""
    end = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.003)


def workers_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The processes that a sweep has started to work for it."""
    children = psutil.Process(process.pid).children()
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


def test_a_run_of_a_sweep_is_a_run_of_the_model(undisturbed: Path) -> None:
    results = load(undisturbed)
    row = results.runs.iloc[-1]
    study = load_study(undisturbed.parent / "study.toml")
    model: Ecosystem = settled(study.runs[-1].scenario, world_in(None))
    for _ in range(6):
        model.step()
    weekly = model.records.weekly().query("week >= 0").reset_index(drop=True)
    mine = results.weeks.query("run == @row.run").drop(columns="run").reset_index(drop=True)
    pd.testing.assert_frame_equal(mine, weekly, check_exact=True)
    assert row["sales_sum"] == weekly["sales"][2:].sum()
    assert results.runs["sellers.review_interval"].tolist() == [4] * 8 + [13] * 8
    assert results.runs["seed"].tolist() == [*range(1, 9)] * 2
    assert results.runs["share_value_mail_mean"].nunique() == RUNS


def test_a_killed_worker_loses_nothing(tmp_path: Path, start: Start, undisturbed: Path) -> None:
    out = tmp_path / "out"
    process = start("sweep", "study.toml", "--workers", "2", "--out", "out")
    wait_until(lambda: len(kept(out)) >= 2)
    workers_of(process)[0].kill()
    assert len(kept(out)) < RUNS
    finish(process)
    assert files(out) == files(undisturbed)


def test_a_killed_sweep_goes_on_where_it_was(
    tmp_path: Path, start: Start, undisturbed: Path
) -> None:
    out = tmp_path / "out"
    process = start("sweep", "study.toml", "--workers", "2", "--out", "out")
    wait_until(lambda: len(kept(out)) >= 2)
    workers = workers_of(process)
    process.kill()
    finish(process, -signal.SIGKILL)
    psutil.wait_procs(workers, timeout=PATIENCE)
    assert not any(worker.is_running() for worker in workers)
    before = kept(out)
    assert 2 <= len(before) < RUNS
    said, _ = finish(start("status", "out"))
    assert f"{len(before)} of 16 runs" in said
    assert len(load(out).runs) == len(before)
    finish(start("sweep", "study.toml", "--workers", "2", "--out", "out"))
    after = kept(out)
    assert len(after) == RUNS
    assert {name: after[name] for name in before} == before
    assert files(out) == files(undisturbed)


def test_ctrl_c_ends_what_is_in_progress_and_leaves_the_rest(
    tmp_path: Path, start: Start, undisturbed: Path
) -> None:
    out = tmp_path / "out"
    process = start("sweep", "study.toml", "--workers", "1", "--out", "out")
    wait_until(lambda: len(kept(out)) >= 1)
    assert in_use(out)
    os.killpg(process.pid, signal.SIGINT)
    said, err = finish(process, 130)
    assert "the same command goes on" in said
    assert "Stopping after the runs in progress" in err
    assert "Traceback" not in err
    assert not in_use(out)
    assert 1 <= len(kept(out)) < RUNS
    assert {name: files(undisturbed)[name] for name in files(out)} == files(out)


def test_a_poison_run_fails_alone_and_is_tried_again(tmp_path: Path, undisturbed: Path) -> None:
    (tmp_path / "study.toml").write_text(FEW)
    out = tmp_path / "out"
    ending = swept(tmp_path / "study.toml", out, 2, work=simulate_or_die)
    assert (ending.done, ending.failed, ending.open) == (3, 1, 0)
    results = load(out)
    assert results.runs["seed"].tolist() == [1, 2, 4]
    assert results.failures["seed"].tolist() == [POISON_SEED]
    assert "worker died" in results.failures["message"][0]
    before = kept(out)
    ending = swept(tmp_path / "study.toml", out, 1)
    assert (ending.done, ending.failed) == (4, 0)
    after = kept(out)
    assert {name: after[name] for name in before} == before
    runs = {name: text for name, text in files(out).items() if name.startswith("runs/")}
    assert runs.items() <= files(undisturbed).items()
    assert load(out).failures.empty


def test_the_command_tells_how_it_went_and_refuses_other_conditions(
    tmp_path: Path, start: Start
) -> None:
    (tmp_path / "study.toml").write_text(FEW)
    said, err = finish(start("sweep", "study.toml", "--workers", "2", "--out", "out"))
    assert "4 of 4 runs" in said
    assert "runs/s" in err
    plan = tmp_path / "out" / PLAN
    source = Plan.read(tmp_path / "out").environment["source"]
    plan.write_text(plan.read_text().replace(source, "0" * 64))
    _, err = finish(start("sweep", "study.toml", "--workers", "2", "--out", "out"), 2)
    assert "the source of the model is another" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("sweep", "none.toml", "--out", "out"), "none.toml: cannot be read"),
        (("sweep", "study.toml", "--out", "out", "--workers", "0"), "--workers: 0 is below"),
        (("sweep", "study.toml", "--out", "out", "--workers", "1", "--cluster", "tcp://a:1"),
         "give either --workers or --cluster"),
        (("sweep", "study.toml", "--out", "study.toml"), "study.toml: is a file, not a folder"),
        (("status", "nowhere"), "nowhere: is not a folder"),
    ],
)
def test_bad_use_ends_with_one_message(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    problem: str,
) -> None:
    (tmp_path / "study.toml").write_text(STUDY)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["ecosystem", *words])
    with pytest.raises(SystemExit) as leaving:
        cli.main()
    out, err = capsys.readouterr()
    assert (leaving.value.code, out, len(err.splitlines())) == (2, "", 1)
    assert problem in err
    assert [path.name for path in tmp_path.iterdir()] == ["study.toml"]
