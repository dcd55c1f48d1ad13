"""A world whose names hold anything that text can hold is shown as it is, on the page and in the report."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from rich.console import Console

from ecosystem.world.world import DEFAULT_FOLDER
from experiments.commands.run import RunRequest, run_session
from experiments.commands.serve import page_environment
from tests.app.conftest import Serve

HERE = Path(__file__).parent

NAMES = {
    "jewellery": "<!--<script>",
    "fashion": "</script><script>alert('here')</script>",
    "Shenzhen": '深圳 🚢 "<i>&amp;',
    "Shanghai": "\u202eيناء\u200f </title><b>",
    "Rotterdam Fulfilment Platform": "<img src=x onerror=alert(1)> $title ${x} {{ 7 * 7 }}",
    "Frankfurt Parcel Platform": "a\u2028b\u2029c '\"` %{x} \\",
}
"""Names of the delivered world, and what they are called in this one."""

SCENARIO = """
title = "<!--<script> </script> \\"quoted\\" 🚢 \u202e&amp;"
[run]
firms = 60
weeks = 6
settling_weeks = 1
resettling_weeks = 1
[[policy]]
lever = "tariff"
size = 0.1
start = 2
end = 4
categories = ["<!--<script>"]
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Folder of the world, and file of a scenario in it."""
    folder = tmp_path_factory.mktemp("any names")
    world = shutil.copytree(DEFAULT_FOLDER, folder / "world")
    for file in world.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as read:
            rows = [[NAMES.get(cell, cell) for cell in row] for row in csv.reader(read)]
        with file.open("w", encoding="utf-8", newline="") as written:
            csv.writer(written).writerows(rows)
    for file in world.glob("*.json"):
        text = file.read_text(encoding="utf-8")
        for name, other in NAMES.items():
            text = text.replace(json.dumps(name), json.dumps(other))
        file.write_text(text, encoding="utf-8")
    (folder / "any.toml").write_text(SCENARIO, encoding="utf-8")
    return world, folder / "any.toml"


def test_the_report_shows_every_name(page: Page, files: tuple[Path, Path], tmp_path: Path) -> None:
    world, scenario = files
    quiet = Console(quiet=True)
    out = run_session(RunRequest(scenario, world_folder=world, out=tmp_path / "out"), quiet, quiet)
    page.goto((out / "report.html").as_uri())
    page.wait_for_function("document.documentElement.dataset.ready === 'true'")
    assert page.locator("h1").text_content() == '<!--<script> </script> "quoted" 🚢 \u202e&amp;'
    assert page.locator(".plot svg").count() >= page.locator(".plot").count() > 20
    assert page.locator("script:not([type])").count() <= 2
    rows = page.locator("#table-providers tbody th").all_text_contents()
    assert {NAMES["Rotterdam Fulfilment Platform"], NAMES["Frankfurt Parcel Platform"]} <= set(rows)
    policy = f"Tariff ({NAMES['jewellery']})"
    assert page.locator("svg text").filter(has_text="Tariff").first.text_content() == policy
    expect(page.locator(".intro").filter(has_text=policy)).to_have_count(1)
    titles = page.locator("title").all_text_contents()
    for name in ("Shenzhen", "Shanghai"):
        assert any(NAMES[name] in title for title in titles), name


def test_the_page_shows_every_name(page: Page, serve: Serve, files: tuple[Path, Path]) -> None:
    world, scenario = files
    page.set_default_timeout(60_000)
    page.goto(serve(HERE.parents[1] / "app.py", page_environment(scenario, world)))
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".figures-clock .figures-value")).to_have_text("Week 1", timeout=60_000)
    titles = page.locator(".live-map-hubs title").all_text_contents()
    assert {NAMES["Shenzhen"], NAMES["Shanghai"]} <= set(titles)
    page.get_by_role("button", name="Freight", exact=True).click()
    strands = page.locator(".live-map-strands title")
    expect(strands.first).to_be_attached()
    assert any(NAMES["Shanghai"] in title for title in strands.all_text_contents())
