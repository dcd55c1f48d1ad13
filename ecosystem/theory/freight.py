"""Moving goods: congestion, economies of volume and density, and when parcels arrive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammainc

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

DAYS = 7.0
"""Days in a week."""

DAY_EDGES: Floats = np.concatenate(
    (np.arange(0, 20, 0.5), np.geomspace(20, 120, 24), [np.inf])
).astype(float)
"""Edges (65,) of the 64 bins of delivery days: half days up to 20, then widening, last one open."""

TABLE_MEANS: Floats = np.arange(0.5, 90.01, 0.5)
"""Mean days of the arrival table."""

TABLE_SPREADS: Floats = np.array([0.03, 0.06, 0.1, 0.15, 0.2, 0.27, 0.35, 0.45, 0.6, 0.8, 1.0])
"""Coefficients of variation of the arrival table."""


def congested_days(
    free_days: ArrayLike, load: ArrayLike, factor: ArrayLike = 0.15, power: ArrayLike = 4.0
) -> Floats:
    """Days on a lane at a load (flow over capacity): free days * (1 + factor * load^power).

    Bureau of Public Roads (1964), whose factor and power are the defaults.
    """
    days: Floats = free_days * (1 + factor * np.power(np.asarray(load, float), power))
    return days


def volume_factor(
    volume: ArrayLike, reference: ArrayLike, exponent: float, lowest: float, highest: float
) -> Floats:
    """Unit cost relative to that at the reference volume, (volume / reference)^-exponent, bounded.

    Economies of density (Caves, Christensen & Tretheway 1984); bounds keep one provider from
    taking all. A volume of zero costs `highest`.
    """
    volume, reference = np.broadcast_arrays(np.asarray(volume, float), np.asarray(reference, float))
    relative = np.divide(volume, reference, out=np.ones(volume.shape), where=reference > 0)
    factor = np.power(relative, -exponent, out=np.full(volume.shape, highest), where=relative > 0)
    bounded: Floats = np.clip(factor, lowest, highest)
    return bounded


def scarcity_rate(load: ArrayLike, elasticity: float, highest: float) -> Floats:
    """Freight rate relative to that at the usual load: load^elasticity, within 1/highest .. highest.

    Supply that cannot follow at once has constant elasticity (Stopford 2009, ch. 4).

    Args:
        load: demand over the usual demand.
        elasticity: rise of the logarithm of the rate with that of load.
        highest: largest factor.
    """
    rate: Floats = np.clip(np.power(np.asarray(load, float), elasticity), 1.0 / highest, highest)
    return rate


def tour_length(stops: ArrayLike, area: ArrayLike) -> Floats:
    """Shortest tour through many random stops in an area: 0.7124 * sqrt(stops * area).

    Beardwood, Halton & Hammersley (1959), constant by Johnson, McGeoch & Rothberg (1996).
    """
    length: Floats = 0.7124 * np.sqrt(np.asarray(stops, float) * np.asarray(area, float))
    return length


def density_factor(stops: ArrayLike, reference: ArrayLike, bound: float) -> Floats:
    """Length of a tour per stop over that at a reference number of stops in the same area.

    By the law of `tour_length` it is sqrt(reference / stops); kept within 1 / bound and bound.
    """
    here, usual = (np.maximum(np.asarray(x, float), 1e-9) for x in (stops, reference))
    relative = (tour_length(here, 1.0) / here) / (tour_length(usual, 1.0) / usual)
    factor: Floats = np.clip(relative, 1.0 / bound, bound)
    return factor


def arrival_weeks(mean_days: ArrayLike, sd_days: ArrayLike, weeks: int) -> Floats:
    """Probability of arrival by the end of week 0, 1, .. weeks - 1 after ordering; then 1.

    Days follow a gamma law with this mean and s.d.; orders fall evenly over week 0. Averaging its
    distribution function F over the time of ordering is closed: the integral of F up to x is
    x F(x; a) - mean F(x; a + 1), a being the shape. Gives (..., weeks + 1).
    """
    shape, scale = _gamma_law(mean_days, sd_days)
    x = DAYS * np.arange(weeks + 1)
    area = x * gammainc(shape, x / scale) - shape * scale * gammainc(shape + 1, x / scale)
    cumulative = np.clip(np.diff(area, axis=-1) / DAYS, 0, 1)
    cumulative = np.maximum.accumulate(cumulative, axis=-1)
    return np.concatenate((cumulative, np.ones((*cumulative.shape[:-1], 1))), axis=-1)


def day_probabilities(mean_days: ArrayLike, sd_days: ArrayLike) -> Floats:
    """Probability of each bin between DAY_EDGES of the same gamma law of days, (..., 64)."""
    shape, scale = _gamma_law(mean_days, sd_days)
    return np.diff(gammainc(shape, DAY_EDGES / scale), axis=-1)


def day_quantile(histogram: ArrayLike, probability: float) -> Floats:
    """Days not exceeded with this probability, from counts in the 64 bins (..., 64).

    Even within a bin; in the open last bin its lower edge; not a number where nothing was counted.
    """
    histogram = np.asarray(histogram, float)
    cumulative = np.cumsum(histogram, axis=-1)
    target = probability * cumulative[..., -1:]
    bins = np.count_nonzero(cumulative < target, axis=-1, keepdims=True)
    inside = np.take_along_axis(histogram, bins, axis=-1)
    missing = np.take_along_axis(cumulative, bins, axis=-1) - target
    part = 1 - np.divide(missing, inside, out=np.ones(inside.shape), where=inside > 0)
    width = np.append(np.diff(DAY_EDGES[:-1]), 0)
    days = np.where(target > 0, DAY_EDGES[bins] + part * width[bins], np.nan)
    return days[..., 0]


@dataclass(frozen=True)
class ArrivalTable:
    """Arrival weeks and day bins of gamma laws, computed once on a grid of mean and spread.

    cumulative (cells, weeks + 1): as arrival_weeks; bins (cells, 64): as day_probabilities.
    Gather rows by the cell numbers that `cells` gives.
    """

    cumulative: Floats
    bins: Floats

    @classmethod
    def build(cls, weeks: int) -> Self:
        """The table for rings of this many weeks (one more column holds what comes later)."""
        mean, spread = (x.ravel() for x in np.meshgrid(TABLE_MEANS, TABLE_SPREADS, indexing="ij"))
        sd = mean * spread
        return cls(arrival_weeks(mean, sd, weeks), day_probabilities(mean, sd))

    @staticmethod
    def cells(mean_days: ArrayLike, sd_days: ArrayLike) -> Integers:
        """Number of the nearest cell: mean to half a day (at most 90), spread by its logarithm."""
        mean, sd = np.broadcast_arrays(np.asarray(mean_days, float), np.asarray(sd_days, float))
        step = TABLE_MEANS[1] - TABLE_MEANS[0]
        row: Integers = np.clip(np.rint(mean / step), 1, TABLE_MEANS.size).astype(np.int64) - 1
        borders = np.sqrt(TABLE_SPREADS[1:] * TABLE_SPREADS[:-1])
        return row * TABLE_SPREADS.size + np.searchsorted(borders, sd / TABLE_MEANS[row])


def _gamma_law(mean_days: ArrayLike, sd_days: ArrayLike) -> tuple[Floats, Floats]:
    """Shape and scale (..., 1) of the gamma law; an s.d. below 1 % of the mean counts as 1 %."""
    mean = np.asarray(mean_days, float)[..., None]
    sd = np.maximum(np.asarray(sd_days, float)[..., None], 0.01 * mean)
    return (mean / sd) ** 2, sd**2 / mean
