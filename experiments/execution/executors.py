"""Who does the work: processes of this machine, or the workers of a Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from experiments.errors import UsageError
from experiments.extensions import extensions
from experiments.runs.environment import Environment, differences, environment_here

ANSWER_SECONDS = 15
"""How long a scheduler has to answer, and then to have its first worker."""

GO_ON = "the same command goes on from here"


class Executor(Protocol):
    """Workers that take calls and return futures; a context manager.

    Attributes:
        name: what to call it in a message.
        deaths: what a future raises when a worker died.
        finds_culprit: whether only the call that kills its worker again and again is told so.
    """

    name: str
    deaths: tuple[type[BaseException], ...]
    finds_culprit: bool

    def __enter__(self) -> Self:
        """Start the workers, or connect to them."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop them: after the runs in progress, or at once if something was raised."""
        ...

    def in_flight(self) -> int:
        """How many calls to have submitted: what the workers can do at once, and a few more."""
        ...

    def submit(self, work: Callable[..., Any], *values: Any) -> Future[Any]:
        """Submit a call."""
        ...

    def renew(self) -> None:
        """Start new workers after a breakdown."""
        ...


class LocalExecutor:
    """Processes of this machine.

    Args:
        workers: number of processes.
    """

    deaths: tuple[type[BaseException], ...] = (BrokenProcessPool,)
    finds_culprit = False

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.name = f"{workers} worker{'s' if workers > 1 else ''}"
        self._others = set(multiprocessing.active_children())
        self._pool = self._started()

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
        """Submit a call."""
        return self._pool.submit(work, *values)

    def renew(self) -> None:
        """Start new processes in place of a pool that broke down."""
        self._pool.shutdown(wait=True)
        self._pool = self._started()

    def _started(self) -> ProcessPoolExecutor:
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


class ClusterExecutor:
    """The workers of a Dask cluster.

    Args:
        address: of its scheduler, such as tcp://127.0.0.1:8786.
        world: folder of the world, or None for the default one.
        environment: what every worker must agree with.

    Raises:
        UsageError: on entering, when dask is not installed, no scheduler answers or has workers,
            or a worker has another source, version, processor or world.
    """

    finds_culprit = True

    def __init__(self, address: str, world: Path | None, environment: Environment) -> None:
        self.name, self._world, self._environment = address, world, environment
        self.deaths: tuple[type[BaseException], ...] = ()
        self._open = ExitStack()
        self._client: Any = None
        self._pool: Any = None

    def __enter__(self) -> Self:
        try:
            import distributed
        except ImportError as error:
            hint = "pip install 'cross-border-ecosystem[cluster]'"
            raise UsageError(f"--cluster needs more packages: {hint}") from error
        self.deaths = (distributed.KilledWorker,)
        try:
            self._client = _client(distributed, self.name)
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
            threads: dict[str, int] = self._client.nthreads()
        except (OSError, TimeoutError) as error:
            raise UsageError(f"{self.name}: the scheduler is gone; {GO_ON}") from error
        return max(2 * sum(threads.values()), 1)

    def submit(self, work: Callable[..., Any], *values: Any) -> Future[Any]:
        """Submit a call."""
        future: Future[Any] = self._pool.submit(work, *values)
        return future

    def renew(self) -> None:
        """Nothing to do: the scheduler looks after its workers."""

    def _check_workers(self) -> None:
        """Refuse workers that would compute something else."""
        try:
            self._client.wait_for_workers(1, timeout=ANSWER_SECONDS)
        except TimeoutError as error:
            raise UsageError(f"--cluster {self.name}: the scheduler has no workers") from error
        answers = self._client.run(
            environment_here, self._world, extensions(), on_error="return")
        problems = []
        for worker, answer in answers.items():
            if isinstance(answer, BaseException):
                problems.append(f"{worker}: cannot work on this: {answer}")
            elif different := differences(self._environment, answer):
                problems.append(f"{worker}: {'; '.join(different)} there")
        if problems:
            raise UsageError("\n".join([f"--cluster {self.name}: workers differ:", *problems]))


def _client(distributed: Any, address: str) -> Any:
    return distributed.Client(address, timeout=ANSWER_SECONDS, set_as_default=False)


def executor(
    workers: int | None, cluster: str | None, world: Path | None, environment: Environment
) -> Executor:
    """The workers that a person asked for.

    Args:
        workers: processes of this machine, or None for one for each processor.
        cluster: address of a Dask scheduler to use instead, or None.
        world: folder of the world, or None for the default one.
        environment: what every worker must agree with.

    Raises:
        UsageError: both were asked for, or no workers at all.
    """
    if cluster is not None:
        if workers is not None:
            raise UsageError("give either --workers or --cluster, not both")
        return ClusterExecutor(cluster, world, environment)
    count = processors() if workers is None else workers
    if count < 1:
        raise UsageError(f"--workers: {count} is below the smallest accepted value, 1")
    return LocalExecutor(count)


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
