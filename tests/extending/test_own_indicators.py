"""Own indicators stand in the records, the catalogue and on a chart, like those of the package."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest

from ecosystem import Ecosystem
from ecosystem.outputs.indicators import COUNTRIES, WORLD, IndicatorError, indicator
from ecosystem.view.charts.weekly import weekly_charts
from tests.extending.conftest import WEEKS
from tests.small import default_world, run, small

Lived = Callable[[str], Ecosystem]


def test_it_is_recorded_every_week(lived: Lived) -> None:
    weekly = lived("ports").records.weekly()
    berths = weekly["berths_taken"]
    assert berths.between(0.0, 1.0).all() and berths.nunique() == len(weekly) == WEEKS
    assert berths.iloc[-1] == pytest.approx(lived("ports").ports.queue.mean())
    assert lived("ports").records.latest()["berths_taken"] == berths.iloc[-1]


def test_it_is_recorded_by_country(lived: Lived) -> None:
    model = lived("ports")
    countries = model.records.countries()
    last = countries[countries["week"] == WEEKS - 1].set_index("country")["crowded_ports"]
    assert last.sum() == np.count_nonzero(model.ports.queue > 0.5) > 0
    inland = set(model.world.countries.code) - set(model.tables()["ports"]["country"])
    assert last[sorted(inland)].eq(0.0).all()


def test_the_catalogue_describes_it(additions: SimpleNamespace) -> None:
    mine = WORLD["berths_taken"]
    assert (mine.label, mine.kind, mine.better) == ("Berths taken", "share", "lower")
    assert WORLD.in_chart("ports") == (mine,)
    assert COUNTRIES["crowded_ports"].adds_up
    with pytest.raises(IndicatorError, match="did you mean berths_taken?"):
        WORLD["berth_taken"]


def test_an_unknown_chart_becomes_a_chart_of_lines(lived: Lived) -> None:
    weekly = lived("ports").records.weekly()
    (chart,) = [chart for chart in weekly_charts(weekly) if chart.key == "ports"]
    assert chart.title == "Berths taken"
    upper, lower = chart.figure.data
    assert (upper.name, lower.name, lower.yaxis) == ("Berths taken", "Fee at ports", "y2")
    assert list(upper.y) == weekly["berths_taken"].tolist()


def test_a_model_without_ports_measures_nothing_of_them(additions: SimpleNamespace) -> None:
    weekly = run(Ecosystem(small(30), default_world()), 1).records.weekly()
    assert weekly["berths_taken"].isna().all()


def test_one_declared_in_mid_run_is_unknown_before(additions: SimpleNamespace) -> None:
    model = run(Ecosystem(small(30), default_world()), 1)

    @indicator(label="Cash of all sellers", unit="USD", kind="usd", adds_up=True)
    def cash_of_sellers(week: object, state: object) -> float:
        return float(state.firms.cash.sum())

    cash = run(model, 1).records.weekly()["cash_of_sellers"]
    assert cash.isna().tolist() == [True, False]
    assert cash.iloc[-1] == pytest.approx(model.expansion_factor * model.firms.cash.sum())


def test_names_of_the_package_are_taken(additions: SimpleNamespace) -> None:
    with pytest.raises(IndicatorError, match='the name "sales" is taken'):

        @indicator(label="Sales", unit="USD")
        def sales(week: object, state: object) -> float:
            return 0.0
