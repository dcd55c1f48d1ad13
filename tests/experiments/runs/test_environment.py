"""Runs happen where they were planned to, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

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
