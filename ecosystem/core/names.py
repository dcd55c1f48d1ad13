"""Names that somebody wrote: the nearest valid one to a name that is unknown."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

SHOWN = 12
"""Valid names listed at most."""
LONGEST = 60
"""Characters of a name beyond which no valid one resembles it; comparing is slow for long texts."""
_LIKENESS, _CLOSE_LIKENESS = 0.5, 0.6


def hint(name: str, valid: Iterable[str], *, compare: bool = True) -> str:
    """What may have been meant by an unknown name: the nearest valid one, or else some that are valid.

    Args:
        name: what was written.
        valid: names to choose from.
        compare: whether to look for the nearest one, which takes a millisecond for a hundred names.
    """
    names = {each.casefold(): each for each in valid}
    near = _closest(name.casefold(), names, _LIKENESS) if compare else None
    return f"did you mean {names[near]}?" if near else listed(sorted(names.values()))


def listed(valid: Iterable[str]) -> str:
    """Some of the valid names, in the order given."""
    return f"valid: {', '.join(list(valid)[:SHOWN])}"


def nearest(name: str, valid: Iterable[str]) -> str:
    """A hint " (nearest: ...)" when a valid name resembles the given one, else nothing."""
    names = {each.lower(): each for each in valid}
    near = _closest(name.lower(), names, _CLOSE_LIKENESS)
    return f" (nearest: {names[near]!r})" if near else ""


def _closest(name: str, names: Iterable[str], likeness: float) -> str | None:
    if len(name) > LONGEST:
        return None
    return next(iter(get_close_matches(name, names, 1, likeness)), None)
