"""The charts hold the numbers that they are given."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ecosystem.outputs.indicators import WORLD, indicator
from ecosystem.scenario.names import SERVICES
from ecosystem.view.charts import weekly
from ecosystem.view.charts.descriptions import DESCRIPTIONS
from ecosystem.view.style import palette
from tests.doubles import synthetic

WEEKLY = synthetic.weekly(weeks=60)


def values(trace: object) -> np.ndarray:
    """Values of a trace along its vertical axis."""
    return np.asarray(trace.y, dtype=float)  # type: ignore[attr-defined]


@pytest.mark.parametrize("measure", ["parcels", "value"])
def test_service_shares_are_stacked_in_order(measure: str) -> None:
    figure = weekly.draw(WEEKLY, DESCRIPTIONS[f"shares_{measure}"]).figure
    assert [trace.name for trace in figure.data] == list(palette.SERVICE_LABELS.values())
    for trace, service in zip(figure.data, SERVICES, strict=True):
        np.testing.assert_array_equal(values(trace), WEEKLY[f"share_{measure}_{service}"])
        assert trace.fillcolor == palette.SERVICE_COLOURS[service]
    np.testing.assert_allclose(sum(values(trace) for trace in figure.data), 1.0)


def test_delivery_band_lies_between_its_percentiles() -> None:
    high, low, mean = weekly.draw(WEEKLY, DESCRIPTIONS["delivery"]).figure.data
    np.testing.assert_array_equal(values(high), WEEKLY["delivery_days_p90"])
    np.testing.assert_array_equal(values(low), WEEKLY["delivery_days_p10"])
    np.testing.assert_array_equal(values(mean), WEEKLY["delivery_days_mean"])
    assert low.fill == "tonexty"


def test_landed_cost_parts_add_up_to_the_whole() -> None:
    figure = weekly.draw(WEEKLY, DESCRIPTIONS["landed"]).figure
    total = sum(values(trace) for trace in figure.data)
    np.testing.assert_allclose(total, WEEKLY["landed_cost"])


def test_sales_are_in_millions_and_the_share_lies_below() -> None:
    sold, share = weekly.draw(WEEKLY, DESCRIPTIONS["sales"]).figure.data
    np.testing.assert_allclose(values(sold) * 1e6, WEEKLY["sales"])
    np.testing.assert_array_equal(values(share), WEEKLY["inside_share"])
    assert (sold.yaxis, share.yaxis) == (None, "y2")


def test_entries_and_exits_are_added_up_by_quarter() -> None:
    _, entries, exits = weekly.draw(WEEKLY, DESCRIPTIONS["sellers"]).figure.data
    assert values(entries).sum() == WEEKLY["entries"].sum()
    assert values(exits).sum() == -WEEKLY["exits"].sum()
    assert values(entries)[0] == WEEKLY["entries"].iloc[:13].sum()


@pytest.mark.parametrize(
    ("key", "columns"),
    [
        ("clearance", ["clearance_days_low_value", "clearance_days_standard"]),
        ("labour", ["wage_operations", "wage_specialist", "wage_digital", "unemployment"]),
        ("concentration", ["carrier_hhi", "platform_hhi"]),
        ("bullwhip", ["bullwhip_platform_warehouse", "bullwhip_own_warehouse"]),
        ("delivery_service", [f"delivery_days_{service}" for service in SERVICES]),
    ],
)
def test_lines_hold_their_columns(key: str, columns: list[str]) -> None:
    figure = weekly.draw(WEEKLY, DESCRIPTIONS[key]).figure
    for trace, column in zip(figure.data, columns, strict=True):
        np.testing.assert_array_equal(values(trace), WEEKLY[column])
        assert list(trace.x) == WEEKLY["date"].tolist()


def test_every_chart_names_its_unit_and_how_to_read_it() -> None:
    built = weekly.weekly_charts(WEEKLY)
    assert len({chart.key for chart in built}) == len(built) == 18
    for chart in built:
        assert chart.title and chart.unit and chart.text.endswith(".")


def test_missing_weeks_become_gaps_and_a_single_week_is_enough() -> None:
    holed = WEEKLY.assign(delivery_days_own_warehouse=np.nan)
    figure = weekly.draw(holed, DESCRIPTIONS["delivery_service"]).figure
    assert np.isnan(values(figure.data[3])).all()
    for chart in weekly.weekly_charts(WEEKLY.iloc[:1]):
        json.loads(chart.figure.to_json())


def test_weeks_may_begin_anywhere() -> None:
    later = WEEKLY.iloc[20:]
    assert len(values(weekly.weekly_charts(later)[9].figure.data[1])) == 4
    assert isinstance(later, pd.DataFrame) and later.index[0] == 20


def test_freight_is_charted_as_far_as_it_is_measured() -> None:
    built = weekly.weekly_charts(WEEKLY)
    assert [chart.key for chart in built][-6:] == ["prices", "journey", "shelf", "modes", "passages", "shortages"]
    shelf = next(chart for chart in built if chart.key == "shelf").figure.data
    total = sum(pd.Series(trace.y) for trace in shelf)
    assert total.tolist() == pytest.approx(WEEKLY["days_to_shelf"].tolist())
    modes = next(chart for chart in built if chart.key == "modes").figure.data
    assert [trace.name for trace in modes] == ["Road", "Rail", "Sea", "Air"]
    *through, days = next(chart for chart in built if chart.key == "passages").figure.data
    assert [trace.name for trace in through] == ["Suez", "Panama", "Malacca"]
    assert list(days.y) == WEEKLY["bulk_days_mean"].tolist() and days.yaxis == "y2"
    few = WEEKLY.drop(columns=list(synthetic.FREIGHT))
    assert [chart.key for chart in weekly.weekly_charts(few)][-1] == "shortages", "orders refused are known"
    assert len(weekly.weekly_charts(few)) == 13


def test_an_indicator_from_outside_has_a_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WORLD, "groups", dict(WORLD.groups))

    @indicator(label="Parcels by night", unit="of parcels", kind="share", chart="night")
    def night_share(week: Any, model: Any) -> float:
        return 0.5

    assert "night" not in {chart.key for chart in weekly.weekly_charts(WEEKLY)}
    chart = weekly.weekly_charts(WEEKLY.assign(night_share=0.5))[-1]
    assert (chart.key, chart.title, chart.unit) == ("night", "Parcels by night", "% of parcels")
    assert set(values(chart.figure.data[0])) == {0.5}


def test_an_indicator_from_outside_joins_a_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WORLD, "groups", dict(WORLD.groups))

    @indicator(label="Customs, trusted entries", unit="calendar days", kind="days", chart="clearance")
    def clearance_days_trusted(week: Any, model: Any) -> float:
        return 0.1

    lines = weekly.draw(WEEKLY.assign(clearance_days_trusted=0.1), DESCRIPTIONS["clearance"]).figure.data
    assert [line.name for line in lines] == ["Low-value channel", "Standard channel", "Customs, trusted entries"]
    assert len({line.line.color for line in lines}) == 3
