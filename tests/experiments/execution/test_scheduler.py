"""Work on processes of this machine: nothing is lost, and a poison job fails alone."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from experiments.execution.executors import LocalExecutor
from experiments.execution.scheduler import Job, Report, run_jobs
from experiments.execution.tasks import Failure, Success
from tests.doubles import tasks


def done(jobs: Iterable[Job], workers: int = 2) -> list[Report]:
    """What became of some jobs, in the order in which they ended."""
    reports: list[Report] = []
    with LocalExecutor(workers) as executor:
        run_jobs(jobs, executor, reports.append, lambda: False)
    return reports


def handed_back(reports: Iterable[Report]) -> list[int]:
    return sorted(each.result.value for each in reports if isinstance(each.result, Success))


def test_a_poison_job_fails_alone_and_those_beside_it_are_done_again() -> None:
    reports = done(Job(tasks.die, tasks.task(seed)) for seed in range(1, 9))
    assert handed_back(reports) == [1, 2, 4, 5, 6, 7, 8]
    (failed,) = [each for each in reports if isinstance(each.result, Failure)]
    assert failed.job.task.scenario.run.seed == tasks.POISON_SEED
    assert isinstance(failed.result, Failure)
    assert "worker died" in failed.result.message


def test_a_job_whose_worker_was_killed_from_outside_is_done_again(tmp_path: Path) -> None:
    marker = tmp_path / "died"
    reports = done(Job(tasks.die_once, tasks.task(seed, marker)) for seed in range(1, 7))
    assert marker.exists()
    assert handed_back(reports) == [1, 2, 3, 4, 5, 6]


def test_an_exception_is_told_in_words_and_what_waits_fails_with_it() -> None:
    waiting = Job(tasks.hand_back, tasks.task(2))
    last = Job(tasks.hand_back, tasks.task(4))
    first = Job(tasks.break_balance, tasks.task(1), (waiting,))
    reports = done([first, Job(tasks.hand_back, tasks.task(3), (last,))], workers=1)
    results = {each.job.task.scenario.run.seed: each.result for each in reports}
    assert isinstance(results[1], Failure)
    assert results[1].message.startswith("BrokenBalance: week 1: account 'firms' is off by 12.5")
    assert "break_balance" in results[1].trace
    assert results[2] == results[1]
    order = list(results)
    assert order.index(1) < order.index(2)
    assert order.index(3) < order.index(4)
    assert handed_back(reports) == [3, 4]


def test_asked_to_stop_it_ends_what_is_in_hand_and_begins_nothing_new() -> None:
    reports: list[Report] = []
    with LocalExecutor(1) as executor:
        jobs = [Job(tasks.hand_back, tasks.task(seed)) for seed in range(20)]
        run_jobs(jobs, executor, reports.append, lambda: bool(reports))
    assert 1 <= len(reports) <= executor.in_flight() + 1


def test_an_error_lets_the_workers_go_at_once(tmp_path: Path) -> None:
    marker, before = tmp_path / "began", set(multiprocessing.active_children())

    def stop() -> bool:
        if marker.exists():
            raise KeyboardInterrupt
        return False

    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt), LocalExecutor(1) as executor:
        run_jobs([Job(tasks.linger, tasks.task(1, marker))], executor, lambda report: None, stop)
    assert time.monotonic() - begun < 60
    assert set(multiprocessing.active_children()) == before
