"""What express carriers and third-party platforms share: price, capacity, load and quality."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ecosystem.agents.cohort import Cohort, Column
from ecosystem.agents.firms import staffing_ratio
from ecosystem.agents.messages import Measures, Tariffs
from ecosystem.scenario.labour import LabourParameters
from ecosystem.scenario.names import SKILLS
from ecosystem.scenario.providers import ProviderParameters
from ecosystem.theory.choice import markup
from ecosystem.theory.freight import congested_days, volume_factor

Floats = NDArray[np.float64]
REGIONAL = (1,)
LARGEST_SHARE = 0.9
"""Share that a monopolist prices by: the other services remain as rivals."""
LEAST_STAFFING = 0.2
"""Part of the capacity that a provider without any staff still has: bought help."""


class Providers(Cohort):
    """A kind of logistics provider; columns with a region axis have one cell a region of destination."""

    hub = Column(np.int64, "-", "Home hub")
    country = Column(np.int64, "-", "Home country")
    listing = Column(np.int64, "-", "Row in the world's table of providers")
    quality_base = Column(np.float64, "0-1", "Service quality at normal load and full staff")
    quality = Column(np.float64, "0-1", "Present service quality")
    cost_level = Column(np.float64, "-", "Unit cost relative to the base charge")
    price_level = Column(np.float64, "-", "Price relative to the base charge, before load")
    volume = Column(np.float64, "parcels/week", "Smoothed parcels by region", REGIONAL)
    capacity = Column(np.float64, "parcels/week", "Capacity by region", REGIONAL)
    working = Column(np.float64, "share", "Part of the capacity that policies and shocks leave at work")
    cash = Column(np.float64, "USD", "Cash")
    revenue = Column(np.float64, "USD/week", "Smoothed revenue")
    outlay = Column(np.float64, "USD/week", "Smoothed cost")
    premium = Column(np.float64, "share", "Pay above the hub's wage")
    need = Column(np.float64, "people", "Averaged need of staff by skill", (len(SKILLS),))
    staff = Column(np.float64, "people", "Staff by skill", (len(SKILLS),))

    def staffing(self) -> Floats:
        """Staff present as a share of staff needed, at most 1."""
        return staffing_ratio(self.staff, self.need)

    def load(self) -> Floats:
        """Volume over capacity by region; a shortage of staff lowers capacity in proportion."""
        part = self.working * np.maximum(self.staffing(), LEAST_STAFFING)
        return self.volume / (self.capacity * part[:, None])

    def heed(self, measures: Measures) -> None:
        """Take note of the week's policies and shocks."""
        self.working = measures.capacity[self.listing]

    def plan(self, provision: ProviderParameters) -> None:
        """Move price, capacity and quality: logit-Bertrand with inertia, slow capacity, load-driven quality.

        Price follows unit cost times the markup of a seller with its share of the market
        (Anderson, de Palma & Thisse 1992); capacity follows volume over the planned load.
        """
        share = np.minimum(self.overall_share(), LARGEST_SHARE)
        best = self.cost_level * markup(provision.price_elasticity, share)
        self.price_level += provision.price_inertia * (best - self.price_level)
        planned = np.maximum(self.volume / provision.target_load, provision.least_capacity)
        self.capacity += provision.capacity_speed * (planned - self.capacity)
        busiest = np.minimum(self.load().max(axis=1), provision.load_bound)
        overload = np.maximum(busiest - 1.0, 0.0)
        reached = self.quality_base * self.staffing() ** 0.25 - provision.quality_overload * overload
        self.quality += provision.quality_speed * (np.clip(reached, 0.0, 1.0) - self.quality)

    def tariffs(self, provision: ProviderParameters) -> Tariffs:
        """Prices and delays of the week by provider and region."""
        load = np.minimum(self.load(), provision.load_bound)
        relative = np.maximum(load, 1e-6) / provision.target_load
        bound = provision.load_price_bound
        scarcity = np.clip(relative**provision.load_elasticity, 1.0 / bound, bound)
        factor = self.price_level[:, None] * scarcity * self.economies(provision)
        delay = congested_days(1.0, load, provision.congestion, provision.congestion_power)
        return Tariffs(factor=factor, delay=delay, quality=self.quality.copy())

    def overall_share(self) -> Floats:
        """Share of its kind's parcels, all regions together."""
        return self.volume.sum(axis=1) / max(float(self.volume.sum()), 1e-9)

    def economies(self, provision: ProviderParameters) -> Floats:
        """Fall of unit cost with volume on the lanes to each region, relative to the mean provider."""
        mean = np.maximum(self.volume.mean(axis=0), 1e-9)
        bound = provision.volume_bound
        return volume_factor(self.volume, mean, provision.volume_exponent, 1.0 / bound, bound)

    def record(
        self, parcels: Floats, revenue: Floats, outlay: Floats, provision: ProviderParameters
    ) -> None:
        """Update smoothed volume (by region), revenue and cost."""
        speed = provision.load_smoothing
        self.volume += speed * (parcels - self.volume)
        self.revenue += speed * (revenue - self.revenue)
        self.outlay += speed * (outlay - self.outlay)

    def average_need(self, needed: Floats, labour: LabourParameters) -> None:
        """Move the averaged need of staff toward this week's, shape (providers, skills)."""
        self.need += (needed - self.need) / labour.need_weeks

    def spare_cash(self, provision: ProviderParameters) -> Floats:
        """What owners take (or, negative, bring in) this week to hold the reserve, USD."""
        reserve = provision.reserve_weeks * self.outlay
        return provision.owner_draw * (self.cash - reserve)
