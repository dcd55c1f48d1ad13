"""A study's results as pandas frames."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from experiments.errors import UsageError
from experiments.storage.compaction import RUN_TABLE, WEEKS, frames
from experiments.storage.manifest import DONE, MANIFEST, Fault, Manifest
from experiments.storage.pairs import paired_table
from experiments.storage.store import present
from experiments.studies.comparison import COMPARISON
from experiments.studies.plan import PLAN, Plan, PlanError


@dataclass(frozen=True)
class SweepResults:
    """What the folder of a sweep holds.

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


@dataclass(frozen=True)
class ComparisonResults:
    """What the folder of a comparison holds; effects are empty until every run is done.

    Attributes:
        folder: where it is.
        title: name of the comparison.
        question: what it is about.
        effects: effects on the world and on the countries concerned, by arm, window and outcome.
        by_country: the same by country.
        by_service: the same by service.
        through_time: smoothed differences by arm, outcome and week.
        weekly: one row for each finished run (`arm`, `seed`) and week.
        runs: one row for each run: arm, seed, state, seconds, message.
        failures: one row for each run that failed: number, arm, seed, message.
    """

    folder: Path
    title: str
    question: str
    effects: pd.DataFrame
    by_country: pd.DataFrame
    by_service: pd.DataFrame
    through_time: pd.DataFrame
    weekly: pd.DataFrame
    runs: pd.DataFrame
    failures: pd.DataFrame


def load(folder: str | Path) -> SweepResults | ComparisonResults:
    """Read the folder of a study, finished or not.

    Raises:
        PlanError: the folder holds no study.
    """
    folder = Path(folder)
    plan = Plan.read(folder)
    return load_comparison(folder) if plan.kind == COMPARISON else load_sweep(folder)


def load_sweep(folder: Path) -> SweepResults:
    """Read the folder of a sweep, finished or not."""
    plan = Plan.read(folder)
    compacted = folder / RUN_TABLE, folder / WEEKS
    if all(path.is_file() for path in compacted):
        runs, weeks = map(_table, compacted)
    else:
        runs, weeks = frames(folder, plan)
    with closing(_manifest(folder, plan)) as manifest:
        faults = manifest.faults()
    return SweepResults(
        folder=folder,
        title=plan.title,
        question=plan.question,
        factors=plan.labels,
        outcomes=[outcome.name for outcome in plan.outcomes],
        runs=runs,
        weeks=weeks,
        failures=_failures(faults),
    )


def load_comparison(folder: Path) -> ComparisonResults:
    """Read the folder of a comparison, finished or not."""
    plan = Plan.read(folder)
    _check_arms(folder, plan)
    with closing(_manifest(folder, plan)) as manifest:
        faults, runs = manifest.faults(), manifest.run_table()
    complete = bool((runs["state"] == DONE).all())
    names = ("effects", "by_country", "by_service", "through_time")
    paths = {name: folder / f"{name}.parquet" for name in names}
    effects = {
        name: _table(path) if complete and path.is_file() else pd.DataFrame()
        for name, path in paths.items()
    }
    return ComparisonResults(
        folder=folder,
        title=plan.title,
        question=plan.question,
        weekly=paired_table(folder, plan, "weekly"),
        runs=runs,
        failures=_failures(faults),
        **effects,
    )


def _table(path: Path) -> pd.DataFrame:
    """A table that the last step of a study wrote."""
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(f"{path}: damaged; the command that began the study writes it anew") from error


def _check_arms(folder: Path, plan: Plan) -> None:
    """Refuse a plan whose runs belong to no arm.

    Raises:
        PlanError: the plan was changed by hand, or is that of something else.
    """
    arms = plan.conditions.get("arms")
    if not isinstance(arms, list) or any(run.labels.get("arm") not in arms for run in plan.runs):
        raise PlanError(f"{folder / PLAN}: damaged: its runs belong to no arm")


def _manifest(folder: Path, plan: Plan) -> Manifest:
    return Manifest.looked_at(folder / MANIFEST, plan, present(folder, plan))


def _failures(faults: list[Fault]) -> pd.DataFrame:
    rows = [asdict(fault) for fault in faults]
    rows = [{"run": row.pop("number"), **row.pop("labels"), **row} for row in rows]
    return pd.DataFrame(rows, columns=None if rows else ["run", "seed", "message"])
