"""Who sells where, and how: listings gathered into corridors, hubs and service mixes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ecosystem.scenario.names import SERVICES


def service_mix(listings: pd.DataFrame, by: Sequence[str], measure: str = "revenue") -> pd.DataFrame:
    """Sum a measure of the listings by group and service.

    Args:
        listings: one row a listing, with `service` and the measure.
        by: names of the columns that form the groups.
        measure: column to sum, such as "revenue" (USD a week) or "sales" (parcels a week).

    Returns:
        One row a group, indexed by it, one column a service in the fixed order; groups without
        sales keep zeros.
    """
    table = listings.groupby([*by, "service"], observed=True)[measure].sum().unstack("service")
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
    rows = listings if service is None else listings[listings["service"] == service]
    rows = rows[(rows["revenue"] > 0) & (rows["origin"].astype(str) != rows["destination"].astype(str))]
    mix = service_mix(rows, ["origin", "destination"])
    weighted = rows.assign(weighted_days=rows["expected_days"] * rows["sales"])
    sums = weighted.groupby(["origin", "destination"], observed=True)[
        ["revenue", "sales", "weighted_days"]
    ].sum()
    table = _with_shares(mix, sums["revenue"])
    table["parcels"] = sums["sales"]
    table["expected_days"] = sums["weighted_days"] / sums["sales"].where(sums["sales"] > 0)
    table = table.reset_index().astype({"origin": str, "destination": str})
    table = table.sort_values(["revenue", "origin", "destination"], ascending=[False, True, True])
    table = table.head(top) if top is not None else table
    return table.reset_index(drop=True)


def _with_shares(mix: pd.DataFrame, revenue: pd.Series) -> pd.DataFrame:
    """Return shares by service with the revenue and the service that has most of it."""
    shares = mix.div(revenue.where(revenue > 0), axis=0).fillna(0.0)
    main = np.asarray(SERVICES)[shares.to_numpy().argmax(axis=1)] if len(shares) else []
    return shares.assign(revenue=revenue, main_service=main)


def hub_sales(listings: pd.DataFrame) -> pd.Series:
    """Return revenue (USD a week) by origin hub, largest first."""
    sums = listings.groupby("origin_hub", observed=True)["revenue"].sum()
    return sums[sums > 0].sort_values(ascending=False, kind="stable")


def hub_mix(listings: pd.DataFrame) -> pd.DataFrame:
    """Return revenue (USD a week) by origin hub and service, largest hub first."""
    mix = service_mix(listings, ["origin_hub"])
    return mix.loc[mix.sum(axis=1).sort_values(ascending=False, kind="stable").index]
