"""The folder of a run: tables, manifest and report, complete or not there at all."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import pandas as pd

from experiments.errors import UsageError, reason
from experiments.extensions import contents
from experiments.files import UNFINISHED, check_folder
from experiments.runs.drift import drift
from experiments.runs.drive import Model, RunEnding
from experiments.runs.provenance import peak_memory, processor, source_hash, version_of, versions

MANIFEST = "manifest.json"
RUNS = Path("runs")


class ResultsError(UsageError):
    """A results folder that cannot be made or written."""


class RunModel(Model, Protocol):
    """A model whose agents can be written out."""

    def tables(self) -> dict[str, pd.DataFrame]:
        """Firms, listings and providers as they stand."""
        ...


def default_folder(name: str, now: datetime | None = None) -> Path:
    """A new folder below `runs`, named by date, time and scenario."""
    moment = (now or datetime.now()).strftime("%Y%m%d-%H%M%S")
    word = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "base"
    folder, again = RUNS / f"{moment}-{word}", 1
    while folder.exists():
        again += 1
        folder = RUNS / f"{moment}-{word}-{again}"
    return folder


class ResultsFolder:
    """A results folder in the making.

    Everything is written into a hidden folder beside the target. On leaving the `with` block it
    is renamed to the target if `keep()` was called, and removed otherwise.

    Args:
        target: where the results are to be.
        force: whether results that are already there may be replaced. Other files in that
            folder stay.

    Raises:
        UsageError: on entering, when the target exists or cannot be written.
    """

    def __init__(self, target: Path, force: bool = False) -> None:
        self.target = target
        self.force = force
        self.path = target
        self._kept = False
        self._made: list[Path] = []

    def __enter__(self) -> Self:
        self._check_target()
        try:
            self.target = self.target.resolve()
            self._make_parents()
            self.path = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=self.target.parent))
            self.path.chmod(0o755)
        except OSError as error:
            self._remove_parents()
            raise ResultsError(f"{self.target}: cannot be written: {reason(error)}") from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self._kept:
                self._put_in_place()
        except OSError as fault:
            raise ResultsError(f"{self.target}: cannot be written: {reason(fault)}") from fault
        finally:
            shutil.rmtree(self.path, ignore_errors=True)
            if not self._kept:
                self._remove_parents()

    def keep(self) -> None:
        """Declare the folder complete."""
        self._kept = True

    def _check_target(self) -> None:
        try:
            holds_results = check_folder(self.target, MANIFEST, "results")
        except OSError as error:
            raise ResultsError(f"{self.target}: cannot be read: {reason(error)}") from error
        if holds_results and not self.force:
            raise ResultsError(f"{self.target}: already exists; choose another or add --force")

    def _make_parents(self) -> None:
        missing = [folder for folder in self.target.parents if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir()
            self._made.append(folder)
        if self.target.exists() and not os.access(self.target, os.W_OK):
            raise PermissionError(13, "Permission denied")

    def _remove_parents(self) -> None:
        for folder in reversed(self._made):
            try:
                folder.rmdir()
            except OSError:
                return

    def _put_in_place(self) -> None:
        if self.target.exists():
            for other in self.target.iterdir():
                if not (self.path / other.name).exists():
                    os.replace(other, self.path / other.name)
            old = Path(tempfile.mkdtemp(prefix=".replaced-", dir=self.target.parent))
            os.replace(self.target, old / "results")
            os.replace(self.path, self.target)
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.replace(self.path, self.target)


def write_tables(folder: Path, model: RunModel, first_week: int) -> None:
    """Write the tables of a run as Parquet: the weeks of this run, and its last week's agents.

    Raises:
        ResultsError: the folder cannot be written.
    """
    history = {"weekly": model.records.weekly(), "countries": model.records.countries()}
    tables = {name: table[table["week"] >= first_week] for name, table in history.items()}
    tables |= {name: table for name, table in model.tables().items() if name not in tables}
    for name, table in tables.items():
        write_table(folder, name, table)


def write_table(folder: Path, name: str, table: pd.DataFrame) -> None:
    """Write one table of a run as Parquet.

    Raises:
        ResultsError: the folder cannot be written.
    """
    try:
        table.reset_index(drop=True).to_parquet(folder / f"{name}.parquet", index=False)
    except OSError as error:
        raise ResultsError(f"{folder / name}: cannot be written: {reason(error)}") from error


def manifest(model: Model, ending: RunEnding, start: str, settling_seconds: float) -> dict[str, Any]:
    """What a reader needs to judge or repeat a run.

    Args:
        model: the model after its last week.
        ending: how the run went.
        start: what the run started from.
        settling_seconds: time spent before the first week of the run.
    """
    scenario = model.parameters
    return {
        "title": scenario.title,
        "written": datetime.now().astimezone().isoformat(timespec="seconds"),
        "seed": scenario.run.seed,
        "expansion_factor": model.expansion_factor,
        "start": start,
        "first_week": ending.first_week,
        "weeks": ending.weeks,
        "stopped_early": ending.stopped,
        "scenario": scenario.model_dump(mode="json"),
        "scenario_hash": scenario.content_hash,
        "changed_from_base": scenario.differences(),
        "world": model.world.content_hash,
        "source": source_hash(),
        "modules": contents(),
        "versions": versions() | {"pyarrow": version_of("pyarrow")},
        "processor": processor(),
        "settling_seconds": round(settling_seconds, 3),
        "drift_before_week_0_per_year": drift(model.records.weekly()),
        "wall_seconds": round(ending.seconds, 3),
        "weeks_per_second": round(ending.weeks / max(ending.seconds, 1e-9), 1),
        "peak_memory_bytes": peak_memory(),
    }


def write_manifest(folder: Path, content: dict[str, Any]) -> None:
    """Write the manifest of a run.

    Raises:
        ResultsError: the folder cannot be written.
    """
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    try:
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise ResultsError(f"{folder}: cannot be written: {reason(error)}") from error
