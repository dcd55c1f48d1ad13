"""A results folder is complete or not there at all, and never swallows another one."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from experiments.errors import UsageError
from experiments.runs.drive import drive
from experiments.storage import run_folder
from experiments.storage.run_folder import (
    ResultsError,
    ResultsFolder,
    default_folder,
    manifest,
    write_manifest,
    write_tables,
)
from tests.doubles.models import FakeModel


def finished(target: Path, mark: str, force: bool = False) -> None:
    with ResultsFolder(target, force) as folder:
        (folder.path / run_folder.MANIFEST).write_text("{}")
        (folder.path / "mark").write_text(mark)
        folder.keep()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_folder_appears_only_when_complete(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "out"
    with ResultsFolder(target) as folder:
        (folder.path / "mark").write_text("1")
        assert not target.exists()
        folder.keep()
    assert (target / "mark").read_text() == "1"
    assert names(target.parent) == {"out"}


def test_nothing_is_left_of_a_run_that_failed(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), ResultsFolder(tmp_path / "deep" / "out") as folder:
        (folder.path / "mark").write_text("1")
        raise RuntimeError
    assert names(tmp_path) == set()


def test_what_was_kept_survives_a_later_fault(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), ResultsFolder(tmp_path / "out") as folder:
        (folder.path / "mark").write_text("1")
        folder.keep()
        raise RuntimeError
    assert names(tmp_path / "out") == {"mark"}


def test_results_are_replaced_only_when_told(tmp_path: Path) -> None:
    target = tmp_path / "out"
    finished(target, "old")
    with pytest.raises(ResultsError, match="already exists"):
        finished(target, "new")
    assert (target / "mark").read_text() == "old"
    (target / "notes.txt").write_text("mine")
    finished(target, "new", force=True)
    assert (target / "mark").read_text() == "new"
    assert (target / "notes.txt").read_text() == "mine"
    assert names(tmp_path) == {"out"}


def test_replacing_results_keeps_the_old_ones_until_the_new_are_complete(tmp_path: Path) -> None:
    target = tmp_path / "out"
    finished(target, "old")
    with pytest.raises(RuntimeError), ResultsFolder(target, force=True) as folder:
        (folder.path / "mark").write_text("new")
        raise RuntimeError
    assert (target / "mark").read_text() == "old"
    assert names(tmp_path) == {"out"}


def test_a_folder_with_something_else_is_never_replaced(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    finished(target, "into an empty folder")
    (target / run_folder.MANIFEST).unlink()
    with pytest.raises(UsageError, match="something other than results"):
        finished(target, "new", force=True)
    assert names(target) == {"mark"}


@pytest.mark.parametrize("place", ["file", "file/out"])
def test_a_file_in_the_way_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="file"):
        finished(tmp_path / place, "new", force=True)
    assert names(tmp_path) == {"file"}


def test_new_folders_are_named_by_time_and_scenario(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    moment = datetime(2024, 3, 5, 14, 7, 9)
    first = default_folder("No more: de minimis!", moment)
    assert first == Path("runs/20240305-140709-no-more-de-minimis")
    first.mkdir(parents=True)
    assert default_folder("No more: de minimis!", moment) == Path(f"{first}-2")
    assert default_folder("", moment).name == "20240305-140709-base"


def test_tables_hold_the_weeks_of_this_run_and_the_agents_of_its_last(
    fake: FakeModel, tmp_path: Path
) -> None:
    fake.step()
    ending = drive(fake, 4)
    write_tables(tmp_path, fake, ending.first_week)
    tables = {path.stem: pd.read_parquet(path) for path in tmp_path.iterdir()}
    assert set(tables) == {"weekly", "countries", "firms", "listings", "providers"}
    assert list(tables["weekly"]["week"]) == [1, 2, 3, 4]
    assert list(tables["countries"]["week"]) == [1, 2, 3, 4]
    assert len(tables["firms"]) == 8
    assert len(tables["providers"]) == 2


def test_equal_tables_give_equal_bytes(fake: FakeModel, tmp_path: Path) -> None:
    drive(fake, 4)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_tables(tmp_path / name, fake, 0)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_the_manifest_says_what_is_needed_to_repeat_the_run(
    fake: FakeModel, tmp_path: Path
) -> None:
    ending = drive(fake, 4)
    write_manifest(tmp_path, manifest(fake, ending, "founders", 1.5))
    said = json.loads((tmp_path / run_folder.MANIFEST).read_text(encoding="utf-8"))
    assert said["scenario"] == fake.parameters.model_dump(mode="json")
    assert said["changed_from_base"] == {"run.firms": 8, "run.settling_weeks": 0}
    assert (said["seed"], said["weeks"], said["stopped_early"]) == (1, 4, False)
    assert said["world"] == fake.world.content_hash
    assert set(said["versions"]) >= {"python", "numpy", "scipy", "mesa", "pandas", "pyarrow"}
    assert said["peak_memory_bytes"] > 1_000_000
    assert len(said["source"]) == 64
