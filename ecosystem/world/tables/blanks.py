"""Fills blank cells by documented rules and lists every value that it filled.

The rules, in this order: a value set by hand in `fillings.csv`; for a rule of law 0, since an
unknown threshold must never be invented; for a part of the Logistics Performance Index 2023 its
2018 value carried forward; for any other index the mean of the region, then of the income third.
A hub's automation and information follow the logistics and digital level of its country.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem.world.tables.reading import Sheet, WorldFaults, out_of_bounds

LPI_INTERCEPT, LPI_SLOPE = 0.36, 0.91
"""LPI 2023 on LPI 2018 by least squares over the countries that have both (customs part)."""

_FEWEST = 2
"""Countries with a value that a regional mean needs."""


@dataclass(frozen=True)
class Groups:
    """Region and income third of each country, in the order of `countries.csv`."""

    code: tuple[str, ...]
    region: NDArray[np.str_]
    income: NDArray[np.int64]


def fill_blanks(sheets: Mapping[str, Sheet], faults: WorldFaults) -> pd.DataFrame:
    """Fill the blanks of all sheets in place.

    Args:
        sheets: sheets by file; `countries.csv` and `regions.csv` must be among them.
        faults: receives fillings that fit no blank cell, and blanks that no rule can fill.

    Returns:
        One row a filled value: file, key, column, value, rule.
    """
    groups = _groups(sheets["countries.csv"], sheets["regions.csv"])
    filled = [*_set_by_hand(sheets, faults)]
    for sheet in sheets.values():
        for column in sheet.table.columns:
            values = sheet.numbers.get(column.name)
            if values is None or column.blank not in ("law", "index", "hub"):
                continue
            if column.blank == "hub":
                filled.extend(_hub_levels(sheet, column.name, sheets["countries.csv"]))
                continue
            given = values.copy()
            for position in np.flatnonzero(np.isnan(values)).tolist():
                key = sheet.keys[position]
                value, rule = _rule(
                    sheet, column.name, column.blank, given=given, position=position, groups=groups)
                if np.isnan(value):
                    text = "is blank, and too few countries have a value to average"
                    faults.add(sheet.table.file, text, sheet.rows[position], column.name)
                values[position] = value
                filled.append((sheet.table.file, key, column.name, value, rule))
    frame = pd.DataFrame(filled, columns=["file", "key", "column", "value", "rule"])
    return frame.astype({"value": "float64"})


def _hub_levels(hubs: Sheet, column: str, countries: Sheet) -> Iterator[tuple[str, str, str, float, str]]:
    """Fill blank levels (0-1) of hubs from their countries, whose own blanks are filled before."""
    value = countries.numbers
    infrastructure = (value["lpi2023_infrastructure"] - 1.0) / 4.0
    tracking = (value["lpi2023_tracking"] - 1.0) / 4.0
    level, rule = {
        "automation": (infrastructure, "(LPI infrastructure - 1) / 4 of the country"),
        "information": (
            (value["egdi_2024"] + tracking) / 2.0,
            "mean of digital level and (LPI tracking - 1) / 4 of the country"),
    }[column]
    levels = dict(zip(countries.keys, np.round(level, 3).tolist(), strict=True))
    for position in np.flatnonzero(np.isnan(hubs.numbers[column])):
        own = levels.get(hubs.text["iso3"][position], float("nan"))
        hubs.numbers[column][position] = own
        yield hubs.table.file, hubs.keys[position], column, own, rule


def _groups(countries: Sheet, regions: Sheet) -> Groups:
    region_of = dict(zip(regions.keys, regions.text["region"], strict=True))
    per_head = countries.numbers["gdp_usd"] / countries.numbers["population"]
    thirds = np.nanquantile(per_head, [1 / 3, 2 / 3])
    return Groups(
        code=tuple(countries.keys),
        region=np.array([region_of.get(code, "") for code in countries.keys]),
        income=np.searchsorted(thirds, per_head).astype(np.int64),
    )


def _set_by_hand(
    sheets: Mapping[str, Sheet], faults: WorldFaults
) -> Iterator[tuple[str, str, str, float, str]]:
    fillings = sheets.get("fillings.csv")
    if fillings is None:
        return
    text = fillings.text
    for position, row in enumerate(fillings.rows):
        file, key, column = (text[name][position] for name in ("file", "key", "column"))
        value = float(fillings.numbers["value"][position])
        fault, where = _filling_fault(sheets, (file, key, column), value, faults)
        if fault:
            faults.add("fillings.csv", fault, row, where)
        else:
            sheets[file].numbers[column][sheets[file].keys.index(key)] = value
            yield file, key, column, value, f"set by hand: {text['source'][position]}"


def _filling_fault(
    sheets: Mapping[str, Sheet], cell: tuple[str, str, str], value: float, faults: WorldFaults
) -> tuple[str, str]:
    """What is wrong with a filling and in which column of `fillings.csv`; ("", "") when nothing."""
    file, key, column = cell
    if file not in sheets:
        return f"unknown file {file!r}{faults.nearest(file, sheets)}", "file"
    sheet = sheets[file]
    declared = {each.name: each for each in sheet.table.columns if each.name in sheet.numbers}
    if column not in declared:
        return f"{file} has no column of numbers {column!r}{faults.nearest(column, declared)}", "column"
    if key not in sheet.keys:
        return f"unknown key {key!r} of {file}{faults.nearest(key, sheet.keys)}", "key"
    if not np.isnan(sheet.numbers[column][sheet.keys.index(key)]):
        return f"{file} has a value for {key}, {column}: nothing to fill", "column"
    return out_of_bounds(value, declared[column]), "value"


def _rule(
    sheet: Sheet, column: str, blank: str, *, given: NDArray[np.float64], position: int, groups: Groups
) -> tuple[float, str]:
    if blank == "law":
        return 0.0, "law unknown: no tax" if column.startswith("vat") else "law unknown: no relief"
    if column.startswith("lpi2023_"):
        before = sheet.numbers[column.replace("2023", "2018")][position]
        if not np.isnan(before):
            value = min(max(LPI_INTERCEPT + LPI_SLOPE * before, 1.0), 5.0)
            return round(value, 3), f"{LPI_INTERCEPT} + {LPI_SLOPE} x LPI 2018"
    return _mean(given, groups.code.index(sheet.keys[position]), groups)


def _mean(given: NDArray[np.float64], country: int, groups: Groups) -> tuple[float, str]:
    """Mean over the region, the income third or all, whichever first has enough values."""
    region, income = groups.region[country], groups.income[country]
    alternatives = (
        (groups.region == region, f"mean of region {region}"),
        (groups.income == income, f"mean of income third {income + 1} of 3"),
        (np.ones(len(given), dtype=bool), "mean of all countries"),
    )
    for members, rule in alternatives:
        values = given[members & ~np.isnan(given)]
        if len(values) >= _FEWEST:
            return float(values.mean()), f"{rule} ({len(values)} countries)"
    return float("nan"), "no value to average"
