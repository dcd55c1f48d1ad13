"""How an indicator is called, and how its values, changes and intervals are written."""

from __future__ import annotations

import math

from ecosystem.outputs.indicators import Indicator
from ecosystem.view.style import numbers, palette

_DIGITS = {"days": 2, "index": 3}


def short(indicator: Indicator) -> str:
    """Its name beside others, on a tile or in a legend."""
    return indicator.short or palette.SERVICE_LABELS.get(indicator.member, indicator.label)


def label(indicator: Indicator) -> str:
    """Its name on its own, such as "Share of parcels: Express"."""
    return f"{indicator.label}: {short(indicator)}" if indicator.member else indicator.label


def unit(indicator: Indicator) -> str:
    """Unit of what `scale` gives, such as "% of sellers"."""
    return f"% {indicator.unit}" if indicator.kind == "share" else indicator.unit


def unit_after_value(indicator: Indicator) -> str:
    """What is left to say of the unit after `value`, such as "a week" after "USD 3 million"."""
    return indicator.unit.removeprefix("USD").strip()


def scale(indicator: Indicator) -> float:
    """Factor from a value to what an axis shows: shares are drawn in per cent."""
    return 100.0 if indicator.kind == "share" else 1.0


def value(indicator: Indicator, amount: float) -> str:
    """A value of the indicator."""
    if not math.isfinite(amount):
        return numbers.NOTHING
    if indicator.kind == "share":
        return numbers.percent(amount)
    if indicator.kind in _DIGITS:
        return f"{amount:,.{_DIGITS[indicator.kind]}f}"
    return numbers.usd(amount) if indicator.kind == "usd" else numbers.number(amount)


def change(indicator: Indicator, difference: float) -> str:
    """A difference of the indicator, with its sign and unit."""
    text = _signed(indicator, difference)
    if text == numbers.NOTHING or indicator.kind in ("amount", "index"):
        return text
    if indicator.kind == "usd":
        return f"{text[0]}USD {text[1:]}" if text[0] in "+−" else f"USD {text}"
    return f"{text} {'points' if indicator.kind == 'share' else 'days'}"


def interval(indicator: Indicator, low: float, high: float) -> str:
    """An interval of differences, with signs and without unit."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return numbers.NOTHING
    if low == high == 0:
        return "none"
    wide = max(abs(low), abs(high))
    return f"{_signed(indicator, low, wide)} to {_signed(indicator, high, wide)}"


def _signed(indicator: Indicator, difference: float, beside: float = 0.0) -> str:
    """A difference with its sign; small ones with one decimal more."""
    if not math.isfinite(difference):
        return numbers.NOTHING
    if indicator.kind in ("usd", "amount"):
        return f"{sign(difference)}{numbers.number(abs(difference))}"
    size = scale(indicator) * max(abs(difference), beside)
    digits = _DIGITS.get(indicator.kind, 2) + (0.0 < size < 0.095)
    return signed(scale(indicator) * difference, digits)


def sign(amount: float) -> str:
    """Plus, minus, or nothing before a zero."""
    return "+" if amount > 0 else "−" if amount < 0 else ""


def signed(amount: float, digits: int) -> str:
    """A number with its sign and so many decimals; without a sign where it rounds to zero."""
    rounded = round(amount, digits)
    return f"{sign(rounded)}{abs(rounded):,.{digits}f}"


def relative(share: float, beside: float = 0.0) -> str:
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


def relative_interval(low: float, high: float) -> str:
    """An interval of relative changes."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return numbers.NOTHING
    if low == high == 0:
        return "none"
    wide = max(abs(low), abs(high))
    return f"{relative(low, wide).removesuffix('%')} to {relative(high, wide)}"
