"""Equal seeds give equal runs, however they are cut, mixed with others, or what else changes."""

from __future__ import annotations

import gc
import io
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ecosystem import Ecosystem, Scenario
from ecosystem.agents.firms.entry import SLOTS
from ecosystem.state import Saved
from experiments.storage.run_folder import write_tables
from tests.small import default_world, run, same_state, small

TABLES = ("weekly", "countries", "firms", "listings", "providers", "corridors")
LIVELY: dict[str, dict[str, Any]] = {"sellers": {"entry_rate": 2.0, "starting_cash": 8_000.0}}
"""Many entries and exits, so that rows move every week."""


def model_of(seed: int = 1, firms: int = 30, **changes: dict[str, Any]) -> Ecosystem:
    return Ecosystem(small(firms=firms, seed=seed, **(LIVELY | changes)), default_world())


def files(model: Ecosystem, folder: Path) -> dict[str, bytes]:
    """The bytes of all Parquet tables of a model."""
    folder.mkdir()
    write_tables(folder, model, first_week=0)
    return {name: (folder / f"{name}.parquet").read_bytes() for name in TABLES}


# The same again ----------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path):
    one, again, other = (
        files(run(model_of(seed), 8), tmp_path / str(place))
        for place, seed in enumerate((1, 1, 2)))
    assert one == again
    for name in TABLES:
        assert one[name] != other[name], name
    weekly = pd.read_parquet(tmp_path / "0" / "weekly.parquet")
    assert weekly["entries"].sum() > 0
    assert weekly["exits"].sum() > 0


def test_one_number_more_shows_in_the_bytes(tmp_path):
    model = run(model_of(), 3)
    before = files(model, tmp_path / "before")
    model.firms.cash[-1] += 0.01
    after = files(model, tmp_path / "after")
    assert {name for name in TABLES if before[name] != after[name]} == {"firms"}


@pytest.mark.parametrize("seed", [0, 2**53 - 1])
def test_every_seed_has_its_own_world(seed):
    one, other = (run(model_of(number), 2).save() for number in (seed, 12345))
    assert not np.array_equal(one["firms/value"], other["firms/value"])
    same_state(one, run(model_of(seed), 2).save())


def test_looking_at_a_model_does_not_change_it():
    seen, alone = model_of(), model_of()
    for _ in range(5):
        seen.tables()
        seen.records.weekly()
        seen.records.countries()
        seen.save()
        seen.agents.agg("id", sum)
        seen.step()
        alone.step()
    same_state(seen.save(), alone.save())


# Two models in one process -----------------------------------------------------------------------


def test_two_models_step_by_turns_as_they_do_alone():
    settings = [(1, {}), (2, {"market": {"inside_share": 0.5}})]
    alone = [run(model_of(seed, **changes), 6).save() for seed, changes in settings]
    together = [model_of(seed, **changes) for seed, changes in settings]
    for _ in range(6):
        for model in together:
            model.step()
    for model, expected in zip(together, alone, strict=True):
        same_state(model.save(), expected)


def test_two_models_share_no_column():
    one, other = model_of(), model_of()
    for name in ("firms", "listings", "carriers", "platforms", "customs", "talent", "markets"):
        for column, values in getattr(one, name).data.items():
            assert not np.shares_memory(values, getattr(other, name).data[column]), f"{name}.{column}"
    kept = other.save()
    one.firms.cash += 1e6
    one.markets.spending *= 2.0
    run(one, 3)
    same_state(other.save(), kept)


def test_the_world_is_only_read():
    before = {name: values.copy() for name, values in world_arrays().items()}
    run(model_of(), 5)
    for name, values in world_arrays().items():
        np.testing.assert_array_equal(values, before[name], err_msg=name)


def world_arrays() -> dict[str, Any]:
    world = default_world()
    rooms = {name: getattr(world, name) for name in ("countries", "hubs", "categories", "providers", "bilateral")}
    return {
        f"{room}.{name}": values
        for room, table in rooms.items()
        for name, values in vars(table).items()
        if isinstance(values, np.ndarray)
    }


# Saved, restore, continue ------------------------------------------------------------------------


def through_bytes(state: Saved) -> Saved:
    """A state written to a file without pickle and read again."""
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **state)
    file.seek(0)
    with np.load(file, allow_pickle=False) as read:
        return {name: read[name] for name in read.files}


@pytest.mark.parametrize("cut", [0, 1, 7])
def test_a_restored_model_continues_bit_for_bit(cut, tmp_path):
    whole = run(model_of(), 12)
    first = run(model_of(), cut)
    state = through_bytes(first.save())
    same_state(state, first.save())
    second = Ecosystem.restore(state, default_world(), first.parameters)
    same_state(second.save(), first.save())
    run(second, 12 - cut)
    same_state(second.save(), whole.save())
    assert files(second, tmp_path / "second") == files(whole, tmp_path / "whole")


