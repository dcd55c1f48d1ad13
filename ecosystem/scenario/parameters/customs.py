"""Parameters of customs: officers, inspection, documents and law."""

from __future__ import annotations

from ecosystem.scenario.parameters.parameter import ParameterGroup, parameter


class CustomsParameters(ParameterGroup):
    """Customs authorities and the law they apply."""

    officers_per_post: float = parameter(
        default=8.0, unit="officers", low=1, high=100, confidence="assumed",
        source="trial runs",
        text="Officers who share one counter")
    gateway_officers: float = parameter(
        default=50.0, unit="officers", low=1, high=1_000, confidence="assumed",
        source="trial runs",
        text="Officers who share one counter at a large gateway")
    gateway_hubs: int = parameter(
        default=4, unit="hubs", low=1, high=100, confidence="assumed",
        source="trial runs",
        text="Smallest number of hubs of a country with large gateways")
    work_hours: float = parameter(
        default=40.0, unit="hours/week", low=1, high=168, confidence="assumed",
        source="one shift",
        text="Working time of an officer")
    target_load: float = parameter(
        default=0.90, unit="share", low=0.1, high=0.99, confidence="assumed",
        source="trial runs",
        text="Load an authority of the lowest quality staffs for")
    target_load_quality: float = parameter(
        default=0.15, unit="share", low=0.0, high=0.5, confidence="assumed",
        source="trial runs",
        text="Fall of the target load from the lowest to full quality")
    quality_zero: float = parameter(
        default=2.2, unit="LPI 1-5", low=1.0, high=5.0, confidence="assumed",
        source="trial runs",
        text="Logistics performance of customs (LPI) at which an authority has the lowest quality")
    quality_range: float = parameter(
        default=2.0, unit="LPI points", low=0.1, high=4.0, confidence="assumed",
        source="trial runs",
        text="Points of logistics performance from the lowest to full quality")
    performance_norm: float = parameter(
        default=3.3, unit="LPI 1-5", low=1.0, high=5.0, confidence="estimated",
        source="near the mean of the default world in 2023, 3.2",
        text="Logistics performance of customs (LPI) at which documents and inspections take their base time")
    digital_norm: float = parameter(
        default=0.85, unit="0-1", low=0.0, high=1.0, confidence="estimated",
        source="near the mean e-government level of the default world, .83",
        text="Digital level of an authority at which documents take their base time")
    document_minutes_trusted: float = parameter(
        default=2.0, unit="minutes", low=0.01, high=600, confidence="assumed",
        source="trial runs",
        text="Officer's time for a trusted trader's entry")
    document_minutes_low_value: float = parameter(
        default=1.0, unit="minutes", low=0.01, high=600, confidence="assumed",
        source="trial runs",
        text="Officer's time for a low-value entry")
    document_minutes_standard: float = parameter(
        default=5.0, unit="minutes", low=0.01, high=600, confidence="assumed",
        source="trial runs",
        text="Officer's time for a standard entry")
    document_minutes_digital: float = parameter(
        default=1.0, unit="per unit of level", low=0.0, high=10.0, confidence="assumed",
        source="trial runs",
        text="Fall of the logarithm of the officer's time for documents with the digital level of the "
             "authority")
    inspection_minutes: float = parameter(
        default=45.0, unit="minutes", low=0.1, high=6_000, confidence="assumed",
        source="trial runs",
        text="Officer's time for a physical inspection")
    inspection_share: float = parameter(
        default=0.25, unit="share", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Share of standard entries inspected at the lowest quality")
    inspection_quality: float = parameter(
        default=0.08, unit="-", low=0.001, high=1.0, confidence="assumed",
        source="trial runs",
        text="Factor on the share of standard entries inspected at full quality")
    inspection_trusted: float = parameter(
        default=0.15, unit="-", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Factor on the inspected share for trusted traders")
    inspection_low_value: float = parameter(
        default=0.3, unit="-", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Factor on the inspected share for low-value entries")
    inspection_days: float = parameter(
        default=1.0, unit="days", low=0.0, high=60, confidence="assumed",
        source="trial runs",
        text="Days that an inspection adds at mean logistics performance")
    inspection_performance: float = parameter(
        default=0.5, unit="per LPI point", low=0.0, high=5.0, confidence="assumed",
        source="trial runs",
        text="Fall of the logarithm of inspection days with logistics performance")
    document_days: float = parameter(
        default=1.8, unit="days", low=0.0, high=60, confidence="estimated",
        source="fitted to Doing Business import hours",
        text="Days of documents for a standard entry without officers")
    document_performance: float = parameter(
        default=1.1, unit="per LPI point", low=0.0, high=5.0, confidence="estimated",
        source="fitted to Doing Business import hours",
        text="Fall of the logarithm of document days with logistics performance")
    document_digital: float = parameter(
        default=2.8, unit="per unit of level", low=0.0, high=10.0, confidence="estimated",
        source="fitted to Doing Business import hours",
        text="Fall of the logarithm of document days with the digital level of the authority")
    document_days_trusted: float = parameter(
        default=0.4, unit="-", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Factor on document days for trusted traders")
    document_days_low_value: float = parameter(
        default=0.25, unit="-", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Factor on document days for low-value entries")
    standards_effect: float = parameter(
        default=0.5, unit="per mean distance", low=0.0, high=5.0, confidence="assumed",
        source="no study found",
        text="Growth of the logarithm of documents' work with the distance of standards")
    standards_agreement: float = parameter(
        default=0.6, unit="-", low=0.0, high=1.0, confidence="assumed",
        source="no study found",
        text="Tie of the standards of two countries with a trade agreement, where a customs union is 1")
    standards_kinship: float = parameter(
        default=0.4, unit="-", low=0.0, high=1.0, confidence="assumed",
        source="no study found",
        text="Tie of the standards of two countries with kindred law, on top of an agreement's")
    document_origin_digital: float = parameter(
        default=0.9, unit="per unit of level", low=0.0, high=10.0, confidence="assumed",
        source="a third of the effect at the destination",
        text="Fall of the logarithm of documents' work with the digital level of the origin")
    document_spread: float = parameter(
        default=0.5, unit="-", low=0.0, high=3.0, confidence="assumed",
        source="trial runs",
        text="Standard deviation of document days over their mean")
    trusted_quality: float = parameter(
        default=0.85, unit="0-1", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Provider quality from which bulk entries count as trusted")
    trusted_age: int = parameter(
        default=156, unit="weeks", low=0, high=10_400, confidence="estimated",
        source="authorised economic operators: three years of record (Reg. (EU) 2015/2447, Art. 24)",
        text="Age from which a firm's own bulk entries can count as trusted")
    trusted_revenue: float = parameter(
        default=50_000.0, unit="USD/week", low=0.0, high=1e9, confidence="assumed",
        source="trial runs: about the largest twentieth of firms",
        text="Smoothed revenue from which a firm's own bulk entries can count as trusted")
    record_weeks: int = parameter(
        default=156, unit="weeks", low=1, high=10_400, confidence="estimated",
        source="authorised economic operators: three years of record (Reg. (EU) 2015/2447, Art. 24)",
        text="Weeks for which a fine keeps a firm from being trusted")
    declared_part: float = parameter(
        default=0.5, unit="share of price", low=0.01, high=1.0, confidence="assumed",
        source="no study found",
        text="Part of the price that an under-declaring listing declares")
    penalty: float = parameter(
        default=4.0, unit="USD/USD", low=1.0, high=100.0, confidence="estimated",
        source="19 U.S.C. 1592: four times the taxes lost in gross negligence, two in negligence",
        text="Fine for each USD of tax evaded, the tax itself included")
    honesty: float = parameter(
        default=0.1, unit="USD/USD", low=0.0, high=10.0, confidence="assumed",
        source="European Commission 2023: most parcels into the EU are undervalued, order of magnitude",
        text="Median cost of conscience and reputation for each USD of value that a firm conceals")
    honesty_spread: float = parameter(
        default=1.0, unit="s.d. of ln", low=0.0, high=5.0, confidence="assumed",
        source="no study found",
        text="Spread among firms of the cost of conscience and reputation")
    declaration_scale: float = parameter(
        default=0.01, unit="share of price", low=0.0001, high=1.0, confidence="assumed",
        source="no study found",
        text="Scale of the logit choice between true and low declaration")
    risk_targeting: float = parameter(
        default=0.2, unit="-", low=0.0, high=5.0, confidence="assumed",
        source="no study found",
        text="Accuracy of risk-based inspection at full digital level and quality; 0 inspects at random")
    detention_share: float = parameter(
        default=0.05, unit="share of inspected", low=0.0, high=0.5, confidence="assumed",
        source="trial runs",
        text="Inspected entries that are detained")
    detention_weeks: float = parameter(
        default=3.0, unit="weeks", low=1.0, high=52, confidence="assumed",
        source="trial runs",
        text="Mean length of a detention")
    seizure_share: float = parameter(
        default=0.005, unit="share of inspected", low=0.0, high=0.5, confidence="assumed",
        source="trial runs",
        text="Inspected entries that are seized")
    longest_wait: float = parameter(
        default=26.0, unit="weeks", low=1.0, high=520.0, confidence="assumed",
        source="trial runs",
        text="Longest wait that anyone expects: in an overload that of the last channel has no bound")
    rush_days: float = parameter(
        default=0.5, unit="days", low=0.01, high=60, confidence="assumed",
        source="trial runs",
        text="Wait for an officer from which overtime begins; it is full at twice that")
    rush_speed: float = parameter(
        default=0.25, unit="1/week", low=0.01, high=1.0, confidence="estimated",
        source="trial runs: at once swings from week to week",
        text="Share of the gap that overtime closes in a week")
    overtime: float = parameter(
        default=0.25, unit="share", low=0.0, high=2.0, confidence="assumed",
        source="trial runs",
        text="Capacity gained by overtime in a full rush")
    overtime_inspection: float = parameter(
        default=0.5, unit="share", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Inspections given up in a full rush")
    workload_smoothing: float = parameter(
        default=0.05, unit="1/week", low=0.001, high=1.0, confidence="assumed",
        source="trial runs",
        text="Weight of the newest week in an authority's view of its work, revenue and finds")
    founding_weeks: int = parameter(
        default=260, unit="weeks", low=0, high=10_400, confidence="assumed",
        source="trial runs",
        text="First weeks, in which offices follow their traffic without limit")
    staffing_speed: float = parameter(
        default=0.15, unit="share/quarter", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Largest change of officers in a quarter")
    grant_growth: float = parameter(
        default=0.08, unit="share/quarter", low=0.0, high=1.0, confidence="assumed",
        source="no study found",
        text="Largest change in a quarter of what a treasury grants its customs authority")
    collection_cost: float = parameter(
        default=0.01, unit="share of revenue", low=0.0, high=1.0, confidence="estimated",
        source="World Customs Organization annual reports, order of magnitude",
        text="Part of the revenue that an authority may spend on officers on top of its grant")
    inspection_speed: float = parameter(
        default=0.05, unit="1/quarter", low=0.0, high=1.0, confidence="assumed",
        source="no study found",
        text="Largest change in a quarter of the ln of the share inspected")
    inspection_least: float = parameter(
        default=0.25, unit="-", low=0.0001, high=1.0, confidence="assumed",
        source="no study found",
        text="Least share inspected, relative to the rule of quality")
    inspection_most: float = parameter(
        default=4.0, unit="-", low=1.0, high=10_000.0, confidence="assumed",
        source="no study found",
        text="Largest share inspected, relative to the rule of quality")
    revealed_worth: float = parameter(
        default=1.0, unit="share", low=0.0, high=1.0, confidence="assumed",
        source="no study found",
        text="Share of the gap between cost and yield of an inspection, in the first weeks, that counts as "
             "other finds or as burden on trade; 0 leaves inspections to tax alone")
    target_wait: float = parameter(
        default=2.0, unit="days", low=0.01, high=365.0, confidence="assumed",
        source="no study found",
        text="Wait for an officer from which an authority gives up inspections")
    flat_duty_ceiling: float = parameter(
        default=162.3, unit="USD", low=0.0, high=100_000.0, confidence="measured",
        source="EU: EUR 150 at the rate of 2024",
        text="Value up to which a flat duty takes the place of a rate, where one is in force")
    preference: float = parameter(
        default=0.8, unit="share", low=0.0, high=1.0, confidence="assumed",
        source="no study found",
        text="Share of the tariff that a trade agreement waives")
