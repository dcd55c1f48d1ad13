"""Parameters of customs: officers, inspection, documents and law."""

from __future__ import annotations

from ecosystem.scenario.parameter import ParameterGroup, parameter


class CustomsParameters(ParameterGroup):
    """Customs authorities and the law they apply."""

    officers_per_post: float = parameter(8.0, "officers", 1, 100, "trial runs", "assumed", "Officers who share one counter")
    gateway_officers: float = parameter(50.0, "officers", 1, 1_000, "trial runs", "assumed", "Officers who share one counter at a large gateway")
    gateway_hubs: int = parameter(4, "hubs", 1, 100, "trial runs", "assumed", "Hubs from which on a country counts as having large gateways")
    work_hours: float = parameter(40.0, "hours/week", 1, 168, "one shift", "assumed", "Working time of an officer")
    target_load: float = parameter(0.90, "share", 0.1, 0.99, "trial runs", "assumed", "Load an authority of the lowest quality staffs for")
    target_load_quality: float = parameter(0.15, "share", 0.0, 0.5, "trial runs", "assumed", "Load taken off that by full quality")
    document_minutes_trusted: float = parameter(2.0, "minutes", 0.01, 600, "trial runs", "assumed", "Officer's time for a trusted trader's entry")
    document_minutes_low_value: float = parameter(1.0, "minutes", 0.01, 600, "trial runs", "assumed", "Officer's time for a low-value entry")
    document_minutes_standard: float = parameter(5.0, "minutes", 0.01, 600, "trial runs", "assumed", "Officer's time for a standard entry")
    inspection_minutes: float = parameter(45.0, "minutes", 0.1, 6_000, "trial runs", "assumed", "Officer's time for a physical inspection")
    inspection_share: float = parameter(0.25, "share", 0.0, 1.0, "trial runs", "assumed", "Share of standard entries inspected at the lowest quality")
    inspection_quality: float = parameter(0.08, "-", 0.001, 1.0, "trial runs", "assumed", "Factor on that share at full quality")
    inspection_trusted: float = parameter(0.15, "-", 0.0, 1.0, "trial runs", "assumed", "Factor on the inspected share for trusted traders")
    inspection_low_value: float = parameter(0.3, "-", 0.0, 1.0, "trial runs", "assumed", "Factor on the inspected share for low-value entries")
    inspection_days: float = parameter(1.0, "days", 0.0, 60, "trial runs", "assumed", "Days that an inspection adds at mean logistics performance")
    document_days: float = parameter(1.8, "days", 0.0, 60, "fitted to Doing Business import hours", "estimated", "Days of documents for a standard entry without officers")
    document_days_trusted: float = parameter(0.4, "-", 0.0, 1.0, "trial runs", "assumed", "Factor on these days for trusted traders")
    document_days_low_value: float = parameter(0.25, "-", 0.0, 1.0, "trial runs", "assumed", "Factor on these days for low-value entries")
    document_spread: float = parameter(0.5, "-", 0.0, 3.0, "trial runs", "assumed", "Standard deviation of document days over their mean")
    trusted_quality: float = parameter(0.85, "0-1", 0.0, 1.0, "trial runs", "assumed", "Provider quality from which bulk entries count as trusted")
    detention_share: float = parameter(0.05, "share of inspected", 0.0, 0.5, "trial runs", "assumed", "Inspected entries that are detained")
    detention_weeks: float = parameter(3.0, "weeks", 1.0, 52, "trial runs", "assumed", "Mean length of a detention")
    seizure_share: float = parameter(0.005, "share of inspected", 0.0, 0.5, "trial runs", "assumed", "Inspected entries that are seized")
    longest_wait: float = parameter(26.0, "weeks", 1.0, 520.0, "trial runs", "assumed", "Longest wait that anybody reckons with: in an overload the last channel's has no bound")
    rush_days: float = parameter(0.5, "days", 0.01, 60, "trial runs", "assumed", "Wait for an officer from which overtime begins; it is full at twice that")
    rush_speed: float = parameter(0.25, "1/week", 0.01, 1.0, "trial runs: at once swings from week to week", "estimated", "Share of the gap that overtime closes in a week")
    overtime: float = parameter(0.25, "share", 0.0, 2.0, "trial runs", "assumed", "Capacity gained by overtime in a full rush")
    overtime_inspection: float = parameter(0.5, "share", 0.0, 1.0, "trial runs", "assumed", "Inspections given up in a full rush")
    workload_smoothing: float = parameter(0.05, "1/week", 0.001, 1.0, "trial runs", "assumed", "Weight of the newest week in an authority's view of its workload")
    founding_weeks: int = parameter(260, "weeks", 0, 10_400, "trial runs", "assumed", "Weeks after the founding in which offices follow their traffic without limit")
    staffing_speed: float = parameter(0.15, "share/quarter", 0.0, 1.0, "trial runs", "assumed", "Largest change of officers in a quarter")
    flat_duty_ceiling: float = parameter(162.3, "USD", 0.0, 100_000.0, "EU: EUR 150 at the rate of 2024", "measured", "Value up to which a flat duty takes the place of a rate, where one is in force")
    preference: float = parameter(0.8, "share", 0.0, 1.0, "no study found", "assumed", "Share of the tariff that a trade agreement waives")
