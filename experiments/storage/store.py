"""The folder of a study: the tables of every run, in files named by all that the run depends on.

A run whose files are there is finished. They are written whole, so that there is never half a table,
and a study that was stopped goes on where it was.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from filelock import Timeout

from experiments.errors import UsageError, reason
from experiments.execution.tasks import ABOUT, Failure
from experiments.files import LOCK, check_folder, clear_unfinished, folder_lock, write_whole
from experiments.storage.manifest import MANIFEST, Manifest
from experiments.studies.plan import PLAN, Plan, PlannedRun

if TYPE_CHECKING:
    import pyarrow as pa

RUNS = "runs"


class StoreError(UsageError):
    """A study folder that cannot be used as asked."""


def run_file(folder: Path, key: str, table: str) -> Path:
    """Where a table of a run is kept."""
    return folder / RUNS / f"{key}.{table}.parquet"


def present(folder: Path, plan: Plan) -> set[str]:
    """Keys of the planned runs all of whose tables are there."""
    there = {path.name for path in (folder / RUNS).glob("[!.]*.parquet")}
    return {
        run.key
        for run in plan.runs
        if all(run_file(folder, run.key, table).name in there for table in plan.tables)
    }


def read_run(folder: Path, key: str, table: str) -> pa.Table:
    """A table of a finished run.

    Raises:
        StoreError: the file is missing or damaged.
    """
    import pyarrow.parquet as pq

    path = run_file(folder, key, table)
    try:
        with path.open("rb") as file:
            return pq.read_table(file).replace_schema_metadata(None)
    except (OSError, ValueError) as error:
        raise StoreError(f"{path}: damaged; remove it, and it will be run again") from error


class Store:
    """A study folder that one process works on; use it as a context manager.

    Args:
        folder: made when needed.
        plan: what the folder is to hold.
        replace: whether the runs of another study of the same kind may be replaced.

    Raises:
        UsageError: on entering, when the folder is in use, holds something else, holds a study of
            another kind, source, version or design, or cannot be written.
    """

    def __init__(self, folder: Path, plan: Plan, replace: bool = False) -> None:
        self.folder, self.plan, self.replace = folder, plan, replace
        self._lock = folder_lock(folder)

    def __enter__(self) -> Self:
        try:
            check_folder(self.folder, PLAN, "a study", early=(RUNS, LOCK))
            (self.folder / RUNS).mkdir(parents=True, exist_ok=True)
            self._take_lock()
        except OSError as error:
            raise StoreError(f"{self.folder}: cannot be written: {reason(error)}") from error
        try:
            self._adopt_plan()
            clear_unfinished(self.folder)
            clear_unfinished(self.folder / RUNS)
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
        there = present(self.folder, self.plan)
        return [run for run in self.plan.runs if run.key not in there]

    def keep(self, key: str, tables: Mapping[str, bytes], seconds: float) -> None:
        """Keep a finished run.

        Raises:
            StoreError: the disk is full or the folder cannot be written.
        """
        for name, content in tables.items():
            path = run_file(self.folder, key, name)
            try:
                write_whole(path, content)
            except OSError as error:
                raise StoreError(f"{path}: cannot be written: {reason(error)}") from error
        self.manifest.done(key, seconds)

    def fail(self, key: str, failure: Failure) -> None:
        """Note that a run failed."""
        self.manifest.failed(key, failure)

    def _take_lock(self) -> None:
        """Be the only process in the folder; the lock of a dead process is free."""
        try:
            self._lock.acquire()
        except Timeout as error:
            with closing(Manifest.looked_at(self.folder / MANIFEST, self.plan, ())) as manifest:
                other = manifest.last_session()
            who = f" (process {other.process} on {other.host})" if other else ""
            raise StoreError(f"{self.folder}: another process works on it{who}") from error

    def _adopt_plan(self) -> None:
        """Go on with the study that is there, or put this one down."""
        if (self.folder / PLAN).exists():
            there = Plan.read(self.folder)
            if there.kind != self.plan.kind:
                raise StoreError(
                    f"{self.folder}: holds a {there.kind}, not a {self.plan.kind}; choose another")
            changes = self.plan.changes_since(there)
            if changes and not self.replace:
                what = "\n".join(f"  {change}" for change in changes)
                raise StoreError(
                    f"{self.folder}: was begun under other conditions:\n{what}\n"
                    "Choose another folder, go back to what it was, or add --force to replace it.")
            if changes:
                self._discard_runs()
        write_whole(self.folder / PLAN, self.plan.text().encode())

    def _discard_runs(self) -> None:
        shutil.rmtree(self.folder / RUNS)
        (self.folder / RUNS).mkdir()
        for path in self.folder.glob(f"{MANIFEST}*"):
            path.unlink()

    def _sound(self) -> set[str]:
        """Keys of the finished runs; a damaged file is removed, and its run will be done again."""
        keys = present(self.folder, self.plan)
        for key in list(keys):
            for table in self.plan.tables:
                path = run_file(self.folder, key, table)
                if not is_of_run(path, key):
                    path.unlink()
                    keys.discard(key)
        return keys


def is_of_run(path: Path, key: str) -> bool:
    """Whether a file is sound and holds the run that it is named after."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        said = pq.read_metadata(path).metadata or {}
        return bool(json.loads(said[ABOUT])["key"] == key)
    except (pa.ArrowInvalid, OSError, KeyError, ValueError):
        return False
