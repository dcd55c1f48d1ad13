"""Valid documents and what carelessness or malice makes of them, as strategies of Hypothesis."""

from __future__ import annotations

import copy
import csv
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from io import StringIO
from math import inf, nan
from typing import Any

from hypothesis import strategies as st

Path = tuple[Any, ...]

DIGITS = "9" * 5_000
"""More digits than Python turns into a number."""
NUMBERS: list[Any] = [
    True, False, 0, -1, 1, 3, 2**53, 2**63, 10**400, -(10**400), 16**6_000, 0.5, -0.0, 5e-324, 1e308, -1e308, nan, inf, -inf]
TEXTS = [
    "", " ", "a", "all", "eu", "USA", "usa", "base", "grid", "\n", "\0", "\u202e", "a\nb: c", "../..", "/dev/zero", ".",
    "x" * 300, "x" * 5_000, "run.firms", "policy", "2025-08-29", "2025-13-01", "0001-01-01", "١٢", "ß", "[red]"]
DATES = [date(1, 1, 1), date(9999, 12, 31), date(2025, 8, 29), datetime(2025, 1, 1, 12), time(12)]


def nested(depth: int) -> list[Any]:
    """A list in a list, and so on."""
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


SHAPES: list[Any] = [
    [], [1], [[1]], ["USA"], ["usa", 3], [nan], {}, {"a": 1}, {"": 1}, [{}], nested(60), [1] * 2_000, ["USA"] * 2_000]

SCALARS = st.one_of(
    st.sampled_from([*NUMBERS, *TEXTS, *DATES]), st.integers(), st.floats(), st.text(max_size=20))
VALUES = st.one_of(SCALARS, st.sampled_from(SHAPES))
NAMES = st.one_of(st.sampled_from(TEXTS), st.text(max_size=12), st.sampled_from(["firms", "frms", "run", "lever", "values"]))


def places(document: Any, path: Path = ()) -> Iterator[Path]:
    """Where something stands in a nested document."""
    entries = document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    for key, value in entries:
        yield (*path, key)
        yield from places(value, (*path, key))


def holder(document: Any, path: Path) -> Any:
    """The table or list that holds what stands somewhere."""
    for key in path[:-1]:
        document = document[key]
    return document


def _replaced(draw: st.DrawFn, document: dict[str, Any], path: Path) -> None:
    holder(document, path)[path[-1]] = copy.deepcopy(draw(VALUES))


def _removed(_draw: st.DrawFn, document: dict[str, Any], path: Path) -> None:
    del holder(document, path)[path[-1]]


def _wrapped(draw: st.DrawFn, document: dict[str, Any], path: Path) -> None:
    above = holder(document, path)
    above[path[-1]] = {draw(NAMES): above[path[-1]]} if draw(st.booleans()) else [above[path[-1]]]


def _renamed(draw: st.DrawFn, document: dict[str, Any], path: Path) -> None:
    above = holder(document, path)
    if isinstance(above, dict):
        above[draw(NAMES)] = above.pop(path[-1])


def _added(draw: st.DrawFn, document: dict[str, Any], path: Path) -> None:
    above = holder(document, path)
    if isinstance(above, dict):
        above[draw(NAMES)] = copy.deepcopy(draw(VALUES))
    else:
        above.append(copy.deepcopy(draw(VALUES)))


def _crowded(draw: st.DrawFn, document: dict[str, Any], path: Path) -> None:
    above, many = holder(document, path), draw(st.sampled_from([50, 3_000]))
    if isinstance(above, dict):
        above |= {f"unknown{number}": number for number in range(many)}
    else:
        above += [copy.deepcopy(above[path[-1]]) for _ in range(many)]


CHANGES: list[Callable[[st.DrawFn, dict[str, Any], Path], None]] = [
    _replaced, _replaced, _replaced, _removed, _wrapped, _renamed, _added, _crowded]


@st.composite
def changed(draw: st.DrawFn, documents: list[dict[str, Any]]) -> dict[str, Any]:
    """One of some valid documents, with one to four changes somewhere in it."""
    document = copy.deepcopy(draw(st.sampled_from(documents)))
    for _ in range(draw(st.integers(1, 4))):
        there = list(places(document))
        if there:
            draw(st.sampled_from(CHANGES))(draw, document, draw(st.sampled_from(there)))
    return document


