"""Sliders made from described parameters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ecosystem.view import words


class Described(Protocol):
    """What a slider needs to know of a parameter."""

    key: str
    type: type
    unit: str
    default: float
    low: float
    high: float
    text: str


@dataclass(frozen=True)
class Setting:
    """One slider of a page.

    Attributes:
        key: "group.name" of the parameter.
        label: what it is called on the page.
        text: what the parameter means.
        unit: unit of its value, "-" when it has none.
        default: value of the base scenario.
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
        number = words.count(position) if self.whole else f"{position:.3g}"
        return number if self.unit == "-" else f"{number} {self.unit}"


def setting(parameter: Described, label: str) -> Setting:
    """Make a slider for a parameter, from a quarter to three times its default, within its bounds.

    Bounds say what is accepted, which is far more than a person wants to slide through.
    """
    low = max(float(parameter.low), parameter.default / 4.0)
    high = min(float(parameter.high), parameter.default * 3.0)
    whole = parameter.type is int
    step = _even_step(high - low)
    if whole:
        step = max(1.0, float(round(step)))
    low, high = _down(low, step), _down(high, step)
    return Setting(
        key=parameter.key, label=label, text=parameter.text, unit=parameter.unit,
        default=float(parameter.default), low=max(low, float(parameter.low)), high=high, step=step,
        whole=whole,
    )  # fmt: skip


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


def settings(parameters: Iterable[Described], chosen: Sequence[tuple[str, str]]) -> list[Setting]:
    """Make sliders for the parameters chosen by key.

    Args:
        parameters: all parameters.
        chosen: key and label of each slider, in the order shown.

    Raises:
        KeyError: a chosen key is not among the parameters.
    """
    known = {parameter.key: parameter for parameter in parameters}
    return [setting(known[key], label) for key, label in chosen]
