"""What README shows works: its scenario, its study, its Python and its commands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from ecosystem.policies.binding import Policies
from ecosystem.scenario import Scenario
from experiments.cli import app
from experiments.studies.study_file import load_study
from tests.small import default_world

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def example(language: str, word: str) -> str:
    """The one code block in ``language`` that holds ``word``."""
    blocks = re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)
    found = [block for block in blocks if word in block]
    assert len(found) == 1, f"{len(found)} blocks of {language} hold {word}"
    return found[0]


def test_the_policy_is_sound(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text(example("toml", "[[policy]]"), encoding="utf-8")
    scenario = Scenario.load(file)
    Policies(scenario.policy, default_world())
    assert scenario.policy[0].lever == "tariff"


def test_the_study_is_sound(tmp_path: Path) -> None:
    file = tmp_path / "study.toml"
    file.write_text(example("toml", "[[factor]]"), encoding="utf-8")
    study = load_study(file)
    assert len(study.runs) == 40 * 5
    assert [factor.key for factor in study.factors] == ["market.growth", "sellers.review_interval"]


def test_the_model_in_python_runs() -> None:
    small = '"run.firms": 30, "run.settling_weeks": 2, "run.resettling_weeks": 2'
    text = example("python", "model.step()").replace('"run.firms": 500', small)
    names: dict[str, Any] = {}
    exec(text, names)
    model = names["model"]
    assert model.records.weekly()["week"].max() == 51
    assert len(model.tables()["listings"]) > 0


def test_every_command_shown_exists() -> None:
    commands = set(typer.main.get_command(app).commands)
    shown = set(re.findall(r"^(?:\S*/)?ecosystem (\w+)", README, flags=re.MULTILINE))
    assert {"run", "compare", "sweep"} <= shown <= commands


def test_an_example_that_is_not_there_is_noticed() -> None:
    with pytest.raises(AssertionError, match="0 blocks of toml"):
        example("toml", "[[no such table]]")
