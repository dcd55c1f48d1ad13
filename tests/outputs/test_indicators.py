"""Indicators against plain sums over the listings, pools and transfers of a small model."""

from __future__ import annotations

from collections import defaultdict
from math import inf
from statistics import median

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.optimize import brentq

from ecosystem import Ecosystem, Scenario
from ecosystem.core.arrays import Floats
from ecosystem.outputs.indicators.firms import firms as firm_indicators
from ecosystem.outputs.indicators.stock import bullwhip
from ecosystem.outputs.records import Records
from ecosystem.scenario.names import CHANNELS, PLATFORM_WAREHOUSE, SERVICES
from tests.outputs.plain_indicators import PLAIN, Lines, Row, lines, mean, real_size
from tests.small import Watched, default_world, small

WEEKS = 20
CLOSE = 1e-9
PARTS = ("product", "freight", "handling", "storage", "duty", "vat", "clearance", "losses")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """Thirty firms, some of which leave while others enter."""
    return small(firms=30, sellers={"entry_rate": 1.0, "starting_cash": 15_000.0})


@pytest.fixture(scope="module")
def lived(scenario: Scenario) -> tuple[Watched, list[Lines], list[dict[tuple[int, int], tuple[int, int]]]]:
    """A model after 20 weeks, its weeks as lines, and each week's orders and replenishment by listing."""
    model = Watched(scenario, default_world())
    weeks, orders = [], []
    for _ in range(WEEKS):
        before = model.listings.save()
        model.step()
        weeks.append(lines(model, before))
        orders.append({
            (line["firm"], line["destination"]): (line["demand.orders"], line["sales.replenished"])
            for line in weeks[-1].listings})
    return model, weeks, orders


def assert_same(measured: Row, plain: Row) -> None:
    """Assert that indicators equal a plain recomputation."""
    for name, value in plain.items():
        assert measured[name] == pytest.approx(value, rel=CLOSE, abs=1e-12, nan_ok=True), name


@pytest.mark.parametrize("plain", PLAIN, ids=lambda rule: rule.__name__.removeprefix("plain_"))
def test_indicators_are_plain_sums(lived, plain):
    model, weeks, _ = lived
    measured = model.records.weekly()
    assert len(measured) == WEEKS
    for number, week in enumerate(weeks):
        assert_same(measured.iloc[number].to_dict(), real_size(plain(week), model.expansion_factor))


@pytest.mark.parametrize("plain", PLAIN, ids=lambda rule: rule.__name__.removeprefix("plain_"))
def test_a_millionth_of_an_indicator_shows(lived, plain):
    model, weeks, _ = lived
    measured = model.records.latest()
    for name, value in real_size(plain(weeks[-1]), model.expansion_factor).items():
        wrong = measured | {name: (measured[name] + 1e-9) * (1.0 + 1e-6) if measured[name] == measured[name] else 1.0}
        with pytest.raises(AssertionError):
            assert_same(wrong, {name: value})


def test_every_indicator_is_recomputed_or_named(lived):
    """An indicator that is added is to be tested here, or named as tested below."""
    model, weeks, _ = lived
    elsewhere = {
        "entries", "exits", "profit_margin", "delivery_days_p10", "delivery_days_p90",
        "bullwhip_platform_warehouse", "bullwhip_own_warehouse", "stale_route_excess"}
    plain = set().union(*(rule(weeks[-1]) for rule in PLAIN))
    assert set(model.records.latest()) == plain | elsewhere
    assert not plain & elsewhere


def test_sales_are_what_the_books_say(lived):
    model, weeks, _ = lived
    measured = model.records.weekly()
    booked = [model.expansion_factor * week.flows["sales"] for week in weeks]
    assert measured["sales"].tolist() == pytest.approx(booked, rel=CLOSE)
    assert measured["sales"].min() > 0.0


def test_landed_cost_is_the_sum_of_its_parts(lived):
    measured = lived[0].records.weekly()
    whole = measured[[f"landed_{part}" for part in PARTS]].sum(axis=1)
    np.testing.assert_allclose(measured["landed_cost"], whole, rtol=1e-12)
    assert (measured[[f"landed_{part}" for part in PARTS]] >= 0.0).all().all()
    assert (measured["landed_product"] > 0.0).all()


