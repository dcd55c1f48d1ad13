"""A request for quotes: ways of serving a market with all that a service needs to know of them."""

from __future__ import annotations

from dataclasses import dataclass

from ecosystem.core.arrays import Flags, Floats, Integers
from ecosystem.messages.factors import Factors
from ecosystem.messages.quotes import Alternatives, Goods
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.factors import brokerage_quality, factors_of
from ecosystem.scenario.scenario import Scenario


@dataclass(frozen=True)
class QuoteRequest:
    """What is to be quoted, one row a way of serving a market.

    Attributes:
        alternatives: who serves which market how.
        goods: the product.
        quality: quality of whoever brokers customs and cares for buyers, 0-1.
        factors: what effects do to it.
    """

    alternatives: Alternatives
    goods: Goods
    quality: Floats
    factors: Factors

    @classmethod
    def of(
        cls, alternatives: Alternatives, goods: Goods, now: Conditions, parameters: Scenario
    ) -> QuoteRequest:
        """With quality and factors under the conditions of the week."""
        quality = brokerage_quality(alternatives, now, parameters.services)
        return cls(alternatives, goods, quality, factors_of(alternatives, quality, now, parameters))

    def __len__(self) -> int:
        return len(self.alternatives.seller)

    def take(self, rows: Integers | Flags) -> QuoteRequest:
        """The same request for some of its rows."""
        return QuoteRequest(
            self.alternatives.take(rows), self.goods.take(rows), self.quality[rows],
            self.factors.take(rows))
