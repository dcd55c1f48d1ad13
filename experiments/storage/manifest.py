"""The manifest of a study: what became of every run, in SQLite, for anyone to look at meanwhile.

The files of finished runs are the truth. The manifest adds times and faults; lost or damaged, it
is made again from the plan and the files.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import time
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pandas as pd

from experiments.execution.tasks import Failure
from experiments.studies.plan import Plan

MANIFEST = "manifest.sqlite"
OPEN, DONE, FAILED = "open", "done", "failed"
RECENT = 100
"""Finished runs over which the present rate is measured."""

_TABLES = """
CREATE TABLE IF NOT EXISTS runs (
    key TEXT PRIMARY KEY, number INTEGER NOT NULL, seed INTEGER NOT NULL,
    labels TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'open',
    finished REAL, seconds REAL, message TEXT, trace TEXT
);
CREATE TABLE IF NOT EXISTS sessions (started REAL, host TEXT, process INTEGER, workers TEXT);
"""


@dataclass(frozen=True)
class Fault:
    """A run that failed: its number, its seed, its labels, and what went wrong."""

    number: int
    seed: int
    labels: dict[str, Any]
    message: str


@dataclass(frozen=True)
class Session:
    """When and where the folder was last worked on."""

    started: float
    host: str
    process: int
    workers: str


def rate(moments: Collection[float], now: float) -> float:
    """Runs a second, from the moments when the last few of them ended; 0 when there are none."""
    recent = sorted(moments)[-RECENT:]
    if len(recent) < 2:
        return 0.0
    return (len(recent) - 1) / max(now - recent[0], 1e-9)


class Manifest:
    """What became of every run.

    Args:
        database: a connection, to be closed by `close`.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    @classmethod
    def opened(cls, path: Path, plan: Plan, present: Collection[str]) -> Self:
        """The manifest in a file, brought into line with the plan and the finished runs.

        Args:
            path: the file; made anew when missing or damaged.
            plan: all runs there are.
            present: keys of the runs whose files are there.
        """
        try:
            return cls._reconciled(path, plan, present)
        except sqlite3.DatabaseError:
            for ending in ("", "-wal", "-shm"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
            return cls._reconciled(path, plan, present)

    @classmethod
    def looked_at(cls, path: Path, plan: Plan, present: Collection[str]) -> Self:
        """A copy of the manifest in a file, as `opened` would find it; nothing is written."""
        copy = sqlite3.connect(":memory:")
        try:
            if path.is_file():
                with closing(sqlite3.connect(path, timeout=10.0)) as database:
                    database.backup(copy)
            cls._list(copy, plan, present)
        except sqlite3.DatabaseError:
            copy.close()
            copy = sqlite3.connect(":memory:")
            cls._list(copy, plan, present)
        return cls(copy)

    @classmethod
    def _reconciled(cls, path: Path, plan: Plan, present: Collection[str]) -> Self:
        database = sqlite3.connect(path, timeout=10.0)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            cls._list(database, plan, present)
        except sqlite3.DatabaseError:
            database.close()
            raise
        return cls(database)

    @staticmethod
    def _list(database: sqlite3.Connection, plan: Plan, present: Collection[str]) -> None:
        """List all planned runs and no others; those whose files are there are done."""
        rows = [(run.key, run.number, run.seed, json.dumps(run.labels)) for run in plan.runs]
        insert = (
            "INSERT INTO runs (key, number, seed, labels) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (key) DO UPDATE SET "
            "number = excluded.number, seed = excluded.seed, labels = excluded.labels"
        )
        change = "UPDATE runs SET state = ?1 WHERE key = ?2 AND (state = ?3) <> (?1 = ?3)"
        states = [(DONE if run.key in present else OPEN, run.key, DONE) for run in plan.runs]
        database.executescript(_TABLES)
        database.execute("SELECT started, host, process, workers FROM sessions LIMIT 0")
        with database:
            database.executemany(insert, rows)
            database.execute("CREATE TEMP TABLE planned (key TEXT PRIMARY KEY)")
            database.executemany("INSERT INTO planned VALUES (?)", [(row[0],) for row in rows])
            database.execute("DELETE FROM runs WHERE key NOT IN (SELECT key FROM planned)")
            database.executemany(change, states)

    def begin(self, workers: str) -> None:
        """Note that work starts here and now; what failed before will be tried again."""
        with self._database as database:
            again = "UPDATE runs SET state = ?, message = NULL, trace = NULL WHERE state = ?"
            database.execute(again, (OPEN, FAILED))
            row = (time.time(), platform.node(), os.getpid(), workers)
            database.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", row)

    def done(self, key: str, seconds: float) -> None:
        """Note that a run is finished and kept, and how long it took."""
        self._note(key, state=DONE, seconds=seconds, message=None, trace=None)

    def failed(self, key: str, failure: Failure) -> None:
        """Note that a run failed, and why."""
        self._note(key, state=FAILED, seconds=None, message=failure.message, trace=failure.trace)

    def _note(self, key: str, **values: str | float | None) -> None:
        values |= {"finished": time.time()}
        columns = ", ".join(f"{name} = :{name}" for name in values)
        with self._database as database:
            database.execute(f"UPDATE runs SET {columns} WHERE key = :key", {"key": key, **values})

    def counts(self) -> dict[str, int]:
        """Number of runs done, failed and open."""
        found = dict(self._database.execute("SELECT state, count(*) FROM runs GROUP BY state"))
        return {state: found.get(state, 0) for state in (DONE, FAILED, OPEN)}

    def faults(self) -> list[Fault]:
        """The runs that failed, in order."""
        rows = self._database.execute(
            "SELECT number, seed, labels, message FROM runs WHERE state = ? ORDER BY number",
            (FAILED,),
        )
        return [Fault(number, seed, json.loads(labels), said) for number, seed, labels, said in rows]

    def run_table(self) -> pd.DataFrame:
        """What became of every run, in order: labels, seed, state, seconds, message."""
        rows = self._database.execute(
            "SELECT labels, seed, state, seconds, message FROM runs ORDER BY number")
        names = ("seed", "state", "seconds", "message")
        return pd.DataFrame(
            [json.loads(labels) | dict(zip(names, rest, strict=True)) for labels, *rest in rows])

    def moments(self, since: float) -> list[float]:
        """When the last few runs ended, no earlier than a moment."""
        rows = self._database.execute(
            "SELECT finished FROM runs WHERE finished >= ? ORDER BY finished DESC LIMIT ?",
            (since, RECENT),
        )
        return [moment for (moment,) in rows]

    def last_session(self) -> Session | None:
        """The process that works on the folder, or the last one that did."""
        rows = self._database.execute("SELECT * FROM sessions ORDER BY started DESC LIMIT 1")
        return next((Session(*row) for row in rows), None)

    def close(self) -> None:
        """Close the file; the log is folded into it."""
        self._database.close()
