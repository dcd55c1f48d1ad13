"""Corridors against a plain loop over the listings of every week."""

from __future__ import annotations

import copy
from collections import defaultdict
from math import nan
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ecosystem import Ecosystem
from ecosystem.outputs.corridors import Corridors
from ecosystem.phases.week import COST_PARTS
from ecosystem.scenario.names import PLATFORM_WAREHOUSE, SERVICES
from tests.outputs.plain_indicators import listing_lines, plain_costs
from tests.small import Watched, default_world, same_state, small

WEEKS = 12
CLOSE = 1e-9
STAGES = ("handling", "linehaul", "border")
Cells = dict[tuple[str, str, str], dict[str, float]]


@pytest.fixture(scope="module")
def lived() -> tuple[Watched, list[list[dict[str, float]]]]:
    """A model in which firms come and go, and each week's listings as lines."""
    model = Watched(small(firms=40, sellers={"entry_rate": 2.0, "starting_cash": 15_000.0}), default_world())
    weeks = []
    for _ in range(WEEKS):
        model.step()
        weeks.append(listing_lines(model))
    return model, weeks


def plain_sums(weeks: list[list[dict[str, float]]]) -> Cells:
    """Sums by origin, destination and service."""
    codes, cells = default_world().countries.code, defaultdict(lambda: defaultdict(float))
    for lines in weeks:
        for line in lines:
            key = codes[line["origin"]], codes[line["destination"]], SERVICES[line["service"]]
            cell, sold = cells[key], line["sales.sold"]
            sent = sold if line["service"] < PLATFORM_WAREHOUSE else line["sales.replenished"]
            cell["sold"] += sold
            cell["value"] += sold * line["price"]
            cell["sent"] += sent
            cell["door"] += sold * line["quotes.door_days"]
            cell["square"] += sold * (line["quotes.days"] ** 2 + line["quotes.days_sd"] ** 2)
            for stage in STAGES:
                cell[stage] += sent * line[f"quotes.{stage}_days"]
            for name in ("direct", "bulk", "inspected", "detained", "seized"):
                cell[name] += line[f"clearance.{name}"]
            for name in ("delivered", "lost", "returned"):
                cell[name] += line[f"arrivals.{name}"]
            for part, amount in plain_costs(line).items():
                cell[f"cost_{part}"] += sold * amount
    return cells


def plain_row(cell: dict[str, float], service: str, expansion_factor: float) -> dict[str, float]:
    """What the table says of a cell, some of it; a simulated parcel stands for many real ones."""
    sold, stocked = cell["sold"], SERVICES.index(service) >= PLATFORM_WAREHOUSE
    presented = cell["direct"] + cell["bulk"] + cell["detained"] + cell["seized"]
    due = cell["delivered"] + cell["lost"] + cell["returned"]
    real = expansion_factor / WEEKS
    row = {"parcels": real * sold, "value": real * cell["value"], "days_door": over(cell["door"], sold)}
    for stage in STAGES:
        way = over(cell[stage], cell["sent"])
        row[f"days_{stage}"] = (0.0 if sold else nan) if stocked else way
        row[f"days_to_shelf_{stage}"] = way if stocked else nan
    for name in ("inspected", "detained", "seized"):
        row[f"share_{name}"] = over(cell[name], presented)
    for name in ("lost", "returned"):
        row[f"share_{name}"] = over(cell[name], due)
    row["cost_freight"] = over(cell["cost_freight"] - cell["cost_surcharge"], sold)
    for part in set(COST_PARTS) - {"freight"}:
        row[f"cost_{part}"] = over(cell[f"cost_{part}"], sold)
    return row


def over(amount: float, base: float) -> float:
    return amount / base if base else nan


def by_cell(model: Ecosystem) -> dict[Any, dict[str, float]]:
    table = model.tables()["corridors"].set_index(["origin", "destination", "service"])
    return table.to_dict("index")


def test_the_table_is_a_plain_sum_over_listings_and_weeks(lived):
    model, weeks = lived
    measured, cells = by_cell(model), plain_sums(weeks)
    assert measured.keys() == cells.keys()
    assert len(measured) > 50
    for key, cell in cells.items():
        for name, value in plain_row(cell, key[2], model.expansion_factor).items():
            assert measured[key][name] == pytest.approx(value, rel=CLOSE, abs=1e-12, nan_ok=True), (key, name)


