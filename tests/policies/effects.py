"""What the tests of levers share: the default world, policies in short, and what they change."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from ecosystem.messages.policy_effects import PolicyEffects
from ecosystem.policies.binding import Policies
from ecosystem.scenario.policy import Policy
from tests.small import default_world

WORLD = default_world()
CODES = WORLD.countries.code
KINDS = WORLD.categories.name
USA, CHN, DEU = (CODES.index(code) for code in ("USA", "CHN", "DEU"))
NEUTRAL = Policies((), WORLD).neutral()


def policy(lever: str, size: float, **more: Any) -> Policy:
    return Policy(lever=lever, size=size, **more)


def policy_effects(*policies: Policy, week: int = 0) -> PolicyEffects:
    return Policies(policies, WORLD).in_force(week)


def moved(one: PolicyEffects, other: PolicyEffects) -> set[str]:
    """Names of the fields that differ."""
    names = (field.name for field in fields(PolicyEffects))
    return {name for name in names if not np.array_equal(getattr(one, name), getattr(other, name))}


def moves_only(lever: str, field: str, size: float, value: float) -> None:
    """Assert that a lever moves one field, and in it only the country named."""
    found = policy_effects(policy(lever, size, countries=["USA"]))
    assert moved(found, NEUTRAL) == {field}
    changed = found[field]
    assert changed[USA] == value
    assert np.array_equal(np.delete(changed, USA), np.delete(NEUTRAL[field], USA))
