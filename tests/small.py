"""Small models on the default world that keep what the tests look at."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem import Ecosystem, Scenario, World
from ecosystem.messages.market_entries import Review
from ecosystem.phases.week import Week
from ecosystem.quotes.conditions import Conditions

State = dict[str, NDArray[Any]]


@lru_cache(maxsize=1)
def default_world() -> World:
    """The default world, read once for all tests."""
    return World.load()


def small(firms: int = 30, seed: int = 1, **changes: Any) -> Scenario:
    """A scenario of few firms without settling; further changes by group, as ``market={...}``."""
    values = {f"{group}.{name}": v for group, table in changes.items() for name, v in table.items()}
    run = {"run.firms": firms, "run.seed": seed, "run.settling_weeks": 0}
    return Scenario().replace(run | values)


class Watched(Ecosystem):
    """A model that keeps its last week's file, and its listings as they were paid."""

    last: Week
    paid: State
    homes: NDArray[np.int64]
    flows: dict[tuple[str, str, str], float]
    review: Review

    def firms_review(self, now: Conditions) -> Review:
        """Review, and remember what was decided."""
        self.review = super().firms_review(now)
        return self.review

    def pay(self, week: Week) -> None:
        """Pay, and remember the listings of the week before rows are arranged anew."""
        super().pay(week)
        self.paid = self.listings.state()
        self.homes = self.firms.hub[self.listings.seller]

    def close_books(self, week: Week) -> None:
        """Close, and remember the week and its transfers."""
        super().close_books(week)
        self.last, self.flows = week, dict(self.ledger.flows)


def run(model: Ecosystem, weeks: int) -> Ecosystem:
    """Let a model live for some weeks."""
    for _ in range(weeks):
        model.step()
    return model


def same_state(one: State, other: State) -> None:
    """Assert that two states are equal bit for bit, names and types included."""
    assert one.keys() == other.keys()
    for name, values in one.items():
        assert values.dtype == other[name].dtype, name
        assert values.shape == other[name].shape, name
        assert values.tobytes() == np.asarray(other[name]).tobytes(), name
