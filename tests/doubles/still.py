"""A model in which nothing changes: the same firms, listings and expected orders every week."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import ModuleType
from typing import Any, TypeVar

import numpy as np

from ecosystem import Scenario
from ecosystem.core.arrays import Floats
from ecosystem.messages.orders import Demand
from ecosystem.phases import conditions, trade
from ecosystem.phases.conditions import observe
from ecosystem.phases.week import Orders, PricedListings
from ecosystem.quotes.conditions import Conditions
from tests.small import Watched, default_world, small

PLENTY = 1e12
"""USD of each firm: nobody goes broke, and no purchase is too dear."""


AnyStill = TypeVar("AnyStill", bound="Still")


class Still(Watched):
    """Every week has the same quotes and expected orders, and nobody reviews anything."""

    orders_a_week: Floats
    quoted: PricedListings

    def expect(self, orders: Floats) -> None:
        """Let every listing expect a number of orders from now on, at the quotes of now."""
        self.orders_a_week = np.array(orders, float)
        self.quoted = trade.price_listings(self.state, self.observe())
        self.firms.reviewing = lambda *_: np.zeros(len(self.firms), bool)  # type: ignore[method-assign]

    def observe(self) -> Conditions:
        """Conditions of the week."""
        return observe(self.state)

    def hooks(self) -> list[tuple[ModuleType, str, Callable[..., Any]]]:
        """Costs and days stay as they were quoted; orders are drawn around the constant expectation."""
        return [
            *super().hooks(),
            (conditions, "observe", lambda *_: self.observe()),
            (trade, "price_listings", lambda *_: self.quoted),
            (trade, "order", partial(self._order, trade.order)),
        ]

    def _order(self, order: Callable[..., Orders], *given: Any) -> Orders:
        ordered = order(*given)
        keys = self.listings.firm, self.listings.destination
        orders = self.state.draws.poisson("orders", self.orders_a_week, *keys)
        demand = Demand(expected=self.orders_a_week, orders=orders, share=ordered.demand.share)
        return replace(ordered, demand=demand)


def still_scenario(firms: int = 40, **changes: Any) -> Scenario:
    """No growth, season, jumps, entry or exit, the same officers and inspections; further changes by group."""
    still = {
        "market": {"growth": 0.0, "season": 0.0, "fit_spread": 0.0},
        "sellers": {
            "entry_rate": 0.0, "exit_chance": 0.0, "drop_chance": 0.0, "quality_jump_rate": 0.0,
            "fixed_cost": 0.0, "listing_cost": 0.0,
        },
        "freight": {"search_weeks": 520},
        "customs": {
            "founding_weeks": 1, "staffing_speed": 0.0, "inspection_speed": 0.0, "risk_targeting": 0.0,
            "overtime": 0.0, "overtime_inspection": 0.0,
        },
    }
    groups = still.keys() | changes.keys()
    return small(firms, **{group: still.get(group, {}) | changes.get(group, {}) for group in groups})


def still(scenario: Scenario, orders: float, kind: type[AnyStill] = Still) -> AnyStill:
    """A model just founded whose listings expect that many orders a week on average, in their own proportions."""
    model = kind(scenario, default_world())
    model.firms.cash[:] = PLENTY
    exp_utility = model.firms.quality[model.listings.seller]
    model.expect(orders * np.exp(exp_utility) / np.exp(exp_utility).mean())
    return model
