"""Own models settle, and their snapshots are never taken for those of the package's model."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from ecosystem import Ecosystem, Scenario
from experiments import settled
from experiments.runs.settling import SnapshotCache, snapshot_key
from tests.small import default_world, run, same_state

SHORT = Scenario().replace({"run.firms": 30, "run.settling_weeks": 2, "run.resettling_weeks": 2})


@pytest.fixture
def cache(tmp_path: Path) -> SnapshotCache:
    return SnapshotCache(tmp_path / "cache")


def test_an_own_model_settles_and_is_read_again(additions: SimpleNamespace, cache: SnapshotCache) -> None:
    kind, stepped = additions.ports.PortTrade, []
    settle = partial(
        settled, SHORT, default_world(), lambda model: stepped.append(model.week), cache, model=kind)
    first = settle()
    assert (type(first), first.week, len(stepped)) == (kind, 0, 4)
    again = settle()
    assert (type(again), len(stepped)) == (kind, 4)
    assert len(again.ports) > 0
    same_state(first.save(), again.save())
    same_state(run(first, 2).save(), run(again, 2).save())


def test_models_are_kept_apart(additions: SimpleNamespace, cache: SnapshotCache) -> None:
    kinds = (Ecosystem, additions.ports.PortTrade, additions.tolls.TollTrade)
    models = [settled(SHORT, default_world(), cache=cache, model=kind) for kind in kinds]
    assert [type(model) for model in models] == list(kinds)
    assert [hasattr(model, "ports") for model in models] == [False, True, True]
    assert len(list(cache.folder.glob("*.npz"))) == 2 * len(kinds)


def test_every_class_has_a_key_of_its_own(additions: SimpleNamespace) -> None:
    class Tuned(additions.ports.PortTrade):
        pass

    kinds = (Ecosystem, additions.ports.PortTrade, additions.tolls.TollTrade, Tuned)
    assert len({snapshot_key(SHORT, default_world(), "own", kind) for kind in kinds}) == len(kinds)
