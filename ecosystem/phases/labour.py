"""Labour: needs are averaged, people quit, search, and are hired; wages move."""

from __future__ import annotations

import numpy as np

from ecosystem.agents.providers.providers import Providers
from ecosystem.core.arrays import Floats
from ecosystem.markets.labour import meet
from ecosystem.phases import Touches
from ecosystem.state import State

READS: Touches = {
    "carriers": "country hub need premium staff volume",
    "firms": "country hub need premium staff",
    "listings": "sales seller service",
    "platforms": "country hub need premium staff volume",
    "talent": "base_wage departed employed filling hired inflow inhabitants left searching vacancies wage",
}
WRITES: Touches = {
    "carriers": "need staff",
    "firms": "need staff",
    "platforms": "need staff",
    "talent": "arrived departed employed filling hired left searching vacancies wage",
}


def hire(state: State) -> None:
    """One week of the labour market."""
    parameters = state.parameters.labour
    state.firms.average_need(firm_needs(state, state.listings.sales), parameters)
    for cohort in state.providers.values():
        cohort.average_need(provider_needs(state, cohort), parameters)
    meet(state.talent, list(state.employers.values()), parameters)


def firm_needs(state: State, parcels: Floats) -> Floats:
    """Staff that the parcels of each listing call for, shape (firms, skills)."""
    firms, listings, needs = state.firms, state.listings, state.staff_needs
    per_listing = needs.of_sellers(listings.service, parcels)
    per_firm = [listings.by_seller(column, len(firms)) for column in per_listing.T]
    return np.stack(per_firm, axis=1) * needs.by_country[firms.country][:, None]


def provider_needs(state: State, cohort: Providers) -> Floats:
    """Staff that a provider's parcels call for, shape (providers, skills)."""
    return state.staff_needs.of_providers(cohort.country, cohort.volume.sum(axis=1))
