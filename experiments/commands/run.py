"""One run from what a person asked for to the folder of results."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, overload

from rich.console import Console

from ecosystem.model import Ecosystem
from ecosystem.policies.binding import Policies
from ecosystem.scenario import Scenario
from ecosystem.world import World
from experiments.errors import UsageError
from experiments.runs.drive import RunEnding, drive
from experiments.runs.environment import load_world, world_in
from experiments.runs.settling import M, restored, settled
from experiments.runs.state_files import SavedState, load_state, save_state
from experiments.storage.run_folder import (
    ResultsFolder,
    default_folder,
    manifest,
    write_manifest,
    write_table,
    write_tables,
)
from experiments.terminal.progress import RunProgress
from experiments.terminal.run_tables import services_table, summary_table
from experiments.validation.customs_days import clearance_table

COMMAND_LINE = "command line"
SETTLED, FOUNDERS = "settled world", "founders"
"""What a run starts from."""


@dataclass(frozen=True)
class RunRequest:
    """What a person asked for.

    Attributes:
        scenario_file: TOML file, or None for the base scenario.
        changes: parameters given apart from the file, by dotted key.
        world_folder: folder of the world, or None for the default one.
        out: folder for the results, or None for a new one below runs/.
        force: whether results in that folder may be replaced.
        save_state: where to save the whole model after the last week.
        start: state file to continue.
        settle: whether to start from a settled world.
    """

    scenario_file: Path | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    world_folder: Path | None = None
    out: Path | None = None
    force: bool = False
    save_state: Path | None = None
    start: Path | None = None
    settle: bool = True


def run_session(request: RunRequest, show: Console, progress: Console) -> Path:
    """Carry out a run and write its results.

    Args:
        request: what to run.
        show: where the summary goes.
        progress: where progress goes.

    Returns:
        The folder of the results.

    Raises:
        ScenarioError, UsageError: what was asked for cannot be done; a policy may also name
            something that the world does not have.
        BrokenBalance: the books of the model do not balance.
    """
    saved = load_state(request.start) if request.start else None
    scenario = requested_scenario(request, saved)
    world = load_world(request.world_folder)
    check_policies(scenario, world, str(request.scenario_file or "scenario"))
    name = request.scenario_file.stem if request.scenario_file else scenario.title
    with ResultsFolder(request.out or default_folder(name), request.force) as folder:
        _check_state_target(request, folder)
        bars, begun = RunProgress(progress), time.perf_counter()
        model = _begin(request, scenario, world, saved, bars)
        settling_seconds = time.perf_counter() - begun
        with bars.stretch("Running", model.week + scenario.run.weeks) as on_week:
            ending = drive(model, scenario.run.weeks, on_week)
        if ending.stopped:
            progress.print(f"Stopped after {ending.weeks} of {scenario.run.weeks} weeks.")
        about = manifest(model, ending, _origin(request), settling_seconds)
        _write_results(folder, model, world, ending, about)
    if request.save_state:
        save_state(request.save_state, model)
    _show(show, model, ending, folder.target, request.save_state)
    return folder.target


@overload
def run(
    scenario: Scenario | str | Path | None = None,
    world: World | str | Path | None = None,
    weeks: int | None = None,
    *,
    settle: bool = True,
    out: str | Path | None = None,
) -> Ecosystem: ...


@overload
def run(
    scenario: Scenario | str | Path | None = None,
    world: World | str | Path | None = None,
    weeks: int | None = None,
    *,
    model: type[M],
    settle: bool = True,
    out: str | Path | None = None,
) -> M: ...


def run(
    scenario: Scenario | str | Path | None = None,
    world: World | str | Path | None = None,
    weeks: int | None = None,
    *,
    model: type[Ecosystem] = Ecosystem,
    settle: bool = True,
    out: str | Path | None = None,
) -> Ecosystem:
    """Simulate a scenario.

    Args:
        scenario: parameters, or their file (TOML); the base scenario by default.
        world: the stage, or its folder; the default world by default.
        weeks: weeks to simulate, or None for those of the scenario.
        model: the class of the model: Ecosystem, or a subclass of it.
        settle: whether to start from a settled world rather than from founders.
        out: folder for the results, if they are to be written; it must be new.

    Returns:
        The model after its last week, with `records.weekly()`, `records.countries()` and `tables()`.

    Raises:
        ScenarioError, UsageError: what was asked for cannot be done.
    """
    if not isinstance(scenario, Scenario):
        scenario = Scenario() if scenario is None else Scenario.load(scenario)
    if weeks is not None:
        scenario = scenario.replace({"run.weeks": weeks})
    if not isinstance(world, World):
        world = world_in(None) if world is None else load_world(Path(world))
    check_policies(scenario, world, scenario.title or "scenario")
    if out is None:
        simulated, _ = _simulated(model, scenario, world, settle)
        return simulated
    with ResultsFolder(Path(out)) as folder:
        begun = time.perf_counter()
        simulated, ending = _simulated(model, scenario, world, settle)
        before = time.perf_counter() - begun - ending.seconds
        about = manifest(simulated, ending, SETTLED if settle else FOUNDERS, before)
        _write_results(folder, simulated, world, ending, about)
    return simulated


def _simulated(
    model: type[M], scenario: Scenario, world: World, settle: bool
) -> tuple[M, RunEnding]:
    started = settled(scenario, world, model=model) if settle else _founded(model, scenario, world)
    return started, drive(started, scenario.run.weeks)


def _founded(model: type[M], scenario: Scenario, world: World) -> M:
    """A model whose founders begin in week 0."""
    return model(scenario.replace({"run.settling_weeks": 0, "run.resettling_weeks": 0}), world)


def requested_scenario(request: RunRequest, saved: SavedState | None) -> Scenario:
    """The scenario file, or else the saved state's scenario, with the changes asked for.

    Raises:
        ScenarioError: the file or a change is not valid.
        UsageError: the number of firms of a saved state cannot change.
    """
    if saved and "run.firms" in request.changes:
        raise UsageError("--firms: the firms of a saved model are given; leave it out with --from")
    file = request.scenario_file
    if file:
        scenario = Scenario.load(file)
    else:
        scenario = saved.scenario() if saved else Scenario()
    if saved:
        scenario = scenario.replace({"run.firms": saved.scenario().run.firms})
    return scenario.replace(request.changes, origin=COMMAND_LINE)


def check_policies(scenario: Scenario, world: World, origin: str) -> None:
    """Refuse policies that name what the world does not have.

    Raises:
        ScenarioError: all faults, one a line, beginning with where the policies were written.
    """
    if scenario.policy:
        Policies(scenario.policy, world, origin)


def _begin(
    request: RunRequest,
    scenario: Scenario,
    world: World,
    saved: SavedState | None,
    bars: RunProgress,
) -> Ecosystem:
    """The model at the first week of the run."""
    if saved:
        doubts = saved.doubts()
        if doubts:
            bars.console.print(
                f"Note: saved with {', '.join(doubts)}; the run may differ in the last digits."
            )
        model = restored(Ecosystem, saved, world, scenario)
        model.records.corridors.clear()
        return model
    if not request.settle:
        return _founded(Ecosystem, scenario, world)
    with bars.stretch("Settling (kept for the next run)", 0) as on_week:
        return settled(scenario, world, on_week, model=Ecosystem)


def _origin(request: RunRequest) -> str:
    """What the run started from, in a word for the manifest."""
    if request.start:
        return f"state {request.start.name}"
    return SETTLED if request.settle else FOUNDERS


def _check_state_target(request: RunRequest, folder: ResultsFolder) -> None:
    """Refuse a state file that could not be written, before the first week."""
    target = request.save_state
    if target is None:
        return
    parent = target.resolve().parent
    if target.is_dir():
        raise UsageError(f"{target}: is a folder, not a file")
    if not parent.is_dir() and parent != folder.target:
        raise UsageError(f"{target}: cannot be written: there is no folder {parent}")


def _write_results(
    folder: ResultsFolder, model: Ecosystem, world: World, ending: RunEnding, about: dict[str, Any]
) -> None:
    """Write tables, manifest and report; what is written before the report is kept in any case."""
    write_tables(folder.path, model, ending.first_week)
    _write_clearance(folder.path, model, ending.first_week)
    write_manifest(folder.path, about)
    folder.keep()
    _write_report(folder.path, world)


def _write_clearance(folder: Path, model: Ecosystem, first_week: int) -> None:
    """Write the simulated days at customs beside what importers report."""
    countries = model.records.countries()
    table = clearance_table(countries[countries["week"] >= first_week], model.world)
    write_table(folder, "clearance", table)


def _write_report(folder: Path, world: World) -> None:
    """Write the report; its charts are a heavy library, loaded only here."""
    from experiments.reports.run_report import write_report

    write_report(folder, world)


def _show(
    console: Console, model: Ecosystem, ending: RunEnding, folder: Path, state: Path | None
) -> None:
    """The summary of a run and where to find the rest."""
    weekly = model.records.weekly()
    weekly = weekly[weekly["week"] >= ending.first_week]
    console.print(summary_table(weekly))
    console.print(services_table(weekly))
    pace = ending.weeks / max(ending.seconds, 1e-9)
    console.print(f"{ending.weeks} weeks in {ending.seconds:.1f} s ({pace:.0f} weeks/s)")
    console.print(f"Results: {folder}", soft_wrap=True, highlight=False)
    console.print(f"Report:  {folder / 'report.html'}", soft_wrap=True, highlight=False)
    if state:
        console.print(f"State:   {state}", soft_wrap=True, highlight=False)
