"""A settled world to start from: made once for the base scenario, kept, and used again.

The base scenario settles from founders up to `resettling_weeks` before week 0; that snapshot is
shared by every scenario with the same seed and size. From there each scenario settles the
remaining weeks under its own parameters, so that all arms of a comparison share one past and the
calendar never runs twice through the same weeks. A policy that ended before week 0 belongs to no run: it
does not act.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any, TypeVar, overload

import platformdirs
from numpy.typing import NDArray

from ecosystem.model import Ecosystem
from ecosystem.scenario import Scenario
from ecosystem.world import World
from experiments.extensions import contents
from experiments.files import UNFINISHED
from experiments.runs.drive import Model, OnWeek
from experiments.runs.environment import declared, world_in
from experiments.runs.provenance import NUMERICAL, module_hash, processor, source_hash, versions
from experiments.runs.state_files import SavedState, StateError, load_state, save_state

M = TypeVar("M", bound=Ecosystem)
"""The class of a model: Ecosystem, or a subclass of it."""

CACHE_VARIABLE = "ECOSYSTEM_CACHE"
CACHE_BYTES = 2_000_000_000
_ABANDONED_SECONDS = 86_400


def cache_folder() -> Path:
    """Where settled worlds are kept: ECOSYSTEM_CACHE, or the user's cache folder."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else Path(platformdirs.user_cache_dir("cross-border-ecosystem"))