def toml(value: Any, inside: bool = False) -> str:
    """A value as TOML writes it, and a whole document as its lines."""
    if isinstance(value, dict):
        entries = [f"{json.dumps(key)} = {toml(each, inside=True)}" for key, each in value.items()]
        return f"{{{', '.join(entries)}}}" if inside else "\n".join(entries) + "\n"
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml(each, inside=True) for each in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return hex(value) if value > 2**64 else str(value)
    if isinstance(value, str):
        return json.dumps(value).replace("\x7f", "\\u007f")
    return value.isoformat() if isinstance(value, date | time) else repr(value)


def as_json(content: Any) -> bytes:
    """A document as JSON writes it; where it holds a number that Python does not write out, too many digits alone."""
    try:
        return json.dumps(content, default=str).encode()
    except ValueError:
        return DIGITS.encode()


@st.composite
def garbled(draw: st.DrawFn, contents: list[bytes]) -> bytes:
    """The bytes of one of some files: cut, put in, taken out, said twice or written in another way."""
    content = draw(st.sampled_from(contents))
    for _ in range(draw(st.integers(1, 3))):
        start, length = draw(st.integers(0, len(content))), draw(st.integers(0, 40))
        junk = draw(st.one_of(st.binary(max_size=12), st.sampled_from([
            b"\0", b"\xff", b"\r\n", b'"', b"'''", b"[", b"{", b"=", b"[" * 5_000, b"a." * 5_000, b"1" * 5_000, b"\n[run]\n"])))
        content = draw(st.sampled_from([
            content[:start],
            content[:start] + junk + content[start:],
            content[:start] + content[start + length :],
            content[:start] + content[start : start + length] * 3 + content[start + length :],
            content.replace(b"\n", b"\r\n"),
            b"\xef\xbb\xbf" + content,
            content.decode("utf-8", "replace").encode("utf-16"),
            content.decode("utf-8", "replace").encode("utf-16-le"),
        ]))
    return content


CELLS = st.one_of(
    st.sampled_from([
        "", " ", "0", "-1", "nan", "inf", "1e999", "1e308", "1e-320", DIGITS, "1_000", "abc", "all", "AAA", "BBB", "ZZZ",
        "Alpha", "Alhpa", "East", "East;", ";", "x" * 5_000, "ß", "a\nb", '"', "0x10", "١٢", "true", "suez", "carrier"]),
    st.text(max_size=8), st.floats().map(repr), st.integers().map(str))


@st.composite
def changed_table(draw: st.DrawFn, text: str) -> str:
    """A CSV file with one to three changes: cells, rows, columns."""
    rows = list(csv.reader(StringIO(text)))
    for _ in range(draw(st.integers(1, 3))):
        row = draw(st.integers(0, len(rows) - 1)) if rows else 0
        rows = draw(st.sampled_from(_table_changes(rows, row, draw(CELLS), draw(st.integers(0, 30)))))
    target = StringIO()
    csv.writer(target, lineterminator="\n").writerows(rows)
    return target.getvalue()


def _table_changes(rows: list[list[str]], row: int, cell: str, column: int) -> list[list[list[str]]]:
    """What one change can make of a table, a changed cell above all."""
    if not rows:
        return [[[cell]]]
    width = max(len(rows[0]), 1)
    place = column % width
    with_cell = [*rows[:row], [*rows[row][:place], cell, *rows[row][place + 1 :]], *rows[row + 1 :]]
    return [
        with_cell, with_cell, with_cell, with_cell, with_cell, with_cell,
        [*rows[:row], *rows[row + 1 :]],
        [*rows, rows[row]],
        [*rows, *([rows[row]] * 2_000)],
        rows[:1],
        [],
        [each[:place] + each[place + 1 :] for each in rows],
        [[*each, cell] for each in rows],
        [rows[row], *rows],
        [*rows[:row], [*rows[row], cell], *rows[row + 1 :]],
        [[*each[:place], cell, *each[place + 1 :]] for each in rows],
    ]
