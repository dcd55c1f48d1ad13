"""A sweep from a study file to the folder of its results."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from experiments.commands.status import status_table
from experiments.execution.executors import executor
from experiments.runs.environment import environment_of, world_in
from experiments.storage.compaction import RUN_TABLE, WEEKS, compact
from experiments.storage.loading import SweepResults, load_sweep
from experiments.storage.store import Store
from experiments.storage.study_runner import Ending, Progress, run_study
from experiments.studies.plan import Plan
from experiments.studies.study_file import load_study
from experiments.studies.sweep import Sweep
from experiments.terminal.study_progress import StudyProgress


@dataclass(frozen=True)
class SweepRequest:
    """What a person asked for.

    Attributes:
        study: the study, or its file (TOML).
        out: folder of the study, new or begun by an earlier sweep of the same study.
        workers: processes of this machine, or None for one for each processor.
        cluster: address of a Dask scheduler to use instead.
        force: whether another sweep in that folder may be replaced.
    """

    study: Sweep | Path
    out: Path
    workers: int | None = None
    cluster: str | None = None
    force: bool = False


def sweep(study: Sweep | str | Path, out: str | Path, workers: int | None = None) -> SweepResults:
    """Run a study: many scenarios and seeds, kept run by run.

    Args:
        study: the study, or its file (TOML).
        out: folder of the study; one that was begun is finished.
        workers: processes of this machine, or None for one for each processor.

    Returns:
        What the folder then holds.

    Raises:
        ScenarioError, UsageError: what was asked for cannot be done.
    """
    request = SweepRequest(study if isinstance(study, Sweep) else Path(study), Path(out), workers)
    run_sweep(request)
    return load_sweep(request.out)


def sweep_session(request: SweepRequest, show: Console, progress: Console) -> Ending:
    """Carry out a study, or what is left of it.

    Args:
        request: what to do.
        show: where the summary goes.
        progress: where progress goes.

    Raises:
        ScenarioError, UsageError: what was asked for cannot be done.
    """
    ending = run_sweep(request, StudyProgress(progress))
    show.print(status_table(request.out))
    for line in _ending_lines(ending):
        show.print(line, soft_wrap=True, highlight=False)
    return ending


def run_sweep(request: SweepRequest, progress: Progress | None = None) -> Ending:
    """Do the open runs of a sweep."""
    study = request.study if isinstance(request.study, Sweep) else load_study(request.study)
    world = world_in(study.world)
    plan = Plan.of(study, environment_of(world))
    workers = executor(request.workers, request.cluster, study.world, plan.environment)
    store = Store(request.out, plan, request.force)
    return run_study(study, world, workers, store, finish=finish, progress=progress)


def finish(store: Store) -> None:
    """Write the tables of a sweep whose runs have all ended."""
    compact(store.folder, store.plan)


def _ending_lines(ending: Ending) -> list[str]:
    if ending.open:
        return [f"Stopped; the same command goes on with the {ending.open} runs left."]
    if not ending.done:
        return ["No run was finished; there are no tables to write."]
    return [
        f"Runs:  {ending.folder / RUN_TABLE}",
        f"Weeks: {ending.folder / WEEKS}",
    ]
