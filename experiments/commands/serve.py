"""Starting the page on this machine."""

from __future__ import annotations

import os
import threading
import webbrowser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ecosystem.scenario import Scenario
from experiments.commands.run import check_policies
from experiments.extensions import IMPORT_VARIABLE, extensions
from experiments.runs.environment import load_world
from experiments.serving.guard import Limits
from experiments.serving.hosts import Hosts
from experiments.serving.server import listening, serve_page

PAGE = Path(__file__).resolve().parents[2] / "app.py"

SCENARIO_VARIABLE, WORLD_VARIABLE = "ECOSYSTEM_SCENARIO", "ECOSYSTEM_WORLD"
"""Environment variables that name the page's scenario file and folder of the world, if they are given."""


@dataclass(frozen=True)
class PageRequest:
    """What a person asked for.

    Attributes:
        port: port to listen on, 0 for any free one.
        open_browser: whether to open a browser window.
        scenario_file: TOML file that the page opens with, or None for the base scenario.
        world_folder: folder of the world, or None for the default one.
        hosts: names besides those of this machine that the page answers to.
    """

    port: int
    open_browser: bool = True
    scenario_file: Path | None = None
    world_folder: Path | None = None
    hosts: Sequence[str] = ()


def serve(request: PageRequest) -> None:
    """Serve the page until interrupted.

    Raises:
        ScenarioError, UsageError: what was asked for cannot be done; nothing was served.
    """
    hosts = Hosts.named(request.hosts)
    _check(request.scenario_file, request.world_folder)
    with listening(request.port) as listener:
        os.environ.update(page_environment(request.scenario_file, request.world_folder))
        try:
            serve_page(
                PAGE, listener, hosts=hosts, limits=Limits(),
                when_ready=lambda address: _show(address, request.open_browser),
            )
        except KeyboardInterrupt:
            return


def page_environment(scenario_file: Path | None, world_folder: Path | None) -> dict[str, str]:
    """Environment in which the page finds its scenario, its world and own modules."""
    named = {SCENARIO_VARIABLE: scenario_file, WORLD_VARIABLE: world_folder}
    files = {name: str(path.resolve()) for name, path in named.items() if path is not None}
    return files | {IMPORT_VARIABLE: os.pathsep.join(extensions())}


def _check(scenario_file: Path | None, world_folder: Path | None) -> None:
    """Refuse a scenario or a world that the page could not open."""
    if world_folder is not None or scenario_file is not None:
        scenario = Scenario.load(scenario_file) if scenario_file else Scenario()
        check_policies(scenario, load_world(world_folder), str(scenario_file))


def _show(address: str, open_browser: bool) -> None:
    """Say where the page is, and open it if that was asked for."""
    print(f"The page is at {address} (Ctrl-C ends it).", flush=True)
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
