"""Imports of `experiments` run one way, folder by folder."""

from __future__ import annotations

import ast
from pathlib import Path

import experiments

ROOT = Path(experiments.__file__).parent
ORDER = (
    ("errors",), ("files", "extensions"), ("runs",), ("studies",), ("execution",), ("storage",), ("validation",),
    ("analysis",), ("claims",), ("terminal", "reports", "serving"), ("commands",), ("cli",),
)
LEVEL = {name: level for level, names in enumerate(ORDER) for name in names}


def imports_of(file: Path) -> set[str]:
    """Parts of `experiments` that a file imports, in functions and for types too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {name.split(".")[1] for name in names if name.startswith("experiments.")}


def faults() -> list[str]:
    """Imports that go against the order."""
    found = []
    for file in sorted(ROOT.rglob("*.py")):
        part = file.relative_to(ROOT).parts[0].removesuffix(".py")
        if part == "__init__":
            continue
        for other in imports_of(file) - {part}:
            if LEVEL[other] >= LEVEL[part]:
                found.append(f"{file.relative_to(ROOT)} imports {other}")
    return found


def test_imports_run_one_way() -> None:
    assert faults() == []


def test_an_import_the_other_way_would_be_found(tmp_path: Path) -> None:
    file = tmp_path / "runs.py"
    file.write_text("def late():\n    from experiments.storage.store import Store\n")
    assert imports_of(file) == {"storage"}
    assert LEVEL["storage"] > LEVEL["runs"]


def test_no_folder_holds_more_than_twelve_files() -> None:
    folders = [ROOT, *(path for path in ROOT.rglob("*") if path.is_dir() and path.name != "__pycache__")]
    counts = {folder: sum(path.suffix == ".py" for path in folder.iterdir()) for folder in folders}
    assert max(counts.values()) <= 12, counts
