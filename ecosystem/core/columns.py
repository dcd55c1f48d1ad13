"""Columns and tables: named arrays with one entry a row.

A column is read through its table (``firms.cash``) as a view of the live rows and is never kept
across weeks, because entries and exits move rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, DTypeLike, NDArray

Rows = NDArray[np.int64]


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


def _same_view(values: ArrayLike, live: NDArray[Any]) -> bool:
    """True after ``table.column += ...``, which has already written in place."""
    return (
        isinstance(values, np.ndarray)
        and values.base is live.base
        and values.shape == live.shape
        and values.strides == live.strides
    )
