"""Parameters of work: needs by service, matching, wages and mobility."""

from __future__ import annotations

from ecosystem.scenario.parameter import ParameterGroup, parameter

_TRIALS = "trial runs"


class LabourParameters(ParameterGroup):
    """Talent pools of the hubs and the employers who draw on them."""

    express_operations: float = parameter(0.5, "people per 1,000 parcels/week", 0, 50, _TRIALS, "assumed", "Operations staff of a seller by express")
    express_specialist: float = parameter(0.2, "people per 1,000 parcels/week", 0, 50, _TRIALS, "assumed", "Logistics specialists of a seller by express")
    mail_operations: float = parameter(0.7, "people per 1,000 parcels/week", 0, 50, _TRIALS, "assumed", "Operations staff of a seller by direct mail")
    mail_specialist: float = parameter(0.2, "people per 1,000 parcels/week", 0, 50, _TRIALS, "assumed", "Logistics specialists of a seller by direct mail")
    platform_operations: float = parameter(0.4, "people per 1,000 parcels/week", 0, 50, _TRIALS, "assumed", "Operations staff of a seller with platform warehouses")
    platform_specialist: float = parameter(0.3, "people per 1,000 parcels/week", 0, 50, _TRIALS, "assumed", "Logistics specialists of a seller with platform warehouses")
    own_operations: float = parameter(0.9, "people per 1,000 parcels/week", 0, 50, _TRIALS, "assumed", "Operations staff of a seller with own warehouses")
    own_specialist: float = parameter(0.5, "people per 1,000 parcels/week", 0, 50, _TRIALS, "assumed", "Logistics specialists of a seller with own warehouses")
    digital: float = parameter(0.25, "people per 1,000 parcels/week", 0, 50, _TRIALS, "assumed", "Digital staff of any seller")
    provider_operations: float = parameter(1.0, "people per 1,000 parcels/week", 0, 50, _TRIALS, "assumed", "Operations staff of a carrier or platform")
    provider_specialist: float = parameter(0.3, "people per 1,000 parcels/week", 0, 50, _TRIALS, "assumed", "Logistics specialists of a carrier or platform")
    provider_digital: float = parameter(0.1, "people per 1,000 parcels/week", 0, 50, _TRIALS, "assumed", "Digital staff of a carrier or platform")
    saving: float = parameter(0.7, "-", 0.0, 1.5, "GDP per worker as productivity", "assumed", "Elasticity of staff needs to minus the country's productivity")
    need_weeks: float = parameter(8.0, "weeks", 1, 104, _TRIALS, "assumed", "Weeks over which an employer averages its needs")
    quit_rate: float = parameter(0.0075, "1/week", 0.0, 0.2, "Census and BLS: turnover 45-100 % a year", "estimated", "Quits at a pay premium of zero")
    quit_premium: float = parameter(3.0, "-", 0.0, 20, _TRIALS, "assumed", "Fall of quits and rise of applications with the pay premium")
    layoff_rate: float = parameter(0.05, "1/week", 0.0, 1.0, _TRIALS, "assumed", "Share of surplus staff laid off in a week")
    layoff_slack: float = parameter(1.05, "-", 1.0, 2.0, _TRIALS, "assumed", "Staff over need from which people are laid off")
    matching_efficiency: float = parameter(0.21, "1/week", 0.001, 2.0, _TRIALS, "estimated", "Efficiency of matching vacancies and searchers")
    matching_elasticity: float = parameter(0.5, "-", 0.05, 0.95, "Petrongolo & Pissarides 2001", "measured", "Elasticity of hires to searchers")
    on_the_job_search: float = parameter(0.035, "share of employed", 0.0, 1.0, _TRIALS, "assumed", "Employed people who look for another job")
    match_limit: float = parameter(0.9, "share", 0.1, 1.0, _TRIALS, "assumed", "Largest share of either side that is matched in a week")
    filling_memory: float = parameter(0.1, "1/week", 0.001, 1.0, _TRIALS, "assumed", "Weight of the newest week in the expected filling rate")
    turnover_margin: float = parameter(0.0135, "1/week", 0.0, 0.5, _TRIALS, "assumed", "Staff that employers expect to lose in a week")
    wage_speed: float = parameter(0.04, "1/week", 0.0001, 0.3, "trial runs: .3 swings", "estimated", "Speed at which wages follow tightness")
    wage_exponent: float = parameter(0.3, "-", 0.0, 1.0, "Blanchflower & Oswald 1995, order of magnitude", "estimated", "Elasticity of wages to tightness")
    normal_tightness: float = parameter(1.15, "vacancies/searcher", 0.01, 10, _TRIALS, "assumed", "Tightness at which wages rest")
    premium_specialist: float = parameter(0.35, "share", 0.0, 5.0, "wage surveys", "assumed", "Pay of specialists above operations staff")
    premium_digital: float = parameter(0.8, "share", 0.0, 5.0, "wage surveys", "assumed", "Pay of digital staff above operations staff")
    inflow: float = parameter(0.0006, "1/week", 0.0, 0.1, _TRIALS, "assumed", "Weekly inflow of people as a share of the pool")
    graduates: float = parameter(0.0006, "1/week", 0.0, 0.1, _TRIALS, "assumed", "Weekly graduates as a share of the pool at full tertiary enrolment")
    inflow_wage: float = parameter(2.0, "-", 0.0, 10, _TRIALS, "assumed", "Elasticity of inflow to the wage")
    retirement: float = parameter(0.0005, "1/week", 0.0, 0.1, "40 years of work", "measured", "Share of people who retire each week")
    outflow: float = parameter(0.02, "1/week", 0.0, 0.5, _TRIALS, "assumed", "Searchers who leave for other sectors at normal tightness")
    outflow_limit: float = parameter(0.10, "1/week", 0.0, 1.0, _TRIALS, "assumed", "Largest share of searchers who leave in a week")
    starting_unemployment: float = parameter(0.05, "share", 0.001, 0.9, _TRIALS, "assumed", "Searchers among the people of a pool at the start")
