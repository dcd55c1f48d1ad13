"""Tours through many stops, and getting better by doing: published values and tours really laid."""

from __future__ import annotations

import numpy as np
import pytest

from ecosystem.theory.freight import density_factor, tour_length
from ecosystem.theory.learning import experience_factor
from tests.limits.closed_forms import merging_saving

# Tours -------------------------------------------------------------------------------------------


def strip_tour(points: np.ndarray) -> float:
    """Length of the tour up and down in strips, about .92 sqrt(nA) (Daganzo 1984)."""
    strips = round(np.sqrt(len(points) / 3))
    strip = (points[:, 0] * strips).astype(int)
    order = np.lexsort((np.where(strip % 2, -points[:, 1], points[:, 1]), strip))
    return float(np.hypot(*np.diff(points[order], axis=0).T).sum())


def improved_tour(points: np.ndarray) -> float:
    """Length of a closed tour that no reversal and no move of a stop shortens, on a unit torus.

    2-opt and Or-opt from the nearest neighbour's tour: some 5 % above the shortest (Johnson & McGeoch
    1997). On a torus no stop lies at an edge.
    """
    gap = np.abs(points[:, None] - points[None])
    apart = np.hypot(*np.moveaxis(np.minimum(gap, 1 - gap), -1, 0))
    number = len(points)
    upper = np.triu(np.ones((number, number), bool), 2)
    tour = nearest_neighbours(apart)
    while True:
        between = apart[np.ix_(tour, tour)]
        after = np.roll(between, (-1, -1), (0, 1))
        steps = between[np.arange(number), (np.arange(number) + 1) % number]
        gain = np.where(upper, steps[:, None] + steps - between - after, 0)
        gain[0, -1] = 0
        one, other = np.unravel_index(gain.argmax(), gain.shape)
        skip = between[np.arange(number) - 1, (np.arange(number) + 1) % number]
        saved = np.roll(steps, 1) + steps - skip
        added = between + np.roll(between, -1, axis=1) - steps
        moved = saved[:, None] - added
        here = np.arange(number)
        moved[here, here] = moved[here, here - 1] = -1
        stop, place = np.unravel_index(moved.argmax(), moved.shape)
        if max(gain[one, other], moved[stop, place]) < 1e-12:
            return float(steps.sum())
        if gain[one, other] >= moved[stop, place]:
            tour[one + 1 : other + 1] = tour[one + 1 : other + 1][::-1].copy()
        else:
            carried = tour[stop]
            tour = np.delete(tour, stop)
            tour = np.insert(tour, place + 1 - (stop <= place), carried)


def nearest_neighbours(apart: np.ndarray) -> np.ndarray:
    """Order of stops when each next one is the nearest not yet seen."""
    tour, left = [0], np.ones(len(apart), bool)
    for _ in range(len(apart) - 1):
        left[tour[-1]] = False
        tour.append(int(np.where(left, apart[tour[-1]], np.inf).argmin()))
    return np.array(tour)


@pytest.mark.parametrize(("tours", "saving"), [(1, 0), (2, 0.29289), (4, 0.5)])
def test_merging_tours_saves_by_the_root(tours, saving):
    """k tours of one area as one: 1 - 1 / sqrt(k) (Beardwood, Halton & Hammersley 1959)."""
    assert merging_saving(tours) == pytest.approx(saving, abs=1e-5)
    apart, merged = tours * tour_length(100, 50), tour_length(100 * tours, 50)
    assert 1 - merged / apart == pytest.approx(saving, abs=1e-5)
    assert 1 - density_factor(100 * tours, 100, 1e9) == pytest.approx(saving, abs=1e-5)


def test_merged_tours_through_drawn_points_save_by_the_root():
    """The same on tours laid through random stops; a saving by another power is refuted."""
    random = np.random.default_rng(0)
    one, two, four = (strip_tour(random.random((n, 2))) for n in (20_000, 40_000, 80_000))
    assert 1 - two / (2 * one) == pytest.approx(merging_saving(2), rel=0.03)
    assert 1 - four / (4 * one) == pytest.approx(merging_saving(4), rel=0.03)
    assert 1 - two / (2 * one) != pytest.approx(1 - 2**-0.6, rel=0.03)


def test_tours_through_drawn_points_have_the_length_of_the_law():
    """Length .7124 sqrt(nA) (constant by Johnson, McGeoch & Rothberg 1996): no tour is shorter, and
    one well improved is some 5 % longer."""
    random = np.random.default_rng(0)
    found = np.mean([improved_tour(random.random((200, 2))) for _ in range(8)])
    law = tour_length(200, 1)
    assert law < found < 1.08 * law
    for wrong in (0.9 * law, 1.1 * law):
        assert not wrong < found < 1.08 * wrong


# Learning ----------------------------------------------------------------------------------------


def test_learning_curve():
    """An 80 % curve: the 100th unit costs .22706 of the first, each doubling a fifth less (Wright 1936)."""
    assert experience_factor(100) == pytest.approx(0.22706, abs=1e-5)
    assert experience_factor([0, 1, 2, 4]) == pytest.approx([1, 1, 0.8, 0.64])
    assert experience_factor(2, 0.9) == pytest.approx(0.9)
    assert experience_factor(100, 0.801) != pytest.approx(0.22706, abs=1e-5)
