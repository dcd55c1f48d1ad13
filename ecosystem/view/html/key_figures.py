"""The run in figures: what the last year looked like and how it differs from the first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem.scenario.names import SERVICES
from ecosystem.view.style import numbers, palette

YEAR = 52


@dataclass(frozen=True)
class KeyFigure:
    """One headline number.

    Attributes:
        label: what it measures.
        value: its mean over the closing stretch, written out.
        unit: unit of the value, in words.
        change: change from the opening to the closing stretch, written out.
        series: its course, one value a quarter.
    """

    label: str
    value: str
    unit: str
    change: str
    series: NDArray[np.float64]


def stretch(weeks: int) -> int:
    """Return the weeks compared at each end of a run: a year, or half of a run shorter than two."""
    return max(1, min(YEAR, weeks // 2))


def stretch_words(weeks: int) -> tuple[str, str]:
    """Return what the opening and the closing stretch of a run are called."""
    length = stretch(weeks)
    if length == YEAR:
        return "first year", "last year"
    plural = "week" if length == 1 else f"{length} weeks"
    return f"first {plural}", f"last {plural}"


def ends(series: pd.Series) -> tuple[float, float]:
    """Return the mean over the opening and over the closing stretch of a weekly series."""
    length = stretch(len(series))
    return float(series.iloc[:length].mean()), float(series.iloc[-length:].mean())


def _quarters(series: pd.Series) -> NDArray[np.float64]:
    """Return means over 13 weeks, or the weeks themselves in a short run."""
    values = series.to_numpy(dtype=float)
    if len(values) < 40:
        return values
    return np.array([np.nanmean(part) for part in np.array_split(values, len(values) // 13)])


def _figure(
    label: str, unit: str, series: pd.Series, write: Callable[[float], str], points: bool = False
) -> KeyFigure:
    """Build one headline number from a weekly series."""
    before, after = ends(series)
    change = numbers.points_change if points else numbers.relative_change
    return KeyFigure(label, write(after), unit, change(before, after), _quarters(series))


def key_figures(weekly: pd.DataFrame) -> list[KeyFigure]:
    """Return the headline numbers of a run.

    Args:
        weekly: one row a week.
    """
    taxes = weekly["duty_revenue"] + weekly["vat_revenue"]
    return [
        _figure("Sales", "a week", weekly["sales"], numbers.usd),
        _figure("Parcels shipped", "a week", weekly["parcels_shipped"], numbers.number),
        _figure("Sellers in business", "sellers", weekly["firms"], numbers.number),
        _figure("Delivery time", "days, mean", weekly["delivery_days_mean"], numbers.number),
        _figure("Landed cost", "a parcel", weekly["landed_cost"], numbers.usd),
        _figure(
            "Waiting at customs", "days, standard", weekly["clearance_days_standard"], numbers.number
        ),
        _figure("Duty and tax", "a week", taxes, numbers.usd),
        _figure(
            "Sellers mixing services", "of sellers", weekly["mixing_share"], numbers.percent, True
        ),
    ]


def service_ends(weekly: pd.DataFrame, measure: str = "parcels") -> pd.DataFrame:
    """Return each service's share in the opening and closing stretch.

    Args:
        weekly: one row a week.
        measure: "parcels", "value" or "firms".

    Returns:
        One row a service, columns first and last (fractions).
    """
    pairs = [ends(weekly[f"share_{measure}_{service}"]) for service in SERVICES]
    return pd.DataFrame(pairs, index=list(SERVICES), columns=["first", "last"])


def headline(weekly: pd.DataFrame, countries: int) -> str:
    """Say in two sentences what the run covers and what its last year looked like.

    Args:
        weekly: one row a week.
        countries: number of countries in the world.
    """
    shares = service_ends(weekly)
    main = str(shares["last"].idxmax())
    moved = str((shares["last"] - shares["first"]).abs().idxmax())
    first, last = stretch_words(len(weekly))
    _, sellers = ends(weekly["firms"])
    _, sold = ends(weekly["sales"])
    _, parcels = ends(weekly["parcels_shipped"])
    return (
        f"In the {last} of the run, {numbers.number(sellers)} sellers in {countries} countries sold "
        f"goods for {numbers.usd(sold)} a week across borders, in {numbers.number(parcels)} parcels a "
        f"week. {palette.SERVICE_LABELS[main]} carried the largest part of them "
        f"({numbers.percent(shares.loc[main, 'last'])}); the share that moved most since the {first} "
        f"is that of {palette.SERVICE_LABELS[moved].lower()}, from "
        f"{numbers.percent(shares.loc[moved, 'first'])} to {numbers.percent(shares.loc[moved, 'last'])}."
    )
