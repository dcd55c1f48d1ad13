"""A watcher of columns: which of them each phase of a week reads and changes."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any
from unittest.mock import patch

import numpy as np

from ecosystem.core.columns import Column, Table
from ecosystem.phases import (
    arrival,
    books,
    conditions,
    labour,
    payment,
    planning,
    reviews,
    shipping,
    trade,
    world_moves,
)
from ecosystem.phases.population import entry_and_exit
from ecosystem.state import State

PHASES: dict[ModuleType, tuple[str, ...]] = {
    books: ("open_books", "close_books"),
    world_moves: ("move_world",),
    labour: ("hire",),
    planning: ("plan",),
    conditions: ("observe",),
    reviews: ("review_firms",),
    trade: ("price_listings", "order"),
    shipping: ("dispatch",),
    arrival: ("clear", "deliver"),
    payment: ("pay",),
    entry_and_exit: ("count_profit", "turn_over"),
}
"""The functions of a week in each phase's file."""

Touched = dict[str, set[str]]
"""Names of columns, by part of the state."""

ALL = {"*"}
"""Stands for every column of a part whose rows were moved."""


class Watcher:
    """Notes which columns the phases touch while it watches.

    Attributes:
        reads, writes: by name of the phase's file.
    """

    def __init__(self) -> None:
        self.reads: dict[str, Touched] = {}
        self.writes: dict[str, Touched] = {}
        self._phase, self._parts = "", {}

    @contextmanager
    def watching(self) -> Iterator[None]:
        """While inside, reads and writes are noted."""
        with ExitStack() as stack:
            read, write = Column.__get__, Column.__set__
            stack.enter_context(patch.object(Column, "__get__", self._reading(read)))
            stack.enter_context(patch.object(Column, "__set__", self._writing(write)))
            for module, names in PHASES.items():
                for name in names:
                    spied = self._spy(module.__name__.split(".")[-1], getattr(module, name))
                    stack.enter_context(patch.object(module, name, spied))
            yield

    def _spy(self, phase: str, run: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(run)
        def spied(state: State, *given: Any, **options: Any) -> Any:
            self._parts = {id(part): name for name, part in state.parts.items()}
            before = {name: part.save() for name, part in state.parts.items()}
            self._phase = phase
            result = run(state, *given, **options)
            self._phase = ""
            for name, part in state.parts.items():
                self._note(self.writes, phase, name, _changed(before[name], part))
            return result

        return spied

    def _reading(self, read: Callable[..., Any]) -> Callable[..., Any]:
        def reading(column: Column[Any], table: Table | None, owner: type) -> Any:
            if table is not None and self._phase and id(table) in self._parts:
                self._note(self.reads, self._phase, self._parts[id(table)], {column.name})
            return read(column, table, owner)

        return reading

    def _writing(self, write: Callable[..., None]) -> Callable[..., None]:
        def writing(column: Column[Any], table: Table, values: Any) -> None:
            if self._phase and id(table) in self._parts:
                self._note(self.writes, self._phase, self._parts[id(table)], {column.name})
            write(column, table, values)

        return writing

    def _note(self, noted: dict[str, Touched], phase: str, part: str, columns: set[str]) -> None:
        if columns:
            noted.setdefault(phase, {}).setdefault(part, set()).update(columns)


def _changed(before: dict[str, np.ndarray], part: Table) -> set[str]:
    """Columns whose numbers are others than before, or all of them where rows have moved."""
    if any(len(values) != len(part) for values in before.values()):
        return ALL
    return {
        name for name, values in before.items()
        if not np.array_equal(values, part.data[name][: part.size], equal_nan=values.dtype.kind == "f")
    }
