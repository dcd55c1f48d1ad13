"""Agents as rows: a cohort is a table with a Mesa agent for each row.

A single agent (``firm.cash``) reads and writes the same number as its row of the column
(``firms.cash``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

import mesa
import numpy as np
from numpy.typing import ArrayLike, NDArray

from ecosystem.core.columns import Column, Rows, Table


class AgentGone(LookupError):
    """Raised when an agent is asked for after it has left the model."""


class Cohort(Table):
    """A table whose rows are Mesa agents, sorted by a unique id that is never used again."""

    view: ClassVar[type[RowAgent]]

    id = Column(np.int64, "-", "Unique and permanent number of the agent")

    def __init__(self, model: mesa.Model, sizes: Mapping[str, int] | None = None) -> None:
        super().__init__(sizes)
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

    def restore(self, saved: Mapping[str, NDArray[Any]]) -> None:
        """Replace all rows and the agents that view them."""
        for agent in self._agents.values():
            agent.remove()
        self._agents.clear()
        super().restore(saved)
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


def _row_property(name: str) -> property:
    def read(agent: RowAgent) -> Any:
        return getattr(agent.cohort, name)[agent.row]

    def write(agent: RowAgent, value: Any) -> None:
        getattr(agent.cohort, name)[agent.row] = value

    return property(read, write)
