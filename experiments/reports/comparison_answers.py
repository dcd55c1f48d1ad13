"""A comparison in plain words: who loses, who gains, which service takes over, what time does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from ecosystem.outputs.indicators import COUNTRIES, Catalogue, Indicator
from ecosystem.outputs.indicators import WORLD as CATALOGUE
from ecosystem.scenario.names import SERVICES
from ecosystem.view.charts.comparison_charts import change_and_interval, in_words
from ecosystem.view.style import writing
from ecosystem.view.style.palette import SERVICE_LABELS
from experiments.analysis.paired_effects import CONCERNED, WORLD, PairedEffects
from experiments.analysis.selection import of, row_of
from experiments.studies.comparison import Arm, Window

NAMED = 3
"""Countries named in a sentence."""

WEIGHTY = 0.005
"""Share of the world's trade from which a country is named."""

ARTICLE = ("United", "Netherlands", "Philippines", "Russian")


@dataclass(frozen=True)
class Line:
    """One figure behind an answer: of what, from what to what, the change and its interval."""

    label: str
    course: str
    change: str
    interval: str
    distinct: bool


@dataclass(frozen=True)
class Statement:
    """One answer: what was asked, what the runs say, and the figures behind it."""

    question: str
    verdict: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Reading:
    """The effects of one arm over one window, ready to be put into words.

    Attributes:
        world: effects on the world by outcome.
        concerned: the same in the countries that the policies name; empty when they name none.
        countries: effects by country and outcome.
        services: effects on the share of parcels by service.
        names: country names by iso3.
        place: the countries concerned, in words.
        window: the weeks meant.
    """

    world: pd.DataFrame
    concerned: pd.DataFrame
    countries: pd.DataFrame
    services: pd.DataFrame
    names: Mapping[str, str]
    place: str
    window: Window

    @classmethod
    def of(cls, effects: PairedEffects, arm: Arm, window: Window, names: Mapping[str, str]) -> Reading:
        """Take the rows of one arm and window."""
        at = {"arm": arm.name, "window": window.name}
        rows = of(effects.effects, **at)
        services = of(effects.by_service, outcome="share_parcels", **at)
        return cls(
            world=of(rows, scope=WORLD).set_index("outcome"),
            concerned=of(rows, scope=CONCERNED).set_index("outcome"),
            countries=of(effects.by_country, **at),
            services=services.set_index("service"),
            names=names,
            place=place_in_words(effects.concerned[arm.name], names),
            window=window,
        )

    def country(self, outcome: str) -> pd.DataFrame:
        """Effects on one outcome by country (iso3)."""
        return of(self.countries, outcome=outcome).set_index("country")


def place_in_words(codes: tuple[str, ...], names: Mapping[str, str]) -> str:
    """Countries as a person lists them."""
    return f"the {len(codes)} countries concerned" if len(codes) > NAMED else listed(codes, names)


def listed(codes: Sequence[str], names: Mapping[str, str]) -> str:
    """Countries in a sentence."""
    named = [names.get(code, code) for code in codes]
    return joined([f"the {name}" if name.startswith(ARTICLE) else name for name in named])


