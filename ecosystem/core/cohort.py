"""Agents as rows: a cohort is a table with a Mesa agent for each row.

A single agent (``firm.cash``) reads and writes the same number as its row of the column
(``firms.cash``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

import mesa
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ecosystem.core.columns import Column, Rows, Table
from ecosystem.core.names import hint


class AgentGone(LookupError):
    """Raised when an agent is asked for after it has left the model."""


class Cohort(Table):
    """A table whose rows are Mesa agents, sorted by a unique id that is never used again.

    Args:
        model: the Mesa model of the agents.
        sizes: lengths of the inner axes that the world decides, by name.
        labels: names of the positions along the axes of the world, by name of the axis.
    """

    view: ClassVar[type[RowAgent]]

    id = Column(np.int64, "-", "Unique and permanent number of the agent")

    def __init__(
        self, model: mesa.Model, sizes: Mapping[str, int] | None = None,
        labels: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(sizes)
        self.labels = labels or {}
        self.model = model
        self._agents: dict[int, RowAgent] = {}
        self._highest = -1

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name, column in cls.columns.items():
            if hasattr(cls, "view") and name != "id":
                setattr(cls.view, name, _row_property(name, column))

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

    def restore(self, saved: Mapping[str, NDArray[Any]]) -> None:
        """Replace all rows and the agents that view them."""
        for agent in self._agents.values():
            agent.remove()
        self._agents.clear()
        super().restore(saved)
        self._highest = int(self.id[-1]) if self.size else -1
        self._register(self.id)

    def label(self, axis: str, position: int) -> str:
        """Name of a position along an axis of the world."""
        return self.labels[axis][position]

    def place(self, axis: int | str, position: int) -> str:
        """What a position along an inner axis is called in a data frame: its name, if it has one."""
        named = isinstance(axis, str) and axis in self.labels
        return self.label(str(axis), position) if named else str(position)

    def position(self, axis: str, name: str) -> int:
        """Position of a name along an axis of the world.

        Raises:
            ValueError: if there is no such name, with the nearest.
        """
        names = list(self.labels[axis])
        if name not in names:
            raise ValueError(f"unknown name {name!r} among the {axis}; {hint(name, names)}")
        return names.index(name)

    def frame(self, expansion_factor: float = 1.0) -> pd.DataFrame:
        """The live rows as a data frame, positions along the axes of the world by name.

        Args:
            expansion_factor: what columns that add up are multiplied by.
        """
        table = super().frame(expansion_factor)
        for name, column in self.columns.items():
            if column.labels in self.labels:
                table[name] = np.array(self.labels[column.labels], object)[getattr(self, name)]
        return table

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


class RowAgent(mesa.Agent):  # type: ignore[misc]
    """A Mesa agent that sees one row of its cohort; its attributes are the cohort's columns.

    Positions along the axes of the world read as names: ``firm.country`` is "CHN".
    """

    _ids = _Counters()

    def __init__(self, model: mesa.Model, cohort: Cohort, number: int) -> None:
        super().__init__(model)
        self.cohort = cohort
        self.id = number

    @property
    def row(self) -> int:
        """Present row in the cohort, an `AgentGone` error once the agent has left."""
        return self.cohort.row(self.id)

    @property
    def pos(self) -> str | None:
        """Its hub, a node of the model's trade network; None for an agent without one."""
        return getattr(self, "hub", None)

    @pos.setter
    def pos(self, place: object) -> None:
        # Mesa sets None at construction.
        if place is not None:
            raise AttributeError("the place of an agent follows from its hub")

    def __repr__(self) -> str:
        kind, living = type(self).__name__, self.id in self.cohort.id
        if not living:
            return f"<{kind} {self.id}, which has left>"
        place = [str(getattr(self, name)) for name in ("hub", "country") if hasattr(self, name)]
        return f"<{' '.join([kind, str(self.id)])}{' in ' + ', '.join(place) if place else ''}>"


def _row_property(name: str, column: Column[Any]) -> property:
    axis = column.labels

    def read(agent: RowAgent) -> Any:
        value = getattr(agent.cohort, name)[agent.row]
        return agent.cohort.label(axis, value) if axis in agent.cohort.labels else value

    def write(agent: RowAgent, value: Any) -> None:
        if isinstance(value, str):
            value = agent.cohort.position(axis, value)
        getattr(agent.cohort, name)[agent.row] = value

    return property(read, write)
