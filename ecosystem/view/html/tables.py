"""Tables of a run: corridors, countries and providers, as plain frames with readable headings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from ecosystem.outputs.indicators import COUNTRIES
from ecosystem.view.style import numbers, palette, writing

YEAR = 52


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        heading: what it shows, with its unit.
        write: how a value is written; None for words.
    """

    heading: str
    write: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Table:
    """A frame with its headings and ways of writing.

    Attributes:
        key: short name, unique among the tables of a page.
        title: what it lists.
        text: what the numbers are, in a sentence.
        columns: one entry a column of the frame, in order.
        frame: the values as numbers and words.
        tall: whether it has many rows and scrolls within a fixed height.
    """

    key: str
    title: str
    text: str
    columns: Mapping[str, Column]
    frame: pd.DataFrame
    tall: bool = False


def _days(value: float) -> str:
    """Write a number of days with one decimal."""
    return numbers.NOTHING if pd.isna(value) else f"{value:.1f}"


def corridor_table(corridors: pd.DataFrame, names: Mapping[str, str], top: int = 12) -> Table:
    """List the corridors and services with the largest sales.

    Args:
        corridors: one row an origin, destination and service, as `corridors.parquet` has it.
        names: country names by iso3.
        top: number of rows.
    """
    abroad = corridors[corridors["origin"] != corridors["destination"]]
    found = abroad.sort_values("value", ascending=False, kind="stable").head(top)
    shown = ["value", "parcels", "landed_cost", "days", "days_p90", "days_to_shelf"]
    shares = ["share_inspected", "share_detained", "share_lost", "share_returned"]
    frame = found[["origin", "destination", "service", *shown, *shares]].reset_index(drop=True)
    for end in ("origin", "destination"):
        frame[end] = frame[end].map(lambda code: names.get(code, code))
    frame["service"] = frame["service"].map(palette.SERVICE_LABELS)
    columns = {
        "origin": Column("From"),
        "destination": Column("To"),
        "service": Column("Service"),
        "value": Column("Sales, USD a week", numbers.number),
        "parcels": Column("Parcels a week", numbers.number),
        "landed_cost": Column("Landed cost, USD", numbers.number),
        "days": Column("Days to the door", _days),
        "days_p90": Column("Slowest tenth, days", _days),
        "days_to_shelf": Column("Days to the shelf", _days),
        "share_inspected": Column("Inspected", numbers.percent),
        "share_detained": Column("Detained", numbers.percent),
        "share_lost": Column("Lost", numbers.percent),
        "share_returned": Column("Returned", numbers.percent),
    }
    text = (
        "Largest corridors and services by sales, means over the run. Days to the shelf are those of "
        "stock on its way to a warehouse abroad, which customs deals with by whole consignments."
    )
    return Table("corridors", "Largest corridors", text, columns, frame)


def country_table(countries: pd.DataFrame, names: Mapping[str, str], top: int = 20) -> Table:
    """List countries by trade, averaged over the last year of the run.

    Args:
        countries: one row a week and country.
        names: country names by iso3.
        top: number of rows, those with most exports and imports together.
    """
    last = countries[countries["week"] > countries["week"].max() - YEAR]
    mean = last.groupby("country", observed=True).mean(numeric_only=True)
    order = (mean["exports"] + mean["imports"]).sort_values(ascending=False, kind="stable").index
    shown = [each for each in COUNTRIES.shown_in("table") if each.name in mean]
    frame = mean.loc[order[:top], [each.name for each in shown]]
    frame.insert(0, "country", [names.get(str(code), str(code)) for code in frame.index])
    columns = {"country": Column("Country")}
    for each in shown:
        columns[each.name] = Column(f"{writing.label(each)}, {each.unit}", partial(writing.value, each))
    frame["balance"] = frame["exports"] - frame["imports"]
    columns["balance"] = Column("Exports less imports, USD a week", numbers.number)
    text = "Means over the last year of the run."
    return Table("countries", "Countries", text, columns, frame.reset_index(drop=True))


def provider_table(providers: pd.DataFrame, top: int = 15) -> Table:
    """List carriers and platforms by parcels carried.

    Args:
        providers: one row a carrier or platform, as of the last week; `share` is its share of the
            parcels of its kind, `load` the used part of its capacity.
        top: number of rows.
    """
    ordered = providers.sort_values("parcels", ascending=False, kind="stable").head(top)
    frame = ordered[["name", "kind", "home", "parcels", "share", "load", "price_level"]]
    columns = {
        "name": Column("Provider"),
        "kind": Column("Kind"),
        "home": Column("Home"),
        "parcels": Column("Parcels a week", numbers.number),
        "share": Column("Share of its kind", numbers.percent),
        "load": Column("Capacity used", numbers.percent),
        "price_level": Column("Price level", lambda value: f"{value:.2f}"),
    }
    text = "As of the last week; price level 1 is the list price of an average provider."
    return Table("providers", "Carriers and platforms", text, columns, frame.reset_index(drop=True))
