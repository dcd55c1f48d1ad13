"""Imports run one way, type imports counted, and no two folders import each other."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tests.architecture.program import MODULES, OWN, folder_of, imported, module_of, named, tree_of

ORDER = (
    "ecosystem.theory",
    "ecosystem.core",
    "ecosystem.messages",
    "ecosystem.scenario",
    "ecosystem.world",
    "ecosystem.policies",
    "ecosystem.agents",
    "ecosystem.quotes",
    "ecosystem.decisions",
    "ecosystem.markets",
    "ecosystem.state",
    "ecosystem.phases",
    "ecosystem.outputs",
    "ecosystem.extending",
    "ecosystem.model",
    "ecosystem",
    "ecosystem.view",
    "experiments.errors",
    "experiments.files",
    "experiments.extensions",
    "experiments.runs",
    "experiments.studies",
    "experiments.execution",
    "experiments.storage",
    "experiments.validation",
    "experiments.analysis",
    "experiments.claims",
    "experiments.terminal",
    "experiments.reports",
    "experiments.serving",
    "experiments.commands",
    "experiments.cli",
    "experiments",
    "app",
)
"""Rooms from the ground up; the bare names of the packages are their public faces."""

HEIGHT = {room: height for height, room in enumerate(ORDER)}
ALLOWED_IN_THEORY = {"numpy", "scipy"}
STATE, MAY_SEE_THE_STATE = "ecosystem.state", ("state", "phases", "outputs", "model")


def room_of(module: str) -> str:
    """The room of a module of ours: the first two words of its name, as far as they are a room."""
    parts = module.split(".")
    two = ".".join(parts[:2])
    return two if two in HEIGHT else parts[0]


def wrong_imports(module: str, tree: ast.AST) -> list[str]:
    """Imports of a module that go up or leave the ground floor."""
    room, wrong = room_of(module), []
    for line, name in imported(tree):
        package = name.split(".")[0]
        if package in ("ecosystem", "experiments", "app"):
            target = room_of(name)
            if target != room and HEIGHT[target] >= HEIGHT[room]:
                wrong.append(f"line {line}: {room} imports {name}")
        elif room == "ecosystem.theory" and package not in ALLOWED_IN_THEORY | sys.stdlib_module_names:
            wrong.append(f"line {line}: theory imports {name}")
    return wrong


@pytest.mark.parametrize("path", OWN, ids=named)
def test_imports_run_one_way(path: Path) -> None:
    assert wrong_imports(module_of(path), tree_of(path)) == []


@pytest.mark.parametrize(
    ("module", "source", "wrong"),
    [
        ("ecosystem.theory.choice", "import pandas", True),
        ("ecosystem.theory.choice", "import scipy.stats, math", False),
        ("ecosystem.theory.choice", "from ecosystem.theory import queueing", False),
        ("ecosystem.core.draws", "from ecosystem.scenario.names import SKILLS", True),
        ("ecosystem.world.world", "from ecosystem.agents.customs import Customs", True),
        ("ecosystem.agents.customs", "from ecosystem import Scenario", True),
        ("ecosystem.agents.customs", "def f():\n    import ecosystem.markets.goods", True),
        ("ecosystem.agents.customs", "if TYPE_CHECKING:\n    from ecosystem.model import Ecosystem", True),
        ("ecosystem.markets.goods", "from ecosystem.messages.orders import Sales", False),
        ("ecosystem.markets.goods", "from ecosystem.state import State", True),
        ("ecosystem.outputs.records", "from ecosystem.state import State", False),
        ("ecosystem.view.maps.flow_map", "from experiments.reports import page", True),
        ("experiments.reports.page", "from ecosystem import Ecosystem", False),
        ("experiments.reports.page", "import app", True),
        ("experiments.runs.drive", "from experiments.storage.store import Store", True),
    ],
)
def test_a_wrong_import_is_seen(module: str, source: str, wrong: bool) -> None:
    assert bool(wrong_imports(module, ast.parse(source))) is wrong


def imports_between_folders() -> set[tuple[str, str]]:
    """Pairs of folders of which the first imports the second; packages' public faces apart."""
    pairs = set()
    for module, path in MODULES.items():
        if module in ("ecosystem", "experiments", "app"):
            continue
        for _, name in imported(tree_of(path)):
            if name in MODULES and name not in ("ecosystem", "experiments"):
                pairs.add((folder_of(module), folder_of(name)))
    return {(one, other) for one, other in pairs if one != other}


def both_ways(pairs: set[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted((one, other) for one, other in pairs if one < other and (other, one) in pairs)


def test_no_pair_of_folders_imports_both_ways() -> None:
    assert both_ways(imports_between_folders()) == []


def test_a_pair_that_does_is_seen() -> None:
    pairs = imports_between_folders()
    assert ("ecosystem.decisions", "ecosystem.quotes") in pairs
    turned = pairs | {("ecosystem.quotes", "ecosystem.decisions")}
    assert both_ways(turned) == [("ecosystem.decisions", "ecosystem.quotes")]


@pytest.mark.parametrize("path", [path for path in OWN if named(path).startswith("ecosystem/")], ids=named)
def test_only_phases_outputs_and_the_model_see_the_state(path: Path) -> None:
    room = room_of(module_of(path)).removeprefix("ecosystem.")
    if room not in MAY_SEE_THE_STATE:
        assert STATE not in {name for _, name in imported(tree_of(path))}


@pytest.mark.parametrize("path", [path for path in OWN if named(path).startswith("ecosystem/")], ids=named)
def test_the_model_imports_nothing_of_its_own_inside_a_function(path: Path) -> None:
    inner = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef)]
    inside = [name for node in inner for _, name in imported(node) if name in MODULES]
    assert inside == []


@pytest.mark.parametrize("path", [path for path in OWN if "/view/" in named(path)], ids=named)
def test_the_view_names_no_class_of_the_model(path: Path) -> None:
    rooms = {room_of(name) for _, name in imported(tree_of(path)) if name in MODULES}
    assert not rooms & {"ecosystem.model", "ecosystem.state", "ecosystem.agents", "ecosystem.phases"}
