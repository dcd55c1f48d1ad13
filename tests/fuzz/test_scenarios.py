"""Any scenario file is read, or refused in clear sentences: its tables, its text, its policies."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given

from ecosystem import Scenario, ScenarioError
from ecosystem.policies.binding import Policies
from ecosystem.policies.lever import LEVERS
from ecosystem.scenario.registry import commented_toml
from tests.fuzz.generators import DIGITS, changed, garbled, nested, toml
from tests.fuzz.judging import fuzz, judged
from tests.small import default_world

TARIFF: dict[str, Any] = {
    "lever": "tariff", "size": 0.1, "start": date(2025, 8, 29), "end": 200, "phase_in": 4, "countries": ["USA", "eu"],
    "origins": ["CHN"], "categories": ["all"]}
EACH_LEVER: list[dict[str, Any]] = [
    {"lever": lever.name, "size": lever.high} | ({"passages": ["suez"]} if "passages" in lever.targets else {})
    for lever in LEVERS.values()]
DOCUMENTS: list[dict[str, Any]] = [
    Scenario().model_dump(mode="json"),
    {"title": "Small", "run": {"firms": 30, "weeks": 9}, "market": {"growth": 0.1}, "policy": [TARIFF]},
    {"policy": EACH_LEVER},
]
FILES = [commented_toml().encode(), toml(DOCUMENTS[1]).encode()]
PLACE = "my.toml"


def read(content: bytes, folder: Path) -> Scenario | None:
    """A scenario from the content of its file, its policies bound to the default world."""
    file = folder / PLACE
    file.write_bytes(content)

    def bound() -> Scenario:
        scenario = Scenario.load(file)
        policies = Policies(scenario.policy, default_world(), str(file))
        for week in (-3, 0, 90, 6_000):
            policies.in_force(week)
        return scenario

    scenario: Scenario | None = judged(bound, PLACE)
    return scenario


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scenarios")


def check_tables(place: Path, document: dict[str, Any]) -> None:
    scenario = read(toml(document).encode(), place)
    if scenario is not None:
        again = place / "again.toml"
        again.write_text(commented_toml(scenario), encoding="utf-8")
        assert Scenario.load(again) == scenario


@fuzz(60)
@given(document=changed(DOCUMENTS))
@example(document={f"unknown{number}": number for number in range(3_000)})
@example(document={"run": {f"firm{number}": number for number in range(3_000)}})
@example(document={"policy": [{"lever": f"x{number}", "size": 0} for number in range(900)]})
@example(document={"policy": [TARIFF] * 3_000})
@example(document={"policy": [TARIFF | {"countries": [f"U{number}" for number in range(900)]}] * 9})
@example(document={"policy": [TARIFF | {f"end{number}": 1 for number in range(3_000)}]})
@example(document={"policy": [{"lever": "demand_shock", "size": -1}]})
@example(document={"run": {"x" * 100_000: 1}, "y\nz": 1})
@example(document={"policy": [TARIFF | {"start": date(1, 1, 1)}, TARIFF | {"end": date(9999, 12, 31)}]})
@example(document={"run": {"firms": 16**6_000, "weeks": -(10**400)}, "market": {"growth": 16**6_000}})
@example(document={"policy": {"lever": {}}, "run": [], "title": {}, "market": {"growth": [{}]}})
def test_changed_tables(place: Path, document: dict[str, Any]) -> None:
    check_tables(place, document)


@pytest.mark.endurance
@fuzz(500)
@given(document=changed(DOCUMENTS))
def test_many_changed_tables(place: Path, document: dict[str, Any]) -> None:
    check_tables(place, document)


HOSTILE = {
    "digits": f"[run]\nseed = {DIGITS}\n".encode(),
    "digits of a fraction": f"[run]\nseed = -{DIGITS}.5\n".encode(),
    "lists in lists": f"a = {nested(900)}".encode(),
    "many brackets": b"a = " + b"[" * 100_000,
    "tables in tables": b"a = " + b"{b=" * 100_000,
    "a key of many parts": b"a." * 300_000 + b"a = 1",
    "a table of many parts": b"[" + b"a . " * 30_000 + b"a]",
    "a quoted key of many parts": b'x = {"a"' + b'."a"' * 30_000 + b" = 1}",
    "many policies": b"[[policy]]\n" * 100_000,
    "a long text": b"a = '" + b"x" * 1_900_000 + b"'",
    "a long word": b"x" * 1_900_000,
    "a key many times": b"a=1\n" * 400_000,
    "many keys": b"".join(b"a%d=1\n" % number for number in range(50_000)),
    "UTF-16": "[run]\nfirms = 3\n".encode("utf-16"),
    "the ends of lines of Windows": b"[run]\r\nfirms = 3\r\n",
    "a key twice": b"[run]\nfirms = 3\nfirms = 4\n",
    "a table twice": b"[run]\n[run]\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files(place: Path, name: str) -> None:
    read(HOSTILE[name], place)


@fuzz(60)
@given(content=garbled(FILES))
def test_garbled_files(place: Path, content: bytes) -> None:
    read(content, place)


@pytest.mark.endurance
@fuzz(400)
@given(content=garbled(FILES))
def test_many_garbled_files(place: Path, content: bytes) -> None:
    read(content, place)


def test_a_message_tells_the_first_faults_and_counts_the_others(tmp_path: Path) -> None:
    file = tmp_path / PLACE
    file.write_text(toml({"run": {f"firms{number}": number for number in range(3_000)}}))
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(file)
    lines = str(caught.value).split("\n")
    assert len(lines) == 11 and len(caught.value.problems) == 3_000
    assert lines[0].endswith("run.firms0: unknown key; did you mean run.firms?")
    assert lines[-1] == "... and 2,990 more faults"
