"""The labour market: who is hired, by whom, and what it does to wages."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def hires(
    searchers: ArrayLike,
    vacancies: ArrayLike,
    efficiency: float,
    elasticity: float = 0.5,
    cap: float = 0.9,
) -> Floats:
    """Hires a week, A u^eta v^(1 - eta), at most cap times either side.

    Petrongolo & Pissarides (2001). Searchers u are the unemployed plus the employed, these counted
    at the intensity with which they look around.
    """
    u, v = np.asarray(searchers, float), np.asarray(vacancies, float)
    matched = efficiency * np.power(u, elasticity) * np.power(v, 1 - elasticity)
    bounded: Floats = np.minimum(matched, cap * np.minimum(u, v))
    return bounded


def share_hires(
    hired: ArrayLike, pool: Integers, vacancies: ArrayLike, appeal: ArrayLike
) -> Floats:
    """Share each pool's hires over its employers by vacancies * appeal, none above its vacancies.

    hired (g,) at most the pool's vacancies; pool (n,) numbers each employer's pool; vacancies and
    appeal (n,), appeal > 0. What full employers cannot take goes to the others in proportion, so
    each pool's hires are shared out in full. Gives (n,).
    """
    hired, vacancies = np.asarray(hired, float), np.asarray(vacancies, float)
    weight = vacancies * appeal
    full = np.zeros(vacancies.shape, bool)
    while True:
        taken = np.bincount(pool, np.where(full, vacancies, 0), minlength=hired.size)
        wanted = np.bincount(pool, np.where(full, 0, weight), minlength=hired.size)
        rate = np.divide(hired - taken, wanted, out=np.zeros(hired.shape), where=wanted > 0)
        given = np.where(full, vacancies, weight * rate[pool])
        over = ~full & (given > vacancies)
        if not over.any():
            return np.maximum(given, 0)
        full |= over


def tightness(
    vacancies: ArrayLike, unemployed: ArrayLike, normal: float, lowest: float, highest: float
) -> Floats:
    """Vacancies per unemployed over the normal ratio, in [lowest, highest]; 1 in an empty pool."""
    v, u = np.broadcast_arrays(np.asarray(vacancies, float), np.asarray(unemployed, float))
    most = highest * normal * u
    relative = np.divide(v, normal * u, out=np.full(v.shape, highest), where=v < most)
    return np.where((v > 0) | (u > 0), np.clip(relative, lowest, highest), 1.0)


def newcomers(wanted: ArrayLike, outside: ArrayLike) -> Floats:
    """People who take up a trade in a period where only so many are left to come.

    Each of those outside comes at the hazard wanted / outside, so few come as if there were no end of
    them, and never more than there are. wanted (g, m) is what an endless supply would bring of m
    trades; outside (g,) the people left. Gives (g, m).
    """
    wanted, outside = np.asarray(wanted, float), np.asarray(outside, float)
    hazard = np.divide(
        wanted.sum(axis=1), outside, out=np.zeros(len(outside)), where=outside > 0)
    part = np.divide(-np.expm1(-hazard), hazard, out=np.ones(len(outside)), where=hazard > 0)
    coming: Floats = wanted * np.where(outside > 0, part, 0.0)[:, None]
    return coming


def adjust_wage(
    wage: ArrayLike, normal_wage: ArrayLike, tight: ArrayLike, speed: float, exponent: float
) -> Floats:
    """Wage after a week of moving toward normal_wage * tight^exponent (wage curve).

    Blanchflower & Oswald (1994). Only part of the gap closes at a time: a wage that sums up
    tightness instead drifts or swings.
    """
    wage = np.asarray(wage, float)
    renewed: Floats = wage + speed * (normal_wage * np.power(np.asarray(tight, float), exponent) - wage)
    return renewed
