"""Runs in pairs: every arm of a seed starts from one settled state and meets the same draws."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ecosystem.model import Ecosystem
from ecosystem.scenario import Scenario
from ecosystem.world import World
from experiments.errors import UsageError
from experiments.execution.scheduler import Job
from experiments.execution.tasks import (
    AnotherEnvironment,
    Environment,
    Task,
    differences,
    environment_of,
    world_in,
)
from experiments.runs.settling import settled
from experiments.storage.store import write_whole
from experiments.studies.comparison import Arm, Comparison

RUNS = "runs"
TABLES = ("countries", "weekly")
"""Tables kept of every run; the last one written marks it as finished."""

Tables = tuple[bytes, bytes]


@dataclass(frozen=True)
class PairedTask(Task):
    """One run of a comparison, as sent to a worker.

    Attributes:
        past: scenario under which the world settles: the base, with the seed of the run.
        arm: name of the arm.
    """

    past: Scenario
    arm: str


def planned_jobs(
    comparison: Comparison, environment: Environment, folder: Path
) -> list[Job]:
    """The runs still to be done as jobs, those of a seed behind the settling of their one past."""
    jobs = []
    for seed in comparison.seeds:
        past = comparison.scenario(comparison.base, seed)
        open_arms = [arm for arm in (comparison.base, *comparison.arms)
                     if not is_finished(folder, arm, seed)]
        tasks = [
            PairedTask(name_of(arm, seed), comparison.scenario(arm, seed), comparison.world,
                       environment, past, arm.name)
            for arm in open_arms
        ]
        if tasks:
            runs = tuple(Job(run_arm, task) for task in tasks)
            jobs.append(Job(settle_past, tasks[0], runs))
    return jobs


def settle_past(task: Task) -> None:
    """Have the common past of a seed in this machine's cache."""
    assert isinstance(task, PairedTask)
    settled(task.past, _same_world(task))


def run_arm(task: Task) -> Tables:
    """Carry out one run from the common past of its seed.

    Returns:
        The records of countries and of the world, as Parquet files.

    Raises:
        AnotherEnvironment: here it would not be the run that was planned.
    """
    assert isinstance(task, PairedTask)
    world = _same_world(task)
    past = settled(task.past, world)
    model = Ecosystem.restore(past.save(), world, task.scenario)
    for _ in range(task.scenario.run.weeks):
        model.step()
    records = {"countries": model.records.countries(), "weekly": model.records.weekly()}
    countries, weekly = (_as_parquet(records[name]) for name in TABLES)
    return countries, weekly


def _same_world(task: Task) -> World:
    world = world_in(task.world)
    different = differences(task.environment, environment_of(world))
    if different:
        raise AnotherEnvironment(f"this worker differs: {'; '.join(different)}")
    return world


def _as_parquet(table: pd.DataFrame) -> bytes:
    file = io.BytesIO()
    table[table["week"] >= 0].to_parquet(file, index=False)
    return file.getvalue()


def name_of(arm: Arm, seed: int) -> str:
    """Name of a run in its folder."""
    return f"{arm.name}-{seed}"


def _file(folder: Path, run: str, table: str) -> Path:
    return folder / RUNS / f"{run}.{table}.parquet"


def is_finished(folder: Path, arm: Arm, seed: int) -> bool:
    """Whether a run is kept in a folder."""
    return all(_file(folder, name_of(arm, seed), table).is_file() for table in TABLES)


def keep(folder: Path, run: str, tables: Tables) -> None:
    """Keep a finished run; what is there is there in full."""
    (folder / RUNS).mkdir(exist_ok=True)
    for name, content in zip(TABLES, tables, strict=True):
        write_whole(_file(folder, run, name), content)


def read_runs(comparison: Comparison, folder: Path) -> dict[str, pd.DataFrame]:
    """The records of all runs by name of the table, with columns arm and seed.

    Raises:
        UsageError: a file is damaged.
    """
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in TABLES}
    for arm, seed in _pairs(comparison):
        for name in TABLES:
            path = _file(folder, name_of(arm, seed), name)
            try:
                table = pd.read_parquet(path)
            except (OSError, ValueError) as error:
                raise UsageError(f"{path}: damaged; remove it, and it will be run again") from error
            table.insert(0, "arm", arm.name)
            table.insert(1, "seed", seed)
            parts[name].append(table)
    return {name: pd.concat(tables, ignore_index=True) for name, tables in parts.items()}


def _pairs(comparison: Comparison) -> Iterable[tuple[Arm, int]]:
    return ((arm, seed) for arm in (comparison.base, *comparison.arms) for seed in comparison.seeds)
