"""A run goes on for its weeks, and an interrupt ends it after the week in hand."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from experiments.runs.drive import RunEnding, drive
from tests.doubles.models import FakeModel


def press_control_c() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_every_week_is_simulated_and_reported(fake: FakeModel) -> None:
    seen: list[int] = []
    ending = drive(fake, 5, lambda model: seen.append(model.week))
    assert seen == [1, 2, 3, 4, 5]
    assert (ending.first_week, ending.weeks, ending.stopped) == (0, 5, False)
    assert ending.seconds > 0


def test_an_interrupt_ends_the_run_after_the_week_in_hand(fake: FakeModel) -> None:
    plain_step = fake.step

    def step() -> None:
        if fake.week == 2:
            press_control_c()
        plain_step()

    fake.step = step  # type: ignore[method-assign]
    before = signal.getsignal(signal.SIGINT)
    ending = drive(fake, 10)
    assert (ending.weeks, ending.stopped, fake.week) == (3, True, 3)
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_in_the_last_week_is_no_early_stop(fake: FakeModel) -> None:
    def on_week(model: FakeModel) -> None:
        if model.week == 4:
            press_control_c()

    assert not drive(fake, 4, on_week).stopped


def test_a_second_interrupt_stops_at_once(fake: FakeModel) -> None:
    def on_week(_model: FakeModel) -> None:
        press_control_c()
        press_control_c()

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        drive(fake, 10, on_week)
    assert fake.week == 1
    assert signal.getsignal(signal.SIGINT) is before


def test_a_run_works_in_another_thread(fake: FakeModel) -> None:
    endings: list[RunEnding] = []
    thread = threading.Thread(target=lambda: endings.append(drive(fake, 3)))
    thread.start()
    thread.join()
    assert [ending.weeks for ending in endings] == [3]
