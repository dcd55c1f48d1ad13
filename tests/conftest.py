"""Fixtures for all tests: an own cache, a guarded browser, repeatable random examples."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from ecosystem import Ecosystem, Scenario, World
from ecosystem.state import Saved
from tests.browser import CHROMIUM_OPTIONS, Guard, browser_must_be_there, chromium
from tests.small import default_world, run, small

hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")

PAGES = ("page", "page_session")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep settled worlds of the tests apart from the user's own."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ECOSYSTEM_CACHE", str(folder))
        patch.setenv("SOLARA_TELEMETRY_MIXPANEL_ENABLE", "False")
        yield folder


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the Chromium of this machine, without any traffic of its own."""
    program = chromium()
    if program is None:
        missing = "no Chromium is installed on this machine"
        if browser_must_be_there():
            pytest.fail(missing)
        pytest.skip(missing)
    return {**browser_type_launch_args, "executable_path": program, "args": CHROMIUM_OPTIONS}


@pytest.fixture(scope="session")
def solara_telemetry_off() -> None:
    """Keep a server in this process from reporting anything."""
    from solara.server import settings

    settings.telemetry.mixpanel_enable = False


@pytest.fixture(autouse=True)
def browser_guard(request: pytest.FixtureRequest) -> Iterator[Guard]:
    """Fail a browser test on a request off this machine, a 4xx or 5xx, or a JavaScript error."""
    guard = Guard()
    wanted = [name for name in PAGES if name in request.fixturenames]
    if wanted:
        request.getfixturevalue("solara_telemetry_off")
    for name in wanted:
        guard.watch(request.getfixturevalue(name))
    yield guard
    assert not guard.faults, "\n".join(guard.faults)


@pytest.fixture
def environment() -> dict[str, str]:
    """Environment of a child process that finds this source tree."""
    root = str(Path(__file__).resolve().parents[1])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths)}


@pytest.fixture(scope="session")
def lived() -> tuple[Scenario, Saved]:
    """A scenario, and the state of its small model after some weeks."""
    scenario = small(seed=2)
    return scenario, run(Ecosystem(scenario, default_world()), 16).save()


@pytest.fixture
def model(lived: tuple[Scenario, Saved]) -> Ecosystem:
    """The small model that has lived for some weeks, restored afresh; a test may change it."""
    scenario, state = lived
    return Ecosystem.restore(state, default_world(), scenario)


@pytest.fixture(scope="session")
def world() -> World:
    """Real countries, hubs, lanes, products and providers."""
    return default_world()
