"""The runner runs, pauses, steps, paces and ends a model, and shows its faults."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ecosystem.view.live.model_runner import ModelRunner, Status

PATIENCE = 10.0


class Counter:
    """A model that only counts weeks."""

    def __init__(self, faulty_week: int | None = None) -> None:
        self.week = 0
        self.faulty_week = faulty_week

    def step(self) -> None:
        """Pass one week."""
        if self.week == self.faulty_week:
            raise ArithmeticError("people do not add up")
        self.week += 1
        time.sleep(0.0005)


class Audience:
    """Remembers what a runner told, and waits for it."""

    def __init__(self) -> None:
        self.told: list[tuple[Status, int | None]] = []
        self.heard = threading.Condition()
        self.runner = ModelRunner(self.listen)

    def listen(self, status: Status, model: Any) -> None:
        """Take note of a change."""
        with self.heard:
            self.told.append((status, None if model is None else model.week))
            self.heard.notify_all()

    def wait(self, wanted: Callable[[Status], bool]) -> Status:
        """Wait until the last status is as wanted."""
        with self.heard:
            done = self.heard.wait_for(
                lambda: bool(self.told) and wanted(self.told[-1][0]), timeout=PATIENCE
            )
        assert done, self.told[-3:]
        return self.told[-1][0]

    def paused_at(self, week: int) -> Status:
        """Wait until the model rests at a week."""
        return self.wait(lambda status: status.phase == "paused" and status.week == week)


@pytest.fixture
def audience() -> Iterator[Audience]:
    """A runner with somebody who listens."""
    found = Audience()
    yield found
    found.runner.close()


def test_a_new_model_is_shown_at_rest(audience: Audience) -> None:
    audience.runner.set_up(lambda on_week: Counter(), weeks=5)
    audience.paused_at(0)
    assert [status.phase for status, _ in audience.told] == ["preparing", "paused"]
    assert audience.told[-1][1] == 0


def test_each_step_is_one_week(audience: Audience) -> None:
    audience.runner.set_up(lambda on_week: Counter(), weeks=5)
    for week in range(1, 4):
        audience.runner.step()
        audience.paused_at(week)


def test_a_run_goes_to_its_end_and_shows_it(audience: Audience) -> None:
    audience.runner.set_up(lambda on_week: Counter(), weeks=40)
    audience.runner.go()
    audience.wait(lambda status: status.phase == "finished")
    assert audience.told[-1] == (Status("finished", 40), 40)


def test_a_paused_model_stays_where_it_is(audience: Audience) -> None:
    audience.runner.set_up(lambda on_week: Counter(), weeks=100_000)
    audience.runner.go()
    audience.wait(lambda status: status.phase == "running" and status.week > 5)
    audience.runner.pause()
    week = audience.wait(lambda status: status.phase == "paused").week
    time.sleep(0.05)
    assert audience.told[-1][0].week == week
    assert audience.told[-1][1] == week


def test_frames_come_at_most_thirty_times_a_second(audience: Audience) -> None:
    audience.runner.set_up(lambda on_week: Counter(), weeks=100_000)
    audience.runner.go()
    time.sleep(0.5)
    audience.runner.pause()
    audience.wait(lambda status: status.phase == "paused" and status.week > 0)
    assert 3 <= sum(status.phase == "running" for status, _ in audience.told) <= 17


def test_the_speed_is_kept(audience: Audience) -> None:
    audience.runner.set_speed(20.0)
    audience.runner.set_up(lambda on_week: Counter(), weeks=8)
    audience.paused_at(0)
    start = time.perf_counter()
    audience.runner.go()
    audience.wait(lambda status: status.phase == "finished")
    assert 0.35 <= time.perf_counter() - start < PATIENCE / 2


def test_a_slow_speed_does_not_delay_the_pause(audience: Audience) -> None:
    audience.runner.set_speed(0.1)
    audience.runner.set_up(lambda on_week: Counter(), weeks=8)
    audience.runner.go()
    audience.wait(lambda status: status.phase == "running" or status.week == 1)
    start = time.perf_counter()
    audience.runner.pause()
    audience.paused_at(1)
    assert time.perf_counter() - start < 2.0


def test_a_fault_in_a_week_is_told(audience: Audience) -> None:
    audience.runner.set_up(lambda on_week: Counter(faulty_week=3), weeks=8)
    audience.runner.go()
    fault = audience.wait(lambda status: status.phase == "fault")
    assert (fault.week, fault.fault) == (3, "ArithmeticError: people do not add up")
    assert "in step" in fault.trace


def test_a_fault_while_preparing_is_told(audience: Audience) -> None:
    def build(on_week: Any) -> Counter:
        raise ValueError("no such world")

    audience.runner.set_up(build, weeks=8)
    assert audience.wait(lambda status: status.phase == "fault").fault == "ValueError: no such world"


def test_settling_is_told_week_by_week_and_can_be_given_up(audience: Audience) -> None:
    ended = threading.Event()

    def build(on_week: Callable[[Any], None]) -> Counter:
        model = Counter()
        try:
            for week in range(-100_000, 0):
                model.week = week
                time.sleep(0.001)
                on_week(model)
        finally:
            ended.set()
        return model

    audience.runner.set_up(build, weeks=8)
    audience.wait(lambda status: status.phase == "preparing" and status.week < 0)
    audience.runner.close()
    assert ended.wait(PATIENCE)
    assert not any(status.phase == "fault" for status, _ in audience.told)


def test_a_new_model_silences_the_old_one(audience: Audience) -> None:
    audience.runner.set_up(lambda on_week: Counter(), weeks=100_000)
    audience.runner.go()
    audience.wait(lambda status: status.week > 3)
    audience.runner.set_up(lambda on_week: Counter(), weeks=2)
    audience.paused_at(0)
    place = len(audience.told)
    time.sleep(0.1)
    assert len(audience.told) == place


def test_a_model_that_was_given_up_is_forgotten(audience: Audience) -> None:
    alive: list[weakref.ref[Counter]] = []

    def build(on_week: Any) -> Counter:
        model = Counter()
        alive.append(weakref.ref(model))
        return model

    audience.runner.set_up(build, weeks=100_000)
    audience.runner.go()
    audience.wait(lambda status: status.week > 3)
    audience.runner.close()
    end = time.perf_counter() + PATIENCE
    while alive[0]() is not None and time.perf_counter() < end:
        time.sleep(0.01)
        gc.collect()
    assert alive[0]() is None
