"""The program as source: its files, modules, imports and functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("ecosystem", "experiments")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def named(path: Path) -> str:
    """Path from the root, as tests are called by it."""
    return path.relative_to(ROOT).as_posix()


def own_files() -> list[Path]:
    """Every Python file of the program, without its tests."""
    packages = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return sorted([*packages, ROOT / "app.py"])


OWN = own_files()
TESTS = sorted((ROOT / "tests").rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def module_of(path: Path) -> str:
    """Dotted name of a file."""
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in OWN}


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and module of everything imported, for types and inside functions too.

    `from a import b` names the module a.b where there is one, and a otherwise.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield node.lineno, whole if whole in MODULES else str(node.module)


def folder_of(module: str) -> str:
    """Folder that a module stands in; a package stands in itself, and a file beside packages is one."""
    path = MODULES[module]
    folder = ".".join(path.parent.relative_to(ROOT).parts)
    return module if folder in PACKAGES and module not in PACKAGES else folder or module


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a file, inner ones too."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
