"""Tables of the agents as they stand, in words that need no code book: one row an agent or listing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammaincinv

from ecosystem.agents.providers.providers import Providers
from ecosystem.core.arrays import Floats, Integers
from ecosystem.outputs.corridors import Corridors
from ecosystem.phases.week import COST_PARTS
from ecosystem.scenario import service_traits
from ecosystem.scenario.names import CHANNELS, MODES, SERVICES, SKILLS
from ecosystem.state import State
from ecosystem.world.world import World

OWN = "own"
"""Provider of a listing that uses an own warehouse."""


def tables(state: State, corridors: Corridors) -> dict[str, pd.DataFrame]:
    """One table a kind of agent, and those of listings, corridors and freight.

    A kind of agent without a table of its own here is written out column by column, columns that
    add up at real size.
    """
    providers = [providers_table(state, cohort) for cohort in state.providers.values()]
    known = {
        "firms": firms_table(state),
        "listings": listings_table(state),
        "providers": pd.concat(providers, ignore_index=True),
        "customs": customs_table(state),
        "talent": talent_table(state),
        "corridors": corridors_table(corridors, state.world, state.expansion_factor),
        "freight": freight_table(state),
    }
    merged = {*state.providers, *known}
    return known | {
        name: cohort.frame(state.expansion_factor)
        for name, cohort in state.cohorts.items() if name not in merged}


def firms_table(state: State) -> pd.DataFrame:
    """One row a firm, which stands for so many real ones; its money and parcels are those of one."""
    firms, world = state.firms, state.world
    return pd.DataFrame({
        "id": firms.id.copy(),
        "represents": np.full(len(firms), state.expansion_factor),
        "hub": _named(world.hubs.name, firms.hub),
        "country": _named(world.countries.code, firms.country),
        "category": _named(world.categories.name, firms.category),
        "age": state.age - firms.founded,
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


def listings_table(state: State) -> pd.DataFrame:
    """One row a listing of a firm, with its seller's home and product.

    Its seller stands for so many real ones; money, parcels and loyalty are those of one.
    """
    rows, firms, world = state.listings, state.firms, state.world
    seller = rows.seller
    return pd.DataFrame({
        "firm": rows.firm.copy(),
        "represents": np.full(len(rows), state.expansion_factor),
        "origin_hub": _named(world.hubs.name, firms.hub[seller]),
        "origin": _named(world.countries.code, firms.country[seller]),
        "destination": _named(world.countries.code, rows.destination),
        "category": _named(world.categories.name, rows.category),
        "service": _named(SERVICES, rows.service),
        "provider": provider_names(state),
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


def provider_names(state: State) -> NDArray[np.object_]:
    """Name of the provider of each listing, "own" for an own warehouse."""
    rows, names = state.listings, np.array(state.world.providers.name, object)
    result = np.full(len(rows), OWN, object)
    for kind, cohort in state.providers.items():
        served = service_traits.provided_by(kind, rows.service)
        result[served] = names[cohort.listing[rows.provider[served]]]
    return result


def providers_table(state: State, cohort: Providers) -> pd.DataFrame:
    """One row a carrier or platform, at real size."""
    world, table, real = state.world, state.world.providers, state.expansion_factor
    return pd.DataFrame({
        "id": cohort.id.copy(),
        "name": _named(table.name, cohort.listing),
        "kind": _named(table.kind, cohort.listing),
        "home": _named(world.hubs.name, cohort.hub),
        "country": _named(world.countries.code, cohort.country),
        "price_level": cohort.price_level.copy(),
        "cost_level": cohort.cost_level.copy(),
        "quality": cohort.quality.copy(),
        "parcels": real * cohort.volume.sum(axis=1),
        "capacity": real * cohort.capacity.sum(axis=1),
        "load": cohort.volume.sum(axis=1) / cohort.capacity.sum(axis=1),
        "share": cohort.overall_share(),
        "revenue": real * cohort.revenue,
        "cost": real * cohort.outlay,
        "cash": real * cohort.cash,
        **_by_skill("staff", real * cohort.staff),
    })


def corridors_table(sums: Corridors, world: World, expansion_factor: float) -> pd.DataFrame:
    """One row an origin, destination and service: means over the weeks of the record.

    Parcels and value are those of a week at real size, costs USD a parcel sold, shares those of the
    parcels that customs dealt with (inspected, detained, seized) or that were due at the door (lost,
    returned). What nothing is known of is not a number.
    """
    origin, destination, service = sums.ends()
    stocked = service_traits.stocked(service)
    codes = world.countries.code
    cost = {f"cost_{part}": _ratio(getattr(sums, f"cost_{part}"), sums.parcels) for part in COST_PARTS}
    due = sums.delivered + sums.lost + sums.returned
    return pd.DataFrame({
        "origin": _named(codes, origin),
        "destination": _named(codes, destination),
        "service": _named(SERVICES, service),
        "parcels": expansion_factor * _ratio(sums.parcels, sums.weeks),
        "value": expansion_factor * _ratio(sums.value, sums.weeks),
        "price": _ratio(sums.value, sums.parcels),
        **_days(sums, stocked),
        "landed_cost": np.sum(list(cost.values()), axis=0),
        **cost,
        **{f"share_{name}": _ratio(getattr(sums, name), sums.presented)
           for name in ("inspected", "detained", "seized")},
        "share_lost": _ratio(sums.lost, due),
        "share_returned": _ratio(sums.returned, due),
        "share_expedited": np.where(
            stocked, _ratio(sums.expedited, sums.sent), np.nan),
    }).sort_values(["origin", "destination", "service"], kind="stable", ignore_index=True)


def _days(sums: Corridors, stocked: NDArray[np.bool_]) -> dict[str, Floats]:
    """Days from order to door and in each stage of it, and those to the shelf of warehouse services.

    The deciles are those of the gamma law with the mean and variance of all parcels sold.
    """
    stages = ("handling", "linehaul", "border")
    way = {name: _ratio(getattr(sums, f"days_{name}"), sums.sent) for name in stages}
    door = _ratio(sums.days_door, sums.parcels)
    at_hand = np.where(np.isnan(door), np.nan, 0.0)
    to_door = {f"days_{name}": np.where(stocked, at_hand, part) for name, part in way.items()}
    to_door["days_door"] = door
    days = np.sum(list(to_door.values()), axis=0)
    variance = np.maximum(_ratio(sums.days_squared, sums.parcels) - days**2, 1e-9)
    shape = days**2 / variance
    to_shelf = {f"days_to_shelf_{name}": np.where(stocked, part, np.nan) for name, part in way.items()}
    return {
        "days": days,
        "days_p10": gammaincinv(shape, 0.1) * variance / days,
        "days_p90": gammaincinv(shape, 0.9) * variance / days,
        **to_door,
        "days_to_shelf": np.sum(list(to_shelf.values()), axis=0),
        **to_shelf,
    }


def _ratio(amounts: Floats, base: Floats | Integers) -> Floats:
    """Quotient, not a number where the base is nothing."""
    quotient: Floats = np.divide(amounts, base, out=np.full(len(amounts), np.nan), where=base > 0)
    return quotient


def freight_table(state: State) -> pd.DataFrame:
    """One row a lane between hubs that carries e-commerce.

    Kilograms are those of a week, smoothed and of real size; `closed` names the passages that are
    closed at present, parted by ";", and km is the length of the way round them.
    """
    lanes, names = state.route_paths.network.lanes, state.world.hubs.name
    used = np.flatnonzero((state.lane_flows.flow > 0.0) & ~lanes.handling)
    closed = sorted(state.policy_effects.closed)
    return pd.DataFrame({
        "mode": _named(MODES, lanes.mode[used]),
        "origin_hub": _named(names, lanes.origin_hub[used]),
        "destination_hub": _named(names, lanes.destination_hub[used]),
        "kg": state.expansion_factor * state.lane_flows.flow[used],
        "km": state.route_paths.network.lengths(closed)[used],
        "closed": np.full(len(used), ";".join(closed), object),
    })


def customs_table(state: State) -> pd.DataFrame:
    """One row a customs authority, at real size."""
    office, real = state.customs, state.expansion_factor
    columns = {
        "id": office.id.copy(),
        "country": _named(state.world.countries.code, office.id),
        "officers": office.officers.copy(),
        "workload": office.workload.copy(),
        "duty_revenue": real * office.duty_revenue,
        "vat_revenue": real * office.vat_revenue,
        "fines": real * office.fines,
        "inspection_level": office.inspection_level.copy(),
    }
    for channel, name in enumerate(CHANNELS):
        columns[f"days_{name}"] = office.days[:, channel].copy()
        columns[f"held_{name}"] = office.held[:, channel].copy()
    return pd.DataFrame(columns)


def talent_table(state: State) -> pd.DataFrame:
    """One row a talent pool, at real size."""
    pool, world, real = state.talent, state.world, state.expansion_factor
    return pd.DataFrame({
        "id": pool.id.copy(),
        "hub": _named(world.hubs.name, pool.id),
        "country": _named(world.countries.code, pool.country),
        **_by_skill("employed", real * pool.employed),
        **_by_skill("searching", real * pool.searching),
        **_by_skill("vacancies", real * pool.vacancies),
        **_by_skill("wage", pool.wage),
    })


def _named(names: Sequence[str], index: Integers) -> NDArray[np.object_]:
    return np.array(names, object)[index]


def _by_skill(label: str, values: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    return {f"{label}_{skill}": values[:, place].copy() for place, skill in enumerate(SKILLS)}
