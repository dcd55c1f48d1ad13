"""What a live page is sent of freight: each way once, and every week what it carries."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ecosystem.scenario.names import MODES
from ecosystem.view.live.feeds import as_json
from ecosystem.view.maps.flow_map import Places
from ecosystem.view.maps.freight_map import ORDER, Key, Strand, describe_freight, path, strands

STRANDS = 500
"""Strands drawn at a time, the widest first."""

POOL = 2_000
"""Strands whose ways the page keeps."""


@dataclass(frozen=True)
class FreightData:
    """The layer of freight, as JSON texts.

    Attributes:
        ways: {ways, names}: SVG path of every known strand, and how and where it leads; changes
            when a new strand appears.
        moving: {strands, text}: drawn strands as [place in ways, width in tenths of a unit, mode],
            long ways first; the same in words.
    """

    ways: str = '{"ways":[],"names":[]}'
    moving: str = '{"strands":[],"text":"World map without freight yet"}'


class FreightFeed:
    """Turns lanes into moving strands, sending each strand's way only once.

    Args:
        where: the laid-out places.
    """

    def __init__(self, where: Places) -> None:
        self.where = where
        self._slots: dict[Key, int] = {}
        self._ways: list[str] = []
        self._names: list[str] = []
        self._sent = FreightData.ways

    def update(self, lanes: pd.DataFrame) -> FreightData:
        """Return what the map shows of these lanes.

        Args:
            lanes: one row a lane, as for `freight_map.strands`.
        """
        drawn = strands(lanes, self.where)[:STRANDS]
        self._make_room(drawn)
        drawn.sort(key=lambda strand: ORDER.index(strand.mode))
        moving = {
            "strands": [(self._slots[strand.key], round(10 * strand.width), strand.mode) for strand in drawn],
            "text": describe_freight(lanes),
        }
        return FreightData(self._sent, as_json(moving))

    def _make_room(self, drawn: list[Strand]) -> None:
        """Give every strand a slot; start afresh when too many old ones have gathered."""
        new = [strand for strand in drawn if strand.key not in self._slots]
        if not new:
            return
        if len(self._slots) + len(new) > POOL:
            self._slots, self._ways, self._names, new = {}, [], [], drawn
        for strand in new:
            self._slots[strand.key] = len(self._ways)
            self._ways.append(path(strand, self.where))
            self._names.append(_name(strand))
        self._sent = as_json({"ways": self._ways, "names": self._names})


def _name(strand: Strand) -> str:
    """Say how and where a strand leads."""
    return f"By {MODES[strand.mode]}" + (f" between {strand.name}" if strand.name else "")
