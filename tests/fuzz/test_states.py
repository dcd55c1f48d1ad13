"""Any state file is read, or refused in clear sentences."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecosystem import Scenario
from experiments.runs.state_files import load_state, save_state
from tests.doubles.models import FakeModel, FakeWorld
from tests.fuzz.generators import DIGITS, as_json, changed, garbled
from tests.fuzz.judging import fuzz, judged

PLACE = "own.npz"


def sound(folder: Path) -> bytes:
    """The bytes of a state file."""
    save_state(folder / PLACE, FakeModel(Scenario(), FakeWorld()))
    return (folder / PLACE).read_bytes()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("states")


@pytest.fixture(scope="module")
def whole(place: Path) -> bytes:
    return sound(place)


def about(content: bytes) -> dict[str, Any]:
    """What a state file says of itself."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("about.npy") as member:
        said: dict[str, Any] = json.loads(str(np.lib.format.read_array(member)[()]))
    return said


def with_about(place: Path, text: str) -> bytes:
    """A state file with other words about itself, whole and sealed."""
    with patch("json.dumps", return_value=text):
        save_state(place / PLACE, FakeModel(Scenario(), FakeWorld()))
    return (place / PLACE).read_bytes()


def check(place: Path, content: bytes) -> None:
    (place / PLACE).write_bytes(content)

    def read() -> Scenario:
        saved = load_state(place / PLACE)
        saved.doubts()
        saved.check_world(FakeWorld.content_hash)
        return saved.scenario()

    judged(read, PLACE)


def check_about(place: Path, whole: bytes, data: st.DataObject) -> None:
    """A state file whose words about itself are changed."""
    said = data.draw(changed([about(whole)]))
    text = as_json(said).decode()
    check(place, with_about(place, text))


def test_the_state_that_is_changed_is_sound(place: Path, whole: bytes) -> None:
    (place / PLACE).write_bytes(with_about(place, json.dumps(about(whole))))
    assert load_state(place / PLACE).scenario() == Scenario()


@fuzz(30)
@given(data=st.data())
def test_changed_bytes(place: Path, whole: bytes, data: st.DataObject) -> None:
    check(place, data.draw(garbled([whole])))


@fuzz(30)
@given(data=st.data())
def test_changed_words(place: Path, whole: bytes, data: st.DataObject) -> None:
    check_about(place, whole, data)


@fuzz(1)
@given(text=st.just("{}"))
@example(text="[" * 50_000)
@example(text='{"a":' * 50_000)
@example(text=DIGITS)
@example(text="null")
@example(text="[]")
def test_other_words(place: Path, text: str) -> None:
    check(place, with_about(place, text))


@pytest.mark.endurance
@fuzz(150)
@given(data=st.data())
def test_many_changed_bytes(place: Path, whole: bytes, data: st.DataObject) -> None:
    check(place, data.draw(garbled([whole])))


@pytest.mark.endurance
@fuzz(150)
@given(data=st.data())
def test_many_changed_words(place: Path, whole: bytes, data: st.DataObject) -> None:
    check_about(place, whole, data)
