"""A study: many runs of the model, and what is kept and asked of each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from ecosystem.scenario import Scenario

SUMMARIES = ("last", "mean", "sum")

Label = int | float | str


@dataclass(frozen=True)
class Outcome:
    """A number asked of every run: a weekly indicator summed up over a window of weeks.

    Attributes:
        name: its column in the table of runs.
        indicator: the weekly indicator.
        summary: last, mean or sum.
        start: first week of the window.
        end: first week after it.
    """

    name: str
    indicator: str
    summary: str
    start: int
    end: int

    def of(self, weeks: pd.DataFrame) -> float:
        """The outcome of one run.

        Args:
            weeks: one row a week, with the week's number in `week`.

        Returns:
            A number, or not-a-number where the indicator has none in the window.
        """
        within = weeks["week"].between(self.start, self.end, inclusive="left")
        series = weeks.loc[within, self.indicator]
        if self.summary == "last":
            return float(series.iloc[-1])
        return float(series.mean() if self.summary == "mean" else series.sum(min_count=1))


@dataclass(frozen=True)
class Run:
    """One run of a study.

    Attributes:
        labels: where it stands in the study: the value of every factor, or its arm.
        scenario: all parameters from week 0 on, the seed and the number of weeks included.
        past: parameters under which the world settles before, or None for those of `scenario`.
    """

    labels: Mapping[str, Label]
    scenario: Scenario
    past: Scenario | None = None

    @property
    def seed(self) -> int:
        """Seed of every random draw of the run."""
        return self.scenario.run.seed


class Study(Protocol):
    """What one runner carries out and one store keeps, whatever its design."""

    @property
    def kind(self) -> str:
        """The kind of study: "sweep" or "comparison"."""
        ...

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the records kept of every run: "weekly", "countries"."""
        ...

    @property
    def title(self) -> str:
        """Name of the study, for readers."""
        ...

    @property
    def question(self) -> str:
        """What it is to answer, for readers; may be empty."""
        ...

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What is summed up of every run."""
        ...

    @property
    def world(self) -> Path | None:
        """Folder of the world, or None for the default one."""
        ...

    @property
    def runs(self) -> list[Run]:
        """Every run, in a fixed order."""
        ...

    def conditions(self) -> dict[str, Any]:
        """What all runs have to share with those that a folder holds, as plain values."""
        ...


def acting(scenario: Scenario) -> dict[str, Any]:
    """The parameters that can change a number, as plain values: all but title and description."""
    return scenario.model_dump(mode="json", exclude={"title", "description"})


def flat(tables: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """The values of nested tables by dotted key."""
    for key, value in tables.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value
