"""The charts hold the numbers that they are given."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from ecosystem.scenario.names import SERVICES
from ecosystem.view.charts import weekly
from ecosystem.view.style import palette
from tests.view import synthetic

WEEKLY = synthetic.weekly(weeks=60)


def values(trace: object) -> np.ndarray:
    """Values of a trace along its vertical axis."""
    return np.asarray(trace.y, dtype=float)  # type: ignore[attr-defined]


@pytest.mark.parametrize("measure", ["parcels", "value", "firms"])
def test_service_shares_are_stacked_in_order(measure: str) -> None:
    figure = weekly.service_shares(WEEKLY, measure).figure
    assert [trace.name for trace in figure.data] == list(palette.SERVICE_LABELS.values())
    for trace, service in zip(figure.data, SERVICES, strict=True):
        np.testing.assert_array_equal(values(trace), WEEKLY[f"share_{measure}_{service}"])
        assert trace.fillcolor == palette.SERVICE_COLOURS[service]
    np.testing.assert_allclose(sum(values(trace) for trace in figure.data), 1.0)


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown measure 'weight'"):
        weekly.service_shares(WEEKLY, "weight")


def test_delivery_band_lies_between_its_percentiles() -> None:
    high, low, mean = weekly.delivery_days(WEEKLY).figure.data
    np.testing.assert_array_equal(values(high), WEEKLY["delivery_days_p90"])
    np.testing.assert_array_equal(values(low), WEEKLY["delivery_days_p10"])
    np.testing.assert_array_equal(values(mean), WEEKLY["delivery_days_mean"])
    assert low.fill == "tonexty"


def test_landed_cost_parts_add_up_to_the_whole() -> None:
    figure = weekly.landed_cost(WEEKLY).figure
    total = sum(values(trace) for trace in figure.data)
    np.testing.assert_allclose(total, WEEKLY["landed_cost"])


def test_sales_are_in_millions_and_the_share_lies_below() -> None:
    sold, share = weekly.sales(WEEKLY).figure.data
    np.testing.assert_allclose(values(sold) * 1e6, WEEKLY["sales"])
    np.testing.assert_array_equal(values(share), WEEKLY["inside_share"])
    assert (sold.yaxis, share.yaxis) == (None, "y2")


def test_entries_and_exits_are_added_up_by_quarter() -> None:
    _, entries, exits = weekly.sellers(WEEKLY).figure.data
    assert values(entries).sum() == WEEKLY["entries"].sum()
    assert values(exits).sum() == -WEEKLY["exits"].sum()
    assert values(entries)[0] == WEEKLY["entries"].iloc[:13].sum()


@pytest.mark.parametrize(
    ("chart", "columns"),
    [
        (weekly.clearance, ["clearance_days_low_value", "clearance_days_standard"]),
        (weekly.labour, ["wage_operations", "wage_specialist", "wage_digital", "unemployment"]),
        (weekly.concentration, ["carrier_hhi", "platform_hhi"]),
        (weekly.bullwhip, ["bullwhip_platform_warehouse", "bullwhip_own_warehouse"]),
        (weekly.delivery_by_service, [f"delivery_days_{service}" for service in SERVICES]),
    ],
)
def test_lines_hold_their_columns(chart: object, columns: list[str]) -> None:
    figure = chart(WEEKLY).figure  # type: ignore[operator]
    for trace, column in zip(figure.data, columns, strict=True):
        np.testing.assert_array_equal(values(trace), WEEKLY[column])
        assert list(trace.x) == WEEKLY["date"].tolist()


def test_every_chart_names_its_unit_and_how_to_read_it() -> None:
    built = weekly.main_charts(WEEKLY)
    assert len({chart.key for chart in built}) == len(built) == 12
    for chart in built:
        assert chart.title and chart.unit and chart.text.endswith(".")


def test_missing_weeks_become_gaps_and_a_single_week_is_enough() -> None:
    holed = WEEKLY.assign(delivery_days_own_warehouse=np.nan)
    figure = weekly.delivery_by_service(holed).figure
    assert np.isnan(values(figure.data[3])).all()
    for chart in weekly.main_charts(WEEKLY.iloc[:1]):
        json.loads(chart.figure.to_json())


def test_weeks_may_begin_anywhere() -> None:
    later = WEEKLY.iloc[20:]
    assert len(values(weekly.main_charts(later)[9].figure.data[1])) == 4
    assert isinstance(later, pd.DataFrame) and later.index[0] == 20
