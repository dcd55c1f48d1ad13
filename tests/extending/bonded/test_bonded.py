"""A fifth service is one file outside the package: it is chosen, paid, measured and drawn."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator

import numpy as np
import pytest

from ecosystem import Ecosystem
from ecosystem.extending import extending
from ecosystem.scenario.service_traits import SERVICES, built, provided_by, stocked
from ecosystem.view.charts.weekly import weekly_charts
from ecosystem.view.style import palette
from tests.extending.declaring import declared
from tests.small import default_world, run, same_state, small

NAME = "bonded_warehouse"
WEEKS = 10


@pytest.fixture(scope="module")
def lived() -> Iterator[Ecosystem]:
    """A model with five services after ten weeks."""
    with extending():
        declared("bonded.service")
        yield run(Ecosystem(small(60), default_world()), WEEKS)


def test_it_is_chosen_by_some_and_stands_in_the_tables(lived: Ecosystem) -> None:
    listings = lived.tables()["listings"]
    bonded = listings[listings["service"] == NAME]
    assert 0 < len(bonded) < len(listings)
    assert set(bonded["provider"]) <= set(lived.world.providers.name)
    assert (lived.listings.service == SERVICES.index(NAME)).sum() == len(bonded)
    assert (bonded["stock"].sum(), bonded["sales"].sum()) > (0, 0.0)


def test_it_has_the_traits_that_it_declares(lived: Ecosystem) -> None:
    number = np.array([SERVICES.index(NAME)])
    assert number == [4]
    assert stocked(number) and provided_by("platforms", number) and not built(number)
    assert lived.state.staff_needs.seller.shape[0] == len(SERVICES) == 5


def test_its_indicators_are_in_the_weekly_records(lived: Ecosystem) -> None:
    weekly, countries = lived.records.weekly(), lived.records.countries()
    shares = weekly[[f"share_parcels_{name}" for name in SERVICES]].iloc[-1]
    assert 0.0 < shares[f"share_parcels_{NAME}"] < 1.0
    assert shares.sum() == pytest.approx(1.0)
    assert weekly[f"delivery_days_{NAME}"].iloc[-1] > 0.0
    assert f"bullwhip_{NAME}" in weekly
    assert any(column.endswith(NAME) for column in countries)


def test_its_corridors_pay_duty_at_sale(lived: Ecosystem) -> None:
    corridors = lived.tables()["corridors"]
    bonded = corridors[corridors["service"] == NAME]
    assert len(bonded) > 0
    assert bonded["days_to_shelf"].max() > 0.0
    assert bonded["cost_duty"].max() > 0.0


def test_it_is_drawn_in_its_colour_under_its_name(lived: Ecosystem) -> None:
    charts = {chart.key: chart for chart in weekly_charts(lived.records.weekly())}
    for key in ("shares_parcels", "shares_value", "delivery_service"):
        traces = {trace.name: trace for trace in charts[key].figure.data}
        assert traces["Bonded warehouse"].line.color or traces["Bonded warehouse"].fillcolor, key
    assert traces["Bonded warehouse"].line.color == palette.SERVICE_COLOURS[NAME] == "#8a6d3b"


def test_a_model_with_it_is_restored_bit_for_bit(lived: Ecosystem) -> None:
    one, other = copy.deepcopy(lived), pickle.loads(pickle.dumps(lived))
    same_state(one.save(), lived.save())
    half = run(other, 1)
    again = Ecosystem.restore(half.save(), half.world, half.parameters)
    same_state(run(one, 2).save(), run(again, 1).save())
