"""Numbers as people read them: humanised amounts, shares and changes, always with their unit."""

from __future__ import annotations

import math

NOTHING = "–"
"""Shown where there is no number."""

_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def number(value: float) -> str:
    """Write a plain number: 0.042, 3.14, 27.1, 812, 12,400, "3.2 million", "1.4 billion"."""
    if value is None or not math.isfinite(value):
        return NOTHING
    return _unsigned(value) if value >= 0 else f"−{_unsigned(-value)}"


def _unsigned(value: float) -> str:
    """Write a number of zero or more."""
    for scale, name in _SCALES:
        if value >= scale * 0.9995:
            return f"{_digits(value / scale)} {name}"
    if value >= 9_995:
        return f"{round(value, -2):,.0f}"
    if value >= 999.5:
        return f"{value:,.0f}"
    return _digits(value)


def _digits(value: float) -> str:
    """Write a number below a thousand with about three significant digits."""
    if value == 0.0:
        return "0"
    if value < 0.995:
        return f"{value:.2g}"
    return f"{value:.{2 if value < 9.995 else 1 if value < 99.95 else 0}f}"


def count(value: float) -> str:
    """Write a number of things, without decimals below a million."""
    if value is None or not math.isfinite(value):
        return NOTHING
    return number(value) if abs(value) >= 1e6 else f"{value:,.0f}".replace("-", "−")


def usd(value: float) -> str:
    """Write an amount of US dollars, such as "USD 1.2 million"."""
    return NOTHING if value is None or not math.isfinite(value) else f"USD {number(value)}"


def tonnes(kg: float) -> str:
    """Write a weight given in kg, such as "3.1 million t"."""
    return NOTHING if kg is None or not math.isfinite(kg) else f"{number(kg / 1e3)} t"


def percent(share: float) -> str:
    """Write a fraction as a percentage, such as "12.4%"."""
    if share is None or not math.isfinite(share):
        return NOTHING
    value = 100.0 * share
    return f"{value:.0f}%" if abs(value) >= 99.95 or value == 0 else f"{value:.1f}%"


def relative_change(before: float, after: float) -> str:
    """Write the change from one amount to another, such as "+8.1%"."""
    if not (math.isfinite(before) and math.isfinite(after)) or before == 0:
        return NOTHING
    change = 100.0 * (after / before - 1.0)
    return _signed(change, "%")


def points_change(before: float, after: float) -> str:
    """Write the change from one share to another in percentage points, such as "−2.3 points"."""
    if not (math.isfinite(before) and math.isfinite(after)):
        return NOTHING
    return _signed(100.0 * (after - before), " points")


def _signed(value: float, unit: str) -> str:
    """Write a change with its sign; what rounds to nothing is called no change."""
    digits = 0 if abs(value) >= 99.5 else 1
    text = f"{abs(value):,.{digits}f}"
    if not text.strip("0."):
        return "no change"
    return f"{'+' if value > 0 else '−'}{text}{unit}"


def duration(seconds: float) -> str:
    """Write a time span: "12 s", "3 min 20 s", "2 h 5 min"."""
    if seconds is None or not math.isfinite(seconds):
        return NOTHING
    whole = round(seconds)
    if whole < 60:
        return f"{seconds:.1f} s" if seconds < 9.95 else f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min"


def storage(size: float) -> str:
    """Write a number of bytes in MB or GB."""
    if size is None or not math.isfinite(size):
        return NOTHING
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
