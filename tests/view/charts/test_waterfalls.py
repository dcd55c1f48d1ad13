"""Waterfalls start at nothing, leave no gap and end at the whole."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from ecosystem.scenario.names import SERVICES
from ecosystem.view.charts import waterfalls
from ecosystem.view.style import palette
from tests.doubles import synthetic

TABLE = synthetic.corridors()


def test_costs_climb_to_the_landed_cost() -> None:
    row = TABLE.iloc[0]
    *parts, whole = waterfalls.cost_steps(row)
    assert parts[0].start == 0.0 == whole.start
    for one, other in pairwise(parts):
        assert other.start == one.end
    assert parts[-1].end == whole.end == pytest.approx(row["landed_cost"])
    assert whole.label == waterfalls.TOTAL_COST


@pytest.mark.parametrize("service", SERVICES)
def test_days_climb_to_the_door_and_to_the_shelf(service: str) -> None:
    row = TABLE[TABLE["service"] == service].iloc[0]
    steps = {step.label: step for step in waterfalls.time_steps(row)}
    assert steps[waterfalls.TOTAL_TIME].end == pytest.approx(row["days"])
    assert steps["To the door"].end == pytest.approx(row["days"])
    assert (waterfalls.TO_SHELF in steps) is ("warehouse" in service)
    if waterfalls.TO_SHELF in steps:
        assert steps[waterfalls.TO_SHELF].end == pytest.approx(row["days_to_shelf"])
        assert steps["Border"].end == pytest.approx(row["days_to_shelf"])
        assert steps["Border"].pale and not steps["To the door"].pale
        assert steps["To the door"].start == 0.0


def test_the_largest_corridors_come_first_with_all_their_services() -> None:
    charts = waterfalls.waterfalls(TABLE.sample(frac=1.0, random_state=1), synthetic.NAMES, top=3)
    assert [chart.title for chart in charts] == ["China to United States", "China to Germany", "China to United Kingdom"]
    bars = [trace for trace in charts[0].figure.data if trace.type == "bar"]
    assert len(bars) == 2 * len(SERVICES)
    heads = " ".join(str(note.text) for note in charts[0].figure.layout.annotations)
    places = [heads.index(label) for label in palette.SERVICE_LABELS.values()]
    assert places == sorted(places)
    assert "48.0% of sales" in heads
    axes = [value for name, value in charts[0].figure.layout.to_plotly_json().items() if name.startswith("xaxis")]
    assert [axis["type"] for axis in axes] == 2 * len(SERVICES) * ["linear"]
    assert len({chart.key for chart in charts}) == 3


def test_a_service_without_sales_and_trade_at_home_are_left_out() -> None:
    table = TABLE.copy()
    table.loc[(table["service"] == "express"), ["parcels", "value"]] = 0.0
    home = table.iloc[:4].assign(destination="CHN", value=1e12)
    (chart,) = waterfalls.waterfalls(pd.concat([home, table]), synthetic.NAMES, top=1)
    assert chart.title == "China to United States"
    heads = " ".join(str(note.text) for note in chart.figure.layout.annotations)
    assert "Express" not in heads and "Direct mail" in heads
    for trace in chart.figure.data:
        assert np.isfinite(np.asarray(trace.x, float)).all()
