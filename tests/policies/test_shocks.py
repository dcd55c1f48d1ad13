"""Shocks hit whom they name."""

from __future__ import annotations

import numpy as np
import pytest

from ecosystem.scenario.names import PASSAGES
from tests.policies.effects import KINDS, NEUTRAL, USA, WORLD, moved, policy, policy_effects


def test_a_demand_shock_multiplies_spending() -> None:
    found = policy_effects(policy("demand_shock", -0.5, countries=["USA"], categories=[KINDS[0]]))
    assert moved(found, NEUTRAL) == {"demand"}
    assert found.demand[USA, 0] == 0.5
    assert np.count_nonzero(found.demand != 1.0) == 1


def test_an_outage_hits_providers_by_name_or_kind() -> None:
    table = WORLD.providers
    one = policy_effects(policy("outage", 0.4, providers=[table.name[0]]))
    assert moved(one, NEUTRAL) == {"capacity"}
    assert np.array_equal(np.flatnonzero(one.capacity != 1.0), [0])
    assert one.capacity[0] == pytest.approx(0.6)
    carriers = policy_effects(policy("outage", 0.4, providers=["carrier"])).capacity < 1.0
    assert np.array_equal(carriers, np.array(table.kind) == "carrier")


@pytest.mark.parametrize("name", PASSAGES)
def test_a_passage_closes_from_one_half_on(name: str) -> None:
    shut = policy_effects(policy("passage_closed", 1.0, passages=[name]))
    assert moved(shut, NEUTRAL) == {"closed"}
    assert shut.closed == {name}
    assert policy_effects(policy("passage_closed", 0.49, passages=[name])).closed == frozenset()


def test_all_passages_close_at_once() -> None:
    assert policy_effects(policy("passage_closed", 1.0, passages=["all"])).closed == set(PASSAGES)