def test_firms_are_counted_through_entry_and_exit(lived):
    measured = lived[0].records.weekly()
    assert measured["entries"].sum() > 0
    assert measured["exits"].sum() > 0
    change = measured["firms"].diff().iloc[1:]
    np.testing.assert_allclose(change, (measured["entries"] - measured["exits"]).iloc[1:], atol=1e-6)
    founded = 30 * lived[0].expansion_factor
    first = founded + measured["entries"].iloc[0] - measured["exits"].iloc[0]
    assert measured["firms"].iloc[0] == pytest.approx(first, rel=CLOSE)


def test_the_margin_is_the_median_of_mature_firms(lived):
    model = lived[0]
    assert np.isnan(firm_indicators(model.last, model)["profit_margin"]), "all are young"
    founded = model.firms.founded.copy()
    model.firms.founded[::2] -= 100
    measured = firm_indicators(model.last, model)["profit_margin"]
    model.firms.founded = founded
    mature = model.firms.frame()[::2].query("revenue > 0")
    margins = [profit / max(revenue, 1.0) for profit, revenue in zip(mature["profit"], mature["revenue"], strict=True)]
    assert len(margins) > 10
    assert measured == pytest.approx(median(margins), rel=CLOSE)


def test_deciles_of_days_are_those_of_the_gamma_laws(lived):
    """The mixture of exact gamma laws, against indicators read from a table of half-day cells."""
    model, weeks, _ = lived
    measured = model.records.weekly()
    for number in (2, 9, WEEKS - 1):
        rows = [line for line in weeks[number].listings if line["arrivals.delivered"]]
        days, spread, parcels = (
            np.array([line[name] for line in rows])
            for name in ("quotes.days", "quotes.days_sd", "arrivals.delivered"))
        for chance in (0.1, 0.9):
            exact = brentq(excess_chance, 1e-6, 1e3, (chance, days, spread, parcels))
            label = f"delivery_days_p{round(100 * chance)}"
            assert measured[label].iloc[number] == pytest.approx(exact, rel=0.05, abs=0.2)


def excess_chance(x: float, chance: float, days: Floats, spread: Floats, parcels: Floats) -> float:
    """Share of the parcels that arrive within x days, less a chance."""
    shares = stats.gamma.cdf(x, (days / spread) ** 2, scale=spread**2 / days)
    return float((parcels * shares).sum() / parcels.sum()) - chance


def test_the_bullwhip_is_the_ratio_of_smoothed_variances(lived, scenario):
    """Moments of orders and demand recomputed from every week since a market was opened."""
    model, _, orders = lived
    listings, speed = model.listings, scenario.sellers.smoothing
    first = first_moments(scenario)
    ratio = []
    for row in np.flatnonzero(listings.service == PLATFORM_WAREHOUSE):
        pair = int(listings.firm[row]), int(listings.destination[row])
        demand, demand2 = first.get(pair, (0.0, 0.0))
        sent = sent2 = 0.0
        for week in orders:
            if pair in week:
                ordered, replenished = week[pair]
                demand += speed * (ordered - demand)
                demand2 += speed * (ordered**2 - demand2)
                sent += speed * (replenished - sent)
                sent2 += speed * (replenished**2 - sent2)
        ratio.append((sent2 - sent**2, demand2 - demand**2))
    assert len(ratio) > 10
    expected = sum(sent for sent, _ in ratio) / sum(demand for _, demand in ratio)
    assert np.isnan(bullwhip(listings, PLATFORM_WAREHOUSE)), "too young to measure"
    young = listings.experience.copy()
    listings.experience += 100.0
    measured = bullwhip(listings, PLATFORM_WAREHOUSE)
    listings.experience = young
    assert measured == pytest.approx(expected, rel=CLOSE)
    assert measured != pytest.approx(expected * (1.0 + 1e-6), rel=CLOSE)
    assert measured > 1.0


def first_moments(scenario: Scenario) -> dict[tuple[int, int], tuple[float, float]]:
    """Mean and square of demand that listings start with."""
    rows = Ecosystem(scenario, default_world()).listings
    pairs = zip(rows.firm.tolist(), rows.destination.tolist(), strict=True)
    return dict(zip(pairs, zip(rows.demand_mean.tolist(), rows.demand_square.tolist(), strict=True), strict=True))


# Countries ---------------------------------------------------------------------------------------


def country_sums(table: pd.DataFrame) -> pd.DataFrame:
    return table.groupby("week").sum(numeric_only=True)


