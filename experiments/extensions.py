"""A researcher's own modules: imported before anything is read, here and in every worker.

What they declare - levers, indicators, services - is then known to scenarios, studies and tables.
"""

from __future__ import annotations

import hashlib
import os
import sys
import traceback
from collections.abc import Iterable
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

from ecosystem.core.faults import one_line
from ecosystem.core.input_files import Unreadable, read_bytes
from experiments.errors import UsageError, reason

IMPORT_VARIABLE = "ECOSYSTEM_IMPORT"
"""Environment variable that names modules to import to the server of the page, as PATH does folders."""

MOST_BYTES = 10_000_000
"""Size of the largest file of a module that is read."""

_CONTENT: dict[str, str] = {}
"""SHA-256 of each module imported, by where it is: a file's full path, or a dotted name."""


def load_extensions(sources: Iterable[str | Path]) -> None:
    """Import modules of a researcher's own; one that was imported is only run anew when its text changed.

    Args:
        sources: Python files, or dotted names of modules that are installed.

    Raises:
        UsageError: a module is missing or fails, or another one has its name.
    """
    for source in sources:
        place = _place(str(source))
        spec = _spec(place)
        content = _content(place, spec)
        if _CONTENT.get(place) != content:
            if place in _CONTENT or not _is_imported(place, spec):
                _run(place, spec)
            _CONTENT[place] = content


def _place(source: str) -> str:
    """A file's full path, or a dotted name as it is."""
    return os.path.abspath(source) if source.endswith(".py") else source


def extensions() -> tuple[str, ...]:
    """Where the modules imported so far are, for `load_extensions` in another process."""
    return tuple(_CONTENT)


def contents() -> dict[str, str]:
    """SHA-256 of each module imported so far, by the module's name."""
    return {_name(place): content for place, content in _CONTENT.items()}


def _name(place: str) -> str:
    return Path(place).stem if place.endswith(".py") else place


def _spec(place: str) -> ModuleSpec:
    """Where to find a module, and how to run it."""
    if place.endswith(".py"):
        spec = spec_from_file_location(_name(place), place)
    else:
        try:
            spec = find_spec(place)
        except Exception as error:
            raise UsageError(f"{one_line(place)}: cannot be imported: {one_line(reason(error))}") from error
    if spec is None or spec.origin is None:
        raise UsageError(f"{one_line(place)}: there is no such module; give a file, such as my_levers.py")
    return spec


def _content(place: str, spec: ModuleSpec) -> str:
    """SHA-256 of a module's text; that of a package counts every Python file in it."""
    file = Path(str(spec.origin))
    files = sorted(file.parent.rglob("*.py")) if spec.submodule_search_locations else [file]
    digest = hashlib.sha256()
    try:
        for each in files:
            digest.update(each.relative_to(file.parent).as_posix().encode() + b"\0")
            digest.update(read_bytes(each, MOST_BYTES) + b"\0")
    except Unreadable as error:
        raise UsageError(f"{one_line(place)}: {error}") from error
    return digest.hexdigest()


def _is_imported(place: str, spec: ModuleSpec) -> bool:
    """Whether a module was imported in the ordinary way; a file may not take another one's name."""
    module = sys.modules.get(spec.name)
    if module is not None and getattr(module, "__file__", None) != spec.origin:
        raise UsageError(f"{place}: another module is called {spec.name}; give the file another name")
    return module is not None


def _run(place: str, spec: ModuleSpec) -> None:
    """Run a module's text; what fails in it is said in one line."""
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        sys.modules.pop(spec.name, None)
        raise UsageError(f"{place}: cannot be imported: {one_line(_fault(error, spec))}") from error


def _fault(error: BaseException, spec: ModuleSpec) -> str:
    """What went wrong in a module, and in which of its lines."""
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"line {each.lineno}: " for each in frames if each.filename == spec.origin]
    return f"{''.join(lines[-1:])}{type(error).__name__}: {error}"
