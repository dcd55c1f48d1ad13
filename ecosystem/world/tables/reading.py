"""Reads the files of a world folder and notes every fault with file, row and column."""

from __future__ import annotations

import csv
import math
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ecosystem.core.faults import Faults, InputError
from ecosystem.core.input_files import Unreadable, read_json, read_text
from ecosystem.world.tables.schema import Column, Table

MOST_BYTES = 16_000_000
"""Size of the largest file that is read."""
_NOUNS = {"countries.csv": "country", "hubs.csv": "hub"}


class WorldError(InputError):
    """A world folder with faults; `problems` lists them all as "path, row N, column C: ..."."""


@dataclass
class WorldFaults(Faults):
    """Faults of a world found so far."""

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


def read_sheets(folder: Path, tables: Iterable[Table], faults: WorldFaults) -> dict[str, Sheet]:
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


def read_outlines(folder: Path, file: str, faults: WorldFaults) -> list[list[tuple[float, float]]]:
    """Read land outlines, rings of (longitude, latitude); none when the file is absent."""
    if not os.path.lexists(folder / file):
        return []
    try:
        rings = read_json(folder / file, MOST_BYTES)["rings"]
        outlines = [[(float(lon), float(lat)) for lon, lat in ring] for ring in rings]
    except Unreadable as error:
        faults.add(file, str(error))
        return []
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        faults.add(file, f'is not {{"rings": [[[longitude, latitude], ...], ...]}}: {error}')
        return []
    if any(not (abs(lon) <= 180 and abs(lat) <= 90) for ring in outlines for lon, lat in ring):
        faults.add(file, "has points outside -180..180 and -90..90 degrees")
    return outlines


def _read_sheet(folder: Path, table: Table, faults: WorldFaults) -> Sheet | None:
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
    if len(kept) < table.fewest:
        return None
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


def _records(path: Path, table: Table, faults: WorldFaults) -> list[tuple[int, list[str]]] | None:
    """Lines of a CSV file as (line number, stripped cells), blank lines left out; None when it has faults."""
    if not os.path.lexists(path):
        if not table.optional:
            faults.add(table.file, "is missing")
        return None
    try:
        records = list(islice(_lines(read_text(path, MOST_BYTES)), table.most + 2))
    except Unreadable as error:
        faults.add(table.file, str(error))
        return None
    fault = _wrong_length(len(records), table)
    if fault:
        faults.add(table.file, fault)
    return None if fault else records


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and stripped cells of every line that is not blank."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield start, stripped
            start = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(f"line {start}: not valid CSV: {error}") from error


def _wrong_length(lines: int, table: Table) -> str:
    """What is wrong with the number of lines that are not blank, the header included."""
    if lines == 0:
        return "is empty"
    rows = lines - 1
    if rows > table.most:
        return f"has more than {table.most:,} rows"
    if rows < table.fewest:
        return f"has one row, needs at least {table.fewest}" if rows else "has no rows below its header"
    return ""


def _header_faults(header: list[str], table: Table, faults: WorldFaults) -> bool:
    needed = [column.name for column in table.columns if not column.optional]
    missing = [name for name in needed if name not in header]
    others = set(header) - {column.name for column in table.columns}
    for name in missing:
        faults.add(table.file, f"column is missing{faults.nearest(name, others)}", 1, name)
    repeated = sorted(name for name, count in Counter(header).items() if name and count > 1)
    for name in repeated:
        faults.add(table.file, "column stands twice", 1, name)
    return bool(missing or repeated)


def _texts(file: str, column: Column, rows: list[int], cells: list[str], faults: WorldFaults) -> list[str]:
    for row, cell in zip(rows, cells, strict=True):
        if not cell and column.blank == "refuse":
            faults.add(file, "is blank", row, column.name)
        elif column.alternatives and cell not in column.alternatives:
            faults.add(file, f"{cell!r} is none of {', '.join(column.alternatives)}", row, column.name)
    return cells


def _numbers(
    file: str, column: Column, rows: list[int], cells: list[str], faults: WorldFaults
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


def _check_keys(sheet: Sheet, faults: WorldFaults) -> None:
    columns = [
        sheet.text[name] if name in sheet.text else list(map(str, sheet.numbers[name]))
        for name in sheet.table.key
    ]
    seen: dict[tuple[str, ...], int] = {}
    for row, key in zip(sheet.rows, zip(*columns, strict=True), strict=True):
        if key in seen:
            named = " - ".join(key)
            text = f"duplicate {named!r}, first in row {seen[key]}"
            faults.add(sheet.table.file, text, row, sheet.table.key[0])
        else:
            seen[key] = row


def _check_references(sheet: Sheet, sheets: Mapping[str, Sheet], faults: WorldFaults) -> None:
    for column in sheet.table.columns:
        if not column.refers or column.refers not in sheets:
            continue
        known = set(sheets[column.refers].keys)
        noun = _NOUNS[column.refers]
        for row, cell in zip(sheet.rows, sheet.text[column.name], strict=True):
            if cell and cell not in known:
                hint = faults.nearest(cell, known)
                faults.add(sheet.table.file, f"unknown {noun} {cell!r}{hint}", row, column.name)
