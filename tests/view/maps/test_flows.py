"""Listings are gathered into corridors and hubs without losing a dollar."""

from __future__ import annotations

import pandas as pd
import pytest

from ecosystem.scenario.names import SERVICES
from ecosystem.view.maps import flows
from tests.doubles import synthetic

ROWS = pd.DataFrame(
    [
        ("Shanghai", "CHN", "USA", "mail", 60.0, 10.0, 12.0),
        ("Shanghai", "CHN", "USA", "express", 40.0, 5.0, 3.0),
        ("Hamburg", "DEU", "GBR", "own_warehouse", 30.0, 3.0, 5.0),
        ("Hamburg", "DEU", "DEU", "mail", 500.0, 50.0, 2.0),
        ("Tokyo", "JPN", "USA", "mail", 0.0, 0.0, 9.0),
    ],
    columns=["origin_hub", "origin", "destination", "service", "revenue", "sales", "expected_days"],
).assign(represents=1.0)


def test_corridors_sum_their_listings() -> None:
    table = flows.corridors(ROWS)
    assert list(zip(table["origin"], table["destination"], strict=True)) == [("CHN", "USA"), ("DEU", "GBR")]
    first = table.iloc[0]
    assert (first["revenue"], first["parcels"]) == (100.0, 15.0)
    assert first["expected_days"] == pytest.approx((12 * 10 + 3 * 5) / 15)
    assert (first["mail"], first["express"], first["own_warehouse"]) == (0.6, 0.4, 0.0)
    assert first["main_service"] == "mail"


def test_flows_are_those_of_all_the_sellers_that_the_simulated_ones_represent() -> None:
    one, many = (flows.corridors(ROWS.assign(represents=number)) for number in (1.0, 200.0))
    for name in ("revenue", "parcels"):
        assert many[name].tolist() == (200.0 * one[name]).tolist()
    for name in ("expected_days", *SERVICES):
        assert many[name].tolist() == one[name].tolist()
    assert flows.hub_sales(ROWS.assign(represents=200.0))["Shanghai"] == 20_000.0
    mix = flows.service_mix(ROWS.assign(represents=200.0), ["destination"])
    assert mix.loc["USA", "express"] == 8_000.0


def test_corridors_of_one_service() -> None:
    table = flows.corridors(ROWS, service="express")
    assert table["revenue"].tolist() == [40.0]
    with pytest.raises(ValueError, match="unknown service 'pigeon'"):
        flows.corridors(ROWS, service="pigeon")


def test_large_tables_keep_their_total_and_order() -> None:
    listings = synthetic.listings()
    table = flows.corridors(listings)
    assert table["revenue"].sum() == pytest.approx(listings["revenue"].sum())
    assert table["revenue"].is_monotonic_decreasing
    assert table[list(SERVICES)].sum(axis=1).tolist() == pytest.approx([1.0] * len(table))
    assert len(flows.corridors(listings, top=5)) == 5


def test_hubs_are_sized_by_what_their_sellers_sell() -> None:
    assert flows.hub_sales(ROWS).to_dict() == {"Hamburg": 530.0, "Shanghai": 100.0}


def test_a_world_without_sales_has_no_corridors() -> None:
    silent = ROWS.assign(revenue=0.0, sales=0.0)
    assert flows.corridors(silent).empty
    assert flows.corridors(silent.iloc[:0], top=3).empty
    assert flows.hub_sales(silent).empty


def test_words_may_be_stored_as_categories() -> None:
    coded = ROWS.astype({"origin": "category", "destination": "category", "service": "category"})
    pd.testing.assert_frame_equal(flows.corridors(coded), flows.corridors(ROWS))
