"""The `ecosystem` command: each command reads its options and hands over."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from typer.core import TyperCommand

from ecosystem.scenario import ScenarioError
from experiments.errors import UsageError
from experiments.extensions import load_extensions

if TYPE_CHECKING:
    from experiments.storage.study_runner import Ending

app = typer.Typer(
    help="An agent-based model of the cross-border e-commerce ecosystem.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

BAD_INPUT = 2
INTERRUPTED = 130


def main() -> None:
    """Run the command line; a fault of use ends with one message and exit code 2."""
    try:
        app()
    except (ScenarioError, UsageError) as error:
        fail(str(error))


def fail(message: str, code: int = BAD_INPUT) -> NoReturn:
    """Say what is wrong on standard error and leave."""
    print(message, file=sys.stderr)
    raise SystemExit(code)


def exit_code(ending: Ending) -> int:
    """Interrupted while runs are open, 1 when some failed, 0 when all are done."""
    return INTERRUPTED if ending.open else int(ending.failed > 0)


def show_version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        from experiments.runs.provenance import DISTRIBUTION, version_of

        print(f"{DISTRIBUTION} {version_of(DISTRIBUTION)}")
        raise typer.Exit


@app.callback()
def options(
    modules: Annotated[
        list[str] | None,
        typer.Option(
            "--import", metavar="MODULE", show_default=False,
            help="Own module with levers, indicators or services: a file, or a dotted name. "
            "May be repeated.",
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=show_version, is_eager=True, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    """An agent-based model of the cross-border e-commerce ecosystem."""
    load_extensions(modules or ())


def as_number(word: str) -> int | str:
    """A whole number where the word is one; the scenario says what is wrong with any other."""
    try:
        return int(word)
    except ValueError:
        return word


@app.command()
def run(
    scenario: Annotated[
        Path | None, typer.Argument(help="Scenario file (TOML).", show_default="the base scenario")
    ] = None,
    *,
    firms: Annotated[str | None, typer.Option(metavar="NUMBER", help="Sellers at the start.")] = None,
    weeks: Annotated[str | None, typer.Option(metavar="NUMBER", help="Weeks to simulate.")] = None,
    seed: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Seed of every random draw.")
    ] = None,
    world: Annotated[Path | None, typer.Option(help="Folder with another world.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results.", show_default="new, below runs/")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace results in --out.")] = False,
    save_state: Annotated[
        Path | None, typer.Option(help="Save the whole model here after the last week.")
    ] = None,
    start: Annotated[
        Path | None, typer.Option("--from", help="Continue a saved model for --weeks more.")
    ] = None,
    settle: Annotated[bool, typer.Option(help="Start from a world that has settled.")] = True,
) -> None:
    """Simulate a scenario and write its results to a folder."""
    from ecosystem.core.ledger import BrokenBalance
    from experiments.commands.run import RunRequest, run_session

    changes = {"run.firms": firms, "run.weeks": weeks, "run.seed": seed}
    request = RunRequest(
        scenario_file=scenario,
        changes={key: as_number(word) for key, word in changes.items() if word is not None},
        world_folder=world,
        out=out,
        force=force,
        save_state=save_state,
        start=start,
        settle=settle,
    )
    try:
        run_session(request, show=Console(), progress=Console(stderr=True))
    except BrokenBalance as error:
        fail(f"The run was stopped, for its books do not balance. {error}", code=1)
    except KeyboardInterrupt:
        fail("Interrupted; nothing was written.", code=INTERRUPTED)


class WorldIsOptional(TyperCommand):
    """Lets --world stand without a folder, for the default world."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give a bare --world its value before the options are read."""
        full: list[str] = []
        for place, word in enumerate(args):
            full.append(word)
            following = args[place + 1 : place + 2]
            if word == "--world" and (not following or following[0].startswith("-")):
                full.append("default")
        return super().parse_args(ctx, full)


@app.command(cls=WorldIsOptional)
def describe(
    word: Annotated[
        str | None, typer.Argument(help="Only parameters that mention this word.")
    ] = None,
    world: Annotated[
        str | None,
        typer.Option(
            metavar="[FOLDER]", help="Describe a world, and what was filled in, instead."
        ),
    ] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON schema.")] = False,
    policies: Annotated[
        bool, typer.Option("--policies", help="Describe what policies can move, instead.")
    ] = False,
) -> None:
    """Print the parameters with unit, default, bounds and source."""
    from experiments.commands import describe as show

    console = Console()
    if schema:
        show.show_schema()
    elif policies:
        show.show_policies(console)
    elif world is not None:
        show.show_world(console, None if world == "default" else Path(world))
    else:
        show.show_parameters(console, word)


