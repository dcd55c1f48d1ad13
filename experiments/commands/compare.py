"""A comparison from what a person asked for to the folder with tables and report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from ecosystem.world import World
from experiments.analysis.paired_effects import as_arrays, paired_effects
from experiments.commands.status import status_table
from experiments.errors import UsageError, reason
from experiments.execution.executors import executor
from experiments.extensions import contents
from experiments.files import write_whole
from experiments.runs.environment import environment_of, load_world
from experiments.runs.provenance import processor, source_hash, versions
from experiments.storage.compaction import RUN_TABLE
from experiments.storage.loading import ComparisonResults, load_comparison
from experiments.storage.manifest import Manifest
from experiments.storage.pairs import paired_table
from experiments.storage.run_folder import default_folder, write_manifest
from experiments.storage.store import Store
from experiments.storage.study_runner import Ending, Progress, run_study
from experiments.studies.comparison import Comparison
from experiments.studies.comparison_file import Source, read_comparison
from experiments.studies.plan import Plan
from experiments.terminal.effect_tables import effects_table, pairing_line, services_table
from experiments.terminal.study_progress import StudyProgress


@dataclass(frozen=True)
class CompareRequest:
    """What a person asked for.

    Attributes:
        sources: scenarios, their files, names of ready studies, or the word "base".
        seeds: number of seeds, counted up from the base's.
        weeks, firms: instead of the base's.
        world: folder of the world, or None for the default one.
        out: folder, new or begun by the same comparison; a new one below runs/ when None.
        workers: processes of this machine, or None for one for each processor.
        cluster: address of a Dask scheduler to use instead.
        force: whether another comparison in that folder may be replaced.
    """

    sources: Sequence[Source]
    seeds: int = 10
    weeks: int | None = None
    firms: int | None = None
    world: Path | None = None
    out: Path | None = None
    workers: int | None = None
    cluster: str | None = None
    force: bool = False

    @property
    def changes(self) -> dict[str, int]:
        """Parameters given apart from the sources, by dotted key."""
        sizes = {"run.weeks": self.weeks, "run.firms": self.firms}
        return {key: value for key, value in sizes.items() if value is not None}


def compare(
    base: Source,
    *policies: Source,
    seeds: int = 10,
    weeks: int | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
) -> ComparisonResults:
    """Compare policies with a base, in pairs of runs that share every draw.

    Args:
        base: a scenario, its file, the name of a ready study, or "base" for the base scenario.
            Alone it is compared with itself without its policies.
        policies: the same, each laid over the base.
        seeds: pairs of runs, one for each seed.
        weeks: weeks to simulate, or None for those of the base.
        workers: processes of this machine, or None for one for each processor.
        out: folder, new or begun by the same comparison; a new one below runs/ when None.

    Returns:
        What the folder then holds.

    Raises:
        ScenarioError, UsageError: what was asked for cannot be done.
    """
    folder = None if out is None else Path(out)
    request = CompareRequest(
        (base, *policies), seeds=seeds, weeks=weeks, workers=workers, out=folder)
    _, ending = run_comparison(request)
    return load_comparison(ending.folder)


def compare_session(request: CompareRequest, show: Console, progress: Console) -> Ending:
    """Carry out a comparison, or what is left of it, and write tables and report.

    Args:
        request: what to do.
        show: where the effects go.
        progress: where progress goes.

    Raises:
        ScenarioError, UsageError: what was asked for cannot be done.
    """
    comparison, ending = run_comparison(request, StudyProgress(progress))
    if ending.open or ending.failed:
        show.print(status_table(ending.folder))
        progress.print(_unfinished(ending), soft_wrap=True, highlight=False)
    else:
        _show(show, comparison, load_comparison(ending.folder))
    return ending


def run_comparison(
    request: CompareRequest, progress: Progress | None = None
) -> tuple[Comparison, Ending]:
    """Do the open runs of a comparison, and write tables and report when there are none left."""
    world = load_world(request.world)
    comparison = read_comparison(
        request.sources, world, seeds=request.seeds, changes=request.changes, folder=request.world)
    plan = Plan.of(comparison, environment_of(world))
    workers = executor(request.workers, request.cluster, request.world, plan.environment)
    folder = request.out or default_folder(f"compare {comparison.title}")
    store, finish = Store(folder, plan, request.force), finisher(comparison, world)
    return comparison, run_study(
        comparison, world, workers, store, finish=finish, progress=progress)


def finisher(comparison: Comparison, world: World) -> Callable[[Store], None]:
    """The last step of a comparison: write what became of its runs and, if all are done, the effects."""

    def finish(store: Store) -> None:
        runs = store.manifest.run_table()
        try:
            write_whole(store.folder / RUN_TABLE, runs.to_parquet(index=False))
            if not store.open_runs():
                _write(store, comparison, world)
        except OSError as error:
            raise UsageError(f"{store.folder}: cannot be written: {reason(error)}") from error

    return finish


def _write(store: Store, comparison: Comparison, world: World) -> None:
    """Write tables, manifest and report; the charts are a heavy library, loaded only here."""
    from experiments.reports.comparison_report import write_report

    folder = store.folder
    weekly, countries = (paired_table(folder, store.plan, name) for name in ("weekly", "countries"))
    records = as_arrays(comparison, weekly, countries, world.countries.code)
    effects = paired_effects(comparison, records, world)
    for name, table in {"weekly": weekly, **effects.tables()}.items():
        write_whole(folder / f"{name}.parquet", table.to_parquet(index=False))
    about = _about(comparison, world, store.manifest)
    write_manifest(folder, about)
    write_report(folder, comparison, records, effects, world=world, about=about)


def _about(comparison: Comparison, world: World, manifest: Manifest) -> dict[str, Any]:
    """What a reader needs to judge or repeat the comparison."""
    last = manifest.last_session()
    arms = comparison.all_arms
    return {
        "title": comparison.title,
        "written": datetime.now().astimezone().isoformat(timespec="seconds"),
        "seeds": list(comparison.seeds),
        "weeks": comparison.weeks,
        "arms": {arm.name: {"title": arm.title, "changes": dict(arm.changes)} for arm in arms},
        "scenarios": {arm.name: arm.scenario.model_dump(mode="json") for arm in arms},
        "world": world.content_hash,
        "source": source_hash(),
        "modules": contents(),
        "versions": versions(),
        "processor": processor(),
        "workers": last.workers if last else "",
        "run_seconds": round(float(manifest.run_table()["seconds"].sum()), 1),
    }


def _unfinished(ending: Ending) -> str:
    total = ending.done + ending.failed + ending.open
    return (
        f"{ending.done} of {total} runs are kept in {ending.folder}; "
        f"the same command with --out {ending.folder} goes on from here."
    )


def _show(console: Console, comparison: Comparison, results: ComparisonResults) -> None:
    for arm in comparison.arms:
        for window in comparison.windows(arm):
            console.print(effects_table(comparison, arm, window, results.effects))
        console.print(services_table(comparison, arm, results.by_service))
        console.print(pairing_line(arm, results.effects))
    for name, path in (("Results", results.folder), ("Report", results.folder / "report.html")):
        console.print(f"{name + ':':<8} {path}", soft_wrap=True, highlight=False)
