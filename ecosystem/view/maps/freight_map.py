"""The map of freight: the weight of e-commerce, along the ways that it really takes.

Ships follow their legs at sea, on which the freight of all lanes adds up; trains, lorries and
aircraft are drawn as great-circle arcs between hubs, both directions together.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem.core.arrays import Floats
from ecosystem.scenario.names import AIR, MODES, RAIL, ROAD, SEA
from ecosystem.view.maps import projection
from ecosystem.view.maps.flow_map import Places
from ecosystem.view.style import numbers, palette
from ecosystem.view.style.escaping import in_sentence

Ints = NDArray[np.int64]

WIDEST = 8.0
"""Width of the strand with most freight, map units."""

THINNEST = 0.7
"""Strands that would be drawn thinner are left out, map units."""

MOST_ARCS = {"road": 90, "rail": 70, "air": 70}
"""Arcs drawn of each mode, the heaviest first; more would hide the land."""

BEND = 4.0
"""Map units before and after a corner that is drawn round."""

SAME = 0.02
"""Difference of freight, as a share, up to which two legs are drawn in one stroke."""

ORDER = (AIR, SEA, RAIL, ROAD)
"""Modes from the bottom of the map to its top: long ways below short ones."""

ALL = "all"


Key = tuple[int, ...]


@dataclass(frozen=True)
class Strand:
    """Freight on one stretch of way.

    Attributes:
        key: what it follows: the mode, then two hubs, or -1 and legs at sea, or -2 and a port hub.
        mode: index of the mode.
        kg: freight a week, both directions together, real size.
        width: map units.
        name: where it leads, empty at sea.
    """

    key: Key
    mode: int
    kg: float
    width: float
    name: str


def strands(lanes: pd.DataFrame, where: Places) -> list[Strand]:
    """Gather the freight of lanes into strands, the widest first.

    Args:
        lanes: one row a lane: mode, origin_hub, destination_hub, kg (a week), km, closed (passages).
        where: the laid-out places, with the ways of ships.
    """
    place = {name: row for row, name in enumerate(where.hubs["name"])}
    known = lanes["origin_hub"].isin(place) & lanes["destination_hub"].isin(place) & (lanes["kg"] > 0)
    lanes = lanes[known]
    ends = ("origin_hub", "destination_hub")
    start, end = (lanes[side].map(place).to_numpy(dtype=np.int64) for side in ends)
    mode = pd.Categorical(lanes["mode"], list(MODES)).codes.astype(np.int64)
    kg = lanes["kg"].to_numpy(dtype=float)
    closed = closed_passages(lanes)
    sailed = (mode == SEA) & where.sea.known(start, end, closed) if where.sea else np.zeros(len(lanes), bool)
    found = _at_sea(start[sailed], end[sailed], kg[sailed], where, closed)
    for each in range(len(MODES)):
        chosen = (mode == each) & ~sailed
        found += _between_hubs(each, start[chosen], end[chosen], kg[chosen], len(place))
    return _drawn(found, where)


def closed_passages(lanes: pd.DataFrame) -> tuple[str, ...]:
    """Passages that were closed when the lanes carried their freight."""
    word = str(lanes["closed"].iloc[0]) if len(lanes) else ""
    return tuple(name for name in word.split(";") if name)


Found = tuple[Key, float]


def _at_sea(start: Ints, end: Ints, kg: Floats, where: Places, closed: tuple[str, ...]) -> list[Found]:
    """Freight on each leg, and between each hub and its place at sea."""
    if not len(kg):
        return []
    carried = where.sea.carried(start, end, kg, closed)
    port = np.bincount(start, kg, len(where.hubs)) + np.bincount(end, kg, len(where.hubs))
    legs: list[Found] = [((SEA, -1, int(leg)), float(carried[leg])) for leg in np.flatnonzero(carried)]
    return legs + [((SEA, -2, int(hub)), float(port[hub])) for hub in np.flatnonzero(port)]


def _between_hubs(mode: int, start: Ints, end: Ints, kg: Floats, hubs: int) -> list[Found]:
    """Freight between pairs of hubs, both directions together, the heaviest arcs only."""
    pair, group = np.unique(np.minimum(start, end) * hubs + np.maximum(start, end), return_inverse=True)
    total = np.bincount(group, kg, len(pair))
    heaviest = np.argsort(-total, kind="stable")[: MOST_ARCS.get(MODES[mode], len(pair))]
    return [((mode, *map(int, divmod(pair[row], hubs))), float(total[row])) for row in heaviest]


def _drawn(found: list[Found], where: Places) -> list[Strand]:
    """Strands wide enough to be seen, the widest first."""
    largest = max((kg for _, kg in found), default=0.0)
    names = where.hubs["name"].tolist()
    seen = [(key, kg) for key, kg in found if kg >= largest * (THINNEST / WIDEST) ** 2]
    legs = {key[2]: kg for key, kg in seen if key[1] == -1}
    seen = [entry for entry in seen if entry[0][1] != -1]
    seen += [((SEA, -1, *chain), legs[chain[0]]) for chain in _chains(legs, where)]
    made = []
    for key, kg in sorted(seen, key=lambda entry: (-entry[1], entry[0])):
        name = "" if key[1] < 0 else f"{in_sentence(names[key[1]])} and {in_sentence(names[key[2]])}"
        made.append(Strand(key, key[0], kg, WIDEST * float(np.sqrt(kg / largest)), name))
    return made


def _chains(legs: dict[int, float], where: Places) -> list[list[int]]:
    """Join legs that follow each other with the same freight, so that they are drawn in one stroke."""
    ends = where.sea.ends.tolist()
    at: dict[int, list[int]] = {}
    for leg in sorted(legs):
        for place in ends[leg]:
            at.setdefault(place, []).append(leg)
    chains: list[list[int]] = []
    done = {-1}
    for first in sorted(legs):
        if first in done:
            continue
        chain = [first]
        done.add(first)
        for forward, place in zip((True, False), reversed(ends[first]), strict=True):
            while (after := _follower(chain[-1 if forward else 0], at[place], legs)) not in done:
                chain.insert(len(chain) if forward else 0, after)
                done.add(after)
                place = sum(ends[after]) - place
        chains.append(chain)
    return chains


def _follower(leg: int, meeting: list[int], legs: dict[int, float]) -> int:
    """The leg that goes on where two meet and carry the same, to a fiftieth; -1 if none."""
    if len(meeting) != 2:
        return -1
    other = meeting[meeting[0] == leg]
    return other if abs(legs[other] - legs[leg]) <= SAME * legs[leg] else -1


def way(strand: Strand, where: Places) -> list[Floats]:
    """Return the way of a strand as projected pieces, cut at the date line, (n, 2) each."""
    _, one, other, *more = strand.key
    points = where.hubs[["longitude", "latitude"]].to_numpy(dtype=float)
    if one >= 0:
        return projection.arc(points[one], points[other], points=16)
    if one == -1:
        ends = where.sea.ends[other].tolist()
        start = ends[0] if not more or ends[1] in where.sea.ends[more[0]] else ends[1]
        line = where.sea.along([other, *more], start)
    else:
        line = np.vstack([points[other], where.sea.berth(other)])
    return projection.pieces_of(line)


def path(strand: Strand, where: Places) -> str:
    """Return the SVG path of a strand; ways at sea turn gently."""
    return projection.path_of(way(strand, where), BEND if strand.key[1] == -1 else 0.0)


def freight_map(lanes: pd.DataFrame, where: Places) -> str:
    """Draw the map of freight as a self-contained SVG element.

    It holds one layer for each mode (class "flows", attributes data-service and data-layer), all of
    which the page shows at first.

    Args:
        lanes: one row a lane, as for `strands`.
        where: the laid-out places, with the ways of ships.
    """
    drawn = strands(lanes, where)
    layers = "".join(_layer(mode, drawn, where) for mode in ORDER)
    circles = "".join(f'<circle cx="{hub.x:g}" cy="{hub.y:g}" r="1"/>' for hub in where.hubs.itertuples())
    return (
        f'<svg class="flow-map freight-map" viewBox="{projection.VIEW}" role="img" '
        f'aria-label="{escape(describe_freight(lanes), quote=True)}" xmlns="http://www.w3.org/2000/svg">'
        f'<path class="land" d="{where.land}" fill="{palette.LAND}" stroke="{palette.LAND_EDGE}" '
        f'stroke-width="0.5"/>{layers}<g class="hubs" fill="{palette.INK}">{circles}</g></svg>'
    )


def _layer(mode: int, drawn: list[Strand], where: Places) -> str:
    """Draw the strands of a mode; a layer is see-through as a whole, so that joints do not show."""
    paths = "".join(_path(strand, where) for strand in drawn if strand.mode == mode)
    return (
        f'<g class="flows strands" data-service="{MODES[mode]}" data-layer="" '
        f'stroke="{palette.MODE_COLOURS[MODES[mode]]}">{paths}</g>'
    )


def _path(strand: Strand, where: Places) -> str:
    """Draw one strand with the text that shows when it is pointed at."""
    return (
        f'<path d="{path(strand, where)}" stroke-width="{strand.width:.1f}">'
        f"<title>{escape(strand_words(strand))}</title></path>"
    )


def strand_words(strand: Strand) -> str:
    """Say what a strand carries, such as "310 t a week by rail between Chengdu and Duisburg"."""
    between = f" between {strand.name}" if strand.name else ""
    return f"{numbers.tonnes(strand.kg)} a week by {MODES[strand.mode]}{between}"


def mode_chips() -> str:
    """Write the buttons that choose the modes shown."""
    entries = [(ALL, "All modes", ""), *(
        (mode, mode.capitalize(), f'<i style="background:{palette.MODE_COLOURS[mode]}"></i>')
        for mode in ("sea", "air", "rail", "road"))]
    buttons = "".join(
        f'<button type="button" class="chip" data-service="{mode}" aria-pressed="{str(mode == ALL).lower()}">'
        f"{dot}{label}</button>" for mode, label, dot in entries
    )
    return f'<div class="chips" role="group" aria-label="Modes shown">{buttons}</div>'


def width_key(lanes: pd.DataFrame, where: Places) -> str:
    """Write the key to widths: round weights and the strokes that stand for them."""
    largest = max((strand.kg for strand in strands(lanes, where)), default=0.0)
    top = 10.0 ** np.floor(np.log10(largest)) if largest > 0 else 0.0
    samples = "".join(
        f'<span><svg width="34" height="12" aria-hidden="true"><path d="M2 6H32" stroke="{palette.MUTED}" '
        f'stroke-width="{WIDEST * np.sqrt(kg / largest):.1f}"/></svg>{numbers.tonnes(kg)} a week</span>'
        for kg in (top, top / 10.0) if largest > 0
    )
    return f'<div class="map-key">{samples}<span>both directions together</span></div>'


def describe_freight(lanes: pd.DataFrame) -> str:
    """Say in a sentence or two how freight travels, by kilogram-kilometres."""
    if not len(lanes) or not lanes["kg"].sum():
        return "World map. There was no freight to draw."
    work = (lanes["kg"] * lanes["km"]).where(np.isfinite(lanes["km"]), 0.0)
    share = work.groupby(lanes["mode"].astype(str)).sum() / work.sum()
    said = ", ".join(f"{numbers.percent(share[mode])} by {mode}" for mode in MODES if mode in share)
    return f"World map of freight. Of the tonne-kilometres go {said}. {closed_words(lanes)}".strip()


def closed_words(lanes: pd.DataFrame) -> str:
    """Say which passages are closed; nothing when all are open."""
    closed = [name.capitalize() for name in closed_passages(lanes)]
    return f"{' and '.join(closed)} {'is' if len(closed) == 1 else 'are'} closed." if closed else ""
