"""Queues: smoothness, priorities, overload and edges; known results are in tests/limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from ecosystem.core.arrays import Floats
from ecosystem.theory.queueing import QueueWeek, erlang_c, wait_variance, week_of_queue
from tests.doubles.queues import OPEN, steady
from tests.limits.closed_forms import multi_server_wait

# Real numbers of servers -------------------------------------------------------------------------


def test_erlang_c_is_smooth_in_the_number_of_servers() -> None:
    c = np.linspace(4.2, 12, 400)
    waiting = erlang_c(4, c)
    assert np.all(np.diff(waiting) < 0)
    assert erlang_c(4, 4.999999) == pytest.approx(erlang_c(4, 5), abs=1e-5)
    assert erlang_c(0, 8) == 0


# The week of a queue -----------------------------------------------------------------------------

ONE_CLASS = np.array([[0.2]])


@pytest.mark.parametrize("servers", [1.0, 3.5, 8.0, 50.0])
@pytest.mark.parametrize("load", [0.3, 0.8, 0.97])
def test_a_steady_week_has_the_stationary_wait_and_holds_what_little_says(
    load: float, servers: float
) -> None:
    rate = load * servers / 0.2
    week, held = steady(rate * OPEN * np.ones((1, 1)), ONE_CLASS, 2 * ONE_CLASS**2, servers)
    wait = multi_server_wait(rate, 0.2, servers)
    assert week.utilisation == pytest.approx(load, rel=1e-8)
    assert week.wait_hours == pytest.approx(wait, rel=1e-6)
    assert held == pytest.approx(rate * (wait + 0.2), rel=1e-6)


def cobham(rates: Floats, service: Floats, second: Floats, servers: float) -> Floats:
    """Waits by class of priorities without interruption, c servers (Cobham 1954)."""
    total, load = rates.sum(), (rates * service).sum()
    mean, cv2 = load / total, (rates * second).sum() * total / load**2 - 1
    delay = erlang_c(load, servers) * (1 + cv2) / 2 * mean / servers
    idle = 1 - np.cumsum(rates * service) / servers
    waits: Floats = delay / (idle * np.concatenate(([1], idle[:-1])))
    return waits


def test_priorities_are_cobhams_when_classes_need_equal_service() -> None:
    rates, service = np.array([5.0, 12, 17]), np.full(3, 0.2)
    second = 2 * service**2
    week, _ = steady(rates[None] * OPEN, service[None], second[None], 8.0)
    assert week.wait_hours[0] == pytest.approx(cobham(rates, service, second, 8.0), rel=1e-6)


def test_priorities_are_near_cobhams_when_classes_differ() -> None:
    service = np.array([0.1, 0.15, 0.9])
    second = 2 * service**2 * [1.5, 1, 2]
    rates = np.array([0.2, 0.5, 0.3]) / 0.365 * 8 * 0.9
    week, _ = steady(rates[None] * OPEN, service[None], second[None], 8.0)
    assert week.wait_hours[0] == pytest.approx(cobham(rates, service, second, 8.0), rel=0.015)


THREE = np.array([[0.1, 0.2, 0.5]])
loads = st.lists(st.floats(0, 5000), min_size=3, max_size=3)


def week_of(customers: ArrayLike, stations: float = 1.0, servers: float = 8.0, hours: float = OPEN) -> QueueWeek:
    customers = np.atleast_2d(np.asarray(customers, float))
    service = np.repeat(THREE, len(customers), axis=0)
    return week_of_queue(customers, service, 2 * service**2, stations=stations, servers=servers, hours=hours)


@given(loads, st.floats(0.05, 60), st.floats(1, 60))
def test_no_more_is_served_than_there_is_or_than_servers_can(
    customers: Floats, stations: float, servers: float
) -> None:
    week = week_of(customers, stations, servers)
    assert np.all((week.release_share > 0) & (week.release_share < 1))
    hours_used = (week.release_share * customers * THREE).sum()
    assert hours_used <= stations * servers * OPEN * 1.005
    assert 0 <= week.utilisation[0] <= 1
    assert np.all(np.diff(week.wait_hours) >= -1e-9 * week.wait_hours[:, 1:])
    assert np.all(np.diff(week.idle_share) <= 1e-12)


@given(loads, st.floats(1, 20))
def test_more_customers_wait_longer(customers: Floats, growth: float) -> None:
    week = week_of([customers, growth * np.array(customers)])
    light, heavy = week.utilisation
    assert heavy >= light * (1 - 1e-9)
    assert np.all(week.wait_hours[1] >= week.wait_hours[0] * (1 - 1e-9))


@settings(max_examples=30)
@given(loads)
def test_halving_stations_and_customers_changes_no_wait(customers: Floats) -> None:
    whole, half = week_of(customers, 4.0), week_of(np.array(customers) / 2, 2.0)
    assert half.wait_hours == pytest.approx(whole.wait_hours, rel=1e-9, abs=1e-15)
    assert half.release_share == pytest.approx(whole.release_share, rel=1e-9)


def test_overload_is_served_at_capacity_and_carried_over() -> None:
    arrivals, held, service = np.array([[1000.0]]), np.zeros((1, 1)), np.array([[0.4]])
    capacity = 8 * OPEN / 0.4
    for number in range(1, 7):
        week = week_of_queue(held + arrivals, service, 2 * service**2, stations=1.0, servers=8.0, hours=OPEN)
        held = (held + arrivals) * (1 - week.release_share)
        assert held.item() == pytest.approx(number * (1000 - capacity), rel=0.1, abs=30)
    assert held.item() == pytest.approx(6 * (1000 - capacity), rel=0.03)
    assert week.wait_hours.item() == pytest.approx(held.item() * 0.4 / 8, rel=0.03)
    for _ in range(12):  # the load falls to a half: the backlog clears
        week = week_of_queue(held + 400.0, service, 2 * service**2, stations=1.0, servers=8.0, hours=OPEN)
        held = (held + 400.0) * (1 - week.release_share)
    assert held.item() < 15


def test_in_overload_the_last_class_bears_the_wait() -> None:
    week = week_of([200, 300, 5000])
    assert week.wait_hours[0, 0] < 1
    assert week.wait_hours[0, 1] < 1
    assert week.wait_hours[0, 2] > 100
    assert week.release_share[0, 1] > 0.97
    assert week.release_share[0, 2] < 0.2


def test_empty_classes_and_empty_authorities() -> None:
    week = week_of([[0, 0, 0], [0, 900, 0]])
    assert week.utilisation[0] == pytest.approx(0, abs=1e-12)
    assert not week.wait_hours[0].any()
    assert week.release_share[0] == pytest.approx(OPEN / (OPEN + THREE[0]))
    one = np.ones((1, 1))
    alone = week_of_queue(900 * one, 0.2 * one, 0.08 * one, stations=1.0, servers=8.0, hours=OPEN)
    assert week.wait_hours[1, 1] == pytest.approx(alone.wait_hours.item())
    assert np.all(np.isfinite(wait_variance(week, week.wait_hours, OPEN)))


def test_variance_of_the_wait_in_steady_state() -> None:
    """M/M/c: a wait is zero or exponential; far shorter than a week, so the week does not bind."""
    one = np.ones((1, 1))
    week = week_of_queue(5000 * one, 0.01 * one, 2e-4 * one, stations=1.0, servers=2.0, hours=OPEN)
    waiting, wait = week.waiting_probability.item(), week.wait_hours.item()
    expected = wait**2 * (2 / waiting - 1)
    assert wait_variance(week, week.wait_hours, OPEN).item() == pytest.approx(expected, rel=0.01)
    moved = wait_variance(week, week.wait_hours + 12, OPEN).item()
    assert moved == pytest.approx(expected + 12, rel=0.01)


def test_stations_without_servers_are_refused() -> None:
    for bad in ({"stations": 0.0}, {"servers": 0.0}, {"hours": -1.0}, {"hours": np.nan}):
        with pytest.raises(ValueError, match="positive"):
            week_of([1, 2, 3], **bad)


@settings(max_examples=10, deadline=None)
@given(st.floats(1, 60), st.floats(0.2, 2), st.floats(1, 6), st.floats(0.05, 0.4))
def test_waits_join_smoothly_at_saturation(
    servers: float, service: float, spread: float, first: float
) -> None:
    """From half to one and a half times the capacity waits grow without a jump or a kink: on a grid
    four times as fine, steps are a quarter and changes of steps a sixteenth."""
    steps, bends = [], []
    for step in (0.002, 0.0005):
        load = np.arange(0.5, 1.5, step)
        customers = np.outer(load * servers * OPEN, [first, 1 - first]) / service
        times = np.full(customers.shape, service)
        week = week_of_queue(customers, times, (1 + spread) * times**2, stations=1.0, servers=servers, hours=OPEN)
        moves = np.diff(week.wait_hours, axis=0)
        assert np.all(moves > 0)
        steps.append(moves.max(axis=0))
        bends.append(np.abs(np.diff(moves, axis=0)).max(axis=0))
    assert np.all(steps[1] < 0.3 * steps[0])
    assert np.all(bends[1] < 0.12 * bends[0])
