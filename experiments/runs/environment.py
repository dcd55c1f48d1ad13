"""What a run depends on besides its scenario, and the world that it happens in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from ecosystem.outputs.indicators import COUNTRIES, WORLD
from ecosystem.policies.lever import LEVERS
from ecosystem.scenario.service_traits import SERVICES
from ecosystem.world import World, WorldError
from experiments.errors import UsageError, reason
from experiments.extensions import contents, load_extensions
from experiments.runs.provenance import NUMERICAL, processor, source_hash, versions

Environment = dict[str, str]
"""What a run depends on besides its scenario, by name."""

DECLARED = "declared"

MODULE = "module "
"""Start of the name of a researcher's own module in an environment."""


class AnotherEnvironment(UsageError):
    """A worker whose source, versions, processor or world differ from the co-ordinator's."""


def declared() -> dict[str, list[str]]:
    """Names of all services, levers and indicators in this process, a researcher's own included."""
    return {
        "services": list(SERVICES),
        "levers": list(LEVERS),
        "indicators": [*WORLD.names(), *COUNTRIES.names()],
    }


def environment_of(world: World) -> Environment:
    """World content, source of the model, what is declared, processor, versions and own modules."""
    numerical = {name: versions()[name] for name in NUMERICAL}
    names = hashlib.sha256(json.dumps(declared()).encode()).hexdigest()
    here = {"world": world.content_hash, "source": source_hash(), DECLARED: names, "processor": processor()}
    return here | numerical | {MODULE + name: content for name, content in contents().items()}


def environment_here(folder: Path | None, extensions: Iterable[str] = ()) -> Environment:
    """What runs in this process depend on besides their scenario, once own modules are imported.

    Raises:
        UsageError: a module cannot be imported here.
    """
    load_extensions(extensions)
    return environment_of(world_in(folder))


def differences(then: Environment, now: Environment) -> list[str]:
    """What differs between two environments, each in a few words."""
    return [
        _difference(name, then.get(name), now.get(name))
        for name in {**then, **now}
        if then.get(name) != now.get(name)
    ]


def _difference(name: str, then: str | None, now: str | None) -> str:
    named = {"world": "the world", "source": "the source of the model", "processor": "the processor"}
    if name == DECLARED:
        return "other levers, indicators or services are declared; give their module with --import"
    called = named.get(name, f"the {name}" if name.startswith(MODULE) else name)
    if name.startswith(MODULE) and None in (then, now):
        return f"{called} was imported, is not" if now is None else f"{called} was not imported, is now"
    if name.startswith(MODULE) or name in ("world", "source"):
        return f"{called} is another"
    return f"{called} was {then}, is {now}"


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


def planned_world(
    folder: Path | None, environment: Environment, extensions: Iterable[str] = ()
) -> World:
    """The world of a folder, in a process that must agree with the one that planned the runs.

    Args:
        folder: of the world, or None for the default one.
        environment: what the runs were planned to depend on.
        extensions: own modules to import first.

    Raises:
        AnotherEnvironment: here the runs would be others.
    """
    try:
        load_extensions(extensions)
    except UsageError as error:
        raise AnotherEnvironment(f"this worker differs: {error}") from error
    world = world_in(folder)
    different = differences(environment, environment_of(world))
    if different:
        raise AnotherEnvironment(f"this worker differs: {'; '.join(different)}")
    return world
