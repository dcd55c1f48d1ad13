"""Driving a model week by week, and stopping it cleanly when asked."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any, Protocol

import pandas as pd
from numpy.typing import NDArray

from ecosystem.scenario import Scenario


class Records(Protocol):
    """What a model keeps of its weeks."""

    def weekly(self) -> pd.DataFrame:
        """One row a week."""
        ...

    def countries(self) -> pd.DataFrame:
        """One row for each week and country."""
        ...


class Hashed(Protocol):
    """A world that knows its own content."""

    @property
    def content_hash(self) -> str:
        """SHA-256 of every file of the world."""
        ...


class Model(Protocol):
    """The side of the model that this package drives."""

    week: int
    expansion_factor: float

    @property
    def parameters(self) -> Scenario:
        """Parameters in force."""
        ...

    @property
    def world(self) -> Hashed:
        """The stage on which the model acts."""
        ...

    @property
    def records(self) -> Records:
        """What was measured."""
        ...

    def step(self) -> None:
        """Simulate one week."""
        ...

    def save(self) -> dict[str, NDArray[Any]]:
        """Everything needed to continue."""
        ...


OnWeek = Callable[[Any], None]
"""Called with the model after each week."""


@dataclass(frozen=True)
class RunEnding:
    """How a run went.

    Attributes:
        first_week: first week simulated.
        weeks: weeks simulated.
        stopped: whether it was stopped before its last week.
        seconds: time spent in the weeks themselves.
    """

    first_week: int
    weeks: int
    stopped: bool
    seconds: float


def drive(model: Model, weeks: int, on_week: OnWeek | None = None) -> RunEnding:
    """Simulate a number of weeks; an interrupt ends the run after the current week.

    Args:
        model: the model to drive.
        weeks: weeks to simulate.
        on_week: called with the model after each week.
    """
    first, done, seconds = model.week, 0, 0.0
    with stop_on_interrupt() as asked_to_stop:
        while done < weeks and not asked_to_stop():
            start = time.perf_counter()
            model.step()
            seconds += time.perf_counter() - start
            done += 1
            if on_week is not None:
                on_week(model)
    return RunEnding(first, done, done < weeks, seconds)


@contextmanager
def stop_on_interrupt() -> Iterator[Callable[[], bool]]:
    """While inside, the first Ctrl-C only sets a flag; a second one interrupts at once.

    Signals reach the main thread alone; in any other thread the flag is never set.
    """
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return
    previous = signal.getsignal(signal.SIGINT)

    def ask(_signal: int, _frame: FrameType | None) -> None:
        asked.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signal.signal(signal.SIGINT, ask)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, previous)
