"""A study's results as pandas frames."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from experiments.storage.compaction import RUN_TABLE, WEEKS, frames
from experiments.storage.manifest import MANIFEST, Fault, Manifest
from experiments.storage.store import present
from experiments.studies.plan import Plan


@dataclass(frozen=True)
class StudyResults:
    """What a study folder holds.

    Attributes:
        folder: where it is.
        title: name of the study.
        question: what it is to answer.
        factors: parameters that vary, columns of `runs`.
        outcomes: what was summed up of each run, columns of `runs`.
        runs: one row for each finished run: number, key, seed, factors, outcomes.
        weeks: one row for each finished run (`run`) and week, with all weekly indicators.
        failures: one row for each run that failed: number, seed, factors, message.
    """

    folder: Path
    title: str
    question: str
    factors: list[str]
    outcomes: list[str]
    runs: pd.DataFrame
    weeks: pd.DataFrame
    failures: pd.DataFrame


def load(folder: str | Path) -> StudyResults:
    """Read a study folder, finished or not.

    Raises:
        PlanError: the folder holds no study.
    """
    folder = Path(folder)
    plan = Plan.read(folder)
    compacted = folder / RUN_TABLE, folder / WEEKS
    if all(path.is_file() for path in compacted):
        runs, weeks = (pd.read_parquet(path) for path in compacted)
    else:
        runs, weeks = frames(folder, plan)
    with closing(Manifest.looked_at(folder / MANIFEST, plan, present(folder))) as manifest:
        faults = manifest.faults()
    return StudyResults(
        folder=folder,
        title=plan.title,
        question=plan.question,
        factors=plan.factors,
        outcomes=[outcome.name for outcome in plan.outcomes],
        runs=runs,
        weeks=weeks,
        failures=_failures(faults),
    )


def _failures(faults: list[Fault]) -> pd.DataFrame:
    rows = [asdict(fault) for fault in faults]
    rows = [{"run": row.pop("number"), **row.pop("factors"), **row} for row in rows]
    return pd.DataFrame(rows, columns=None if rows else ["run", "seed", "message"])
