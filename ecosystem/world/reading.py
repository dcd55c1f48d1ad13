"""Reads the files of a world folder and notes every fault with file, row and column."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import StringIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ecosystem.world.schema import Column, Table

_SHOWN = 60
_NOUNS = {"countries.csv": "country", "hubs.csv": "hub"}


class WorldError(ValueError):
    """A world folder with faults; `problems` lists them all as "file, row N, column C: ..."."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        count = len(self.problems)
        shown = self.problems[:_SHOWN]
        rest = [f"... and {count - _SHOWN} more"] if count > _SHOWN else []
        head = f"the world has {count} fault{'s' if count != 1 else ''}:"
        super().__init__("\n  ".join([head, *shown, *rest]))


@dataclass
class Faults:
    """Faults found so far, in the order of finding."""

    problems: list[str] = field(default_factory=list)

    def add(self, file: str, text: str, row: int | None = None, column: str | None = None) -> None:
        """Note one fault; row is the 1-based line of the file."""
        place = [file, f"row {row}" if row is not None else "", f"column {column}" if column else ""]
        self.problems.append(f"{', '.join(part for part in place if part)}: {text}")


@dataclass
class Sheet:
    """A file as read: `text` columns as lists, `numbers` and flags as float64 (NaN when blank)."""

    table: Table
    rows: list[int]
    text: dict[str, list[str]]
    numbers: dict[str, NDArray[np.float64]]

    @property
    def keys(self) -> list[str]:
        """Values of the first key column."""
        return self.text[self.table.key[0]]


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint " (nearest: ...)" when a known word resembles the given one, else nothing."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    match = get_close_matches(word.lower(), list(by_lower), n=1, cutoff=0.6)
    return f" (nearest: {by_lower[match[0]]!r})" if match else ""


def read_sheets(folder: Path, tables: Iterable[Table], faults: Faults) -> dict[str, Sheet]:
    """Read and check every table of a folder.

    Args:
        folder: the world folder.
        tables: tables to read; each comes after the tables it refers to.
        faults: receives every fault.

    Returns:
        Sheets by file name; a file that could not be read is left out.
    """
    sheets: dict[str, Sheet] = {}
    for table in tables:
        sheet = _read_sheet(folder, table, faults)
        if sheet is None:
            continue
        _check_keys(sheet, faults)
        _check_references(sheet, sheets, faults)
        sheets[table.file] = sheet
    return sheets


def read_outlines(folder: Path, file: str, faults: Faults) -> list[list[tuple[float, float]]]:
    """Read land outlines, rings of (longitude, latitude); none when the file is absent."""
    path = folder / file
    if not path.exists():
        return []
    try:
        rings = json.loads(path.read_text(encoding="utf-8"))["rings"]
        outlines = [[(float(lon), float(lat)) for lon, lat in ring] for ring in rings]
    except (OSError, ValueError, KeyError, TypeError) as error:
        faults.add(file, f'is not {{"rings": [[[longitude, latitude], ...], ...]}}: {error}')
        return []
    if any(not (abs(lon) <= 180 and abs(lat) <= 90) for ring in outlines for lon, lat in ring):
        faults.add(file, "has points outside -180..180 and -90..90 degrees")
    return outlines


def _read_sheet(folder: Path, table: Table, faults: Faults) -> Sheet | None:
    records = _records(folder / table.file, table, faults)
    if records is None:
        return None
    (_, header), body = records[0], records[1:]
    if _header_faults(header, table, faults):
        return None
    kept = []
    for row, cells in body:
        if len(cells) == len(header):
            kept.append((row, cells))
        else:
            faults.add(table.file, f"has {len(cells)} cells, the header has {len(header)}", row)
    rows = [row for row, _ in kept]
    text: dict[str, list[str]] = {}
    numbers: dict[str, NDArray[np.float64]] = {}
    for column in table.columns:
        position = header.index(column.name) if column.name in header else None
        cells = ["" if position is None else cells[position] for _, cells in kept]
        if column.kind == "text":
            text[column.name] = _texts(table.file, column, rows, cells, faults)
        else:
            numbers[column.name] = _numbers(table.file, column, rows, cells, faults)
    return Sheet(table, rows, text, numbers)


