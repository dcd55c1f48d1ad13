"""The catalogue: what each indicator is called, its unit and meaning, beside the function that measures it.

Whoever wants to measure more declares it in a module of their own; the indicator then stands in the
weekly records, in study files and, with a ``chart``, on a page::

    from ecosystem.outputs.indicators import indicator

    @indicator(label="Cash of all sellers", unit="USD", kind="usd", adds_up=True, chart="cash")
    def cash(week, state):
        return float(state.firms.cash.sum())
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal, TypedDict, TypeVar, Unpack

from ecosystem.core.arrays import Floats
from ecosystem.core.names import hint
from ecosystem.phases.week import Week
from ecosystem.state import State

Kind = Literal["usd", "amount", "share", "days", "index"]
"""How values are written: US dollars, plain numbers, fractions of one, days, and numbers around one."""

Better = Literal["higher", "lower", "neither"]

Place = Literal[
    "summary", "key figures", "tiles", "drift", "periods", "effects", "course", "services", "map", "table"
]
"""Lists that an indicator can stand in: what the terminal shows after a run, the key figures of a
report, the live page, the drift of a settled world, before and during a policy, the effects of a
comparison and their course, effects by service, the map of change, the report's table of countries."""

RESERVED = ("run", "key", "seed", "week", "date", "country")
"""Columns of the records that no indicator may be called."""

Value = TypeVar("Value")
Measure = Callable[[Week, State], Value]
AnyMeasure = TypeVar("AnyMeasure", bound=Callable[..., Any])


class IndicatorError(ValueError):
    """An indicator that is unknown, declared twice, or not what its function returns."""


class Description(TypedDict, total=False):
    """What can be said of an indicator besides its name, label and unit; see `Indicator`."""

    kind: Kind
    better: Better
    adds_up: bool
    real_size: bool
    weight: str
    chart: str
    short: str
    shown_in: tuple[Place, ...]
    order: int


@dataclass(frozen=True)
class Indicator:
    """One indicator.

    Attributes:
        name: column of the records.
        label: what it measures, as a heading.
        unit: unit of its values in words; of shares, what they are shares of ("of sellers").
        kind: how its values are written.
        better: whether higher or lower values are gains.
        adds_up: whether it is an amount: values of countries add up, and those of the sample are
            multiplied by the expansion factor.
        real_size: of an amount, whether its function gives it at real size already.
        weight: by country, the indicator that weighs it in a mean over countries.
        chart: chart that it is drawn in; one that the pages do not know yet becomes a chart of lines.
            "x.lower" is the lower panel of chart "x".
        short: name beside others on a chart or tile; the label where empty.
        shown_in: lists that it stands in.
        order: place in these lists, small first; else in the order of declaration.
        family, member: of indicators that measure the same of several things, such as services.
    """

    name: str
    label: str
    unit: str
    kind: Kind = "amount"
    better: Better = "neither"
    adds_up: bool = False
    real_size: bool = False
    weight: str = "parcels_in"
    chart: str = ""
    short: str = ""
    shown_in: tuple[Place, ...] = ()
    order: int = 1_000
    family: str = ""
    member: str = ""


@dataclass(frozen=True)
class Family:
    """Indicators that measure the same of several things; things may join as long as no model runs.

    Attributes:
        whole: what all members have in common, named as the family is.
        members: gives the things measured, with their short names.
    """

    whole: Indicator
    members: Callable[[], Mapping[str, str]]

    def names(self) -> list[str]:
        """What the members are called: ``{family}_{member}``."""
        return [f"{self.whole.name}_{member}" for member in self.members()]

    def indicators(self) -> Iterator[Indicator]:
        """One indicator a member."""
        for name, (member, short) in zip(self.names(), self.members().items(), strict=True):
            yield replace(self.whole, name=name, member=member, short=short)


def family(
    name: str, members: Iterable[str] | Mapping[str, str] | Callable[[], Iterable[str]], label: str,
    unit: str, **more: Unpack[Description],
) -> Family:
    """Declare one indicator a member, called ``{name}_{member}``.

    Args:
        name: of the family.
        members: things measured, or their short names by member, or what gives them when asked.
        label, unit, more: as of `Indicator`, the same for all.
    """

    def named() -> Mapping[str, str]:
        found = members() if callable(members) else members
        return found if isinstance(found, Mapping) else dict.fromkeys(found, "")

    return Family(Indicator(name, label, unit, family=name, **more), named)


