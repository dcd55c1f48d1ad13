"""Carrying out a study of any kind: its open runs, each kept as it ends, and its tables at the end."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ecosystem.world import World
from experiments.execution.executors import Executor
from experiments.execution.scheduler import Job, Report, run_jobs
from experiments.execution.tasks import Success, Tables, Task, settle, simulate
from experiments.extensions import extensions
from experiments.runs.drive import stop_on_interrupt
from experiments.runs.settling import base_of, snapshot_key
from experiments.storage.manifest import RECENT
from experiments.storage.store import Store
from experiments.studies.plan import Plan, PlannedRun
from experiments.studies.study import Run, Study

Work = Callable[[Task], Tables]


@dataclass
class Tally:
    """How many runs there are, and what became of them.

    Attributes:
        total: runs of the study.
        done: runs finished, those of earlier sessions included.
        failed: runs that failed.
        moments: when the last few runs ended (seconds).
    """

    total: int
    done: int = 0
    failed: int = 0
    moments: deque[float] = field(default_factory=lambda: deque(maxlen=RECENT))

    def count(self, failed: bool) -> None:
        """Take note of a run that has ended."""
        self.done += not failed
        self.failed += failed
        self.moments.append(time.time())

    @property
    def ended(self) -> int:
        """Runs done or failed."""
        return self.done + self.failed

    @property
    def left(self) -> int:
        """Runs still open."""
        return self.total - self.ended


class OnCount(Protocol):
    """Called whenever a job of a study has ended."""

    def __call__(self, note: str = "") -> None:
        """Show the tally, and a note on what else goes on."""
        ...


class Progress(Protocol):
    """Shows how a study gets on."""

    def showing(self, tally: Tally) -> AbstractContextManager[OnCount]:
        """Show a tally while it grows; gives what to call whenever it has."""
        ...

    def say(self, text: str) -> None:
        """Show a message."""
        ...


class Silent:
    """Shows nothing."""

    @contextmanager
    def showing(self, tally: Tally) -> Iterator[OnCount]:
        """Let the tally grow unseen."""
        yield lambda note="": None

    def say(self, text: str) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Ending:
    """How a study ended: its folder, and its runs done, failed and still open."""

    folder: Path
    done: int
    failed: int
    open: int


def run_study(
    study: Study,
    world: World,
    executor: Executor,
    store: Store,
    *,
    finish: Callable[[Store], None],
    progress: Progress | None = None,
    work: Work = simulate,
) -> Ending:
    """Do the open runs of a study, keep each as it ends, and write its tables when none is open.

    Args:
        study: what to run.
        world: the stage.
        executor: who does the runs; not entered yet.
        store: the folder of the study; not entered yet.
        finish: writes what a study of this kind has at its end.
        progress: where progress is shown, if anywhere.
        work: what a worker does with a run.

    Raises:
        UsageError: the folder or the workers cannot be used.
    """
    progress = progress or Silent()
    with executor, store:
        store.manifest.begin(executor.name)
        open_runs = store.open_runs()
        tally = Tally(len(store.plan.runs), len(store.plan.runs) - len(open_runs))
        if open_runs:
            jobs = planned_jobs(study, world, store.plan, open_runs, work)
            with stop_on_interrupt() as interrupted, progress.showing(tally) as on_count:
                asked_to_stop = _announced(interrupted, progress)
                run_jobs(jobs, executor, _keeper(store, tally, on_count), asked_to_stop)
        if not tally.left:
            finish(store)
        return Ending(store.folder, tally.done, tally.failed, tally.left)


def planned_jobs(
    study: Study, world: World, plan: Plan, runs: Iterable[PlannedRun], work: Work = simulate
) -> list[Job]:
    """The runs as jobs, each behind the settling that it starts from; every settling once."""
    every = study.runs
    behind: dict[str, tuple[Task, list[Job]]] = {}
    for planned in runs:
        run = every[planned.number]
        task = Task(
            planned.key, run.scenario, study.world, plan.environment, run.past, plan.tables,
            extensions())
        start = _start_key(run, world)
        behind.setdefault(start, (task, []))[1].append(Job(work, task))
    return [Job(settle, task, tuple(jobs)) for task, jobs in behind.values()]


def _start_key(run: Run, world: World) -> str:
    """What a run starts from: the settled past that is given, or the base snapshot."""
    if run.past is not None:
        return snapshot_key(run.past, world, "own")
    return snapshot_key(base_of(run.scenario), world, "base")


def _announced(interrupted: Callable[[], bool], progress: Progress) -> Callable[[], bool]:
    """Whether to stop; the first time that it is so, the person who asked is told."""
    told = False

    def asked_to_stop() -> bool:
        nonlocal told
        if interrupted() and not told:
            told = True
            progress.say("Stopping after the runs in progress; Ctrl-C again stops at once.")
        return told

    return asked_to_stop


def _keeper(store: Store, tally: Tally, on_count: OnCount) -> Callable[[Report], None]:
    """What to do with every job that ends: keep the run, or its failure; settlings are counted."""
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
