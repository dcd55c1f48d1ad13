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
    standards_effect: float = parameter(
        0.5, "per mean distance", 0.0, 5.0, "no study found", "assumed", "Growth of the logarithm of documents' work with the distance of standards")
    document_origin_digital: float = parameter(
        0.9, "per unit of level", 0.0, 10.0, "a third of the effect at the destination", "assumed", "Fall of the logarithm of documents' work with the digital level of the origin")
    document_spread: float = parameter(0.5, "-", 0.0, 3.0, "trial runs", "assumed", "Standard deviation of document days over their mean")
    trusted_quality: float = parameter(0.85, "0-1", 0.0, 1.0, "trial runs", "assumed", "Provider quality from which bulk entries count as trusted")
    trusted_age: int = parameter(156, "weeks", 0, 10_400, "authorised economic operators: three years of record (Reg. (EU) 2015/2447, Art. 24)", "estimated", "Age from which a firm's own bulk entries can count as trusted")
    trusted_revenue: float = parameter(50_000.0, "USD/week", 0.0, 1e9, "trial runs: about the largest twentieth of firms", "assumed", "Smoothed revenue from which a firm's own bulk entries can count as trusted")
    record_weeks: int = parameter(156, "weeks", 1, 10_400, "authorised economic operators: three years of record (Reg. (EU) 2015/2447, Art. 24)", "estimated", "Weeks for which a fine keeps a firm from being trusted")
    declared_part: float = parameter(0.5, "share of price", 0.01, 1.0, "no study found", "assumed", "Part of the price that an under-declaring listing declares")
    penalty: float = parameter(4.0, "USD/USD", 1.0, 100.0, "19 U.S.C. 1592: four times the taxes lost in gross negligence, two in negligence", "estimated", "Fine for each USD of tax evaded, the tax itself included")
    honesty: float = parameter(0.1, "USD/USD", 0.0, 10.0, "European Commission 2023: most parcels into the EU are undervalued, order of magnitude", "assumed", "Median cost of conscience and good name, for each USD of value that a firm conceals")
    honesty_spread: float = parameter(1.0, "s.d. of ln", 0.0, 5.0, "no study found", "assumed", "Spread of that cost among firms")
    declaration_scale: float = parameter(0.01, "share of price", 0.0001, 1.0, "no study found", "assumed", "Scale of the logit choice between true and low declaration")
    risk_targeting: float = parameter(0.2, "-", 0.0, 5.0, "no study found", "assumed", "Accuracy of risk-based inspection at full digital level and quality; 0 inspects at random")
    detention_share: float = parameter(0.05, "share of inspected", 0.0, 0.5, "trial runs", "assumed", "Inspected entries that are detained")
    detention_weeks: float = parameter(3.0, "weeks", 1.0, 52, "trial runs", "assumed", "Mean length of a detention")
    seizure_share: float = parameter(0.005, "share of inspected", 0.0, 0.5, "trial runs", "assumed", "Inspected entries that are seized")
    longest_wait: float = parameter(26.0, "weeks", 1.0, 520.0, "trial runs", "assumed", "Longest wait that anybody reckons with: in an overload the last channel's has no bound")
    rush_days: float = parameter(0.5, "days", 0.01, 60, "trial runs", "assumed", "Wait for an officer from which overtime begins; it is full at twice that")
    rush_speed: float = parameter(0.25, "1/week", 0.01, 1.0, "trial runs: at once swings from week to week", "estimated", "Share of the gap that overtime closes in a week")
    overtime: float = parameter(0.25, "share", 0.0, 2.0, "trial runs", "assumed", "Capacity gained by overtime in a full rush")
    overtime_inspection: float = parameter(0.5, "share", 0.0, 1.0, "trial runs", "assumed", "Inspections given up in a full rush")
    workload_smoothing: float = parameter(0.05, "1/week", 0.001, 1.0, "trial runs", "assumed", "Weight of the newest week in an authority's view of its work, revenue and finds")
    founding_weeks: int = parameter(260, "weeks", 0, 10_400, "trial runs", "assumed", "Weeks after the founding in which offices follow their traffic without limit")
    staffing_speed: float = parameter(0.15, "share/quarter", 0.0, 1.0, "trial runs", "assumed", "Largest change of officers in a quarter")
    grant_growth: float = parameter(0.08, "share/quarter", 0.0, 1.0, "no study found", "assumed", "Largest change in a quarter of what a treasury grants its customs authority")
    collection_cost: float = parameter(0.01, "share of revenue", 0.0, 1.0, "World Customs Organization annual reports, order of magnitude", "estimated", "Part of the revenue that an authority may spend on officers on top of its grant")
    inspection_speed: float = parameter(0.05, "1/quarter", 0.0, 1.0, "no study found", "assumed", "Largest change in a quarter of the ln of the share inspected")
    inspection_least: float = parameter(0.25, "-", 0.0001, 1.0, "no study found", "assumed", "Least share inspected, relative to the rule of quality")
    inspection_most: float = parameter(4.0, "-", 1.0, 10_000.0, "no study found", "assumed", "Largest share inspected, relative to the rule of quality")
    revealed_worth: float = parameter(1.0, "share", 0.0, 1.0, "no study found", "assumed", "Share of the gap between cost and yield of an inspection, in the founding weeks, that is taken for other finds or for burdens on trade; 0 leaves inspections to tax alone")
    target_wait: float = parameter(2.0, "days", 0.01, 365.0, "no study found", "assumed", "Wait for an officer from which an authority gives up inspections")
    flat_duty_ceiling: float = parameter(162.3, "USD", 0.0, 100_000.0, "EU: EUR 150 at the rate of 2024", "measured", "Value up to which a flat duty takes the place of a rate, where one is in force")
    preference: float = parameter(0.8, "share", 0.0, 1.0, "no study found", "assumed", "Share of the tariff that a trade agreement waives")
