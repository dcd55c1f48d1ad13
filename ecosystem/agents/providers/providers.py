"""What express carriers and third-party platforms share: price, capacity, load and quality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ecosystem.agents.employers import Employers
from ecosystem.core.arrays import Floats
from ecosystem.core.columns import Column
from ecosystem.messages.policy_effects import PolicyEffects
from ecosystem.messages.quotes import RateCards
from ecosystem.scenario.parameters.providers import ProviderParameters
from ecosystem.theory.choice import markup
from ecosystem.theory.freight import congested_days, density_factor
from ecosystem.world.world import World


@dataclass(frozen=True)
class TourDensity:
    """Stops a week, simulated size, at which tours cost their base: by hub (H,) and country (C,)."""

    collection: Floats
    delivery: Floats

    @classmethod
    def of(cls, world: World, expansion_factor: float, parameters: ProviderParameters) -> TourDensity:
        """From the people who live where the tours go; ``expansion_factor`` real parcels are one."""
        people, countries = world.hubs.population, world.countries
        users = countries.population * countries.internet_share
        scale = 1_000.0 * expansion_factor
        return cls(
            collection=parameters.collection_density * people / scale,
            delivery=parameters.delivery_density * users / scale,
        )


class Providers(Employers):
    """A kind of logistics provider; columns with a region axis have one cell a region of destination.

    Attributes:
        kind: what the world's table of providers calls it.
    """

    kind: ClassVar[str]

    listing = Column(np.int64, "-", "Row in the world's table of providers", labels="providers")
    quality_base = Column(np.float64, "0-1", "Service quality at normal load and full staff")
    quality = Column(np.float64, "0-1", "Present service quality")
    cost_level = Column(np.float64, "-", "Unit cost relative to the base charge")
    price_level = Column(np.float64, "-", "Price relative to the base charge, before load")
    volume = Column(np.float64, "parcels/week", "Smoothed parcels by region", ("regions",))
    collected = Column(np.float64, "parcels/week", "Smoothed parcels picked up by hub", ("hubs",))
    delivered = Column(np.float64, "parcels/week", "Smoothed parcels delivered by country", ("countries",))
    capacity = Column(np.float64, "parcels/week", "Capacity by region", ("regions",))
    working = Column(np.float64, "share", "Part of the capacity that policies and shocks leave at work")
    revenue = Column(np.float64, "USD/week", "Smoothed revenue")
    outlay = Column(np.float64, "USD/week", "Smoothed cost")

    def load(self, parameters: ProviderParameters) -> Floats:
        """Volume over capacity by region; a shortage of staff lowers capacity in proportion."""
        part = self.working * np.maximum(self.staffing(), parameters.least_staffing)
        return self.volume / (self.capacity * part[:, None])

    def apply_policies(self, policy_effects: PolicyEffects) -> None:
        """Take note of the week's policies and shocks."""
        self.working = policy_effects.capacity[self.listing]

    def plan(self, parameters: ProviderParameters) -> None:
        """Move price, capacity and quality: logit-Bertrand with inertia, slow capacity, load-driven quality.

        Price follows unit cost times the markup of a seller with its share of the market
        (Atkeson & Burstein 2008); capacity follows volume over the planned load.
        """
        best = self.cost_level * markup(
            parameters.price_elasticity, self.overall_share(), parameters.market_elasticity)
        self.price_level += parameters.price_inertia * (best - self.price_level)
        planned = np.maximum(self.volume / parameters.target_load, parameters.least_capacity)
        self.capacity += parameters.capacity_speed * (planned - self.capacity)
        busiest = np.minimum(self.load(parameters).max(axis=1), parameters.load_bound)
        overload = np.maximum(busiest - 1.0, 0.0)
        staffed = self.quality_base * self.staffing() ** parameters.quality_staffing
        reached = staffed - parameters.quality_overload * overload
        self.quality += parameters.quality_speed * (np.clip(reached, 0.0, 1.0) - self.quality)

    def rate_cards(self, tour_density: TourDensity, parameters: ProviderParameters) -> RateCards:
        """Prices and delays of the week by provider and region, and what its tours' density makes of them.

        Collection and delivery tours follow the square-root law of Beardwood, Halton & Hammersley
        (1959): a denser provider drives less for each stop.
        """
        load, bound = np.minimum(self.load(parameters), parameters.load_bound), parameters.density_bound
        return RateCards(
            factor=self.price_factor(parameters),
            delay=congested_days(1.0, load, parameters.congestion, parameters.congestion_power),
            collection=density_factor(self.collected, tour_density.collection, bound),
            delivery=density_factor(self.delivered, tour_density.delivery, bound),
            quality=self.quality.copy(),
        )

    def price_factor(self, parameters: ProviderParameters) -> Floats:
        """Factor on the base charge by provider and region: price level, and scarcity by load."""
        load = np.minimum(self.load(parameters), parameters.load_bound)
        relative = np.maximum(load, 1e-6) / parameters.target_load
        bound = parameters.load_price_bound
        scarcity = np.clip(relative**parameters.load_elasticity, 1.0 / bound, bound)
        return self.price_level[:, None] * scarcity

    def overall_share(self) -> Floats:
        """Share of its kind's parcels, all regions together."""
        result: Floats = self.volume.sum(axis=1) / max(float(self.volume.sum()), 1e-9)
        return result

    def record_stops(self, collected: Floats, delivered: Floats, parameters: ProviderParameters) -> None:
        """Update the smoothed stops of tours: parcels by provider and hub, and provider and country."""
        self.collected += parameters.load_smoothing * (collected - self.collected)
        self.delivered += parameters.load_smoothing * (delivered - self.delivered)

    def record(
        self, parcels: Floats, revenue: Floats, outlay: Floats, parameters: ProviderParameters
    ) -> None:
        """Update smoothed volume (by region), revenue and cost."""
        speed = parameters.load_smoothing
        self.volume += speed * (parcels - self.volume)
        self.revenue += speed * (revenue - self.revenue)
        self.outlay += speed * (outlay - self.outlay)

    def spare_cash(self, parameters: ProviderParameters) -> Floats:
        """What owners take (or, negative, bring in) this week to hold the reserve, USD."""
        reserve = parameters.reserve_weeks * self.outlay
        return parameters.owner_draw * (self.cash - reserve)
