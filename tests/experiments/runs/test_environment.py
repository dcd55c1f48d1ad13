"""Runs happen where they were planned to, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecosystem.policies.lever import LEVERS
from experiments.errors import UsageError
from experiments.runs.environment import (
    AnotherEnvironment,
    differences,
    environment_here,
    environment_of,
    load_world,
    planned_world,
    world_in,
)
from tests.small import default_world


def test_what_differs_is_named() -> None:
    here = environment_here(None)
    assert here == environment_of(default_world())
    assert differences(here, here) == []
    assert differences(here, here | {"source": "x", "numpy": "0.1"}) == [
        "the source of the model is another", f"numpy was {here['numpy']}, is 0.1"]


def test_a_run_planned_elsewhere_is_refused() -> None:
    here = environment_here(None)
    assert planned_world(None, here) is world_in(None)
    with pytest.raises(AnotherEnvironment, match="this worker differs: the world is another"):
        planned_world(None, here | {"world": "x"})


def test_a_world_that_cannot_be_loaded_is_a_fault_of_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        load_world(tmp_path / "nowhere")


def test_what_is_declared_here_alone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    here = environment_here(None)
    monkeypatch.setitem(LEVERS, "own", LEVERS["tariff"])
    with pytest.raises(AnotherEnvironment, match="this worker differs: other levers, indicators or services"):
        planned_world(None, here)


def test_own_modules_are_imported_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experiments.extensions._CONTENT", {})
    file = tmp_path / "own_module_of_a_run.py"
    file.write_text("KNOWN = 1\n")
    before = environment_here(None)
    here = environment_here(None, [str(file)])
    assert here.keys() - before.keys() == {"module own_module_of_a_run"}
    assert planned_world(None, here, [str(file)]) is world_in(None)
    assert differences(before, here) == ["the module own_module_of_a_run was not imported, is now"]
    assert differences(here, before) == ["the module own_module_of_a_run was imported, is not"]
    file.write_text("KNOWN = 20\n")
    with pytest.raises(AnotherEnvironment, match="the module own_module_of_a_run is another"):
        planned_world(None, here, [str(file)])
    file.unlink()
    with pytest.raises(AnotherEnvironment, match="own_module_of_a_run.py: cannot be read"):
        planned_world(None, here, [str(file)])
