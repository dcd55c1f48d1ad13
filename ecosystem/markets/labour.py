"""The labour market: employers and searchers of each hub and skill meet once a week."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ecosystem.agents.employers import Employers
from ecosystem.agents.talent import Talent
from ecosystem.core.arrays import Floats
from ecosystem.core.lookup import sum_by
from ecosystem.scenario.names import SKILLS
from ecosystem.scenario.parameters.labour import LabourParameters
from ecosystem.theory.matching import adjust_wage, hires, newcomers, share_hires, tightness


def meet(talent: Talent, employers: Sequence[Employers], parameters: LabourParameters) -> None:
    """One week of all pools: quits and layoffs, in- and outflow, hiring, wages.

    Staff of every employer and all columns of the pools are renewed. People only move between
    employers and searchers, except for what `talent.arrived` and `talent.departed` count.
    """
    hub = np.concatenate([employer.hub for employer in employers])
    staff = np.concatenate([employer.staff for employer in employers])
    need = np.concatenate([employer.need for employer in employers])
    appeal = np.exp(parameters.quit_premium * np.concatenate([e.premium for e in employers]))
    staff = _retire(talent, staff, hub, parameters)
    staff = _separate(talent, staff, need, hub=hub, appeal=appeal, parameters=parameters)
    _flow(talent, parameters)
    for skill in range(len(SKILLS)):
        staff[:, skill] = _hire(
            talent, skill, staff[:, skill],
            need=need[:, skill], hub=hub, appeal=appeal, parameters=parameters)
    _set_wages(talent, parameters)
    start = 0
    for employer in employers:
        stop = start + len(employer.hub)
        employer.staff = staff[start:stop]
        start = stop


def by_hub(values: Floats, hub: NDArray[np.int64], hubs: int) -> Floats:
    """Sum rows of people (employers, skills) over hubs, shape (hubs, skills)."""
    columns = [sum_by(hub, column, hubs) for column in values.T]
    return np.stack(columns, axis=1)


def _retire(talent: Talent, staff: Floats, hub: NDArray[np.int64], parameters: LabourParameters) -> Floats:
    retired = parameters.retirement * (by_hub(staff, hub, len(talent)) + talent.searching)
    talent.searching *= 1.0 - parameters.retirement
    talent.departed = retired
    return staff * (1.0 - parameters.retirement)


def _separate(
    talent: Talent, staff: Floats, need: Floats, *, hub: NDArray[np.int64], appeal: Floats,
    parameters: LabourParameters,
) -> Floats:
    """Quits fall with the pay premium; surplus staff is laid off slowly."""
    quits = parameters.quit_rate * staff / appeal[:, None]
    surplus = np.maximum(staff - parameters.layoff_slack * need, 0.0)
    leaving = np.minimum(quits + parameters.layoff_rate * surplus, staff)
    talent.left = by_hub(leaving, hub, len(talent))
    talent.searching += talent.left
    return staff - leaving


def _flow(talent: Talent, parameters: LabourParameters) -> None:
    """Graduates and newcomers follow tightness and wages, as long as the hub has people; searchers
    drift to other sectors."""
    tight = _tightness(talent, parameters)
    pay = talent.wage / talent.base_wage
    pool = talent.employed + talent.searching
    wanted = talent.inflow[:, None] * pool * np.sqrt(tight) * pay**parameters.inflow_wage
    arrived = newcomers(wanted, np.maximum(talent.inhabitants - pool.sum(axis=1), 0.0))
    leaving = np.minimum(parameters.outflow / np.sqrt(tight), parameters.outflow_limit) * talent.searching
    talent.searching += arrived - leaving
    talent.arrived = arrived
    talent.departed += leaving


def _hire(
    talent: Talent, skill: int, staff: Floats, *, need: Floats, hub: NDArray[np.int64], appeal: Floats,
    parameters: LabourParameters,
) -> Floats:
    """Matching of one skill in all hubs; some hires come from other employers (poaching)."""
    hubs = len(talent)
    expected_loss = parameters.turnover_margin * need / np.maximum(
        talent.filling[hub, skill], parameters.lowest_filling)
    vacancies = np.maximum(need - staff + expected_loss, 0.0)
    open_posts = sum_by(hub, vacancies, hubs)
    employed = sum_by(hub, staff, hubs)
    looking = parameters.on_the_job_search * employed
    searchers = talent.searching[:, skill] + looking
    matched = hires(
        searchers, open_posts, parameters.matching_efficiency, parameters.matching_elasticity,
        parameters.match_limit)
    poached = matched * looking / np.maximum(searchers, 1e-12)
    lost = poached / np.maximum(employed, 1e-12)
    staff = staff * (1.0 - lost[hub]) + share_hires(matched, hub, vacancies, appeal)
    found = np.minimum(matched - poached, talent.searching[:, skill])
    talent.searching[:, skill] -= found
    talent.left[:, skill] += poached
    talent.vacancies[:, skill] = open_posts
    talent.hired[:, skill] = matched
    talent.employed[:, skill] = sum_by(hub, staff, hubs)
    filled = np.divide(matched, open_posts, out=np.ones(hubs), where=open_posts > 0)
    talent.filling[:, skill] += parameters.filling_memory * (filled - talent.filling[:, skill])
    return staff


def _tightness(talent: Talent, parameters: LabourParameters) -> Floats:
    return tightness(
        talent.vacancies, talent.searching, parameters.normal_tightness,
        parameters.lowest_tightness, parameters.highest_tightness)


def _set_wages(talent: Talent, parameters: LabourParameters) -> None:
    talent.wage = adjust_wage(
        talent.wage, talent.base_wage, _tightness(talent, parameters), parameters.wage_speed,
        parameters.wage_exponent)
