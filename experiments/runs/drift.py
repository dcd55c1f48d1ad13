"""Residual drift: how far a settled world still moves before week 0, when nothing in it should."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ecosystem.outputs.indicators import WORLD

FEWEST_WEEKS = 26
"""Weeks of settling below which no drift can be told from noise."""

WEEKS_A_YEAR = 52.0


def drift(weekly: pd.DataFrame) -> dict[str, float]:
    """Drift of the headline indicators in the recorded weeks before week 0.

    Args:
        weekly: one row a week with a column "week"; only negative weeks are read.

    Returns:
        Change a year as a share of the mean, by ordinary least squares on the weeks, by indicator;
        empty with too few weeks.
    """
    before = weekly[weekly["week"] < 0]
    if len(before) < FEWEST_WEEKS:
        return {}
    week = before["week"].to_numpy(float)
    centred = week - week.mean()
    slopes = {}
    for name in before.columns.intersection([each.name for each in WORLD.shown_in("drift")]):
        values = before[name].to_numpy(float)
        mean = float(values.mean())
        slope = float(np.sum(centred * values) / np.sum(centred**2))
        slopes[name] = WEEKS_A_YEAR * slope / mean if mean else 0.0
    return slopes
