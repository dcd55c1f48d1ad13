"""Levers: what policies and shocks can move, each declared beside its effect.

A lever says which field of the week's effects it moves and turns the size of a policy into a term
of that field. The package's own levers stand in the files beside this one; a researcher declares
more in a module of her own:

    @lever(
        Field("port_fee", shape=("countries",)), unit="USD/parcel", low=0, high=50,
        targets=("countries",), source="...")
    def port_fee(size: float) -> float:
        "Fee on each parcel that lands in these countries."
        return size

Scenarios then accept it, and `effects["port_fee"]` holds what it moves this week.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from inspect import getdoc
from typing import Literal, get_args

import numpy as np

from ecosystem.core.arrays import Flags, Floats
from ecosystem.core.names import hint
from ecosystem.scenario.names import PASSAGES
from ecosystem.scenario.policy import TARGETS
from ecosystem.world.world import World

Combination = Literal["add", "multiply", "close"]
Term = Callable[[float], float]

CLOSED_FROM = 0.5
"""Sum of terms from which on something is closed."""

AXES: Mapping[str, Callable[[World], Sequence[str]]] = {
    "countries": lambda world: world.countries.code,
    "origins": lambda world: world.countries.code,
    "categories": lambda world: world.categories.name,
    "providers": lambda world: world.providers.name,
    "passages": lambda world: PASSAGES,
}
"""Names along each axis that a field can have; each axis is also a key of a policy's targets."""


@dataclass(frozen=True)
class Targets:
    """A policy's targets as flags along each axis of `AXES`."""

    countries: Flags
    origins: Flags
    categories: Flags
    providers: Flags
    passages: Flags

    def along(self, axis: str) -> Flags:
        """Flags along one axis."""
        flags: Flags = getattr(self, axis)
        return flags


@dataclass(frozen=True)
class Field:
    """A field of the week's effects.

    Attributes:
        name: how rules read it.
        shape: axes of its array, keys of `AXES`.
        neutral: value of each cell where nothing is in force.
        combine: how the terms of several policies come together: "add", "multiply", or "close",
            where terms add up and the field holds the names with a sum from `CLOSED_FROM` on.
        mutual: holds both ways between origins and countries.
    """

    name: str
    shape: tuple[str, ...]
    neutral: float = 0.0
    combine: Combination = "add"
    mutual: bool = False

    def __post_init__(self) -> None:
        unknown = [axis for axis in self.shape if axis not in AXES]
        if unknown or not self.shape:
            raise ValueError(f"field {self.name}: axes {unknown or 'missing'}; valid: {', '.join(AXES)}")
        if self.combine not in get_args(Combination):
            raise ValueError(f"field {self.name}: combine is add, multiply or close, not {self.combine}")
        if self.combine == "close" and len(self.shape) != 1:
            raise ValueError(f"field {self.name}: what closes has one axis")
        if self.mutual and self.shape != ("origins", "countries"):
            raise ValueError(f"field {self.name}: mutual is between origins and countries")

    def at_rest(self, world: World) -> Floats:
        """The array where nothing is in force."""
        return np.full([len(AXES[axis](world)) for axis in self.shape], self.neutral)

    def cells(self, targets: Targets) -> Flags:
        """Cells of the array that a policy with these targets moves."""
        among: Flags = reduce(np.logical_and.outer, map(targets.along, self.shape))
        return among | among.T if self.mutual else among

    def move(self, values: Floats, cells: Flags, term: float) -> None:
        """Let one more policy change some cells."""
        if self.combine == "multiply":
            values[cells] *= term
        else:
            values[cells] += term

    def finished(self, values: Floats, world: World) -> Floats | frozenset[str]:
        """What rules read: the array, or the names of what is closed."""
        if self.combine != "close":
            return values
        names = AXES[self.shape[0]](world)
        return frozenset(name for name, total in zip(names, values, strict=True) if total >= CLOSED_FROM)


@dataclass(frozen=True)
class Lever:
    """Something that policies can move.

    Attributes:
        name: the word used in scenarios.
        field: what it moves.
        unit: unit of the size.
        low, high: accepted sizes.
        targets: which kinds of targets it reads; a policy must not name others.
        text: what a size of one does.
        source: why the lever exists, or where it is described.
        term: term of the field for a size; a size of 0 gives the neutral term.
    """

    name: str
    field: Field
    unit: str
    low: float
    high: float
    targets: tuple[str, ...]
    text: str
    source: str
    term: Term


LEVERS: dict[str, Lever] = {}
"""All levers by name, in the order declared."""


def lever(
    field: Field, *, unit: str, low: float, high: float, targets: tuple[str, ...], source: str
) -> Callable[[Term], Term]:
    """Declare a lever over the function that turns a size into a term of its field.

    The lever is called as the function is, and its docstring says what a size of one does.

    Args:
        field: what it moves; levers that share a field declare it alike.
        unit: unit of the size.
        low, high: accepted sizes, with 0 between them.
        targets: which kinds of targets it reads.
        source: why the lever exists, or where it is described.

    Raises:
        ValueError: if the name is taken, the field is declared otherwise elsewhere, a target is
            unknown or 0 is out of bounds.
    """

    def declared(term: Term) -> Term:
        text = " ".join((getdoc(term) or "").split()).removesuffix(".")
        made = Lever(term.__name__, field, unit, low, high, targets, text, source, term)
        _check(made)
        LEVERS[made.name] = made
        return term

    return declared


def _check(new: Lever) -> None:
    """Refuse a lever that contradicts another; the same function declared anew replaces itself."""
    old = LEVERS.get(new.name)
    if old is not None and _origin(old) != _origin(new):
        raise ValueError(f"there is a lever {new.name} already, in {old.term.__module__}")
    for other in LEVERS.values():
        if other.name != new.name and other.field.name == new.field.name and other.field != new.field:
            name = new.field.name
            raise ValueError(f"lever {new.name}: field {name} is declared otherwise by {other.name}")
    unknown = [target for target in new.targets if target not in TARGETS]
    if unknown:
        raise ValueError(f"lever {new.name}: unknown name {unknown[0]!r}; {hint(unknown[0], TARGETS)}")
    if not new.low <= 0.0 <= new.high:
        raise ValueError(f"lever {new.name}: 0 is not between {new.low:g} and {new.high:g}")


def _origin(lever: Lever) -> tuple[str, str]:
    return lever.term.__module__, lever.term.__qualname__