@pytest.mark.parametrize(("column", "indicator"), [
    ("exports", "sales"), ("imports", "sales"), ("parcels_out", "parcels_shipped"),
    ("parcels_in", "parcels_shipped"), ("firms", "firms"), ("customs_held", "customs_held"),
    ("duty_revenue", "duty_revenue"), ("vat_revenue", "vat_revenue"),
])
def test_countries_add_up_to_the_world(lived, column, indicator):
    records = lived[0].records
    table, weekly = records.countries(), records.weekly()
    assert len(table) == WEEKS * len(default_world().countries.code)
    np.testing.assert_allclose(country_sums(table)[column], weekly[indicator], rtol=CLOSE)
    table.loc[table[column].idxmax(), column] *= 1.0 + 1e-6
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(country_sums(table)[column], weekly[indicator], rtol=CLOSE)


def test_countries_name_week_and_country(lived):
    table = lived[0].records.countries()
    codes = default_world().countries.code
    for week, rows in table.groupby("week"):
        assert tuple(rows["country"]) == codes, week
    assert not table.duplicated(["week", "country"]).any()


def test_service_shares_of_imports_add_up_to_those_of_the_world(lived):
    records = lived[0].records
    table, weekly = records.countries(), records.weekly()
    for name in SERVICES:
        value = (table[f"share_in_{name}"] * table["imports"]).groupby(table["week"]).sum().to_numpy()
        np.testing.assert_allclose(value, weekly[f"share_value_{name}"] * weekly["sales"], rtol=CLOSE)


def test_days_of_imports_average_to_those_of_the_world(lived):
    model, weeks, _ = lived
    table = model.records.countries().set_index(["week", "country"])["delivery_days"]
    codes = default_world().countries.code
    for number, week in enumerate(weeks):
        parcels: dict[int, int] = defaultdict(int)
        for line in week.listings:
            parcels[line["destination"]] += line["arrivals.delivered"]
        pairs = [(table[number, codes[place]], amount) for place, amount in parcels.items() if amount]
        assert mean(pairs) == pytest.approx(model.records.weekly()["delivery_days_mean"].iloc[number], rel=CLOSE)


def test_unemployment_and_wages_of_countries_are_those_of_their_pools(lived):
    model, weeks, _ = lived
    table = model.records.countries().set_index(["week", "country"])
    last = len(weeks) - 1
    for place, code in enumerate(default_world().countries.code):
        own = [line for line in weeks[-1].people if line["country"] == place]
        employed, searching = (sum(line[name] for line in own) for name in ("employed", "searching"))
        plain = {
            "unemployment": searching / max(employed + searching, 1e-9),
            "wage": sum(line["wage"] * line["employed"] for line in own) / max(employed, 1e-9),
        }
        assert_same(table.loc[(last, code)].to_dict(), plain)


def test_days_at_the_border_are_those_of_the_authorities(lived):
    model, weeks, _ = lived
    table = model.records.countries()
    last = table[table["week"] == WEEKS - 1]
    for name in ("low_value", "standard"):
        days = weeks[-1].customs[f"days_{CHANNELS.index(name)}"]
        np.testing.assert_array_equal(last[f"clearance_days_{name}"], days)


# Records -----------------------------------------------------------------------------------------


def test_weeks_carry_the_date_of_their_first_day(lived):
    weekly = lived[0].records.weekly()
    assert weekly["date"].iloc[:2].tolist() == ["2024-01-01", "2024-01-08"]
    assert weekly["date"].iloc[-1] == "2024-05-13"


def test_there_are_enough_indicators(lived):
    weekly = lived[0].records.weekly()
    assert len(weekly.columns) - len(["week", "date"]) >= 40
    assert all(kind.kind in "if" for kind in weekly.drop(columns="date").dtypes)


def test_records_come_back_from_their_state(lived):
    model = lived[0]
    again = Records(default_world())
    again.restore(model.records.save())
    pd.testing.assert_frame_equal(again.weekly(), model.records.weekly())
    pd.testing.assert_frame_equal(again.countries(), model.records.countries())
    again.clear()
    assert again.weekly().empty
    assert again.latest() == {}
    assert not model.records.weekly().empty


def test_measuring_twice_gives_the_same_and_changes_nothing(lived):
    model = lived[0]
    before = model.save()
    one, other = model.records.weekly(), model.records.weekly()
    pd.testing.assert_frame_equal(one, other)
    one["sales"] = inf
    assert np.isfinite(model.records.weekly()["sales"]).all()
    for name, values in model.save().items():
        np.testing.assert_array_equal(values, before[name], err_msg=name)
