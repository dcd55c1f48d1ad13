"""Headless work with the model: running, keeping, measuring and reporting.

`load` reads the folder of a study; it is loaded on first use, so that small commands start at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.storage.loading import load

__all__ = ["load"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from experiments.storage.loading import load

    return load


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