@app.command()
def new(
    file: Annotated[Path, typer.Argument(help="File to write, such as my.toml.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,
) -> None:
    """Write a scenario file that names and explains every parameter."""
    from experiments.commands.new import write_scenario_file

    write_scenario_file(file, force)
    print(f"{file} written; run it with: ecosystem run {file}")


@app.command()
def sweep(
    study: Annotated[Path, typer.Argument(help="Study file (TOML).")],
    out: Annotated[
        Path, typer.Option(help="Folder of the study; one that was begun is finished.")
    ],
    workers: Annotated[
        int | None,
        typer.Option(help="Processes of this machine.", show_default="one for each processor"),
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="tcp://HOST:PORT", help="Dask scheduler to use instead.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace another sweep in --out.")
    ] = False,
) -> None:
    """Run a study: many scenarios and seeds, kept run by run."""
    from experiments.commands.sweep import SweepRequest, sweep_session

    request = SweepRequest(study, out, workers, cluster, force)
    try:
        ending = sweep_session(request, show=Console(), progress=Console(stderr=True))
    except KeyboardInterrupt:
        fail("Interrupted; the same command goes on from here.", code=INTERRUPTED)
    raise typer.Exit(exit_code(ending))


@app.command()
def compare(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="[BASE] POLICY...",
            help="Scenario files, or names of ready studies. The first of several is the base "
            '("base" for the base scenario); one alone is compared without its policies.',
        ),
    ],
    *,
    seeds: Annotated[int, typer.Option(help="Pairs of runs, one for each seed.")] = 10,
    weeks: Annotated[int | None, typer.Option(help="Weeks to simulate.")] = None,
    firms: Annotated[int | None, typer.Option(help="Sellers at the start.")] = None,
    workers: Annotated[
        int | None,
        typer.Option(help="Processes of this machine.", show_default="one for each processor"),
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="tcp://HOST:PORT", help="Dask scheduler to use instead.")
    ] = None,
    world: Annotated[Path | None, typer.Option(help="Folder with another world.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder, new or begun by the same comparison.", show_default="new, below runs/"
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace another comparison in --out.")
    ] = False,
) -> None:
    """Compare policies with a base, in pairs of runs that share every draw."""
    from experiments.commands.compare import CompareRequest, compare_session

    request = CompareRequest(files, seeds, weeks, firms, world, out, workers, cluster, force)
    try:
        ending = compare_session(request, show=Console(), progress=Console(stderr=True))
    except KeyboardInterrupt:
        fail("Interrupted; finished runs are kept.", code=INTERRUPTED)
    raise typer.Exit(exit_code(ending))


@app.command()
def status(folder: Annotated[Path, typer.Argument(help="Folder of a study.")]) -> None:
    """Show how a study stands: runs done, failed and open, and the rate."""
    from experiments.commands.status import status_table

    Console().print(status_table(folder))


@app.command()
def benchmark(
    large: Annotated[bool, typer.Option("--large", help="Also a million sellers.")] = False,
) -> None:
    """Measure speed and memory at growing sizes, beside their targets."""
    from experiments.commands.benchmark import benchmark_session

    benchmark_session(large, show=Console(), progress=Console(stderr=True))


@app.command("app")
def page(
    port: Annotated[int, typer.Option(help="Port to listen on; 0 for any free one.")] = 8765,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
    scenario: Annotated[
        Path | None, typer.Option(help="Scenario file (TOML).", show_default="the base scenario")
    ] = None,
    world: Annotated[Path | None, typer.Option(help="Folder with another world.")] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", show_default=False,
            help="Name of a proxy that passes the page on to others. May be repeated.",
        ),
    ] = None,
) -> None:
    """Open the page on this machine: set up, watch and steer a run."""
    from experiments.commands.serve import PageRequest, serve

    serve(PageRequest(port, browser, scenario, world, allow_host or ()))


if __name__ == "__main__":
    main()
