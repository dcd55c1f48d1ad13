"""Work, one hub, skill and employer at a time: needs, quits, hiring, wages.

People are full-time equivalents. An `employer` has a home hub, staff and need by skill, and a pay
premium; a `pool` is one hub's labour market.
"""

from __future__ import annotations

import math

from ecosystem.scenario.names import EXPRESS, MAIL, PLATFORM_WAREHOUSE
from ecosystem.scenario.parameters.labour import LabourParameters
from tests.reference.recording import Row

SKILLS = OPERATIONS, SPECIALIST, DIGITAL = 0, 1, 2


def seller_staff(service: int, skill: int, parameters: LabourParameters) -> float:
    """People whom a thousand parcels a week keep busy at a seller of mean productivity."""
    if skill == DIGITAL:
        return parameters.digital
    name = {EXPRESS: "express", MAIL: "mail", PLATFORM_WAREHOUSE: "platform"}.get(service, "own")
    return getattr(parameters, f"{name}_operations" if skill == OPERATIONS else f"{name}_specialist")


def productivity_factor(output: float, median: float, parameters: LabourParameters) -> float:
    """Fewer people do the same work where a worker produces more."""
    return (median / output) ** parameters.saving


def average_need(employer: Row, needed: list[float], parameters: LabourParameters) -> None:
    """Employers plan with a slow average of what they need."""
    for skill in SKILLS:
        employer.need[skill] += (needed[skill] - employer.need[skill]) / parameters.need_weeks


def staffing(employer: Row) -> float:
    """Staff present over staff needed, at most one."""
    needed = sum(employer.need)
    return min(sum(employer.staff) / needed, 1.0) if needed > 0.0 else 1.0


def meet(pools: list[Row], employers: list[Row], parameters: LabourParameters) -> None:
    """One week of all labour markets."""
    at = [[] for _ in pools]
    for employer in employers:
        at[employer.hub].append(employer)
    for pool, members in zip(pools, at, strict=True):
        for skill in SKILLS:
            retire(pool, members, skill, parameters)
            separate(pool, members, skill, parameters)
        outside = max(pool.inhabitants - sum(pool.employed) - sum(pool.searching), 0.0)
        wanted = [wanted_newcomers(pool, skill, parameters) for skill in SKILLS]
        for skill in SKILLS:
            flow(pool, skill, wanted[skill], sum(wanted), outside, parameters)
            hire(pool, members, skill, parameters)
            goal = pool.base_wage[skill] * tightness(pool, skill, parameters) ** parameters.wage_exponent
            pool.wage[skill] += parameters.wage_speed * (goal - pool.wage[skill])


def retire(pool: Row, members: list[Row], skill: int, parameters: LabourParameters) -> None:
    """A few people of every kind stop working."""
    pool.departed[skill] = parameters.retirement * (
        sum(member.staff[skill] for member in members) + pool.searching[skill])
    pool.searching[skill] *= 1.0 - parameters.retirement
    for member in members:
        member.staff[skill] *= 1.0 - parameters.retirement


def separate(pool: Row, members: list[Row], skill: int, parameters: LabourParameters) -> None:
    """People quit, less often where pay is good; staff far above the need is laid off slowly."""
    pool.left[skill] = 0.0
    for member in members:
        quits = parameters.quit_rate * member.staff[skill] * math.exp(-parameters.quit_premium * member.premium)
        surplus = max(member.staff[skill] - parameters.layoff_slack * member.need[skill], 0.0)
        leaving = min(quits + parameters.layoff_rate * surplus, member.staff[skill])
        member.staff[skill] -= leaving
        pool.left[skill] += leaving
    pool.searching[skill] += pool.left[skill]


def tightness(pool: Row, skill: int, parameters: LabourParameters) -> float:
    """Vacancies a searcher relative to the normal ratio, between a tenth and ten."""
    vacancies, searchers = pool.vacancies[skill], pool.searching[skill]
    if vacancies == 0.0 and searchers == 0.0:
        return 1.0
    normal = parameters.normal_tightness * searchers
    if vacancies >= 10.0 * normal:
        return 10.0
    return max(vacancies / normal, 0.1)


def wanted_newcomers(pool: Row, skill: int, parameters: LabourParameters) -> float:
    """Newcomers follow open posts and pay, as far as there are any."""
    pay = pool.wage[skill] / pool.base_wage[skill]
    people = pool.employed[skill] + pool.searching[skill]
    return pool.inflow * people * math.sqrt(tightness(pool, skill, parameters)) * pay**parameters.inflow_wage


def flow(
    pool: Row, skill: int, wanted: float, wanted_in_all: float, outside: float, parameters: LabourParameters
) -> None:
    """Each of those outside comes at an equal hazard; searchers drift to other trades."""
    tight = tightness(pool, skill, parameters)
    arrived = 0.0
    if outside > 0.0 and wanted_in_all > 0.0:
        arrived = wanted / wanted_in_all * outside * (1.0 - math.exp(-wanted_in_all / outside))
    leaving = min(parameters.outflow / math.sqrt(tight), parameters.outflow_limit) * pool.searching[skill]
    pool.searching[skill] += arrived - leaving
    pool.arrived[skill] = arrived
    pool.departed[skill] += leaving


def hire(pool: Row, members: list[Row], skill: int, parameters: LabourParameters) -> None:
    """Open posts meet searchers, some of whom have a job elsewhere in the hub."""
    filling = max(pool.filling[skill], 0.05)
    vacancies = []
    for member in members:
        replacing = parameters.turnover_margin * member.need[skill] / filling
        vacancies.append(max(member.need[skill] - member.staff[skill] + replacing, 0.0))
    posts = sum(vacancies)
    employed = sum(member.staff[skill] for member in members)
    looking = parameters.on_the_job_search * employed
    searchers = pool.searching[skill] + looking
    eta = parameters.matching_elasticity
    matched = parameters.matching_efficiency * searchers**eta * posts ** (1.0 - eta)
    matched = min(matched, parameters.match_limit * searchers, parameters.match_limit * posts)
    poached = matched * looking / searchers if searchers > 1e-12 else matched * looking / 1e-12
    lost = poached / max(employed, 1e-12)
    appeals = [math.exp(parameters.quit_premium * member.premium) for member in members]
    for member, hired in zip(members, shared(matched, vacancies, appeals), strict=True):
        member.staff[skill] = member.staff[skill] * (1.0 - lost) + hired
    pool.searching[skill] -= matched - poached
    pool.left[skill] += poached
    pool.vacancies[skill], pool.hired[skill] = posts, matched
    pool.employed[skill] = sum(member.staff[skill] for member in members)
    filled = matched / posts if posts > 0.0 else 1.0
    pool.filling[skill] += parameters.filling_memory * (filled - pool.filling[skill])


def shared(hired: float, vacancies: list[float], appeals: list[float]) -> list[float]:
    """Hires go to employers by vacancies times appeal; nobody gets more than its vacancies.

    What the full ones cannot take is shared among the others, until it fits.
    """
    full: set[int] = set()
    while True:
        left = hired - sum(vacancies[each] for each in full)
        weights = [
            0.0 if each in full else vacancy * appeal
            for each, (vacancy, appeal) in enumerate(zip(vacancies, appeals, strict=True))]
        total = sum(weights)
        given = []
        for each, vacancy in enumerate(vacancies):
            part = left * weights[each] / total if total > 0.0 else 0.0
            given.append(vacancy if each in full else part)
        over = {each for each, part in enumerate(given) if each not in full and part > vacancies[each]}
        if not over:
            return [max(part, 0.0) for part in given]
        full |= over
