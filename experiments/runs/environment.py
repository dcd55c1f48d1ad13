"""What a run depends on besides its scenario, and the world that it happens in."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ecosystem.world import World, WorldError
from experiments.errors import UsageError, reason
from experiments.runs.provenance import NUMERICAL, processor, source_hash, versions

Environment = dict[str, str]
"""What a run depends on besides its scenario, by name."""


class AnotherEnvironment(UsageError):
    """A worker whose source, versions, processor or world differ from the co-ordinator's."""


def environment_of(world: World) -> Environment:
    """World content, source of the model, processor and versions that can change a number."""
    numerical = {name: versions()[name] for name in NUMERICAL}
    here = {"world": world.content_hash, "source": source_hash(), "processor": processor()}
    return here | numerical


def environment_here(folder: Path | None) -> Environment:
    """What runs in this process depend on besides their scenario."""
    return environment_of(world_in(folder))


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
    """The world of a folder, read once in each process, for its routes are kept with it.

    Raises:
        WorldError: all faults of its files.
        OSError: the folder cannot be read.
    """
    return World.load(folder)


def load_world(folder: Path | None) -> World:
    """The world of a folder that a person named, read anew.

    Raises:
        UsageError: all faults of its files, one a line.
    """
    try:
        return World.load(folder)
    except WorldError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"{folder}: cannot be read: {reason(error)}") from error


def planned_world(folder: Path | None, environment: Environment) -> World:
    """The world of a folder, in a process that must agree with the one that planned the runs.

    Raises:
        AnotherEnvironment: here the runs would be others.
    """
    world = world_in(folder)
    different = differences(environment, environment_of(world))
    if different:
        raise AnotherEnvironment(f"this worker differs: {'; '.join(different)}")
    return world
