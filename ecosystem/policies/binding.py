"""Binds the policies of a scenario to a world and adds up what is in force in a week.

Nothing in the world is overwritten. Every week the policies in force change one neutral record of
`PolicyEffects`, which the week's rules read; when a policy ends, its part is simply no longer
there, so the world is exactly as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np

from ecosystem.core.arrays import Flags
from ecosystem.core.faults import Faults
from ecosystem.messages.policy_effects import PolicyEffects
from ecosystem.policies.lever import AXES, LEVERS, Lever, Targets
from ecosystem.scenario import ScenarioError
from ecosystem.scenario.policy import EVERYWHERE, TARGETS, Policy
from ecosystem.world.world import World

GROUPS = ("eu", "rcep")
KINDS = ("carrier", "platform")
_SHOWN = 12
BUILT_IN = frozenset(field.name for field in fields(PolicyEffects)) - {"own"}
"""Fields that the record of effects names itself; those of levers from outside stand in `own`."""


@dataclass(frozen=True)
class BoundPolicy:
    """A policy bound to a world: its lever and targets are known to exist."""

    written: Policy
    lever: Lever
    targets: Targets

    @cached_property
    def cells(self) -> Flags:
        """Cells of the lever's field that it moves."""
        return self.lever.field.cells(self.targets)

    def amount(self, week: int) -> float:
        """Size in force in a week: 0 outside its time, rising in equal steps while phased in."""
        start, end, steps = self.written.start, self.written.end, self.written.phase_in
        if week < start or (end is not None and week >= end):
            return 0.0
        return self.written.size * min((week - start + 1) / (steps + 1), 1.0)


class Policies:
    """All policies of a scenario, bound to a world.

    Args:
        policies: as written in the scenario.
        world: whose countries, categories and providers they name.
        origin: what to call the scenario in a message, such as the name of its file.

    Raises:
        ScenarioError: all unknown levers and targets and sizes out of bounds, one a line.
    """

    def __init__(self, policies: Sequence[Policy], world: World, origin: str = "scenario") -> None:
        self.world = world
        self.fields = {lever.field.name: lever.field for lever in LEVERS.values()}
        faults = Faults()
        bound = [_bind(number, each, world, faults) for number, each in enumerate(policies, 1)]
        if faults.problems:
            raise ScenarioError(f"{origin}: {problem}" for problem in faults.problems)
        self.bound = [policy for policy in bound if policy is not None]

    def neutral(self) -> PolicyEffects:
        """Nothing in force."""
        return self._effects(())

    def in_force(self, week: int) -> PolicyEffects:
        """What the policies change in a week."""
        moved = ((policy, policy.amount(week)) for policy in self.bound)
        return self._effects([(policy, amount) for policy, amount in moved if amount != 0.0])

    def _effects(self, moved: Iterable[tuple[BoundPolicy, float]]) -> PolicyEffects:
        draft = {name: field.at_rest(self.world) for name, field in self.fields.items()}
        for policy, amount in moved:
            field = policy.lever.field
            field.move(draft[field.name], policy.cells, policy.lever.term(amount))
        found: dict[str, Any] = {
            name: self.fields[name].finished(values, self.world) for name, values in draft.items()}
        own = {name: found.pop(name) for name in draft.keys() - BUILT_IN}
        return PolicyEffects(**found, own=own)


def _bind(number: int, policy: Policy, world: World, faults: Faults) -> BoundPolicy | None:
    """Resolve the names of a policy; faults are added to ``faults``."""
    where = f"policy {number}"
    lever = LEVERS.get(policy.lever)
    if lever is None:
        meant = faults.hint(policy.lever, LEVERS)
        faults.problems.append(f"{where}: lever: unknown name {policy.lever!r}; {meant}")
    where = f"{where} ({policy.lever})"
    if lever is not None:
        faults.problems += [f"{where}: {problem}" for problem in _misuse(policy, lever, world)]
    targets = _targets(where, policy, world, faults)
    return None if lever is None else BoundPolicy(policy, lever, targets)


def _misuse(policy: Policy, lever: Lever, world: World) -> list[str]:
    """A size out of bounds, and targets that would do nothing: none named, or not read by the lever."""
    found = []
    if not lever.low <= policy.size <= lever.high:
        found.append(f"size: {policy.size:g} is not between {lever.low:g} and {lever.high:g} {lever.unit}")
    for name in TARGETS:
        given, default = getattr(policy, name), Policy.model_fields[name].default
        if name in lever.targets and not given:
            found.append(f"{name}: name at least one of {', '.join(AXES[name](world)[:_SHOWN])}")
        elif given != default and name not in lever.targets:
            found.append(f"{name}: this lever reads {' and '.join(lever.targets)} only")
    return found


def _targets(where: str, policy: Policy, world: World, faults: Faults) -> Targets:
    """Flags of the named targets along each axis."""
    countries: Mapping[str, Flags] = {
        "eu": world.countries.eu_member, "rcep": np.asarray(world.bilateral.rcep.any(axis=1))}
    kinds = world.providers.kind
    sets: dict[str, Mapping[str, Flags]] = {
        "countries": countries,
        "origins": countries,
        "providers": {name: np.array([each == name for each in kinds]) for name in KINDS},
    }
    return Targets(**{
        axis: _flags(f"{where}: {axis}", getattr(policy, axis), names(world), sets.get(axis, {}), faults)
        for axis, names in AXES.items()
    })


def _flags(
    where: str, names: Iterable[str], valid: Sequence[str], sets: Mapping[str, Flags], faults: Faults
) -> Flags:
    """Flags of some names among the valid ones; a name may also stand for a set of them."""
    chosen = np.zeros(len(valid), bool)
    for name in dict.fromkeys(names):
        if name == EVERYWHERE:
            chosen[:] = True
        elif name in sets:
            chosen |= sets[name]
        elif name in valid:
            chosen[list(valid).index(name)] = True
        else:
            meant = faults.hint(name, [*valid, *sets, EVERYWHERE])
            faults.problems.append(f"{where}: unknown name {name!r}; {meant}")
    return chosen
