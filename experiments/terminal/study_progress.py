"""How a study shows where it is: runs done, rate, time left, failures."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from ecosystem.view.style.numbers import duration
from experiments.storage.manifest import rate
from experiments.storage.study_runner import OnCount, Tally
from experiments.terminal.progress import PLAIN_LINES, PLAIN_SECONDS, REFRESH_SECONDS


def pace(tally: Tally) -> str:
    """The present rate in words."""
    return pace_in_words(rate(tally.moments, time.time()))


def line(tally: Tally) -> str:
    """A tally as one line of text."""
    words = [f"{tally.done} of {tally.total} runs", f"{tally.failed} failed", pace(tally)]
    speed = rate(tally.moments, time.time())
    if speed > 0:
        words.append(f"{duration(tally.left / speed)} left")
    return ", ".join(words)


def pace_in_words(runs_a_second: float) -> str:
    """A rate by the second, the minute or the hour, whichever gives a readable number."""
    for unit, seconds in (("s", 1), ("min", 60), ("h", 3_600)):
        if runs_a_second * seconds >= 1:
            return f"{runs_a_second * seconds:.3g} runs/{unit}"
    return "no rate yet" if runs_a_second == 0 else f"{runs_a_second * 86_400:.2g} runs/day"


class StudyProgress:
    """Shows a tally on a console (rich): as a bar, or as plain lines where none can be drawn."""

    def __init__(self, console: Console) -> None:
        self.console = console

    @contextmanager
    def showing(self, tally: Tally) -> Iterator[OnCount]:
        """Show a tally while it grows; yields what to call whenever it has."""
        if self.console.is_terminal:
            with self._bar(tally) as on_count:
                yield on_count
        else:
            yield self._lines(tally)

    def say(self, text: str) -> None:
        """Show a message."""
        self.console.print(text, markup=False, soft_wrap=True, highlight=False)

    @contextmanager
    def _bar(self, tally: Tally) -> Iterator[OnCount]:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pace]}"),
            TimeRemainingColumn(),
            TextColumn("[red]{task.fields[failed]}"),
            TextColumn("{task.fields[note]}"),
        )
        rhythm = 1 / REFRESH_SECONDS
        with Progress(*columns, console=self.console, expand=True, refresh_per_second=rhythm) as bar:
            task = bar.add_task("Runs", total=tally.total, pace="", failed="", note="")
            bar.update(task, completed=tally.ended)

            def on_count(note: str = "") -> None:
                failed = f"{tally.failed} failed" if tally.failed else ""
                bar.update(task, completed=tally.ended, pace=pace(tally), failed=failed, note=note)

            yield on_count

    def _lines(self, tally: Tally) -> OnCount:
        said_at, said = time.monotonic(), tally.ended

        def on_count(note: str = "") -> None:
            nonlocal said_at, said
            tenths = tally.ended * PLAIN_LINES // tally.total - said * PLAIN_LINES // tally.total
            waited = time.monotonic() - said_at
            if waited >= (1.0 if tenths else PLAIN_SECONDS) or (tally.left == 0 and tally.ended > said):
                said_at, said = time.monotonic(), tally.ended
                words = ", ".join(filter(None, (line(tally), note)))
                self.console.print(words, soft_wrap=True, highlight=False)

        return on_count
