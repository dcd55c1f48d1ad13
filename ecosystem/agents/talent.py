"""Talent pools: the people of each hub's e-commerce and logistics trades, and their wages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecosystem.core.arrays import Floats, Integers
from ecosystem.core.cohort import Cohort, RowAgent
from ecosystem.core.columns import Column
from ecosystem.scenario.names import SKILLS
from ecosystem.scenario.parameters.labour import LabourParameters
from ecosystem.scenario.service_traits import SERVICES
from ecosystem.world.world import World

BY_SKILL = ("skills",)


class TalentPool(RowAgent):
    """The pool of one hub, seen as a Mesa agent."""

    @property
    def hub(self) -> str:
        """Name of its hub."""
        return self.cohort.label("hubs", self.id)


class Talent(Cohort):
    """All talent pools, one a hub and in the order of the world's hubs; people are full-time equivalents."""

    view = TalentPool

    country = Column(np.int64, "-", "Country of the hub", labels="countries")
    inhabitants = Column(np.float64, "people", "People who live in the hub")
    searching = Column(np.float64, "people", "Searchers by skill", BY_SKILL)
    employed = Column(np.float64, "people", "People employed in the hub by skill", BY_SKILL)
    vacancies = Column(np.float64, "people", "Open posts by skill", BY_SKILL)
    hired = Column(np.float64, "people/week", "Hires of the week by skill", BY_SKILL)
    left = Column(
        np.float64, "people/week", "Quits, layoffs and poached people of the week by skill", BY_SKILL)
    filling = Column(np.float64, "1/week", "Expected share of vacancies filled in a week", BY_SKILL)
    base_wage = Column(np.float64, "USD/week", "Wage at normal tightness", BY_SKILL)
    wage = Column(np.float64, "USD/week", "Present wage", BY_SKILL)
    inflow = Column(
        np.float64, "1/week", "Graduates and newcomers as a share of the pool at normal tightness")
    arrived = Column(np.float64, "people/week", "People who joined the pool this week, by skill", BY_SKILL)
    departed = Column(np.float64, "people/week", "People who retired or left this week, by skill", BY_SKILL)

    def establish(self, world: World, expansion_factor: float, parameters: LabourParameters) -> None:
        """Set up all pools, with one of ``expansion_factor`` people; those in the trades follow once the
        employers' needs are known."""
        country = world.hubs.country
        skill_pay = 1.0 + np.array([0.0, parameters.premium_specialist, parameters.premium_digital])
        wage = world.countries.weekly_wage[country][:, None] * skill_pay
        graduates = parameters.graduates * np.minimum(world.countries.tertiary_enrolment[country], 1.0)
        self.enter(np.arange(len(country)), {
            "country": country,
            "inhabitants": world.hubs.population / expansion_factor,
            "base_wage": wage,
            "wage": wage,
            "filling": np.full((len(country), len(SKILLS)), parameters.first_filling),
            "inflow": parameters.inflow + graduates,
        })

    def populate(self, employed: Floats, parameters: LabourParameters) -> None:
        """Give every pool the searchers that go with its employed people, shape (hubs, skills)."""
        jobless = parameters.starting_unemployment
        self.employed = employed
        self.searching = np.maximum(employed, parameters.smallest_pool) * jobless / (1.0 - jobless)


@dataclass(frozen=True)
class StaffNeeds:
    """Staff that parcels call for.

    Attributes:
        seller: people per parcel a week of a seller, by service and skill, shape (services, skills).
        provider: the same of a provider, shape (skills,).
        by_country: factor of each country, where productive workers are fewer, shape (C,).
    """

    seller: Floats
    provider: Floats
    by_country: Floats

    @classmethod
    def of(cls, world: World, parameters: LabourParameters) -> StaffNeeds:
        """From the parameters of labour and the output of a worker in each country."""
        seller = np.array([
            [getattr(parameters, field) for field in traits.staff] for traits in SERVICES.traits])
        provider = np.array([
            parameters.provider_operations, parameters.provider_specialist, parameters.provider_digital])
        output = world.countries.gdp_per_worker
        factor = (np.median(output) / output) ** parameters.saving
        return cls(seller / 1_000.0, provider / 1_000.0, factor)

    def of_sellers(self, service: Integers, parcels: Floats) -> Floats:
        """People that each listing's parcels call for, before its country's factor; (listings, skills)."""
        return self.seller[service] * parcels[:, None]

    def of_providers(self, country: Integers, parcels: Floats) -> Floats:
        """People that the parcels of each provider call for, shape (providers, skills)."""
        return np.outer(parcels * self.by_country[country], self.provider)
