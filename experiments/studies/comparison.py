"""A comparison: a study of pairs, of one base scenario and the arms that differ from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from ecosystem.policies.binding import Policies
from ecosystem.scenario import Scenario
from ecosystem.scenario.policy import EVERYWHERE, Policy
from ecosystem.world import World
from experiments.studies.study import Outcome, Run, acting, flat

COMPARISON = "comparison"
BASE = "base"
"""Word that stands for the base scenario, and name of the arm without the policies."""

YEAR, HALF_YEAR = 52, 26


@dataclass(frozen=True)
class Window:
    """A stretch of weeks over which effects are measured.

    Attributes:
        name: "main", "at_first" or "afterwards".
        start: first week.
        end: first week after it.
        text: what it is, in words that follow "in" or "over".
    """

    name: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Arm:
    """One way in which the world might go on.

    Attributes:
        name: short, unique in the comparison.
        title: for readers.
        scenario: all parameters in force from week 0.
        changes: what differs from the base, in words by key.
    """

    name: str
    title: str
    scenario: Scenario
    changes: Mapping[str, str]


@dataclass(frozen=True)
class Comparison:
    """What is compared.

    Attributes:
        title: for readers.
        question: what it is about, for readers; may be empty.
        base: the arm without the policies; all runs settle under its parameters.
        arms: the others.
        seeds: every arm is run once with each.
        weeks: weeks simulated in each run.
        world: folder of the world, or None for the default one.
    """

    title: str
    question: str
    base: Arm
    arms: tuple[Arm, ...]
    seeds: tuple[int, ...]
    weeks: int
    world: Path | None

    kind: ClassVar[str] = COMPARISON
    tables: ClassVar[tuple[str, ...]] = ("countries", "weekly")
    outcomes: ClassVar[tuple[Outcome, ...]] = ()

    @property
    def all_arms(self) -> tuple[Arm, ...]:
        """The base and the other arms."""
        return (self.base, *self.arms)

    @cached_property
    def runs(self) -> list[Run]:
        """Every seed with every arm, the arms of a seed side by side behind one past."""
        return [
            Run({"arm": arm.name}, self._scenario(arm, seed), self._scenario(self.base, seed))
            for seed in self.seeds
            for arm in self.all_arms
        ]

    def conditions(self) -> dict[str, Any]:
        """All that decides the runs but their seeds, of which there may be more later."""
        base = dict(flat(_without_seed(self.base.scenario)))
        arms = {arm.name: dict(flat(_without_seed(arm.scenario))) for arm in self.arms}
        changed = {
            name: {key: value for key, value in values.items() if base.get(key) != value}
            for name, values in arms.items()
        }
        names = [arm.name for arm in self.all_arms]
        return {"arms": names, "weeks": self.weeks, BASE: base, "changes": changed}

    def _scenario(self, arm: Arm, seed: int) -> Scenario:
        return arm.scenario.replace({"run.seed": seed, "run.weeks": self.weeks})

    def windows(self, arm: Arm) -> list[Window]:
        """Over which weeks the effects of an arm are measured, the main window first."""
        return windows(policies_added(self.base.scenario, arm.scenario), self.weeks)


def _without_seed(scenario: Scenario) -> dict[str, Any]:
    parameters = acting(scenario)
    own = {key: value for key, value in parameters["run"].items() if key not in ("seed", "weeks")}
    return parameters | {"run": own}


def policies_added(base: Scenario, other: Scenario) -> list[Policy]:
    """Policies of one scenario that another lacks."""
    return [policy for policy in other.policy if policy not in base.policy]


def windows(policies: Sequence[Policy], weeks: int) -> list[Window]:
    """The main window of a comparison, and a second one that tells the way there or back.

    Policies that last are measured over their last year (or all their weeks if fewer), and over
    their first half year where that begins before. Policies that end are measured while any is
    in force, and afterwards.

    Args:
        policies: those that make the difference; none when only parameters do.
        weeks: weeks simulated.
    """
    start = min((max(policy.start, 0) for policy in policies), default=0)
    ends = [weeks if policy.end is None else policy.end for policy in policies]
    end = min(max(ends, default=weeks), weeks)
    if start >= end:
        start, end = 0, weeks
    if end < weeks:
        main = Window("main", start, end, f"the {in_weeks(end - start)} in force")
        return [main, Window("afterwards", end, weeks, f"the {in_weeks(weeks - end)} afterwards")]
    late = max(start, weeks - YEAR)
    found = [Window("main", late, end, f"the last {in_weeks(end - late)}")]
    if start < late:
        found.append(Window("at_first", start, start + HALF_YEAR, f"its first {in_weeks(HALF_YEAR)}"))
    return found


def in_weeks(count: int) -> str:
    """A number of weeks in words."""
    return "week" if count == 1 else f"{count} weeks"


def concerned(arm: Arm, base: Arm, world: World) -> tuple[str, ...]:
    """Codes of the countries that an arm's policies name; none when they name all or no country."""
    added = policies_added(base.scenario, arm.scenario)
    named = [policy for policy in added if EVERYWHERE not in policy.countries]
    if not named:
        return ()
    bound = Policies(named, world).bound
    codes = enumerate(world.countries.code)
    return tuple(code for place, code in codes if any(each.targets.countries[place] for each in bound))
