"""The catalogue holds what is measured, in one place, and says when the two differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ecosystem import Ecosystem
from ecosystem.outputs.indicators import (
    COUNTRIES,
    WORLD,
    Catalogue,
    Indicator,
    IndicatorError,
    country_indicator,
    country_indicators,
    family,
    indicator,
    indicators,
    of_countries,
)
from experiments.studies.study_file import load_study
from tests.small import default_world, run, small

WEEKS = 2
NO_MODEL: Any = None


@pytest.fixture
def model() -> Ecosystem:
    """A small model after two weeks."""
    return run(Ecosystem(small(), default_world()), WEEKS)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catalogues that forget after the test what it declares."""
    for catalogue in (WORLD, COUNTRIES):
        monkeypatch.setattr(catalogue, "groups", dict(catalogue.groups))


def measuring(*names: str) -> Callable[[Any, Any], dict[str, float]]:
    """A function that returns these indicators."""
    return lambda week, model: dict.fromkeys(names, 1.0)


def test_what_is_declared_is_what_a_week_records(model: Ecosystem) -> None:
    weekly, countries = model.records.weekly(), model.records.countries()
    assert set(WORLD.names()) == set(weekly.columns) - {"week", "date"}
    assert set(COUNTRIES.names()) == set(countries.columns) - {"week", "country"}


def test_by_country_an_indicator_means_what_it_means_for_the_world() -> None:
    shared = set(WORLD.names()) & set(COUNTRIES.names()) - {"firms"}
    assert {"duty_revenue", "unemployment"} <= shared
    for name in shared:
        here, world = COUNTRIES[name], WORLD[name]
        assert (here.label, here.unit, here.kind) == (world.label, world.unit, world.kind)
        assert (here.better, here.adds_up) == (world.better, world.adds_up)


def test_by_country_an_unknown_indicator_is_named_with_the_nearest() -> None:
    with pytest.raises(IndicatorError, match=r'indicator "duty_revenu" is unknown; did you mean duty_revenue'):
        of_countries("duty_revenu")


@pytest.mark.parametrize("catalogue", [WORLD, COUNTRIES])
def test_names_are_unique_and_everything_is_said_of_each(catalogue: Catalogue[Any]) -> None:
    assert len(set(catalogue.names())) == len(catalogue.names())
    for each in catalogue:
        assert each.label and each.unit, each.name
        assert catalogue[each.name] == each


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        (("one",), "did not return two"),
        (("one", "two", "three"), "returned three, which is not declared"),
    ],
)
def test_a_group_that_returns_other_names_is_refused(returned: tuple[str, ...], message: str) -> None:
    found: Catalogue[float] = Catalogue("indicator")
    found.group(Indicator("one", "One", "-"), Indicator("two", "Two", "-"))(measuring(*returned))
    with pytest.raises(IndicatorError, match=message):
        found.measure(NO_MODEL, NO_MODEL)


def test_a_group_that_returns_what_it_declares_is_measured() -> None:
    found: Catalogue[float] = Catalogue("indicator")
    found.group(Indicator("one", "One", "-"), Indicator("two", "Two", "-"))(measuring("two", "one"))
    assert found.measure(NO_MODEL, NO_MODEL) == {"two": 1.0, "one": 1.0}


def test_an_unknown_name_gives_the_nearest() -> None:
    with pytest.raises(IndicatorError, match='indicator "salez" is unknown; did you mean sales?'):
        WORLD["salez"]
    with pytest.raises(IndicatorError, match='country indicator "quite else" is unknown; valid: clearance_days'):
        COUNTRIES["quite else"]


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("name", ["sales", "week", "date"])
def test_a_name_that_is_taken_is_refused(name: str) -> None:
    with pytest.raises(IndicatorError, match=f'the name "{name}" is taken'):
        indicators(Indicator(name, "Mine", "-"))(measuring(name))


@pytest.mark.usefixtures("opened")
def test_an_indicator_declared_anew_replaces_its_former_self() -> None:
    for label in ("First", "Second"):

        @indicator(label=label, unit="-")
        def mine(week: Any, model: Any) -> float:
            return 1.0

    assert WORLD["mine"].label == "Second"
    assert WORLD.names().count("mine") == 1


@pytest.mark.usefixtures("opened")
def test_indicators_from_outside_are_recorded(model: Ecosystem) -> None:
    @indicator(label="Cash of all sellers", unit="USD", kind="usd", adds_up=True, shown_in=("tiles",))
    def cash(week: Any, model: Ecosystem) -> float:
        return float(model.firms.cash.sum())

    @country_indicator(label="Officers", unit="people", adds_up=True, real_size=True)
    def officers(week: Any, model: Ecosystem) -> Any:
        return model.customs.officers.astype(np.float64)

    model.step()
    weekly, countries = model.records.weekly(), model.records.countries()
    assert weekly["cash"].iloc[-1] == pytest.approx(model.expansion_factor * model.firms.cash.sum())
    assert weekly["cash"].iloc[:WEEKS].isna().all(), "what was not measured is unknown"
    last = countries[countries["week"] == model.records.weeks[-1]]
    assert last["officers"].tolist() == pytest.approx(model.customs.officers.tolist())
    assert WORLD["cash"] in WORLD.shown_in("tiles")
    assert weekly["sales"].notna().all()


@pytest.mark.usefixtures("opened")
def test_an_indicator_that_is_no_longer_measured_is_unknown(model: Ecosystem) -> None:
    del WORLD.groups["ecosystem.outputs.indicators.labour.labour"]
    model.step()
    wages = model.records.weekly()["wage_digital"]
    assert wages.notna().tolist() == [True] * WEEKS + [False]


@pytest.mark.usefixtures("opened")
def test_groups_of_countries_are_declared_alike() -> None:
    country_indicators(family("mine", ("a", "b"), "Mine", "-"))(measuring("mine_a", "mine_b"))
    assert [each.member for each in COUNTRIES.family("mine")] == ["a", "b"]


STUDY = """
title = "Study"
seeds = 1
weeks = 10
[[factor]]
key = "market.inside_share"
values = [0.1, 0.2]
[[outcome]]
indicator = "mine"
"""


@pytest.mark.usefixtures("opened")
def test_a_study_knows_indicators_from_outside(tmp_path: Any) -> None:
    path = tmp_path / "study.toml"
    path.write_text(STUDY)
    with pytest.raises(ValueError, match='"mine" is unknown'):
        load_study(path)
    indicator(label="Mine", unit="-")(mine)
    (outcome,) = load_study(path).outcomes
    assert outcome.indicator == "mine"


def mine(week: Any, model: Any) -> float:
    """An indicator of these tests."""
    return 1.0


def test_lists_are_in_their_order_and_families_whole() -> None:
    effects = [each.name for each in WORLD.shown_in("effects")]
    assert effects[:3] == ["sales", "parcels_shipped", "firms"]
    orders = [each.order for each in WORLD.shown_in("effects")]
    assert orders == sorted(orders)
    families = WORLD.families("services")
    assert [members[0].family for members in families] == [
        "share_parcels",
        "share_value",
        "share_firms",
        "delivery_days",
    ]
    assert {len(members) for members in families} == {4}


def test_charts_hold_their_indicators() -> None:
    assert [each.name for each in WORLD.in_chart("clearance")] == [
        "clearance_days_low_value",
        "clearance_days_standard",
    ]
    assert {"delivery", "labour", "labour.lower"} <= set(WORLD.charts())
