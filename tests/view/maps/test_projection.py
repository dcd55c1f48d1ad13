"""The map's geometry: areas, arcs, the date line and ribbons."""

from __future__ import annotations

import numpy as np
import pytest

from ecosystem.view.maps import projection


def area(points: np.ndarray) -> float:
    """Area of a closed ring (shoelace formula)."""
    x, y = points[:, 0], points[:, 1]
    return abs(float(x @ np.roll(y, 1) - y @ np.roll(x, 1))) / 2


def ring(west: float, south: float, size: float) -> np.ndarray:
    """Outline of a cell of the globe, drawn with many points."""
    side = np.linspace(0, size, 200)
    longitude = np.concatenate([west + side, np.full(200, west + size), west + side[::-1], np.full(200, west)])
    latitude = np.concatenate([np.full(200, south), south + side, np.full(200, south + size), south + side[::-1]])
    return np.column_stack(projection.project(longitude, latitude))


def test_equal_areas_stay_equal() -> None:
    tropics, north = area(ring(0, 0, 10)), area(ring(60, 60, 10))
    on_globe = (np.sin(np.radians(70)) - np.sin(np.radians(60))) / np.sin(np.radians(10))
    assert north / tropics == pytest.approx(on_globe, rel=1e-3)


def test_map_corners() -> None:
    x, _ = projection.project(np.array([-180.0, 0.0, 180.0]), np.array([0.0, 0.0, 0.0]))
    np.testing.assert_allclose(x, [0, projection.WIDTH / 2, projection.WIDTH], atol=1e-6)
    assert projection.project(0.0, projection.NORTH)[1] == pytest.approx(0.0, abs=1e-9)
    assert projection.project(0.0, projection.SOUTH)[1] == pytest.approx(projection.HEIGHT, abs=0.1)
    assert projection.project(0.0, -90.0)[1] == projection.project(0.0, projection.SOUTH)[1]


def test_great_circle_has_equal_steps_and_the_right_length() -> None:
    path = np.radians(projection.great_circle((0.0, 0.0), (90.0, 45.0), points=19))
    vectors = np.column_stack(
        [np.cos(path[:, 1]) * np.cos(path[:, 0]), np.cos(path[:, 1]) * np.sin(path[:, 0]), np.sin(path[:, 1])]
    )
    steps = np.degrees(np.arccos(np.clip((vectors[1:] * vectors[:-1]).sum(axis=1), -1, 1)))
    np.testing.assert_allclose(steps, 5.0, atol=1e-6)


def test_paths_are_cut_where_they_cross_the_date_line() -> None:
    path = np.array([[170.0, 10.0], [-170.0, 20.0], [-160.0, 22.0]])
    left, right = projection.cut_at_date_line(path)
    np.testing.assert_allclose(left, [[170, 10], [180, 15]])
    np.testing.assert_allclose(right, [[-180, 15], [-170, 20], [-160, 22]])
    assert len(projection.cut_at_date_line(np.array([[0.0, 0.0], [10.0, 0.0]]))) == 1


def test_a_pacific_arc_meets_both_edges_and_no_line_crosses_the_map() -> None:
    pieces = projection.arc((121.5, 31.2), (-118.2, 34.1))
    assert len(pieces) == 2
    for piece in pieces:
        assert np.abs(np.diff(piece[:, 0])).max() < projection.WIDTH / 8
    ends = pieces[0][0], pieces[1][-1]
    np.testing.assert_allclose(ends[0], np.ravel(projection.project(121.5, 31.2)), atol=1e-6)
    np.testing.assert_allclose(ends[1], np.ravel(projection.project(-118.2, 34.1)), atol=1e-6)


def test_arcs_are_held_back_from_the_pole_and_otherwise_exact() -> None:
    polar = projection.flown((121.5, 31.2), (-74.0, 40.7))
    assert np.abs(polar[:, 1]).max() <= projection.STEEPEST
    assert projection.great_circle((121.5, 31.2), (-74.0, 40.7))[:, 1].max() > 75
    low = projection.flown((0.0, 0.0), (60.0, 20.0), points=50)
    exact = projection.great_circle((0.0, 0.0), (60.0, 20.0), points=500)
    np.testing.assert_allclose(np.interp(low[:, 0], exact[:, 0], exact[:, 1]), low[:, 1], atol=0.01)


def test_a_ribbon_widens_to_the_right() -> None:
    pieces = [np.array([[0.0, 0.0], [50.0, 0.0], [100.0, 0.0]])]
    path = projection.ribbon(pieces, width=10.0, thin=0.2)
    assert path == "M0 0L50 0L100 0L100 10L50 6L0 2Z"


def test_land_without_antarctica_and_without_outlines() -> None:
    square = [(-20.0, -20.0), (20.0, -20.0), (20.0, 20.0), (-20.0, 20.0), (-20.0, -20.0)]
    ice = [(0.0, -80.0), (50.0, -80.0), (50.0, -70.0), (0.0, -80.0)]
    path = projection.land_path([square, ice])
    assert path.count("M") == 1 and path.endswith("Z")
    assert projection.land_path([]) == ""


def test_corners_of_ways_are_drawn_round() -> None:
    corner = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 1.0]])
    assert projection.path_of([corner]) == "M0.0 0.0L10.0 0.0L10.0 1.0"
    assert projection.path_of([corner], bend=4.0) == "M0.0 0.0L6.0 0.0Q10.0 0.0 10.0 0.5L10.0 1.0"
    assert projection.path_of([corner[[0, 0, 1]], corner[:2]], 4.0) == 2 * "M0.0 0.0L10.0 0.0"
