"""The plan of a sweep, kept beside its results: which runs there are, and what they depend on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from ecosystem.scenario import Scenario
from experiments.errors import UsageError, reason
from experiments.execution.tasks import Environment, differences
from experiments.studies.study import Outcome, Point, Study, acting

PLAN = "study.json"
FORMAT = "cross-border-ecosystem study"
FORMAT_VERSION = 1
_LONGEST = 60


class PlanError(UsageError):
    """A folder that holds no study, or another one."""


@dataclass(frozen=True)
class PlannedRun:
    """One run of the plan: its number, its key in the store, its seed and its factors."""

    number: int
    key: str
    seed: int
    point: Point


@dataclass(frozen=True)
class Plan:
    """What a study folder is to hold.

    Attributes:
        title: name of the study.
        question: what it is to answer.
        study: all that decides the runs, as plain values.
        environment: what the runs depend on besides.
        outcomes: what is summed up of each run.
        runs: every run, in order.
    """

    title: str
    question: str
    study: dict[str, Any]
    environment: Environment
    outcomes: tuple[Outcome, ...]
    runs: tuple[PlannedRun, ...]

    @classmethod
    def of(cls, study: Study, environment: Environment) -> Self:
        """The plan of a study in an environment."""
        runs = tuple(
            PlannedRun(run.number, run_key(run.scenario, environment), run.seed, run.point)
            for run in study.runs
        )
        return cls(study.title, study.question, study.plan(), environment, study.outcomes, runs)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The plan kept in a folder.

        Raises:
            PlanError: there is none, or it cannot be read.
        """
        try:
            said = json.loads((folder / PLAN).read_text(encoding="utf-8"))
            if said.pop("format") != FORMAT or said.pop("version") != FORMAT_VERSION:
                raise PlanError(f"{folder / PLAN}: written by another version of this program")
            said["outcomes"] = tuple(Outcome(**each) for each in said["outcomes"])
            said["runs"] = tuple(PlannedRun(**each) for each in said["runs"])
            return cls(**said)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise PlanError(f"{folder}: holds no study") from error
        except OSError as error:
            raise PlanError(f"{folder / PLAN}: cannot be read: {reason(error)}") from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            if isinstance(error, PlanError):
                raise
            raise PlanError(f"{folder / PLAN}: damaged, or not a study") from error

    @property
    def factors(self) -> list[str]:
        """Keys of the parameters that vary."""
        return list(self.study["factors"])

    def text(self) -> str:
        """The plan as it is kept."""
        content = {"format": FORMAT, "version": FORMAT_VERSION, **asdict(self)}
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"

    def changes_since(self, other: Plan) -> list[str]:
        """What makes the runs of this plan others than those of an earlier one, in words.

        Title, question and outcomes may change: they are read from finished runs.
        """
        then, now = dict(flat(other.study)), dict(flat(self.study))
        changed = [key for key in {**then, **now} if then.get(key) != now.get(key)]
        return [
            *(f"{key} was {_short(then.get(key))}, is {_short(now.get(key))}" for key in changed),
            *differences(other.environment, self.environment),
        ]


def run_key(scenario: Scenario, environment: Environment) -> str:
    """SHA-256 of all that a run depends on: its parameters, seed and length, and the environment."""
    content = {"version": FORMAT_VERSION, "scenario": acting(scenario), "environment": environment}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def flat(tables: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """The values of nested tables by dotted key."""
    for key, value in tables.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _short(value: object) -> str:
    text = "not given" if value is None else json.dumps(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
