"""What the tests have workers do: hand back, raise, die, or simulate unless told otherwise.

Workers find these functions by name, so they stand in a module of their own.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from ecosystem.core.ledger import BrokenBalance
from ecosystem.scenario import Scenario
from experiments.execution.tasks import Task, simulate

POISON_SEED = 3


def task(seed: int, marker: Path | None = None) -> Task:
    """A task that carries little more than a seed, and where to leave a mark."""
    scenario = Scenario().replace({"run.seed": seed})
    return Task(f"run {seed}", scenario, marker, {})


def hand_back(task: Task) -> int:
    """The seed."""
    return task.scenario.run.seed


def process(task: Task) -> int:
    """The process that works on this."""
    return os.getpid()


def break_balance(task: Task) -> None:
    """Raise what the model raises; this exception does not survive pickling."""
    raise BrokenBalance(task.scenario.run.seed, "firms", 12.5, "USD")


def die(task: Task) -> int:
    """Die of the poison seed as of kill -9; hand back any other."""
    if task.scenario.run.seed == POISON_SEED:
        os.kill(os.getpid(), signal.SIGKILL)
    return task.scenario.run.seed


def die_once(task: Task) -> int:
    """Die the first time that the poison seed is met, and leave a mark; hand back otherwise."""
    assert task.world is not None
    if task.scenario.run.seed == POISON_SEED and not task.world.exists():
        task.world.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return task.scenario.run.seed


def linger(task: Task) -> int:
    """Leave a mark and take longer than anybody waits."""
    assert task.world is not None
    task.world.touch()
    time.sleep(600)
    return 0


def simulate_or_die(task: Task) -> bytes:
    """A run of the model, unless it has the poison seed."""
    die(task)
    return simulate(task)
