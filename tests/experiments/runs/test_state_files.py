"""A state file is whole, portable and honest about what it is."""

from __future__ import annotations

import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

from ecosystem.scenario import ScenarioError
from experiments.runs import state_files
from experiments.runs.state_files import StateError, load_state, save_state
from tests.doubles.models import FakeModel


def test_what_is_saved_comes_back(fake: FakeModel, tmp_path: Path) -> None:
    fake.step()
    columns = {
        "ids": np.arange(5),
        "firms/cash": np.array([1.5, -0.0, np.inf]),
        "names": np.array(["Köln", "São Paulo"]),
        "empty": np.empty((0, 4), dtype=np.float32),
        "flag": np.array(True),
        "file": np.array(7),
    }
    fake.save = lambda: columns  # type: ignore[method-assign]
    save_state(tmp_path / "a.npz", fake)
    saved = load_state(tmp_path / "a.npz")
    assert saved.columns.keys() == columns.keys()
    for name, column in columns.items():
        assert saved.columns[name].dtype == column.dtype
        np.testing.assert_array_equal(saved.columns[name], column)
    assert saved.about.week == 1
    assert saved.scenario() == fake.parameters
    assert saved.doubts() == []


def test_equal_models_give_equal_bytes(fake: FakeModel, tmp_path: Path) -> None:
    save_state(tmp_path / "a.npz", fake)
    save_state(tmp_path / "b.npz", fake)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    fake.step()
    save_state(tmp_path / "b.npz", fake)
    assert (tmp_path / "a.npz").read_bytes() != (tmp_path / "b.npz").read_bytes()


def test_nothing_is_left_of_a_state_that_cannot_be_saved(fake: FakeModel, tmp_path: Path) -> None:
    save_state(tmp_path / "a.npz", fake)
    before = (tmp_path / "a.npz").read_bytes()
    fake.save = lambda: {"fine": np.arange(3), "bad": np.array([{}])}  # type: ignore[method-assign]
    with pytest.raises(ValueError, match="Object arrays"):
        save_state(tmp_path / "a.npz", fake)
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]
    assert (tmp_path / "a.npz").read_bytes() == before


def test_a_place_that_cannot_be_written_is_named(fake: FakeModel, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "none" / "a.npz", tmp_path / "file" / "a.npz", tmp_path):
        with pytest.raises(StateError, match="cannot be written") as caught:
            save_state(place, fake)
        assert str(place) in str(caught.value)


def damaged(path: Path, kind: str) -> None:
    whole = path.read_bytes()
    half = len(whole) // 2
    if kind == "flipped":
        place = whole.index(np.arange(1000).tobytes()) + 100
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
    contents = {
        "cut": whole[:half],
        "empty": b"",
        "text": b"week,sales\n1,2\n",
        "pickle": pickle.dumps({"week": 1}),
        "zip without columns": whole[-22:],
    }
    if kind in contents:
        path.write_bytes(contents[kind])
    if kind == "array":
        with path.open("wb") as file:
            np.save(file, np.arange(3))
    if kind == "other archive":
        np.savez(path, week=np.array(3))
    if kind == "pickled column":
        with zipfile.ZipFile(path, "a") as archive, archive.open("state/x.npy", "w") as file:
            np.lib.format.write_array(file, np.array([{}]), allow_pickle=True)


@pytest.mark.parametrize(
    "kind",
    [
        "flipped",
        "cut",
        "empty",
        "text",
        "pickle",
        "zip without columns",
        "array",
        "other archive",
        "pickled column",
    ],
)
def test_a_wrong_or_damaged_file_is_refused(fake: FakeModel, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.npz"
    fake.save = lambda: {"ids": np.arange(1000)}  # type: ignore[method-assign]
    save_state(path, fake)
    load_state(path)
    damaged(path, kind)
    with pytest.raises(StateError, match="not a state file") as caught:
        load_state(path)
    assert str(path) in str(caught.value)


def test_missing_files_and_folders_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.npz"):
        with pytest.raises(StateError, match="cannot be read"):
            load_state(path)


def test_another_format_version_is_named(
    fake: FakeModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(state_files, "FORMAT_VERSION", 99)
        save_state(tmp_path / "a.npz", fake)
    with pytest.raises(StateError, match="state format 99; this program reads 2"):
        load_state(tmp_path / "a.npz")


def test_a_state_says_where_it_was_made(
    fake: FakeModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(state_files, "versions", lambda: {"numpy": "1.0"})
        patch.setattr(state_files, "processor", lambda: "abacus")
        save_state(tmp_path / "a.npz", fake)
    doubts = load_state(tmp_path / "a.npz").doubts()
    assert doubts == [f"numpy 1.0, here {np.__version__}", "another processor"]


def test_a_state_of_another_world_is_refused(fake: FakeModel, tmp_path: Path) -> None:
    save_state(tmp_path / "a.npz", fake)
    saved = load_state(tmp_path / "a.npz")
    saved.check_world(fake.world.content_hash)
    with pytest.raises(StateError, match="another world"):
        saved.check_world("1" * 64)


def test_parameters_that_no_longer_exist_are_named(fake: FakeModel, tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    save_state(path, fake)
    with np.load(path) as file:
        about = json.loads(str(file["about"]))
    about["scenario"]["run"]["sellers"] = 3
    np.savez(path, about=np.array(json.dumps(about)))
    with pytest.raises(ScenarioError, match="run.sellers: unknown key"):
        load_state(path).scenario()
