"""The array types and the calendar that the whole program shares."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Numbers = Floats | Integers

WEEK_DAYS = 7.0
WEEKS_A_YEAR = 52.0
QUARTER = 13
"""Weeks between two plans of an authority."""

INBOUND_WEEKS, LOCAL_WEEKS, REPLENISHMENT_WEEKS = 8, 3, 12
"""Weeks ahead that direct parcels, parcels from a warehouse and bulk are kept by week of arrival."""
