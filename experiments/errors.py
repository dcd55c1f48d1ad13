"""Faults of use: what a person can put right, said without a traceback."""

from __future__ import annotations

from ecosystem.core.faults import one_line


class UsageError(ValueError):
    """Something asked for that cannot be done; the message says what and why, in short lines."""

    def __init__(self, message: str) -> None:
        super().__init__("\n".join(map(one_line, message.split("\n"))))


def reason(error: BaseException) -> str:
    """What went wrong, in the operating system's words where it has some."""
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
