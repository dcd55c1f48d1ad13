"""Settlement: what carriers and platforms carried and earned in a week becomes their record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ecosystem.agents.providers.platforms import Platforms
from ecosystem.agents.providers.providers import Providers
from ecosystem.core.arrays import Floats, Integers
from ecosystem.markets import payments
from ecosystem.phases.week import Week
from ecosystem.scenario.names import EXPRESS, MAIL, PLATFORM_WAREHOUSE

if TYPE_CHECKING:
    from ecosystem.model import Ecosystem



def settle(model: Ecosystem, week: Week, bills: Mapping[str, Floats]) -> None:
    """Providers buy transport, book the week and settle with their owners.

    Args:
        model: the model.
        week: what was charged and sold.
        bills: wages that each employer paid, by account.
    """
    service = model.listings.service
    platform = (service == MAIL) | (service == PLATFORM_WAREHOUSE)
    _settle(model, "carriers", model.carriers, np.flatnonzero(service == EXPRESS), week, bills)
    _settle(model, "platforms", model.platforms, np.flatnonzero(platform), week, bills)
    _consolidate(model.platforms, np.flatnonzero(service == MAIL), model, week)


def _settle(
    model: Ecosystem, account: str, cohort: Providers, rows: Integers, week: Week,
    bills: Mapping[str, Floats],
) -> None:
    rules, listings = model.parameters.providers, model.listings
    region = model.world.countries.region_index[listings.destination]
    charges, parcels = (
        _by_place(cohort, rows, model, amounts, region, model.regions)
        for amounts in (week.charges, week.sales.sold))
    picked_up = np.where(listings.service < PLATFORM_WAREHOUSE, week.sales.sold, 0)
    home = model.firms.hub[listings.seller]
    cohort.record_stops(
        _by_place(cohort, rows, model, picked_up, home, len(model.talent)),
        _by_place(cohort, rows, model, week.sales.sold, listings.destination, len(model.customs)),
        rules)
    payments.settle_providers(model.ledger, account, cohort, charges, parcels, bills[account], rules)


def _consolidate(platforms: Platforms, rows: Integers, model: Ecosystem, week: Week) -> None:
    """Platforms see how much mail goes the same way."""
    countries = len(model.customs)
    way = week.origin * countries + model.listings.destination
    posted = _by_place(platforms, rows, model, week.sales.sold * week.goods.weight, way, countries**2)
    platforms.consolidate(posted.reshape(platforms.posted.shape), model.parameters.providers)


def _by_place(
    cohort: Providers, rows: Integers, model: Ecosystem, amounts: Floats | Integers, place: Integers,
    number: int,
) -> Floats:
    """Sum amounts of some listings over providers and places: regions, hubs, countries or ways."""
    cell = model.listings.provider[rows] * number + place[rows]
    total = np.bincount(cell, weights=amounts[rows], minlength=len(cohort) * number)
    return total.reshape(len(cohort), number)
