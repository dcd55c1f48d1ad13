"""Who does the work: processes of this machine, or the workers of a Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from experiments.errors import UsageError
from experiments.execution.tasks import Environment, differences, environment_of, world_in

ANSWER_SECONDS = 15
"""How long a scheduler has to answer, and then to have its first worker."""

GO_ON = "the same command goes on from here"


class Crew(Protocol):
    """Workers that take calls and promise results; a context manager.

    Attributes:
        name: what to call it in a message.
        deaths: what a promise raises when a worker died.
        sorts_out_deaths: whether only the call that kills its worker again and again is told so.
    """

    name: str
    deaths: tuple[type[BaseException], ...]
    sorts_out_deaths: bool

    def __enter__(self) -> Self:
        """Gather the workers."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let them go: after the work in hand, or at once if something was raised."""
        ...

    def in_flight(self) -> int:
        """How many calls to have handed out: what the workers can do at once, and a few more."""
        ...

    def submit(self, work: Callable[..., Any], *values: Any) -> Future[Any]:
        """Hand out a call."""
        ...

    def renew(self) -> None:
        """Gather new workers after a breakdown."""
        ...


class LocalCrew:
    """Processes of this machine.

    Args:
        workers: number of processes.
    """

    deaths: tuple[type[BaseException], ...] = (BrokenProcessPool,)
    sorts_out_deaths = False

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.name = f"{workers} worker{'s' if workers > 1 else ''}"
        self._others = set(multiprocessing.active_children())
        self._pool = self._gathered()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            for process in set(multiprocessing.active_children()) - self._others:
                process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def in_flight(self) -> int:
        """One call more than workers, so that none waits for the next."""
        return self.workers + 1

    def submit(self, work: Callable[..., Any], *values: Any) -> Future[Any]:
        """Hand out a call."""
        return self._pool.submit(work, *values)

    def renew(self) -> None:
        """Gather new processes in place of a pool that broke down."""
        self._pool.shutdown(wait=True)
        self._pool = self._gathered()

    def _gathered(self) -> Executor:
        """New processes; never forked, for the parent may run threads."""
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.workers, context, initializer=begin_work)


def begin_work() -> None:
    """First call in every process: leave Ctrl-C to the parent, and never outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_die_with, args=(parent,), daemon=True).start()


def _die_with(parent: Any) -> None:
    """Wait for the parent's end, however it comes."""
    parent.join()
    os._exit(1)


class ClusterCrew:
    """The workers of a Dask cluster.

    Args:
        address: of its scheduler, such as tcp://127.0.0.1:8786.
        world: folder of the world, or None for the default one.
        environment: what every worker must agree with.

    Raises:
        UsageError: on entering, when dask is not installed, no scheduler answers or has workers,
            or a worker has another source, version, processor or world.
    """

    sorts_out_deaths = True

    def __init__(self, address: str, world: Path | None, environment: Environment) -> None:
        self.name, self._world, self._environment = address, world, environment
        self.deaths: tuple[type[BaseException], ...] = ()
        self._open = ExitStack()

    def __enter__(self) -> Self:
        try:
            from distributed import Client, KilledWorker
        except ImportError as error:
            hint = "pip install 'cross-border-ecosystem[cluster]'"
            raise UsageError(f"--cluster needs more packages: {hint}") from error
        self.deaths = (KilledWorker,)
        try:
            self._client = Client(self.name, timeout=ANSWER_SECONDS, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise UsageError(f"--cluster {self.name}: no Dask scheduler answers there") from error
        self._open.enter_context(self._client)
        try:
            self._check_workers()
        except BaseException:
            self._open.close()
            raise
        self._pool = self._client.get_executor(pure=False)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=kind is None)
        self._open.close()

    def in_flight(self) -> int:
        """Two calls for each thread of the cluster as it now is, to hide the way there and back.

        Raises:
            UsageError: the scheduler is gone.
        """
        try:
            threads = self._client.nthreads()
        except (OSError, TimeoutError) as error:
            raise UsageError(f"{self.name}: the scheduler is gone; {GO_ON}") from error
        return max(2 * sum(threads.values()), 1)

    def submit(self, work: Callable[..., Any], *values: Any) -> Future[Any]:
        """Hand out a call."""
        promised: Future[Any] = self._pool.submit(work, *values)
        return promised

    def renew(self) -> None:
        """Nothing to do: the scheduler looks after its workers."""

    def _check_workers(self) -> None:
        """Refuse workers that would compute something else."""
        try:
            self._client.wait_for_workers(1, timeout=ANSWER_SECONDS)
        except TimeoutError as error:
            raise UsageError(f"--cluster {self.name}: the scheduler has no workers") from error
        answers = self._client.run(environment_here, self._world, on_error="return")
        problems = []
        for worker, answer in answers.items():
            if isinstance(answer, BaseException):
                problems.append(f"{worker}: cannot work on this: {answer}")
            elif different := differences(self._environment, answer):
                problems.append(f"{worker}: {'; '.join(different)} there")
        if problems:
            raise UsageError("\n".join([f"--cluster {self.name}: workers differ:", *problems]))


def environment_here(world: Path | None) -> Environment:
    """What runs in this process depend on besides their scenario."""
    return environment_of(world_in(world))
