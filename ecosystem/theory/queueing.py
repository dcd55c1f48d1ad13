"""Waiting lines: closed forms in steady state, and one week of a queue that may be overloaded.

The week is one implicit step of pointwise stationary fluid flow (Wang, Tipper & Banerjee 1996):
what a station serves in the week, has in service and keeps waiting adds up to its customers N,

    c T / s * rho  +  c rho  +  P rho / (1 - rho)  =  N,

with utilisation rho, c servers, T hours, mean service s, and P = V Pw(rho) the stationary queue's
size by the Allen-Cunneen rule (Allen 1990). Priorities are without interruption (Cobham 1954). A
steady load gives those formulas' waits; above saturation the rest stays for the next week.
Customers are counted in mean services (work): the total is the same, and the classes' parts of the
servers' time are right when their service times differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, gammaincc, gammaln, logit, xlogy

Floats = NDArray[np.float64]

BISECTIONS = 44
"""Halvings of the bracket of logit(utilisation): enough for twelve digits."""


def erlang_c(offered_load: ArrayLike, servers: ArrayLike) -> Floats:
    """Probability of having to wait in M/M/c (Erlang 1917), continued to real numbers of servers.

    offered_load is arrival rate x mean service time, below servers (Jagers & van Doorn 1986 for
    the continuation by the incomplete gamma function).
    """
    load, c = np.asarray(offered_load, float), np.asarray(servers, float)
    blocking = np.exp(xlogy(c, load) - load - gammaln(c + 1)) / gammaincc(c + 1, load)
    waiting: Floats = blocking / (1 - load / c * (1 - blocking))
    return waiting


@dataclass(frozen=True)
class QueueWeek:
    """One week of n stations with k classes of customers in order of priority.

    utilisation (n,): share of the servers' time in use; waiting_probability (n,): that an arrival
    finds all servers busy; idle_share (n, k): share of time left over by a class and those before
    it; release_share (n, k): share of the customers of the week that are served in it;
    wait_hours (n, k): mean wait of an arrival at the end of the week, in hours of opening.
    """

    utilisation: Floats
    waiting_probability: Floats
    idle_share: Floats
    release_share: Floats
    wait_hours: Floats


def week_of_queue(
    customers: Floats,
    service_hours: Floats,
    second_moment: Floats,
    *,
    stations: ArrayLike,
    servers: ArrayLike,
    hours: ArrayLike,
    arrival_cv2: float = 1.0,
) -> QueueWeek:
    """One week of multi-server stations with priorities, below or above saturation alike.

    customers (n, k): held from before plus *expected* arrivals (realised ones would count chance
    twice), by class in order of priority; service_hours, second_moment (n, k): mean service time
    (h) and its second moment (h2) by class; stations (n,): how many equal stations share the
    customers, may be fractional; servers (n,) a station; hours (n,) of opening in the week.
    Raises ValueError for stations, servers or hours that are not positive.
    """
    stations, servers, hours = (_positive(x, len(customers)) for x in (stations, servers, hours))
    mean, cv2 = _service_of_mix(customers, service_hours, second_moment)
    variability = (arrival_cv2 + cv2) / 2
    work = customers * service_hours / (mean * stations)[:, None]
    being_served = servers[:, None] * _running_mean(service_hours / mean[:, None], work)
    room = (servers * hours / mean)[:, None] + being_served
    work = np.cumsum(work, axis=1)
    utilisation = _utilisation(work[:, -1], room[:, -1], servers, variability)
    waiting = erlang_c(servers * utilisation, servers)
    queueing = (variability * waiting)[:, None]
    idle = _idle_share(work, room, queueing)
    idle_before = np.column_stack((np.ones(len(idle)), idle[:, :-1]))
    wait = queueing * (mean / servers)[:, None] / (idle_before * idle)
    release = hours[:, None] / (hours[:, None] + service_hours + wait)  # Little's law
    return QueueWeek(utilisation, waiting, idle, release, wait)


def wait_variance(week: QueueWeek, previous_wait: Floats, hours: ArrayLike) -> Floats:
    """Variance (h2) of the wait of a week's customers, (n, k).

    The stationary wait is zero for those who find a free server and near exponential for the
    rest; a queue too long to turn over in a week varies less; and the mean moves evenly from the
    previous week's wait_hours to this week's.
    """
    wait = week.wait_hours
    waiting = np.maximum(week.waiting_probability, np.finfo(float).tiny)[:, None]
    turnover = 1 + wait / (2 * np.reshape(hours, (-1, 1)) * week.idle_share)
    variance: Floats = wait * (wait / waiting) * (2 - waiting) / turnover + (wait - previous_wait) ** 2 / 12
    return variance


def _positive(values: ArrayLike, length: int) -> Floats:
    """One positive number a row."""
    values = np.broadcast_to(np.asarray(values, float), length)
    if not np.all(values > 0):
        raise ValueError("stations, servers and hours must be positive")
    return values


def _service_of_mix(
    customers: Floats, service_hours: Floats, second_moment: Floats
) -> tuple[Floats, Floats]:
    """Mean and squared coefficient of variation of a station's service, over its mix of classes."""
    total = customers.sum(axis=1, keepdims=True)
    even = 1 / customers.shape[1]
    mix = np.where(total > 0, customers / np.where(total > 0, total, 1), even)
    mean = (mix * service_hours).sum(axis=1)
    return mean, (mix * second_moment).sum(axis=1) / mean**2 - 1


def _running_mean(values: Floats, weights: Floats) -> Floats:
    """Weighted mean of each class and those before it, (n, k); 1 where nothing weighs."""
    total = np.cumsum(weights, axis=1)
    sums = np.cumsum(weights * values, axis=1)
    return np.divide(sums, total, out=np.ones_like(sums), where=total > 0)


def _utilisation(total: Floats, room: Floats, servers: Floats, variability: Floats) -> Floats:
    """Solve room rho + V Pw(rho) rho / (1 - rho) = total for rho, by bisection; all (n,)."""
    # With everybody waiting (Pw = 1) rho is lowest, with nobody waiting highest.
    idle = _idle_share(total, room, variability)
    low = logit(np.maximum(total / (room + variability / idle), np.finfo(float).tiny))
    high = np.where(total < room, logit(np.clip(total / room, 0, 1 - 2**-53)), 40.0)
    high = np.maximum(high, low)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        rho = expit(middle)
        waiting = erlang_c(servers * rho, servers)
        enough = room * rho + variability * waiting * rho / expit(-middle) >= total
        high, low = np.where(enough, middle, high), np.where(enough, low, middle)
    utilisation: Floats = expit(middle)
    return utilisation


def _idle_share(cumulative: Floats, room: Floats, queueing: Floats) -> Floats:
    """Solve room (1 - delta) + queueing (1 - delta) / delta = cumulative for delta."""
    excess = cumulative + queueing - room
    root = np.sqrt(excess**2 + 4 * room * queueing)
    # Two forms of one root: each is free of cancellation on its side.
    above = 2 * queueing / np.where(excess > 0, excess + root, 1)
    return np.where(excess > 0, above, (root - excess) / (2 * room))
