"""Modules of additions are run anew for each test file that asks for them."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType


def declared(name: str) -> ModuleType:
    """A module of this folder as if it were imported for the first time, with all that it declares."""
    name = f"tests.extending.{name}"
    sys.modules.pop(name, None)
    return import_module(name)
