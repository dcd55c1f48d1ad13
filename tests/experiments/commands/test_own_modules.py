"""`ecosystem --import`: own levers and indicators are known to every command and every worker."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from experiments import load

MODULE = """
from ecosystem.outputs.indicators import indicator
from ecosystem.policies.lever import LEVERS, lever

@indicator(label="Sellers with cash", unit="sellers", chart="solvency")
def sellers_with_cash(week, state):
    return float((state.firms.cash > 0).sum())

@lever(LEVERS["tariff"].field, unit="share", low=0, high=2, targets=("countries",), source="tests")
def half_tariff(size):
    "Half a point of tariff."
    return size / 2
"""
RUN = """
weeks = 3
firms = 20
settling_weeks = 2
resettling_weeks = 1
"""
POLICY = """
[[{table}policy]]
lever = "half_tariff"
size = 1.0
countries = ["USA"]
"""
STUDY = f"""
seeds = 4
[base.run]
{RUN}
{POLICY.format(table="base.")}
[[factor]]
key = "sellers.review_interval"
values = [4]
[[outcome]]
indicator = "sellers_with_cash"
"""

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def command(tmp_path: Path, environment: dict[str, str]) -> Command:
    """The command line in a folder with a module, a scenario and a study that need each other."""
    (tmp_path / "mine.py").write_text(MODULE)
    (tmp_path / "my.toml").write_text(f"[run]{RUN}{POLICY.format(table='')}")
    (tmp_path / "study.toml").write_text(STUDY)

    def begin(*words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-P", "-m", "experiments.cli", *words]
        done = subprocess.run(
            line, cwd=tmp_path, env=environment | {"COLUMNS": "200"}, text=True, capture_output=True,
            timeout=120.0, check=False,
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done

    return begin


def test_a_run_knows_an_own_lever_and_measures_an_own_indicator(tmp_path: Path, command: Command) -> None:
    refused = command("run", "my.toml", "--out", "out", code=2)
    assert "unknown name 'half_tariff'" in refused.stderr
    command("--import", "mine.py", "run", "my.toml", "--out", "out")
    weekly = pd.read_parquet(tmp_path / "out" / "weekly.parquet")
    assert (weekly["sellers_with_cash"] > 0).all()
    assert "Sellers with cash" in (tmp_path / "out" / "report.html").read_text()
    about = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert about["modules"].keys() == {"mine"}
    assert "half_tariff" in command("--import", "mine.py", "describe", "--policies").stdout


def test_workers_of_a_sweep_import_it_and_its_folder_is_bound_to_it(
    tmp_path: Path, command: Command
) -> None:
    sweep = ("sweep", "study.toml", "--out", "out", "--workers", "2")
    command("--import", "mine.py", *sweep)
    results = load(tmp_path / "out")
    assert results.failures.empty
    assert len(results.runs) == 4
    assert (results.runs["sellers_with_cash_mean"] > 0).all()
    (tmp_path / "mine.py").write_text(MODULE.replace("size / 2", "size / 3"))
    assert "the module mine is another" in command("--import", "mine.py", *sweep, code=2).stderr
    (tmp_path / "other.py").write_text(MODULE)
    assert "the module mine was imported, is not" in command("--import", "other.py", *sweep, code=2).stderr


def test_a_module_that_cannot_be_imported_ends_with_one_message(command: Command) -> None:
    refused = command("--import", "none.py", "describe", code=2)
    assert len(refused.stderr.splitlines()) == 1
    assert "none.py: cannot be read: No such file or directory" in refused.stderr
