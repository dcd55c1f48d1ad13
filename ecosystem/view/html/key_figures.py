"""The run in figures: what the last year looked like and how it differs from the first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem.outputs.indicators import WORLD, Indicator
from ecosystem.scenario.names import SERVICES
from ecosystem.view.style import numbers, palette, writing

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


def key_figures(weekly: pd.DataFrame) -> list[KeyFigure]:
    """Return the headline numbers of a run.

    Args:
        weekly: one row a week.
    """
    return [_figure(each, weekly[each.name]) for each in WORLD.shown_in("key figures") if each.name in weekly]


def _figure(indicator: Indicator, series: pd.Series) -> KeyFigure:
    """Build one headline number from a weekly series."""
    before, after = ends(series)
    change = numbers.points_change if indicator.kind == "share" else numbers.relative_change
    return KeyFigure(
        label=writing.label(indicator),
        value=writing.value(indicator, after),
        unit=writing.unit_after_value(indicator),
        change=change(before, after),
        series=_quarters(series),
    )


def service_ends(weekly: pd.DataFrame) -> pd.DataFrame:
    """Return each service's share of parcels in the opening and closing stretch.

    Args:
        weekly: one row a week.

    Returns:
        One row a service, columns first and last (fractions).
    """
    family = WORLD.family("share_parcels")
    pairs = [ends(weekly[each.name]) for each in family]
    return pd.DataFrame(pairs, index=[each.member for each in family], columns=["first", "last"])


def headline(weekly: pd.DataFrame, countries: int) -> str:
    """Say in two sentences what the run covers and what its last year looked like.

    Args:
        weekly: one row a week.
        countries: number of countries in the world.
    """
    shares = service_ends(weekly)
    opening, closing = (dict(zip(SERVICES, shares[end].tolist(), strict=True)) for end in ("first", "last"))
    main = max(closing, key=closing.__getitem__)
    moved = max(closing, key=lambda service: abs(closing[service] - opening[service]))
    first, last = stretch_words(len(weekly))
    _, sellers = ends(weekly["firms"])
    _, sold = ends(weekly["sales"])
    _, parcels = ends(weekly["parcels_shipped"])
    return (
        f"In the {last} of the run, {numbers.number(sellers)} sellers in {countries} countries sold "
        f"goods for {numbers.usd(sold)} a week across borders, in {numbers.number(parcels)} parcels a "
        f"week. {palette.SERVICE_LABELS[main]} carried the largest part of them "
        f"({numbers.percent(closing[main])}); the share that moved most since the {first} "
        f"is that of {palette.SERVICE_LABELS[moved].lower()}, from "
        f"{numbers.percent(opening[moved])} to {numbers.percent(closing[moved])}."
    )