@dataclass(frozen=True)
class SnapshotCache:
    """States kept on disk up to a total size; those not used for longest go first.

    Attributes:
        folder: where they are; made when needed.
        limit: total size in bytes. A larger state is not kept at all.
    """

    folder: Path
    limit: int = CACHE_BYTES

    def find(self, key: str) -> SavedState | None:
        """The state kept under a key; a damaged one counts as missing."""
        path = self._path(key)
        if not path.is_file():
            return None
        try:
            state = load_state(path)
        except StateError:
            return None
        with suppress(OSError):
            os.utime(path)
        return state

    def keep(self, key: str, model: Model) -> None:
        """Keep a model's state under a key; a full or unwritable disk only means not kept."""
        with suppress(StateError, OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            save_state(self._path(key), model)
            self._shrink()

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.npz"

    def _shrink(self) -> None:
        """Remove what was not used for longest until the rest fits, and what was left half-done."""
        for path in self.folder.glob(f"{UNFINISHED}*"):
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > _ABANDONED_SECONDS:
                    path.unlink()
        files = []
        for path in self.folder.glob("*.npz"):
            with suppress(FileNotFoundError):
                facts = path.stat()
                files.append((facts.st_mtime_ns, path.name, facts.st_size, path))
        room = self.limit
        for _, _, size, path in sorted(files, reverse=True):
            if size <= room:
                room -= size
            else:
                path.unlink(missing_ok=True)


@overload
def settled(
    scenario: Scenario | None = None,
    world: World | None = None,
    on_week: OnWeek | None = None,
    cache: SnapshotCache | None = None,
) -> Ecosystem: ...


@overload
def settled(
    scenario: Scenario | None = None,
    world: World | None = None,
    on_week: OnWeek | None = None,
    cache: SnapshotCache | None = None,
    *,
    model: type[M],
) -> M: ...


def settled(
    scenario: Scenario | None = None,
    world: World | None = None,
    on_week: OnWeek | None = None,
    cache: SnapshotCache | None = None,
    *,
    model: type[Ecosystem] = Ecosystem,
) -> Ecosystem:
    """A model of this scenario at week 0, after settling.

    Args:
        scenario: parameters of the model that is returned; the base scenario by default.
        world: the stage; the default world by default.
        on_week: called with the model after each week of settling, if there are any to do.
        cache: where snapshots are kept; by default the user's cache folder.
        model: the class of the model: Ecosystem, or a subclass of it.

    Returns:
        The model, equal whether it was settled now or read from the cache.
    """
    scenario, world = scenario or Scenario(), world or world_in(None)
    cache = cache or SnapshotCache(cache_folder())
    lasting = _without_past_policies(scenario)
    own_key = snapshot_key(lasting, world, "own", model)
    found = cache.find(own_key)
    if found is not None:
        return restored(model, found, world, scenario)
    started = _from_base(lasting, world, on_week, cache, model)
    _settle(started, 0, on_week)
    cache.keep(own_key, started)
    return started if lasting == scenario else continued(started, world, scenario)


def _without_past_policies(scenario: Scenario) -> Scenario:
    """The scenario without the policies that ended before week 0."""
    lasting = [each for each in scenario.policy if each.end is None or each.end > 0]
    return scenario.replace({"policy": lasting}) if len(lasting) < len(scenario.policy) else scenario


def settle_base(scenario: Scenario, world: World, cache: SnapshotCache | None = None) -> None:
    """Have the base snapshot of a scenario in the cache, for runs that will start from it.

    Args:
        scenario: only its size, seed and settling count.
        world: the stage.
        cache: where snapshots are kept; by default the user's cache folder.
    """
    _from_base(scenario, world, None, cache or SnapshotCache(cache_folder()), Ecosystem)


def continued(model: M, world: World, scenario: Scenario) -> M:
    """A model that goes on from where another one is, under other parameters."""
    return _restore(type(model), model.save(), world, scenario)


def _from_base(
    scenario: Scenario, world: World, on_week: OnWeek | None, cache: SnapshotCache, model: type[M]
) -> M:
    """The base scenario's snapshot, continued under this scenario's parameters."""
    base, until = base_of(scenario), -scenario.run.resettling_weeks
    key = snapshot_key(base, world, "base", model)
    found = cache.find(key)
    if found is not None:
        return restored(model, found, world, scenario)
    founded = model(base, world)
    _settle(founded, until, on_week)
    cache.keep(key, founded)
    return continued(founded, world, scenario)


def base_of(scenario: Scenario) -> Scenario:
    """The base scenario with this one's size and seed, founded early enough for both stretches."""
    run = scenario.run
    return Scenario().replace(
        {
            "run.firms": run.firms,
            "run.seed": run.seed,
            "run.settling_weeks": run.settling_weeks + run.resettling_weeks,
            "run.resettling_weeks": run.resettling_weeks,
        }
    )


def _settle(model: Model, until: int, on_week: OnWeek | None) -> None:
    while model.week < until:
        model.step()
        if on_week is not None:
            on_week(model)


def restored(
    model: type[M], saved: SavedState, world: World, scenario: Scenario | None = None
) -> M:
    """A model that continues a saved state.

    Args:
        model: the class of the model.
        saved: the state, as read from a file.
        world: the world that it was saved in.
        scenario: parameters from here on; those of the state when left out.

    Raises:
        StateError: the state belongs to another world or does not fit this model.
    """
    saved.check_world(world.content_hash)
    try:
        return _restore(model, saved.columns, world, scenario or saved.scenario())
    except (KeyError, ValueError, TypeError) as error:
        raise StateError(f"{saved.path}: the state does not fit this model: {error}") from error


def _restore(
    model: type[M], columns: Mapping[str, NDArray[Any]], world: World, scenario: Scenario
) -> M:
    return model.restore(columns, world, scenario)


def snapshot_key(
    scenario: Scenario, world: World, kind: str, model: type[Ecosystem] = Ecosystem
) -> str:
    """SHA-256 of all that can act before week 0.

    Args:
        scenario: parameters in force; its title, description and length do not count, nor do
            policies that start in week 0 or later.
        world: the stage.
        kind: "base" or "own".
        model: the class of the model; what a subclass is written in counts too, as do own modules,
            services and levers.
    """
    parameters = scenario.model_dump(mode="json", exclude={"title", "description"})
    parameters["run"].pop("weeks")
    parameters["policy"] = [each for each in parameters["policy"] if each["start"] < 0]
    content = {
        "kind": kind,
        "scenario": parameters,
        "world": world.content_hash,
        "source": source_hash(),
        "processor": processor(),
        "versions": {name: versions()[name] for name in NUMERICAL},
        "modules": contents(),
        "declared": {kind: declared()[kind] for kind in ("services", "levers")},
        "classes": [
            (each.__module__, each.__qualname__, module_hash(each))
            for each in takewhile(lambda each: each is not Ecosystem, model.__mro__)
        ],
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
