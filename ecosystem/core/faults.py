"""What is wrong with something given: one line a fault, the first few in words, the others counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ecosystem.core.names import hint, nearest

SHOWN = 10
"""Faults that a message tells."""
LONGEST = 300
"""Characters of the longest line of a message."""
_CUT = " ... "


class InputError(ValueError):
    """Something given that cannot be used.

    Attributes:
        problems: one line a fault; the message tells the first of them, and how many more there are.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = [one_line(problem) for problem in problems]
        super().__init__(self.problems)

    def __str__(self) -> str:
        more = len(self.problems) - SHOWN
        rest = [f"... and {more:,} more fault{'s' if more > 1 else ''}"] if more > 0 else []
        return "\n".join([*self.problems[:SHOWN], *rest])


@dataclass
class Faults:
    """Faults found so far, in the order of finding; names are compared only while a message tells more."""

    problems: list[str] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether a message would tell one more fault."""
        return len(self.problems) < SHOWN

    def nearest(self, name: str, valid: Iterable[str]) -> str:
        """A hint " (nearest: ...)" when a valid name resembles the given one, else nothing."""
        return nearest(name, valid) if self.open else ""

    def hint(self, name: str, valid: Iterable[str]) -> str:
        """What may have been meant by an unknown name, or else some valid ones."""
        return hint(name, valid, compare=self.open)


def one_line(text: str) -> str:
    """A text as one line of printable characters; what is too long loses its middle."""
    if len(text) <= LONGEST and text.isprintable():
        return text
    printable = (each if each.isprintable() else ascii(each)[1:-1] for each in _cut(text))
    return _cut("".join(printable))


def _cut(text: str) -> str:
    half = (LONGEST - len(_CUT)) // 2
    return text if len(text) <= LONGEST else f"{text[:half]}{_CUT}{text[-half:]}"
