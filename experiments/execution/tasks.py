"""What one worker does with one run: settle, simulate, and return its tables as Parquet bytes.

A worker writes nothing but the cache of settled worlds; what it returns is kept elsewhere.
"""

from __future__ import annotations

import io
import json
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ecosystem.scenario import Scenario
from experiments.runs.environment import AnotherEnvironment, Environment, planned_world
from experiments.runs.settling import continued, settle_base, settled
from experiments.studies.study import acting

ABOUT = b"ecosystem"
"""Key of what a Parquet file of a run says of itself."""

Tables = dict[str, bytes]
"""The tables of a run by name, each as a Parquet file."""


@dataclass(frozen=True)
class Task:
    """One run, as sent to a worker.

    Attributes:
        key: name of the run in the store.
        scenario: all parameters, the seed and the number of weeks included.
        world: folder of the world, or None for the default one.
        environment: what the run depends on besides its scenario.
        past: parameters under which the world settles before, or None for those of `scenario`.
        tables: names of the tables to return.
        extensions: own modules that a worker imports first.
    """

    key: str
    scenario: Scenario
    world: Path | None
    environment: Environment
    past: Scenario | None = None
    tables: tuple[str, ...] = ("weekly",)
    extensions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Success:
    """What a worker returns when all went well, and the seconds that it took."""

    value: Any
    seconds: float


@dataclass(frozen=True)
class Failure:
    """What went wrong: in one line, and in full for debugging."""

    message: str
    trace: str = ""


def attempt(work: Callable[[Task], Any], task: Task) -> Success | Failure:
    """Do a piece of work; what goes wrong is returned in words, for not every exception can be pickled.

    Raises:
        AnotherEnvironment: no run can be done here.
    """
    begun = time.perf_counter()
    try:
        return Success(work(task), time.perf_counter() - begun)
    except AnotherEnvironment:
        raise
    except Exception as error:  # noqa: BLE001 - whatever one run meets, the others go on
        said = str(error).splitlines() or [""]
        return Failure(f"{type(error).__name__}: {said[0]}", traceback.format_exc())


def settle(task: Task) -> None:
    """Have in this machine's cache what the run starts from: its past, or else the base snapshot.

    Raises:
        AnotherEnvironment: here it would not be what the run was planned to start from.
    """
    world = planned_world(task.world, task.environment, task.extensions)
    if task.past is None:
        settle_base(task.scenario, world)
    else:
        settled(task.past, world)


def simulate(task: Task) -> Tables:
    """Carry out a run.

    Returns:
        Its tables, with the weeks from 0 on. Equal tasks give equal bytes.

    Raises:
        AnotherEnvironment: here it would not be the run that the key names.
    """
    world = planned_world(task.world, task.environment, task.extensions)
    model = settled(task.past or task.scenario, world)
    if task.past is not None:
        model = continued(model, world, task.scenario)
    for _ in range(task.scenario.run.weeks):
        model.step()
    made = {"weekly": model.records.weekly, "countries": model.records.countries}
    return {name: as_parquet(task, made[name]()) for name in task.tables}


def as_parquet(task: Task, table: pd.DataFrame) -> bytes:
    """A table of a run from week 0 on, as a Parquet file that says which run it is of."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    about = {
        "key": task.key,
        "scenario": acting(task.scenario),
        "environment": task.environment,
    }
    rows = pa.Table.from_pandas(table[table["week"] >= 0], preserve_index=False)
    file = io.BytesIO()
    pq.write_table(rows.replace_schema_metadata({ABOUT: json.dumps(about)}), file)
    return file.getvalue()
