"""Habits of the program: numbers with a meaning are parameters, services have traits, nothing is dead."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.program import OWN, ROOT, functions, named, tree_of

RULES = [
    path for path in OWN
    if re.match(r"ecosystem/(agents|quotes|decisions|markets|phases)/", named(path))
]
"""Files that hold rules of the model."""

PLAIN_NUMBERS = {0, 1, 2, 3, 0.5, 100, 1_000}
"""Counts, signs, halves and changes of unit: 1,000 people, 100 per cent."""

SMALL = 1e-5
"""Numbers below this, and whole powers of ten and two from a thousand on, guard a division or make room."""

MEANT: dict[tuple[str, float], str] = {
    ("ecosystem/quotes/journeys.py", 3.0): "mean of three levels",
    ("ecosystem/markets/freight.py", 0.01): "days vary by a hundredth at least, so that a gamma law exists",
    ("ecosystem/agents/network/route_paths.py", 8): "networks kept",
    ("ecosystem/markets/freight.py", 4): "worlds kept",
    ("ecosystem/agents/customs.py", 60.0): "minutes an hour",
    ("ecosystem/markets/clearance.py", 60.0): "minutes an hour",
    ("ecosystem/agents/firms/entry.py", 365.0): "days a year",
    ("ecosystem/agents/firms/entry.py", 7.0): "days a week",
    ("ecosystem/agents/consumers.py", 50.0): "bound of exp, so that it stays a number",
    ("ecosystem/quotes/inventory.py", 0.5): "half a week of sales",
}
"""Numbers that stay where they are, with the reason."""


def numbers(path: Path) -> Iterator[tuple[int, float]]:
    """Line and value of every number in a file, positions and shapes apart."""
    inside = {
        id(inner)
        for node in ast.walk(tree_of(path))
        for inner in ast.walk(node.slice if isinstance(node, ast.Subscript) else node)
        if isinstance(node, ast.Subscript) or is_room(node)
    }
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and id(node) not in inside:
            yield node.lineno, node.value


def is_room(node: ast.AST) -> bool:
    """Whether a number is written as a power, such as 2**20 or 1 << 16."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow | ast.LShift) and isinstance(
        node.left, ast.Constant)


def guards(value: float) -> bool:
    """Whether a number is small or a power of two or ten, as guards and room are."""
    whole = abs(value) >= 1_000 and value == int(value)
    power = whole and (str(int(value)).strip("0") == "1" or int(value) & (int(value) - 1) == 0)
    return abs(value) < SMALL or power


def unexplained(path: Path) -> list[str]:
    """Numbers of a file that neither the registry nor the list above explains."""
    return [
        f"line {line}: {value}"
        for line, value in numbers(path)
        if abs(value) not in PLAIN_NUMBERS and not guards(value) and (named(path), abs(value)) not in MEANT
    ]


@pytest.mark.parametrize("path", RULES, ids=named)
def test_numbers_with_a_meaning_are_parameters(path: Path) -> None:
    assert unexplained(path) == []


def test_every_exception_is_still_there() -> None:
    found = {(named(path), abs(value)) for path in RULES for _, value in numbers(path)}
    assert {key for key in MEANT if key not in found} == set()


@pytest.mark.parametrize(("value", "is_a_guard"), [(1e-9, True), (4_096, True), (1e6, True), (0.25, False), (13, False)])
def test_a_guard_is_told_from_a_meaning(value: float, is_a_guard: bool) -> None:
    assert guards(value) is is_a_guard


NUMBERS_OF_SERVICES = {"EXPRESS", "MAIL", "PLATFORM_WAREHOUSE", "OWN_WAREHOUSE"}


def compared_services(tree: ast.AST) -> list[int]:
    """Lines that compare something with the number of a service."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        for side in (node.left, *node.comparators)
        if isinstance(side, ast.Name) and side.id in NUMBERS_OF_SERVICES
    ]


@pytest.mark.parametrize("path", OWN, ids=named)
def test_no_rule_compares_numbers_of_services(path: Path) -> None:
    assert compared_services(tree_of(path)) == []


def test_such_a_comparison_is_seen() -> None:
    assert compared_services(ast.parse("x = service < PLATFORM_WAREHOUSE")) == [1]


ENTRANCES = {
    "main", "Layout", "Page", "write_columns",
}
"""Called from outside the program: the command, and what a page server looks for."""


@cache
def words() -> dict[str, int]:
    """How often each name occurs in the program, its templates and its README."""
    counts: dict[str, int] = {}
    others = [path for kind in ("vue", "html", "js") for path in ROOT.glob(f"e*/**/*.{kind}")]
    for path in [*OWN, *others, ROOT / "README.md"]:
        for word in re.findall(r"[A-Za-z_]\w*", path.read_text(encoding="utf-8")):
            counts[word] = counts.get(word, 0) + 1
    return counts


def called_by_others(decorators: list[ast.expr]) -> bool:
    """Whether a decorator hands the function to somebody who calls it."""
    return any(not re.fullmatch(r"(\w+\.)*(property|cached_property|classmethod|staticmethod|cache|lru_cache.*"
                                r"|contextmanager|overload|\w+\.setter)", ast.unparse(each)) for each in decorators)


@pytest.mark.parametrize("path", OWN, ids=named)
def test_no_function_is_dead_or_for_tests_only(path: Path) -> None:
    dead = [
        function.name
        for function in functions(path)
        if words()[function.name] < 2
        and not function.name.startswith("__")
        and function.name not in ENTRANCES
        and not called_by_others(function.decorator_list)
    ]
    assert dead == []
