"""What was declared for a while is forgotten, and models made afterwards are as they were before."""

from __future__ import annotations

import pytest

from ecosystem import Ecosystem, ScenarioError
from ecosystem.extending import extending
from ecosystem.outputs.indicators import COUNTRIES, WORLD
from ecosystem.policies.lever import LEVERS
from ecosystem.quotes.services.quote import SERVICE_RULES
from ecosystem.scenario.service_traits import SERVICES, stocked
from tests.extending.declaring import declared
from tests.small import default_world, run, same_state, small

FOUR = ("express", "mail", "platform_warehouse", "own_warehouse")
FIVE = (*FOUR, "bonded_warehouse")


def counted() -> list[tuple[str, ...]]:
    """Names of all that can be declared."""
    return [tuple(each) for each in (LEVERS, WORLD.names(), COUNTRIES.names(), SERVICES, SERVICE_RULES)]


def test_a_model_made_afterwards_has_four_services_as_before() -> None:
    plain = run(Ecosystem(small(30), default_world()), 2).save()
    with extending():
        declared("bonded.service")
        assert tuple(SERVICES) == tuple(SERVICE_RULES) == FIVE
        more = run(Ecosystem(small(30), default_world()), 2).save()
    assert tuple(SERVICES) == tuple(SERVICE_RULES) == FOUR
    assert "records/world.share_parcels_bonded_warehouse" in more.keys() - plain.keys()
    same_state(run(Ecosystem(small(30), default_world()), 2).save(), plain)
    assert stocked(SERVICES.index("own_warehouse"))


def test_all_that_was_declared_is_forgotten() -> None:
    before = counted()
    with extending():
        declared("ports")
        declared("bonded.service")
        assert all(len(now) > len(then) for now, then in zip(counted(), before, strict=True))
    assert counted() == before
    with pytest.raises(ScenarioError, match="unknown name 'port_fee'"):
        Ecosystem(small(30).replace({"policy": [{"lever": "port_fee", "size": 1.0}]}), default_world())


def test_a_fault_within_takes_everything_back_as_well() -> None:
    before = counted()
    with pytest.raises(RuntimeError, match="in between"), extending():
        declared("ports")
        declared("bonded.service")
        raise RuntimeError("in between")
    assert counted() == before


def test_it_can_be_nested() -> None:
    before = counted()
    with extending():
        declared("bonded.service")
        within = counted()
        with extending():
            declared("ports")
        assert counted() == within != before
    assert counted() == before
