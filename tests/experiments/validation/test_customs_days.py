"""Simulated clearance against reported hours: who is compared, and how ranks agree."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ecosystem.view.charts import customs_charts
from experiments.validation.customs_days import agreement, clearance_table, outside
from tests.doubles import synthetic
from tests.small import default_world


def weeks(days: np.ndarray) -> pd.DataFrame:
    """Three weeks of the default world with the given days by country, first too low, then too high."""
    codes = default_world().countries.code
    tables = [
        pd.DataFrame({"week": week, "country": codes, "clearance_days_standard": factor * days,
                      "clearance_days_low_value": factor * days[::-1]})
        for week, factor in enumerate((0.5, 1.0, 1.5))
    ]
    return pd.concat(tables, ignore_index=True)


def test_days_are_means_over_weeks_beside_the_hours_of_the_world() -> None:
    countries = default_world().countries
    days = np.arange(len(countries)) + 1.0
    table = clearance_table(weeks(days), default_world())
    assert tuple(table["country"]) == countries.code
    np.testing.assert_allclose(table["clearance_days_standard"], days)
    np.testing.assert_allclose(table["clearance_days_low_value"], days[::-1])
    np.testing.assert_array_equal(table["import_hours"], countries.import_hours)


def test_the_european_union_is_left_out() -> None:
    countries = default_world().countries
    kept = outside(clearance_table(weeks(np.ones(len(countries))), default_world()))
    assert len(kept) == (~countries.eu_member).sum() > 30
    assert not set(kept["country"]) & {"DEU", "FRA", "NLD"}
    assert (kept["import_hours"] > 0).all()


def test_rank_correlation_is_spearmans() -> None:
    countries = default_world().countries
    days = 0.1 + np.sqrt(countries.import_hours)
    days[::3] *= 2.0
    table = clearance_table(weeks(days), default_world())
    found, abroad = agreement(table), ~countries.eu_member
    ranks = (stats.rankdata(values[abroad]) for values in (days, countries.import_hours))
    assert found.standard == pytest.approx(np.corrcoef(*ranks)[0, 1])
    assert found.countries == abroad.sum()
    same = agreement(table.assign(clearance_days_standard=countries.import_hours * 7.0))
    assert same.standard == pytest.approx(1.0)
    assert agreement(table.assign(clearance_days_standard=-countries.import_hours)).standard == pytest.approx(-1.0)
    ranks = (stats.rankdata(values[abroad]) for values in (-countries.lpi_customs, countries.import_hours))
    assert found.index == pytest.approx(np.corrcoef(*ranks)[0, 1])


def test_equal_days_or_few_countries_say_nothing() -> None:
    table = synthetic.clearance()
    assert np.isnan(agreement(table.assign(clearance_days_standard=1.0)).standard)
    assert np.isnan(agreement(table.head(3)).low_value)


def test_the_picture_and_the_list_hold_all_countries() -> None:
    kept = outside(synthetic.clearance())
    chart = customs_charts.clearance_scatter(kept, synthetic.NAMES)
    standard, low_value = chart.figure.data
    np.testing.assert_array_equal(standard.x, kept["import_hours"])
    np.testing.assert_array_equal(standard.y, kept["clearance_days_standard"])
    np.testing.assert_array_equal(low_value.y, kept["clearance_days_low_value"])
    listed = customs_charts.clearance_list(kept, synthetic.NAMES).frame
    assert listed["country"].iloc[0] == "Brazil"
    assert listed["import_hours"].is_monotonic_decreasing
    assert len(listed) == 6
