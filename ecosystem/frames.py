"""Tables of the agents as they stand, in words that need no code book: one row an agent or listing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem.agents.providers import Providers
from ecosystem.scenario.names import CHANNELS, EXPRESS, OWN_WAREHOUSE, SERVICES, SKILLS

if TYPE_CHECKING:
    from ecosystem.model import Ecosystem

Integers = NDArray[np.int64]
OWN = "own"
"""Provider of a listing that uses an own warehouse."""


def tables(model: Ecosystem) -> dict[str, pd.DataFrame]:
    """Tables of firms, listings and providers."""
    providers = [providers_table(model, cohort) for cohort in (model.carriers, model.platforms)]
    return {
        "firms": firms_table(model),
        "listings": listings_table(model),
        "providers": pd.concat(providers, ignore_index=True),
    }


def firms_table(model: Ecosystem) -> pd.DataFrame:
    """One row a firm."""
    firms, world = model.firms, model.world
    return pd.DataFrame({
        "id": firms.id.copy(),
        "hub": _named(world.hubs.name, firms.hub),
        "country": _named(world.countries.code, firms.country),
        "category": _named(world.categories.name, firms.category),
        "age": model.clock - firms.founded,
        "weight": firms.weight.copy(),
        "value": firms.value.copy(),
        "quality": firms.quality.copy(),
        "product_cost": firms.cost.copy(),
        "cash": firms.cash.copy(),
        "revenue": firms.revenue.copy(),
        "profit": firms.profit.copy(),
        "parcels": firms.parcels.copy(),
        "markets": firms.markets.copy(),
        **_by_skill("staff", firms.staff),
    })


def listings_table(model: Ecosystem) -> pd.DataFrame:
    """One row a listing, with its seller's home and product."""
    rows, firms, world = model.listings, model.firms, model.world
    seller = rows.seller
    return pd.DataFrame({
        "firm": rows.firm.copy(),
        "origin_hub": _named(world.hubs.name, firms.hub[seller]),
        "origin": _named(world.countries.code, firms.country[seller]),
        "destination": _named(world.countries.code, rows.destination),
        "category": _named(world.categories.name, rows.category),
        "service": _named(SERVICES, rows.service),
        "provider": provider_names(model),
        "price": rows.price.copy(),
        "sales": rows.sales.copy(),
        "revenue": rows.revenue.copy(),
        "margin": rows.profit.copy(),
        "loyalty": rows.loyalty.copy(),
        "stock": rows.stock.copy(),
        "pipeline": rows.pipeline(),
        "expected_days": rows.promised_days.copy(),
        "stockout": rows.stockout.copy(),
        "age": rows.age.copy(),
        "weight": firms.weight[seller],
        "value": firms.value[seller],
    })


def provider_names(model: Ecosystem) -> NDArray[np.object_]:
    """Name of the provider of each listing, "own" for an own warehouse."""
    rows, names = model.listings, np.array(model.world.providers.name, object)
    result = np.full(len(rows), OWN, object)
    for cohort, kind in (
        (model.carriers, rows.service == EXPRESS),
        (model.platforms, (rows.service != EXPRESS) & (rows.service != OWN_WAREHOUSE)),
    ):
        result[kind] = names[cohort.listing[rows.provider[kind]]]
    return result


def providers_table(model: Ecosystem, cohort: Providers) -> pd.DataFrame:
    """One row a carrier or platform."""
    world, table = model.world, model.world.providers
    return pd.DataFrame({
        "id": cohort.id.copy(),
        "name": _named(table.name, cohort.listing),
        "kind": _named(table.kind, cohort.listing),
        "home": _named(world.hubs.name, cohort.hub),
        "country": _named(world.countries.code, cohort.country),
        "price_level": cohort.price_level.copy(),
        "cost_level": cohort.cost_level.copy(),
        "quality": cohort.quality.copy(),
        "parcels": cohort.volume.sum(axis=1),
        "capacity": cohort.capacity.sum(axis=1),
        "load": cohort.volume.sum(axis=1) / cohort.capacity.sum(axis=1),
        "share": cohort.overall_share(),
        "revenue": cohort.revenue.copy(),
        "cost": cohort.outlay.copy(),
        "cash": cohort.cash.copy(),
        **_by_skill("staff", cohort.staff),
    })


def customs_table(model: Ecosystem) -> pd.DataFrame:
    """One row a customs authority."""
    office = model.customs
    columns = {
        "id": office.id.copy(),
        "country": _named(model.world.countries.code, office.id),
        "officers": office.officers.copy(),
        "workload": office.workload.copy(),
        "duty_revenue": office.duty_revenue.copy(),
        "vat_revenue": office.vat_revenue.copy(),
    }
    for channel, name in enumerate(CHANNELS):
        columns[f"days_{name}"] = office.days[:, channel].copy()
        columns[f"held_{name}"] = office.held[:, channel].copy()
    return pd.DataFrame(columns)


def talent_table(model: Ecosystem) -> pd.DataFrame:
    """One row a talent pool."""
    pool, world = model.talent, model.world
    return pd.DataFrame({
        "id": pool.id.copy(),
        "hub": _named(world.hubs.name, pool.id),
        "country": _named(world.countries.code, pool.country),
        **_by_skill("employed", pool.employed),
        **_by_skill("searching", pool.searching),
        **_by_skill("vacancies", pool.vacancies),
        **_by_skill("wage", pool.wage),
    })


def _named(names: tuple[str, ...], index: Integers) -> NDArray[np.object_]:
    return np.array(names, object)[index]


def _by_skill(label: str, values: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    return {f"{label}_{skill}": values[:, place].copy() for place, skill in enumerate(SKILLS)}
