"""Service colours stay apart for every common kind of colour vision."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from ecosystem.scenario.names import SERVICES
from ecosystem.view.style import palette

Array = NDArray[np.float64]

VISION: dict[str, Array] = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
"""Simulation matrices at full severity (Machado, Oliveira & Fernandes 2009)."""

TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])
APART = 22.0
"""Smallest CIE 1976 distance that keeps two filled areas apart at a glance."""


def linear(colour: str) -> Array:
    """Linear RGB of a "#rrggbb" colour."""
    coded = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def lab(rgb: Array) -> Array:
    """CIE L*a*b* of linear RGB."""
    ratio = TO_XYZ @ np.clip(rgb, 0, 1) / WHITE
    root = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def nearest(colours: list[str], vision: Array) -> float:
    """Smallest distance between two of the colours as seen."""
    seen = [lab(vision @ linear(colour)) for colour in colours]
    return min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2))


@pytest.mark.parametrize("vision", VISION)
def test_service_colours_stay_apart(vision: str) -> None:
    assert nearest(list(palette.SERVICE_COLOURS.values()), VISION[vision]) > APART


def test_a_red_and_a_green_that_some_confuse_would_be_seen() -> None:
    assert nearest(["#b8860b", "#6b8e23"], VISION["deuteranopia"]) < APART


@pytest.mark.parametrize("service", SERVICES)
def test_service_colours_stand_out_on_white(service: str) -> None:
    luminance = TO_XYZ[1] @ linear(palette.SERVICE_COLOURS[service])
    assert 1.05 / (luminance + 0.05) >= 3.0


def test_tint_of_a_colour() -> None:
    assert palette.tinted("#ff8000", 0.25) == "rgba(255,128,0,0.25)"
    with pytest.raises(ValueError, match="#rrggbb"):
        palette.tinted("orange", 0.5)
