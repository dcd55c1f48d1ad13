"""Who uses which service: classes, deciles and the bars drawn of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ecosystem.scenario.names import SERVICES
from ecosystem.view.charts import profiles
from tests.doubles import synthetic

LISTINGS = synthetic.listings()


def test_labels_of_classes() -> None:
    assert profiles.class_labels(profiles.WEIGHT_EDGES, "kg") == [
        "up to 0.25 kg", "0.25–0.5 kg", "0.5–1 kg", "1–2 kg", "over 2 kg",
    ]


def test_parcels_fall_into_their_weight_class() -> None:
    rows = pd.DataFrame(
        {"weight": [0.25, 0.26, 3.0, 2.0], "service": ["mail", "mail", "express", "own_warehouse"],
         "sales": [1.0, 2.0, 4.0, 8.0], "represents": 1.0}
    )
    mix = profiles.mix_by_class(rows, "weight", profiles.WEIGHT_EDGES, "kg")
    assert mix["mail"].tolist() == [1.0, 2.0, 0.0, 0.0, 0.0]
    assert mix.loc["over 2 kg", "express"] == 4.0
    assert mix.loc["1–2 kg", "own_warehouse"] == 8.0
    assert mix.columns.tolist() == list(SERVICES)


@pytest.mark.parametrize("column", ["weight", "value"])
def test_no_parcel_is_lost_between_classes(column: str) -> None:
    edges = profiles.WEIGHT_EDGES if column == "weight" else profiles.VALUE_EDGES
    mix = profiles.mix_by_class(LISTINGS, column, edges, "unit")
    assert mix.to_numpy().sum() == pytest.approx(LISTINGS["sales"].sum())


def test_sellers_are_cut_into_tenths_of_equal_number() -> None:
    rows = pd.DataFrame(
        {"firm": np.arange(200), "service": "mail", "revenue": np.arange(1.0, 201.0), "represents": 1.0}
    )
    mix = profiles.mix_by_seller_size(rows)
    assert mix.loc["smallest tenth", "mail"] == sum(range(1, 21))
    assert mix.loc["largest tenth", "mail"] == sum(range(181, 201))
    assert mix.loc["largest 1%", "mail"] == 199 + 200
    assert mix.iloc[:10].to_numpy().sum() == rows["revenue"].sum()


def test_one_seller_and_no_sellers() -> None:
    one = pd.DataFrame({"firm": [5], "service": ["express"], "revenue": [10.0], "represents": 1.0})
    assert profiles.mix_by_seller_size(one).loc["largest 1%", "express"] == 10.0
    silent = one.assign(revenue=0.0)
    assert profiles.mix_by_seller_size(silent).to_numpy().sum() == 0.0


def test_bars_show_shares_and_their_text() -> None:
    chart = profiles.by_weight(LISTINGS)
    mix = profiles.mix_by_class(LISTINGS, "weight", profiles.WEIGHT_EDGES, "kg")
    shares = mix.div(mix.sum(axis=1), axis=0)
    for trace, service in zip(chart.figure.data, SERVICES, strict=True):
        np.testing.assert_allclose(np.asarray(trace.x, dtype=float), shares[service])
        assert list(trace.y) == list(mix.index)
    assert str(mix.sum(axis=1).idxmax()) in chart.text


def test_all_profiles_are_drawn_even_without_sales() -> None:
    keys = [chart.key for chart in profiles.profile_charts(LISTINGS)]
    assert keys == ["by_weight", "by_value", "by_size"]
    silent = LISTINGS.assign(sales=0.0, revenue=0.0)
    assert "no parcels" in profiles.profile_charts(silent)[0].text


def test_empty_classes_are_left_out_of_the_bars() -> None:
    dear = LISTINGS.assign(value=LISTINGS["value"].clip(lower=30.0))
    chart = profiles.by_value(dear)
    assert next(iter(chart.figure.data[0].y)) == "25–50 USD"
