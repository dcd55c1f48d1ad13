"""Headless work with the model: running, keeping, measuring and reporting.

    model = settled(scenario)                        # a model at week 0, with its past behind it
    model = run(scenario, weeks=52)                  # the model a year later
    results = compare("base", "tariff.toml")         # effects, from runs in pairs
    results = sweep("study.toml", out="growth")      # many scenarios and seeds
    results = load("growth")                         # the same, from the folder
    load_extensions(["my_levers.py"])                # own modules, here and in workers

Each is loaded on first use, so that small commands start at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.commands.compare import compare
    from experiments.commands.run import run
    from experiments.commands.sweep import sweep
    from experiments.extensions import load_extensions
    from experiments.runs.settling import settled
    from experiments.storage.loading import load

_HOME = {
    "compare": "commands.compare",
    "load": "storage.loading",
    "load_extensions": "extensions",
    "run": "commands.run",
    "settled": "runs.settling",
    "sweep": "commands.sweep",
}

__all__ = ["compare", "load", "load_extensions", "run", "settled", "sweep"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
