"""A sweep on a Dask cluster on this machine's loopback gives the bytes of a sweep without one."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecosystem import Policy, Scenario
from experiments.commands.compare import CompareRequest, run_comparison
from experiments.errors import UsageError
from experiments.execution.executors import ClusterExecutor, Executor, LocalExecutor
from experiments.extensions import load_extensions
from experiments.runs.environment import environment_of, world_in
from experiments.studies.plan import PLAN
from tests.doubles.studies import FEW, files, swept

PATIENCE = 60.0


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a scheduler with two workers, listening on the loopback alone."""
    folder = tmp_path_factory.mktemp("cluster")
    root = str(Path(__file__).resolve().parents[3])
    note = folder / "scheduler.json"
    common = ["--scheduler-file", str(note), "--no-dashboard", "--host", "127.0.0.1"]
    worker = ["--nthreads", "1", "--no-nanny", "--local-directory", str(folder)]
    commands = [["scheduler", "--port", "0", *common], *[["worker", *worker, *common]] * 2]
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for words in commands:
            command = [sys.executable, "-m", "dask", *words]
            with (folder / f"{len(processes)}.log").open("w") as log:
                processes.append(subprocess.Popen(command, cwd=root, stdout=log, stderr=log))
        yield address_in(note)
    finally:
        # A worker that has lost its scheduler may wait for it again for minutes: no time is given.
        for process in reversed(processes):
            process.kill()
        for process in processes:
            process.wait(PATIENCE)


def address_in(note: Path) -> str:
    """Wait for the scheduler to write down where it listens."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if note.is_file() and note.read_text().strip():
            return str(json.loads(note.read_text())["address"])
        time.sleep(0.05)
    raise AssertionError("the scheduler did not start")


def test_a_cluster_gives_the_same_bytes(tmp_path: Path, scheduler: str) -> None:
    assert "127.0.0.1" in scheduler
    (tmp_path / "study.toml").write_text(FEW)
    executors: dict[str, Executor] = {
        "local": LocalExecutor(2),
        "cluster": ClusterExecutor(scheduler, None, environment_of(world_in(None))),
    }
    for name, executor in executors.items():
        ending = swept(tmp_path / "study.toml", tmp_path / name, executor)
        assert (ending.done, ending.failed, ending.open) == (4, 0, 0)
    found = files(tmp_path / "cluster")
    assert found == files(tmp_path / "local")
    assert len(found) == len({PLAN, "weeks.parquet", "runs.parquet"}) + 4


def test_a_comparison_on_a_cluster_gives_the_same_effects(tmp_path: Path, scheduler: str) -> None:
    tiny = {"run.firms": 20, "run.weeks": 2, "run.settling_weeks": 2, "run.resettling_weeks": 1}
    tariff = Scenario().replace(tiny | {"policy": [Policy(lever="tariff", size=0.5)]})
    cluster = CompareRequest([tariff], 2, out=tmp_path / "cluster", cluster=scheduler)
    _, ending = run_comparison(cluster)
    assert (ending.done, ending.failed, ending.open) == (4, 0, 0)
    run_comparison(CompareRequest([tariff], 2, out=tmp_path / "local", workers=1))
    found, local = files(tmp_path / "cluster"), files(tmp_path / "local")
    assert found.keys() == local.keys()
    assert len([name for name in found if name.startswith("runs/")]) == 2 * 4
    assert {name for name in found if found[name] != local[name]} == {"runs.parquet"}


def test_workers_that_would_compute_something_else_are_refused(scheduler: str) -> None:
    other = environment_of(world_in(None)) | {"numpy": "0.1"}
    with pytest.raises(UsageError, match="workers differ:\n.*numpy was 0.1, is") as caught:
        ClusterExecutor(scheduler, None, other).__enter__()
    assert len(str(caught.value).splitlines()) == 3


def test_a_missing_scheduler_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experiments.execution.executors.ANSWER_SECONDS", 0.5)
    for address in ("tcp://127.0.0.1:1", "nonsense"):
        with pytest.raises(UsageError, match=f"{address}: no Dask scheduler answers there"):
            ClusterExecutor(address, None, {}).__enter__()


def test_workers_import_own_modules(
    tmp_path: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.extensions._CONTENT", {})
    (tmp_path / "own_module_of_a_cluster.py").write_text("KNOWN = True\n")
    load_extensions([tmp_path / "own_module_of_a_cluster.py"])
    (tmp_path / "study.toml").write_text(FEW)
    here = environment_of(world_in(None))
    ending = swept(tmp_path / "study.toml", tmp_path / "out", ClusterExecutor(scheduler, None, here))
    assert (ending.done, ending.failed, ending.open) == (4, 0, 0)
    monkeypatch.setattr("experiments.extensions._CONTENT", {})
    with pytest.raises(UsageError, match="module own_module_of_a_cluster was not imported, is now there"):
        ClusterExecutor(scheduler, None, environment_of(world_in(None))).__enter__()
