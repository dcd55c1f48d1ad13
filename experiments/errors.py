"""Faults of use: what a person can put right, said without a traceback."""

from __future__ import annotations


class UsageError(ValueError):
    """Something asked for that cannot be done; the message says what and why."""


def reason(error: BaseException) -> str:
    """What went wrong, in the operating system's words where it has some."""
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
