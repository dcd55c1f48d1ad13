"""From scenario files, or scenarios, to a checked comparison."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from ecosystem.core.faults import one_line
from ecosystem.policies.binding import Policies
from ecosystem.scenario import Scenario, ScenarioError
from ecosystem.scenario.reading import POLICY, number, read_toml
from ecosystem.world import World
from experiments.errors import UsageError
from experiments.studies.comparison import BASE, Arm, Comparison

SHARED = ("run.firms", "run.seed", "run.weeks", "run.settling_weeks", "run.resettling_weeks")
"""Parameters that every arm takes from the base."""

MOST_SEEDS = 10_000

COMMAND_LINE = "command line"

Source = Scenario | str | Path
"""A scenario, a scenario file, the name of a ready study, or the word "base"."""


def read_comparison(
    sources: Sequence[Source],
    world: World,
    *,
    seeds: int,
    changes: Mapping[str, int] | None = None,
    folder: Path | None = None,
) -> Comparison:
    """Read what is to be compared.

    The first of several sources is the base; every other one is laid over it: the parameters that
    it names replace the base's, its policies come on top. A source alone is compared with itself
    without its policies.

    Args:
        sources: what to compare.
        world: the stage.
        seeds: number of seeds, counted up from the base's.
        changes: parameters to take instead of the base's, by dotted key.
        folder: of the world, or None for the default one.

    Raises:
        ScenarioError, UsageError: sources that are faulty, or that make no comparison.
    """
    _check_seeds(seeds)
    given = changes or {}
    tables = [_table(source) for source in sources]
    first, rest = tables[0], tables[1:]
    if not rest:
        first, rest = _without_policies(*first), [tables[0]]
    base = _base(first, given, world)
    arms = _named([_arm(base, origin, table, given, world) for origin, table in rest])
    seed = base.scenario.run.seed
    whole = arms[0].scenario if len(arms) == 1 else base.scenario
    return Comparison(
        title=" / ".join(arm.title for arm in arms),
        question=whole.description,
        base=base,
        arms=tuple(arms),
        seeds=tuple(range(seed, seed + seeds)),
        weeks=base.scenario.run.weeks,
        world=folder,
    )


def _check_seeds(seeds: int) -> None:
    """Refuse a number of seeds that is out of bounds."""
    if seeds < 1:
        raise UsageError(f"--seeds: {number(seeds)} is below the smallest accepted value, 1")
    if seeds > MOST_SEEDS:
        most = number(MOST_SEEDS)
        raise UsageError(f"--seeds: {number(seeds)} is above the largest accepted value, {most}")


def ready_studies() -> list[str]:
    """Names of the studies that come with the program."""
    folder = resources.files("experiments.studies").joinpath("ready")
    names = [Path(entry.name) for entry in folder.iterdir()]
    return sorted(name.stem for name in names if name.suffix == ".toml")


def _table(source: Source) -> tuple[str, dict[str, Any]]:
    """Origin and content of a scenario, its file, a ready study, or the base scenario."""
    if isinstance(source, Scenario):
        return _named_table(source)
    word = str(source)
    if word == BASE:
        return BASE, {}
    if word in ready_studies() and not os.path.exists(word):
        ready = resources.files("experiments.studies").joinpath("ready", f"{word}.toml")
        with resources.as_file(ready) as path:
            return word, read_toml(path)
    if not os.path.lexists(word) and Path(word).suffix == "":
        raise UsageError(
            f"{one_line(word)}: there is no such file; ready studies are {', '.join(ready_studies())}")
    return word, read_toml(Path(word))


def _named_table(scenario: Scenario) -> tuple[str, dict[str, Any]]:
    """A scenario as a file would hold it: only what differs from the base scenario."""
    standard, content = Scenario().model_dump(), scenario.model_dump()
    changed: dict[str, Any] = {
        group: {name: value for name, value in table.items() if value != standard[group][name]}
        for group, table in content.items()
        if isinstance(table, dict)
    }
    texts = {"title": scenario.title, "description": scenario.description}
    origin = re.sub(r"[^a-z0-9]+", "_", scenario.title.lower()).strip("_") or "scenario"
    return origin, {**changed, **texts, POLICY: scenario.policy}


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
            raise UsageError(f"{name}: give every arm a name of its own, other than {BASE}")
    return arms
