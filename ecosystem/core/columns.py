"""Columns and tables: named arrays with one entry a row.

A column is read through its table (``firms.cash``) as a view of the live rows and is never kept
across weeks, because entries and exits move rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Generic, Self, TypeVar, overload

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Rows = NDArray[np.int64]
Scalar = TypeVar("Scalar", bound=np.generic)


class Column(Generic[Scalar]):
    """One named attribute of every row: its type, unit, meaning and inner axes.

    Args:
        dtype: type of one number.
        unit: its unit, "-" where it has none.
        text: what it means.
        axes: lengths of the inner axes; a word names an axis whose length the world decides.
        labels: axis of the world whose positions the numbers are, such as "countries"; empty for others.
        adds_up: whether it is an amount of the sample, which data frames may give at real size.
    """

    def __init__(
        self, dtype: type[Scalar], unit: str, text: str, axes: tuple[int | str, ...] = (), *,
        labels: str = "", adds_up: bool = False,
    ) -> None:
        self.dtype = np.dtype(dtype)
        self.unit = unit
        self.text = text
        self.axes = axes
        self.labels = labels
        self.adds_up = adds_up
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, table: None, owner: type) -> Self: ...
    @overload
    def __get__(self, table: Table, owner: type) -> NDArray[Scalar]: ...

    def __get__(self, table: Table | None, owner: type) -> Self | NDArray[Scalar]:
        if table is None:
            return self
        values: NDArray[Scalar] = table.data[self.name][: table.size]
        return values

    def __set__(self, table: Table, values: ArrayLike) -> None:
        live = table.data[self.name][: table.size]
        if not _same_view(values, live):
            live[...] = values

    def shape(self, sizes: Mapping[str, int]) -> tuple[int, ...]:
        """Lengths of the inner axes.

        Args:
            sizes: lengths of the axes that the world decides, by name.
        """
        return tuple(sizes[axis] if isinstance(axis, str) else axis for axis in self.axes)


class Table:
    """Rows of named columns; the live rows are a prefix, in the order of their keys.

    Columns belong to the instance, so two models in one process never share them.

    Args:
        sizes: lengths of the inner axes that the world decides (regions, hubs, countries), by name.
    """

    columns: ClassVar[dict[str, Column[Any]]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.columns = {
            name: attribute
            for base in reversed(cls.__mro__)
            for name, attribute in vars(base).items()
            if isinstance(attribute, Column)
        }

    def __init__(self, sizes: Mapping[str, int] | None = None) -> None:
        self.size = 0
        self.data: dict[str, NDArray[Any]] = {
            name: np.empty((0, *column.shape(sizes or {})), column.dtype)
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
            raise KeyError(f"{type(self).__name__} has no column {min(unknown)!r}")
        self.reserve(self.size + count)
        new = slice(self.size, self.size + count)
        for name, column in self.data.items():
            column[new] = values.get(name, 0)
        self.size += count

    def arrange(self, rows: Rows) -> None:
        """Keep the given rows, in the given order, and drop all others."""
        for values in self.data.values():
            values[: len(rows)] = values[rows]
        self.size = len(rows)

    def frame(self, expansion_factor: float = 1.0) -> pd.DataFrame:
        """The live rows as a data frame; a column with an inner axis becomes one column a cell.

        Args:
            expansion_factor: what columns that add up are multiplied by.
        """
        parts: dict[str, NDArray[Any]] = {}
        for name, column in self.columns.items():
            values = self.data[name][: self.size]
            values = expansion_factor * values if column.adds_up else values
            for cell in np.ndindex(values.shape[1:]):
                label = "_".join([name, *map(self.place, column.axes, cell)])
                parts[label] = values[:, *cell].copy()
        return pd.DataFrame(parts)

    def place(self, axis: int | str, position: int) -> str:
        """What a position along an inner axis is called in a data frame."""
        return str(position)

    def save(self) -> dict[str, NDArray[Any]]:
        """Copies of the live rows of every column."""
        return {name: values[: self.size].copy() for name, values in self.data.items()}

    def restore(self, saved: Mapping[str, NDArray[Any]]) -> None:
        """Replace all rows by those of ``saved``, as `save` returned them."""
        self.data = {name: np.array(saved[name]) for name in self.columns}
        self.size = len(next(iter(self.data.values())))


def _same_view(values: ArrayLike, live: NDArray[Any]) -> bool:
    """True after ``table.column += ...``, which has already written in place."""
    return (
        isinstance(values, np.ndarray)
        and values.base is live.base
        and values.shape == live.shape
        and values.strides == live.strides
    )
