"""Files are there in full or not at all, and foreign folders are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.errors import UsageError
from experiments.files import (
    UNFINISHED,
    check_folder,
    clear_unfinished,
    folder_lock,
    in_use,
    whole_file,
    write_whole,
)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_file_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_whole(path, b"old")
    with pytest.raises(RuntimeError), whole_file(path) as file:
        file.write(b"new, but not all of it")
        raise RuntimeError
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == {"a"}
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o644


def test_while_a_file_is_written_it_stands_aside(tmp_path: Path) -> None:
    with whole_file(tmp_path / "a") as file:
        file.write(b"x")
        (aside,) = names(tmp_path)
        assert aside.startswith(UNFINISHED)
    assert names(tmp_path) == {"a"}


def test_what_a_killed_process_was_writing_is_cleared(tmp_path: Path) -> None:
    (tmp_path / f"{UNFINISHED}x").write_text("half")
    (tmp_path / f"{UNFINISHED}folder").mkdir()
    (tmp_path / "a").write_text("whole")
    clear_unfinished(tmp_path)
    assert names(tmp_path) == {"a", f"{UNFINISHED}folder"}


def test_a_folder_is_new_or_holds_what_it_should(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert not check_folder(folder, "mark", "results")
    folder.mkdir()
    assert not check_folder(folder, "mark", "results")
    (folder / "early").touch()
    assert not check_folder(folder, "mark", "results", early=("early",))
    with pytest.raises(UsageError, match="out: holds something other than results; choose another"):
        check_folder(folder, "mark", "results")
    (folder / "mark").touch()
    assert check_folder(folder, "mark", "results")
    with pytest.raises(UsageError, match="mark: is a file, not a folder"):
        check_folder(folder / "mark", "mark", "results")


def test_a_folder_is_in_use_while_it_is_locked(tmp_path: Path) -> None:
    assert not in_use(tmp_path)
    with folder_lock(tmp_path):
        assert in_use(tmp_path)
    assert not in_use(tmp_path)
    assert not in_use(tmp_path / "nowhere")
