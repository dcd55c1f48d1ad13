"""A comparison from what a person asked for to the folder with tables and report."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock, Timeout
from rich.console import Console

from ecosystem.world import World
from experiments.analysis.paired_effects import Findings, as_arrays, find
from experiments.commands.run import load_world
from experiments.commands.sweep import announced, processors
from experiments.errors import UsageError, reason
from experiments.execution.executors import LocalCrew
from experiments.execution.scheduler import Report, run_jobs
from experiments.execution.tasks import Environment, Success, differences, environment_of
from experiments.runs.drive import stop_on_interrupt
from experiments.runs.provenance import processor, source_hash, versions
from experiments.runs.state_files import UNFINISHED
from experiments.storage.paired_runs import RUNS, is_finished, keep, planned_jobs, read_runs
from experiments.storage.run_folder import MANIFEST, default_folder, write_manifest
from experiments.storage.store import write_whole
from experiments.studies.comparison import Comparison, Wanted, read_comparison
from experiments.studies.plan import flat
from experiments.studies.study import acting
from experiments.terminal.effect_tables import effects_table, pairing_line, services_table
from experiments.terminal.tally import OnCount, SweepProgress, Tally

PLAN = "comparison.json"
FORMAT = "cross-border-ecosystem comparison"
LOCK = ".lock"
CHANGES_SHOWN = 10


@dataclass(frozen=True)
class CompareRequest:
    """What a person asked for.

    Attributes:
        wanted: scenarios, seeds, size and length.
        out: folder, new or begun by the same comparison; a new one below runs/ when None.
        workers: processes of this machine, or None for one for each processor.
        force: whether another comparison in that folder may be replaced.
    """

    wanted: Wanted
    out: Path | None = None
    workers: int | None = None
    force: bool = False


@dataclass(frozen=True)
class Ending:
    """How a comparison ended: its folder, runs failed and still open."""

    folder: Path
    failed: int
    open: int


def compare_session(request: CompareRequest, show: Console, progress: Console) -> Ending:
    """Carry out a comparison, or what is left of it, and write tables and report.

    Args:
        request: what to do.
        show: where the effects go.
        progress: where progress goes.

    Raises:
        ScenarioError, UsageError: what was asked for cannot be done.
    """
    workers = processors() if request.workers is None else request.workers
    if workers < 1:
        raise UsageError(f"--workers: {workers} is below the smallest accepted value, 1")
    world = load_world(request.wanted.world)
    comparison = read_comparison(request.wanted, world)
    environment = environment_of(world)
    folder = request.out or default_folder(f"compare {comparison.title}")
    with _opened(folder, conditions(comparison, environment), request.force):
        begun = time.perf_counter()
        tally = _run_open(comparison, environment, folder, workers, progress)
        if tally.done < tally.total:
            return _unfinished(folder, tally, progress)
        findings = _write(folder, comparison, world, time.perf_counter() - begun, workers)
    _show(show, folder, comparison, findings)
    return Ending(folder, 0, 0)


def conditions(comparison: Comparison, environment: Environment) -> dict[str, Any]:
    """All that decides the runs but their seeds, as plain values."""
    arms = {arm.name: _without_seed(acting(arm.scenario)) for arm in comparison.arms}
    return {
        "format": FORMAT,
        "scenario": {"base": _without_seed(acting(comparison.base.scenario)), **arms},
        "weeks": comparison.weeks,
        "environment": environment,
    }


def _without_seed(parameters: dict[str, Any]) -> dict[str, Any]:
    own = {key: value for key, value in parameters["run"].items() if key not in ("seed", "weeks")}
    return parameters | {"run": own}


class _opened:
    """A folder that one comparison works on, holding its runs and no others."""

    def __init__(self, folder: Path, plan: dict[str, Any], force: bool) -> None:
        self.folder, self.plan, self.force = folder, plan, force
        self._lock = FileLock(folder / LOCK, timeout=1.0)

    def __enter__(self) -> None:
        try:
            self._check_folder()
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            self._check_plan()
            self._clear_unfinished()
            write_whole(self.folder / PLAN, (json.dumps(self.plan, indent=1) + "\n").encode())
        except Timeout as error:
            raise UsageError(f"{self.folder}: another comparison works on it") from error
        except OSError as error:
            raise UsageError(f"{self.folder}: cannot be written: {reason(error)}") from error

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def _check_folder(self) -> None:
        folder = self.folder
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder}: is a file, not a folder")
        if folder.is_dir() and not (folder / PLAN).exists():
            if any(path.name != LOCK for path in folder.iterdir()):
                raise UsageError(f"{folder}: holds something other than a comparison; choose another")

    def _check_plan(self) -> None:
        """Go on with the comparison that is there, or replace it when told to."""
        path = self.folder / PLAN
        if not path.exists():
            return
        changes = changes_since(_read_plan(path), self.plan)
        if not changes:
            return
        if not self.force:
            what = "\n".join(f"  {change}" for change in changes)
            raise UsageError(
                f"{self.folder}: holds another comparison:\n{what}\n"
                "Choose another folder, or add --force to replace it.")
        shutil.rmtree(self.folder / RUNS, ignore_errors=True)
        (self.folder / MANIFEST).unlink(missing_ok=True)


    def _clear_unfinished(self) -> None:
        """Remove what a killed comparison was writing."""
        for path in self.folder.rglob(f"{UNFINISHED}*"):
            path.unlink(missing_ok=True)


def _read_plan(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def changes_since(then: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What differs between the conditions of two comparisons, in words, the first few of many."""
    arms = [sorted(plan.get("scenario", {})) for plan in (then, now)]
    own = [] if arms[0] == arms[1] else [f"arms were {', '.join(arms[0])}, are {', '.join(arms[1])}"]
    before, after = (_conditions_of(plan, set(arms[0]) & set(arms[1])) for plan in (then, now))
    changed = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    own += [f"{key} was {before.get(key)}, is {after.get(key)}" for key in changed[:CHANGES_SHOWN]]
    if len(changed) > CHANGES_SHOWN:
        own.append(f"and {len(changed) - CHANGES_SHOWN} more")
    return own + differences(then.get("environment", {}), now["environment"])


