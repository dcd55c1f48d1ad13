"""Regions under other numbers: the same world listed in another order gives the same results in that order.

Draws are keyed by the number of the destination, so a relabelled world draws with the old number:
then whole weeks must agree, parcels exactly and amounts to rounding.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from ecosystem import Ecosystem, Scenario, World
from ecosystem.agents.network.route_paths import first_route_paths
from ecosystem.core.arrays import Integers
from ecosystem.core.draws import Draws, WeekDraws
from ecosystem.phases import conditions, trade
from ecosystem.scenario.names import SERVICES
from ecosystem.scenario.parameters.freight import FreightParameters
from ecosystem.state import Saved
from ecosystem.world.network.lanes import NODES_PER_HUB
from ecosystem.world.world import DEFAULT_FOLDER
from tests.small import default_world, run, small

WEEKS, AGE = 6, 190
"""In these weeks it is the turn of no hub to search its routes again: turns go by the numbers of hubs."""
NOT_BY_DESTINATION = {"evaluation"}
"""Streams of draws whose second key is no country."""
BY_VALUE = {"country": "countries", "origin": "countries", "destination": "countries", "hub": "hubs"}
"""Columns that hold numbers of regions."""
BY_ROW = {"customs": "countries", "talent": "hubs", "lane_flows": "lanes"}
"""Tables with one row a region or lane."""
CELL = "corridors.cell"
"""Column with the numbers of corridors."""


@dataclass(frozen=True)
class Labels:
    """Where each region stands in another world: new number of each old one, and the reverse."""

    new: dict[str, Integers]
    old: dict[str, Integers]

    @classmethod
    def between(cls, world: World, other: World, freight: FreightParameters) -> Labels:
        """Regions by their names, and lanes by the hubs and modes at their ends."""
        names = {"countries": (world.countries.code, other.countries.code), "hubs": (world.hubs.name, other.hubs.name)}
        new = {kind: np.array([there.index(each) for each in here]) for kind, (here, there) in names.items()}
        here, there = (first_route_paths(each, freight).network for each in (world, other))
        ends = (new["hubs"][end // NODES_PER_HUB] * NODES_PER_HUB + end % NODES_PER_HUB
                for end in (here.lanes.tail, here.lanes.head))
        new["lanes"] = there.by_ends.between[*ends]
        return cls(new, {kind: np.argsort(numbers) for kind, numbers in new.items()})

    def cells(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """Numbers of corridors, origin x countries x services + destination x services + service."""
        new, services = self.new["countries"], len(SERVICES)
        origin, rest = np.divmod(numbers, len(new) * services)
        destination, service = np.divmod(rest, services)
        return (new[origin] * len(new) + new[destination]) * services + service

    def paths(self, hub: Integers, start: Integers, lane: Integers) -> tuple[Integers, Integers, Integers]:
        """Stored paths: hubs reached (classes, hubs, countries), and lanes one path after the other."""
        rows = self.along(np.arange(hub.size).reshape(hub.shape), 1).ravel()
        length = np.diff(start)[rows]
        begin = np.concatenate(([0], np.cumsum(length)))
        place = np.arange(begin[-1]) + np.repeat(start[rows] - begin[:-1], length)
        reached = np.where(hub < 0, hub, self.new["hubs"][hub]).ravel()[rows]
        return reached.reshape(hub.shape), begin, self.new["lanes"][lane[place]]

    def along(self, array: NDArray[Any], first: int) -> NDArray[Any]:
        """The array with every axis from ``first`` on that has one entry a region in the new order."""
        for axis in range(first, array.ndim):
            for old in (self.old["countries"], self.old["hubs"]):
                if array.shape[axis] == len(old):
                    array = array.take(old, axis)
        return array


@dataclass(frozen=True)
class OldNumbers(Draws):
    """Draws of a relabelled world, keyed by the destinations' old numbers."""

    old: Integers

    def at(self, age: int) -> WeekDraws:
        """The draws of a week, keyed likewise."""
        return OldNumbersOfWeek(self.seed, age, self.old)


@dataclass(frozen=True)
class OldNumbersOfWeek(WeekDraws):
    """The same in one week."""

    old: Integers

    def for_good(self) -> WeekDraws:
        """Draws made once, keyed likewise."""
        return OldNumbersOfWeek(self.seed, 0, self.old)

    def uniform(self, stream: str, *keys: ArrayLike) -> NDArray[np.float64]:
        """With the second key as it was in the world that was relabelled."""
        if len(keys) > 1 and stream not in NOT_BY_DESTINATION:
            keys = (keys[0], self.old[np.asarray(keys[1])], *keys[2:])
        return super().uniform(stream, *keys)


def relabelled(state: Saved, labels: Labels) -> Saved:
    """A state as it stands in the relabelled world."""
    result = {}
    for key, array in state.items():
        table, _, column = key.partition("/")
        if table in BY_ROW and column != "id":
            array = array[labels.old[BY_ROW[table]]]
        if column in BY_VALUE:
            array = labels.new[BY_VALUE[column]][array]
        if column == CELL:
            array = labels.cells(array)
        if table == "markets":
            number = len(labels.old["countries"])
            array = array.reshape(number, -1)[labels.old["countries"]].ravel()
        result[key] = array if table == "route_paths" else labels.along(array, 1)
    for kind in ("bulk", "air"):
        names = [f"route_paths/{kind}_{name}" for name in ("hub", "start", "lane")]
        result |= dict(zip(names, labels.paths(*(state[name] for name in names)), strict=True))
    return in_order(result)


