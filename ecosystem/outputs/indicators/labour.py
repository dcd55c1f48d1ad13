"""Labour: wages, vacancies and unemployment of the people whom e-commerce employs."""

from __future__ import annotations

from ecosystem.outputs.indicators.catalogue import Indicator, family, indicators
from ecosystem.outputs.indicators.measure import WEEKS_A_YEAR, Row, mean
from ecosystem.phases.week import Week
from ecosystem.scenario.names import SKILLS
from ecosystem.state import State


@indicators(
    family(
        "wage", {"operations": "Operations", "specialist": "Specialists", "digital": "Digital"},
        "Real wage", "wage, start = 1", kind="index", better="higher", chart="labour"),
    Indicator("vacancies", "Vacancies", "jobs", adds_up=True),
    Indicator("vacancy_weeks", "Weeks that a vacancy stays open", "weeks", better="lower"),
    Indicator(
        "unemployment", "Unemployment", "of the workforce", "share", "lower", chart="labour.lower",
        shown_in=("summary", "tiles"), order=155),
    Indicator("turnover", "Staff who leave within a year", "of the employed", "share"),
)
def labour(week: Week, state: State) -> Row:
    """Wages relative to the start, vacancies, their length, unemployment and turnover."""
    pool = state.talent
    row: Row = {}
    for number, name in enumerate(SKILLS):
        index = pool.wage[:, number] / pool.base_wage[:, number]
        row[f"wage_{name}"] = mean(index, pool.employed[:, number])
    people = float((pool.employed + pool.searching).sum())
    row["vacancies"] = float(pool.vacancies.sum())
    row["vacancy_weeks"] = row["vacancies"] / max(float(pool.hired.sum()), 1e-9)
    row["unemployment"] = float(pool.searching.sum()) / max(people, 1e-9)
    row["turnover"] = WEEKS_A_YEAR * float(pool.left.sum()) / max(float(pool.employed.sum()), 1e-9)
    return row
