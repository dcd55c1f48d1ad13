"""Tables of a run: corridors, countries and providers, as plain frames with readable headings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ecosystem.view import palette, words
from ecosystem.view.flows import corridors

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
    """

    key: str
    title: str
    text: str
    columns: Mapping[str, Column]
    frame: pd.DataFrame


def _days(value: float) -> str:
    """Write a number of days with one decimal."""
    return words.NOTHING if pd.isna(value) else f"{value:.1f}"


def corridor_table(listings: pd.DataFrame, names: Mapping[str, str], top: int = 15) -> Table:
    """List the largest corridors by sales.

    Args:
        listings: one row a listing, as of the last week.
        names: country names by iso3.
        top: number of rows.
    """
    found = corridors(listings, top)
    share = [float(row[row["main_service"]]) for _, row in found.iterrows()]
    frame = pd.DataFrame(
        {
            "origin": found["origin"].map(lambda code: names.get(code, code)),
            "destination": found["destination"].map(lambda code: names.get(code, code)),
            "revenue": found["revenue"],
            "parcels": found["parcels"],
            "main_service": found["main_service"].map(palette.SERVICE_LABELS),
            "main_share": share,
            "days": found["expected_days"],
        }
    )
    columns = {
        "origin": Column("From"),
        "destination": Column("To"),
        "revenue": Column("Sales, USD a week", words.number),
        "parcels": Column("Parcels a week", words.number),
        "main_service": Column("Main service"),
        "main_share": Column("Its share of sales", words.percent),
        "days": Column("Expected days", _days),
    }
    text = "Largest corridors at the end of the run, by what sellers sell in a week (smoothed)."
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
    mean = mean.assign(balance=mean["exports"] - mean["imports"])
    order = (mean["exports"] + mean["imports"]).sort_values(ascending=False, kind="stable").index
    shown = ["exports", "imports", "balance", "firms", "delivery_days", "clearance_days_standard"]
    frame = mean.loc[order[:top], [*shown, "unemployment"]]
    frame.insert(0, "country", [names.get(str(code), str(code)) for code in frame.index])
    columns = {
        "country": Column("Country"),
        "exports": Column("Exports, USD a week", words.number),
        "imports": Column("Imports, USD a week", words.number),
        "balance": Column("Balance, USD a week", words.number),
        "firms": Column("Sellers", words.count),
        "delivery_days": Column("Days to buyers here", _days),
        "clearance_days_standard": Column("Days at customs", _days),
        "unemployment": Column("Unemployment", words.percent),
    }
    text = "Means over the last year of the run; customs is the standard channel."
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
        "parcels": Column("Parcels a week", words.number),
        "share": Column("Share of its kind", words.percent),
        "load": Column("Capacity used", words.percent),
        "price_level": Column("Price level", lambda value: f"{value:.2f}"),
    }
    text = "As of the last week; price level 1 is the list price of an average provider."
    return Table("providers", "Carriers and platforms", text, columns, frame.reset_index(drop=True))
