"""Checks that join several files of a world: pairs, coverage, shares, passages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from ecosystem.scenario.names import PASSAGES
from ecosystem.world.tables.reading import Sheet, WorldFaults

PASSAGE_NAMES: dict[str, tuple[str, ...]] = {
    "suez": ("suez", "babalmandab"),
    "panama": ("panama",),
    "malacca": ("malacca",),
}
"""Words in `sea_lanes.csv` that put a lane through each passage; Suez is closed with Bab-el-Mandeb."""

SYMMETRIC = ("air_km", "weighted_km", "contiguous", "common_language", "colony", "trade_agreement", "rcep")
_LISTED = 4


def check_world(sheets: Mapping[str, Sheet], faults: WorldFaults) -> None:
    """Check what no single cell shows. A check whose files could not be read is left out."""
    for check, files in _CHECKS:
        if all(file in sheets for file in files):
            check(*(sheets[file] for file in files), faults)


def served(cell: str, countries: Sequence[str], region_of: Mapping[str, str]) -> list[bool]:
    """Which countries a cell names: "all", or regions and country codes parted by ";"."""
    words = {word.strip() for word in cell.split(";")}
    return ["all" in words or code in words or region_of.get(code) in words for code in countries]


def passes(cell: str, passage: str) -> bool:
    """Whether the passages of a sea lane include this one."""
    return not set(PASSAGE_NAMES[passage]).isdisjoint(cell.split(";"))


def _check_complete(sheet: Sheet, countries: Sheet, faults: WorldFaults) -> None:
    present = set(sheet.text["iso3"])
    for code in countries.keys:
        if code not in present:
            faults.add(sheet.table.file, f"no row for country {code!r}", column="iso3")


def _report_missing(file: str, column: str, start: str, missing: list[str], faults: WorldFaults) -> None:
    more = f" and {len(missing) - _LISTED} more" if len(missing) > _LISTED else ""
    faults.add(file, f"no row between {start!r} and {', '.join(missing[:_LISTED])}{more}", column=column)


def _check_pairs(sheet: Sheet, countries: Sheet, faults: WorldFaults) -> None:
    _refuse_self(sheet, "origin", "destination", faults)
    pairs = set(zip(sheet.text["origin"], sheet.text["destination"], strict=True))
    for origin in countries.keys:
        missing = [code for code in countries.keys if code != origin and (origin, code) not in pairs]
        if missing:
            _report_missing(sheet.table.file, "destination", origin, missing, faults)


def _refuse_self(sheet: Sheet, start: str, end: str, faults: WorldFaults) -> None:
    for row, one, other in zip(sheet.rows, sheet.text[start], sheet.text[end], strict=True):
        if one == other:
            faults.add(sheet.table.file, f"pairs {one!r} with itself", row, end)


def _refuse_reversed(sheet: Sheet, start: str, end: str, faults: WorldFaults) -> None:
    """A pair without direction may stand once; the same direction twice is a duplicate key."""
    seen: dict[tuple[str, str], int] = {}
    for row, one, other in zip(sheet.rows, sheet.text[start], sheet.text[end], strict=True):
        seen.setdefault((one, other), row)
        if one != other and (other, one) in seen:
            faults.add(sheet.table.file, f"gives the pair of row {seen[other, one]} again", row, start)


def _check_symmetry(sheet: Sheet, faults: WorldFaults) -> None:
    pairs = list(zip(sheet.text["origin"], sheet.text["destination"], strict=True))
    position = {pair: index for index, pair in enumerate(pairs)}
    back = np.array([position.get((destination, origin), -1) for origin, destination in pairs])
    later = np.flatnonzero((back >= 0) & (back < np.arange(len(back))))
    for column in SYMMETRIC:
        values = sheet.numbers[column]
        differs = ~np.isclose(values[later], values[back[later]], rtol=1e-3, equal_nan=True)
        for index in later[differs]:
            other = values[back[index]]
            text = f"{values[index]:g}, but {other:g} in row {sheet.rows[back[index]]} for the way back"
            faults.add(sheet.table.file, text, sheet.rows[index], column)


def _check_sea_pairs(sheet: Sheet, hubs: Sheet, faults: WorldFaults) -> None:
    _refuse_self(sheet, "origin_hub", "destination_hub", faults)
    _refuse_reversed(sheet, "origin_hub", "destination_hub", faults)
    port_of = dict(zip(hubs.keys, hubs.text["seaport"], strict=True))
    for column in ("origin_hub", "destination_hub"):
        for row, hub in zip(sheet.rows, sheet.text[column], strict=True):
            if port_of.get(hub) == "":
                faults.add(sheet.table.file, f"hub {hub!r} has no seaport in hubs.csv", row, column)
    pairs = set(zip(sheet.text["origin_hub"], sheet.text["destination_hub"], strict=True))
    ports = [hub for hub, port in port_of.items() if port]
    for index, start in enumerate(ports):
        ends = ports[index + 1 :]
        missing = [end for end in ends if (start, end) not in pairs and (end, start) not in pairs]
        if missing:
            _report_missing(sheet.table.file, "destination_hub", start, missing, faults)


def _check_passages(sheet: Sheet, faults: WorldFaults) -> None:
    km = sheet.numbers["km"]
    for passage in PASSAGES:
        column = f"km_{passage}_closed"
        closed = sheet.numbers[column]
        for index in np.flatnonzero(closed < km):
            text = f"{closed[index]:g} is shorter than the open lane of {km[index]:g} km"
            faults.add(sheet.table.file, text, sheet.rows[index], column)
        for index in np.flatnonzero(~np.isnan(km) & (closed != km)):
            if not passes(sheet.text["passages"][index], passage):
                text = f"differs from km, but passages do not name {passage}"
                faults.add(sheet.table.file, text, sheet.rows[index], column)


def _check_shares(sheet: Sheet, faults: WorldFaults) -> None:
    total = float(sheet.numbers["spending_share"].sum())
    if abs(total - 1.0) > 1e-6:
        faults.add(sheet.table.file, f"shares sum to {total:.6g}, not to 1", column="spending_share")


def _check_zones(sheet: Sheet, faults: WorldFaults) -> None:
    for index, zone in enumerate(sheet.numbers["zone"]):
        if zone != index + 1:
            text = f"{zone:g} stands where zone {index + 1} belongs"
            faults.add(sheet.table.file, text, sheet.rows[index], "zone")


def _check_borders(sheet: Sheet, faults: WorldFaults) -> None:
    _refuse_reversed(sheet, "iso3_a", "iso3_b", faults)


def _check_providers(sheet: Sheet, regions: Sheet, countries: Sheet, faults: WorldFaults) -> None:
    region_of = dict(zip(regions.keys, regions.text["region"], strict=True))
    known = {"all", *countries.keys, *region_of.values()}
    kinds = np.array(sheet.text["kind"])
    for column, verb in (("origin_regions", "picks up in"), ("destination_regions", "delivers to")):
        cells = sheet.text[column]
        for row, cell in zip(sheet.rows, cells, strict=True):
            for word in (part.strip() for part in cell.split(";")):
                if word not in known:
                    text = f"unknown region or country {word!r}{faults.nearest(word, known)}"
                    faults.add(sheet.table.file, text, row, column)
        cover = np.array([served(cell, countries.keys, region_of) for cell in cells])
        for kind in ("carrier", "platform"):
            for index in np.flatnonzero(~cover[kinds == kind].any(axis=0)):
                faults.add(sheet.table.file, f"no {kind} {verb} {countries.keys[index]!r}", column=column)


_CHECKS: tuple[tuple[Callable[..., None], tuple[str, ...]], ...] = (
    (_check_complete, ("regions.csv", "countries.csv")),
    (_check_complete, ("de_minimis.csv", "countries.csv")),
    (_check_complete, ("hubs.csv", "countries.csv")),
    (_check_pairs, ("bilateral.csv", "countries.csv")),
    (_check_symmetry, ("bilateral.csv",)),
    (_check_sea_pairs, ("sea_lanes.csv", "hubs.csv")),
    (_check_passages, ("sea_lanes.csv",)),
    (_check_shares, ("categories.csv",)),
    (_check_zones, ("express_zone_shape.csv",)),
    (_check_borders, ("land_borders.csv",)),
    (_check_providers, ("providers.csv", "regions.csv", "countries.csv")),
)
