"""The map of flows: land, hubs sized by sales, and corridors as tapered arcs, in one SVG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem.scenario.names import SERVICES
from ecosystem.view.maps import projection
from ecosystem.view.maps.flows import corridors, hub_sales
from ecosystem.view.style import numbers, palette
from ecosystem.view.style.escaping import in_sentence
from ecosystem.world.network.sea import SeaPaths, no_sea_paths

LARGEST_HUB = 6.5
"""Radius of the hub with most sales, map units."""

WIDEST_FLOW = 8.0
"""Width of the largest corridor at its destination, map units."""

ALL = "all"

NO_SEA = no_sea_paths(0)
"""No ways of ships: sea lanes are drawn as arcs."""


@dataclass(frozen=True)
class Places:
    """Where things lie on the map.

    Attributes:
        land: SVG path of all land.
        hubs: one row a hub: name, country (iso3), longitude, latitude, x, y (map units).
        anchors: longitude and latitude of each country's main hub, by iso3.
        names: country names by iso3.
        sea: the ways of ships between the hubs, in their order.
    """

    land: str
    hubs: pd.DataFrame
    anchors: Mapping[str, tuple[float, float]]
    names: Mapping[str, str]
    sea: SeaPaths = NO_SEA


def places(
    outlines: Iterable[Sequence[Sequence[float]]],
    hubs: pd.DataFrame,
    names: Mapping[str, str],
    sea: SeaPaths = NO_SEA,
) -> Places:
    """Lay out outlines and hubs on the map.

    Args:
        outlines: rings of (longitude, latitude) in degrees, cut at 180 degrees; may be empty.
        hubs: one row a hub: name, country (iso3), longitude, latitude, population; arcs of a
            country start and end at its most populous hub.
        names: country names by iso3.
        sea: the ways of ships between the hubs, in their order; without, they are drawn as arcs.
    """
    x, y = projection.project(hubs["longitude"].to_numpy(), hubs["latitude"].to_numpy())
    ordered = hubs.sort_values("population", ascending=False, kind="stable")
    main = ordered.drop_duplicates("country").set_index("country")
    return Places(
        land=projection.land_path(outlines),
        hubs=hubs[["name", "country", "longitude", "latitude"]].assign(x=np.round(x, 1), y=np.round(y, 1)),
        anchors={
            str(code): (float(row.longitude), float(row.latitude)) for code, row in main.iterrows()
        },
        names=dict(names),
        sea=sea,
    )


def flow_width(revenue: NDArray[np.float64], largest: float) -> NDArray[np.float64]:
    """Return widths (map units) whose square grows with revenue, so that areas compare."""
    share = np.clip(np.asarray(revenue, dtype=float) / max(largest, 1e-9), 0.0, 1.0)
    return 0.5 + (WIDEST_FLOW - 0.5) * np.sqrt(share)


def hub_radius(revenue: NDArray[np.float64], largest: float) -> NDArray[np.float64]:
    """Return circle radii (map units) whose area grows with revenue."""
    share = np.clip(np.asarray(revenue, dtype=float) / max(largest, 1e-9), 0.0, 1.0)
    return 0.6 + (LARGEST_HUB - 0.6) * np.sqrt(share)


def flow_map(listings: pd.DataFrame, where: Places, top: int = 80) -> str:
    """Draw the map of flows as a self-contained SVG element.

    It holds one group of corridors for all services, coloured by each corridor's main service, and
    one for each service alone (class "flows", attribute data-service); the page shows one group at a time.

    Args:
        listings: one row a listing.
        where: the laid-out places.
        top: corridors drawn in each group, largest first.
    """
    largest = float(corridors(listings, 1)["revenue"].max()) if len(listings) else 0.0
    groups = [_flow_group(corridors(listings, top), where, largest, ALL)]
    groups += [
        _flow_group(corridors(listings, top, service), where, largest, service)
        for service in SERVICES
    ]
    summary = escape(describe_flows(listings, where))
    return (
        f'<svg class="flow-map" viewBox="{projection.VIEW}" role="img" '
        f'aria-label="{summary}" xmlns="http://www.w3.org/2000/svg">'
        f'<path class="land" d="{where.land}" fill="{palette.LAND}" stroke="{palette.LAND_EDGE}" '
        f'stroke-width="0.5"/>{"".join(groups)}{_hub_group(listings, where)}</svg>'
    )


def _flow_group(table: pd.DataFrame, where: Places, largest: float, name: str) -> str:
    """Draw one group of corridors, the largest first so that small ones stay visible on top."""
    hidden = "" if name == ALL else ' style="display:none"'
    known = table["origin"].isin(where.anchors) & table["destination"].isin(where.anchors)
    found = table[known]
    rows: list[Any] = list(found.itertuples())
    widths = flow_width(found["revenue"].to_numpy(), largest)
    paths = [
        _flow(row, width, where, row.main_service if name == ALL else name)
        for row, width in zip(rows, widths, strict=True)
    ]
    return f'<g class="flows" data-service="{name}"{hidden}>{"".join(paths)}</g>'


def _flow(row: Any, width: float, where: Places, service: str) -> str:
    """Draw one corridor with the text that shows when it is pointed at."""
    origin, destination = str(row.origin), str(row.destination)
    pieces = projection.arc(where.anchors[origin], where.anchors[destination])
    ends = f"{where.names.get(origin, origin)} to {where.names.get(destination, destination)}"
    used = palette.SERVICE_LABELS[service]
    text = (
        f"{ends}: {numbers.usd(row.revenue)} a week, {numbers.number(row.parcels)} parcels a week; "
        f"{used} {numbers.percent(getattr(row, service))} of sales"
    )
    return (
        f'<path d="{projection.ribbon(pieces, width)}" fill="{palette.SERVICE_COLOURS[service]}">'
        f"<title>{escape(text)}</title></path>"
    )


def _hub_group(listings: pd.DataFrame, where: Places) -> str:
    """Draw every hub; its circle grows with what its sellers sell."""
    sales = where.hubs["name"].map(hub_sales(listings)).fillna(0.0).to_numpy(dtype=float)
    radii = hub_radius(sales, float(sales.max(initial=0.0)))
    order = np.argsort(-radii, kind="stable")
    circles = []
    for row in order:
        hub = where.hubs.iloc[row]
        text = f"{in_sentence(hub['name'])}: sellers here sell {numbers.usd(sales[row])} a week"
        circles.append(
            f'<circle cx="{hub["x"]:g}" cy="{hub["y"]:g}" r="{radii[row]:.1f}">'
            f"<title>{escape(text)}</title></circle>"
        )
    return f'<g class="hubs" fill="{palette.INK}">{"".join(circles)}</g>'


def describe_flows(listings: pd.DataFrame, where: Places, count: int = 3) -> str:
    """Say in one sentence what the map shows, for readers who do not see it."""
    table = corridors(listings)
    if table.empty:
        return "World map. There were no cross-border sales to draw."
    rows: list[Any] = list(table.head(count).itertuples())
    ends = [
        f"{where.names.get(row.origin, row.origin)} to "
        f"{where.names.get(row.destination, row.destination)} ({numbers.usd(row.revenue)} a week)"
        for row in rows
    ]
    return f"World map of {len(table):,} corridors. The largest: {'; '.join(ends)}."
