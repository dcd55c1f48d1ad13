"""The plan of a study, kept beside its results: which runs there are, and what they depend on."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from pydantic import TypeAdapter, ValidationError

from ecosystem.core.input_files import Unreadable, folder_fault, read_json
from experiments.errors import UsageError
from experiments.runs.environment import Environment, differences
from experiments.studies.study import Label, Outcome, Run, Study, acting, flat

PLAN = "study.json"
FORMAT = "cross-border-ecosystem study"
FORMAT_VERSION = 2
MOST_BYTES = 200_000_000
"""Size of the largest plan that is read; one of 100,000 runs has a third of it."""
_LONGEST = 60
_MOST_CHANGES = 10


class PlanError(UsageError):
    """A folder that holds no study, or another one."""


@dataclass(frozen=True)
class PlannedRun:
    """One run of the plan: its number, its key in the store, its seed and its labels."""

    number: int
    key: str
    seed: int
    labels: Mapping[str, Label]


@dataclass(frozen=True)
class Plan:
    """What a study folder is to hold.

    Attributes:
        kind: the kind of study.
        title: name of the study.
        question: what it is to answer.
        conditions: what all runs share, as plain values.
        environment: what the runs depend on besides.
        tables: names of the tables kept of each run.
        outcomes: what is summed up of each run.
        runs: every run, in order.
    """

    kind: str
    title: str
    question: str
    conditions: dict[str, Any]
    environment: Environment
    tables: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    runs: tuple[PlannedRun, ...]

    @classmethod
    def of(cls, study: Study, environment: Environment) -> Self:
        """The plan of a study in an environment."""
        return cls(
            kind=study.kind,
            title=study.title,
            question=study.question,
            conditions=study.conditions(),
            environment=environment,
            tables=study.tables,
            outcomes=study.outcomes,
            runs=tuple(
                PlannedRun(number, run_key(run, environment), run.seed, dict(run.labels))
                for number, run in enumerate(study.runs)
            ),
        )

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The plan kept in a folder.

        Raises:
            PlanError: there is none, or it cannot be read.
        """
        path = folder / PLAN
        if not os.path.lexists(path):
            raise PlanError(f"{folder}: {folder_fault(folder) or 'holds no study'}")
        try:
            said = read_json(path, MOST_BYTES)
        except Unreadable as error:
            raise PlanError(f"{path}: {error}") from error
        if not isinstance(said, dict) or said.get("format") != FORMAT or "version" not in said:
            raise PlanError(f"{path}: damaged, or not a study")
        if said.get("version") != FORMAT_VERSION:
            raise PlanError(f"{path}: written by another version of this program")
        try:
            plan = TypeAdapter(cls).validate_python(said)
        except (ValidationError, RecursionError) as error:
            raise PlanError(f"{path}: damaged, or not a study") from error
        if not plan.runs:
            raise PlanError(f"{path}: damaged: it has no runs")
        return plan

    @property
    def labels(self) -> list[str]:
        """Names of the labels of its runs: the factors of a sweep, the arm of a comparison."""
        return list(self.runs[0].labels)

    def text(self) -> str:
        """The plan as it is kept."""
        content = {"format": FORMAT, "version": FORMAT_VERSION, **asdict(self)}
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"

    def changes_since(self, other: Plan) -> list[str]:
        """What makes the runs of this plan others than those of an earlier one, in words.

        Title, question and outcomes may change: they are read from finished runs.
        """
        then, now = dict(flat(other.conditions)), dict(flat(self.conditions))
        keys = [key for key in {**then, **now} if then.get(key) != now.get(key)]
        changes = [f"{key} was {_short(then.get(key))}, is {_short(now.get(key))}" for key in keys]
        more = len(changes) - _MOST_CHANGES
        return [
            *changes[:_MOST_CHANGES],
            *([f"and {more} more"] if more > 0 else []),
            *differences(other.environment, self.environment),
        ]


def run_key(run: Run, environment: Environment) -> str:
    """SHA-256 of all that a run depends on: parameters, seed, length, past and environment."""
    content = {
        "version": FORMAT_VERSION,
        "scenario": acting(run.scenario),
        "past": run.past and acting(run.past),
        "environment": environment,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _short(value: object) -> str:
    text = "not given" if value is None else json.dumps(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
