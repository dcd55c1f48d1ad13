"""Charts of a comparison say what the numbers say: sign, size, and whether it is clear."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from ecosystem.outputs.indicators import COUNTRIES, Indicator
from ecosystem.view.charts.comparison_charts import (
    BETTER,
    UNCLEAR,
    WORSE,
    Cell,
    Change,
    cells_table,
    change_map,
    diverging,
    fan,
    in_words,
    whisker,
)
from ecosystem.view.maps.flow_map import Places

EXPORTS = COUNTRIES["exports"]
DAYS = Indicator("delivery_days", "Delivery time", "days", "days", "lower")
SHARE = Indicator("share", "Share", "of parcels", "share")


def test_the_scale_runs_from_worse_through_pale_to_better() -> None:
    assert diverging(-1.0) == WORSE
    assert diverging(7.0) == diverging(1.0) == BETTER
    pale = diverging(0.0)
    assert min(int(pale[place : place + 2], 16) for place in (1, 3, 5)) > 220


def points(svg: str) -> list[float]:
    """Low end, high end and dot of a drawn interval."""
    low, high = re.findall(r"M([\d.]+) 9H([\d.]+)", svg)[0]
    (dot,) = re.findall(r'cx="([\d.]+)"', svg)
    return [float(low), float(high), float(dot)]


def test_an_interval_lies_beside_zero() -> None:
    low, high, dot = points(whisker(-2.0, -1.0, -0.5, 100.0))
    assert low < dot < high < 50.0
    low, high, dot = points(whisker(-1.0, 0.5, 2.0, 100.0))
    assert low < 50.0 < dot < high
    assert whisker(np.nan, 1.0, 2.0) == ""


def effects(**countries: tuple[float, bool]) -> pd.DataFrame:
    rows = {
        code: {"relative": share, "relative_low": share - 0.01, "relative_high": share + 0.01,
               "difference": 1e4 * share, "low": 1e4 * share - 1, "high": 1e4 * share + 1,
               "distinct": clear}
        for code, (share, clear) in countries.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


WHERE = Places(
    land="M0 0Z",
    hubs=pd.DataFrame({"name": [], "country": [], "x": [], "y": []}),
    anchors={"AAA": (0.0, 0.0), "BBB": (60.0, 20.0), "CCC": (-60.0, 20.0)},
    names={"AAA": "Ayland", "BBB": "Beeland", "CCC": "<Sea>"},
)


def test_the_map_colours_what_is_clear() -> None:
    table = effects(AAA=(-0.2, True), BBB=(0.2, True), CCC=(0.2, False))
    sizes = {"AAA": 9.0, "BBB": 4.0, "CCC": 1.0}
    change = Change("exports", EXPORTS, sizes, table)
    drawn = change_map([change], WHERE)
    circles = re.findall(r'r="([\d.]+)" fill="(#\w+)"', drawn)
    assert [fill for _, fill in circles] == [WORSE, BETTER, UNCLEAR]
    radii = [float(radius) for radius, _ in circles]
    assert radii == sorted(radii, reverse=True)
    assert "Ayland: exports −20.0% (95% interval −21.0 to −19.0%)" in drawn
    assert "&lt;Sea&gt;" in drawn and "<Sea>" not in drawn
    worse = Change("days", DAYS, sizes, table)
    assert [fill for _, fill in re.findall(r'r="([\d.]+)" fill="(#\w+)"', change_map([worse], WHERE))] == [
        BETTER, WORSE, UNCLEAR]


def test_of_several_maps_the_first_is_shown() -> None:
    table = effects(AAA=(-0.2, True))
    pair = [Change(key, EXPORTS, {"AAA": 1.0}, table) for key in ("one", "two")]
    drawn = change_map(pair, WHERE)
    assert 'data-service="one" style' not in drawn
    assert drawn.count('data-service="two" style="display:none"') == 2


def test_an_effect_in_words_is_relative_for_amounts_and_plain_for_shares() -> None:
    row = effects(AAA=(0.05, True)).loc["AAA"]
    assert in_words(EXPORTS, row) == "+5.00% (95% interval +4.00 to +6.00%)"
    row = row.copy()
    row[["difference", "low", "high"]] = [0.02, 0.01, 0.03]
    assert in_words(SHARE, row) == "+2.00 points (95% interval +1.00 to +3.00)"


def test_a_table_sorts_by_numbers_and_escapes_text() -> None:
    rows = [[Cell("<a>"), Cell("−1", -1.0), Cell("<b>x</b>", is_html=True)],
            [Cell("b"), Cell("–", float("nan")), Cell("")]]
    page = cells_table("t", "Title", "text", ("Name", "Value", "Mark"), rows)
    assert "&lt;a&gt;" in page and "<b>x</b>" in page
    assert 'data-sort="-1"' in page and 'data-sort=""' in page
    assert page.count('class=number') == 1


@pytest.mark.parametrize("value", [0.0, -2.0, 3.0])
def test_a_fan_always_shows_zero(value: float) -> None:
    dates = pd.date_range("2024-01-01", periods=5, freq="7D").strftime("%Y-%m-%d")
    names = ("mean", "low", "high", "band_2_5", "band_25", "band_75", "band_97_5")
    course = pd.DataFrame({"date": dates, **{name: np.full(5, value) for name in names}})
    chart = fan(course, DAYS, "days", ("2024-01-08", "2024-01-22"))
    low, high = chart.figure.layout.yaxis.range
    assert low < min(value, 0.0) <= max(value, 0.0) < high
    assert len(chart.figure.layout.shapes) == 2
