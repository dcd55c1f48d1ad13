"""What leaves the model is at real size: amounts of the sample times the sellers that one stands for."""

from __future__ import annotations

import numpy as np
import pytest

from ecosystem import Ecosystem
from tests.small import default_world, run, small

CLOSE = 1e-9


@pytest.fixture(scope="module")
def lived() -> Ecosystem:
    return run(Ecosystem(small(firms=60), default_world()), 6)


def test_amounts_are_those_of_the_books_times_the_factor(lived: Ecosystem) -> None:
    weekly, factor = lived.records.weekly().iloc[-1], lived.expansion_factor
    assert factor > 1_000.0
    booked = lived.ledger.total("sales")
    assert weekly["sales"] == pytest.approx(factor * booked, rel=CLOSE)
    assert weekly["vat_revenue"] == pytest.approx(factor * lived.ledger.total("VAT"), rel=CLOSE)
    assert weekly["firms"] == pytest.approx(factor * len(lived.firms), rel=CLOSE)


def test_goods_weigh_as_much_as_the_freight_that_carries_them(lived: Ecosystem) -> None:
    """Parcels of the corridors times their weight are of the size of what leaves the first hubs."""
    tables = lived.tables()
    listings = tables["listings"]
    sold = float((listings["sales"] * listings["weight"] * listings["represents"]).sum())
    freight = tables["freight"]
    heaviest = float(freight["kg"].max())
    assert heaviest < sold
    assert freight["kg"].sum() > 0.1 * sold, "every parcel leaves by some lane, and most by several"


def test_tables_agree_with_each_other_and_with_the_weeks(lived: Ecosystem) -> None:
    tables, weekly = lived.tables(), lived.records.weekly()
    assert tables["customs"]["duty_revenue"].sum() == pytest.approx(weekly["duty_revenue"].iloc[-1])
    assert tables["customs"]["vat_revenue"].sum() == pytest.approx(weekly["vat_revenue"].iloc[-1])
    assert tables["corridors"]["value"].sum() == pytest.approx(weekly["sales"].mean())
    vacancies = tables["talent"].filter(like="vacancies_").to_numpy().sum()
    assert vacancies == pytest.approx(weekly["vacancies"].iloc[-1])
    represented = tables["firms"]["represents"].sum()
    assert represented == pytest.approx(weekly["firms"].iloc[-1])


def test_a_world_in_few_and_in_many_sellers_trades_as_much() -> None:
    """Totals of one world through 300 and through 1,500 founders, in their first weeks."""
    few, many = (
        run(Ecosystem(small(firms=number), default_world()), 8).records.weekly().mean(numeric_only=True)
        for number in (300, 1_500))
    for name in ("firms", "sales", "parcels_shipped", "vat_revenue"):
        assert few[name] == pytest.approx(many[name], rel=0.25), name
    assert not np.isclose(few["sales"] / 5.0, many["sales"], rtol=0.25), "the sample itself is five times smaller"
