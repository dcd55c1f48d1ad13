"""Who uses which service: by weight and value of the parcel, and by size of the seller."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ecosystem.scenario.names import SERVICES
from ecosystem.view.maps.flows import service_mix
from ecosystem.view.style import numbers, palette, theme
from ecosystem.view.style.theme import Chart

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

WEIGHT_EDGES = (0.0, 0.25, 0.5, 1.0, 2.0, np.inf)
"""Classes of parcel weight, kg."""

VALUE_EDGES = (0.0, 10.0, 25.0, 50.0, 100.0, 250.0, np.inf)
"""Classes of the value of a parcel's goods, USD."""

_ORDINALS = ("2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th")

TOP_SHARE = 0.01
"""Sellers shown apart as the largest: one in a hundred, but at least one."""


def class_labels(edges: Sequence[float], unit: str) -> list[str]:
    """Return one label a class: "up to 0.25 kg", "0.25–0.5 kg", ..., "over 2 kg"."""
    inner = [f"{edge:g}" for edge in edges[1:-1]]
    between = [f"{low}–{high} {unit}" for low, high in pairwise(inner)]
    return [f"up to {inner[0]} {unit}", *between, f"over {inner[-1]} {unit}"]


def mix_by_class(
    listings: pd.DataFrame, column: str, edges: Sequence[float], unit: str
) -> pd.DataFrame:
    """Sum parcels a week by class of a column and by service.

    Args:
        listings: one row a listing, with the column, `service` and `sales`.
        column: what the classes divide, such as "weight" (kg) or "value" (USD).
        edges: class borders, ascending; a value on a border belongs to the class below.
        unit: unit of the borders.

    Returns:
        Parcels a week, one row a class in ascending order, one column a service.
    """
    labels = class_labels(edges, unit)
    classes = pd.cut(listings[column], list(edges), labels=labels, include_lowest=True)
    mix = service_mix(listings.assign(size_class=classes.astype(str)), ["size_class"], "sales")
    return mix.reindex(labels, fill_value=0.0)


def mix_by_seller_size(listings: pd.DataFrame) -> pd.DataFrame:
    """Sum sales (USD a week) by size of the seller and by service.

    Sellers are ranked by their revenue over all listings and cut into ten groups of equal number;
    the largest hundredth is shown once more on its own.

    Returns:
        One row a group from "smallest tenth" to "largest 1%", one column a service.
    """
    mix = service_mix(listings, ["firm"])
    mix = mix[mix.sum(axis=1) > 0]
    order = mix.sum(axis=1).sort_values(kind="stable").index
    labels = ["smallest tenth", *(f"{tenth} tenth" for tenth in _ORDINALS), "largest tenth"]
    tenth = pd.Series(np.arange(len(order)) * 10 // max(len(order), 1), index=order)
    groups = mix.groupby(tenth).sum().reindex(range(10), fill_value=0.0)
    groups.index = pd.Index(labels)
    largest = mix.loc[order[-max(1, round(TOP_SHARE * len(order))) :]].sum()
    return pd.concat([groups, largest.to_frame("largest 1%").T])


def _share_bars(mix: pd.DataFrame, amount: str, row_height: int = 34) -> Figure:
    """Draw one bar a row, its parts the shares of the services; the amount shows when pointed at.

    Rows without any amount are left out.
    """
    from plotly.graph_objects import Bar

    mix = mix[mix.sum(axis=1) > 0]
    shares = mix.div(mix.sum(axis=1), axis=0)
    rows = [str(label) for label in mix.index]
    traces = [
        Bar(
            y=rows, x=shares[service].to_numpy(), orientation="h",
            name=palette.SERVICE_LABELS[service], marker_color=palette.SERVICE_COLOURS[service],
            text=[f"{share:.0%}" if share >= 0.08 else "" for share in shares[service]],
            textposition="inside", insidetextanchor="middle", textangle=0,
            textfont={"color": "#ffffff", "size": 11},
            customdata=[numbers.number(value) for value in mix[service]],
            hovertemplate=f"%{{x:.1%}}, %{{customdata}} {amount}",
        )
        for service in SERVICES
    ]
    return theme.figure(
        traces,
        barmode="stack",
        bargap=0.28,
        hovermode="y unified",
        height=50 + row_height * len(rows),
        xaxis=theme.axis(range=[0, 1], tickformat=".0%", dtick=0.25, showline=False),
        yaxis=theme.axis(type="category", autorange="reversed", showline=False, ticklabelstandoff=6),
    )


def by_weight(listings: pd.DataFrame) -> Chart:
    """Chart the services used for parcels of each weight class."""
    mix = mix_by_class(listings, "weight", WEIGHT_EDGES, "kg")
    text = f"Each bar is all parcels of a weight class; {_bulk(mix)}"
    built = _share_bars(mix, "parcels a week")
    return Chart("by_weight", "By weight of the parcel", "share of parcels", text, built)


def by_value(listings: pd.DataFrame) -> Chart:
    """Chart the services used for parcels of each value class."""
    mix = mix_by_class(listings, "value", VALUE_EDGES, "USD")
    text = f"Each bar is all parcels of a value class; {_bulk(mix)}"
    built = _share_bars(mix, "parcels a week")
    return Chart("by_value", "By value of the goods", "share of parcels", text, built)


def by_seller_size(listings: pd.DataFrame) -> Chart:
    """Chart the services used by sellers from the smallest tenth to the largest hundredth."""
    mix = mix_by_seller_size(listings)
    tenths = mix.iloc[:10].sum(axis=1)
    share = tenths.iloc[-1] / tenths.sum() if tenths.sum() > 0 else float("nan")
    text = (
        "Sellers ranked by sales and cut into ten groups of equal number; the largest tenth makes "
        f"{numbers.percent(share)} of all sales."
    )
    built = _share_bars(mix, "USD a week", row_height=48)
    return Chart("by_size", "By size of the seller", "share of sales value", text, built)


def _bulk(mix: pd.DataFrame) -> str:
    """Say which class has most parcels."""
    total = mix.sum(axis=1)
    if total.sum() <= 0:
        return "no parcels were sold."
    label = str(total.idxmax())
    return f"the fullest class is {label} with {numbers.percent(total.max() / total.sum())} of parcels."


def profile_charts(listings: pd.DataFrame) -> list[Chart]:
    """Return the charts of who uses which service."""
    return [by_weight(listings), by_value(listings), by_seller_size(listings)]
