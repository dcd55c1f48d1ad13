"""Worlds for the tests: the default one, a copy to break, and a tiny one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ecosystem.world import Routes, TradeNetwork, World
from ecosystem.world.network.routes import routes
from ecosystem.world.world import DEFAULT_FOLDER
from tests.doubles.tiny_world import TINY


@pytest.fixture(scope="session")
def world() -> World:
    return World.load()


@pytest.fixture(scope="session")
def network(world: World) -> TradeNetwork:
    return world.network


@pytest.fixture(scope="session")
def base_routes(network: TradeNetwork) -> Routes:
    return routes(network)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the default world that a test may change."""
    return Path(shutil.copytree(DEFAULT_FOLDER, tmp_path / "world"))


@pytest.fixture
def tiny_folder(tmp_path: Path) -> Path:
    """Two invented countries, three hubs, one sea lane that only Suez joins."""
    place = tmp_path / "tiny"
    place.mkdir()
    for file, text in TINY.items():
        (place / file).write_text(text, encoding="utf-8")
    return place