def _records(path: Path, table: Table, faults: Faults) -> list[tuple[int, list[str]]] | None:
    """Lines of a CSV file as (line number, stripped cells), blank lines left out."""
    if not path.exists():
        if not table.optional:
            faults.add(table.file, "is missing")
        return None
    try:
        reader = csv.reader(StringIO(path.read_text(encoding="utf-8-sig"), newline=""), strict=True)
        records, start = [], 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((start, [cell.strip() for cell in cells]))
            start = reader.line_num + 1
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        faults.add(table.file, f"cannot be read as CSV in UTF-8: {error}")
        return None
    if len(records) < 1 or (len(records) < 2 and not table.optional):
        faults.add(table.file, "is empty" if not records else "has no rows below its header")
        return None
    return records


def _header_faults(header: list[str], table: Table, faults: Faults) -> bool:
    needed = [column.name for column in table.columns if not column.optional]
    missing = [name for name in needed if name not in header]
    for name in missing:
        others = set(header) - {column.name for column in table.columns}
        faults.add(table.file, f"column is missing{nearest(name, others)}", 1, name)
    repeated = sorted({name for name in header if name and header.count(name) > 1})
    for name in repeated:
        faults.add(table.file, "column stands twice", 1, name)
    return bool(missing or repeated)


def _texts(file: str, column: Column, rows: list[int], cells: list[str], faults: Faults) -> list[str]:
    for row, cell in zip(rows, cells, strict=True):
        if not cell and column.blank == "refuse":
            faults.add(file, "is blank", row, column.name)
        elif column.alternatives and cell not in column.alternatives:
            faults.add(file, f"{cell!r} is none of {', '.join(column.alternatives)}", row, column.name)
    return cells


def _numbers(
    file: str, column: Column, rows: list[int], cells: list[str], faults: Faults
) -> NDArray[np.float64]:
    values = np.full(len(cells), np.nan)
    for position, (row, cell) in enumerate(zip(rows, cells, strict=True)):
        value, problem = _number(cell, column)
        if problem:
            faults.add(file, problem, row, column.name)
        else:
            values[position] = value
    return values


def _number(cell: str, column: Column) -> tuple[float, str]:
    """The value of a cell and what is wrong with it ("" when nothing)."""
    if not cell:
        return math.nan, "is blank" if column.blank == "refuse" else ""
    try:
        value = float(cell) if "_" not in cell else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        return math.nan, f"{cell!r} is not a number"
    if column.kind == "flag" and value not in (0.0, 1.0):
        return math.nan, f"{cell!r} is neither 0 nor 1"
    return value, out_of_bounds(value, column)


def out_of_bounds(value: float, column: Column) -> str:
    """What is wrong with a value outside the bounds of its column; "" when nothing."""
    if value < column.low:
        if value < 0 <= column.low:
            return f"{value:g} is negative"
        return f"{value:g} is below {column.low:g}"
    return f"{value:g} is above {column.high:g}" if value > column.high else ""


def _check_keys(sheet: Sheet, faults: Faults) -> None:
    columns = [sheet.text.get(name) or list(map(str, sheet.numbers[name])) for name in sheet.table.key]
    seen: dict[tuple[str, ...], int] = {}
    for row, key in zip(sheet.rows, zip(*columns, strict=True), strict=True):
        if key in seen:
            named = " - ".join(key)
            text = f"duplicate {named!r}, first in row {seen[key]}"
            faults.add(sheet.table.file, text, row, sheet.table.key[0])
        else:
            seen[key] = row


def _check_references(sheet: Sheet, sheets: Mapping[str, Sheet], faults: Faults) -> None:
    for column in sheet.table.columns:
        if not column.refers or column.refers not in sheets:
            continue
        known = set(sheets[column.refers].keys)
        noun = _NOUNS[column.refers]
        for row, cell in zip(sheet.rows, sheet.text[column.name], strict=True):
            if cell and cell not in known:
                hint = nearest(cell, known)
                faults.add(sheet.table.file, f"unknown {noun} {cell!r}{hint}", row, column.name)