def test_shares_lie_between_none_and_all(lived):
    table = lived[0].tables()["corridors"]
    shares = table.filter(regex="^share_")
    assert len(shares.columns) == 6
    assert ((shares >= 0.0) & (shares <= 1.0) | shares.isna()).all().all()
    assert (table["share_returned"] > 0.0).any()


def test_stages_add_up_to_the_days_quoted(lived):
    """Direct parcels pass all stages on their way to the door, bulk the first three to the shelf."""
    days, lead = defaultdict(float), defaultdict(float)
    model, weeks = lived
    codes = default_world().countries.code
    for lines in weeks:
        for line in lines:
            key = codes[line["origin"]], codes[line["destination"]], SERVICES[line["service"]]
            days[key] += line["sales.sold"] * line["quotes.days"]
            lead[key] += line["sales.replenished"] * line["quotes.lead_weeks"] * 7.0
    cells = plain_sums(weeks)
    for key, row in by_cell(model).items():
        assert row["days"] == pytest.approx(over(days[key], cells[key]["sold"]), rel=1e-9, nan_ok=True)
        shelf = over(lead[key], cells[key]["sent"]) if SERVICES.index(key[2]) >= PLATFORM_WAREHOUSE else nan
        assert row["days_to_shelf"] == pytest.approx(shelf, rel=1e-9, nan_ok=True)


def test_costs_add_up_to_the_landed_cost(lived):
    model, _ = lived
    table, weekly = model.tables()["corridors"], model.records.weekly()
    parts = table[[f"cost_{part}" for part in COST_PARTS]]
    np.testing.assert_allclose(table["landed_cost"], parts.sum(axis=1, skipna=False), rtol=1e-12)
    whole = (table["landed_cost"] * table["parcels"]).sum() * WEEKS
    assert whole == pytest.approx((weekly["landed_cost"] * weekly["parcels_shipped"]).sum(), rel=CLOSE)
    assert table["parcels"].sum() * WEEKS == pytest.approx(weekly["parcels_shipped"].sum())
    assert table["value"].sum() * WEEKS == pytest.approx(weekly["sales"].sum(), rel=CLOSE)


def test_deciles_are_those_of_a_gamma_law(lived):
    model, weeks = lived
    cells = plain_sums(weeks)
    for key, row in list(by_cell(model).items())[::20]:
        if row["parcels"]:
            variance = cells[key]["square"] / cells[key]["sold"] - row["days"] ** 2
            law = stats.gamma(row["days"] ** 2 / variance, scale=variance / row["days"])
            assert row["days_p10"] == pytest.approx(law.ppf(0.1), rel=1e-6)
            assert row["days_p90"] == pytest.approx(law.ppf(0.9), rel=1e-6)


def test_sums_come_back_from_their_state_and_go_on(lived):
    model, _ = lived
    sums = model.records.corridors
    again = Corridors(len(default_world().countries.code))
    again.restore(sums.save())
    same_state(again.save(), sums.save())
    other = copy.deepcopy(again)
    for each in (again, other):
        each.add(model.last)
    same_state(again.save(), other.save())
    assert again.weeks[0] == WEEKS + 1
    assert again.parcels.sum() == sums.parcels.sum() + model.last.shipments.sales.sold.sum()


def test_a_cleared_record_forgets(lived):
    model, _ = lived
    sums = copy.deepcopy(model.records.corridors)
    sums.clear()
    assert len(sums) == 0
    sums.add(model.last)
    fresh = Corridors(sums.countries)
    fresh.add(model.last)
    same_state(sums.save(), fresh.save())


def test_weeks_of_settling_are_not_counted():
    model = Watched(small(firms=20).replace({"run.settling_weeks": 3}), default_world())
    for _ in range(3):
        model.step()
        assert model.tables()["corridors"].empty
    model.step()
    table = model.tables()["corridors"]
    sold = model.last.shipments.sales.sold.sum()
    assert table["parcels"].sum() == pytest.approx(model.expansion_factor * sold, rel=CLOSE)
    assert not table.duplicated(["origin", "destination", "service"]).any()
    pd.testing.assert_frame_equal(table, table.sort_values(["origin", "destination"], kind="stable"))
