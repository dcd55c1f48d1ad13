"""Any world folder is loaded and holds together, or is refused in clear sentences."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecosystem import Ecosystem, World
from ecosystem.world.tables.schema import OUTLINES, SEA_PATHS, TABLES
from ecosystem.world.world import DEFAULT_FOLDER
from tests.doubles.tiny_world import TINY
from tests.fuzz.generators import as_json, changed, changed_table, garbled
from tests.fuzz.judging import fuzz, judged
from tests.small import small

OWN = "own world"
MAPS: dict[str, dict[str, Any]] = {
    OUTLINES: {"rings": [[[0.0, 0.0], [10.0, 0.0], [10.0, 5.0]]]},
    SEA_PATHS: {
        "places": [[0.0, 0.0], [30.0, 0.0]],
        "ports": {"Alpha": 0, "Beta": 1},
        "legs": [{"from": 0, "to": 1, "km": 4_000.0, "passage": "suez", "by": [[15.0, 5.0]]}],
    },
}
EXTRA = {
    "fillings.csv": "file,key,column,value,source\ncountries.csv,BBB,vat_standard_pct,12,assumed\n",
    "vat_at_sale.csv": "iso3,ceiling_2024_usd,ceiling_2026_usd,source\nAAA,100,150,assumed\n",
}
TEXTS = TINY | EXTRA
"""Every table of a tiny world, those that may be left out included."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("worlds") / OWN


def write(folder: Path, changes: dict[str, bytes | None]) -> None:
    """Write the tiny world with some of its files otherwise, or missing."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    files = {name: text.encode() for name, text in TEXTS.items()}
    files |= {name: json.dumps(content).encode() for name, content in MAPS.items()}
    for name, content in (files | changes).items():
        if content is not None:
            (folder / name).write_bytes(content)


def check(folder: Path, changes: dict[str, bytes | None]) -> None:
    """A changed world is refused in order, or a model lives in it for two weeks."""
    write(folder, changes)
    world: World | None = judged(lambda: World.load(folder), OWN)
    if world is not None:
        assert len(world.summary()) == len(world.countries)
        world.sea_paths.line(0, 1)
        model = Ecosystem(small(8), world)
        model.step()
        model.step()


TABLE_CHANGES = st.sampled_from(sorted(TEXTS)).flatmap(
    lambda name: changed_table(TEXTS[name]).map(lambda text: {name: text.encode("utf-8", "replace")}))
BYTE_CHANGES = st.sampled_from(sorted(TEXTS)).flatmap(
    lambda name: garbled([TEXTS[name].encode()]).map(lambda content: {name: content}))
MAP_CHANGES = st.sampled_from(sorted(MAPS)).flatmap(
    lambda name: changed([MAPS[name]]).map(lambda content: {name: as_json(content)}))
CHANGES = st.one_of(
    TABLE_CHANGES, TABLE_CHANGES, TABLE_CHANGES, MAP_CHANGES, BYTE_CHANGES,
    st.sampled_from(sorted(TEXTS)).map(lambda name: {name: None}))


def header(name: str) -> bytes:
    return TEXTS[name].splitlines()[0].encode() + b"\n"


@fuzz(60)
@given(changes=CHANGES)
@example(changes={"fillings.csv": header("fillings.csv")})
@example(changes={"vat_at_sale.csv": header("vat_at_sale.csv")})
@example(changes={"countries.csv": header("countries.csv")})
@example(changes={"countries.csv": b"".join(TEXTS["countries.csv"].encode().splitlines(True)[:2])})
@example(changes={SEA_PATHS: b"[" * 100_000, OUTLINES: b'{"a":' * 100_000})
@example(changes={SEA_PATHS: b"[]", OUTLINES: b"3"})
@example(changes={SEA_PATHS: b'{"places": {}, "ports": [[1, 0]], "legs": "a"}'})
@example(changes={SEA_PATHS: b'{"places": [[1' + b"0" * 400 + b', 0]], "ports": {}, "legs": []}'})
@example(changes={OUTLINES: b'{"rings": [[[1' + b"0" * 400 + b", 0]]]}"})
@example(changes={OUTLINES: b'{"rings": [[[' + b"1" * 5_000 + b", 0]]]}"})
@example(changes={"hubs.csv": header("hubs.csv") + b'"Alpha,AAA,0,0,1e6,ALP,AAALP\n' * 3})
def test_changed_worlds(folder: Path, changes: dict[str, bytes | None]) -> None:
    check(folder, changes)


@pytest.mark.endurance
@fuzz(500)
@given(changes=CHANGES)
def test_many_changed_worlds(folder: Path, changes: dict[str, bytes | None]) -> None:
    check(folder, changes)


@pytest.mark.parametrize("name", [table.file for table in TABLES])
def test_a_million_rows(folder: Path, name: str) -> None:
    first, second = TEXTS[name].splitlines()[:2]
    write(folder, {name: f"{first}\n{f'{second}{chr(10)}' * 1_000_000}".encode()})
    assert judged(lambda: World.load(folder), OWN) is None


@pytest.mark.parametrize("name", ["bilateral.csv", "sea_lanes.csv", "hubs.csv", "fillings.csv"])
def test_every_row_is_wrong(folder: Path, name: str) -> None:
    first, second = TEXTS[name].splitlines()[:2]
    cells = second.split(",")
    rows = [",".join([f"{cells[0]}{number}", f"{cells[1]}{number}", *cells[2:]]) for number in range(900)]
    write(folder, {name: "\n".join([first, *rows]).encode()})
    assert judged(lambda: World.load(folder), OWN) is None


def test_every_cell_of_the_longest_table_is_wrong(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(DEFAULT_FOLDER, tmp_path / OWN))
    lines = (folder / "bilateral.csv").read_text().splitlines()
    (folder / "bilateral.csv").write_text("\n".join([lines[0], *(line.replace(",", "x,") + "x" for line in lines[1:])]))
    assert judged(lambda: World.load(folder), OWN) is None
