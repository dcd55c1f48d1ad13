"""Additions, declared for the tests of one file and forgotten afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from ecosystem import Ecosystem
from ecosystem.extending import extending
from tests.extending.declaring import declared
from tests.small import default_world, run, small

ADDITIONS = ("ports", "tolls", "terminals")
"""Modules of additions; each builds on those before it only."""
KINDS = {"ports": "PortTrade", "tolls": "TollTrade", "terminals": "TerminalTrade"}
"""The model of each module."""
WEEKS = 10


@pytest.fixture(scope="module")
def additions() -> Iterator[SimpleNamespace]:
    """The modules of additions, with all that they declare."""
    with extending():
        yield SimpleNamespace(**{name: declared(name) for name in ADDITIONS})


@pytest.fixture(scope="module")
def lived(additions: SimpleNamespace) -> Callable[[str], Ecosystem]:
    """The model of a module after ten weeks; it is not to be changed."""
    models: dict[str, Ecosystem] = {}

    def living(name: str) -> Ecosystem:
        if name not in models:
            kind = getattr(getattr(additions, name), KINDS[name])
            models[name] = run(kind(small(60), default_world()), WEEKS)
        return models[name]

    return living
