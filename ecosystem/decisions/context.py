"""What every decision of a week looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ecosystem.agents.consumers import Markets
from ecosystem.agents.firms.firms import Firms
from ecosystem.agents.firms.listings import Listings
from ecosystem.agents.providers.coverage import Coverage
from ecosystem.core.arrays import Floats
from ecosystem.core.draws import WeekDraws
from ecosystem.quotes.conditions import Conditions
from ecosystem.scenario.scenario import Scenario


@dataclass(frozen=True)
class DecisionContext:
    """What every decision looks at.

    Attributes:
        firms, listings, markets: the agents and markets.
        coverage: who serves which pair of countries, by kind of provider.
        now: public conditions of the week.
        elasticity: price elasticity by category.
        draws: random draws of the week.
        parameters: all parameters.
    """

    firms: Firms
    listings: Listings
    markets: Markets
    coverage: Mapping[str, Coverage]
    now: Conditions
    elasticity: Floats
    draws: WeekDraws
    parameters: Scenario

    @property
    def width(self) -> int:
        """Providers of one kind at most, and one for those who run a service themselves."""
        return max(each.providers for each in self.coverage.values()) + 1
