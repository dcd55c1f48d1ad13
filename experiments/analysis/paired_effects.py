"""From the runs of a comparison to tables of effects: world, countries, services, through time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem.core.arrays import Floats
from ecosystem.outputs.indicators import COUNTRIES, Indicator
from ecosystem.outputs.indicators import WORLD as CATALOGUE
from ecosystem.world import World
from experiments.analysis.smallest_effects import matters
from experiments.analysis.statistics import (
    clear_among_many,
    clear_of_a_family,
    course,
    effect,
    p_value,
)
from experiments.studies.comparison import BASE, Arm, Comparison, Window, concerned

WORLD, CONCERNED = "world", "concerned"


@dataclass(frozen=True)
class PairedRecords:
    """Weekly records of all runs, as arrays.

    Attributes:
        world: by arm, indicators of shape (seeds, weeks) by column.
        countries: by arm, indicators of shape (seeds, weeks, countries) by column.
        codes: the countries in their order.
        dates: first day of each week.
    """

    world: Mapping[str, Mapping[str, Floats]]
    countries: Mapping[str, Mapping[str, Floats]]
    codes: tuple[str, ...]
    dates: tuple[str, ...]


@dataclass(frozen=True)
class PairedEffects:
    """Tables of effects, one row an outcome, arm and window; `through_time` one a week.

    `distinct` says that an effect is told from nothing, allowing for how many are looked at together
    (the outcomes of a scope and window, the services of a share, the countries of an outcome); `clear`
    that it is also large enough to be of interest. `p_value` is that of the one effect alone.

    Attributes:
        effects: `scope` is "world", or "concerned" for the countries that the policies name.
        by_country: with a column `country` (iso3).
        by_service: with a column `service`.
        through_time: smoothed differences with interval of the mean and quantiles over seeds.
        concerned: codes of the countries concerned, by arm.
    """

    effects: pd.DataFrame
    by_country: pd.DataFrame
    by_service: pd.DataFrame
    through_time: pd.DataFrame
    concerned: Mapping[str, tuple[str, ...]]

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        names = ("effects", "by_country", "by_service", "through_time")
        return {name: getattr(self, name) for name in names}


def as_arrays(
    comparison: Comparison, weekly: pd.DataFrame, countries: pd.DataFrame, codes: Sequence[str]
) -> PairedRecords:
    """Stack the records of all runs.

    Args:
        comparison: what was compared.
        weekly: one row a run and week, with columns arm, seed, week.
        countries: one row a run, week and country.
        codes: all countries, in the order of the rows of a week.
    """
    seeds, weeks = len(comparison.seeds), comparison.weeks
    arms = [BASE, *(arm.name for arm in comparison.arms)]
    first = weekly[(weekly["arm"] == BASE) & (weekly["seed"] == comparison.seeds[0])]
    return PairedRecords(
        world={arm: _stacked(weekly, arm, (seeds, weeks)) for arm in arms},
        countries={arm: _stacked(countries, arm, (seeds, weeks, len(codes))) for arm in arms},
        codes=tuple(codes),
        dates=tuple(first["date"].astype(str)),
    )


def _stacked(table: pd.DataFrame, arm: str, shape: tuple[int, ...]) -> dict[str, Floats]:
    rows = table[table["arm"] == arm].select_dtypes("number").drop(columns=["seed", "week"])
    return {str(name): rows[name].to_numpy(float).reshape(shape) for name in rows}


def paired_effects(comparison: Comparison, runs: PairedRecords, world: World) -> PairedEffects:
    """Effects of all arms, over their windows and through time."""
    tables: dict[str, list[pd.DataFrame]] = {name: [] for name in ("effects", "country", "service")}
    courses, named = [], {}
    for arm in comparison.arms:
        codes = named[arm.name] = concerned(arm, comparison.base, world)
        pair = [_scopes(runs, name, codes) for name in (BASE, arm.name)]
        courses.append(_courses(arm, runs, *pair))
        for window in comparison.windows(arm):
            for scope, base in pair[0].items():
                catalogue = CATALOGUE if scope == WORLD else COUNTRIES
                rows = _effects(base, pair[1][scope], window, [catalogue[key] for key in base])
                tables["effects"].append(_labelled(rows, arm, window, scope=scope))
            rows = _by_country(runs, arm, window)
            tables["country"].append(_labelled(rows, arm, window))
            services = _by_service(runs.world[BASE], runs.world[arm.name], window)
            tables["service"].append(_labelled(services, arm, window))
    joined = {name: pd.concat(parts, ignore_index=True) for name, parts in tables.items()}
    return PairedEffects(
        effects=joined["effects"],
        by_country=joined["country"],
        by_service=joined["service"],
        through_time=pd.concat(courses, ignore_index=True),
        concerned=named,
    )


def _scopes(runs: PairedRecords, arm: str, codes: Sequence[str]) -> dict[str, dict[str, Floats]]:
    """Weekly outcomes of the world and of the countries concerned, each (seeds, weeks)."""
    table = runs.world[arm]
    known = [each.name for each in CATALOGUE.shown_in("effects") if each.name in table]
    scopes = {WORLD: {name: table[name] for name in known}}
    if codes:
        places = [runs.codes.index(code) for code in codes]
        part = {name: values[..., places] for name, values in runs.countries[arm].items()}
        scopes[CONCERNED] = _together(part)
    return scopes


def _together(part: Mapping[str, Floats]) -> dict[str, Floats]:
    """Several countries as one: sums, means of shares by value, and means of days by parcels."""
    together = {}
    for each in (*COUNTRIES.shown_in("effects"), *COUNTRIES.shown_in("services")):
        if each.name in part:
            values = part[each.name]
            together[each.name] = (
                values.sum(axis=-1) if each.adds_up else _weighted(values, part[each.weight]))
    return together


def _weighted(values: Floats, weights: Floats) -> Floats:
    known = np.where(np.isfinite(values), weights, 0.0)
    total = known.sum(axis=-1)
    summed = (np.nan_to_num(values) * known).sum(axis=-1)
    return np.asarray(summed / np.where(total > 0, total, np.nan))


def over(values: Floats, window: Window) -> Floats:
    """Mean of weekly values over a window, gaps left out.

    Args:
        values: shape (seeds, weeks, ...).

    Returns:
        Shape (seeds, ...); not a number where there is nothing in the window.
    """
    part = values[:, window.start : window.end]
    known = np.isfinite(part)
    count = known.sum(axis=1)
    return np.asarray(np.nan_to_num(part).sum(axis=1) / np.where(count > 0, count, np.nan))


def _effects(
    base: Mapping[str, Floats], policy: Mapping[str, Floats], window: Window,
    indicators: Sequence[Indicator],
) -> pd.DataFrame:
    """Effects on outcomes of shape (seeds, weeks), one row each; together they are one family."""
    keys = list(base)
    pair = [np.stack([over(side[key], window) for key in keys], axis=1) for side in (base, policy)]
    return _frame(pair[0], pair[1], {"outcome": keys}, indicators, clear_of_a_family)


def _by_country(runs: PairedRecords, arm: Arm, window: Window) -> pd.DataFrame:
    frames = []
    for each in COUNTRIES.shown_in("effects"):
        if each.name not in runs.countries[BASE]:
            continue
        pair = [over(runs.countries[name][each.name], window) for name in (BASE, arm.name)]
        number = len(runs.codes)
        labels = {"country": list(runs.codes), "outcome": [each.name] * number}
        frames.append(_frame(pair[0], pair[1], labels, [each] * number, clear_among_many))
    return pd.concat(frames, ignore_index=True)


def _by_service(
    base: Mapping[str, Floats], policy: Mapping[str, Floats], window: Window
) -> pd.DataFrame:
    frames = []
    for family in CATALOGUE.families("services"):
        sides = [{each.name: side[each.name] for each in family} for side in (base, policy)]
        frame = _effects(sides[0], sides[1], window, family)
        frames.append(frame.assign(outcome=family[0].family, service=[each.member for each in family]))
    return pd.concat(frames, ignore_index=True)


def _frame(
    base: Floats, policy: Floats, labels: Mapping[str, list[str]], indicators: Sequence[Indicator],
    told: Callable[[Floats], NDArray[np.bool_]],
) -> pd.DataFrame:
    """Effects on outcomes of shape (seeds,), one row each, and which of them are told from nothing."""
    found, chance = effect(base, policy), p_value(policy - base)
    distinct = told(chance)
    size = matters(indicators, found.base, found.difference)
    table = pd.DataFrame({**labels, **asdict(found)})
    return table.assign(p_value=chance, distinct=distinct, clear=distinct & size)


def _labelled(rows: pd.DataFrame, arm: Arm, window: Window, **labels: str) -> pd.DataFrame:
    front = {"arm": arm.name, "window": window.name, **labels}
    for place, (name, value) in enumerate(front.items()):
        rows.insert(place, name, value)
    return rows


def _courses(
    arm: Arm,
    runs: PairedRecords,
    base: Mapping[str, Mapping[str, Floats]],
    policy: Mapping[str, Mapping[str, Floats]],
) -> pd.DataFrame:
    """Smoothed differences of every outcome and week."""
    shares = {name: runs.world[name] for name in (BASE, arm.name)}
    frames = []
    for scope in base:
        sides = [dict(base[scope]), dict(policy[scope])]
        if scope == WORLD:
            for side, name in zip(sides, (BASE, arm.name), strict=True):
                side |= {each.name: shares[name][each.name] for each in CATALOGUE.family("share_parcels")}
        for key in sides[0]:
            frames.append(_course(sides[0][key], sides[1][key], runs.dates).assign(
                arm=arm.name, scope=scope, outcome=key))
    table = pd.concat(frames, ignore_index=True)
    front = ["arm", "scope", "outcome"]
    return table[[*front, *(name for name in table if name not in front)]]


def _course(base: Floats, policy: Floats, dates: Sequence[str]) -> pd.DataFrame:
    found = course(base, policy)
    names = ("band_2_5", "band_25", "band_75", "band_97_5")
    return pd.DataFrame(
        {
            "week": np.arange(len(dates)),
            "date": dates,
            "mean": found.mean,
            "low": found.low,
            "high": found.high,
            **dict(zip(names, found.bands, strict=True)),
        }
    )
