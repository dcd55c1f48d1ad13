"""Page, command line and Python mean the same by a scenario, to the last digit."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import app
from ecosystem.scenario import Scenario
from ecosystem.scenario.registry import registry
from experiments import cli
from experiments.commands import run
from experiments.commands.run import RunRequest, requested_scenario
from experiments.commands.serve import page_environment
from tests.app.conftest import Serve

HERE = Path(__file__).parent
SMALL = {"run.firms": 10, "run.weeks": 1, "run.settling_weeks": 1, "run.resettling_weeks": 1}


def digits(seed: int) -> dict[str, Any]:
    """Random values of many parameters, with all digits that a number has."""
    draw = random.Random(seed)
    found: dict[str, Any] = {"run.seed": draw.randrange(2**31)}
    for each in registry():
        if each.type is float and draw.random() < 0.5:
            value = each.default * draw.uniform(0.9, 1.1)
            if each.low <= value <= each.high:
                found[each.key] = value
    return found | SMALL


def write(file: Path, values: dict[str, Any]) -> Path:
    """A scenario file with these values and a policy."""
    lines = [f"{key} = {value!r}" for key, value in values.items()]
    policy = '[[policy]]\nlever = "de_minimis_tax"\nsize = -33.3\nstart = "2024-03-07"\ncountries = ["eu"]'
    file.write_text("\n".join([*lines, policy]) + "\n")
    return file


def on_the_page(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Scenario]:
    """What the untouched page says its hash is, and the scenario that it would settle."""
    settled: list[Scenario] = []
    monkeypatch.setattr(app, "BASE", scenario)
    monkeypatch.setattr(app, "settled", lambda chosen, *_: settled.append(chosen))
    session = app.make_session(lambda *_: None)
    app.build(session.defaults(), lambda _: None)
    return app.SOURCE.scenario_hash(session.defaults()), settled[0]


def test_the_untouched_page_is_the_base_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    said, settled = on_the_page(Scenario(), monkeypatch)
    assert settled == Scenario()
    assert said == Scenario().content_hash == requested_scenario(RunRequest(), None).content_hash


@pytest.mark.parametrize("seed", range(10))
def test_page_command_line_and_python_give_one_hash(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "my.toml", digits(seed))
    scenario = Scenario.load(file)
    monkeypatch.setattr(run, "_write_report", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["ecosystem", "run", str(file), "--out", str(tmp_path / "out")])
    with pytest.raises(SystemExit):
        cli.main()
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    said, settled = on_the_page(scenario, monkeypatch)
    assert said == manifest["scenario_hash"] == scenario.content_hash != Scenario().content_hash
    assert settled == scenario


def test_a_hash_tells_apart_what_differs_and_nothing_else() -> None:
    base = Scenario()
    assert base.replace({"title": "Another", "description": "of the same"}).content_hash == base.content_hash
    assert base.replace({"run.seed": base.run.seed + 1}).content_hash != base.content_hash
    near = base.replace({"market.day_cost": base.market.day_cost * (1 + 2e-16)})
    assert near.content_hash != base.content_hash or near == base
    policy = {"lever": "de_minimis_tax", "size": 0.0}
    assert base.replace({"policy": [policy]}).content_hash != base.content_hash


def test_a_browser_moves_no_value_that_nobody_moved(page: Page, serve: Serve, tmp_path: Path) -> None:
    values = digits(1) | {"services.express_base": 9.512345678901234, "services.storage": 1 / 3}
    file = write(tmp_path / "my.toml", values)
    page.set_default_timeout(60_000)
    page.goto(serve(HERE.parents[1] / "app.py", page_environment(file, None)))
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".figures-clock .figures-value")).to_have_text("Week 1", timeout=60_000)
    whole = Scenario.load(file).content_hash
    shown = page.locator(".settings-hash")
    expect(shown).to_have_text(f"Scenario{whole[:12]}")
    expect(shown).to_have_attribute("title", f"SHA-256 of the scenario: {whole}")
    expect(page.get_by_text("9.512345678901234")).to_be_visible()
    expect(page.locator(".settings-note")).to_be_empty()
    slider = page.get_by_role("slider").nth(4)
    slider.press("ArrowRight")
    expect(shown).not_to_have_text(f"Scenario{whole[:12]}")
    slider.press("ArrowLeft")
    expect(shown).to_have_text(f"Scenario{whole[:12]}")
