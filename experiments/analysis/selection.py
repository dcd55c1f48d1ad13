"""Rows of tables of effects, and what pairing saved."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ecosystem.view.style import numbers
from experiments.analysis.paired_effects import WORLD
from experiments.studies.comparison import Arm


def of(table: pd.DataFrame, **labels: str) -> pd.DataFrame:
    """The rows of a table of effects that carry these labels."""
    wanted = np.ones(len(table), bool)
    for name, value in labels.items():
        wanted &= (table[name] == value).to_numpy()
    return table[wanted]


def row_of(table: pd.DataFrame, key: str) -> pd.Series:
    """The one row of a table with an index of single keys."""
    found = table.loc[key]
    assert isinstance(found, pd.Series)
    return found


def median_ratio(effects: pd.DataFrame, arm: Arm) -> float:
    """Median over the world's outcomes of the variance ratio in the main window."""
    rows = of(effects, arm=arm.name, window="main", scope=WORLD)
    return float(rows["variance_ratio"].median())


def changes_nothing(effects: pd.DataFrame, arm: Arm) -> bool:
    """Whether a policy leaves every outcome of every window as it is, exactly."""
    rows = of(effects, arm=arm.name)[["difference", "low", "high"]]
    return bool((rows.fillna(0.0) == 0.0).all(axis=None))


def ratio_in_words(ratio: float) -> str:
    """A variance ratio with two digits."""
    if pd.isna(ratio):
        return numbers.NOTHING
    return "<0.001" if ratio < 0.001 else f"{ratio:.2g}"