def test_a_model_goes_on_untouched_by_its_state():
    watched, alone = run(model_of(), 3), run(model_of(), 3)
    state = watched.save()
    kept = {name: values.copy() for name, values in state.items()}
    run(watched, 3)
    same_state(state, kept)
    for values in state.values():
        values[...] = np.zeros((), values.dtype)
    same_state(watched.save(), run(alone, 3).save())


def test_a_restored_model_does_not_write_into_its_state():
    first = run(model_of(), 3)
    state = first.save()
    kept = {name: values.copy() for name, values in state.items()}
    run(Ecosystem.restore(state, default_world(), first.parameters), 2)
    same_state(state, kept)


def test_a_state_is_plain_arrays_of_everything():
    state = run(model_of(), 2).save()
    assert all(isinstance(values, np.ndarray) and values.dtype.kind in "bif" for values in state.values())
    for name in ("week", "firms/cash", "listings/stock", "customs/held", "talent/wage", "records/weeks"):
        assert name in state


def test_a_state_changed_by_one_number_ends_elsewhere():
    first = run(model_of(), 3)
    state = first.save()
    state["listings/loyalty"][0] += 1.0
    second = Ecosystem.restore(state, default_world(), first.parameters)
    with pytest.raises(AssertionError):
        same_state(run(second, 3).save(), run(first, 3).save())


def test_a_state_that_lacks_a_column_is_refused():
    first = model_of()
    state = first.save()
    del state["firms/cash"]
    with pytest.raises(KeyError, match="cash"):
        Ecosystem.restore(state, default_world(), first.parameters)


# Common random numbers ---------------------------------------------------------------------------

BORN_WITH = (
    "country", "category", "weight", "volumetric", "value", "cost", "time_class", "quality_base",
    "quality", "starting_cash", "founded")


def firms_by_id(model: Ecosystem) -> pd.DataFrame:
    return model.firms.frame().set_index("id")


@pytest.mark.parametrize("policy", [
    {"customs": {"inspection_share": 1.0, "document_days": 10.0}},
    {"services": {"mail_per_kg": 20.0}},
    {"labour": {"quit_rate": 0.05}},
])
def test_a_policy_leaves_the_candidates_and_their_luck_alone(policy):
    base, changed = run(model_of(), 12), run(model_of(**policy), 12)
    one, other = firms_by_id(base), firms_by_id(changed)
    common = one.index.intersection(other.index)
    assert (common >= SLOTS).sum() >= 5, "entrants that live in both worlds"
    for name in BORN_WITH:
        np.testing.assert_array_equal(one.loc[common, name], other.loc[common, name], err_msg=name)
    assert not np.array_equal(one.loc[common, "revenue"], other.loc[common, "revenue"])


def test_the_market_fit_of_a_listing_is_its_own():
    """Two worlds in which a listing opened in the same week keep its luck with that market."""
    base, changed = (run(model_of(**policy), 10) for policy in ({}, {"customs": {"document_days": 10.0}}))
    keys = ["firm", "destination", "age"]
    one, other = (model.listings.frame().set_index(keys)["fit"] for model in (base, changed))
    common = one.index.intersection(other.index)
    assert 20 <= len(common) < max(len(one), len(other))
    np.testing.assert_array_equal(one.loc[common], other.loc[common])


def test_another_seed_is_another_draw_of_candidates():
    one, other = firms_by_id(run(model_of(1), 3)), firms_by_id(run(model_of(2), 3))
    common = one.index.intersection(other.index)
    assert not np.isclose(one.loc[common, "value"], other.loc[common, "value"]).any()


def test_more_firms_leave_the_first_ones_as_they_are():
    few, many = (firms_by_id(model_of(firms=number)) for number in (10, 40))
    for name in BORN_WITH:
        np.testing.assert_array_equal(few[name], many.loc[few.index, name], err_msg=name)


# Memory ------------------------------------------------------------------------------------------


def dropped(scenario: Scenario) -> weakref.ref[Ecosystem]:
    return weakref.ref(run(Ecosystem(scenario, default_world()), 1))


def test_a_model_that_is_dropped_is_freed():
    model = dropped(small(firms=5))
    gc.collect()
    assert model() is None


def test_a_model_in_use_is_not_freed():
    model = Ecosystem(small(firms=5), default_world())
    seen = weakref.ref(model)
    gc.collect()
    assert seen() is model
