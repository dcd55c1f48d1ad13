"""A small study, and what its folder holds."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from experiments.commands.sweep import finish
from experiments.execution.executors import Executor, LocalExecutor
from experiments.execution.tasks import simulate
from experiments.runs.environment import environment_of, world_in
from experiments.storage.store import Store
from experiments.storage.study_runner import Ending, Work, run_study
from experiments.studies.plan import PLAN, Plan
from experiments.studies.study_file import load_study
from experiments.terminal.study_progress import StudyProgress

STUDY = """
title = "Reviews"
weeks = 6
seeds = 8
[base.run]
firms = 40
settling_weeks = 2
resettling_weeks = 1
[[factor]]
key = "sellers.review_interval"
values = [4, 13]
[[outcome]]
indicator = "share_value_mail"
[[outcome]]
indicator = "sales"
summary = "sum"
start = 2
"""
RUNS = 16
FEW = STUDY.replace("seeds = 8", "seeds = 4").replace("values = [4, 13]", "values = [4]")


def swept(file: Path, out: Path, executor: Executor | int, work: Work = simulate) -> Ending:
    """Carry out a study file with an executor, or with a number of processes."""
    study = load_study(file)
    world = world_in(study.world)
    store = Store(out, Plan.of(study, environment_of(world)))
    workers = LocalExecutor(executor) if isinstance(executor, int) else executor
    progress = StudyProgress(Console(quiet=True))
    return run_study(study, world, workers, store, finish=finish, progress=progress, work=work)


def files(folder: Path) -> dict[str, bytes]:
    """All results by name, without what tells of times."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in [folder / PLAN, *folder.rglob("[!.]*.parquet")]
    }
