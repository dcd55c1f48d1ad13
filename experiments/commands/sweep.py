"""A sweep from what a person asked for to the folder of a study, and how it stands."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ecosystem.world import World
from experiments.errors import UsageError
from experiments.execution.executors import ClusterCrew, Crew, LocalCrew
from experiments.execution.scheduler import Job, Report, run_jobs
from experiments.execution.tasks import Success, Task, environment_of, settle, simulate, world_in
from experiments.runs.drive import stop_on_interrupt
from experiments.runs.settling import base_of, snapshot_key
from experiments.storage.compaction import RUN_TABLE, WEEKS, compact
from experiments.storage.manifest import DONE, FAILED, MANIFEST, OPEN, Fault, Manifest, rate
from experiments.storage.store import Store, in_use, present
from experiments.studies.plan import Plan, PlannedRun
from experiments.studies.study import Study
from experiments.studies.study_file import load_study
from experiments.terminal.tally import OnCount, SweepProgress, Tally, pace_in_words

FAULTS_SHOWN = 10

Work = Callable[[Task], bytes]


@dataclass(frozen=True)
class SweepRequest:
    """What a person asked for.

    Attributes:
        study_file: the study (TOML).
        out: folder of the study, new or begun by an earlier sweep of the same study.
        workers: processes of this machine, or None for one for each processor.
        cluster: address of a Dask scheduler to use instead.
    """

    study_file: Path
    out: Path
    workers: int | None = None
    cluster: str | None = None


@dataclass(frozen=True)
class Ending:
    """How a sweep ended: its folder, runs done, failed and still open, and whether it was stopped."""

    folder: Path
    done: int
    failed: int
    open: int
    stopped: bool


def sweep_session(request: SweepRequest, show: Console, progress: Console) -> Ending:
    """Carry out a study, or what is left of it.

    Args:
        request: what to do.
        show: where the summary goes.
        progress: where progress goes.

    Raises:
        ScenarioError, UsageError: what was asked for cannot be done.
    """
    study = load_study(request.study_file)
    world = world_in(study.world)
    plan = Plan.of(study, environment_of(world))
    crew = _crew(request, study, plan)
    ending = sweep(study, world, plan, crew, request.out, progress)
    show.print(status_table(request.out))
    for line in _ending_lines(ending):
        show.print(line, soft_wrap=True, highlight=False)
    return ending


def sweep(
    study: Study,
    world: World,
    plan: Plan,
    crew: Crew,
    out: Path,
    progress: Console,
    work: Work = simulate,
) -> Ending:
    """Do the open runs of a study, keep each as it ends, and put all together at the end.

    Args:
        study: what to run.
        world: the stage.
        plan: the runs with their keys.
        crew: who does them.
        out: folder of the study.
        progress: where progress goes.
        work: what a worker does with a run.

    Raises:
        UsageError: the folder or the crew cannot be used.
    """
    with crew, Store(out, plan) as store, stop_on_interrupt() as interrupted:
        store.manifest.begin(crew.name)
        open_runs = store.open_runs()
        tally = Tally(len(plan.runs), len(plan.runs) - len(open_runs))
        if open_runs:
            jobs = planned_jobs(study, world, plan, open_runs, work)
            with SweepProgress(progress).showing(tally) as on_count:
                run_jobs(jobs, crew, _keeper(store, tally, on_count), announced(interrupted, progress))
        stopped = tally.left > 0
        if not stopped:
            compact(out, plan)
        return Ending(out, tally.done, tally.failed, tally.left, stopped)


def announced(interrupted: Callable[[], bool], console: Console) -> Callable[[], bool]:
    """Whether to stop; the first time that it is so, the person who asked is told."""
    told = False

    def asked_to_stop() -> bool:
        nonlocal told
        if interrupted() and not told:
            told = True
            console.print("Stopping after the runs in hand; Ctrl-C again leaves at once.")
        return told

    return asked_to_stop


def planned_jobs(
    study: Study, world: World, plan: Plan, runs: Iterable[PlannedRun], work: Work = simulate
) -> list[Job]:
    """The runs as jobs, each behind the settling that it starts from; every settling once."""
    behind: dict[str, tuple[Task, list[Job]]] = {}
    for planned in runs:
        scenario = study.runs[planned.number].scenario
        task = Task(planned.key, scenario, study.world, plan.environment)
        settling = snapshot_key(base_of(scenario), world, "base")
        behind.setdefault(settling, (task, []))[1].append(Job(work, task))
    return [Job(settle, task, tuple(jobs)) for task, jobs in behind.values()]


def _keeper(store: Store, tally: Tally, on_count: OnCount) -> Callable[[Report], None]:
    """What to do with every job that ends: keep the run, or its failure; settlings are noted."""
    settled = 0

    def on_report(report: Report) -> None:
        nonlocal settled
        if report.job.then:
            settled += 1
            on_count(f"{settled} worlds settled")
            return
        key, result = report.job.task.key, report.result
        if isinstance(result, Success):
            store.keep(key, result.value, result.seconds)
        else:
            store.fail(key, result)
        tally.count(failed=not isinstance(result, Success))
        on_count()

    return on_report


def _crew(request: SweepRequest, study: Study, plan: Plan) -> Crew:
    if request.cluster is not None:
        if request.workers is not None:
            raise UsageError("give either --workers or --cluster, not both")
        return ClusterCrew(request.cluster, study.world, plan.environment)
    workers = processors() if request.workers is None else request.workers
    if workers < 1:
        raise UsageError(f"--workers: {workers} is below the smallest accepted value, 1")
    return LocalCrew(workers)


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _ending_lines(ending: Ending) -> list[str]:
    if ending.stopped:
        return [f"Stopped; the same command goes on with the {ending.open} runs left."]
    if not ending.done:
        return ["No run was finished; nothing to put together."]
    return [
        f"Runs:  {ending.folder / RUN_TABLE}",
        f"Weeks: {ending.folder / WEEKS}",
    ]


def status_table(folder: Path) -> Table:
    """How the study in a folder stands.

    Raises:
        PlanError: the folder holds no study.
    """
    plan = Plan.read(folder)
    with closing(Manifest.looked_at(folder / MANIFEST, plan, present(folder))) as manifest:
        counts, faults, last = manifest.counts(), manifest.faults(), manifest.last_sweep()
        moments = manifest.moments(last.started) if last else []
    busy = in_use(folder)
    table = Table(title=escape(plan.title), show_header=False)
    for state in (DONE, FAILED, OPEN):
        table.add_row(state, f"{counts[state]:,} of {len(plan.runs):,} runs")
    if moments:
        table.add_row("rate", pace_in_words(rate(moments, time.time() if busy else max(moments))))
    if last:
        where = f"process {last.process} on {last.host}, {last.workers}"
        table.add_row("now" if busy else "last", f"{'at work' if busy else 'was'}: {where}")
    for fault in faults[:FAULTS_SHOWN]:
        table.add_row(f"run {fault.number}", escape(fault_in_words(fault)))
    if len(faults) > FAULTS_SHOWN:
        table.add_row("", f"and {len(faults) - FAULTS_SHOWN} more failures")
    return table


def fault_in_words(fault: Fault) -> str:
    """Where a run stood in the design, and what went wrong."""
    place: dict[str, Any] = {"seed": fault.seed, **fault.factors}
    return f"{fault.message} ({', '.join(f'{key} {value}' for key, value in place.items())})"
