"""Each phase touches the columns that its head names, and no others."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

import pytest

from ecosystem import Ecosystem, Scenario
from ecosystem.phases import Touches
from ecosystem.state import State
from tests.phases.busy import BUSY
from tests.phases.watcher import ALL, PHASES, Touched, Watcher
from tests.small import default_world

WEEKS = 60
MODULES = {module.__name__.split(".")[-1]: module for module in PHASES}
NAMES = list(MODULES)


@pytest.fixture(scope="module")
def watched() -> Watcher:
    """Some weeks in which what is rare happens often."""
    model, watcher = Ecosystem(Scenario().replace(BUSY), default_world()), Watcher()
    with watcher.watching():
        for _ in range(WEEKS):
            model.step()
    return watcher


def declared(touches: Touches) -> Touched:
    return {part: set(columns.split()) for part, columns in touches.items()}


def seen(touched: Mapping[str, set[str]]) -> Touched:
    """What was touched; every column of a part whose rows moved counts as one."""
    return {part: ALL if "*" in columns else columns for part, columns in touched.items()}


def phase(name: str) -> ModuleType:
    return MODULES[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_phase_reads_what_its_head_names(watched: Watcher, name: str) -> None:
    assert seen(watched.reads.get(name, {})) == declared(phase(name).READS)


@pytest.mark.parametrize("name", NAMES)
def test_a_phase_changes_what_its_head_names(watched: Watcher, name: str) -> None:
    assert seen(watched.writes.get(name, {})) == declared(phase(name).WRITES)


def test_what_is_named_exists() -> None:
    columns = State.__annotations__
    for name in NAMES:
        for part in {**phase(name).READS, **phase(name).WRITES}:
            assert part in columns, f"{name}: {part}"


def test_a_look_at_another_column_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison fails once a phase reads or changes what its head does not name."""
    planning = phase("planning")
    plan = planning.plan

    def prying(state: State) -> None:
        plan(state)
        state.firms.quality[:] += 1e-9 * state.talent.wage[0, 0]

    monkeypatch.setattr(planning, "plan", prying)
    model, watcher = Ecosystem(Scenario().replace(BUSY), default_world()), Watcher()
    with watcher.watching():
        model.step()
    assert watcher.reads["planning"]["talent"] - declared(planning.READS).get("talent", set()) == {"wage"}
    assert "quality" in watcher.writes["planning"]["firms"]
