"""Waiting lines: published values, from the formulas, from the week of a queue in its steady state,
and from customers who queue one by one."""

from __future__ import annotations

import numpy as np
import pytest

from ecosystem.core.draws import Draws
from ecosystem.theory.queueing import erlang_c
from tests.doubles.queues import (
    OPEN,
    exponential,
    gamma,
    steady,
    steady_of_one_class,
    waits_of_many_servers,
    waits_of_one_server,
)
from tests.limits.closed_forms import multi_server_wait, single_server_wait

# Many servers ------------------------------------------------------------------------------------

MANY_SERVERS = [(4, 5, 0.554113, 0.554113), (9, 10, 0.668732, 0.668732), (1.6, 2, 0.711111, 1.777778)]
many_servers = pytest.mark.parametrize(("rate", "servers", "waiting", "wait"), MANY_SERVERS)


@many_servers
def test_erlang_delay_formula(rate, servers, waiting, wait):
    """M/M/c with a mean service of one: chance and mean of a wait (Erlang 1917)."""
    assert erlang_c(rate, servers) == pytest.approx(waiting, abs=1e-6)
    assert multi_server_wait(rate, 1, servers) == pytest.approx(wait, abs=1e-6)
    assert multi_server_wait(1.02 * rate, 1, servers) != pytest.approx(wait, rel=0.03)


@many_servers
def test_a_steady_week_has_erlangs_wait(rate, servers, waiting, wait):
    """The week of a queue, its load constant, is M/M/c; what it holds follows from Little (1961)."""
    week, held = steady_of_one_class(rate, servers)
    assert week.utilisation == pytest.approx(rate / servers, rel=1e-8)
    assert week.waiting_probability == pytest.approx(waiting, abs=1e-6)
    assert week.wait_hours == pytest.approx(wait, abs=1e-6)
    assert held == pytest.approx(rate * (wait + 1), rel=1e-6)


@pytest.fixture(scope="module")
def erlang_queues():
    """Waits of customers one by one in the queues above."""
    sizes = {2: (4000, 1200, 700), 5: (4000, 1200, 500), 10: (3000, 2600, 1300)}
    return {
        servers: waits_of_many_servers(rate, servers, exponential, *sizes[servers])
        for rate, servers, *_ in MANY_SERVERS
    }


@many_servers
def test_customers_one_by_one_have_erlangs_wait(erlang_queues, rate, servers, waiting, wait):
    """M/M/c simulated."""
    waits = erlang_queues[servers]
    assert waits.mean() == pytest.approx(wait, rel=0.03)
    assert (waits > 0).mean() == pytest.approx(waiting, rel=0.03)


def test_customers_one_by_one_refute_an_approximation(erlang_queues):
    """A usual short form of the M/M/c wait (Sakasegawa 1977) is 4 % off at five servers, and fails."""
    approximate = 0.8 ** (np.sqrt(2 * (5 + 1)) - 1) / (5 * (1 - 0.8))
    assert approximate == pytest.approx(0.554113, rel=0.06)
    assert erlang_queues[5].mean() != pytest.approx(approximate, rel=0.03)


# One server --------------------------------------------------------------------------------------

one_server = pytest.mark.parametrize(("cv2", "wait"), [(0, 2), (1, 4), (4, 10)])


@one_server
def test_pollaczek_khinchine_formula(cv2, wait):
    """M/G/1 at a load of .8 with a mean service of one (Pollaczek 1930, Khinchine 1932)."""
    assert single_server_wait(0.8, 1, 1 + cv2) == pytest.approx(wait, rel=1e-9)
    assert multi_server_wait(0.8, 1, 1, 1, cv2) == pytest.approx(wait, rel=1e-9)


@one_server
def test_a_steady_week_has_the_wait_of_pollaczek_and_khinchine(cv2, wait):
    """The week of a queue with one server and a constant load is M/G/1."""
    week, held = steady_of_one_class(0.8, 1.0, cv2)
    assert week.wait_hours == pytest.approx(wait, rel=1e-6)
    assert held == pytest.approx(0.8 * (wait + 1), rel=1e-6)


@one_server
def test_customers_one_by_one_have_the_wait_of_pollaczek_and_khinchine(cv2, wait):
    """M/G/1 simulated; the wait of another spread of service is refuted."""
    waits = waits_of_one_server(0.8, gamma(cv2), 1000, 4000, 800).mean()
    assert waits == pytest.approx(wait, rel=0.04)
    assert waits != pytest.approx(single_server_wait(0.8, 1, 1.15 * (1 + cv2)), rel=0.04)


# A few inspections among many documents ----------------------------------------------------------

SHARE, HOURS = np.array([0.05, 0.95]), np.array([1, 1 / 60])
MEAN, SECOND = SHARE @ HOURS, SHARE @ (2 * HOURS**2)
RATE = 0.8 / MEAN
SLOW_FEW = 3.05401
"""Hours of waiting when one entry in twenty takes an hour and the rest a minute, each exponential."""


