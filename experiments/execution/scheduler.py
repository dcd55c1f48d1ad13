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
from experiments.execution.executors import GO_ON, Executor
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
        result: what its worker returned.
    """

    job: Job
    result: Success | Failure


OnReport = Callable[[Report], None]


def run_jobs(
    jobs: Iterable[Job], executor: Executor, on_report: OnReport, asked_to_stop: Callable[[], bool]
) -> None:
    """Do all jobs, and those that wait for them.

    When a worker dies, everything in flight is under suspicion: each of these jobs is done again
    with nothing beside it, so that the one that kills its worker fails alone.

    Args:
        jobs: what to do, in this order.
        executor: who does it, entered by the caller.
        on_report: called in this thread with each job that has ended.
        asked_to_stop: once true, nothing new is begun and what is in progress is awaited.

    Raises:
        UsageError: the executor is gone, or a worker cannot do any of this work.
    """
    Scheduler(deque(jobs), executor, on_report).run(asked_to_stop)


@dataclass
class Scheduler:
    """The state of the work on all jobs.

    Attributes:
        waiting: jobs not submitted yet.
        executor: who does them.
        on_report: called with each job that has ended.
        suspects: jobs that were in flight when a worker died.
        alone: the suspect in flight with nothing beside it.
        in_flight: jobs submitted, by the future of their result.
    """

    waiting: deque[Job]
    executor: Executor
    on_report: OnReport
    suspects: deque[Job] = field(default_factory=deque)
    alone: Job | None = None
    in_flight: dict[Future[Any], Job] = field(default_factory=dict)

    def run(self, asked_to_stop: Callable[[], bool]) -> None:
        """Submit and collect until nothing is left, or until asked to stop."""
        while self.in_flight or self.waiting or self.suspects:
            if asked_to_stop():
                self.waiting.clear()
                self.suspects.clear()
            self._fill()
            ended, _ = wait(self.in_flight, LOOK_UP_SECONDS, FIRST_COMPLETED)
            for future in ended:
                self._collect(future)

    def _fill(self) -> None:
        """Submit what may be in flight: one suspect alone, or as many jobs as the executor takes."""
        if self.suspects:
            if not self.in_flight and self._submitted(self.suspects[0]):
                self.alone = self.suspects.popleft()
            return
        while self.waiting and len(self.in_flight) < self.executor.in_flight():
            if not self._submitted(self.waiting[0]):
                return
            self.waiting.popleft()

    def _submitted(self, job: Job) -> bool:
        """Submit a job; not while others are to be collected from an executor that broke down."""
        try:
            future = self.executor.submit(attempt, job.work, job.task)
        except BrokenExecutor:
            if self.in_flight:
                return False
            self.executor.renew()
            future = self.executor.submit(attempt, job.work, job.task)
        self.in_flight[future] = job
        return True

    def _collect(self, future: Future[Any]) -> None:
        """Report a job that has ended; suspect one whose worker may have died of it."""
        job = self.in_flight.pop(future)
        was_alone, self.alone = job is self.alone, None
        try:
            result = future.result()
        except CancelledError as error:
            raise UsageError(f"{self.executor.name}: the workers are gone; {GO_ON}") from error
        except self.executor.deaths as error:
            if not (was_alone or self.executor.finds_culprit):
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
