"""What effects are reported on: label, unit and way of writing of every outcome of a comparison."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from ecosystem.scenario.names import SERVICES
from ecosystem.view.style import numbers, palette

Kind = Literal["usd", "amount", "share", "days", "index"]
_DIGITS = {"days": 2, "index": 3}


@dataclass(frozen=True)
class Outcome:
    """One outcome.

    Attributes:
        key: column of the weekly tables.
        label: what it measures.
        unit: unit of its values, in words.
        kind: how its values are written; changes of shares are written in points.
    """

    key: str
    label: str
    unit: str
    kind: Kind

    def write(self, value: float) -> str:
        """A value of the outcome."""
        if not math.isfinite(value):
            return numbers.NOTHING
        if self.kind == "share":
            return numbers.percent(value)
        if self.kind in _DIGITS:
            return f"{value:,.{_DIGITS[self.kind]}f}"
        return numbers.usd(value) if self.kind == "usd" else numbers.number(value)

    def write_change(self, difference: float) -> str:
        """A difference of the outcome, with its sign and unit."""
        text = self._signed(difference)
        if text == numbers.NOTHING or self.kind in ("amount", "index"):
            return text
        if self.kind == "usd":
            return f"{text[0]}USD {text[1:]}" if text[0] in "+−" else f"USD {text}"
        return f"{text} {'points' if self.kind == 'share' else 'days'}"

    def write_interval(self, low: float, high: float) -> str:
        """An interval of differences, with signs and without unit."""
        if not (math.isfinite(low) and math.isfinite(high)):
            return numbers.NOTHING
        if low == high == 0:
            return "none"
        wide = max(abs(low), abs(high))
        return f"{self._signed(low, wide)} to {self._signed(high, wide)}"

    def _signed(self, difference: float, beside: float = 0.0) -> str:
        """A difference with its sign; small ones with one decimal more."""
        if not math.isfinite(difference):
            return numbers.NOTHING
        if self.kind in ("usd", "amount"):
            return f"{sign(difference)}{numbers.number(abs(difference))}"
        factor = 100.0 if self.kind == "share" else 1.0
        size = factor * max(abs(difference), beside)
        digits = _DIGITS.get(self.kind, 2) + (0.0 < size < 0.095)
        return signed(factor * difference, digits)

    @property
    def scale(self) -> float:
        """Factor from a value to what an axis shows: shares are drawn in per cent."""
        return 100.0 if self.kind == "share" else 1.0


def sign(value: float) -> str:
    """Plus, minus, or nothing before a zero."""
    return "+" if value > 0 else "−" if value < 0 else ""


def signed(value: float, digits: int) -> str:
    """A number with its sign and so many decimals; none where it rounds to zero."""
    rounded = round(value, digits)
    return f"{sign(rounded)}{abs(rounded):,.{digits}f}"


def write_relative(share: float, beside: float = 0.0) -> str:
    """A relative change, such as "−2.31%" or "+41.2%"; small ones have more decimals.

    Args:
        share: the change as a fraction.
        beside: a larger one written next to it, whose decimals it takes.
    """
    if not math.isfinite(share):
        return numbers.NOTHING
    size = max(abs(share), abs(beside))
    digits = 1 if size >= 0.0995 else 3 if 0.0 < size < 0.00095 else 2
    return f"{signed(100 * share, digits)}%"


def write_relative_interval(low: float, high: float) -> str:
    """An interval of relative changes."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return numbers.NOTHING
    if low == high == 0:
        return "none"
    wide = max(abs(low), abs(high))
    return f"{write_relative(low, wide).removesuffix('%')} to {write_relative(high, wide)}"


HEADLINES = (
    Outcome("sales", "Sales", "USD a week", "usd"),
    Outcome("parcels_shipped", "Parcels shipped", "a week", "amount"),
    Outcome("firms", "Sellers in business", "sellers", "amount"),
    Outcome("inside_share", "Share of buyers' spending won", "of spending", "share"),
    Outcome("delivery_days_mean", "Delivery time", "days from order to door", "days"),
    Outcome("landed_cost", "Landed cost", "USD a parcel", "usd"),
    Outcome("duty_revenue", "Duty collected", "USD a week", "usd"),
    Outcome("vat_revenue", "VAT collected", "USD a week", "usd"),
    Outcome("clearance_days_low_value", "Customs, low-value parcels", "days", "days"),
    Outcome("clearance_days_standard", "Customs, standard entries", "days", "days"),
    Outcome("stock_value", "Stock abroad", "USD", "usd"),
    Outcome("stockout_rate", "Orders refused for want of stock", "of warehouse orders", "share"),
    Outcome("mixing_share", "Sellers mixing services", "of sellers", "share"),
    Outcome("profit_margin", "Profit margin, median seller", "of sales", "share"),
    Outcome("satisfaction", "Satisfaction", "0 to 1", "index"),
    Outcome("carrier_hhi", "Concentration of carriers", "index to 10,000", "amount"),
    Outcome("platform_hhi", "Concentration of platforms", "index to 10,000", "amount"),
)
"""Outcomes for the whole world, in the order of tables."""

BY_COUNTRY = (
    Outcome("exports", "Exports", "USD a week", "usd"),
    Outcome("imports", "Imports", "USD a week", "usd"),
    Outcome("parcels_in", "Parcels received", "a week", "amount"),
    Outcome("firms", "Sellers", "sellers", "amount"),
    Outcome("delivery_days", "Delivery time of imports", "days", "days"),
    Outcome("clearance_days_low_value", "Customs, low-value parcels", "days", "days"),
    Outcome("clearance_days_standard", "Customs, standard entries", "days", "days"),
    Outcome("duty_revenue", "Duty collected", "USD a week", "usd"),
    Outcome("vat_revenue", "VAT collected", "USD a week", "usd"),
)
"""Outcomes for every country."""

BY_SERVICE = (
    Outcome("share_parcels", "Share of parcels", "of parcels", "share"),
    Outcome("share_value", "Share of sales", "of sales", "share"),
    Outcome("share_firms", "Sellers using it", "of sellers", "share"),
    Outcome("delivery_days", "Delivery time", "days from order to door", "days"),
)
"""Outcomes for every service; their columns end in the name of the service."""

SHARES_IN = tuple(
    Outcome(f"share_in_{name}", palette.SERVICE_LABELS[name], "of imports by value", "share")
    for name in SERVICES
)
"""Service shares of a country's imports."""
