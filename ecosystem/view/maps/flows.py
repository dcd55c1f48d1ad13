"""Who sells where, and how: listings gathered into corridors, hubs and service mixes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem.scenario.names import SERVICES


def service_mix(listings: pd.DataFrame, by: Sequence[str], measure: str = "revenue") -> pd.DataFrame:
    """Sum a measure of the listings by group and service.

    Args:
        listings: one row a listing, with `service`, the measure, and the number of real sellers that
            its own represents.
        by: names of the columns that form the groups.
        measure: column to sum, such as "revenue" (USD a week) or "sales" (parcels a week).

    Returns:
        One row a group, indexed by it, one column a service in the fixed order; groups without
        sales keep zeros.
    """
    whole = listings.assign(**{measure: _real(listings, measure)})
    table = whole.groupby([*by, "service"], observed=True)[measure].sum().unstack("service")
    return table.reindex(columns=list(SERVICES)).fillna(0.0).rename_axis(columns=None)


def corridors(
    listings: pd.DataFrame, top: int | None = None, service: str | None = None
) -> pd.DataFrame:
    """Gather listings into corridors from origin country to destination country.

    Args:
        listings: one row a listing.
        top: how many of the largest corridors by revenue to keep; all when None.
        service: keep only listings that use this service; all when None.

    Returns:
        One row a corridor, largest first: origin, destination (iso3), revenue (USD a week), parcels
        (a week), expected_days (parcel-weighted), share of revenue by service (a column each),
        main_service.

    Raises:
        ValueError: if the service is unknown.
    """
    if service is not None and service not in SERVICES:
        raise ValueError(f"unknown service {service!r}; known are {', '.join(SERVICES)}")
    origin, destination = _words(listings["origin"]), _words(listings["destination"])
    used = pd.Categorical(listings["service"], list(SERVICES)).codes
    revenue = _real(listings, "revenue")
    kept = (revenue > 0) & (origin != destination)
    kept &= True if service is None else used == SERVICES.index(service)
    parcels = _real(listings, "sales")[kept]
    days = listings["expected_days"].to_numpy(dtype=float)[kept]
    group, ends = _pairs(origin[kept], destination[kept])
    cells = group * len(SERVICES) + used[kept]
    size = len(ends) * len(SERVICES)
    mix = np.bincount(cells, revenue[kept], size).astype(np.float64).reshape(-1, len(SERVICES))
    table = _with_shares(ends, mix)
    table["parcels"] = np.bincount(group, parcels, len(ends))
    weighted = np.bincount(group, parcels * days, len(ends))
    table["expected_days"] = weighted / table["parcels"].where(table["parcels"] > 0)
    table = table.sort_values(["revenue", "origin", "destination"], ascending=[False, True, True])
    table = table.head(top) if top is not None else table
    return table.reset_index(drop=True)


def _real(listings: pd.DataFrame, measure: str) -> NDArray[np.float64]:
    """Return a measure of the listings of all the real sellers that the simulated ones represent."""
    return (listings[measure] * listings["represents"]).to_numpy(dtype=float)


def _words(column: pd.Series) -> NDArray[np.object_]:
    """Return a column of words as plain strings, whichever way they are stored."""
    return column.to_numpy(dtype=object)


def _pairs(
    origin: NDArray[np.object_], destination: NDArray[np.object_]
) -> tuple[NDArray[np.int64], pd.DataFrame]:
    """Return for each row the position of its pair, and all pairs as origin and destination."""
    start, starts = pd.factorize(origin)
    end, ends = pd.factorize(destination)
    found, group = np.unique(start * max(len(ends), 1) + end, return_inverse=True)
    first, last = np.divmod(found, max(len(ends), 1))
    return group, pd.DataFrame({"origin": starts[first], "destination": ends[last]}, dtype=object)


def _with_shares(ends: pd.DataFrame, mix: NDArray[np.float64]) -> pd.DataFrame:
    """Return pairs with revenue, each service's share of it, and the service with most."""
    revenue = mix.sum(axis=1)
    table = ends.assign(revenue=revenue)
    for place, service in enumerate(SERVICES):
        table[service] = mix[:, place] / np.where(revenue > 0, revenue, 1.0)
    main = np.array(SERVICES, dtype=object)
    return table.assign(main_service=main[mix.argmax(axis=1)] if len(mix) else "")


def hub_sales(listings: pd.DataFrame) -> pd.Series:
    """Return revenue (USD a week) by origin hub, largest first."""
    revenue = pd.Series(_real(listings, "revenue"), listings.index)
    sums = revenue.groupby(listings["origin_hub"], observed=True).sum()
    return sums[sums > 0].sort_values(ascending=False, kind="stable")
