"""Small models on the default world that keep what the tests look at."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import lru_cache, partial
from types import ModuleType
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from ecosystem import Ecosystem, Scenario, World
from ecosystem.markets.entries import Entries
from ecosystem.phases import books, conditions, payment, trade, world_moves
from ecosystem.phases.week import Orders, Payments, Week
from ecosystem.quotes.conditions import Conditions
from ecosystem.state import Saved


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
    """A model that keeps its last week's record, and its listings as they were paid."""

    last: Week
    paid: Saved
    homes: NDArray[np.int64]
    flows: dict[tuple[str, str, str], float]

    def step(self) -> None:
        """One week, with some phases followed by an own look."""
        with ExitStack() as stack:
            for phase, name, own in self.hooks():
                stack.enter_context(patch.object(phase, name, own))
            super().step()

    def hooks(self) -> list[tuple[ModuleType, str, Callable[..., Any]]]:
        """Phases that are called in another way: module, function, and what is called instead."""
        return [
            (payment, "pay", partial(self._after_paying, payment.pay)),
            (books, "close_books", partial(self._after_closing, books.close_books)),
        ]

    def _after_paying(self, pay: Callable[..., Payments], *given: Any) -> Payments:
        """Pay, and remember the listings of the week before rows are arranged anew."""
        paid = pay(*given)
        self.paid = self.listings.save()
        self.homes = self.firms.hub[self.listings.seller]
        return paid

    def _after_closing(self, close: Callable[..., None], *given: Any) -> None:
        """Close, and remember the week and its transfers."""
        close(*given)
        self.last, self.flows = given[-1], dict(self.ledger.flows)


def entries(model: Ecosystem) -> Entries:
    """How the goods of all listings meet the border this week."""
    now = conditions.observe(model.state)
    return Entries.of(model.listings, model.firms, now, model.parameters.customs)


def ordered(model: Ecosystem) -> tuple[Conditions, Orders]:
    """A week up to the orders of consumers, without reviews."""
    state = model.state
    books.open_books(state)
    world_moves.move_world(state)
    now = conditions.observe(state)
    return now, trade.order(state, now, trade.price_listings(state, now))


def run(model: Ecosystem, weeks: int) -> Ecosystem:
    """Let a model live for some weeks."""
    for _ in range(weeks):
        model.step()
    return model


def same_state(one: Saved, other: Saved) -> None:
    """Assert that two states are equal bit for bit, names and types included."""
    assert one.keys() == other.keys()
    for name, values in one.items():
        assert values.dtype == other[name].dtype, name
        assert values.shape == other[name].shape, name
        assert values.tobytes() == np.asarray(other[name]).tobytes(), name
