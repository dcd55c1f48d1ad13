"""Policies and shocks: levers that change what agents meet, between two weeks, for some targets.

Nothing in the world is overwritten. Every week the policies in force are added up to one neutral
record of `PolicyEffects`, which the week's rules read; when a policy ends, its part is simply no longer
there, so the world is exactly as it was.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from ecosystem.core.arrays import Flags
from ecosystem.messages.policy_effects import PolicyEffects
from ecosystem.scenario import ScenarioError
from ecosystem.scenario.names import PASSAGES
from ecosystem.scenario.policy import EVERYWHERE, Policy
from ecosystem.world.world import World

Draft = dict[str, NDArray[np.float64]]
GROUPS = ("eu", "rcep")
KINDS = ("carrier", "platform")
CLOSED_FROM = 0.5


@dataclass(frozen=True)
class Targets:
    """A policy's targets as flags over the world's tables.

    Attributes:
        countries, origins: shape (C,).
        categories: shape (K,).
        providers: shape (P,).
        passages: names.
    """

    countries: Flags
    origins: Flags
    categories: Flags
    providers: Flags
    passages: tuple[str, ...]


@dataclass(frozen=True)
class Lever:
    """Something that policies can move.

    Attributes:
        name: the word used in scenarios.
        unit: unit of the size.
        low, high: accepted sizes.
        targets: which kinds of targets it reads.
        text: what a size of one does.
        source: why the lever exists, or where it is described.
        act: changes a draft of the week's measures by an amount.
    """

    name: str
    unit: str
    low: float
    high: float
    targets: tuple[str, ...]
    text: str
    source: str
    act: Callable[[Draft, Targets, float], None]


def _tariff(draft: Draft, at: Targets, amount: float) -> None:
    draft["tariff"][np.ix_(at.origins, at.countries, at.categories)] += amount


def _duty_threshold(draft: Draft, at: Targets, amount: float) -> None:
    draft["duty_threshold"][at.countries] += amount


def _tax_threshold(draft: Draft, at: Targets, amount: float) -> None:
    draft["tax_threshold"][at.countries] += amount


def _law_of_2026(draft: Draft, at: Targets, amount: float) -> None:
    draft["law_of_2026"][at.countries] += amount


def _vat_at_sale(draft: Draft, at: Targets, amount: float) -> None:
    draft["vat_at_sale"][at.countries] += amount


def _recognition(draft: Draft, at: Targets, amount: float) -> None:
    among = np.ix_(at.origins, at.countries)
    draft["recognition"][among] += amount
    draft["recognition"].T[among] = draft["recognition"][among]


def _transparency(draft: Draft, at: Targets, amount: float) -> None:
    draft["transparency"][at.countries] += amount


def _rating(draft: Draft, at: Targets, amount: float) -> None:
    draft["rating"][at.countries] += amount


def _flat_duty(draft: Draft, at: Targets, amount: float) -> None:
    draft["flat_duty"][np.ix_(at.countries, at.categories)] += amount


def _officers(draft: Draft, at: Targets, amount: float) -> None:
    draft["officers"][at.countries] *= 1.0 + amount


def _inspection(draft: Draft, at: Targets, amount: float) -> None:
    draft["inspection"][at.countries] *= 1.0 + amount


def _digital(draft: Draft, at: Targets, amount: float) -> None:
    draft["digital"][at.countries] += amount


def _demand(draft: Draft, at: Targets, amount: float) -> None:
    draft["demand"][np.ix_(at.countries, at.categories)] *= 1.0 + amount


def _outage(draft: Draft, at: Targets, amount: float) -> None:
    draft["capacity"][at.providers] *= 1.0 - amount


def _closure(draft: Draft, at: Targets, amount: float) -> None:
    for passage in at.passages:
        draft["closed"][PASSAGES.index(passage)] += amount


LEVERS: dict[str, Lever] = {
    lever.name: lever
    for lever in (
        Lever("tariff", "share of value", -1.0, 5.0, ("countries", "origins", "categories"),
              "Points added to the tariff on goods from origins into countries", "Tariff schedules", _tariff),
        Lever("de_minimis_duty", "USD", -10_000.0, 10_000.0, ("countries",),
              "Added to the value up to which no duty is due, never below 0", "De minimis rules by country", _duty_threshold),
        Lever("de_minimis_tax", "USD", -10_000.0, 10_000.0, ("countries",),
              "Added to the value up to which no VAT is due, never below 0", "De minimis rules by country", _tax_threshold),
        Lever("de_minimis_2026", "share of the change", 0.0, 1.0, ("countries",),
              "Moves both thresholds from the law of 2024 to that of the end of 2026", "De minimis rules by country", _law_of_2026),
        Lever("flat_duty", "USD per parcel", 0.0, 1_000.0, ("countries", "categories"),
              "Duty on each low-value parcel in place of a rate", "EU interim duty of EUR 3 from July 2026", _flat_duty),
        Lever("customs_officers", "share", -0.95, 10.0, ("countries",),
              "Officers added, as a share of those at work", "Border agency budgets", _officers),
        Lever("inspection_share", "share", -1.0, 20.0, ("countries",),
              "Inspections added, as a share of the usual share inspected", "Border enforcement campaigns", _inspection),
        Lever("digital_level", "0-1", -1.0, 1.0, ("countries",),
              "Added to the digital level of customs, kept within 0 and 1", "Single windows; UN DESA 2024", _digital),
        Lever("vat_at_sale", "USD", -10_000.0, 10_000.0, ("countries",),
              "Added to the value up to which sellers collect VAT at the sale", "Import One Stop Shop of the EU, 2021", _vat_at_sale),
        Lever("mutual_recognition", "share", -1.0, 1.0, ("countries", "origins"),
              "Share of the distance of standards taken off between origins and countries, both ways", "WTO Trade Facilitation Agreement 2017, article 10", _recognition),
        Lever("surcharge_transparency", "share", 0.0, 1.0, ("countries",),
              "Hidden surcharges to these countries that carriers must show before the sale", "Regulation (EU) 2018/644 on parcel prices", _transparency),
        Lever("service_rating", "share", 0.0, 1.0, ("countries",),
              "Error of these countries' sellers in judging providers that a common rating takes off", "Standards of service quality such as ISO 9001", _rating),
        Lever("passage_closed", "0 or 1", 0.0, 1.0, ("passages",),
              "Closes straits or canals from a size of one half on", "Suez 2021, Red Sea 2023-2025", _closure),
        Lever("outage", "share of capacity", 0.0, 0.99, ("providers",),
              "Capacity that carriers or platforms lose", "Strikes and cyber attacks on carriers", _outage),
        Lever("demand_shock", "share", -1.0, 10.0, ("countries", "categories"),
              "Spending added, as a share of the usual spending", "Demand in 2020", _demand),
    )
}
"""All levers by name."""


@dataclass(frozen=True)
class BoundPolicy:
    """A policy bound to a world: its lever and targets are known to exist."""

    parameters: Policy
    lever: Lever
    targets: Targets

    def amount(self, week: int) -> float:
        """Size in force in a week: 0 outside its time, rising in equal steps while phased in."""
        start, end, steps = self.parameters.start, self.parameters.end, self.parameters.phase_in
        if week < start or (end is not None and week >= end):
            return 0.0
        return self.parameters.size * min((week - start + 1) / (steps + 1), 1.0)


class Policies:
    """All policies of a scenario, bound to a world.

    Args:
        policies: as written in the scenario.
        world: whose countries, categories and providers they name.
        origin: what to call the scenario in a message, such as the name of its file.

    Raises:
        ScenarioError: all unknown levers and targets and sizes out of bounds, one a line.
    """

    def __init__(
        self, policies: Sequence[Policy], world: World, origin: str = "scenario"
    ) -> None:
        self.shape = _shapes(world)
        problems: list[str] = []
        self.bound = [_bind(number, each, world, problems) for number, each in enumerate(policies, 1)]
        if problems:
            raise ScenarioError(f"{origin}: {problem}" for problem in problems)

    def neutral(self) -> PolicyEffects:
        """Nothing in force."""
        return self._measures(())

    def in_force(self, week: int) -> PolicyEffects:
        """What the policies change in a week."""
        moved = ((policy, policy.amount(week)) for policy in self.bound)
        return self._measures([(policy, amount) for policy, amount in moved if amount != 0.0])

    def _measures(self, moved: Iterable[tuple[BoundPolicy, float]]) -> PolicyEffects:
        draft = {name: np.full(shape, neutral) for name, (shape, neutral) in self.shape.items()}
        for policy, amount in moved:
            policy.lever.act(draft, policy.targets, amount)
        closed = draft.pop("closed")
        names = frozenset(name for name, shut in zip(PASSAGES, closed, strict=True) if shut >= CLOSED_FROM)
        return PolicyEffects(**draft, closed=names)


def _shapes(world: World) -> dict[str, tuple[tuple[int, ...], float]]:
    """Shape and neutral value of every field of a draft."""
    c, k = len(world.countries.code), len(world.categories.name)
    shapes: dict[str, tuple[tuple[int, ...], float]] = {
        "tariff": ((c, c, k), 0.0),
        "recognition": ((c, c), 0.0),
        "flat_duty": ((c, k), 0.0),
        "demand": ((c, k), 1.0),
        "officers": ((c,), 1.0),
        "inspection": ((c,), 1.0),
        "capacity": ((len(world.providers.name),), 1.0),
        "closed": ((len(PASSAGES),), 0.0),
    }
    others = {field.name for field in fields(PolicyEffects)} - shapes.keys()
    return shapes | {name: ((c,), 0.0) for name in others}


def _bind(number: int, policy: Policy, world: World, problems: list[str]) -> BoundPolicy:
    """Resolve names; faults are added to ``problems`` and give a policy without effect."""
    where = f"policy {number}"
    lever = LEVERS.get(policy.lever)
    if lever is None:
        problems.append(f"{where}: lever: {_unknown(policy.lever, LEVERS)}")
        lever = Lever(policy.lever, "-", -np.inf, np.inf, (), "", "", lambda draft, at, amount: None)
    where = f"{where} ({policy.lever})"
    if not lever.low <= policy.size <= lever.high:
        problems.append(
            f"{where}: size: {policy.size:g} is not between {lever.low:g} and {lever.high:g} {lever.unit}")
    if lever.targets == ("passages",) and not policy.passages:
        problems.append(f"{where}: passages: name at least one of {', '.join(PASSAGES)}")
    _refuse_unread_targets(where, policy, lever, problems)
    return BoundPolicy(policy, lever, _targets(where, policy, world, problems))


def _refuse_unread_targets(
    where: str, policy: Policy, lever: Lever, problems: list[str]
) -> None:
    """A target that the lever does not read would silently do nothing."""
    for name in ("countries", "origins", "categories", "providers", "passages"):
        given = getattr(policy, name) != Policy.model_fields[name].default
        if lever.targets and given and name not in lever.targets:
            problems.append(f"{where}: {name}: this lever reads {' and '.join(lever.targets)} only")


def _targets(where: str, policy: Policy, world: World, problems: list[str]) -> Targets:
    codes = world.countries.code
    groups = {"eu": world.countries.eu_member, "rcep": world.bilateral.rcep.any(axis=1)}
    table = world.providers
    kind_of = np.array(table.kind)
    kinds: dict[str, Flags] = {kind: np.equal(kind_of, kind) for kind in KINDS}

    def flags(key: str, names: Iterable[str], valid: Sequence[str], sets: dict[str, Flags]) -> Flags:
        chosen = np.zeros(len(valid), bool)
        for name in names:
            if name == EVERYWHERE:
                chosen[:] = True
            elif name in sets:
                chosen |= sets[name]
            elif name in valid:
                chosen[list(valid).index(name)] = True
            else:
                problems.append(f"{where}: {key}: {_unknown(name, [*valid, *sets, EVERYWHERE])}")
        return chosen

    for name in policy.passages:
        if name not in PASSAGES:
            problems.append(f"{where}: passages: {_unknown(name, PASSAGES)}")
    return Targets(
        countries=flags("countries", policy.countries, codes, groups),
        origins=flags("origins", policy.origins, codes, groups),
        categories=flags("categories", policy.categories, world.categories.name, {}),
        providers=flags("providers", policy.providers, table.name, kinds),
        passages=tuple(name for name in policy.passages if name in PASSAGES),
    )


def _unknown(name: str, valid: Iterable[str]) -> str:
    """What is wrong with a name, and the nearest valid one."""
    names = {each.casefold(): each for each in valid}
    near = difflib.get_close_matches(name.casefold(), names, 1, 0.5)
    hint = f"did you mean {names[near[0]]}?" if near else f"valid: {', '.join(sorted(names.values())[:12])}"
    return f"unknown name {name!r}; {hint}"