def joined(parts: Sequence[str]) -> str:
    """Several things in a sentence: "a, b and c"."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def lead(readings: Sequence[Reading], description: str) -> str:
    """What was done and what it does to sales, window by window, in a few sentences."""
    if all((reading.world["difference"].fillna(0.0) == 0.0).all() for reading in readings):
        return f"{description} It changes nothing.".strip()
    parts = []
    for reading in readings:
        sales = row_of(reading.world, "sales")
        clear = "" if sales["distinct"] else ", not clearly different from nothing"
        clear = ", clear but negligible" if sales["distinct"] and not sales["clear"] else clear
        change = in_words(CATALOGUE["sales"], sales)
        parts.append(f"in {reading.window.text} by {change}{clear}")
    return f"{description} It changes the cross-border online sales of the world {'; '.join(parts)}.".strip()


def statements(reading: Reading, others: Sequence[Reading]) -> list[Statement]:
    """The answers that a policy maker asks for first, and the main effects in other windows."""
    return [
        _ends(reading, "Who loses?", falling=True),
        _ends(reading, "Who gains?", falling=False),
        _services(reading),
        _days(reading),
        _customs(reading),
        _sellers(reading),
        *(_meanwhile(other) for other in others),
    ]


def line(indicator: Indicator, row: pd.Series, label: str) -> Line:
    """One figure of an answer."""
    change, interval = change_and_interval(indicator, row)
    course = f"{writing.value(indicator, row['base'])} to {writing.value(indicator, row['policy'])}"
    return Line(label, course, change, interval, bool(row["distinct"]))


def _ends(reading: Reading, question: str, falling: bool) -> Statement:
    """Countries whose exports or imports move most, in USD, among the clear ones."""
    parts, lines = [], []
    for key, who in (("exports", "sellers in"), ("imports", "buyers in")):
        rows = reading.country(key)
        weighty = rows["base"] >= WEIGHTY * rows["base"].sum()
        clear = rows[weighty & rows["distinct"] & ((rows["difference"] < 0) == falling)]
        clear = clear.sort_values("difference", ascending=falling).head(NAMED)
        outcome = COUNTRIES[key]
        for code, row in clear.iterrows():
            name = f"{reading.names.get(str(code), str(code))}, {key}"
            lines.append(replace(
                line(outcome, row, name), course=f"{writing.change(outcome, row['difference'])} a week"))
        if len(clear):
            parts.append(f"{who} {listed([str(code) for code in clear.index], reading.names)}")
    verdict = "; ".join(parts) or "no country clearly"
    return Statement(question, f"{verdict[0].upper()}{verdict[1:]}.", tuple(lines))


def _services(reading: Reading) -> Statement:
    """How parcels and imports move between the services."""
    rows, where, family = reading.services, "the whole world, by parcels", CATALOGUE.family("share_parcels")
    if len(reading.concerned):
        where, family = f"{reading.place}, by value of imports", COUNTRIES.family("share_in")
        rows = reading.concerned.loc[[each.name for each in family]].set_axis(list(SERVICES), axis=0)
    clear = rows[rows["distinct"]]
    gains, losses = (
        [SERVICE_LABELS[str(name)].lower() for name in clear.index[sense * clear["difference"] > 0]]
        for sense in (1, -1)
    )
    said = [f"{joined(gains)} gain{'s' * (len(gains) == 1)}"] if gains else []
    said += [f"{joined(losses)} lose{'s' * (len(losses) == 1)}"] if losses else []
    verdict = ", ".join(said) or "no service gains or loses clearly"
    lines = [line(each, row_of(rows, each.member), SERVICE_LABELS[each.member]) for each in family]
    return Statement(
        "Which service takes over?", f"In {where}: {verdict}.", tuple(lines))


def _days(reading: Reading) -> Statement:
    """Delivery to the countries concerned, or where it changes most, and in the whole world."""
    outcome = COUNTRIES["delivery_days"]
    world = row_of(reading.world, "delivery_days_mean")
    lines = [line(CATALOGUE["delivery_days_mean"], world, "Whole world")]
    if len(reading.concerned):
        row = row_of(reading.concerned, "delivery_days")
        lines.insert(0, line(outcome, row, f"To {reading.place}"))
        return Statement("What happens to delivery days?", _slower(row, f"to {reading.place}"), tuple(lines))
    rows = reading.country("delivery_days")
    clear = rows[rows["distinct"]]
    for code in _weighty(reading, clear)["difference"].abs().sort_values(ascending=False).index[:NAMED]:
        lines.append(line(outcome, row_of(rows, str(code)), f"To {reading.names.get(str(code), str(code))}"))
    return Statement("What happens to delivery days?", _slower(world, "of the whole world"), tuple(lines))


def _weighty(reading: Reading, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of countries that import enough to be named."""
    imports = reading.country("imports")["base"]
    return rows[(imports >= WEIGHTY * imports.sum()).loc[rows.index]]


def _slower(row: pd.Series, which: str) -> str:
    if not row["distinct"]:
        return f"Parcels {which} take neither clearly longer nor clearly less long."
    days = writing.change(COUNTRIES["delivery_days"], row["difference"]).lstrip("+−")
    return f"Parcels {which} take {days} {'longer' if row['difference'] > 0 else 'less'}."


def _customs(reading: Reading) -> Statement:
    near = len(reading.concerned) > 0
    catalogue: Catalogue[Any]
    rows, catalogue = (
        (reading.concerned, COUNTRIES) if near else (reading.world, CATALOGUE))
    keys = ("clearance_days_low_value", "clearance_days_standard", "duty_revenue", "vat_revenue")
    lines = tuple(line(catalogue[key], row_of(rows, key), catalogue[key].label) for key in keys)
    where = f"in {reading.place}" if near else "in the whole world"
    standard, duty = row_of(rows, "clearance_days_standard"), row_of(rows, "duty_revenue")
    verdict = f"Standard entries {where} {_moves(standard, 'wait longer', 'wait less', 'wait as long')}"
    verdict += f"; duty collected {_moves(duty, 'rises', 'falls', 'does not change clearly')}."
    return Statement("What happens at customs?", verdict, lines)


def _sellers(reading: Reading) -> Statement:
    keys = ("sales", "firms", "profit_margin", "landed_cost")
    lines = tuple(line(CATALOGUE[key], row_of(reading.world, key), CATALOGUE[key].label) for key in keys)
    sales, firms = row_of(reading.world, "sales"), row_of(reading.world, "firms")
    verdict = f"Together they sell {_moves(sales, 'more', 'less', 'neither clearly more nor less')}"
    verdict += f"; their number {_moves(firms, 'rises', 'falls', 'does not change clearly')}."
    return Statement("And the sellers of the whole world?", verdict, lines)


def _meanwhile(reading: Reading) -> Statement:
    """The main effects in another window."""
    rows = reading.world
    lines = [line(CATALOGUE[key], row_of(rows, key), f"{CATALOGUE[key].label}, whole world")
             for key in ("sales", "delivery_days_mean")]
    for key in ("imports", "delivery_days", "clearance_days_standard") if len(reading.concerned) else ():
        label = f"{COUNTRIES[key].label}, {reading.place}"
        lines.append(line(COUNTRIES[key], row_of(reading.concerned, key), label))
    lines += _ends(reading, "", falling=True).lines[:NAMED]
    verdict = f"Sellers of the world sell {_moves(row_of(rows, 'sales'), 'more', 'less', 'about as much')}."
    return Statement(f"And in {reading.window.text}?", verdict, tuple(lines))


def _moves(row: pd.Series, up: str, down: str, unclear: str) -> str:
    """The word for the way in which an outcome moves."""
    if not row["distinct"]:
        return unclear
    return up if row["difference"] > 0 else down
