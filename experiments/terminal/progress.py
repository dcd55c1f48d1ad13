"""How a run shows where it is: a bar with live indicators, or plain lines where none can be drawn."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from experiments.runs.drive import Model, OnWeek

REFRESH_SECONDS = 0.25
PLAIN_LINES = 10
PLAIN_SECONDS = 10.0


def compact(value: float) -> str:
    """A large number in words: 1.23 bn, 45.6 m, 7.9 k."""
    for size, word in ((1e9, " bn"), (1e6, " m"), (1e3, " k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{word}"
    return f"{value:.3g}"


def live_indicators(weekly: pd.DataFrame) -> str:
    """Three indicators of the last week: sales, delivery days, share of parcels by mail."""
    if weekly.empty:
        return ""
    last = weekly.iloc[-1]
    return (
        f"sales USD {compact(last['sales'])}, "
        f"delivery {last['delivery_days_mean']:.1f} days, "
        f"mail {last['share_parcels_mail']:.0%}"
    )


class Pace:
    """Counts the weeks of one stretch of a run and knows when to say something."""

    def __init__(self, last_week: int) -> None:
        self.last_week = last_week
        self.total = 0
        self.done = 0
        self._start = self._said = time.perf_counter()

    def count(self, model: Model) -> None:
        """Take note of a finished week; the first one tells how many there are."""
        if self.done == 0:
            self.total = max(self.last_week - model.week + 1, 1)
        self.done += 1

    @property
    def weeks_per_second(self) -> float:
        """Weeks a second since the stretch began, everything included."""
        return self.done / max(time.perf_counter() - self._start, 1e-9)

    def due(self, seconds: float) -> bool:
        """Whether this long has passed since something was last said, or the end is reached."""
        now = time.perf_counter()
        if now - self._said < seconds and self.done < self.total:
            return False
        self._said = now
        return True


class RunProgress:
    """Shows the stretches of a run on a console (rich), one after the other."""

    def __init__(self, console: Console) -> None:
        self.console = console

    @contextmanager
    def stretch(self, title: str, last_week: int) -> Iterator[OnWeek]:
        """Show one stretch of weeks.

        Args:
            title: what is being done.
            last_week: value of the model's week when the stretch is over.

        Yields:
            The function to call with the model after each week.
        """
        pace = Pace(last_week)
        if self.console.is_terminal:
            with self._bar(title, pace) as on_week:
                yield on_week
        else:
            yield self._lines(title, pace)

    @contextmanager
    def _bar(self, title: str, pace: Pace) -> Iterator[OnWeek]:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pace]}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[live]}"),
        )
        with Progress(*columns, console=self.console, expand=True, transient=True) as bar:
            task = bar.add_task(title, total=None, pace="", live="", visible=False)

            def on_week(model: Model) -> None:
                pace.count(model)
                if pace.due(REFRESH_SECONDS):
                    bar.update(
                        task,
                        completed=pace.done,
                        total=pace.total,
                        pace=f"{pace.weeks_per_second:.0f} weeks/s",
                        live=live_indicators(model.records.weekly()),
                        visible=True,
                    )

            yield on_week

    def _lines(self, title: str, pace: Pace) -> OnWeek:
        def on_week(model: Model) -> None:
            pace.count(model)
            tenth = pace.done * PLAIN_LINES // pace.total
            is_round = tenth > (pace.done - 1) * PLAIN_LINES // pace.total
            if pace.due(1.0 if is_round else PLAIN_SECONDS):
                self._line(title, pace, model)

        return on_week

    def _line(self, title: str, pace: Pace, model: Model) -> None:
        left = (pace.total - pace.done) / pace.weeks_per_second
        words: list[Any] = [
            f"{title}: {pace.done} of {pace.total} weeks",
            f"{pace.weeks_per_second:.0f} weeks/s",
            f"{left:.0f} s left",
            live_indicators(model.records.weekly()),
        ]
        self.console.print(", ".join(word for word in words if word), soft_wrap=True, highlight=False)
