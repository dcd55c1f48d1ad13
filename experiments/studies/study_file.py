"""From a TOML file to a checked study: every fault found at once, each in one plain line."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from ecosystem import Scenario, ScenarioError, World, WorldError
from ecosystem.core.faults import Faults
from ecosystem.outputs.indicators import WORLD
from ecosystem.policies.binding import Policies
from ecosystem.scenario.parameters.parameter import ParameterGroup
from ecosystem.scenario.parameters.run import LARGEST_SEED
from ecosystem.scenario.policy import WEEKS, Week
from ecosystem.scenario.reading import explained, faults_of_values, number, read_toml, shown, suggestion
from ecosystem.scenario.registry import registry
from experiments.runs.environment import world_in
from experiments.studies.study import SUMMARIES, Outcome
from experiments.studies.sweep import DESIGNS, GRID, Factor, Sweep, Value

MOST_RUNS = 100_000
MOST_TABLES = {"factor": 500, "outcome": 500}
"""Tables of a kind; there are fewer parameters to vary."""
OWN_COLUMNS = ("run", "key", "seed", "week", "date")
GIVEN_ELSEWHERE = {"run.seed": "seeds", "run.weeks": "weeks"}

Table = TypeVar("Table", bound=BaseModel)


class StudyError(ScenarioError):
    """A study that cannot be carried out; `problems` holds one line a fault."""


def _counted(seeds: object) -> object:
    """A number of seeds as the seeds from 1 on; anything else as it is."""
    if isinstance(seeds, int) and not isinstance(seeds, bool):
        return list(range(1, min(seeds, MOST_RUNS + 1) + 1))
    return seeds


class StudyTable(ParameterGroup):
    """What stands at the top of a study file."""

    title: str = ""
    question: str = ""
    base: Any = Field(default_factory=dict)
    world: str | None = None
    design: str = GRID
    samples: int | None = Field(None, ge=1, le=MOST_RUNS)
    sampling_seed: int = Field(1, ge=0, le=LARGEST_SEED)
    seeds: Annotated[Any, BeforeValidator(_counted)] = Field(default_factory=list)
    weeks: int | None = None
    factor: Any = ()
    outcome: Any = ()


class FactorTable(ParameterGroup):
    """One `[[factor]]`; its values are checked by the parameter that it names."""

    key: str = ""
    values: Any = None
    low: Any = None
    high: Any = None


class OutcomeTable(ParameterGroup):
    """One `[[outcome]]`."""

    indicator: str = ""
    summary: str = "mean"
    start: Week = Field(0, ge=WEEKS[0], le=WEEKS[1])
    end: Week | None = Field(None, ge=WEEKS[0], le=WEEKS[1])
    name: str | None = None


def load_study(path: Path) -> Sweep:
    """Read and check a study file.

    Raises:
        ScenarioError: all faults of the file, one a line, each with file, key and value.
    """
    return StudyReader(path, read_toml(path)).study()


class StudyReader:
    """Checks one study file and collects what is wrong with it.

    Args:
        path: the file, for messages and for what it names beside itself.
        data: its tables.
    """

    def __init__(self, path: Path, data: Mapping[str, Any]) -> None:
        self.path = path
        self.faults = Faults()
        self.problems = self.faults.problems
        self.parameters = {parameter.key: parameter for parameter in registry()}
        if "policy" in data:
            self._say("policy", "policies belong to the base; write [[base.policy]]")
            data = {key: value for key, value in data.items() if key != "policy"}
        self.head = self._table(StudyTable, data, "") or self._sound_part(data)
        self.world = self._world()
        self.base = self._base()
        self.weeks = self._weeks()

    def study(self) -> Sweep:
        """The study, if nothing is wrong with it."""
        head = self.head
        self._check_seeds()
        factors = [each for each in self._each("factor", FactorTable, self._factor) if each]
        outcomes = [each for each in self._each("outcome", OutcomeTable, self._outcome) if each]
        self._check_design(factors)
        self._check_names(factors, outcomes)
        self._stop_if_wrong()
        study = Sweep(
            title=head.title or self.path.stem,
            question=head.question,
            base=self.base,
            factors=tuple(factors),
            design=head.design,
            samples=head.samples or 0,
            sampling_seed=head.sampling_seed,
            seeds=tuple(head.seeds),
            weeks=self.weeks,
            outcomes=tuple(outcomes),
            world=self._beside(head.world).absolute() if head.world else None,
        )
        self._check_points(study)
        self._stop_if_wrong()
        return study

    def _stop_if_wrong(self) -> None:
        if self.problems:
            raise StudyError(self.problems)

    def _say(self, where: str, problem: str) -> None:
        self.problems.append(": ".join(filter(None, (str(self.path), where, problem))))

    def _beside(self, name: str) -> Path:
        return self.path.parent / name

    def _table(self, kind: type[Table], data: object, where: str) -> Table | None:
        """A table's values if their names and types are right."""
        if not isinstance(data, Mapping):
            self._say(where, f"{shown(data)} is not a table")
            return None
        try:
            return kind.model_validate(dict(data))
        except ValidationError as error:
            origin = f"{self.path}: {where}" if where else str(self.path)
            self.problems += explained(error, kind, origin).problems
            return None

    def _sound_part(self, data: Mapping[str, Any]) -> StudyTable:
        """The top of a faulty file without what is wrong in it, so that the rest can be checked."""
        sound: dict[str, Any] = {}
        for key in data.keys() & StudyTable.model_fields.keys():
            value = data[key]
            with suppress(ValidationError):
                StudyTable.model_validate({key: value})
                sound[key] = value
        return StudyTable.model_validate(sound)

    def _each(
        self, key: str, kind: type[Table], read: Callable[[str, Table], Any]
    ) -> Iterable[Any]:
        """Every table of a list of tables, read where its names and types are right."""
        tables = getattr(self.head, key)
        if not isinstance(tables, list | tuple):
            self._say(key, f"expected a list of tables, got {shown(tables)}; write [[{key}]]")
            return
        most = MOST_TABLES[key]
        if len(tables) > most:
            self._say(key, f"{number(len(tables))} tables; at most {number(most)} are accepted")
            return
        for place, data in enumerate(tables, start=1):
            where = f"{key} {place}"
            table = self._table(kind, data, where)
            yield read(where, table) if table else None

    def _world(self) -> World:
        folder = self._beside(self.head.world).absolute() if self.head.world else None
        try:
            return world_in(folder)
        except WorldError as error:
            self.problems += error.problems
        return world_in(None)

    def _base(self) -> Scenario:
        """The base scenario; the default one stands in for a faulty one, to check the rest."""
        given, origin = self.head.base, f"{self.path}: base"
        try:
            if isinstance(given, str):
                origin = str(self._beside(given))
                base = Scenario.load(origin)
            elif isinstance(given, Mapping):
                base = Scenario.from_dict(given, origin)
            else:
                self._say("base", f"expected tables or the name of a file, got {shown(given)}")
                return Scenario()
        except ScenarioError as error:
            self.problems += error.problems
            return Scenario()
        try:
            Policies(base.policy, self.world, origin)
        except ScenarioError as error:
            self.problems += error.problems
        return base

    def _weeks(self) -> int:
        """The horizon; where none is given, or a faulty one, that of the base."""
        given = self.head.weeks
        if given is not None and self._all_accepted("run.weeks", [given], "weeks"):
            return given
        return self.base.run.weeks

    def _all_accepted(self, key: str, values: Iterable[object], where: str) -> bool:
        """Whether a parameter accepts all values; every one that it does not is named."""
        found = faults_of_values(key, values, type(self.base), f"{self.path}: {where}")
        self.problems += found
        return not found

    def _check_seeds(self) -> None:
        seeds = self.head.seeds
        if not isinstance(seeds, list) or not seeds:
            given = "none given" if seeds == [] else f"got {shown(seeds)}"
            self._say("seeds", f"{given}; write how many, or a list such as [1, 2, 3]")
            return
        if self._all_accepted("run.seed", seeds, "seeds"):
            self._refuse_repeats("seeds", seeds)

    def _unknown(self, name: str, valid: Iterable[str]) -> str:
        """What is wrong with a name, and the nearest valid one."""
        return f'"{name}" is unknown; {self.faults.hint(name, valid)}'

    def _refuse_repeats(self, where: str, values: Iterable[Value]) -> None:
        seen: set[Value] = set()
        for value in values:
            if value in seen:
                self._say(where, f"{value} is listed twice")
            seen.add(value)

    def _factor(self, where: str, table: FactorTable) -> Factor | None:
        """A factor whose parameter exists and accepts its values."""
        if table.key not in self.parameters:
            unknown = _no_parameter(table.key) if self.faults.open else f"key: {table.key}: unknown parameter"
            self._say(where, unknown)
            return None
        if table.key in GIVEN_ELSEWHERE:
            self._say(where, f"key: {table.key} is given by {GIVEN_ELSEWHERE[table.key]}")
            return None
        whole = self.parameters[table.key].type is int
        if not self._levels_are_sound(where, table):
            return None
        if table.values is None:
            return Factor(table.key, (), table.low, table.high, whole)
        return Factor(table.key, tuple(table.values), whole=whole)

    def _levels_are_sound(self, where: str, table: FactorTable) -> bool:
        before, named = len(self.problems), f"{where}: {table.key}"
        ends = {"low": table.low, "high": table.high}
        if table.values is None:
            self._check_range(where, table, ends)
        elif any(end is not None for end in ends.values()):
            self._say(named, "give either values, or low and high, not both")
        elif not isinstance(table.values, list):
            self._say(named, f"values: expected a list, got {shown(table.values)}")
        elif not table.values:
            self._say(named, "values: the list is empty")
        elif self._all_accepted(table.key, table.values, named):
            self._refuse_repeats(f"{named}: values", table.values)
        return len(self.problems) == before

    def _check_range(self, where: str, table: FactorTable, ends: Mapping[str, Any]) -> None:
        named, missing = f"{where}: {table.key}", [name for name, end in ends.items() if end is None]
        if len(missing) == 2:
            self._say(named, "no values; give values = [...], or low and high")
        elif missing:
            self._say(named, f"{missing[0]}: missing; a range has two ends")
        elif self._all_accepted(table.key, ends.values(), named):
            if table.low >= table.high:
                self._say(named, f"low ({table.low}) is not below high ({table.high})")
            elif self.head.design == GRID:
                self._say(named, 'a grid takes values = [...]; for a range set design = "latin_hypercube"')

    def _check_design(self, factors: list[Factor]) -> None:
        head = self.head
        if head.design not in DESIGNS:
            self._say("design", self._unknown(head.design, DESIGNS))
        elif head.design == GRID and head.samples is not None:
            self._say("samples", "a grid has none; its size follows from the factors' values")
        elif head.design != GRID and head.samples is None:
            self._say("samples", "none given; a Latin hypercube needs at least 1")
        if not head.factor:
            self._say("factor", "the design is empty; name at least one parameter in a [[factor]]")
        size = math.prod(len(factor.values) for factor in factors) if head.design == GRID else head.samples
        runs = (size or 0) * (len(head.seeds) if isinstance(head.seeds, list) else 1)
        if runs > MOST_RUNS:
            self._say("design", f"{number(runs)} runs; at most {number(MOST_RUNS)} are accepted")

    def _outcome(self, where: str, table: OutcomeTable) -> Outcome | None:
        """An outcome whose indicator exists and whose window lies within the weeks."""
        before, end = len(self.problems), self.weeks if table.end is None else table.end
        if table.indicator not in (names := WORLD.names()):
            self._say(where, f"indicator: {self._unknown(table.indicator, names)}")
        if table.summary not in SUMMARIES:
            self._say(where, f"summary: {self._unknown(table.summary, SUMMARIES)}")
        if table.start < 0:
            self._say(where, f"start: week {table.start} is before the first week, 0")
        if end > self.weeks:
            self._say(where, f"end: week {end} is after the end of the runs, week {self.weeks}")
        if table.start >= end:
            self._say(where, f"the window is empty: start is week {table.start}, end is week {end}")
        name = table.name or f"{table.indicator}_{table.summary}"
        sound = len(self.problems) == before
        return Outcome(name, table.indicator, table.summary, table.start, end) if sound else None

    def _check_names(self, factors: list[Factor], outcomes: list[Outcome]) -> None:
        """Every column of the table of runs has a name of its own."""
        keys = Counter(factor.key for factor in factors)
        for key in (key for key, count in keys.items() if count > 1):
            self._say("factor", f"key: {key} varies in more than one factor")
        taken = {*keys, *OWN_COLUMNS}
        for outcome in outcomes:
            if outcome.name in taken:
                self._say("outcome", f"two columns would be called {outcome.name}; give it another name")
            taken.add(outcome.name)

    def _check_points(self, study: Sweep) -> None:
        """Whole numbers may round two samples to the same point."""
        seen: dict[tuple[Value, ...], int] = {}
        for place, point in enumerate(study.points, start=1):
            first = seen.setdefault(tuple(point.values()), place)
            if first != place:
                self._say("samples", f"points {first} and {place} are the same; take fewer samples or a grid")
                return


def _no_parameter(key: str) -> str:
    """What is wrong with the name of a parameter, and the nearest valid one."""
    if not key:
        return 'key: missing; name a parameter, such as key = "market.inside_share"'
    if key in Scenario.model_fields:
        return f"key: {key} is not a parameter that can vary"
    path = key.split(".") if "." in key else ["", key]
    return f"key: {key}: unknown parameter{suggestion(path, Scenario)}"
