"""The house keeps its shape: imports run one way, files and functions stay short."""

from __future__ import annotations

import ast
import fnmatch
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOP_LEVEL = {
    ".ci",
    ".git",
    ".gitignore",
    "LICENSE",
    "README.md",
    "app.py",
    "ecosystem",
    "experiments",
    "pyproject.toml",
    "tests",
}
FLOORS = (
    ("theory",),
    ("draws", "ledger"),
    ("scenario",),
    ("world",),
    ("agents",),
    ("markets",),
    ("week",),
    ("policies",),
    ("corridors",),
    ("indicators",),
    ("model",),
    ("ecosystem",),
    ("view",),
    ("experiments",),
    ("app",),
)
"""Rooms from the ground up; "ecosystem" is the public face of the package."""

FLOOR = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
ALLOWED_IN_THEORY = {"numpy", "scipy"}
TYPES = "if TYPE_CHECKING:\n    "
LONGEST_FILE = 400
LONGEST_FUNCTION = 45


def own_files() -> list[Path]:
    """Every Python file of the program, without its tests."""
    packages = [*(ROOT / "ecosystem").rglob("*.py"), *(ROOT / "experiments").rglob("*.py")]
    return sorted([*packages, *ROOT.glob("app.py")])


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


OWN = own_files()
ALL = sorted([*OWN, *(ROOT / "tests").rglob("*.py")])


def room_of(module: str) -> str | None:
    """The room of a dotted name, or None when it is not ours.

    A file beside model.py that is no room of its own belongs to the model's.
    """
    first, *rest = module.split(".")
    if first == "ecosystem":
        if rest and rest[0] in FLOOR:
            return rest[0]
        beside_the_model = bool(rest) and (ROOT / "ecosystem" / f"{rest[0]}.py").is_file()
        return "model" if beside_the_model else "ecosystem"
    return first if first in ("experiments", "app") else None


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything imported; `from a import b` counts as a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def only_for_types(tree: ast.AST) -> set[int]:
    """Lines below `if TYPE_CHECKING:`, which are never run."""
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for each in node.body
        for line in range(each.lineno, (each.end_lineno or each.lineno) + 1)
    }


def wrong_imports(module: str, source: str) -> list[str]:
    """Imports of a module that go up, sideways, or leave the ground floor.

    What is called with the whole model may name its type.
    """
    room, wrong, tree = room_of(module), [], ast.parse(source)
    assert room is not None
    types = only_for_types(tree)
    for line, name in imports(tree):
        target = room_of(name)
        if line in types and name == "ecosystem.model.Ecosystem":
            continue
        if target is not None and target != room and FLOOR[target] >= FLOOR[room]:
            wrong.append(f"line {line}: {room} imports {name}")
        package = name.split(".")[0]
        if room == "theory" and target is None and package not in ALLOWED_IN_THEORY:
            if package not in sys.stdlib_module_names:
                wrong.append(f"line {line}: theory imports {name}")
    return wrong


def module_of(path: Path) -> str:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("path", OWN, ids=named)
def test_imports_run_one_way(path: Path) -> None:
    assert wrong_imports(module_of(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("module", "source", "wrong"),
    [
        ("ecosystem.theory.choice", "import pandas", True),
        ("ecosystem.theory.choice", "import scipy.stats, math", False),
        ("ecosystem.theory.choice", "from ecosystem.theory import queueing", False),
        ("ecosystem.core.draws", "from ecosystem.ledger import Ledger", True),
        ("ecosystem.world.hubs", "from ecosystem.agents.firms import Firms", True),
        ("ecosystem.agents.firms", "from ecosystem import Scenario", True),
        ("ecosystem.agents.firms", "def f():\n    import ecosystem.markets.goods", True),
        ("ecosystem.markets.goods", "from ecosystem.agents.messages import Orders", False),
        ("ecosystem.indicators", "from ecosystem.model import Ecosystem", True),
        ("ecosystem.indicators", f"{TYPES}from ecosystem.model import Ecosystem", False),
        ("ecosystem.agents.firms", f"{TYPES}from ecosystem.markets.goods import Sale", True),
        ("ecosystem.view.maps.flow_map", "from experiments import report", True),
        ("experiments.reports.run_report", "from ecosystem import Ecosystem", False),
        ("experiments.reports.run_report", "import app", True),
    ],
)
def test_a_wrong_import_is_seen(module: str, source: str, wrong: bool) -> None:
    assert bool(wrong_imports(module, source)) is wrong


@pytest.mark.parametrize("path", [path for path in OWN if "ecosystem" in named(path)], ids=named)
def test_the_model_imports_nothing_of_its_own_inside_a_function(path: Path) -> None:
    for function in functions(path):
        inside = [name for _, name in imports(function) if room_of(name)]
        assert inside == [], function.name


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", ALL, ids=named)
def test_files_and_functions_are_short(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST_FILE
    for function in functions(path):
        assert function.end_lineno is not None
        length = function.end_lineno - function.lineno + 1
        assert length <= LONGEST_FUNCTION, f"{function.name}: {length} lines"


def is_public(name: str) -> bool:
    return not name.startswith("_")


def undocumented(tree: ast.Module) -> list[str]:
    """Public classes and functions, and the methods of public classes, without a docstring."""
    missing = [] if ast.get_docstring(tree) else ["the module"]
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for node in tree.body:
        if not isinstance(node, kinds) or not is_public(node.name):
            continue
        members = node.body if isinstance(node, ast.ClassDef) else []
        for each in [node, *members]:
            if isinstance(each, kinds) and is_public(each.name) and not ast.get_docstring(each):
                missing.append(each.name)
    return missing


@pytest.mark.parametrize("path", OWN, ids=named)
def test_what_is_public_is_explained(path: Path) -> None:
    assert undocumented(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", OWN, ids=named)
def test_every_function_states_its_types(path: Path) -> None:
    for function in functions(path):
        inputs = function.args
        given = [*inputs.posonlyargs, *inputs.args, *inputs.kwonlyargs]
        given += [each for each in (inputs.vararg, inputs.kwarg) if each]
        untyped = [each.arg for each in given if not each.annotation]
        assert set(untyped) <= {"self", "cls"}, f"{function.name}: {untyped}"
        assert function.returns is not None, function.name


def test_every_package_of_the_model_has_its_floor() -> None:
    rooms = {path.parent.name for path in (ROOT / "ecosystem").glob("*/__init__.py")}
    assert rooms
    assert rooms <= FLOOR.keys()


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for path in OWN if path.parent != ROOT}
    assert [named(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_the_top_level_is_fixed() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    stray = {
        path.name
        for path in ROOT.iterdir()
        if not any(fnmatch.fnmatch(path.name, pattern.rstrip("/")) for pattern in ignored)
    }
    assert stray - TOP_LEVEL == set()
    assert {"README.md", "LICENSE", "pyproject.toml", "ecosystem", "experiments"} <= stray
