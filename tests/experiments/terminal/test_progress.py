"""Progress is a bar on a terminal and plain lines elsewhere, with the same three indicators."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from experiments.runs.drive import drive
from experiments.terminal import progress
from experiments.terminal.progress import RunProgress, compact, live_indicators
from tests.doubles.models import FakeModel, FakeRecords

INDICATORS = "sales USD 1 m, delivery 10.0 days, mail 50%"


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.234e9, "1.23 bn"), (45.6e6, "45.6 m"), (-7_900, "-7.9 k"), (3, "3"), (0.25, "0.25")],
)
def test_large_numbers_are_said_in_words(value: float, text: str) -> None:
    assert compact(value) == text


def test_the_indicators_are_those_of_the_last_week() -> None:
    assert live_indicators(FakeRecords([0, 1]).weekly()) == INDICATORS
    assert live_indicators(FakeRecords([]).weekly()) == ""


def shown(fake: FakeModel, terminal: bool, weeks: int) -> str:
    text = io.StringIO()
    console = Console(file=text, force_terminal=terminal, width=160)
    with RunProgress(console).stretch("Running", fake.week + weeks) as on_week:
        drive(fake, weeks, on_week)
    return text.getvalue()


def test_without_a_terminal_there_are_plain_lines(
    fake: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(1_000_000))
    monkeypatch.setattr(progress.time, "perf_counter", lambda: float(next(clock)))
    lines = shown(fake, terminal=False, weeks=40).splitlines()
    assert 10 <= len(lines) <= 40
    assert lines[0].startswith("Running: ")
    assert all("weeks/s" in line and "s left" in line and INDICATORS in line for line in lines)
    assert lines[-1].startswith("Running: 40 of 40 weeks")
    assert "\x1b" not in "".join(lines)


def test_a_fast_run_says_little_but_always_its_last_week(fake: FakeModel) -> None:
    lines = shown(fake, terminal=False, weeks=40).splitlines()
    assert 1 <= len(lines) <= 3
    assert lines[-1].startswith("Running: 40 of 40 weeks")


def test_on_a_terminal_there_is_a_bar_with_pace_and_indicators(fake: FakeModel) -> None:
    text = shown(fake, terminal=True, weeks=40)
    assert "40/40" in text
    assert "weeks/s" in text
    assert "sales USD" in text


def test_a_settling_that_is_not_needed_shows_nothing() -> None:
    text = io.StringIO()
    with RunProgress(Console(file=text)).stretch("Settling", 0):
        pass
    assert text.getvalue() == ""
