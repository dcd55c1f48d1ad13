"""Any study file, comparison or folder of a study is read, or refused in clear sentences."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecosystem import Scenario
from experiments.commands.status import status_table
from experiments.storage.loading import load
from experiments.storage.manifest import MANIFEST
from experiments.studies.comparison_file import read_comparison
from experiments.studies.plan import PLAN, Plan
from experiments.studies.study_file import load_study
from tests.fuzz.generators import DIGITS, as_json, changed, garbled, toml
from tests.fuzz.judging import fuzz, judged
from tests.small import default_world

POLICY: dict[str, Any] = {"lever": "tariff", "size": 0.1, "start": 3, "countries": ["USA"]}
GRID: dict[str, Any] = {
    "title": "Reviews", "question": "Do they matter?", "weeks": 6, "seeds": [1, 2],
    "base": {"run": {"firms": 30}, "policy": [POLICY]},
    "factor": [{"key": "sellers.review_interval", "values": [4, 13]}, {"key": "market.growth", "values": [0.0, 0.1]}],
    "outcome": [
        {"indicator": "share_value_mail"}, {"indicator": "sales", "summary": "sum", "start": 2, "end": 5, "name": "sold"}],
}
SPREAD: dict[str, Any] = {
    "weeks": 6, "seeds": 3, "design": "latin_hypercube", "samples": 4, "sampling_seed": 7, "base": {},
    "factor": [{"key": "market.growth", "low": 0.0, "high": 0.2}],
}
STUDIES = [GRID, SPREAD]
ARMS: list[dict[str, Any]] = [
    {"title": "A tariff", "description": "Who pays?", "run": {"firms": 30, "weeks": 9}, "policy": [POLICY]},
    {"market": {"growth": 0.1}},
]
PLACE = "own.toml"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("studies")


def check_study(place: Path, content: bytes) -> None:
    (place / PLACE).write_bytes(content)
    study = judged(lambda: load_study(place / PLACE), str(place), "/dev/zero")
    if study is not None:
        assert len(study.points) * len(study.seeds) <= 100_000
        study.conditions()


@fuzz(60)
@given(document=changed(STUDIES))
@example(document=GRID | {"factor": [{"key": "market.growth", "values": [n / 1e6 for n in range(60_000)]}], "seeds": 1})
@example(document=GRID | {"factor": [{"key": "market.growth", "values": list(range(60_000))}]})
@example(document=GRID | {"factor": [{"key": "market.growth", "values": ["a"] * 60_000}]})
@example(document=GRID | {"factor": [{"key": "market.growth", "values": [0.1] * 60_000}]})
@example(document=GRID | {"factor": [{"key": f"market.growth{number}"} for number in range(400)]})
@example(document=GRID | {"factor": [{"key": "market.growth", "values": [0.1]}] * 400})
@example(document=GRID | {"factor": [{}] * 60_000, "outcome": [{}] * 60_000})
@example(document=GRID | {"outcome": [{"indicator": f"sails{number}"} for number in range(400)]})
@example(document=GRID | {"factor": [{"key": "policy.0.size", "values": [1]}]})
@example(document=GRID | {"factor": [{"key": "market.growth", "policy": []}]})
@example(document=GRID | {"seeds": ["a"] * 60_000})
@example(document=GRID | {"seeds": [16**6_000, 16**6_000]})
@example(document=GRID | {"seeds": 1_000_000_000, "weeks": 16**6_000, "sampling_seed": 16**6_000})
@example(document=SPREAD | {"samples": 16**6_000})
@example(document=SPREAD | {"samples": -(10**400), "sampling_seed": -1})
@example(document=GRID | {"outcome": [{"indicator": "sales", "start": 16**6_000, "end": -(10**400)}]})
@example(document=GRID | {"world": "\0", "base": "\0"})
@example(document=GRID | {"world": "x" * 300, "base": "x" * 300})
@example(document=GRID | {"world": "/dev/zero", "base": "/dev/zero"})
@example(document=GRID | {"world": ".", "base": "own.toml"})
@example(document=GRID | {"base": {f"unknown{number}": number for number in range(3_000)}})
@example(document=GRID | {f"unknown{number}": number for number in range(3_000)})
def test_changed_studies(place: Path, document: dict[str, Any]) -> None:
    check_study(place, toml(document).encode())


@pytest.mark.endurance
@fuzz(300)
@given(document=changed(STUDIES))
def test_many_changed_studies(place: Path, document: dict[str, Any]) -> None:
    check_study(place, toml(document).encode())


@pytest.mark.endurance
@fuzz(100)
@given(content=garbled([toml(document).encode() for document in STUDIES]))
def test_many_garbled_studies(place: Path, content: bytes) -> None:
    check_study(place, content)


def check_arms(place: Path, documents: tuple[dict[str, Any], ...]) -> None:
    files = [place / f"own{number}.toml" for number in range(len(documents))]
    for file, document in zip(files, documents, strict=True):
        file.write_text(toml(document), encoding="utf-8")
    comparison = judged(lambda: read_comparison(files, default_world(), seeds=2), "own", "command line")
    if comparison is not None:
        assert len(comparison.runs) == 2 * len(comparison.all_arms)


@fuzz(30)
@given(documents=st.tuples(changed(ARMS), changed(ARMS)))
def test_changed_arms(place: Path, documents: tuple[dict[str, Any], ...]) -> None:
    check_arms(place, documents)


@pytest.mark.endurance
@fuzz(100)
@given(documents=st.tuples(changed(ARMS), changed(ARMS)))
def test_many_changed_arms(place: Path, documents: tuple[dict[str, Any], ...]) -> None:
    check_arms(place, documents)


def plan(kind: str) -> dict[str, Any]:
    """What `study.json` holds of a small study."""
    labels: list[dict[str, Any]] = [{"arm": "base"}, {"arm": "b"}] if kind == "comparison" else [{"x": 1}, {"x": 2.5}]
    said = {
        "format": "cross-border-ecosystem study", "version": 2, "kind": kind, "title": "Own", "question": "",
        "conditions": {"arms": ["base", "b"], "weeks": 3, "base": {"run.firms": 5}, "changes": {}},
        "environment": {"world": "a", "numpy": "2"}, "tables": ["weekly"],
        "outcomes": [{"name": "a", "indicator": "sales", "summary": "mean", "start": 0, "end": 3}],
        "runs": [{"number": n, "key": str(n) * 64, "seed": n, "labels": each} for n, each in enumerate(labels)],
    }
    return said


PLANS = [plan("sweep"), plan("comparison")]


def read_folder(folder: Path) -> Any:
    """What a folder holds, looked at in every way."""
    status_table(folder)
    found = Plan.read(folder)
    found.changes_since(found)
    return load(folder)


def check_plan(folder: Path, content: bytes) -> None:
    (folder / PLAN).write_bytes(content)
    judged(lambda: read_folder(folder), str(folder))


@pytest.mark.parametrize("content", PLANS, ids=["sweep", "comparison"])
def test_a_plan_that_is_sound_is_read(tmp_path: Path, content: dict[str, Any]) -> None:
    (tmp_path / PLAN).write_bytes(as_json(content))
    assert len(Plan.read(tmp_path).runs) == 2
    assert load(tmp_path).title == "Own"


@fuzz(60)
@given(content=st.one_of(changed(PLANS).map(as_json), garbled([as_json(each) for each in PLANS])))
@example(content=b"[" * 100_000)
@example(content=b'{"a":' * 100_000)
@example(content=as_json(PLANS[0] | {"runs": []}))
@example(content=as_json(PLANS[1] | {"conditions": {}}))
@example(content=as_json(PLANS[0]).replace(b'"weeks": 3', b'"weeks": ' + b'{"a":' * 900 + b"1" + b"}" * 900))
@example(content=b'{"format": ' + DIGITS.encode() + b"}")
@example(content=b"null")
def test_changed_plans(place: Path, content: bytes) -> None:
    check_plan(place, content)


@pytest.mark.endurance
@fuzz(200)
@given(content=st.one_of(changed(PLANS).map(as_json), garbled([as_json(each) for each in PLANS])))
def test_many_changed_plans(place: Path, content: bytes) -> None:
    check_plan(place, content)


@pytest.mark.parametrize("kind", ["sweep", "comparison"])
@pytest.mark.parametrize("tables", [
    "CREATE TABLE runs (id INTEGER)", "CREATE TABLE sessions (a)", "CREATE VIEW runs AS SELECT 1",
    "CREATE TABLE other (a); INSERT INTO other VALUES (1)"])
def test_a_foreign_database(tmp_path: Path, kind: str, tables: str) -> None:
    (tmp_path / PLAN).write_bytes(as_json(plan(kind)))
    with sqlite3.connect(tmp_path / MANIFEST) as database:
        database.executescript(tables)
    database.close()
    assert judged(lambda: read_folder(tmp_path), str(tmp_path)) is not None


@pytest.mark.parametrize("kind", ["sweep", "comparison"])
def test_foreign_files_beside_a_plan(tmp_path: Path, kind: str) -> None:
    (tmp_path / PLAN).write_bytes(as_json(plan(kind)))
    for name in (MANIFEST, "runs.parquet", "weeks.parquet", "effects.parquet"):
        (tmp_path / name).write_bytes(b"mine" * 9)
    judged(lambda: read_folder(tmp_path), str(tmp_path))
    for key in ("0", "1"):
        (tmp_path / "runs").mkdir(exist_ok=True)
        (tmp_path / "runs" / f"{key * 64}.weekly.parquet").write_bytes(b"mine")
    judged(lambda: read_folder(tmp_path), str(tmp_path))


def test_scenarios_stand_for_files_in_a_comparison() -> None:
    scenario = Scenario().replace({"policy": [POLICY], "title": "a\nb" * 200})
    assert judged(lambda: read_comparison([scenario], default_world(), seeds=2)) is not None
