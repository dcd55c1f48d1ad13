"""Messages from a browser, checked before Solara reads them.

A binary message of Jupyter begins with the number of its parts and where each begins, as whole numbers
of four bytes; Solara believes them. A message of five bytes can so ask for thousands of millions of
parts.
"""

from __future__ import annotations

import struct

WORD = 4
"""Bytes of a whole number at the head of a binary message."""

MOST_PARTS = 64
"""Parts of a binary message: its text and its buffers; the page sends none with more than two."""


def fault(message: bytes) -> str | None:
    """Why a binary message cannot be read, or None.

    Args:
        message: number of parts, begin of each part, the parts.
    """
    if len(message) < WORD:
        return "a message without a head"
    (parts,) = struct.unpack_from("!I", message)
    head = WORD * (parts + 1)
    if not 1 <= parts <= MOST_PARTS or head > len(message):
        return "a message that does not hold as many parts as it says"
    begins = struct.unpack_from(f"!{parts}I", message, WORD)
    ends = (*begins[1:], len(message))
    if begins[0] != head or any(begin > end for begin, end in zip(begins, ends, strict=True)):
        return "a message whose parts are not where it says"
    return None
