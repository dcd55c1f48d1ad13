"""Descriptions of the parameters, of what policies can move, and of a world."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console

from ecosystem.scenario.registry import json_schema
from experiments.errors import UsageError
from experiments.runs.environment import load_world
from experiments.terminal import parameter_tables


def show_schema() -> None:
    """Print the JSON schema of scenario files."""
    print(json.dumps(json_schema(), indent=2))


def show_policies(console: Console) -> None:
    """Show what policies can move."""
    console.print(parameter_tables.policy_table())


def show_world(console: Console, folder: Path | None) -> None:
    """Show what a world holds, and what was filled in.

    Raises:
        UsageError: all faults of its files, one a line.
    """
    for table in parameter_tables.world_tables(load_world(folder)):
        console.print(table)


def show_parameters(console: Console, word: str | None) -> None:
    """Show the parameters that mention a word, or all of them.

    Raises:
        UsageError: no parameter mentions the word.
    """
    found = parameter_tables.matching(word)
    if not found:
        raise UsageError(f"no parameter mentions '{word}'")
    for table in parameter_tables.parameter_tables(found):
        console.print(table)
