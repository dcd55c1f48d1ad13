"""Parameters of work: needs by service, matching, wages and mobility."""

from __future__ import annotations

from ecosystem.scenario.parameters.parameter import ParameterGroup, parameter

_TRIALS = "trial runs"


class LabourParameters(ParameterGroup):
    """Talent pools of the hubs and the employers who draw on them."""

    express_operations: float = parameter(
        default=0.5, unit="people per 1,000 parcels/week", low=0, high=50, confidence="assumed",
        source=_TRIALS,
        text="Operations staff of a seller by express")
    express_specialist: float = parameter(
        default=0.2, unit="people per 1,000 parcels/week", low=0, high=50, confidence="assumed",
        source=_TRIALS,
        text="Logistics specialists of a seller by express")
    mail_operations: float = parameter(
        default=0.7, unit="people per 1,000 parcels/week", low=0, high=50, confidence="assumed",
        source=_TRIALS,
        text="Operations staff of a seller by direct mail")
    mail_specialist: float = parameter(
        default=0.2, unit="people per 1,000 parcels/week", low=0, high=50, confidence="assumed",
        source=_TRIALS,
        text="Logistics specialists of a seller by direct mail")
    platform_operations: float = parameter(
        default=0.4, unit="people per 1,000 parcels/week", low=0, high=50, confidence="assumed",
        source=_TRIALS,
        text="Operations staff of a seller with platform warehouses")
    platform_specialist: float = parameter(
        default=0.3, unit="people per 1,000 parcels/week", low=0, high=50, confidence="assumed",
        source=_TRIALS,
        text="Logistics specialists of a seller with platform warehouses")
    own_operations: float = parameter(
        default=0.9, unit="people per 1,000 parcels/week", low=0, high=50, confidence="assumed",
        source=_TRIALS,
        text="Operations staff of a seller with own warehouses")
    own_specialist: float = parameter(
        default=0.5, unit="people per 1,000 parcels/week", low=0, high=50, confidence="assumed",
        source=_TRIALS,
        text="Logistics specialists of a seller with own warehouses")
    digital: float = parameter(
        default=0.25, unit="people per 1,000 parcels/week", low=0, high=50, confidence="assumed",
        source=_TRIALS,
        text="Digital staff of any seller")
    provider_operations: float = parameter(
        default=1.0, unit="people per 1,000 parcels/week", low=0, high=50, confidence="assumed",
        source=_TRIALS,
        text="Operations staff of a carrier or platform")
    provider_specialist: float = parameter(
        default=0.3, unit="people per 1,000 parcels/week", low=0, high=50, confidence="assumed",
        source=_TRIALS,
        text="Logistics specialists of a carrier or platform")
    provider_digital: float = parameter(
        default=0.1, unit="people per 1,000 parcels/week", low=0, high=50, confidence="assumed",
        source=_TRIALS,
        text="Digital staff of a carrier or platform")
    saving: float = parameter(
        default=0.7, unit="-", low=0.0, high=1.5, confidence="assumed",
        source="GDP per worker as productivity",
        text="Elasticity of staff needs to minus the country's productivity")
    need_weeks: float = parameter(
        default=8.0, unit="weeks", low=1, high=104, confidence="assumed",
        source=_TRIALS,
        text="Weeks over which an employer averages its needs")
    quit_rate: float = parameter(
        default=0.0075, unit="1/week", low=0.0, high=0.2, confidence="estimated",
        source="Census and BLS: turnover 45-100 % a year",
        text="Quits at a pay premium of zero")
    quit_premium: float = parameter(
        default=3.0, unit="-", low=0.0, high=20, confidence="assumed",
        source=_TRIALS,
        text="Fall of quits and rise of applications with the pay premium")
    layoff_rate: float = parameter(
        default=0.05, unit="1/week", low=0.0, high=1.0, confidence="assumed",
        source=_TRIALS,
        text="Share of surplus staff laid off in a week")
    layoff_slack: float = parameter(
        default=1.05, unit="-", low=1.0, high=2.0, confidence="assumed",
        source=_TRIALS,
        text="Staff over need from which people are laid off")
    matching_efficiency: float = parameter(
        default=0.21, unit="1/week", low=0.001, high=2.0, confidence="estimated",
        source=_TRIALS,
        text="Efficiency of matching vacancies and searchers")
    matching_elasticity: float = parameter(
        default=0.5, unit="-", low=0.05, high=0.95, confidence="measured",
        source="Petrongolo & Pissarides 2001",
        text="Elasticity of hires to searchers")
    on_the_job_search: float = parameter(
        default=0.035, unit="share of employed", low=0.0, high=1.0, confidence="assumed",
        source=_TRIALS,
        text="Employed people who look for another job")
    match_limit: float = parameter(
        default=0.9, unit="share", low=0.1, high=1.0, confidence="assumed",
        source=_TRIALS,
        text="Largest share of either side that is matched in a week")
    filling_memory: float = parameter(
        default=0.1, unit="1/week", low=0.001, high=1.0, confidence="assumed",
        source=_TRIALS,
        text="Weight of the newest week in the expected filling rate")
    first_filling: float = parameter(
        default=0.25, unit="1/week", low=0.001, high=1.0, confidence="assumed",
        source=_TRIALS,
        text="Share of vacancies that employers expect to fill in a week at the start")
    lowest_filling: float = parameter(
        default=0.05, unit="1/week", low=0.001, high=1.0, confidence="assumed",
        source=_TRIALS,
        text="Lowest filling rate by which employers raise their vacancies for expected losses")
    turnover_margin: float = parameter(
        default=0.0135, unit="1/week", low=0.0, high=0.5, confidence="assumed",
        source=_TRIALS,
        text="Staff that employers expect to lose in a week")
    wage_speed: float = parameter(
        default=0.04, unit="1/week", low=0.0001, high=0.3, confidence="estimated",
        source="trial runs: .3 swings",
        text="Speed at which wages follow tightness")
    wage_exponent: float = parameter(
        default=0.3, unit="-", low=0.0, high=1.0, confidence="estimated",
        source="Blanchflower & Oswald 1995, order of magnitude",
        text="Elasticity of wages to tightness")
    normal_tightness: float = parameter(
        default=1.15, unit="vacancies/searcher", low=0.01, high=10, confidence="assumed",
        source=_TRIALS,
        text="Tightness at which wages stay constant")
    lowest_tightness: float = parameter(
        default=0.1, unit="-", low=0.001, high=1.0, confidence="assumed",
        source=_TRIALS,
        text="Lowest tightness, relative to the normal one, that wages and flows of people follow")
    highest_tightness: float = parameter(
        default=10.0, unit="-", low=1.0, high=1_000.0, confidence="assumed",
        source=_TRIALS,
        text="Highest tightness, relative to the normal one, that wages and flows of people follow")
    premium_specialist: float = parameter(
        default=0.35, unit="share", low=0.0, high=5.0, confidence="assumed",
        source="wage surveys",
        text="Pay of specialists above operations staff")
    premium_digital: float = parameter(
        default=0.8, unit="share", low=0.0, high=5.0, confidence="assumed",
        source="wage surveys",
        text="Pay of digital staff above operations staff")
    inflow: float = parameter(
        default=0.0006, unit="1/week", low=0.0, high=0.1, confidence="assumed",
        source=_TRIALS,
        text="Weekly inflow of people as a share of the pool")
    graduates: float = parameter(
        default=0.0006, unit="1/week", low=0.0, high=0.1, confidence="assumed",
        source=_TRIALS,
        text="Weekly graduates as a share of the pool at full tertiary enrolment")
    inflow_wage: float = parameter(
        default=2.0, unit="-", low=0.0, high=10, confidence="assumed",
        source=_TRIALS,
        text="Elasticity of inflow to the wage")
    retirement: float = parameter(
        default=0.0005, unit="1/week", low=0.0, high=0.1, confidence="measured",
        source="40 years of work",
        text="Share of people who retire each week")
    outflow: float = parameter(
        default=0.02, unit="1/week", low=0.0, high=0.5, confidence="assumed",
        source=_TRIALS,
        text="Searchers who leave for other sectors at normal tightness")
    outflow_limit: float = parameter(
        default=0.10, unit="1/week", low=0.0, high=1.0, confidence="assumed",
        source=_TRIALS,
        text="Largest share of searchers who leave in a week")
    starting_unemployment: float = parameter(
        default=0.05, unit="share", low=0.001, high=0.9, confidence="assumed",
        source=_TRIALS,
        text="Searchers among the people of a pool at the start")
    smallest_pool: float = parameter(
        default=0.1, unit="people", low=0.0, high=1_000.0, confidence="assumed",
        source=_TRIALS,
        text="Employed people that a pool is taken to have at least when its first searchers are set")
