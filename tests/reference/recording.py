"""A recorder: what every rule of a week was given, what it gave back, and what it left behind.

The fast rules work on whole columns. To compare them with loops that treat one agent at a time, a
small model runs for some weeks while each call is copied before and after; `rows` then turns
columns into one plain object an agent.
"""

from __future__ import annotations

import copy
import functools
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from hashlib import blake2b
from types import FunctionType, SimpleNamespace
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
import pytest

from ecosystem.core.columns import Table
from ecosystem.core.ledger import Ledger
from ecosystem.state import State
from ecosystem.world.world import World

Row = SimpleNamespace
FACTS = (
    "week", "age", "entry_gain", "entry_capital", "expansion_factor", "world", "draws", "parameters",
    "coverage", "policy_effects", "route_paths")


@dataclass(frozen=True)
class Call:
    """One call of a rule.

    Attributes:
        given: arguments by name, as they were before.
        returned: what came back.
        left: the same arguments afterwards; tables may have changed.
    """

    given: SimpleNamespace
    returned: Any
    left: SimpleNamespace


Calls = dict[str, list[Call]]
"""Calls of each rule, by its qualified name."""


class Recorder:
    """Copies every call of the rules that it watches."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch
        self.calls: Calls = {}

    def watch(self, *rules: Callable[..., Any], **named: Callable[..., Any]) -> None:
        """Record calls of functions and methods, under their own names with the class before them.

        ``named`` are recorded under other names, since their own is that of another rule.
        """
        for rule in rules:
            assert isinstance(rule, FunctionType)
            assert rule.__qualname__ not in self.calls, rule
            named[rule.__qualname__] = rule
        for name, rule in named.items():
            assert isinstance(rule, FunctionType)
            self.calls[name] = []
            spy = self._spy(rule, self.calls[name])
            for owner in _owners(rule):
                for name, value in list(vars(owner).items()):
                    if value is rule:
                        self.patch.setattr(owner, name, spy)

    def _spy(self, rule: FunctionType, calls: list[Call]) -> Callable[..., Any]:
        signature = inspect.signature(rule)

        @functools.wraps(rule)
        def spy(*args: Any, **options: Any) -> Any:
            bound = signature.bind(*args, **options)
            bound.apply_defaults()
            given = {name: still(value) for name, value in bound.arguments.items()}
            returned = rule(*args, **options)
            left = {name: still(value) for name, value in bound.arguments.items()}
            calls.append(Call(SimpleNamespace(**given), still(returned), SimpleNamespace(**left)))
            return returned

        return spy


def _owners(rule: FunctionType) -> Iterator[Any]:
    """Every module and class of the program that holds the rule under some name."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == "ecosystem":
            yield module
            yield from (value for value in vars(module).values() if inspect.isclass(value))


def still(value: Any) -> Any:
    """A copy that the running model no longer changes; what never changes is passed on as it is."""
    if isinstance(value, np.ndarray):
        return _kept(value)
    if isinstance(value, Table):
        return SimpleNamespace(**value.save())
    if isinstance(value, State):
        return SimpleNamespace(
            **{name: still(part) for name, part in value.parts.items()}, ledger=still(value.ledger),
            **{name: getattr(value, name) for name in FACTS})
    if isinstance(value, Ledger):
        return SimpleNamespace(balance=dict(value.balance), flows=dict(value.flows))
    if isinstance(value, dict):
        return {key: still(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(still(each) for each in value)
    if is_dataclass(value) and not isinstance(value, World | type):
        twin = copy.copy(value)
        for field in fields(value):
            if hasattr(value, field.name):
                object.__setattr__(twin, field.name, still(getattr(value, field.name)))
        return twin
    return value


LARGE = 50_000
"""Bytes from which equal arrays are kept once: quotes are asked for under the same conditions again and again."""
_LARGE_ONES: WeakValueDictionary[tuple[str, tuple[int, ...], bytes], np.ndarray] = WeakValueDictionary()


def _kept(array: np.ndarray) -> np.ndarray:
    """A copy of an array; of equal large ones the same copy, which nobody may write to."""
    if array.nbytes < LARGE:
        return array.copy()
    whole = np.ascontiguousarray(array)
    key = whole.dtype.str, whole.shape, blake2b(whole.data, digest_size=16).digest()
    twin = _LARGE_ONES.get(key)
    if twin is None:
        twin = _LARGE_ONES[key] = whole.copy()
        twin.setflags(write=False)
    return twin


def rows(record: Any, **further: Any) -> list[Row]:
    """One plain object a row, with an attribute a column; ``further`` adds columns.

    Numbers become Python numbers, inner axes lists.
    """
    columns = record if isinstance(record, Mapping) else vars(record)
    columns = {**columns, **further}
    lists = {name: np.asarray(column).tolist() for name, column in columns.items()}
    lengths = {len(column) for column in lists.values()}
    assert len(lengths) == 1, f"columns of different lengths: {lengths}"
    return [Row(**dict(zip(lists, values, strict=True))) for values in zip(*lists.values(), strict=True)]


def column(agents: list[Row], name: str) -> np.ndarray:
    """One attribute of all rows as an array."""
    return np.array([getattr(agent, name) for agent in agents])
