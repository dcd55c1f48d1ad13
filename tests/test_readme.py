"""What README shows works: its scenario, its study, its Python and its commands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import typer

from ecosystem.outputs.indicators import WORLD
from ecosystem.policies.binding import Policies
from ecosystem.policies.lever import LEVERS
from ecosystem.quotes.services.quote import SERVICE_RULES
from ecosystem.scenario import Scenario
from ecosystem.scenario.service_traits import SERVICES
from experiments import run
from experiments.cli import app
from experiments.commands import compare as compare_command
from experiments.commands import sweep as sweep_command
from experiments.studies.study_file import load_study
from tests.doubles.executors import InlineExecutor
from tests.small import default_world

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SMALLER_PYTHON = {
    '"run.firms": 500': '"run.firms": 30, "run.settling_weeks": 2, "run.resettling_weeks": 2',
    "range(52)": "range(3)",
    "weeks=52": "weeks=3",
    "seeds=10, weeks=104": "seeds=2, weeks=3",
}
SMALLER_STUDY = {
    "weeks = 104": "weeks = 3",
    "seeds = 5": "seeds = 1",
    "samples = 40": "samples = 2",
    "firms = 500": "firms = 30\nsettling_weeks = 2\nresettling_weeks = 2",
    "start = 52": "start = 1",
}
Names = dict[str, Any]


def blocks(language: str) -> list[str]:
    """All code blocks in a language, in order; those of the command line name none."""
    found = re.findall(r"^```(\w*)\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
    return [block for name, block in found if name == language]


def example(language: str, word: str) -> str:
    """The one code block in ``language`` that holds ``word``."""
    found = [block for block in blocks(language) if word in block]
    assert len(found) == 1, f"{len(found)} blocks of {language} hold {word}"
    return found[0]


def smaller(text: str, changes: dict[str, str]) -> str:
    """A text at the sizes of a test."""
    for large, small in changes.items():
        text = text.replace(large, small)
    return text


def commands() -> list[list[str]]:
    """The words of every command shown, without "ecosystem"."""
    lines = [line for block in blocks("") for line in block.splitlines()]
    shown = [shlex.split(line, comments=True) for line in lines if line.startswith("ecosystem ")]
    return [words[1:] for words in shown]


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


@pytest.fixture
def registries(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Levers, indicators, services and the way of plotting as they were before."""
    monkeypatch.setattr(WORLD, "groups", dict(WORLD.groups))
    monkeypatch.setattr("ecosystem.quotes.services.quote.SERVICE_RULES", dict(SERVICE_RULES))
    backend, levers, services = pd.options.plotting.backend, dict(LEVERS), len(SERVICES)
    yield
    pd.options.plotting.backend = backend
    LEVERS.clear()
    LEVERS.update(levers)
    for name in reversed(SERVICES[services:]):
        SERVICES.remove(name)


def pooling_matters(names: Names) -> bool:
    """Whether the run with the own lever is another than the one without it."""
    plain = run(names["scenario"], weeks=3, model=names["Pooling"])
    return not plain.records.weekly()["cash"].equals(names["model"].records.weekly()["cash"])


THEN: dict[str, Callable[[Names], object]] = {
    'out="results"': lambda names: Path("results/report.html").is_file(),
    "model.change": lambda names: (
        names["model"].week == 4 and names["model"].parameters.customs.inspection_share == 0.1),
    "model.network": lambda names: names["firm"].pos in names["model"].network,
    "DataCollector": lambda names: (
        names["again"].week == names["twin"].week == 8
        and len(names["collector"].get_model_vars_dataframe()) == 4),
    "pd.read_parquet": lambda names: len(names["listings"]),
    'out="tariff"': lambda names: len(names["results"].effects) and len(names["results"].runs) == 4,
    "study.failures": lambda names: len(names["study"].runs) == 2 and names["study"].failures.empty,
    "@indicator": lambda names: "cash" in WORLD.names(),
    "@lever": pooling_matters,
    "class Ports": lambda names: names["model"].ports.kg.sum() > 0.0,
    "SERVICES.register": lambda names: "rail_parcel" in set(names["model"].tables()["listings"]["service"]),
}
"""What holds after a block of Python, by a word of the block."""


@pytest.mark.usefixtures("registries")
def test_all_python_runs_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (compare_command, sweep_command):
        monkeypatch.setattr(command, "executor", lambda *_: InlineExecutor())
    Path("study.toml").write_text(smaller(example("toml", "[[factor]]"), SMALLER_STUDY), encoding="utf-8")
    names: Names = {"__name__": "readme"}
    shown = blocks("python")
    assert [word for word in THEN if sum(word in block for block in shown) != 1] == []
    for number, block in enumerate(shown, start=1):
        code = compile(smaller(block, SMALLER_PYTHON), f"README.md, block {number}", "exec", dont_inherit=True)
        exec(code, names)  # noqa: S102 - the text is this repository's own
        for word, holds in THEN.items():
            assert word not in block or holds(names), word


def test_every_size_made_smaller_is_one_that_is_shown() -> None:
    texts = {"".join(blocks("python")): SMALLER_PYTHON, example("toml", "[[factor]]"): SMALLER_STUDY}
    assert [large for text, sizes in texts.items() for large in sizes if large not in text] == []


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_shown_can_be_read(words: list[str]) -> None:
    group: Any = typer.main.get_command(app)
    if words[0] == "--import":
        words = words[2:]
    group.commands[words[0]].make_context(words[0], words[1:])


def test_the_commands_of_a_beginner_are_shown() -> None:
    assert {"new", "run", "describe", "compare", "sweep", "status"} <= {words[0] for words in commands()}


def test_the_tree_names_every_folder() -> None:
    """Every package of the house has its line."""
    tree = re.findall(r"^ *([\w]+(?:/|\.py))", example("", "app.py   "), flags=re.MULTILINE)
    folders = {
        f"{path.parent.name}/"
        for package in ("ecosystem", "experiments")
        for path in (ROOT / package).rglob("__init__.py")
    }
    assert folders <= set(tree), folders - set(tree)
    assert {name for name in tree if name.endswith("/")} - folders == {"tests/"}


def test_an_example_that_is_not_there_is_noticed() -> None:
    with pytest.raises(AssertionError, match="0 blocks of toml"):
        example("toml", "[[no such table]]")
