"""Waiting lines played customer by customer, and a week's queue left alone until it is steady."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ecosystem.core.arrays import Floats
from ecosystem.theory.queueing import QueueWeek, week_of_queue

Service = Callable[[np.random.Generator, tuple[int, ...]], Floats]
OPEN = 40.0
"""Hours of opening in a week."""


def waits_of_many_servers(
    rate: float, servers: int, service: Service, queues: int, customers: int, skipped: int
) -> Floats:
    """Wait of each customer, first come, first served, in queues side by side.

    Arrivals are Poisson; whoever comes takes the server that is free first (Kiefer & Wolfowitz
    1955). The first customers are skipped: they find empty queues. Shape (customers left, queues).
    """
    random = np.random.default_rng(1)
    now, free = np.zeros(queues), np.zeros((queues, servers))
    every, waits = np.arange(queues), np.empty((customers, queues))
    for number in range(customers):
        now += random.exponential(1 / rate, queues)
        first = free.argmin(axis=1)
        start = np.maximum(now, free[every, first])
        free[every, first] = start + service(random, (queues,))
        waits[number] = start - now
    return waits[skipped:]


def waits_of_one_server(rate: float, service: Service, queues: int, customers: int, skipped: int) -> Floats:
    """The same with one server: a wait is how far the work brought passed the time since (Lindley 1952)."""
    random = np.random.default_rng(2)
    walk = service(random, (customers, queues))
    walk -= random.exponential(1 / rate, (customers, queues))
    np.cumsum(walk, axis=0, out=walk)
    lowest = np.minimum.accumulate(np.minimum(walk, 0), axis=0)
    return (walk - lowest)[skipped:]


def exponential(random: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Service times of mean one."""
    return random.standard_exponential(shape)


def gamma(cv2: float) -> Service:
    """Service times of mean one and this squared coefficient of variation; 0: all equal."""
    if cv2 == 0:
        return lambda random, shape: np.ones(shape)
    return lambda random, shape: cv2 * random.standard_gamma(1 / cv2, shape)


def steady(
    arrivals: Floats, service: Floats, second: Floats, servers: float, hours: float = OPEN, stations: float = 1.0
) -> tuple[QueueWeek, Floats]:
    """The week of a queue after enough weeks of the same arrivals, and what it then holds."""
    held, before = np.zeros_like(arrivals), -np.ones_like(arrivals)
    while np.any(np.abs(held - before) > 1e-9 * held):
        week = week_of_queue(
            held + arrivals, service, second, stations=stations, servers=servers, hours=hours)
        held, before = (held + arrivals) * (1 - week.release_share), held
    return week, held


def steady_of_one_class(
    rate: float, servers: float, cv2: float = 1.0, stations: float = 1.0
) -> tuple[QueueWeek, float]:
    """The same for customers alike whose service takes an hour on average, ``rate`` coming an hour."""
    one = np.ones((1, 1))
    week, held = steady(rate * OPEN * one, one, (1 + cv2) * one, servers, stations=stations)
    return week, held.item()
