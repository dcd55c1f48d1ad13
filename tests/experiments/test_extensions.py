"""A researcher's own modules are imported once, known by their text, and refused in one line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments import extensions
from experiments.errors import UsageError
from experiments.extensions import contents, load_extensions


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No own modules before and after each test; the working directory is an empty folder."""
    before = set(sys.modules)
    monkeypatch.setattr(extensions, "_CONTENT", {})
    monkeypatch.chdir(tmp_path)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_a_file_is_run_once_and_anew_when_its_text_changes(tmp_path: Path) -> None:
    file = tmp_path / "my_own_levers.py"
    file.write_text("times = []\n")
    load_extensions(["my_own_levers.py"])
    first, text = sys.modules["my_own_levers"], contents()
    load_extensions([file])
    assert sys.modules["my_own_levers"] is first
    assert extensions.extensions() == (str(file),)
    file.write_text("times = [1, 2, 3]\n")
    load_extensions([file])
    assert sys.modules["my_own_levers"].times == [1, 2, 3]
    assert contents().keys() == text.keys() == {"my_own_levers"}
    assert contents() != text


def test_a_dotted_name_is_found_and_all_of_a_package_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    package = tmp_path / "own_package"
    package.mkdir()
    (package / "__init__.py").write_text("from own_package.ports import FEE\n")
    (package / "ports.py").write_text("FEE = 1\n")
    load_extensions(["own_package"])
    before = contents()["own_package"]
    (package / "ports.py").write_text("FEE = 20\n")
    load_extensions(["own_package"])
    assert contents()["own_package"] != before


def test_a_module_that_is_imported_already_is_not_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "my_own_levers.py"
    file.write_text("from experiments import load_extensions\nload_extensions([__file__])\n")
    load_extensions([file])
    assert contents().keys() == {"my_own_levers"}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("missing.py", None, r"missing\.py: cannot be read: No such file or directory"),
        ("no_such_module", None, r"no_such_module: there is no such module; give a file"),
        ("no_such.module", None, r"no_such\.module: cannot be imported: No module named 'no_such'"),
        ("broken.py", "a = 1\nb = = 2\n", r"broken\.py: cannot be imported: line 2: invalid syntax"),
        ("failing.py", "a = 1\n\nb = c\n", r"failing\.py: cannot be imported: line 3: NameError: name 'c'"),
        ("json.py", "a = 1\n", r"json\.py: another module is called json; give the file another name"),
    ],
)
def test_a_module_that_cannot_be_imported_is_named(
    tmp_path: Path, name: str, text: str | None, said: str
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(UsageError, match=said) as refused:
        load_extensions([name])
    assert "\n" not in str(refused.value)
    assert contents() == {}