@dataclass(frozen=True)
class Group(Generic[Value]):
    """Indicators that one function measures together, and where it stands.

    Functions look at the sample: what they measure is multiplied here, and nowhere else.
    """

    written: tuple[Indicator | Family, ...]
    measure: Measure[Mapping[str, Value]]
    origin: str

    @property
    def declared(self) -> tuple[Indicator, ...]:
        """Its indicators, member by member."""
        return tuple(
            each for entry in self.written
            for each in ((entry,) if isinstance(entry, Indicator) else entry.indicators()))

    def names(self) -> list[str]:
        """What its indicators are called."""
        return [
            name for entry in self.written
            for name in ([entry.name] if isinstance(entry, Indicator) else entry.names())]

    def sampled(self) -> list[str]:
        """Names of the amounts that its function measures at the size of the sample."""
        return [
            name for entry in self.written
            for indicator in [entry if isinstance(entry, Indicator) else entry.whole]
            if indicator.adds_up and not indicator.real_size
            for name in ([entry.name] if isinstance(entry, Indicator) else entry.names())]

    def row(self, week: Week, state: State) -> Mapping[str, Value]:
        """Measure a week, amounts at real size.

        Raises:
            IndicatorError: the function returned other names than those declared.
        """
        found, names = dict(self.measure(week, state)), set(self.names())
        if found.keys() != names:
            wrong = [f"returned {name}, which is not declared" for name in found if name not in names]
            wrong += [f"did not return {name}" for name in sorted(names - found.keys())]
            raise IndicatorError(f"{self.origin}: {'; '.join(wrong)}")
        for name in self.sampled():
            found[name] = _times(found[name], state.expansion_factor)
        return found


def _times(amount: Any, factor: float) -> Any:
    """A number or an array of them, multiplied."""
    return amount * factor


class Catalogue(Generic[Value]):
    """All indicators of one kind of record, in the order of their declaration.

    Args:
        what: what one of them is called in messages.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self.groups: dict[str, Group[Value]] = {}

    def group(self, *declared: Indicator | Family) -> Callable[[AnyMeasure], AnyMeasure]:
        """Declare what the function below measures: it returns one value a name.

        Raises:
            IndicatorError: a name is taken.
        """

        def add(measure: AnyMeasure) -> AnyMeasure:
            self._add(Group(declared, measure, f"{measure.__module__}.{measure.__qualname__}"))
            return measure

        return add

    def single(
        self, label: str, unit: str, **more: Unpack[Description]
    ) -> Callable[[AnyMeasure], AnyMeasure]:
        """Declare the one indicator that the function below measures, called as the function is.

        Raises:
            IndicatorError: the name is taken.
        """

        def add(measure: AnyMeasure) -> AnyMeasure:
            name = measure.__name__
            declared = (Indicator(name, label, unit, **more),)
            origin = f"{measure.__module__}.{measure.__qualname__}"
            self._add(Group(declared, lambda week, state: {name: measure(week, state)}, origin))
            return measure

        return add

    def _add(self, group: Group[Value]) -> None:
        """Add a group; one declared anew, as in a notebook, replaces its former self."""
        taken = {
            each.name
            for origin, other in self.groups.items()
            if origin != group.origin
            for each in other.declared
        }
        for each in group.declared:
            if each.name in taken or each.name in RESERVED:
                raise IndicatorError(f'{group.origin}: the name "{each.name}" is taken')
            taken.add(each.name)
        self.groups[group.origin] = group

    def measure(self, week: Week, state: State) -> dict[str, Value]:
        """Measure all indicators of a week.

        Raises:
            IndicatorError: a function returned other names than those declared.
        """
        row: dict[str, Value] = {}
        for group in self.groups.values():
            row.update(group.row(week, state))
        return row

    def __iter__(self) -> Iterator[Indicator]:
        return (each for group in self.groups.values() for each in group.declared)

    def __getitem__(self, name: str) -> Indicator:
        """The indicator of this name.

        Raises:
            IndicatorError: there is none; the message names the nearest.
        """
        known = {each.name: each for each in self}
        if name not in known:
            raise IndicatorError(f'{self.what} "{name}" is unknown; {hint(name, known)}')
        return known[name]

    def names(self) -> list[str]:
        """Names of all indicators."""
        return [each.name for each in self]

    def shown_in(self, place: Place) -> tuple[Indicator, ...]:
        """Indicators of a list, in its order."""
        return tuple(sorted((each for each in self if place in each.shown_in), key=lambda each: each.order))

    def in_chart(self, key: str) -> tuple[Indicator, ...]:
        """Indicators of a chart."""
        return tuple(each for each in self if each.chart == key)

    def charts(self) -> tuple[str, ...]:
        """Keys of all charts that have indicators."""
        return tuple(dict.fromkeys(each.chart for each in self if each.chart))

    def family(self, name: str) -> tuple[Indicator, ...]:
        """Members of a family; none where it is unknown."""
        return tuple(each for each in self if each.family == name)

    def families(self, place: Place) -> tuple[tuple[Indicator, ...], ...]:
        """Families of a list, in its order."""
        return tuple(
            self.family(name) for name in dict.fromkeys(each.family for each in self.shown_in(place))
        )


WORLD: Catalogue[float] = Catalogue("indicator")
"""Indicators of the whole world: a number a week."""

COUNTRIES: Catalogue[Floats] = Catalogue("country indicator")
"""Indicators by country: an array of shape (C,) a week."""

indicator, indicators = WORLD.single, WORLD.group
country_indicator, country_indicators = COUNTRIES.single, COUNTRIES.group


def of_countries(name: str, shown_in: tuple[Place, ...] = (), order: int = 1_000) -> Indicator:
    """By country, what an indicator of the world measures: its label, unit and meaning, in other lists.

    Raises:
        IndicatorError: the world has no indicator of this name.
    """
    return replace(WORLD[name], chart="", shown_in=shown_in, order=order)
