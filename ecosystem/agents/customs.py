"""Customs authorities: officers, law, inspection and documents of each country."""

from __future__ import annotations

import numpy as np

from ecosystem.core.arrays import QUARTER, REPLENISHMENT_WEEKS, WEEK_DAYS, Floats
from ecosystem.core.cohort import Cohort, RowAgent
from ecosystem.core.columns import Column
from ecosystem.messages.policy_effects import PolicyEffects
from ecosystem.scenario.names import CHANNELS
from ecosystem.scenario.parameters.customs import CustomsParameters
from ecosystem.theory.games import adapted, inspection_drift, targeted_chances
from ecosystem.world.world import World

BY_CHANNEL = (len(CHANNELS),)


class Authority(RowAgent):
    """One customs authority, seen as a Mesa agent."""

    @property
    def country(self) -> str:
        """Code of its country."""
        return self.cohort.label("countries", self.id)


class Customs(Cohort):
    """All customs authorities, one a country and in the order of the world's countries."""

    view = Authority

    performance = Column(np.float64, "1-5", "Logistics performance of customs")
    digital = Column(np.float64, "0-1", "Digital level")
    quality = Column(np.float64, "0-1", "Quality derived from performance")
    tariff = Column(np.float64, "share", "Mean tariff")
    vat = Column(np.float64, "share", "Standard rate of VAT")
    duty_threshold = Column(np.float64, "USD", "De minimis value below which no duty is due")
    tax_threshold = Column(np.float64, "USD", "De minimis value below which no VAT is due")
    officer_factor = Column(np.float64, "-", "Factor of policies on officers")
    inspection_factor = Column(np.float64, "-", "Factor of policies on the share inspected")
    digital_added = Column(np.float64, "0-1", "Added by policies to the digital level")
    officers = Column(np.float64, "officers", "Officers at work before policies")
    post = Column(np.float64, "officers", "Officers who share one counter")
    wage = Column(np.float64, "USD/week", "Wage of an officer")
    grant = Column(np.float64, "USD/week", "What the treasury grants for officers, real size")
    inspection_level = Column(np.float64, "-", "Share inspected relative to the rule of quality")
    inspection_worth = Column(
        np.float64, "USD/inspection",
        "What inspections seemed worth besides fines in the founding weeks, or to burden if negative")
    inspections = Column(
        np.float64, "parcels/week", "Smoothed expected inspections of direct parcels, simulated size")
    recovered = Column(np.float64, "USD/week", "Smoothed expected fines, simulated size")
    risky = Column(
        np.float64, "share", "Smoothed share of direct parcels that evade tax by channel", BY_CHANNEL)
    workload = Column(np.float64, "hours/week", "Smoothed work that entries bring")
    wait = Column(np.float64, "hours", "Mean wait for an officer by channel, working hours", BY_CHANNEL)
    rush = Column(np.float64, "0-1", "Overtime worked and inspections eased, as a share of the most possible")
    hold_days = Column(
        np.float64, "days", "Mean days of being held by channel: waiting for an officer, or detained",
        BY_CHANNEL)
    days = Column(np.float64, "days", "Expected days at the border by channel", BY_CHANNEL)
    days_sd = Column(np.float64, "days", "Standard deviation of these days", BY_CHANNEL)
    backlog = Column(
        np.float64, "entries", "Expected entries left over from last week, real size", BY_CHANNEL)
    held = Column(np.float64, "entries", "Entries that wait at the end of the week, real size", BY_CHANNEL)
    expected = Column(
        np.float64, "entries", "Entries to expect by channel and week of arrival, simulated size",
        (len(CHANNELS), REPLENISHMENT_WEEKS))
    duty_revenue = Column(np.float64, "USD/week", "Duty of the week, simulated size")
    vat_revenue = Column(np.float64, "USD/week", "VAT of the week, simulated size")
    fines = Column(np.float64, "USD/week", "Fines of the week, simulated size")
    revenue = Column(np.float64, "USD/week", "Smoothed duty, VAT and fines, simulated size")

    def establish(self, world: World, parameters: CustomsParameters) -> None:
        """Set up all authorities at 2024 facts; officers follow once the first traffic is known."""
        countries = world.countries
        number = len(countries.code)
        gateways = np.bincount(world.hubs.country, minlength=number) >= parameters.gateway_hubs
        self.enter(np.arange(number), {
            "performance": countries.lpi_customs,
            "digital": countries.digital_level,
            "quality": np.clip(
                (countries.lpi_customs - parameters.quality_zero) / parameters.quality_range, 0.0, 1.0),
            "tariff": countries.tariff,
            "vat": countries.vat,
            "duty_threshold": countries.de_minimis_duty,
            "tax_threshold": countries.de_minimis_tax,
            "officer_factor": 1.0,
            "inspection_factor": 1.0,
            "inspection_level": 1.0,
            "wage": countries.weekly_wage,
            "post": np.where(gateways, parameters.gateway_officers, parameters.officers_per_post),
        })

    def apply_policies(self, policy_effects: PolicyEffects) -> None:
        """Take note of the week's policies."""
        self.officer_factor = policy_effects.officers
        self.inspection_factor = policy_effects.inspection
        self.digital_added = policy_effects.digital

    def at_work(self) -> Floats:
        """Officers at work, policies included, shape (C,)."""
        return self.officers * self.officer_factor

    def digital_level(self) -> Floats:
        """Digital level, policies included, shape (C,)."""
        return np.clip(self.digital + self.digital_added, 0.0, 1.0)

    def inspected_share(self, parameters: CustomsParameters) -> Floats:
        """Share of entries inspected by channel, less in a rush; shape (C, channels)."""
        quality = parameters.inspection_quality**self.quality
        base = parameters.inspection_share * quality * self.inspection_level
        channel = np.array([parameters.inspection_trusted, parameters.inspection_low_value, 1.0])
        easing = 1.0 - parameters.overtime_inspection * self.rush
        result: Floats = np.minimum((base * easing * self.inspection_factor)[:, None] * channel, 1.0)
        return result

    def accuracy(self, parameters: CustomsParameters) -> Floats:
        """How well inspections hit entries that evade tax, 0 (at random) to 1, shape (C,)."""
        return np.clip(parameters.risk_targeting * self.digital_level() * self.quality, 0.0, 1.0)

    def detection_chance(self, parameters: CustomsParameters) -> Floats:
        """Chance that a parcel that evades tax is inspected by channel, shape (C, channels)."""
        share = self.inspected_share(parameters)
        return targeted_chances(share, self.risky, self.accuracy(parameters)[:, None])[0]

    def update_overtime(self, parameters: CustomsParameters) -> None:
        """Overtime follows how far the longest wait passed what is bearable.

        It moves by inertia: set at once, overtime and overload would alternate week by week.
        """
        bearable = parameters.rush_days * parameters.work_hours / WEEK_DAYS
        called_for = np.clip(self.wait.max(axis=1) / bearable - 1.0, 0.0, 1.0)
        self.rush += parameters.rush_speed * (called_for - self.rush)

    def opening_hours(self, parameters: CustomsParameters) -> Floats:
        """Working hours of a counter this week with overtime, shape (C,)."""
        return parameters.work_hours * (1.0 + parameters.overtime * self.rush)

    def document_hours(self, parameters: CustomsParameters) -> Floats:
        """Officer's time for the documents of an entry by channel, hours; shape (C, channels)."""
        minutes = np.array([
            parameters.document_minutes_trusted,
            parameters.document_minutes_low_value,
            parameters.document_minutes_standard,
        ])
        gap = parameters.digital_norm - self.digital_level()
        ease = parameters.document_minutes_digital * gap
        result: Floats = np.exp(ease)[:, None] * minutes / 60.0
        return result

    def service_hours(self, parameters: CustomsParameters) -> Floats:
        """Mean officer's time for an entry by channel, inspections included, hours; (C, channels)."""
        visit = parameters.inspection_minutes / 60.0
        return self.document_hours(parameters) + self.inspected_share(parameters) * visit

    def document_days(self, parameters: CustomsParameters) -> Floats:
        """Days that documents take without any officer, by channel; shape (C, channels)."""
        channel = np.array([parameters.document_days_trusted, parameters.document_days_low_value, 1.0])
        performance = self.performance - parameters.performance_norm
        digital = self.digital_level() - parameters.digital_norm
        ease = -parameters.document_performance * performance - parameters.document_digital * digital
        result: Floats = parameters.document_days * np.exp(ease)[:, None] * channel
        return result

    def inspection_days(self, parameters: CustomsParameters) -> Floats:
        """Days that an inspection adds, shape (C,)."""
        ease = -parameters.inspection_performance * (self.performance - parameters.performance_norm)
        return parameters.inspection_days * np.exp(ease)

    def wanted_officers(self, parameters: CustomsParameters) -> Floats:
        """Officers that bring the load to its target and work off the backlog in a quarter, (C,).

        One counter is always manned, however little there is to do.
        """
        load = parameters.target_load - parameters.target_load_quality * self.quality
        left_over = (self.backlog * self.service_hours(parameters)).sum(axis=1)
        work = self.workload / load + left_over / QUARTER
        result: Floats = np.maximum(work / parameters.work_hours, self.post)
        return result

    def budget(self, parameters: CustomsParameters, expansion_factor: float) -> Floats:
        """USD a week for officers: the grant and a part of the revenue, shape (C,).

        Args:
            parameters: parameters.
            expansion_factor: real size over simulated size.
        """
        return self.grant + parameters.collection_cost * expansion_factor * self.revenue

    def adjust_officers(self, age: int, parameters: CustomsParameters, expansion_factor: float) -> None:
        """Move officers toward the target once a quarter, by some per cent and within the budget.

        In the founding weeks the grant covers what the target costs; later it follows slowly.
        """
        if age % QUARTER:
            return
        wanted = self.wanted_officers(parameters)
        if age < parameters.founding_weeks:
            self.officers, self.grant = wanted, wanted * self.wage
            return
        growth, step = parameters.grant_growth, parameters.staffing_speed
        self.grant *= np.clip(wanted * self.wage / self.grant, 1.0 - growth, 1.0 + growth)
        affordable = np.maximum(self.budget(parameters, expansion_factor) / self.wage, self.post)
        change = np.minimum(wanted, affordable) / self.officers
        self.officers *= np.clip(change, 1.0 - step, 1.0 + step)

    def average_revenue(self, parameters: CustomsParameters) -> None:
        """Average last week's revenue into what the authority counts on."""
        week = self.duty_revenue + self.vat_revenue + self.fines
        self.revenue += parameters.workload_smoothing * (week - self.revenue)

    def inspection_cost(self, parameters: CustomsParameters) -> Floats:
        """USD of officer's time that an inspection takes, shape (C,)."""
        return self.wage / parameters.work_hours * parameters.inspection_minutes / 60.0

    def adapt_inspections(self, age: int, parameters: CustomsParameters) -> None:
        """Once a quarter, inspect more where that brings more than it costs, less where entries wait.

        Besides fines an inspection brings other finds, ever fewer the more is inspected, or burdens
        trade, ever more. What these are worth is what made the share of the founding weeks right.
        """
        if age % QUARTER:
            return
        cost = self.inspection_cost(parameters)
        fines = np.divide(
            self.recovered, self.inspections, out=cost - self.inspection_worth, where=self.inspections > 0)
        if age < parameters.founding_weeks:
            self.inspection_worth = parameters.revealed_worth * (cost - fines)
            return
        finds = np.maximum(self.inspection_worth, 0.0) / self.inspection_level
        burden = np.maximum(-self.inspection_worth, 0.0) * self.inspection_level
        bearable = parameters.target_wait * parameters.work_hours / WEEK_DAYS
        overdue = np.clip(self.wait.max(axis=1) / bearable - 1.0, 0.0, 1.0)
        self.inspection_level = adapted(
            self.inspection_level, inspection_drift(fines + finds, cost + burden) - overdue,
            parameters.inspection_speed, parameters.inspection_least, parameters.inspection_most)
