"""Who serves which pair of countries."""

from __future__ import annotations

import numpy as np
import pytest

from ecosystem.agents.providers.coverage import Coverage

RNG = np.random.default_rng(5)
ORIGIN = RNG.random((7, 6)) < 0.6
DESTINATION = RNG.random((7, 6)) < 0.7
COVERAGE = Coverage.of(ORIGIN, DESTINATION)


def serving(origin: int, destination: int) -> set[int]:
    """Providers of a pair, looked up one by one."""
    return {p for p in range(7) if ORIGIN[p, origin] and DESTINATION[p, destination]}


@pytest.mark.parametrize("wanted", [1, 3, 9])
def test_some_providers_serve_the_pair_and_differ(wanted: int) -> None:
    for origin in range(6):
        for destination in range(6):
            able = serving(origin, destination)
            start = np.linspace(0.001, 0.999, 40)
            pair = np.full(40, origin), np.full(40, destination)
            found = COVERAGE.some(*pair, start, wanted)
            assert found.shape == (40, wanted)
            for line in found.tolist():
                chosen = [provider for provider in line if provider >= 0]
                assert len(chosen) == min(wanted, len(able)) == len(set(chosen))
                assert set(chosen) <= able


def test_every_provider_is_looked_at_equally_often() -> None:
    origin, destination = max(
        ((a, b) for a in range(6) for b in range(6)), key=lambda pair: len(serving(*pair)))
    able = serving(origin, destination)
    number = 1_000 * len(able)
    start = (np.arange(number) + 0.5) / number
    found = COVERAGE.some(np.full(number, origin), np.full(number, destination), start, 2)
    counts = np.bincount(found.ravel(), minlength=7)
    assert set(np.flatnonzero(counts).tolist()) == able
    assert set(counts[sorted(able)].tolist()) == {2_000}


def test_nobody_serves_an_unserved_pair() -> None:
    nobody = Coverage.of(np.zeros((3, 2), bool), np.ones((3, 2), bool))
    found = nobody.some(np.array([0]), np.array([1]), np.array([0.7]), 4)
    assert found.tolist() == [[-1, -1, -1, -1]]
