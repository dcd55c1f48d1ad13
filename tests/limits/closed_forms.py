"""Closed forms that runs are measured against: waiting lines, stock, tours and choice."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ecosystem.theory.inventory import critical_ratio, safety_factor
from ecosystem.theory.queueing import erlang_c

Floats = NDArray[np.float64]


def multi_server_wait(
    arrival_rate: ArrayLike,
    service_time: ArrayLike,
    servers: ArrayLike,
    arrival_cv2: ArrayLike = 1.0,
    service_cv2: ArrayLike = 1.0,
) -> Floats:
    """Mean wait in G/G/c by the Allen-Cunneen rule (Allen 1990), in the unit of service_time.

    arrival_rate x service_time must stay below servers; cv2 are squared coefficients of variation.
    Exact for M/M/c (both 1) and M/G/1 (arrival_cv2 1, one server: Pollaczek 1930, Khinchine 1932).
    """
    service = np.asarray(service_time, float)
    load = np.asarray(arrival_rate, float) * service
    waiting = erlang_c(load, servers)
    variability = (np.asarray(arrival_cv2, float) + np.asarray(service_cv2, float)) / 2
    wait: Floats = waiting * variability * service / (np.asarray(servers, float) - load)
    return wait


def single_server_wait(
    arrival_rate: ArrayLike, service_time: ArrayLike, second_moment: ArrayLike
) -> Floats:
    """Mean wait in M/G/1 (Pollaczek 1930, Khinchine 1932); second_moment is E[service time^2]."""
    rate = np.asarray(arrival_rate, float)
    idle = 1 - rate * np.asarray(service_time, float)
    wait: Floats = rate * np.asarray(second_moment, float) / (2 * idle)
    return wait


def newsvendor_level(
    mean: ArrayLike, sd: ArrayLike, shortage_cost: ArrayLike, holding_cost: ArrayLike
) -> Floats:
    """Stock that makes newsvendor_cost least for normal demand (Arrow, Harris & Marschak 1951)."""
    factor = safety_factor(critical_ratio(shortage_cost, holding_cost))
    level: Floats = np.asarray(mean, float) + np.asarray(sd, float) * factor
    return level


def pooling_ratio(members: ArrayLike, correlation: ArrayLike = 0.0) -> Floats:
    """Safety stock of a pool over that of its equal members apart (Eppen 1979).

    sqrt((1 + (n - 1) r) / n): 1 / sqrt(n) when independent, no gain at correlation r = 1.
    """
    members = np.asarray(members, float)
    ratio: Floats = np.sqrt((1 + (members - 1) * correlation) / members)
    return ratio


def bullwhip_moving_average(
    lead_time: ArrayLike, periods: ArrayLike, correlation: ArrayLike = 0.0
) -> Floats:
    """Variance of orders over variance of demand (Chen, Drezner, Ryan & Simchi-Levi 2000).

    Order-up-to policy with the mean of the last `periods` as forecast and no safety stock; demand
    is AR(1) with this correlation. lead_time counts the review period: 1 is immediate delivery.
    """
    ratio = np.asarray(lead_time, float) / periods
    bullwhip: Floats = 1 + (2 * ratio + 2 * ratio**2) * (1 - np.power(correlation, periods))
    return bullwhip


def bullwhip_smoothing(lead_time: ArrayLike, rate: ArrayLike) -> Floats:
    """The same by exponential smoothing, independent demand (Chen, Ryan & Simchi-Levi 2000)."""
    reach = np.asarray(lead_time, float) * rate
    bullwhip: Floats = 1 + 2 * reach + 2 * reach**2 / (2 - np.asarray(rate))
    return bullwhip


def merging_saving(tours: ArrayLike) -> Floats:
    """Share of length saved when k equal tours of one area become one: 1 - 1 / sqrt(k)."""
    saving: Floats = 1 - 1 / np.sqrt(np.asarray(tours, float))
    return saving


def grouped_logit(utilities: Floats, group: NDArray[np.int64]) -> Floats:
    """Logit probability of each row among the rows of its group (McFadden 1974), (n,)."""
    highest = np.full(np.max(group) + 1, -np.inf)
    np.maximum.at(highest, group, utilities)
    weights = np.exp(utilities - highest[group])
    share: Floats = weights / np.bincount(group, weights)[group]
    return share
