"""Names that somebody wrote: the nearest valid one to a name that is unknown."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

SHOWN = 12
"""Valid names listed at most."""


def hint(name: str, valid: Iterable[str]) -> str:
    """What may have been meant by an unknown name: the nearest valid one, or else some that are valid."""
    names = {each.casefold(): each for each in valid}
    near = get_close_matches(name.casefold(), names, 1, 0.5)
    if near:
        return f"did you mean {names[near[0]]}?"
    return f"valid: {', '.join(sorted(names.values())[:SHOWN])}"
