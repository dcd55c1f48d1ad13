"""What a person names in place of a file or folder: devices, pipes, loops, locked places, files of 100 MB."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ecosystem import Scenario, World, WorldError
from experiments.extensions import load_extensions
from experiments.runs.environment import load_world
from experiments.runs.state_files import load_state
from experiments.storage.loading import load
from experiments.studies.comparison_file import read_comparison
from experiments.studies.plan import PLAN
from experiments.studies.study_file import load_study
from tests.doubles.tiny_world import TINY
from tests.fuzz.judging import judged
from tests.small import default_world

NOBODY = 65_534

READERS: dict[str, Callable[[Path], Any]] = {
    "scenario": Scenario.load,
    "study": load_study,
    "comparison": lambda path: read_comparison([path], default_world(), seeds=2),
    "world": World.load,
    "world of the command line": load_world,
    "state": load_state,
    "module": lambda path: load_extensions([path]),
    "results": load,
}
"""What reads a file or folder that a person names."""
FOLDERS = ("world", "world of the command line", "results")


def odd_places(folder: Path) -> dict[str, Path]:
    """Places that are no file, or none that can be read."""
    (folder / "pipe.py").unlink(missing_ok=True)
    os.mkfifo(folder / "pipe.py")
    (folder / "loop.py").symlink_to(folder / "loop.py")
    (folder / "lost.py").symlink_to(folder / "nowhere.py")
    (folder / "zero.py").symlink_to("/dev/zero")
    (folder / "folder.py").mkdir()
    (folder / "empty.py").write_bytes(b"")
    (folder / "null.py").write_bytes(b"\0" * 9)
    with (folder / "large.py").open("wb") as file:
        file.truncate(100_000_000)
    names = ("pipe", "loop", "lost", "zero", "folder", "null", "large", "none")
    return {name: folder / f"{name}.py" for name in names} | {
        "long name": folder / f"{'x' * 300}.py",
        "long path": folder / "/".join(["x" * 200] * 40) / "a.py",
        "below a file": folder / "empty.py" / "a.py",
        "NUL": folder / "a\0b.py",
        "two lines": folder / "a\nb.py",
    }


ODD = ("pipe", "loop", "lost", "zero", "folder", "null", "large", "none", "long name", "long path", "below a file", "NUL", "two lines")


pytestmark = pytest.mark.skipif(not hasattr(os, "seteuid"), reason="pipes, devices and locks are those of Unix")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("place", ODD)
def test_an_odd_place_is_refused_at_once(tmp_path: Path, reader: str, place: str) -> None:
    path = odd_places(tmp_path)[place]
    names = () if place == "two lines" else ("/test_an_odd", "x" * 100)
    with at_once():
        assert judged(lambda: READERS[reader](path), *names) is None


@contextmanager
def at_once(seconds: float = 10.0) -> Iterator[None]:
    """Fail rather than wait for ever for a pipe or a device."""

    def too_late(_signal: int, _frame: object) -> None:
        pytest.fail(f"no answer in {seconds:g} s")

    before = signal.signal(signal.SIGALRM, too_late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("name", ["countries.csv", "fillings.csv", "outlines.json", "sea_paths.json"])
@pytest.mark.parametrize("place", ["pipe", "loop", "lost", "zero", "folder", "large"])
def test_an_odd_place_in_a_world(tmp_path: Path, name: str, place: str) -> None:
    odd = odd_places(tmp_path)[place]
    world = tmp_path / "world"
    world.mkdir()
    for file, text in TINY.items():
        (world / file).write_text(text, encoding="utf-8")
    (world / name).unlink(missing_ok=True)
    (world / name).symlink_to(odd)
    with at_once(), pytest.raises(WorldError, match=f"{name}: (cannot be read|has 100.0 MB)"):
        World.load(world)


@pytest.mark.parametrize("place", ["pipe", "loop", "zero", "folder", "large"])
def test_an_odd_place_in_a_study(tmp_path: Path, place: str) -> None:
    odd = odd_places(tmp_path)[place]
    (tmp_path / PLAN).symlink_to(odd)
    with at_once():
        assert judged(lambda: load(tmp_path), PLAN) is None


@contextmanager
def somebody_else() -> Iterator[None]:
    """For root, which no lock keeps out: for a while, do as a user who owns nothing."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("locked", ["it", "above"])
def test_a_locked_place_is_refused(tmp_path: Path, reader: str, locked: str) -> None:
    above = tmp_path / "above"
    path = above / "mine.py"
    above.mkdir()
    path.mkdir() if reader in FOLDERS else path.write_text("[run]\nfirms = 3\n")
    (path if locked == "it" else above).chmod(0)
    try:
        with somebody_else():
            assert judged(lambda: READERS[reader](path), "mine.py") is None
    finally:
        above.chmod(0o700)
        path.chmod(0o700)
