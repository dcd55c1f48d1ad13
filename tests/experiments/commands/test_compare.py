"""Comparisons: pairs that share their past, kept run by run, refused when they make no sense."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect
from rich.console import Console

from experiments import load
from experiments.commands import compare
from experiments.commands.compare import CompareRequest, compare_session
from experiments.commands.status import status_table
from experiments.errors import UsageError
from experiments.storage.study_runner import Ending
from experiments.studies.plan import Plan
from tests.doubles.executors import InlineExecutor
from tests.doubles.tasks import POISON_SEED
from tests.small import default_world

WORLD = default_world()
RUN = """title = "Tariffs"
description = "Ten points into the EU."
[run]
firms = 25
weeks = 14
settling_weeks = 6
resettling_weeks = 4
"""
TARIFF = '[[policy]]\nlever = "tariff"\nsize = 0.5\nstart = 6\ncountries = ["eu"]\n'
NOTHING = '[[policy]]\nlever = "tariff"\nsize = 0\n'
SEEDS = 3


def written(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def compared(
    *files: str, out: Path, seeds: int = SEEDS, force: bool = False, weeks: int | None = None
) -> tuple[str, str]:
    """Carry out a comparison; returns what it shows, and its progress."""
    show, progress = (Console(file=io.StringIO(), width=100) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compare, "executor", lambda *_: InlineExecutor())
        compare_session(
            CompareRequest(files, seeds, weeks, out=out, force=force), show, progress)
    return tuple(console.file.getvalue() for console in (show, progress))  # type: ignore[attr-defined]


def run_file(out: Path, arm: str, seed: int, table: str = "weekly") -> Path:
    """Where a run of a comparison is kept."""
    runs = Plan.read(out).runs
    (key,) = [run.key for run in runs if (run.labels["arm"], run.seed) == (arm, seed)]
    return out / "runs" / f"{key}.{table}.parquet"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished comparison of two arms, one of which changes nothing."""
    place = tmp_path_factory.mktemp("compare")
    files = [
        written(place / "base.toml", RUN),
        written(place / "tariff.toml", 'title = "A tariff"\n' + TARIFF),
        written(place / "nothing.toml", 'title = "Nothing"\n' + NOTHING),
    ]
    shown, _ = compared(*files, out=place / "out")
    (place / "shown.txt").write_text(shown, encoding="utf-8")
    return place


