"""The house keeps its shape: short files and functions, few arguments, explained and typed."""

from __future__ import annotations

import ast
import fnmatch
from collections import Counter
from pathlib import Path

import pytest

from tests.architecture.program import OWN, ROOT, TESTS, Function, functions, named, tree_of

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
LONGEST_FILE, LONGEST_FUNCTION = 400, 45
MOST_POSITIONAL, MOST_FILES = 5, 12


@pytest.mark.parametrize("path", [*OWN, *TESTS], ids=named)
def test_files_and_functions_are_short(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST_FILE
    for function in functions(path):
        assert function.end_lineno is not None
        length = function.end_lineno - function.lineno + 1
        assert length <= LONGEST_FUNCTION, f"{function.name}: {length} lines"


def positional(function: Function) -> list[str]:
    """Names of the arguments that may be given by place, without the object itself."""
    names = [each.arg for each in [*function.args.posonlyargs, *function.args.args]]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def is_command(function: Function) -> bool:
    """Whether a function is a command of the command line, whose options are its arguments."""
    return any("app." in ast.unparse(each) for each in function.decorator_list)


@pytest.mark.parametrize("path", OWN, ids=named)
def test_more_than_five_arguments_are_given_by_name(path: Path) -> None:
    for function in functions(path):
        if not is_command(function):
            assert len(positional(function)) <= MOST_POSITIONAL, f"{function.name}: {positional(function)}"


def test_a_sixth_argument_by_place_would_be_seen() -> None:
    source = "def f(self, a, b, c, d, e, g, *, h): ..."
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert positional(function) == ["a", "b", "c", "d", "e", "g"]


def test_a_folder_of_more_than_twelve_files_gets_rooms() -> None:
    counts = Counter(path.parent for path in OWN)
    assert {named(folder): count for folder, count in counts.items() if count > MOST_FILES} == {}


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
            if not isinstance(each, kinds) or not is_public(each.name) or explained_elsewhere(each):
                continue
            if not ast.get_docstring(each):
                missing.append(each.name)
    return missing


def explained_elsewhere(node: ast.AST) -> bool:
    """Whether the function that it belongs to, or the protocol, explains it."""
    names = [ast.unparse(each) for each in getattr(node, "decorator_list", [])]
    if isinstance(node, ast.FunctionDef) and [ast.unparse(each) for each in node.body] == ["..."]:
        return True
    return any(name == "overload" or name.endswith(".setter") for name in names)


@pytest.mark.parametrize("path", OWN, ids=named)
def test_what_is_public_is_explained(path: Path) -> None:
    assert undocumented(tree_of(path)) == []
    assert "TODO" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", OWN, ids=named)
def test_every_function_states_its_types(path: Path) -> None:
    for function in functions(path):
        inputs = function.args
        given = [*inputs.posonlyargs, *inputs.args, *inputs.kwonlyargs]
        given += [each for each in (inputs.vararg, inputs.kwarg) if each]
        untyped = [each.arg for each in given if not each.annotation]
        assert set(untyped) <= {"self", "cls"}, f"{function.name}: {untyped}"
        assert function.returns is not None, function.name


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for path in OWN if path.parent != ROOT}
    assert [named(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_the_top_level_is_fixed() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    stray = {
        path.name
        for path in ROOT.iterdir()
        if not any(fnmatch.fnmatch(path.name, pattern.strip("/")) for pattern in ignored)
    }
    assert stray - TOP_LEVEL == set()
    assert {"README.md", "LICENSE", "pyproject.toml", "ecosystem", "experiments"} <= stray
