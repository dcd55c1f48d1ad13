"""What a result depends on besides its scenario: source, versions, processor."""

from __future__ import annotations

import hashlib
import inspect
import platform
import sys
import uuid
from functools import cache
from importlib import metadata
from pathlib import Path

import numpy as np

import ecosystem

DISTRIBUTION = "cross-border-ecosystem"
NUMERICAL = ("numpy", "scipy", "mesa", "pandas")
"""Packages that can change a number."""

SOURCE = Path(ecosystem.__file__).parent


def version_of(package: str) -> str:
    """Version of an installed package, or "not installed"."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


@cache
def versions() -> dict[str, str]:
    """Versions of Python, of this distribution and of the packages that can change a number."""
    packages = (DISTRIBUTION, *NUMERICAL)
    return {"python": platform.python_version()} | {name: version_of(name) for name in packages}


@cache
def processor() -> str:
    """Processor family and the vector instructions that NumPy uses on it.

    Exponentials and logarithms differ in the last digit between instruction sets.
    """
    found = np.show_config(mode="dicts")["SIMD Extensions"]
    return " ".join([platform.machine(), *found.get("baseline", []), *found.get("found", [])])


@cache
def source_hash(folder: Path = SOURCE) -> str:
    """SHA-256 over the names and the text of every Python file of the model."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.py")):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(file.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def module_hash(kind: type) -> str:
    """SHA-256 of the file that a class is written in.

    A class without a file, as in a console, may change unseen: its hash holds in this process alone.
    """
    try:
        text = Path(inspect.getfile(kind)).read_bytes()
    except (TypeError, OSError):
        text = uuid.uuid4().bytes
    return hashlib.sha256(text).hexdigest()


def peak_memory() -> int | None:
    """Largest memory that this process ever held, in bytes; None where it cannot be read."""
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
