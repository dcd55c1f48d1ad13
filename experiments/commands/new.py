"""A scenario file to begin with."""

from __future__ import annotations

from pathlib import Path

from ecosystem.scenario.registry import commented_toml
from experiments.errors import UsageError, reason


def write_scenario_file(file: Path, force: bool) -> None:
    """Write a scenario file that names and explains every parameter.

    Args:
        file: to write.
        force: whether a file that is there may be replaced.

    Raises:
        UsageError: the file is there already, or cannot be written.
    """
    try:
        with file.open("w" if force else "x", encoding="utf-8") as target:
            target.write(commented_toml())
    except FileExistsError as error:
        raise UsageError(f"{file}: already exists; choose another or add --force") from error
    except OSError as error:
        raise UsageError(f"{file}: cannot be written: {reason(error)}") from error