def _conditions_of(plan: dict[str, Any], arms: set[str]) -> dict[str, Any]:
    """Length and parameters of some arms, by dotted key."""
    scenarios = plan.get("scenario", {})
    return dict(flat({"weeks": plan.get("weeks"), **{arm: scenarios[arm] for arm in sorted(arms)}}))


def _run_open(
    comparison: Comparison, environment: Environment, folder: Path, workers: int, progress: Console
) -> Tally:
    """Do the runs that are not there yet."""
    arms = (comparison.base, *comparison.arms)
    kept = sum(is_finished(folder, arm, seed) for arm in arms for seed in comparison.seeds)
    tally = Tally(len(arms) * len(comparison.seeds), kept)
    jobs = planned_jobs(comparison, environment, folder)
    if not jobs:
        return tally
    with LocalCrew(workers) as crew, stop_on_interrupt() as interrupted:
        with SweepProgress(progress).showing(tally) as on_count:
            keeper = _keeper(folder, tally, on_count, progress)
            run_jobs(jobs, crew, keeper, announced(interrupted, progress))
    return tally


def _keeper(
    folder: Path, tally: Tally, on_count: OnCount, console: Console
) -> Callable[[Report], None]:
    """What to do with every job that ends: keep the run, or say why it failed."""
    settled = 0

    def on_report(report: Report) -> None:
        nonlocal settled
        if report.job.then:
            settled += 1
            on_count(f"{settled} worlds settled")
            return
        task, result = report.job.task, report.result
        if isinstance(result, Success):
            keep(folder, task.key, result.value)
        else:
            console.print(f"{task.key}: {result.message}", markup=False, soft_wrap=True)
        tally.count(failed=not isinstance(result, Success))
        on_count()

    return on_report


def _unfinished(folder: Path, tally: Tally, console: Console) -> Ending:
    said = f"{tally.done} of {tally.total} runs are kept in {folder}; the same command with --out "
    console.print(f"{said}{folder} goes on from here.", soft_wrap=True, highlight=False)
    return Ending(folder, tally.failed, tally.left)


def _write(
    folder: Path, comparison: Comparison, world: World, seconds: float, workers: int
) -> Findings:
    """Write tables, manifest and report; the charts are a heavy library, loaded only here."""
    from experiments.reports.comparison_report import write_report

    records = read_runs(comparison, folder)
    runs = as_arrays(comparison, records["weekly"], records["countries"], world.countries.code)
    findings = find(comparison, runs, world)
    about = _manifest(folder, comparison, world, seconds, workers)
    try:
        for name, table in {"weekly": records["weekly"], **findings.tables()}.items():
            _write_table(folder / f"{name}.parquet", table)
        write_manifest(folder, about)
        write_report(folder, comparison, runs, findings, world, about=about)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {reason(error)}") from error
    return findings


def _write_table(path: Path, table: pd.DataFrame) -> None:
    write_whole(path, table.to_parquet(index=False))


def _manifest(
    folder: Path, comparison: Comparison, world: World, seconds: float, workers: int
) -> dict[str, Any]:
    """What a reader needs to judge or repeat the comparison; time counts up over sittings."""
    spent = seconds
    path = folder / MANIFEST
    if path.is_file():
        spent += float(_read_plan(path).get("wall_seconds", 0.0))
    arms = (comparison.base, *comparison.arms)
    return {
        "title": comparison.title,
        "written": datetime.now().astimezone().isoformat(timespec="seconds"),
        "seeds": list(comparison.seeds),
        "weeks": comparison.weeks,
        "arms": {arm.name: {"title": arm.title, "changes": dict(arm.changes)} for arm in arms},
        "scenarios": {arm.name: arm.scenario.model_dump(mode="json") for arm in arms},
        "world": world.content_hash,
        "source": source_hash(),
        "versions": versions(),
        "processor": processor(),
        "workers": workers,
        "wall_seconds": round(spent, 1),
    }


def _show(console: Console, folder: Path, comparison: Comparison, findings: Findings) -> None:
    for arm in comparison.arms:
        for window in comparison.windows(arm):
            console.print(effects_table(comparison, arm, window, findings.effects))
        console.print(services_table(comparison, arm, findings.by_service))
        console.print(pairing_line(comparison, arm, findings.effects))
    for name in ("Results", "Report"):
        path = folder if name == "Results" else folder / "report.html"
        console.print(f"{name + ':':<8} {path}", soft_wrap=True, highlight=False)
