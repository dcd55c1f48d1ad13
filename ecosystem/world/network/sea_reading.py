"""Reads the file of sea paths and notes every fault with the entry that it is in."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ecosystem.core.input_files import Unreadable, read_json
from ecosystem.scenario.names import PASSAGES
from ecosystem.world.network.sea import SeaPaths, no_sea_paths
from ecosystem.world.tables.reading import MOST_BYTES, WorldFaults

_LARGEST = 1e9
"""Numbers from this on are no degrees and no km."""
_SHAPE = '{"places": [...], "ports": {...}, "legs": [...]}'
Point = tuple[float, float]


class _BadEntry(ValueError):
    """An entry that cannot be used; says why."""


def read_sea_paths(
    folder: Path, file: str, hubs: Sequence[str], ports: Sequence[str], faults: WorldFaults
) -> SeaPaths:
    """Read the sea paths; none when the file is absent or has faults.

    Args:
        folder: the world folder.
        file: name of the file in it.
        hubs: names of all hubs in their order.
        ports: names of the hubs that have a seaport, each of which the file must place.
        faults: receives every fault.
    """
    path, none = folder / file, no_sea_paths(len(hubs))
    if not os.path.lexists(path):
        return none
    try:
        places, at, legs = _parts(read_json(path, MOST_BYTES))
    except (Unreadable, _BadEntry) as error:
        faults.add(file, str(error))
        return none
    before = len(faults.problems)
    points = _each(f"{file}, places entry", enumerate(places), _point, faults)
    known = _each(f"{file}, ports entry", at.items(), lambda place: _place(place, len(places)), faults)
    read = _each(f"{file}, legs entry", enumerate(legs), lambda leg: _leg(leg, len(places), faults), faults)
    for hub in known.keys() - set(ports):
        unknown = f"is not in hubs.csv{faults.nearest(hub, ports)}"
        wrong = "has no seaport in hubs.csv" if hub in hubs else unknown
        faults.add(f"{file}, ports", f"hub {hub!r} {wrong}")
    for hub in ports:
        if hub not in at:
            faults.add(f"{file}, ports", f"no place for hub {hub!r}")
    if len(faults.problems) > before:
        return none
    return _built(list(points.values()), known, list(read.values()), hubs)


def _parts(content: Any) -> tuple[list[Any], dict[str, Any], list[Any]]:
    """Places, ports and legs as the file gives them."""
    named = content if isinstance(content, dict) else {}
    places, at, legs = (named.get(name) for name in ("places", "ports", "legs"))
    if not (isinstance(places, list) and isinstance(at, dict) and isinstance(legs, list)):
        raise _BadEntry(f"is not {_SHAPE}")
    return places, at, legs


def _each(where: str, entries: Any, read: Callable[[Any], Any], faults: WorldFaults) -> dict[Any, Any]:
    """Read every entry, noting those that cannot be used."""
    found = {}
    for key, entry in entries:
        try:
            found[key] = read(entry)
        except _BadEntry as error:
            faults.add(f"{where} {key!r}", str(error))
    return found


def _point(entry: Any) -> Point:
    if not (isinstance(entry, list) and len(entry) == 2 and all(map(_is_number, entry))):
        raise _BadEntry(f"{entry!r} is not a longitude and a latitude")
    longitude, latitude = map(float, entry)
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise _BadEntry(f"{entry!r} is outside -180..180 and -90..90 degrees")
    return longitude, latitude


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < _LARGEST


def _place(entry: Any, count: int) -> int:
    if not isinstance(entry, int) or isinstance(entry, bool) or not 0 <= entry < count:
        raise _BadEntry(f"{entry!r} is not a place, 0 to {count - 1}")
    return entry


def _leg(entry: Any, count: int, faults: WorldFaults) -> tuple[int, int, float, int, list[Point]]:
    if not isinstance(entry, dict) or not {"from", "to", "km", "by"} <= entry.keys():
        raise _BadEntry('is not {"from": ..., "to": ..., "km": ..., "by": [...]}')
    start, end = _place(entry["from"], count), _place(entry["to"], count)
    if start == end:
        raise _BadEntry(f"joins place {start} with itself")
    km, passage = entry["km"], entry.get("passage")
    if not (_is_number(km) and km >= 0):
        raise _BadEntry(f"km {km!r} is not a length")
    if passage is not None and passage not in PASSAGES:
        raise _BadEntry(f"unknown passage {passage!r}{faults.nearest(str(passage), PASSAGES)}")
    if not isinstance(entry["by"], list):
        raise _BadEntry(f"by {entry['by']!r} is not a list of points")
    through = -1 if passage is None else PASSAGES.index(passage)
    return start, end, float(km), through, [_point(point) for point in entry["by"]]


def _built(
    points: list[Point],
    at: dict[str, int],
    legs: list[tuple[int, int, float, int, list[Point]]],
    hubs: Sequence[str],
) -> SeaPaths:
    way = np.array([point for start, end, _, _, by in legs for point in (points[start], *by, points[end])])
    way.setflags(write=False)  # one array and views of it: thousands of small ones are slow to make
    stop = np.cumsum([2 + len(leg[4]) for leg in legs]).tolist()
    lines = tuple(way[start:end] for start, end in zip([0, *stop], stop, strict=False))
    return SeaPaths(
        port=np.array([at.get(hub, -1) for hub in hubs], dtype=np.int64),
        ends=np.array([leg[:2] for leg in legs], dtype=np.int64).reshape(-1, 2),
        km=np.array([leg[2] for leg in legs]),
        passage=np.array([leg[3] for leg in legs], dtype=np.int64),
        lines=lines,
        points=np.array(points).reshape(-1, 2),
    )
