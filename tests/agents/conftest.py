"""The default world for tests of agents."""

from __future__ import annotations

import pytest

from ecosystem import World
from tests.small import default_world


@pytest.fixture(scope="session")
def world() -> World:
    """Real countries, hubs, lanes, products and providers."""
    return default_world()
