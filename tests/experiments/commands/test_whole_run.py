"""Whole runs of the real model through the command line, in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

TABLES = ("weekly", "countries", "firms", "listings", "providers", "corridors", "clearance", "freight")
SCENARIO = """
title = "Small world"
[run]
firms = 60
weeks = 8
settling_weeks = 12
resettling_weeks = 4
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a small scenario."""
    (tmp_path / "my.toml").write_text(SCENARIO)
    return tmp_path


def ecosystem(folder: Path, environment: dict[str, str], *words: str) -> str:
    """Run the command in a folder with a cache of its own; what it said on standard error."""
    done = subprocess.run(
        [sys.executable, "-P", "-W", "error:::ecosystem", "-m", "experiments.cli", *words],
        cwd=folder,
        env=environment | {"ECOSYSTEM_CACHE": str(folder / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def same_tables(one: Path, other: Path) -> None:
    for name in TABLES:
        file = f"{name}.parquet"
        assert (one / file).read_bytes() == (other / file).read_bytes(), name


def test_a_second_run_starts_at_once_and_gives_the_same_bytes(
    folder: Path, environment: dict[str, str]
) -> None:
    first = ecosystem(folder, environment, "run", "my.toml", "--out", "a")
    again = ecosystem(folder, environment, "run", "my.toml", "--out", "b")
    assert "Settling" in first
    assert "Settling" not in again
    same_tables(folder / "a", folder / "b")
    said = json.loads((folder / "a" / "manifest.json").read_text())
    assert (said["title"], said["weeks"], said["first_week"]) == ("Small world", 8, 0)
    weekly = pd.read_parquet(folder / "a" / "weekly.parquet")
    assert list(weekly["week"]) == list(range(8))
    assert len(weekly.columns) >= 40
    report = (folder / "a" / "report.html").read_text(encoding="utf-8")
    assert "Small world" in report
    assert "Corridors: cost and time" in report and "Borders against reports" in report


def test_another_seed_gives_other_bytes(folder: Path, environment: dict[str, str]) -> None:
    for seed in ("1", "2"):
        words = ("--seed", seed, "--no-settle", "--weeks", "2", "--out", seed)
        ecosystem(folder, environment, "run", "my.toml", *words)
    one, other = (folder / seed / "weekly.parquet" for seed in ("1", "2"))
    assert one.read_bytes() != other.read_bytes()


def test_a_run_cut_in_two_gives_the_bytes_of_one(
    folder: Path, environment: dict[str, str]
) -> None:
    whole = ("--weeks", "8", "--out", "whole", "--save-state", "whole.npz")
    first = ("--weeks", "3", "--out", "first", "--save-state", "first.npz")
    ecosystem(folder, environment, "run", "my.toml", "--no-settle", *whole)
    ecosystem(folder, environment, "run", "my.toml", "--no-settle", *first)
    rest = ("--from", "first.npz", "--weeks", "5", "--out", "rest", "--save-state", "rest.npz")
    ecosystem(folder, environment, "run", *rest)
    for name in ("firms", "listings", "providers", "freight"):
        file = f"{name}.parquet"
        assert (folder / "whole" / file).read_bytes() == (folder / "rest" / file).read_bytes()
    weekly = {
        name: pd.read_parquet(folder / name / "weekly.parquet")
        for name in ("whole", "first", "rest")
    }
    joined = pd.concat([weekly["first"], weekly["rest"]], ignore_index=True)
    pd.testing.assert_frame_equal(joined, weekly["whole"], check_exact=True)
    for name, weeks in weekly.items():
        corridors = pd.read_parquet(folder / name / "corridors.parquet")
        assert corridors["parcels"].sum() * len(weeks) == pytest.approx(weeks["parcels_shipped"].sum())


def test_the_page_of_an_installed_program_is_found(environment: dict[str, str]) -> None:
    code = "from experiments.commands.serve import PAGE; print(PAGE.is_file())"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "True"
