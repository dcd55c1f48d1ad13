"""A comparison: one base scenario, the arms that differ from it, seeds and weeks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from ecosystem.policies.binding import Policies
from ecosystem.scenario import Scenario, ScenarioError
from ecosystem.scenario.policy import EVERYWHERE, Policy
from ecosystem.scenario.reading import POLICY, read_toml
from ecosystem.world import World
from experiments.errors import UsageError

BASE = "base"
"""Word that stands for the base scenario, and name of the arm without the policies."""

SHARED = ("run.firms", "run.seed", "run.weeks", "run.settling_weeks", "run.resettling_weeks")
"""Parameters that every arm takes from the base."""

YEAR, HALF_YEAR = 52, 26
COMMAND_LINE = "command line"


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
        description: for readers, may be empty.
        base: the arm without the policies; all runs settle under its parameters.
        arms: the others.
        seeds: every arm is run once with each.
        weeks: weeks simulated in each run.
        world: folder of the world, or None for the default one.
    """

    title: str
    description: str
    base: Arm
    arms: tuple[Arm, ...]
    seeds: tuple[int, ...]
    weeks: int
    world: Path | None

    def scenario(self, arm: Arm, seed: int) -> Scenario:
        """Parameters of an arm with one seed."""
        return arm.scenario.replace({"run.seed": seed, "run.weeks": self.weeks})

    def windows(self, arm: Arm) -> list[Window]:
        """Over which weeks the effects of an arm are measured, the main window first."""
        return windows(policies_added(self.base.scenario, arm.scenario), self.weeks)


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


@dataclass(frozen=True)
class Wanted:
    """What a person asked to compare.

    Attributes:
        files: scenario files, names of ready studies, or the word "base" for the base scenario.
        seeds: number of seeds, counted up from the base's.
        weeks, firms: instead of the base's.
        world: folder of the world, or None for the default one.
    """

    files: Sequence[str]
    seeds: int
    weeks: int | None = None
    firms: int | None = None
    world: Path | None = None


def read_comparison(wanted: Wanted, world: World) -> Comparison:
    """Read what is to be compared.

    The first of several files is the base; every other one is laid over it: the parameters that it
    names replace the base's, its policies come on top. A file alone is compared with itself
    without its policies.

    Raises:
        ScenarioError, UsageError: files that are faulty, or that make no comparison.
    """
    if wanted.seeds < 1:
        raise UsageError(f"--seeds: {wanted.seeds} is below the smallest accepted value, 1")
    sizes = {"run.weeks": wanted.weeks, "run.firms": wanted.firms}
    given = {key: value for key, value in sizes.items() if value is not None}
    tables = [_table(word) for word in wanted.files]
    first, rest = tables[0], tables[1:]
    if not rest:
        first, rest = _without_policies(*first), [tables[0]]
    base = _base(first, given, world)
    arms = _named([_arm(base, origin, table, given, world) for origin, table in rest])
    seed = base.scenario.run.seed
    whole = arms[0].scenario if len(arms) == 1 else base.scenario
    return Comparison(
        title=" / ".join(arm.title for arm in arms),
        description=whole.description,
        base=base,
        arms=tuple(arms),
        seeds=tuple(range(seed, seed + wanted.seeds)),
        weeks=base.scenario.run.weeks,
        world=wanted.world,
    )


def ready_studies() -> list[str]:
    """Names of the studies that come with the program."""
    folder = resources.files("experiments.studies").joinpath("ready")
    names = [Path(entry.name) for entry in folder.iterdir()]
    return sorted(name.stem for name in names if name.suffix == ".toml")


def _table(word: str) -> tuple[str, dict[str, Any]]:
    """Origin and content of a scenario file, of a ready study, or of the base scenario."""
    if word == BASE:
        return BASE, {}
    if word in ready_studies() and not Path(word).exists():
        source = resources.files("experiments.studies").joinpath("ready", f"{word}.toml")
        with resources.as_file(source) as path:
            return word, read_toml(path)
    if not Path(word).exists() and Path(word).suffix == "":
        raise UsageError(
            f"{word}: there is no such file; ready studies are {', '.join(ready_studies())}")
    return word, read_toml(Path(word))


def _without_policies(origin: str, table: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The base of a file that stands alone."""
    if not table.get(POLICY):
        if origin == BASE:
            raise UsageError(f"{BASE}: compared with what? Name the file of a policy after it")
        raise UsageError(
            f"{origin}: has no [[{POLICY}]] to compare with and without; name the base first, "
            f"as in: ecosystem compare {BASE} {origin}")
    return origin, {key: value for key, value in table.items() if key != POLICY}


def _base(table: tuple[str, dict[str, Any]], given: Mapping[str, int], world: World) -> Arm:
    origin, content = table
    scenario = Scenario.from_dict(content, origin).replace(given, COMMAND_LINE)
    Policies(scenario.policy, world, origin)
    return Arm(BASE, scenario.title or "Base scenario", scenario, scenario.differences())


def _arm(
    base: Arm, origin: str, table: Mapping[str, Any], given: Mapping[str, int], world: World
) -> Arm:
    """A file laid over the base."""
    alone = Scenario.from_dict(table, origin)
    whole = base.scenario.model_dump()
    for group, value in table.items():
        if isinstance(value, Mapping):
            whole[group] |= value
    _refuse_unshared(base.scenario, whole, origin, given)
    whole |= {"title": alone.title, "description": alone.description}
    kept = base.scenario.policy
    whole[POLICY] = (*kept, *(policy for policy in alone.policy if policy not in kept))
    whole["run"] = base.scenario.run.model_dump()
    scenario = Scenario.from_dict(whole, origin)
    Policies(scenario.policy, world, origin)
    changes = scenario.differences(base.scenario)
    if not changes:
        raise UsageError(f"{origin}: does not differ from the base; there is nothing to compare")
    name = Path(origin).stem
    return Arm(name, scenario.title or name, scenario, {k: str(v) for k, v in changes.items()})


def _refuse_unshared(
    base: Scenario, whole: Mapping[str, Any], origin: str, given: Mapping[str, int]
) -> None:
    """Runs of another size, length or past cannot be paired; what the command line says counts."""
    problems = []
    for key in SHARED:
        group, _, name = key.partition(".")
        own, others = whole[group][name], getattr(getattr(base, group), name)
        if own != others and key not in given:
            problems.append(
                f"{origin}: {key}: is {own} here and {others} in the base; runs in pairs share it, "
                "so set it in the base alone")
    if problems:
        raise ScenarioError(problems)


def _named(arms: list[Arm]) -> list[Arm]:
    """Refuse arms of one name, which would share their files."""
    names = [arm.name for arm in arms]
    for name in names:
        if name == BASE or names.count(name) > 1:
            raise UsageError(f"{name}: give every arm a file name of its own, other than {BASE}")
    return arms


def concerned(arm: Arm, base: Arm, world: World) -> tuple[str, ...]:
    """Codes of the countries that an arm's policies name; none when they name all or no country."""
    added = policies_added(base.scenario, arm.scenario)
    named = [policy for policy in added if EVERYWHERE not in policy.countries]
    if not named:
        return ()
    bound = Policies(named, world).bound
    codes = enumerate(world.countries.code)
    return tuple(code for place, code in codes if any(each.targets.countries[place] for each in bound))