def test_few_slow_inspections_make_everybody_wait():
    """One officer at a load of .8: 11.6 times the wait of M/M/1 with the same mean (Pollaczek 1930)."""
    wait = single_server_wait(RATE, MEAN, SECOND)
    assert wait == pytest.approx(SLOW_FEW, abs=1e-5)
    assert wait / multi_server_wait(RATE, MEAN, 1) == pytest.approx(11.6, abs=0.05)


def test_a_steady_week_mixes_slow_and_fast_service():
    """As one class, the mixture by its first two moments; in order of priority, the conservation law:
    waits weighted by work stay what they are without priority (Kleinrock 1965)."""
    one = np.ones((1, 1))
    week, _ = steady(RATE * OPEN * one, MEAN * one, SECOND * one, 1.0)
    assert week.wait_hours == pytest.approx(SLOW_FEW, abs=1e-5)
    for order in ([0, 1], [1, 0]):
        share, hours = SHARE[order], HOURS[order]
        week, _ = steady((RATE * OPEN * share)[None], hours[None], 2 * hours[None] ** 2, 1.0)
        work = share * hours / MEAN
        assert work @ week.wait_hours[0] == pytest.approx(SLOW_FEW, rel=0.06)
        assert share @ week.wait_hours[0] != pytest.approx(SLOW_FEW, rel=0.06)


def test_entries_one_by_one_wait_for_few_slow_inspections():
    """The mixture simulated; nobody would wait so long for the mean service alone."""

    def service(random, shape):
        return random.standard_exponential(shape) * np.where(random.random(shape) < SHARE[0], *HOURS)

    waits = waits_of_one_server(RATE, service, 1000, 7000, 2000).mean()
    assert waits == pytest.approx(SLOW_FEW, rel=0.06)


# Pooling and staffing ----------------------------------------------------------------------------


def test_pooling_two_queues_cuts_the_time_in_system():
    """Two M/M/1 become one M/M/2: time in system falls to 1 / (1 + load) (Kleinrock 1976)."""
    (apart, _), (pooled, _) = steady_of_one_class(1.6, 1.0, stations=2.0), steady_of_one_class(1.6, 2.0)
    ratio = (1 + pooled.wait_hours) / (1 + apart.wait_hours)
    assert ratio == pytest.approx(1 / 1.8, rel=1e-6)
    formula = (1 + multi_server_wait(1.6, 1, 2)) / (1 + multi_server_wait(0.8, 1, 1))
    assert formula == pytest.approx(1 / 1.8, rel=1e-9)


def test_pooled_customers_one_by_one(erlang_queues):
    """Both sides of the ratio simulated."""
    apart = waits_of_one_server(0.8, exponential, 1000, 4000, 800)
    ratio = (1 + erlang_queues[2].mean()) / (1 + apart.mean())
    assert ratio == pytest.approx(0.5556, rel=0.03)
    assert ratio != pytest.approx(0.5, rel=0.03)


def test_square_root_staffing():
    """R + sqrt(R) servers for a load R: 22.336 % wait in the limit (Halfin & Whitt 1981)."""
    assert erlang_c(10_000, 10_100) == pytest.approx(0.22336, abs=0.002)
    assert erlang_c(100, 110) == pytest.approx(0.22336, abs=0.02)
    week, _ = steady_of_one_class(100.0, 110.0)
    assert week.waiting_probability == pytest.approx(0.22336, abs=0.02)
    assert erlang_c(100, 100 + 0.8 * 10) != pytest.approx(0.22336, abs=0.02)


def test_customers_one_by_one_under_square_root_staffing():
    """The same simulated: a load of 100 on 110 servers."""
    waits = waits_of_many_servers(100, 110, exponential, 400, 4000, 1000)
    assert (waits > 0).mean() == pytest.approx(0.22336, abs=0.02)


# The week as a tick ------------------------------------------------------------------------------


@pytest.mark.parametrize(("rate", "served", "expected"), [(9, 10, 3.10124), (95, 100, 5.07737)])
def test_weekly_tick_with_poisson_arrivals(rate, served, expected):
    """Q' = max(Q + Poisson - served, 0) by the run's own draws: its mean by Bailey (1954)."""
    draws, queues, queue, means = Draws(7), np.arange(3000), np.zeros(3000), []
    for week in range(300):
        arrivals = draws.at(week).poisson("arrivals", np.full(queues.size, float(rate)), queues)
        queue = np.maximum(queue + arrivals - served, 0)
        means.append(queue.mean())
    assert np.mean(means[100:]) == pytest.approx(expected, rel=0.04)
    assert np.mean(means[100:]) != pytest.approx(rate * expected / served, rel=0.04)
