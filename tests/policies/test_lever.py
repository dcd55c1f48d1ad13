"""A lever declared outside the package is one like any other, and a wrong declaration is refused."""

from __future__ import annotations

from collections.abc import Iterator
from functools import wraps
from io import StringIO
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from ecosystem import ScenarioError
from ecosystem.policies.binding import BUILT_IN, Policies
from ecosystem.policies.lever import LEVERS, Field, Term, lever
from experiments.terminal.parameter_tables import policy_table
from tests.policies.effects import CHN, CODES, DEU, NEUTRAL, USA, WORLD, moved, policy, policy_effects

PORT_FEE: dict[str, Any] = {
    "field": Field("port_fee", shape=("countries",)), "unit": "USD/parcel", "low": 0, "high": 50,
    "targets": ("countries",), "source": "tests",
}


def port_fee(size: float) -> float:
    """Fee on each parcel that lands
    in these countries."""
    return size


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """The levers of the package alone after each test."""
    before = dict(LEVERS)
    yield
    LEVERS.clear()
    LEVERS.update(before)


def declare(term: Term = port_fee, name: str = "port_fee", **changed: Any) -> None:
    """Declare a lever of this name over a function from here."""

    @wraps(term)
    def named(size: float) -> float:
        return term(size)

    named.__name__ = name
    lever(**PORT_FEE | changed)(named)


def test_an_own_lever_is_bound_phased_in_and_read_by_the_name_of_its_field() -> None:
    declare()
    bound = Policies([policy("port_fee", 3.0, countries=["USA"], start=10, end=20, phase_in=2)], WORLD)
    course = [float(bound.in_force(week)["port_fee"][USA]) for week in (9, 10, 11, 12, 19, 20)]
    assert course == pytest.approx([0.0, 1.0, 2.0, 3.0, 3.0, 0.0])
    fee = bound.in_force(15)["port_fee"]
    assert np.array_equal(np.flatnonzero(fee), [USA])
    assert not moved(bound.in_force(15), NEUTRAL) - {"own"}


def test_an_own_lever_moves_one_with_several_axes_and_another_neutral() -> None:
    field = Field("port_time", shape=("origins", "countries"), neutral=1.0, combine="multiply")
    declare(lambda size: 1.0 + size, "port_time", field=field, targets=("countries", "origins"))
    twice = [policy("port_time", 0.5, countries=["USA"]), policy("port_time", 1.0, origins=["CHN"])]
    found = policy_effects(*twice)["port_time"]
    assert (found[CHN, USA], found[DEU, USA], found[CHN, DEU], found[DEU, DEU]) == (3.0, 1.5, 2.0, 1.0)
    assert found.shape == (len(CODES), len(CODES))


def test_an_own_lever_may_move_a_field_of_the_package() -> None:
    declare(name="tariff_war", field=LEVERS["tariff"].field, targets=("countries",))
    both = policy_effects(policy("tariff_war", 0.2, countries=["USA"]), policy("tariff", 0.1))
    assert both.tariff[CHN, USA, 0] == pytest.approx(0.3)
    assert both["tariff"] is both.tariff


def test_an_own_lever_is_listed() -> None:
    declare()
    text = StringIO()
    Console(file=text, width=160).print(policy_table())
    assert "port_fee" in text.getvalue() and "Fee on each parcel that lands" in text.getvalue()


def test_a_lever_is_called_as_its_function_and_described_by_its_docstring() -> None:
    lever(**PORT_FEE)(port_fee)
    assert LEVERS["port_fee"].text == "Fee on each parcel that lands in these countries"


def test_a_wrong_name_suggests_an_own_lever() -> None:
    declare()
    with pytest.raises(ScenarioError) as caught:
        Policies([policy("port_fees", 1.0)], WORLD)
    assert caught.value.problems == [
        "scenario: policy 1: lever: unknown name 'port_fees'; did you mean port_fee?"]


def test_a_field_that_nobody_declares_is_unknown() -> None:
    with pytest.raises(KeyError, match="no lever declares a field 'port_fee'"):
        policy_effects()["port_fee"]


def test_a_lever_declared_anew_by_the_same_function_replaces_itself() -> None:
    declare()
    declare(high=70)
    assert LEVERS["port_fee"].high == 70


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "tariff"}, "there is a lever tariff already, in ecosystem.policies.customs_levers"),
        ({"field": Field("tariff", shape=("countries",))}, "field tariff is declared otherwise by tariff"),
        ({"targets": ("country",)}, "unknown name 'country'; did you mean countries?"),
        ({"low": 1.0}, "lever port_fee: 0 is not between 1 and 50"),
    ],
)
def test_a_lever_that_contradicts_another_or_itself_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        declare(**changed)
    assert "port_fee" not in LEVERS


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"shape": ("ports",)}, "ports"),
        ({"shape": ()}, "missing"),
        ({"shape": ("countries",), "combine": "divide"}, "not divide"),
        ({"shape": ("countries", "origins"), "combine": "close"}, "what closes has one axis"),
        ({"shape": ("countries",), "mutual": True}, "mutual is between origins and countries"),
    ],
)
def test_a_field_with_a_fault_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Field("port_fee", **wrong)


def test_the_package_declares_every_field_that_the_effects_name() -> None:
    assert {each.field.name for each in LEVERS.values()} == BUILT_IN


@pytest.mark.parametrize("each", LEVERS.values(), ids=LEVERS)
def test_every_lever_is_described_and_a_size_of_zero_changes_nothing(each: Any) -> None:
    assert each.text and each.source and each.unit
    assert each.term(0.0) == (1.0 if each.field.combine == "multiply" else 0.0)
