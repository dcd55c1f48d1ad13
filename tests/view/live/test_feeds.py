"""Live updates are small, complete and say the same as the frames behind them."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from ecosystem.scenario.names import SERVICES
from ecosystem.view.charts.descriptions import DESCRIPTIONS, upper_panel
from ecosystem.view.live import feeds
from ecosystem.view.maps.flow_map import places
from ecosystem.view.maps.flows import corridors
from tests.doubles import synthetic

WEEKLY = synthetic.weekly(weeks=260)
PLACES = places(synthetic.SQUARE, synthetic.HUBS, synthetic.NAMES)
UPDATE_BYTES = 4_096


def joined(data: feeds.ChartData, chart: int, column: int) -> list[float]:
    """History and recent weeks of one column, one after the other."""
    history, recent = json.loads(data.history), json.loads(data.recent)
    return [*history["series"][chart][column], *recent[chart][column]]


@pytest.mark.parametrize("weeks", [1, 25, 26, 27, 200, 260])
def test_history_and_recent_weeks_give_the_whole_series(weeks: int) -> None:
    data = feeds.ChartFeed().update(WEEKLY.iloc[:weeks])
    for place, key in enumerate(feeds.LIVE):
        for column, line in enumerate(upper_panel(DESCRIPTIONS[key])):
            expected = WEEKLY[line.column].iloc[:weeks] / line.divisor
            np.testing.assert_allclose(joined(data, place, column), expected, rtol=5e-4)


def test_the_history_is_sent_twice_a_year() -> None:
    feed = feeds.ChartFeed()
    histories = [feed.update(WEEKLY.iloc[:weeks]).history for weeks in range(1, 105)]
    assert len(set(histories)) == 1 + 104 // feeds.BLOCK


def test_updates_stay_small() -> None:
    charts, world = feeds.ChartFeed(), feeds.MapFeed(PLACES)
    sizes = []
    for weeks in range(1, 261):
        drawn = world.update(synthetic.listings()).moving if weeks % 5 == 0 else ""
        sizes.append(len(charts.update(WEEKLY.iloc[:weeks]).recent) + len(drawn))
    assert max(sizes) <= UPDATE_BYTES


def test_long_histories_are_thinned_by_averaging() -> None:
    long = synthetic.weekly(weeks=1_300)
    data = feeds.ChartFeed().update(long)
    history = json.loads(data.history)
    assert history["stride"] == 3
    first = history["series"][2][0]
    assert len(first) <= feeds.POINTS
    assert first[0] == pytest.approx(long["sales"].iloc[:3].mean() / 1e6, rel=5e-4)
    recent = json.loads(data.recent)[2][0]
    assert len(first) * 3 + len(recent) == 1_300


def test_what_is_not_a_number_is_sent_as_nothing() -> None:
    assert feeds.rounded(np.array([1.23456, np.nan, np.inf])) == [1.235, None, None]
    holed = WEEKLY.assign(clearance_days_standard=np.nan)
    assert joined(feeds.ChartFeed().update(holed.iloc[:3]), 3, 1) == [None, None, None]


def test_the_map_moves_as_the_corridors_do() -> None:
    listings = synthetic.listings()
    data = feeds.MapFeed(PLACES).update(listings)
    moving, arcs = json.loads(data.moving), json.loads(data.arcs)
    table = corridors(listings, feeds.CORRIDORS)
    assert len(moving["flows"]) == len(table)
    slot, width, service = moving["flows"][0]
    assert arcs["names"][slot] == "China to United States"
    assert SERVICES[service] == table["main_service"].iloc[0]
    assert width == 80
    assert len(moving["radii"]) == len(synthetic.HUBS)
    assert "China to United States" in moving["text"]


def test_arcs_are_sent_again_only_for_new_corridors() -> None:
    feed, listings = feeds.MapFeed(PLACES), synthetic.listings()
    some = listings[listings["origin"] == "CHN"]
    first, second = feed.update(some).arcs, feed.update(some.assign(revenue=1.0)).arcs
    assert first is second
    grown = feed.update(listings).arcs
    assert len(json.loads(grown)["arcs"]) > len(json.loads(first)["arcs"])
    assert json.loads(grown)["names"][: len(json.loads(first)["names"])] == json.loads(first)["names"]


def test_old_corridors_are_forgotten_when_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "POOL", 8)
    feed, listings = feeds.MapFeed(PLACES), synthetic.listings()
    feed.update(listings[listings["origin"] == "CHN"])
    data = feed.update(listings[listings["origin"] == "USA"])
    arcs, moving = json.loads(data.arcs), json.loads(data.moving)
    assert len(arcs["arcs"]) <= 8
    assert all(arcs["names"][slot].startswith("United States") for slot, _, _ in moving["flows"])


def test_figures_of_the_last_week() -> None:
    shown = {tile["label"]: tile["value"] for tile in feeds.tiles(WEEKLY.assign(sales=3.2e7))}
    assert shown["Sales"] == "USD 32.0 million"
    assert {tile["value"] for tile in feeds.tiles(WEEKLY.iloc[:0])} == {"–"}


def test_an_empty_run_has_empty_charts() -> None:
    data = feeds.ChartFeed().update(WEEKLY.iloc[:0])
    assert json.loads(data.history)["series"][0] == [[], [], [], []]
    assert isinstance(WEEKLY, pd.DataFrame)
    first, *_, last = json.loads(feeds.chart_specifications())
    assert first["kind"] == "stack" and len(first["colours"]) == len(SERVICES)
    assert (last["title"], last["unit"]) == ("Waiting at customs", "calendar days")
