"""The flat map: Equal Earth projection, great-circle arcs, and their SVG outlines.

Equal Earth (Šavrič, Patterson & Jenny 2018) keeps areas true, so a country does not look important
only because it lies far north.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

WIDTH = 1000.0
"""Width of the map in its own units."""

SOUTH, NORTH = -56.0, 78.0
"""Latitudes (degrees) between which the map is drawn: every city trades inside them."""

_A = (1.340264, -0.081106, 0.000893, 0.003796)
_HALF = np.sqrt(3.0) / 2.0

Array = NDArray[np.float64]


def _equal_earth(longitude: Array, latitude: Array) -> tuple[Array, Array]:
    """Return Equal Earth x and y (unit sphere) of points in degrees."""
    theta = np.arcsin(_HALF * np.sin(np.radians(latitude)))
    square = theta * theta
    sixth = square**3
    a1, a2, a3, a4 = _A
    slope = a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)
    x = np.radians(longitude) * np.cos(theta) / (_HALF * slope)
    y = theta * (a1 + a2 * square + sixth * (a3 + a4 * square))
    return x, y


_REACH = float(_equal_earth(np.array(180.0), np.array(0.0))[0])
_SCALE = WIDTH / (2.0 * _REACH)
_TOP = float(_equal_earth(np.array(0.0), np.array(NORTH))[1])
_BOTTOM = float(_equal_earth(np.array(0.0), np.array(SOUTH))[1])
LEFT, RIGHT = 30.0, 985.0
"""Part of the width that is drawn; beyond it there is only ocean."""

HEIGHT = round((_TOP - _BOTTOM) * _SCALE, 1)
"""Height of the map in its own units."""

VIEW = f"{LEFT:g} 0 {RIGHT - LEFT:g} {HEIGHT:g}"
"""The drawn part as an SVG view box."""


def project(longitude: Array | float, latitude: Array | float) -> tuple[Array, Array]:
    """Place points on the map.

    Args:
        longitude: degrees east, any shape.
        latitude: degrees north, same shape; values beyond the edge of the map are drawn on it.

    Returns:
        x and y in map units, x to the right and y downwards, origin at the upper left.
    """
    held = np.clip(np.asarray(latitude, dtype=float), SOUTH, NORTH)
    x, y = _equal_earth(np.asarray(longitude, dtype=float), held)
    return (x + _REACH) * _SCALE, (_TOP - y) * _SCALE


def great_circle(start: Sequence[float], end: Sequence[float], points: int = 28) -> Array:
    """Return points (longitude, latitude) along the shortest path on the globe.

    Args:
        start: longitude and latitude of the origin, degrees.
        end: longitude and latitude of the destination, degrees.
        points: number of points returned, ends included.

    Returns:
        Array of shape (points, 2), degrees; equal steps of angle.
    """
    tail, head = _vector(start), _vector(end)
    angle = float(np.arccos(np.clip(tail @ head, -1.0, 1.0)))
    if angle < 1e-9:
        return np.repeat(np.asarray([start], dtype=float), points, axis=0)
    step = np.linspace(0.0, 1.0, points)[:, None]
    path = (np.sin((1 - step) * angle) * tail + np.sin(step * angle) * head) / np.sin(angle)
    latitude = np.degrees(np.arcsin(np.clip(path[:, 2], -1.0, 1.0)))
    return np.column_stack([np.degrees(np.arctan2(path[:, 1], path[:, 0])), latitude])


STEEPEST = 54.0
"""Latitude (degrees) that drawn arcs stay below; nearer the poles a flat map tears them apart."""


def flown(start: Sequence[float], end: Sequence[float], points: int = 28) -> Array:
    """Return the way to draw between two places: the great circle, held back from the poles.

    A great circle that climbs above `STEEPEST` is mixed with the straight line of longitude and
    latitude until it stays below; all others are exact.

    Args:
        start: longitude and latitude of the origin, degrees.
        end: longitude and latitude of the destination, degrees.
        points: number of points returned, ends included.

    Returns:
        Array of shape (points, 2), degrees, longitudes within 180 degrees either way.
    """
    circle = great_circle(start, end, 8 * points)
    circle[:, 0] = np.unwrap(circle[:, 0], period=360.0)
    straight = np.linspace(circle[0], circle[-1], len(circle))
    limit = max(STEEPEST, float(np.abs(straight[:, 1]).max()))
    share, step = 1.0, 0.05
    mixed = circle
    while np.abs(mixed[:, 1]).max() > limit and share > 0.0:
        share = max(share - step, 0.0)
        mixed = share * circle + (1.0 - share) * straight
    even = _evenly(mixed, points)
    return np.column_stack([(even[:, 0] + 180.0) % 360.0 - 180.0, even[:, 1]])


def _evenly(path: Array, points: int) -> Array:
    """Return points at equal steps along a path, so that no bend is drawn with corners."""
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    steps = np.linspace(0.0, length[-1], points)
    return np.column_stack([np.interp(steps, length, path[:, axis]) for axis in (0, 1)])


def _vector(place: Sequence[float]) -> Array:
    """Return the unit vector of a place given by longitude and latitude in degrees."""
    longitude, latitude = np.radians(np.asarray(place, dtype=float))
    level = np.cos(latitude)
    return np.array([level * np.cos(longitude), level * np.sin(longitude), np.sin(latitude)])


def cut_at_date_line(path: Array) -> list[Array]:
    """Split a path of (longitude, latitude) where it crosses 180 degrees, meeting both map edges."""
    jumps = np.flatnonzero(np.abs(np.diff(path[:, 0])) > 180.0)
    pieces: list[Array] = []
    begin: list[Array] = []
    last = 0
    for jump in jumps.tolist():
        before, after = path[jump], path[jump + 1]
        edge = np.copysign(180.0, before[0])
        span = after[0] + 2.0 * edge - before[0]
        share = 0.0 if span == 0.0 else (edge - before[0]) / span
        latitude = before[1] + share * (after[1] - before[1])
        pieces.append(np.vstack([*begin, path[last : jump + 1], [[edge, latitude]]]))
        begin = [np.array([[-edge, latitude]])]
        last = jump + 1
    pieces.append(np.vstack([*begin, path[last:]]))
    return pieces


def arc(start: Sequence[float], end: Sequence[float], points: int = 28) -> list[Array]:
    """Return the way between two places as projected pieces, cut at the date line.

    Args:
        start: longitude and latitude of the origin, degrees.
        end: longitude and latitude of the destination, degrees.
        points: points along the whole arc before it is cut.

    Returns:
        One or two arrays of shape (n, 2) in map units.
    """
    return pieces_of(flown(start, end, points))


def pieces_of(line: Array) -> list[Array]:
    """Return a line of (longitude, latitude) as projected pieces, cut at the date line, (n, 2) each."""
    return [np.column_stack(project(piece[:, 0], piece[:, 1])) for piece in cut_at_date_line(line)]


def path_of(pieces: Iterable[Array], bend: float = 0.0) -> str:
    """Return an open SVG path along projected pieces.

    Args:
        pieces: arrays of shape (n, 2), map units.
        bend: corners are drawn round from this far before them to this far after them, map units.
    """
    return "".join(_bent(piece, bend) for piece in pieces)


def _bent(points: Array, bend: float) -> str:
    """Return an open SVG path whose corners are quadratic Bézier curves."""
    length = np.hypot(*np.diff(points, axis=0).T)
    kept = np.concatenate([[True], length > 0.05])
    points = points[kept]
    if bend <= 0.0 or len(points) < 3:
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    step = np.diff(points, axis=0)
    length = np.hypot(*step.T)
    cut = (np.minimum(bend, length / 2) / np.maximum(length, 1e-9))[:, None] * step
    parts = [f"M{points[0, 0]:.1f} {points[0, 1]:.1f}"]
    for corner, before, after in zip(points[1:-1], cut[:-1], cut[1:], strict=True):
        (x, y), (x1, y1), (x2, y2) = corner, corner - before, corner + after
        parts.append(f"L{x1:.1f} {y1:.1f}Q{x:.1f} {y:.1f} {x2:.1f} {y2:.1f}")
    return "".join(parts) + f"L{points[-1, 0]:.1f} {points[-1, 1]:.1f}"


def land_path(outlines: Iterable[Sequence[Sequence[float]]]) -> str:
    """Return all land as one SVG path from rings of (longitude, latitude) already cut at 180 degrees.

    Rings wholly south of the map (Antarctica) are left out; an empty world gives an empty path.
    """
    parts: list[str] = []
    for ring in outlines:
        points = np.asarray(ring, dtype=float)
        if len(points) < 3 or points[:, 1].max() < SOUTH:
            continue
        x, y = project(points[:, 0], points[:, 1])
        parts.append(_closed(np.column_stack([x, y])))
    return "".join(parts)


def _closed(outline: Array) -> str:
    """Return a closed SVG path through points, which are rounded; repeated ones are dropped."""
    points = np.round(outline, 1)
    keep = np.ones(len(points), dtype=bool)
    keep[1:] = np.any(points[1:] != points[:-1], axis=1)
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points[keep]) + "Z"


def ribbon(pieces: Sequence[Array], width: float, thin: float = 0.2) -> str:
    """Return an SVG path that widens from origin to destination along the right of an arc.

    The taper shows the direction; keeping to the right sets opposite flows side by side.

    Args:
        pieces: projected arrays of shape (n, 2) from :func:`arc`.
        width: width at the destination, map units.
        thin: width at the origin as a share of that at the destination.
    """
    total = sum(len(piece) for piece in pieces)
    done = 0
    paths: list[str] = []
    for piece in pieces:
        along = (done + np.arange(len(piece))) / max(total - 1, 1)
        done += len(piece)
        direction = np.gradient(piece, axis=0)
        length = np.maximum(np.hypot(direction[:, 0], direction[:, 1]), 1e-9)
        right = np.column_stack([-direction[:, 1], direction[:, 0]]) / length[:, None]
        edge = piece + right * (width * (thin + (1.0 - thin) * along))[:, None]
        paths.append(_closed(np.vstack([piece, edge[::-1]])))
    return "".join(paths)
