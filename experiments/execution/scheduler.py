"""Many pieces of work on workers: bounded in flight, and none lost when a worker dies."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Future,
    wait,
)
from dataclasses import dataclass, field
from typing import Any

from experiments.errors import UsageError
from experiments.execution.executors import GO_ON, Crew
from experiments.execution.tasks import Failure, Success, Task, attempt

LOOK_UP_SECONDS = 0.2
"""How often a request to stop is looked for."""

WORKER_DIED = "the worker died of it: killed, out of memory, or crashed"


@dataclass(frozen=True)
class Job:
    """A piece of work, and what can only begin when it has ended well.

    Attributes:
        work: function of a module, called with the task in a worker.
        task: what it is called with.
        then: jobs that wait for this one.
    """

    work: Callable[[Task], Any]
    task: Task
    then: tuple[Job, ...] = ()


@dataclass(frozen=True)
class Report:
    """How a job ended.

    Attributes:
        job: the job.
        result: what its worker handed back.
    """

    job: Job
    result: Success | Failure


OnReport = Callable[[Report], None]


def run_jobs(
    jobs: Iterable[Job], crew: Crew, on_report: OnReport, asked_to_stop: Callable[[], bool]
) -> None:
    """Do all jobs, and those that wait for them.

    When a worker dies, everything in flight is under suspicion: each of these jobs is done again
    with nothing beside it, so that the one that kills its worker fails alone.

    Args:
        jobs: what to do, in this order.
        crew: who does it, gathered by the caller.
        on_report: called in this thread with each job that has ended.
        asked_to_stop: once true, nothing new is begun and what is in hand is awaited.

    Raises:
        UsageError: the crew is gone, or a worker cannot do any of this work.
    """
    Rounds(deque(jobs), crew, on_report).run(asked_to_stop)


@dataclass
class Rounds:
    """The state of a run through all jobs.

    Attributes:
        waiting: jobs not handed out yet.
        crew: who does them.
        on_report: called with each job that has ended.
        suspects: jobs that were in flight when a worker died.
        alone: the suspect in flight with nothing beside it.
        flying: jobs handed out, by the promise of their result.
    """

    waiting: deque[Job]
    crew: Crew
    on_report: OnReport
    suspects: deque[Job] = field(default_factory=deque)
    alone: Job | None = None
    flying: dict[Future[Any], Job] = field(default_factory=dict)

    def run(self, asked_to_stop: Callable[[], bool]) -> None:
        """Hand out and take back until nothing is left, or until asked to stop."""
        while self.flying or self.waiting or self.suspects:
            if asked_to_stop():
                self.waiting.clear()
                self.suspects.clear()
            self._fill()
            ended, _ = wait(self.flying, LOOK_UP_SECONDS, FIRST_COMPLETED)
            for future in ended:
                self._take_back(future)

    def _fill(self) -> None:
        """Hand out what may be in flight: one suspect alone, or as many jobs as the crew takes."""
        if self.suspects:
            if not self.flying and self._handed_out(self.suspects[0]):
                self.alone = self.suspects.popleft()
            return
        while self.waiting and len(self.flying) < self.crew.in_flight():
            if not self._handed_out(self.waiting[0]):
                return
            self.waiting.popleft()

    def _handed_out(self, job: Job) -> bool:
        """Hand out a job; not while others are to be taken back from a crew that broke down."""
        try:
            future = self.crew.submit(attempt, job.work, job.task)
        except BrokenExecutor:
            if self.flying:
                return False
            self.crew.renew()
            future = self.crew.submit(attempt, job.work, job.task)
        self.flying[future] = job
        return True

    def _take_back(self, future: Future[Any]) -> None:
        """Report a job that has ended; suspect one whose worker may have died of it."""
        job = self.flying.pop(future)
        was_alone, self.alone = job is self.alone, None
        try:
            result = future.result()
        except CancelledError as error:
            raise UsageError(f"{self.crew.name}: the workers are gone; {GO_ON}") from error
        except self.crew.deaths as error:
            if not (was_alone or self.crew.sorts_out_deaths):
                self.suspects.append(job)
                return
            result = Failure(f"{WORKER_DIED} ({type(error).__name__})")
        self._report(Report(job, result))

    def _report(self, report: Report) -> None:
        """Pass on how a job ended; what waited for it may begin, or fails with it."""
        self.on_report(report)
        if isinstance(report.result, Success):
            self.waiting.extend(report.job.then)
            return
        for job in report.job.then:
            self._report(Report(job, report.result))
