"""Weeks in which a policy or shock is in force: bands on the charts, and figures around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pandas as pd

from ecosystem.outputs.indicators import WORLD
from ecosystem.scenario.policy import TARGETS, Policy, date_of
from ecosystem.view.html.tables import Column, Table
from ecosystem.view.style import numbers, palette, writing
from ecosystem.view.style.escaping import in_sentence, plot_text
from ecosystem.view.style.theme import Chart

WINDOW = 26
"""Weeks before and after a period, with which it is compared."""

ROOM = 18
"""Pixels above a chart for the names of its bands."""

@dataclass(frozen=True)
class Period:
    """A stretch of weeks in which one or more policies are in force.

    Attributes:
        name: of the policies, in few words.
        start, end: first week, and first week after it, within the run.
    """

    name: str
    start: int
    end: int

    @property
    def dates(self) -> tuple[str, str]:
        """First day, and first day after it."""
        return date_of(self.start).isoformat(), date_of(self.end).isoformat()

    def described(self) -> str:
        """The period in a phrase."""
        last = date_of(self.end) - timedelta(days=1)
        return f"{self.name}, weeks {self.start} to {self.end - 1} (to {last.day} {last:%B %Y})"


def periods(policies: Sequence[Mapping[str, Any]], weekly: pd.DataFrame) -> list[Period]:
    """Stretches of a run with policies, in order of time; those in force throughout are left out.

    Args:
        policies: as the manifest of a run has them.
        weekly: one row a week of the run.
    """
    first, after = int(weekly["week"].min()), int(weekly["week"].max()) + 1
    found: dict[tuple[int, int], list[str]] = {}
    for entry in policies:
        policy = Policy(**entry)
        start, end = max(policy.start, first), min(after if policy.end is None else policy.end, after)
        if start < end and (start, end) != (first, after) and policy.size != 0:
            found.setdefault((start, end), []).append(policy_name(policy))
    return [Period(", ".join(dict.fromkeys(names)), *ends) for ends, names in sorted(found.items())]


def policy_name(policy: Policy) -> str:
    """A policy in few words, such as "Suez closed" or "Tariff (USA)"."""
    if policy.lever == "passage_closed":
        return f"{' and '.join(name.capitalize() for name in policy.passages)} closed"
    lever = policy.lever.replace("_", " ")
    fields = type(policy).model_fields
    given = [kind for kind in TARGETS if getattr(policy, kind) != fields[kind].default]
    named = [in_sentence(name) for kind in given for name in getattr(policy, kind)]
    few = ", ".join(named) if len(named) <= 3 else f"{', '.join(named[:2])} and {len(named) - 2} more"
    return lever[0].upper() + lever[1:] + (f" ({few})" if few else "")


def marked(chart: Chart, found: Sequence[Period]) -> Chart:
    """The same chart with a band and the name of each period; several periods are numbered."""
    if not found:
        return chart
    for number, period in enumerate(found, 1):
        start, end = period.dates
        chart.figure.add_shape(
            type="rect", x0=start, x1=end, y0=0, y1=1, xref="x", yref="paper", layer="above",
            fillcolor=palette.tinted(palette.INK, 0.06), line_width=0)
        for edge in (start, end):
            chart.figure.add_shape(
                type="line", x0=edge, x1=edge, y0=0, y1=1, xref="x", yref="paper", layer="above",
                line={"color": palette.tinted(palette.INK, 0.45), "width": 1, "dash": "2px,3px"})
        middle = pd.Timestamp(start) + (pd.Timestamp(end) - pd.Timestamp(start)) / 2
        chart.figure.add_annotation(
            text=plot_text(period.name) if len(found) == 1 else str(number),
            x=middle.date().isoformat(), y=1.0, xref="x", yref="paper", yanchor="bottom", showarrow=False,
            font={"size": 11.5, "color": palette.MUTED})
    chart.figure.update_layout(margin_t=chart.figure.layout.margin.t + ROOM)
    return chart


def legend(found: Sequence[Period]) -> str:
    """What the bands mean, as a sentence; nothing without any."""
    if not found:
        return ""
    if len(found) == 1:
        return f" Shaded: {found[0].described()}."
    listed = "; ".join(f"{number}: {period.described()}" for number, period in enumerate(found, 1))
    return f" Shaded: {listed}."


def around(weekly: pd.DataFrame, period: Period, key: str) -> Table:
    """Means before, during and after a period, with the change from before to during.

    Args:
        weekly: one row a week.
        period: the weeks in question; before and after are up to 26 weeks each.
        key: unique on the page.
    """
    week = weekly["week"]
    stretches = {
        "before": weekly[(week >= period.start - WINDOW) & (week < period.start)],
        "during": weekly[(week >= period.start) & (week < period.end)],
        "after": weekly[(week >= period.end) & (week < period.end + WINDOW)],
    }
    rows = []
    for each in WORLD.shown_in("periods"):
        if each.name in weekly:
            scale = writing.scale(each)
            means = {name: scale * stretch[each.name].mean() for name, stretch in stretches.items()}
            change = means["during"] / means["before"] - 1.0 if means["before"] else float("nan")
            rows.append({"label": writing.label(each), "unit": writing.unit(each), **means, "change": change})
    columns = {
        "label": Column("Indicator"),
        "unit": Column("Unit"),
        "before": Column(f"{WINDOW} weeks before", numbers.number),
        "during": Column("During", numbers.number),
        "after": Column(f"{WINDOW} weeks after", numbers.number),
        "change": Column("Change, before to during", _change),
    }
    text = f"Means over weeks. {period.described()}. One run: chance and the season play a part too."
    frame = pd.DataFrame(rows, columns=list(columns))
    return Table(key, f"Before, during and after: {period.name}", text, columns, frame)


def _change(value: float) -> str:
    """Write a relative change."""
    return numbers.relative_change(1.0, 1.0 + value) if pd.notna(value) else numbers.NOTHING
