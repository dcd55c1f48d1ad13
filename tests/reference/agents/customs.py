"""What one authority does with its officers, documents and inspections, and the law it applies."""

from __future__ import annotations

import math

from ecosystem.scenario.names import LOW_VALUE, STANDARD, TRUSTED
from ecosystem.scenario.parameters.customs import CustomsParameters
from ecosystem.world.world import World
from tests.reference.recording import Row

CHANNELS = TRUSTED, LOW_VALUE, STANDARD
QUARTER = 13
DAYS_A_WEEK = 7.0
MEAN_PERFORMANCE, MEAN_DIGITAL = 3.3, 0.85


def update_overtime(authority: Row, parameters: CustomsParameters) -> None:
    """Overtime grows while some wait passes what is bearable, and is full at double that."""
    bearable = parameters.rush_days * parameters.work_hours / DAYS_A_WEEK
    called_for = min(max(max(authority.wait) / bearable - 1.0, 0.0), 1.0)
    authority.rush += parameters.rush_speed * (called_for - authority.rush)


def inspected_share(authority: Row, channel: int, parameters: CustomsParameters) -> float:
    """Good authorities look at fewer entries, at fewer from people they know, and less in a rush."""
    share = parameters.inspection_share * parameters.inspection_quality**authority.quality
    share *= authority.inspection_level
    if channel == TRUSTED:
        share *= parameters.inspection_trusted
    if channel == LOW_VALUE:
        share *= parameters.inspection_low_value
    share *= 1.0 - parameters.overtime_inspection * authority.rush
    return min(share * authority.inspection_factor, 1.0)


def opening_hours(authority: Row, parameters: CustomsParameters) -> float:
    """Hours of a counter this week."""
    return parameters.work_hours * (1.0 + parameters.overtime * authority.rush)


def digital_level(authority: Row) -> float:
    """Digital level with what policies add."""
    return min(max(authority.digital + authority.digital_added, 0.0), 1.0)


def document_hours(authority: Row, channel: int, parameters: CustomsParameters) -> float:
    """An officer's time with the documents of one entry."""
    minutes = {
        TRUSTED: parameters.document_minutes_trusted,
        LOW_VALUE: parameters.document_minutes_low_value,
        STANDARD: parameters.document_minutes_standard,
    }[channel]
    return minutes / 60.0 * math.exp(MEAN_DIGITAL - digital_level(authority))


def service_hours(authority: Row, channel: int, parameters: CustomsParameters) -> float:
    """An officer's time with an entry, of which some are inspected."""
    visit = parameters.inspection_minutes / 60.0
    looked_at = inspected_share(authority, channel, parameters)
    return document_hours(authority, channel, parameters) + looked_at * visit


def document_days(authority: Row, channel: int, parameters: CustomsParameters) -> float:
    """Days that documents take at other offices, without any officer at the border."""
    days = parameters.document_days
    if channel == TRUSTED:
        days *= parameters.document_days_trusted
    if channel == LOW_VALUE:
        days *= parameters.document_days_low_value
    days *= math.exp(-1.1 * (authority.performance - MEAN_PERFORMANCE))
    return days * math.exp(-2.8 * (digital_level(authority) - MEAN_DIGITAL))


def inspection_days(authority: Row, parameters: CustomsParameters) -> float:
    """Days that an inspection adds."""
    return parameters.inspection_days * math.exp(-0.5 * (authority.performance - MEAN_PERFORMANCE))


def wanted_officers(authority: Row, parameters: CustomsParameters) -> float:
    """Officers for the usual work at the planned load, and for the backlog within a quarter."""
    load = parameters.target_load - parameters.target_load_quality * authority.quality
    backlog = sum(
        authority.backlog[channel] * service_hours(authority, channel, parameters) for channel in CHANNELS)
    hours = authority.workload / load + backlog / QUARTER
    return max(hours / parameters.work_hours, authority.post)


def accuracy(authority: Row, parameters: CustomsParameters) -> float:
    """How much better than at random inspections hit."""
    return min(parameters.risk_targeting * digital_level(authority) * authority.quality, 1.0)


def chances(share: float, risky: float, hit: float) -> tuple[float, float]:
    """Chance of inspection of a risky and of another entry, which share what is inspected."""
    if risky == 1.0:
        return share, share
    perfect = 1.0 if risky <= share else share / risky
    if share == 0.0:
        perfect = 0.0
    first = (1.0 - hit) * share + hit * perfect
    return first, max((share - risky * first) / (1.0 - risky), 0.0)


def adjust_officers(authority: Row, age: int, parameters: CustomsParameters, scale: float) -> None:
    """Once a quarter; after the founding years only by a few per cent, and as the budget allows."""
    if age % QUARTER != 0:
        return
    wanted = wanted_officers(authority, parameters)
    if age < parameters.founding_weeks:
        authority.grant = wanted * authority.wage
    else:
        authority.grant = min(
            max(wanted * authority.wage, authority.grant * (1.0 - parameters.grant_growth)),
            authority.grant * (1.0 + parameters.grant_growth))
        budget = authority.grant + parameters.collection_cost * scale * authority.revenue
        wanted = min(wanted, max(budget / authority.wage, authority.post))
        most = authority.officers * (1.0 + parameters.staffing_speed)
        least = authority.officers * (1.0 - parameters.staffing_speed)
        wanted = min(max(wanted, least), most)
    authority.officers = wanted


def average_revenue(authority: Row, parameters: CustomsParameters) -> None:
    """Revenue is averaged over some months."""
    week = authority.duty_revenue + authority.vat_revenue + authority.fines
    authority.revenue += parameters.workload_smoothing * (week - authority.revenue)


def adapt_inspections(authority: Row, age: int, parameters: CustomsParameters) -> None:
    """Once a quarter, toward where an inspection is worth its cost, and down while entries wait."""
    if age % QUARTER != 0:
        return
    cost = authority.wage * parameters.inspection_minutes / 60.0 / parameters.work_hours
    fines = cost - authority.inspection_worth
    if authority.inspections > 0.0:
        fines = authority.recovered / authority.inspections
    if age < parameters.founding_weeks:
        authority.inspection_worth = parameters.revealed_worth * (cost - fines)
        return
    gain, loss = fines, cost
    if authority.inspection_worth > 0.0:
        gain += authority.inspection_worth / authority.inspection_level
    else:
        loss -= authority.inspection_worth * authority.inspection_level
    drift = (gain - loss) / (gain + loss) if gain + loss > 0.0 else 0.0
    days = max(authority.wait) * DAYS_A_WEEK / parameters.work_hours
    drift -= min(max(days / parameters.target_wait - 1.0, 0.0), 1.0)
    level = authority.inspection_level * math.exp(parameters.inspection_speed * drift)
    authority.inspection_level = min(max(level, parameters.inspection_least), parameters.inspection_most)


def tariff(
    mean: float, origin: int, destination: int, category: int, added: float, world: World,
    parameters: CustomsParameters,
) -> float:
    """A country's mean tariff on a category, little under an agreement, nothing inside a union.

    ``added`` are the points that policies add.
    """
    if world.bilateral.customs_union[origin, destination]:
        return 0.0
    rate = mean * world.categories.tariff_factor[category]
    if world.bilateral.trade_agreement[origin, destination]:
        rate *= 1.0 - parameters.preference
    return max(rate + added, 0.0)


def threshold(of_2024: float, of_2026: float, way: float, added: float) -> float:
    """A de minimis value: part of the way from one law to the next, and what policies add."""
    return max(of_2024 + way * (of_2026 - of_2024) + added, 0.0)
