"""Comparisons: pairs that share their past, kept run by run, refused when they make no sense."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect
from rich.console import Console

from ecosystem.scenario import Scenario, ScenarioError
from ecosystem.scenario.policy import Policy
from experiments.commands import compare
from experiments.commands.compare import CompareRequest, compare_session
from experiments.errors import UsageError
from experiments.studies.comparison import (
    Comparison,
    Wanted,
    concerned,
    read_comparison,
    ready_studies,
    windows,
)
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


class InlineCrew:
    """Does all work at once in this process: quick, and the same bytes."""

    name, deaths, sorts_out_deaths = "nobody else", (), False

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def __enter__(self) -> InlineCrew:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def in_flight(self) -> int:
        return 1

    def submit(self, work: Callable[..., Any], *values: Any) -> Future[Any]:
        promise: Future[Any] = Future()
        promise.set_result(work(*values))
        return promise


def written(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def compared(
    *files: str, out: Path, seeds: int = SEEDS, force: bool = False, weeks: int | None = None
) -> tuple[str, str]:
    """Carry out a comparison; returns what it shows, and its progress."""
    show, progress = (Console(file=io.StringIO(), width=100) for _ in range(2))
    wanted = Wanted(files, seeds, weeks)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compare, "LocalCrew", InlineCrew)
        compare_session(CompareRequest(wanted, out, 2, force), show, progress)
    return tuple(console.file.getvalue() for console in (show, progress))  # type: ignore[attr-defined]


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
    assert "With 3 seeds intervals are too narrow" in own
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
    lost = runs / "tariff-2.weekly.parquet"
    content, moments = lost.read_bytes(), {path: path.stat().st_mtime_ns for path in runs.iterdir()}
    lost.unlink()
    _, progress = compared(*files, out=folder / "out")
    assert "9 of 9 runs" in progress
    assert lost.read_bytes() == content
    again = {path for path, moment in moments.items() if path.stat().st_mtime_ns != moment}
    assert {path.name.split(".")[0] for path in again} == {"tariff-2"}
    assert compared(*files, out=folder / "out")[1] == ""


def test_another_comparison_is_refused_in_the_same_folder(folder: Path) -> None:
    files = [str(folder / f"{name}.toml") for name in ("base", "tariff")]
    with pytest.raises(UsageError) as caught:
        compared(*files, out=folder / "out", weeks=9)
    assert str(caught.value).splitlines()[1:-1] == [
        "  arms were base, nothing, tariff, are base, tariff", "  weeks was 14, is 9"]
    (folder / "other").mkdir()
    (folder / "other" / "letter.txt").touch()
    with pytest.raises(UsageError, match="something other than a comparison"):
        compared(*files, out=folder / "other", force=True)


def test_more_seeds_go_on_and_force_replaces(tmp_path: Path) -> None:
    file = written(tmp_path / "tariff.toml", RUN.replace("14", "3") + TARIFF.replace("6", "1"))
    compared(file, out=tmp_path / "out", seeds=1)
    kept = (tmp_path / "out" / "runs" / "base-1.weekly.parquet").stat().st_mtime_ns
    compared(file, out=tmp_path / "out", seeds=2)
    assert (tmp_path / "out" / "runs" / "base-1.weekly.parquet").stat().st_mtime_ns == kept
    compared(file, out=tmp_path / "out", seeds=1, weeks=2, force=True)
    assert len(list((tmp_path / "out" / "runs").iterdir())) == 4
    assert pd.read_parquet(tmp_path / "out" / "weekly.parquet")["week"].max() == 1


def test_workers_that_do_not_exist_are_refused(tmp_path: Path) -> None:
    request = CompareRequest(Wanted(["suez_closed"], 1), tmp_path / "out", workers=0)
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
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert all(path.stat().st_mtime_ns == moment for path, moment in before.items())
    assert not list(out.rglob(".unfinished*"))
    compared(file, out=tmp_path / "quiet")
    runs = sorted(path.name for path in (tmp_path / "quiet" / "runs").iterdir())
    assert runs == sorted(path.name for path in (out / "runs").iterdir())
    assert len(runs) == 2 * 6
    for path in (tmp_path / "quiet" / "runs").iterdir():
        assert path.read_bytes() == (out / "runs" / path.name).read_bytes(), path.name


def read_two(tmp_path: Path, base: str, policy: str) -> Comparison:
    files = [written(tmp_path / "one.toml", base), written(tmp_path / "two.toml", policy)]
    return read_comparison(Wanted(files, 2), WORLD)


def test_a_file_alone_is_compared_without_its_policies(tmp_path: Path) -> None:
    found = read_comparison(Wanted([written(tmp_path / "t.toml", RUN + TARIFF)], 2), WORLD)
    assert found.base.scenario.policy == () and len(found.arms[0].scenario.policy) == 1
    assert found.base.scenario.run.firms == 25
    assert set(found.arms[0].changes) == {"policy 1"}


def test_an_arm_is_laid_over_the_base(tmp_path: Path) -> None:
    base = RUN + "[market]\ninside_share = 0.4\n" + TARIFF
    found = read_two(tmp_path, base, "[customs]\npreference = 0.5\n" + TARIFF.replace("0.5", "0.1"))
    whole = found.arms[0].scenario
    assert whole.market.inside_share == 0.4
    assert whole.customs.preference == 0.5
    assert [policy.size for policy in whole.policy] == [0.5, 0.1]
    assert set(found.arms[0].changes) == {"customs.preference", "policy 2"}


def test_base_stands_for_the_base_scenario(tmp_path: Path) -> None:
    file = written(tmp_path / "t.toml", TARIFF)
    found = read_comparison(Wanted(["base", file], 2, weeks=5, firms=7), WORLD)
    assert found.base.scenario == Scenario().replace({"run.weeks": 5, "run.firms": 7})
    assert found.seeds == (1, 2)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (["base"], "base: compared with what?"),
        (["nowhere"], "nowhere: there is no such file; ready studies are suez_closed, suez_closed_weeks_60_to_90, us_de_minimis_end"),
        (["base", "base"], "base: does not differ from the base"),
    ],
)
def test_what_makes_no_comparison_is_refused(files: list[str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_comparison(Wanted(files, 2), WORLD)
    assert said in str(caught.value)


def test_pairs_share_size_and_past(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"two\.toml: run\.firms: is 9 here and 25 in the base"):
        read_two(tmp_path, RUN, "[run]\nfirms = 9\n" + TARIFF)


def test_faults_of_policies_name_their_file(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"two\.toml: policy 1 \(tariff\): countries: .* mean eu\?"):
        read_two(tmp_path, RUN, TARIFF.replace("eu", "EU"))
    with pytest.raises(ScenarioError, match=r"two\.toml: policy 1: strat: unknown key; did you mean start\?"):
        read_two(tmp_path, RUN, TARIFF.replace("start", "strat"))


def test_windows_follow_the_policies() -> None:
    def spans(weeks: int, *times: tuple[int, int | None]) -> list[tuple[str, int, int]]:
        policies = [Policy(lever="tariff", size=1.0, start=a, end=b) for a, b in times]
        return [(each.name, each.start, each.end) for each in windows(policies, weeks)]

    assert spans(156, (86, None)) == [("main", 104, 156), ("at_first", 86, 112)]
    assert spans(104, (26, 52)) == [("main", 26, 52), ("afterwards", 52, 104)]
    assert spans(100, (90, None)) == [("main", 90, 100)]
    assert spans(100, (10, 20), (30, 40)) == [("main", 10, 40), ("afterwards", 40, 100)]
    assert spans(40) == [("main", 0, 40)]
    assert spans(40, (50, None)) == [("main", 0, 40)]


@pytest.mark.parametrize("name", ["us_de_minimis_end", "suez_closed", "suez_closed_weeks_60_to_90"])
def test_ready_studies_can_be_read(name: str) -> None:
    assert name in ready_studies()
    found = read_comparison(Wanted([name], 10), WORLD)
    (arm,) = found.arms
    assert found.title and found.description
    places = concerned(arm, found.base, WORLD)
    assert places == (("USA",) if name == "us_de_minimis_end" else ())
    span = found.windows(arm)
    weeks = {"us_de_minimis_end": 52, "suez_closed": 26, "suez_closed_weeks_60_to_90": 31}
    assert span[0].end - span[0].start == weeks[name]
