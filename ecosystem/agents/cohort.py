"""Agents as rows: a table holds named columns, a cohort adds a Mesa agent to each row.

A column is read through its table (``firms.cash``) as a view of the live rows and is never kept
across weeks, because entries and exits move rows. A single agent (``firm.cash``) reads and writes
the same number through its row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

import mesa
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, DTypeLike, NDArray

Rows = NDArray[np.int64]


class AgentGone(LookupError):
    """Raised when an agent is asked for after it has left the model."""


class Column:
    """One named attribute of every row: its type, unit, meaning and, if any, inner shape."""

    def __init__(self, dtype: DTypeLike, unit: str, text: str, width: tuple[int, ...] = ()) -> None:
        self.dtype = np.dtype(dtype)
        self.unit = unit
        self.text = text
        self.width = width
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, table: Table | None, owner: type | None = None) -> Any:
        if table is None:
            return self
        return table.data[self.name][: table.size]

    def __set__(self, table: Table, values: ArrayLike) -> None:
        live = table.data[self.name][: table.size]
        if not _same_view(values, live):
            live[...] = values


class Table:
    """Rows of named columns; the live rows are a prefix, in the order of their keys.

    Columns belong to the instance, so two models in one process never share them. The inner
    width of a column may depend on the world (number of regions, categories): ``widths`` gives
    the sizes of such columns at construction.
    """

    columns: ClassVar[dict[str, Column]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.columns = {
            name: attribute
            for base in reversed(cls.__mro__)
            for name, attribute in vars(base).items()
            if isinstance(attribute, Column)
        }

    def __init__(self, widths: Mapping[str, tuple[int, ...]] | None = None) -> None:
        sizes = widths or {}
        self.size = 0
        self.data: dict[str, NDArray[Any]] = {
            name: np.empty((0, *sizes.get(name, column.width)), column.dtype)
            for name, column in self.columns.items()
        }

    def __len__(self) -> int:
        return self.size

    def reserve(self, capacity: int) -> None:
        """Make room for ``capacity`` rows, growing by half at least so that appends stay cheap."""
        present = len(next(iter(self.data.values())))
        if capacity <= present:
            return
        room = max(capacity, present + present // 2)
        for name, values in self.data.items():
            grown = np.zeros((room, *values.shape[1:]), values.dtype)
            grown[: self.size] = values[: self.size]
            self.data[name] = grown

    def append(self, count: int, values: Mapping[str, ArrayLike]) -> None:
        """Add ``count`` rows at the end; columns that are not named start at zero.

        Raises:
            KeyError: if a name is not a column of this table.
        """
        unknown = set(values) - set(self.columns)
        if unknown:
            raise KeyError(f"{type(self).__name__} has no column {sorted(unknown)[0]!r}")
        self.reserve(self.size + count)
        new = slice(self.size, self.size + count)
        for name, column in self.data.items():
            column[new] = values.get(name, 0)
        self.size += count

    def arrange(self, rows: Rows) -> None:
        """Keep the given rows, in the given order, and drop all others."""
        for name, values in self.data.items():
            values[: len(rows)] = values[rows]
        self.size = len(rows)

    def frame(self) -> pd.DataFrame:
        """The live rows as a data frame; a column with an inner axis becomes one column a cell."""
        parts: dict[str, NDArray[Any]] = {}
        for name in self.columns:
            values = self.data[name][: self.size].reshape(self.size, -1)
            for cell in range(values.shape[1]):
                label = name if values.shape[1] == 1 else f"{name}_{cell}"
                parts[label] = values[:, cell].copy()
        return pd.DataFrame(parts)

    def state(self) -> dict[str, NDArray[Any]]:
        """Copies of the live rows of every column."""
        return {name: values[: self.size].copy() for name, values in self.data.items()}

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Replace all rows by those of ``state``, as `state` returned them."""
        self.data = {name: np.array(state[name]) for name in self.columns}
        self.size = len(next(iter(self.data.values())))


class Cohort(Table):
    """A table whose rows are Mesa agents, sorted by a unique id that is never used again."""

    view: ClassVar[type[RowAgent]]

    id = Column(np.int64, "-", "Unique and permanent number of the agent")

    def __init__(self, model: mesa.Model, widths: Mapping[str, tuple[int, ...]] | None = None) -> None:
        super().__init__(widths)
        self.model = model
        self._agents: dict[int, RowAgent] = {}
        self._highest = -1

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name in cls.columns:
            if "view" in vars(cls) and name != "id":
                setattr(cls.view, name, _row_property(name))

    def enter(self, ids: Rows, values: Mapping[str, ArrayLike]) -> None:
        """Add agents whose ids are ascending and above all ids that ever lived here."""
        if len(ids) == 0:
            return
        if np.any(np.diff(ids) <= 0) or ids[0] <= self._highest:
            raise ValueError(f"{type(self).__name__}: ids must ascend and never come back")
        self._highest = int(ids[-1])
        self.append(len(ids), {**values, "id": ids})
        self._register(ids)

    def leave(self, staying: NDArray[np.bool_]) -> None:
        """Remove the agents whose flag is False, keeping the order of the others."""
        for number in self.id[~staying].tolist():
            self._agents.pop(number).remove()
        self.arrange(np.flatnonzero(staying))

    def row(self, number: int) -> int:
        """Row of the agent with this id.

        Raises:
            AgentGone: if no living agent has this id.
        """
        place = int(np.searchsorted(self.id, number))
        if place == self.size or self.id[place] != number:
            raise AgentGone(f"{self.view.__name__.lower()} {number} is not in the model")
        return place

    def agent(self, number: int) -> RowAgent:
        """The Mesa agent with this id, an `AgentGone` error if it has left."""
        self.row(number)
        return self._agents[number]

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Replace all rows and the agents that view them."""
        for agent in self._agents.values():
            agent.remove()
        self._agents.clear()
        super().restore(state)
        self._highest = int(self.id[-1]) if self.size else -1
        self._register(self.id)

    def _register(self, ids: Rows) -> None:
        self._agents |= {number: self.view(self.model, self, number) for number in ids.tolist()}


class _Counters(WeakKeyDictionary[mesa.Model, Iterator[int]]):
    """Mesa's counters of unique ids by model, without keeping models alive.

    Mesa 3.3 holds them in a dictionary of the class, which would keep every model for good; from
    3.5 on the model counts itself and this is not read.
    """

    def __getitem__(self, model: mesa.Model) -> Iterator[int]:
        if model not in self:
            self[model] = count(1)
        return super().__getitem__(model)


class RowAgent(mesa.Agent):
    """A Mesa agent that sees one row of its cohort; its attributes are the cohort's columns."""

    _ids = _Counters()

    def __init__(self, model: mesa.Model, cohort: Cohort, number: int) -> None:
        super().__init__(model)
        self.cohort = cohort
        self.id = number

    @property
    def row(self) -> int:
        """Present row in the cohort, an `AgentGone` error once the agent has left."""
        return self.cohort.row(self.id)


def _same_view(values: ArrayLike, live: NDArray[Any]) -> bool:
    """True after ``table.column += ...``, which has already written in place."""
    return (
        isinstance(values, np.ndarray)
        and values.base is live.base
        and values.shape == live.shape
        and values.strides == live.strides
    )


def _row_property(name: str) -> property:
    def read(agent: RowAgent) -> Any:
        return getattr(agent.cohort, name)[agent.row]

    def write(agent: RowAgent, value: Any) -> None:
        getattr(agent.cohort, name)[agent.row] = value

    return property(read, write)
