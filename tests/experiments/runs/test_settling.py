"""Settling is done once, kept within bounds, and shared by all arms of a comparison."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from ecosystem.policies.lever import LEVERS
from ecosystem.scenario import Scenario
from ecosystem.scenario.service_traits import SERVICES
from experiments.runs import settling
from experiments.runs.drive import OnWeek
from experiments.runs.settling import SnapshotCache, cache_folder, restored, snapshot_key
from experiments.runs.state_files import StateError, load_state, save_state
from tests.doubles.models import FakeModel, FakeWorld

WORLD = FakeWorld()


@pytest.fixture(autouse=True)
def _fake_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeModel, "steps_taken", 0)


@pytest.fixture
def cache(tmp_path: Path) -> SnapshotCache:
    return SnapshotCache(tmp_path / "kept")


def small(**changes: float) -> Scenario:
    """A scenario that settles 20 weeks and 6 more."""
    base = {"run.firms": 5, "run.settling_weeks": 20, "run.resettling_weeks": 6}
    return Scenario().replace(base | {key.replace("__", "."): value for key, value in changes.items()})


def settled(
    scenario: Scenario,
    world: FakeWorld,
    on_week: OnWeek | None = None,
    cache: SnapshotCache | None = None,
    model: type[FakeModel] = FakeModel,
) -> FakeModel:
    """Settle the model that only counts."""
    return settling.settled(scenario, world, on_week, cache, model=model)  # type: ignore[type-var]


def steps() -> int:
    taken = FakeModel.steps_taken
    FakeModel.steps_taken = 0
    return taken


def test_settling_ends_at_week_0_after_both_stretches(cache: SnapshotCache) -> None:
    weeks: list[int] = []
    model = settled(small(), WORLD, lambda model: weeks.append(model.week), cache)
    assert model.week == 0
    assert weeks == list(range(-25, 1))
    assert steps() == 26
    plain = FakeModel(small(run__settling_weeks=26), WORLD)
    for _ in range(26):
        plain.step()
    assert model.folded == plain.folded


def test_a_second_run_starts_at_once(cache: SnapshotCache) -> None:
    first = settled(small(), WORLD, None, cache)
    steps()
    again = settled(small(), WORLD, None, cache)
    assert steps() == 0
    assert (again.week, again.folded) == (first.week, first.folded)


def test_other_parameters_settle_the_second_stretch_only(cache: SnapshotCache) -> None:
    settled(small(), WORLD, None, cache)
    steps()
    changed = small(market__inside_share=0.5)
    model = settled(changed, WORLD, None, cache)
    assert steps() == 6
    assert model.parameters == changed
    settled(changed, WORLD, None, cache)
    assert steps() == 0
    plain = FakeModel(small(run__settling_weeks=26), WORLD)
    for _ in range(20):
        plain.step()
    plain.parameters = changed
    for _ in range(6):
        plain.step()
    assert model.folded == plain.folded


def test_the_order_of_runs_does_not_matter(tmp_path: Path) -> None:
    scenarios = [small(), small(market__inside_share=0.5)]
    results = []
    for order in (scenarios, scenarios[::-1]):
        cache = SnapshotCache(tmp_path / str(len(results)))
        results.append({s.market.inside_share: settled(s, WORLD, None, cache).folded for s in order})
    assert results[0] == results[1]


def test_title_and_length_do_not_ask_for_new_settling(cache: SnapshotCache) -> None:
    settled(small(), WORLD, None, cache)
    steps()
    model = settled(small(run__weeks=3).replace({"title": "Short"}), WORLD, None, cache)
    assert steps() == 0
    assert (model.parameters.title, model.parameters.run.weeks) == ("Short", 3)


def test_the_key_holds_all_that_can_act(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {
        snapshot_key(small(), WORLD, "own"),
        snapshot_key(small(), WORLD, "base"),
        snapshot_key(small(run__seed=2), WORLD, "own"),
        snapshot_key(small(run__firms=6), WORLD, "own"),
        snapshot_key(small(market__inside_share=0.5), WORLD, "own"),
        snapshot_key(small(), FakeWorld("1" * 64), "own"),
    }
    for name, value in (
        ("source_hash", "other"),
        ("processor", "abacus"),
        ("versions", dict.fromkeys(settling.NUMERICAL, "0")),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(settling, name, lambda value=value: value)
            keys.add(snapshot_key(small(), WORLD, "own"))
    assert len(keys) == 9
    assert snapshot_key(small(), WORLD, "own") in keys


def test_without_settling_nothing_is_simulated(cache: SnapshotCache) -> None:
    model = settled(small(run__settling_weeks=0, run__resettling_weeks=0), WORLD, None, cache)
    assert (steps(), model.week) == (0, 0)


def test_the_cache_drops_what_was_not_used_for_longest(fake: FakeModel, tmp_path: Path) -> None:
    save_state(tmp_path / "one.npz", fake)
    size = (tmp_path / "one.npz").stat().st_size
    cache = SnapshotCache(tmp_path / "kept", limit=2 * size)
    for moment, key in enumerate(("a", "b"), start=1):
        cache.keep(key, fake)
        os.utime(cache.folder / f"{key}.npz", (moment, moment))
    assert cache.find("a") is not None
    cache.keep("c", fake)
    assert {path.stem for path in cache.folder.iterdir()} == {"a", "c"}
    assert SnapshotCache(tmp_path / "none", limit=size - 1).keep("a", fake) is None
    assert list((tmp_path / "none").iterdir()) == []


def test_what_an_abandoned_run_left_is_cleared(fake: FakeModel, cache: SnapshotCache) -> None:
    cache.keep("a", fake)
    for name in (".unfinished-old", ".unfinished-new"):
        (cache.folder / name).write_bytes(b"x")
    os.utime(cache.folder / ".unfinished-old", (1, 1))
    cache.keep("b", fake)
    assert {path.name for path in cache.folder.iterdir()} == {"a.npz", "b.npz", ".unfinished-new"}


def test_a_damaged_snapshot_is_made_again(cache: SnapshotCache) -> None:
    first = settled(small(), WORLD, None, cache)
    for path in cache.folder.iterdir():
        path.write_bytes(path.read_bytes()[:100])
    steps()
    assert settled(small(), WORLD, None, cache).folded == first.folded
    assert steps() == 26
    settled(small(), WORLD, None, cache)
    assert steps() == 0


def test_an_unwritable_cache_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    cache = SnapshotCache(tmp_path / "file" / "kept")
    assert settled(small(), WORLD, None, cache).week == 0
    assert settled(small(), WORLD, None, cache).week == 0
    assert steps() == 52


def test_the_cache_folder_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(settling.CACHE_VARIABLE, str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv(settling.CACHE_VARIABLE)
    assert cache_folder().name == "cross-border-ecosystem"


def test_a_state_that_does_not_fit_is_refused(
    fake: FakeModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fake, "save", lambda: {"week": fake.folded})
    save_state(tmp_path / "a.npz", fake)
    with pytest.raises(StateError, match="does not fit this model"):
        restored(FakeModel, load_state(tmp_path / "a.npz"), WORLD)


def test_policies_count_only_where_they_can_act_before_week_0() -> None:
    def key(*policies: dict[str, object]) -> str:
        return snapshot_key(small().replace({"policy": list(policies)}), WORLD, "own")

    later = {"lever": "tariff", "size": 0.1, "start": 0}
    early = later | {"start": -1}
    assert key() == key(later) == key(later, later | {"size": 0.2})
    assert len({key(), key(early), key(early | {"size": 0.2})}) == 3
    assert settling.base_of(small().replace({"policy": [early]})).policy == ()


def test_a_world_settled_with_another_service_or_lever_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot_key(Scenario(), WORLD, "own")
    with monkeypatch.context() as patch:
        patch.setitem(LEVERS, "own", LEVERS["tariff"])
        assert snapshot_key(Scenario(), WORLD, "own") != before
    SERVICES.register(replace(SERVICES.traits[0], name="own"))
    try:
        assert snapshot_key(Scenario(), WORLD, "own") != before
    finally:
        SERVICES.remove("own")
    assert snapshot_key(Scenario(), WORLD, "own") == before
