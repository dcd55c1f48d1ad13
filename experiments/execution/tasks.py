"""What one worker does with one run: settle, simulate, and hand back the weeks as Parquet bytes.

A worker writes nothing but the cache of settled worlds; what it hands back is kept elsewhere.
"""

from __future__ import annotations

import io
import json
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ecosystem.scenario import Scenario
from ecosystem.world import World
from experiments.errors import UsageError
from experiments.runs.provenance import NUMERICAL, processor, source_hash, versions
from experiments.runs.settling import settle_base, settled
from experiments.studies.study import acting

ABOUT = b"ecosystem"
"""Key of what a Parquet file of a run says of itself."""

Environment = dict[str, str]
"""What a run depends on besides its scenario, by name."""


@dataclass(frozen=True)
class Task:
    """One run, as sent to a worker.

    Attributes:
        key: name of the run in the store.
        scenario: all parameters, the seed and the number of weeks included.
        world: folder of the world, or None for the default one.
        environment: what the run depends on besides its scenario.
    """

    key: str
    scenario: Scenario
    world: Path | None
    environment: Environment


@dataclass(frozen=True)
class Success:
    """What a worker hands back when all went well, and the seconds that it took."""

    value: Any
    seconds: float


@dataclass(frozen=True)
class Failure:
    """What went wrong: in one line, and in full for whoever wants to mend it."""

    message: str
    trace: str = ""


class AnotherEnvironment(UsageError):
    """A worker whose source, versions, processor or world differ from the co-ordinator's."""


def environment_of(world: World) -> Environment:
    """World content, source of the model, processor and versions that can change a number."""
    numerical = {name: versions()[name] for name in NUMERICAL}
    here = {"world": world.content_hash, "source": source_hash(), "processor": processor()}
    return here | numerical


def differences(then: Environment, now: Environment) -> list[str]:
    """What differs between two environments, each in a few words."""
    named = {"world": "the world", "source": "the source of the model", "processor": "the processor"}
    return [
        f"{named[name]} is another" if name in ("world", "source") else
        f"{named.get(name, name)} was {then.get(name)}, is {now.get(name)}"
        for name in {**then, **now}
        if then.get(name) != now.get(name)
    ]


@lru_cache(maxsize=1)
def world_in(folder: Path | None) -> World:
    """The world of a folder, read once in each process, for its routes are kept with it."""
    return World.load(folder)


def attempt(work: Callable[[Task], Any], task: Task) -> Success | Failure:
    """Do a piece of work; what goes wrong is handed back in words, which travel safely.

    Raises:
        AnotherEnvironment: no run can be done here.
    """
    begun = time.perf_counter()
    try:
        return Success(work(task), time.perf_counter() - begun)
    except AnotherEnvironment:
        raise
    except Exception as error:  # whatever one run meets, the others go on
        said = str(error).splitlines() or [""]
        return Failure(f"{type(error).__name__}: {said[0]}", traceback.format_exc())


def settle(task: Task) -> None:
    """Have the base snapshot of a run in this machine's cache."""
    settle_base(task.scenario, _same_world(task))


def simulate(task: Task) -> bytes:
    """Carry out a run.

    Returns:
        A Parquet file with one row a week and all weekly indicators. Equal tasks give equal bytes.

    Raises:
        AnotherEnvironment: here it would not be the run that the key names.
    """
    model = settled(task.scenario, _same_world(task))
    for _ in range(task.scenario.run.weeks):
        model.step()
    weeks = model.records.weekly()
    return as_parquet(task, weeks[weeks["week"] >= 0])


def _same_world(task: Task) -> World:
    world = world_in(task.world)
    different = differences(task.environment, environment_of(world))
    if different:
        raise AnotherEnvironment(f"this worker differs: {'; '.join(different)}")
    return world


def as_parquet(task: Task, weeks: Any) -> bytes:
    """The weeks of a run as a Parquet file that says which run it holds."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    about = {
        "key": task.key,
        "scenario": acting(task.scenario),
        "environment": task.environment,
    }
    table = pa.Table.from_pandas(weeks, preserve_index=False)
    file = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({ABOUT: json.dumps(about)}), file)
    return file.getvalue()