def in_order(state: Saved) -> Saved:
    """Listings and corridors by their numbers."""
    orders = {
        "listings/": np.lexsort((state["listings/destination"], state["listings/firm"])),
        f"records/{CELL[:-4]}": np.argsort(state[f"records/{CELL}"]),
    }
    result = dict(state)
    for start, order in orders.items():
        result |= {key: array[order] for key, array in result.items() if key.startswith(start)}
    return result


def differences(one: Saved, other: Saved) -> dict[str, float]:
    """Largest difference of each array that differs: whole numbers at all, others beyond 1e-9."""
    return {key: gap for key in one if (gap := difference(one[key], other[key])) > 0.0}


def difference(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Largest difference, 0 where it is rounding: 1e-9 of the largest number."""
    if one.shape != other.shape:
        return float("inf")
    if one.dtype.kind not in "fc":
        return float(np.abs(one.astype(float) - other).max(initial=0.0))
    finite = np.isfinite(one)
    if not np.array_equal(np.where(finite, 0, one), np.where(np.isfinite(other), 0, other), equal_nan=True):
        return float("inf")
    gap = float(np.abs(one[finite] - other[finite]).max(initial=0.0))
    return gap if gap > 1e-9 * float(np.abs(one[finite]).max(initial=0.0)) else 0.0


@pytest.fixture(scope="module")
def other_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The default world with countries and hubs listed in another order."""
    folder = Path(shutil.copytree(DEFAULT_FOLDER, tmp_path_factory.mktemp("worlds") / "other"))
    random = np.random.default_rng(4)
    for name in ("countries.csv", "hubs.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            head, *lines = list(csv.reader(file))
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *(lines[row] for row in random.permutation(len(lines)))])
    return World.load(folder)


@pytest.fixture(scope="module")
def labels(other_world: World) -> Labels:
    return Labels.between(default_world(), other_world, SCENARIO.freight)


SCENARIO = small(
    60, sellers={"entry_rate": 0.0, "destinations_considered": 0, "review_interval": 4},
    freight={"search_weeks": 520}).replace({"policy": [
        {"lever": "passage_closed", "size": 1.0, "passages": ["suez"], "start": 3},
        {"lever": "tariff", "size": 0.1, "countries": ["eu"], "origins": ["CHN"]}]})
"""Without entrants and new markets: whoever draws a country from a list draws another one from another
list. A closure has all routes searched in the middle of it."""


def twins(other_world: World, labels: Labels, scenario: Scenario = SCENARIO) -> tuple[Ecosystem, Ecosystem]:
    """Equal models just founded, one in each world."""
    model = Ecosystem(scenario, default_world())
    other = Ecosystem.restore(relabelled(model.save(), labels), other_world, scenario)
    model.state.age = other.state.age = AGE
    other.state.all_draws = OldNumbers(scenario.run.seed, labels.old["countries"])
    return model, other


def arrays(name: str, record: Any) -> Iterator[tuple[str, NDArray[Any]]]:
    """Every array in a record of arrays or records, by its name."""
    if isinstance(record, np.ndarray):
        yield name, record
    for key, value in record.items() if isinstance(record, Mapping) else ():
        yield from arrays(f"{name}/{key}", value)
    for field in fields(record) if hasattr(record, "__dataclass_fields__") else ():
        yield from arrays(f"{name}/{field.name}", getattr(record, field.name))


def test_lanes_borders_law_and_tariffs_are_relabelled(other_world, labels):
    """Everything public that a quote depends on, before anything is drawn."""
    model, other = twins(other_world, labels)
    expected = {key: labels.along(array, 0) for key, array in arrays("now", conditions.observe(model.state))}
    found = dict(arrays("now", conditions.observe(other.state)))
    assert expected.keys() == found.keys()
    assert len(expected) > 20
    assert not differences(expected, found)


def test_quotes_are_relabelled(other_world, labels):
    """Costs, days and duties of every listing."""
    model, other = twins(other_world, labels)
    quotes = []
    for each in (model, other):
        quotes.append(trade.price_listings(each.state, conditions.observe(each.state)).quotes)
    new = labels.new["countries"][model.listings.destination]
    order = np.lexsort((new, model.listings.firm))
    assert not differences(dict(arrays("quotes", quotes[0].take(order))), dict(arrays("quotes", quotes[1])))


def lived(model: Ecosystem, weeks: int = WEEKS) -> Saved:
    """Saved after some weeks."""
    return in_order(run(model, weeks).save())


def test_weeks_are_relabelled(other_world, labels):
    """Everybody's state after some weeks of trade, clearance and reviews."""
    model, other = twins(other_world, labels)
    before = model.save()
    expected, found = relabelled(lived(model), labels), lived(other)
    assert expected["listings/firm"].size and differences(relabelled(before, labels), expected)
    assert not differences(expected, found)


def first_country_is_large(model: Ecosystem) -> None:
    """A rule that knows a country by its number."""
    model.markets.base_spending[model.markets.destination == 0] *= 1.01


def first_hub_is_cheap(model: Ecosystem) -> None:
    """A rule that knows a hub by its number."""
    model.talent.wage[0] *= 0.99


@pytest.mark.parametrize("spoil", [first_country_is_large, first_hub_is_cheap])
def test_a_rule_that_knows_a_region_by_its_number_is_seen(other_world, labels, spoil: Callable[[Ecosystem], None]):
    model, other = twins(other_world, labels)
    for each in (model, other):
        spoil(each)
    assert differences(relabelled(lived(model, 2), labels), lived(other, 2))


def test_draws_by_new_numbers_are_seen(other_world, labels):
    model, other = twins(other_world, labels)
    other.state.all_draws = model.all_draws
    assert differences(relabelled(lived(model, 2), labels), lived(other, 2))
