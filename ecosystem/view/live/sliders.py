"""Sliders made from described parameters."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class Described(Protocol):
    """What a slider needs to know of a parameter."""

    @property
    def key(self) -> str: ...
    @property
    def type(self) -> Any: ...
    @property
    def unit(self) -> str: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def text(self) -> str: ...


Value = float | int


@dataclass(frozen=True)
class Slider:
    """One slider of a page: a row of values to choose from.

    A browser only moves along the row, so that a value is never rounded on its way.

    Attributes:
        key: "group.name" of the parameter.
        label: what it is called on the page.
        text: what the parameter means.
        unit: unit of its value, "-" when it has none.
        start: value at the start, one of the row.
        values: the row, rising.
    """

    key: str
    label: str
    text: str
    unit: str
    start: Value
    values: tuple[Value, ...]

    def position(self, value: Value) -> int:
        """Return the place of a value of the row."""
        return self.values.index(value)

    def write(self, value: Value) -> str:
        """Write a value in full with its unit."""
        number = f"{value:,}".removesuffix(".0")
        return number if self.unit == "-" else f"{number} {self.unit}"


def slider(parameter: Described, label: str, start: Value) -> Slider:
    """Make a slider for a parameter, from a quarter to three times its start, within its bounds.

    Bounds say what is accepted, which is far more than a person wants to slide through. Sliders of
    whole numbers reach at least twenty above the start, so that a seed can be chosen, too. The start
    stands in the row as it is, between even steps.

    Args:
        parameter: the parameter.
        label: what it is called on the page.
        start: value at the start.
    """
    make = _whole_row if parameter.type is int else _row
    return Slider(
        key=parameter.key, label=label, text=parameter.text, unit=parameter.unit, start=start,
        values=tuple(sorted({start, *make(parameter, start)})),
    )


def _whole_row(parameter: Described, start: Value) -> list[Value]:
    """Return whole numbers in even steps around a start."""
    middle = int(start)
    low, high = max(int(parameter.low), middle // 4), min(int(parameter.high), max(3 * middle, middle + 20))
    step = max(1, round(_even_step(high - low)))
    return list(range(-(-low // step) * step, high + 1, step))


def _row(parameter: Described, start: Value) -> list[Value]:
    """Return short decimal numbers in even steps around a start."""
    low = max(float(parameter.low), start / 4.0)
    high = min(float(parameter.high), 3.0 * start or float(parameter.high))
    step = _even_step(high - low)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(f"{place * step:.10g}") for place in range(first, last + 1)]


def _even_step(span: float) -> float:
    """Return the power of ten that gives a slider between 25 and 250 positions."""
    step = 1.0
    while span / step < 25.0:
        step /= 10.0
    while span / step >= 250.0:
        step *= 10.0
    return step


def sliders(
    parameters: Iterable[Described],
    chosen: Sequence[tuple[str, str]],
    start: Callable[[str], Value],
) -> list[Slider]:
    """Make sliders for the parameters chosen by key.

    Args:
        parameters: all parameters.
        chosen: key and label of each slider, in the order shown.
        start: gives the value at the start by key.

    Raises:
        KeyError: a chosen key is not among the parameters.
    """
    known = {parameter.key: parameter for parameter in parameters}
    return [slider(known[key], label, start(key)) for key, label in chosen]
