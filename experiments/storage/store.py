"""The folder of a study: one Parquet file a run, named by all that the run depends on.

A file that is there is a finished run. It is written aside, brought to disk and renamed, so that
there is never half a run, and a sweep that was stopped goes on where it was.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from experiments.errors import UsageError, reason
from experiments.execution.tasks import ABOUT, Failure
from experiments.runs.state_files import UNFINISHED
from experiments.storage.manifest import MANIFEST, Manifest
from experiments.studies.plan import PLAN, Plan, PlannedRun

RUNS = "runs"
LOCK = ".lock"


class StoreError(UsageError):
    """A study folder that cannot be used as asked."""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there in full or not at all, whatever happens meanwhile."""
    aside = path.with_name(f"{UNFINISHED}{path.name}")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path)


def run_file(folder: Path, key: str) -> Path:
    """Where a run is kept."""
    return folder / RUNS / f"{key}.parquet"


def present(folder: Path) -> set[str]:
    """Keys of the runs whose files are there."""
    return {path.stem for path in (folder / RUNS).glob("[!.]*.parquet")}


class Store:
    """A study folder that one sweep works on; use it as a context manager.

    Args:
        folder: made when needed.
        plan: what the folder is to hold.

    Raises:
        StoreError: on entering, when the folder is in use, holds something else, holds this study
            under another source, version or design, or cannot be written.
    """

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder, self.plan = folder, plan
        self._lock = FileLock(folder / LOCK, timeout=1.0)

    def __enter__(self) -> Self:
        try:
            self._check_folder()
            (self.folder / RUNS).mkdir(parents=True, exist_ok=True)
            self._take_lock()
        except OSError as error:
            raise StoreError(f"{self.folder}: cannot be written: {reason(error)}") from error
        try:
            self._check_plan()
            self._clear_unfinished()
            path = self.folder / MANIFEST
            self.manifest = Manifest.opened(path, self.plan, self._sound())
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.manifest.close()
        self._lock.release()

    def open_runs(self) -> list[PlannedRun]:
        """The runs still to be done."""
        there = present(self.folder)
        return [run for run in self.plan.runs if run.key not in there]

    def keep(self, key: str, content: bytes, seconds: float) -> None:
        """Keep a finished run.

        Raises:
            StoreError: the disk is full or the folder cannot be written.
        """
        path = run_file(self.folder, key)
        try:
            write_whole(path, content)
        except OSError as error:
            raise StoreError(f"{path}: cannot be written: {reason(error)}") from error
        self.manifest.done(key, seconds)

    def fail(self, key: str, failure: Failure) -> None:
        """Note that a run failed."""
        self.manifest.failed(key, failure)

    def _check_folder(self) -> None:
        """Refuse a folder that is no study's."""
        folder = self.folder
        if folder.exists() and not folder.is_dir():
            raise StoreError(f"{folder}: is a file, not a folder")
        if folder.is_dir() and not (folder / PLAN).exists():
            others = [path.name for path in folder.iterdir() if path.name not in (RUNS, LOCK)]
            if others:
                raise StoreError(f"{folder}: holds something other than a study; choose another")

    def _take_lock(self) -> None:
        """Be the only sweep in the folder; the lock of a dead process is free."""
        try:
            self._lock.acquire()
        except Timeout as error:
            with closing(Manifest.looked_at(self.folder / MANIFEST, self.plan, ())) as manifest:
                other = manifest.last_sweep()
            who = f" (process {other.process} on {other.host})" if other else ""
            raise StoreError(f"{self.folder}: another sweep works on it{who}") from error

    def _check_plan(self) -> None:
        """Go on with the plan that is there, or put this one down."""
        if (self.folder / PLAN).exists():
            changes = self.plan.changes_since(Plan.read(self.folder))
            if changes:
                what = "\n".join(f"  {change}" for change in changes)
                raise StoreError(f"{self.folder}: was begun under other conditions:\n{what}\n"
                                 "Choose another folder, or go back to what it was.")
        write_whole(self.folder / PLAN, self.plan.text().encode())

    def _clear_unfinished(self) -> None:
        for place in (self.folder, self.folder / RUNS):
            for path in place.glob(f"{UNFINISHED}*"):
                path.unlink(missing_ok=True)

    def _sound(self) -> set[str]:
        """Keys of the finished runs; a damaged file is removed, and its run will be done again."""
        keys = present(self.folder)
        for key in damaged(self.folder, keys):
            run_file(self.folder, key).unlink()
            keys.discard(key)
        return keys


def damaged(folder: Path, keys: Iterable[str]) -> list[str]:
    """Keys of the files that do not hold the run that they are named after."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    wrong = []
    for key in keys:
        try:
            said = pq.read_metadata(run_file(folder, key)).metadata or {}
            if json.loads(said[ABOUT])["key"] != key:
                wrong.append(key)
        except (pa.ArrowInvalid, OSError, KeyError, ValueError):
            wrong.append(key)
    return wrong


def in_use(folder: Path) -> bool:
    """Whether a sweep works on a folder just now."""
    try:
        with FileLock(folder / LOCK, timeout=0.0):
            return False
    except Timeout:
        return True
    except OSError:
        return False
