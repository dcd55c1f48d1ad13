"""Simulated clearance against what importers report: days at customs and Doing Business hours.

World Bank, Doing Business 2020 (trading across borders): hours for border and documentary compliance
of imports. It surveys one standard container in a country's largest city, so only ranks are compared,
and only outside the European Union, where most imports have no border. The model does not read these
hours. But it sets officers and document times from the Logistics Performance Index, which asks the
same kind of people about the same borders; its own rank correlation is given beside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ecosystem.world import World

DAYS = ("clearance_days_standard", "clearance_days_low_value")
LEAST = 5
"""Countries below which a rank correlation says nothing."""


@dataclass(frozen=True)
class Agreement:
    """Rank correlations over countries outside the European Union.

    Attributes:
        countries: number of countries.
        standard, low_value: Spearman's rho of simulated days in a channel and reported hours.
        index: the same of the customs part of the Logistics Performance Index, turned around so
            that slow is high.
    """

    countries: int
    standard: float
    low_value: float
    index: float


def clearance_table(countries: pd.DataFrame, world: World) -> pd.DataFrame:
    """Simulated days at customs by country, means over the weeks given, beside what is reported.

    Args:
        countries: one row a week and country, as `countries.parquet` has it.
        world: the world of the run.

    Returns:
        One row a country: country, eu_member, clearance_days_standard, clearance_days_low_value,
        import_hours (reported), lpi_customs (index 1 to 5).
    """
    table = world.countries
    mean = countries.groupby("country", observed=True)[list(DAYS)].mean().reindex(list(table.code))
    return pd.DataFrame({
        "country": list(table.code),
        "eu_member": table.eu_member,
        **{name: mean[name].to_numpy(float) for name in DAYS},
        "import_hours": table.import_hours,
        "lpi_customs": table.lpi_customs,
    })


def outside(table: pd.DataFrame) -> pd.DataFrame:
    """Countries outside the European Union with reported hours and simulated days."""
    known = (table["import_hours"] > 0) & table[list(DAYS)].notna().all(axis=1)
    return table[known & ~table["eu_member"].astype(bool)].reset_index(drop=True)


def agreement(table: pd.DataFrame) -> Agreement:
    """How well the order of countries by simulated days is that by reported hours.

    Args:
        table: as from `clearance_table`; countries of the European Union are left out.
    """
    kept = outside(table)
    hours = kept["import_hours"].to_numpy(float)
    rho = [_rho(values, hours) for values in (
        kept[DAYS[0]].to_numpy(float), kept[DAYS[1]].to_numpy(float), -kept["lpi_customs"].to_numpy(float))]
    return Agreement(len(kept), *rho)


def _rho(one: np.ndarray, other: np.ndarray) -> float:
    """Spearman's rank correlation, not a number for few countries or equal values."""
    from scipy.stats import spearmanr

    if len(one) < LEAST or np.ptp(one) == 0 or np.ptp(other) == 0:
        return float("nan")
    return float(spearmanr(one, other).statistic)