def read(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(folder / "out" / f"{name}.parquet")


def of_arm(folder: Path, arm: str) -> pd.DataFrame:
    weekly = read(folder, "weekly")
    return weekly[weekly["arm"] == arm].drop(columns="arm").reset_index(drop=True)


def test_both_arms_share_past_and_draws(folder: Path) -> None:
    base, nothing, tariff = (of_arm(folder, arm) for arm in ("base", "nothing", "tariff"))
    pd.testing.assert_frame_equal(base, nothing, check_exact=True)
    before = base["week"] < 6
    assert before.sum() == 6 * SEEDS
    pd.testing.assert_frame_equal(base[before], tariff[before], check_exact=True)
    assert (base["duty_revenue"] != tariff["duty_revenue"])[~before].mean() > 0.9


def test_pairing_saves_variance(folder: Path) -> None:
    effects = read(folder, "effects")
    rows = effects[(effects["arm"] == "tariff") & (effects["scope"] == "world")].set_index("outcome")
    assert rows.loc["sales", "variance_ratio"] < 0.1
    assert rows["variance_ratio"].median() < 0.5


def test_effects_are_those_of_the_weekly_records(folder: Path) -> None:
    base, tariff = of_arm(folder, "base"), of_arm(folder, "tariff")
    late = base["week"] >= 6
    change = (tariff["sales"] - base["sales"])[late].groupby(base["seed"][late]).mean()
    effects = read(folder, "effects")
    row = effects[(effects["arm"] == "tariff") & (effects["scope"] == "world") & (effects["outcome"] == "sales")]
    assert row["difference"].item() == pytest.approx(change.mean())
    assert row["low"].item() <= change.mean() <= row["high"].item()


def test_countries_and_services_add_up(folder: Path) -> None:
    at = "arm == 'tariff' and window == 'main'"
    countries, services, effects = (
        read(folder, name).query(at) for name in ("by_country", "by_service", "effects"))
    sales = effects.query("scope == 'world' and outcome == 'sales'")
    for outcome in ("exports", "imports"):
        rows = countries[countries["outcome"] == outcome]
        assert len(rows) == len(WORLD.countries.code)
        assert rows["difference"].sum() == pytest.approx(sales["difference"].item())
    shares = services[services["outcome"] == "share_parcels"]
    assert shares["base"].sum() == pytest.approx(1.0)
    assert shares["difference"].sum() == pytest.approx(0.0, abs=1e-12)
    eu = np.array(WORLD.countries.code)[WORLD.countries.eu_member]
    near = effects.query("scope == 'concerned' and outcome == 'imports'")
    imports = countries[(countries["outcome"] == "imports") & countries["country"].isin(eu)]
    assert near["base"].item() == pytest.approx(imports["base"].sum())


def test_the_course_begins_with_the_policy(folder: Path) -> None:
    course = read(folder, "through_time").query("arm == 'tariff' and outcome == 'duty_revenue'")
    world = course[course["scope"] == "world"]
    assert (world.query("week < 6")[["mean", "low", "high"]] == 0.0).all(axis=None)
    assert (world.query("week >= 8")["mean"] != 0.0).all()


def test_terminal_and_manifest_tell_the_policy(folder: Path) -> None:
    shown = (folder / "shown.txt").read_text(encoding="utf-8")
    assert "A tariff: effects in the last 8 weeks" in shown
    assert "ratio" in shown and "Pairing: the variance" in shown
    manifest = json.loads((folder / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["arms"]["tariff"]["changes"] == {
        "policy 1": "tariff 0.5 from week 6 (2024-02-12); countries eu"}
    assert manifest["seeds"] == [1, 2, 3]


def test_the_report_stands_alone(folder: Path) -> None:
    page = (folder / "out" / "report.html").read_text(encoding="utf-8")
    own = page[: page.index("<script>/*")] if "<script>/*" in page else page
    assert "A tariff: In short" in own and "Nothing: In short" in own
    assert 'src="http' not in own and '<link rel="stylesheet"' not in own
    assert "A trial: 3 pairs of runs may agree by chance" in own
    assert own.count('class="flow-map"') == 2


@pytest.mark.parametrize("width", [420, 1400])
def test_the_report_is_drawn_and_fits_the_screen(page: Page, folder: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto((folder / "out" / "report.html").as_uri())
    page.wait_for_function("document.documentElement.dataset.ready === 'true'")
    assert page.locator(".plot .main-svg").count() >= page.locator(".plot").count() > 20
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    card = page.locator(".map-card").first
    card.get_by_role("button", name="Imports", exact=True).click()
    expect(card.locator('.flows[data-service="imports"]')).to_be_visible()
    expect(card.locator('.flows[data-service="exports"]')).to_be_hidden()
    expect(card.locator('.map-scale[data-service="imports"]')).to_be_visible()
    other = page.locator(".map-card").last
    expect(other.locator('.flows[data-service="exports"]')).to_be_visible()


def test_a_second_time_nothing_is_run_and_a_lost_run_alone(folder: Path) -> None:
    files = [str(folder / f"{name}.toml") for name in ("base", "tariff", "nothing")]
    runs = folder / "out" / "runs"
    lost = run_file(folder / "out", "tariff", 2)
    content, moments = lost.read_bytes(), {path: path.stat().st_mtime_ns for path in runs.iterdir()}
    lost.unlink()
    _, progress = compared(*files, out=folder / "out")
    assert "9 of 9 runs" in progress
    assert lost.read_bytes() == content
    again = {path for path, moment in moments.items() if path.stat().st_mtime_ns != moment}
    assert {path.name.split(".")[0] for path in again} == {lost.name.split(".")[0]}
    assert compared(*files, out=folder / "out")[1] == ""


def test_another_comparison_is_refused_in_the_same_folder(folder: Path) -> None:
    files = [str(folder / f"{name}.toml") for name in ("base", "tariff")]
    with pytest.raises(UsageError) as caught:
        compared(*files, out=folder / "out", weeks=9)
    said = str(caught.value).splitlines()[1:-1]
    assert said[:2] == [
        '  arms was ["base", "tariff", "nothing"], is ["base", "tariff"]', "  weeks was 14, is 9"]
    assert len(said) == 3 and said[2].startswith("  changes.nothing.policy was [")
    (folder / "other").mkdir()
    (folder / "other" / "letter.txt").touch()
    with pytest.raises(UsageError, match="something other than a study"):
        compared(*files, out=folder / "other", force=True)


def test_more_seeds_go_on_and_force_replaces(tmp_path: Path) -> None:
    file = written(tmp_path / "tariff.toml", RUN.replace("14", "3") + TARIFF.replace("6", "1"))
    compared(file, out=tmp_path / "out", seeds=1)
    kept = run_file(tmp_path / "out", "base", 1).stat().st_mtime_ns
    compared(file, out=tmp_path / "out", seeds=2)
    assert run_file(tmp_path / "out", "base", 1).stat().st_mtime_ns == kept
    compared(file, out=tmp_path / "out", seeds=1, weeks=2, force=True)
    assert len(list((tmp_path / "out" / "runs").iterdir())) == 4
    assert pd.read_parquet(tmp_path / "out" / "weekly.parquet")["week"].max() == 1


def test_workers_that_do_not_exist_are_refused(tmp_path: Path) -> None:
    request = CompareRequest(["suez_closed"], 1, out=tmp_path / "out", workers=0)
    with pytest.raises(UsageError, match="--workers: 0 is below"):
        compare_session(request, Console(), Console())
    assert not (tmp_path / "out").exists()


def test_a_killed_comparison_loses_only_what_was_in_flight(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    file = written(tmp_path / "tariff.toml", RUN + TARIFF)
    words = [sys.executable, "-m", "experiments.cli", "compare", file, "--workers", "1"]
    out = tmp_path / "out"
    command = [*words, "--seeds", "3", "--out", str(out)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    kept: set[Path] = set()
    end = time.monotonic() + 60
    while not kept and time.monotonic() < end:
        kept = set((out / "runs").glob("[!.]*.weekly.parquet"))
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert kept
    before = {path: path.stat().st_mtime_ns for path in kept}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert all(path.stat().st_mtime_ns == moment for path, moment in before.items())
    assert not list(out.rglob(".unfinished*"))
    compared(file, out=tmp_path / "quiet")
    runs = sorted(path.name for path in (tmp_path / "quiet" / "runs").iterdir())
    assert runs == sorted(path.name for path in (out / "runs").iterdir())
    assert len(runs) == 2 * 6
    for path in (tmp_path / "quiet" / "runs").iterdir():
        assert path.read_bytes() == (out / "runs" / path.name).read_bytes(), path.name


def test_a_run_that_fails_is_noted_and_tried_again(tmp_path: Path) -> None:
    file = written(tmp_path / "tariff.toml", RUN.replace("14", "3") + TARIFF.replace("6", "1"))
    out, poison = tmp_path / "out", POISON_SEED

    def ended(executor: InlineExecutor) -> Ending:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(compare, "executor", lambda *_: executor)
            return compare_session(
                CompareRequest([file], poison, out=out), Console(quiet=True), Console(quiet=True))

    ending = ended(InlineExecutor(fails_at=poison))
    assert (ending.done, ending.failed, ending.open) == (4, 2, 0)
    results = load(out)
    assert results.effects.empty
    assert results.failures[["arm", "seed"]].to_numpy().tolist() == [["base", 3], ["tariff", 3]]
    assert results.runs["state"].tolist() == ["done"] * 4 + ["failed"] * 2
    pd.testing.assert_frame_equal(pd.read_parquet(out / "runs.parquet"), results.runs)
    text = Console(file=io.StringIO(), width=120)
    text.print(status_table(out))
    assert "2 of 6 runs" in text.file.getvalue() and "seed 3, arm tariff" in text.file.getvalue()
    assert ended(InlineExecutor()).failed == 0
    assert load(out).failures.empty and not load(out).effects.empty


def test_loaded_are_the_tables_of_the_folder(folder: Path) -> None:
    results = load(folder / "out")
    for name in ("effects", "by_country", "by_service", "through_time", "weekly"):
        pd.testing.assert_frame_equal(getattr(results, name), read(folder, name))
    assert list(results.runs.columns) == ["arm", "seed", "state", "seconds", "message"]
    assert len(results.runs) == 3 * SEEDS and (results.runs["seconds"] > 0).all()
    assert results.question == "Ten points into the EU."
