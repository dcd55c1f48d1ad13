"""Sliders made from described parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ecosystem.view.style import numbers


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


@dataclass(frozen=True)
class Slider:
    """One slider of a page.

    Attributes:
        key: "group.name" of the parameter.
        label: what it is called on the page.
        text: what the parameter means.
        unit: unit of its value, "-" when it has none.
        default: value at the start.
        low: left end of the slider.
        high: right end of the slider.
        step: distance between two positions.
        whole: whether only whole numbers are allowed.
    """

    key: str
    label: str
    text: str
    unit: str
    default: float
    low: float
    high: float
    step: float
    whole: bool

    def value(self, position: float) -> float | int:
        """Return a slider's position as a value of the parameter's own type."""
        return round(position) if self.whole else float(f"{position:.6g}")

    def write(self, position: float) -> str:
        """Write a position with its unit."""
        number = numbers.count(position) if self.whole else f"{float(f'{position:.3g}'):,.10g}"
        return number if self.unit == "-" else f"{number} {self.unit}"


def slider(parameter: Described, label: str, start: float) -> Slider:
    """Make a slider for a parameter, from a quarter to three times its start, within its bounds.

    Bounds say what is accepted, which is far more than a person wants to slide through. Sliders of
    whole numbers reach at least twenty above the start, so that a seed can be chosen, too.

    Args:
        parameter: the parameter.
        label: what it is called on the page.
        start: value at the start.
    """
    whole = parameter.type is int
    low = max(float(parameter.low), start / 4.0)
    reach = max(3.0 * start, start + 20.0 if whole else 0.0)
    high = min(float(parameter.high), reach or float(parameter.high))
    step = _even_step(high - low)
    if whole:
        step = max(1.0, float(round(step)))
    low, high = _down(low, step), _down(high, step)
    return Slider(
        key=parameter.key, label=label, text=parameter.text, unit=parameter.unit,
        default=float(start), low=max(low, float(parameter.low)), high=high, step=step,
        whole=whole,
    )


def _even_step(span: float) -> float:
    """Return the power of ten that gives a slider between 25 and 250 positions."""
    step = 1.0
    while span / step < 25.0:
        step /= 10.0
    while span / step >= 250.0:
        step *= 10.0
    return step


def _down(value: float, step: float) -> float:
    """Return the multiple of a step at or below a value."""
    return float(f"{int(value / step + 1e-9) * step:.10g}")


def sliders(
    parameters: Iterable[Described],
    chosen: Sequence[tuple[str, str]],
    start: Callable[[str], float],
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
