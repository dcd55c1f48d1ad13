"""What each chart of the weeks is called, how it is drawn and read; its lines come from the catalogue.

An indicator joins a chart by its `chart`. A key that is not described here becomes a chart of lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Literal

from ecosystem.outputs.indicators import WORLD, Indicator
from ecosystem.view.style import palette, writing

Form = Literal["whole", "stack", "lines", "band", "flows", "ratio"]
"""Shares stacked to the whole, amounts stacked, lines, a line within a band, comings and goings below
a line, and lines around one."""

LOWER = ".lower"
"""Ending of the key of a lower panel."""

MILLION = 1e6


@dataclass(frozen=True)
class Description:
    """One chart of the weeks.

    Attributes:
        key: short name; indicators of the chart carry it.
        title: what is shown.
        text: how to read it, in a sentence or two.
        form: how it is drawn.
        colours: of lines whose members have no colour of their own.
        lower: names of indicators in the lower panel that have their place in another chart.
    """

    key: str
    title: str
    text: str
    form: Form = "lines"
    colours: tuple[str, ...] = palette.SEQUENCE
    lower: tuple[str, ...] = ()


@dataclass(frozen=True)
class Series:
    """One line or area of a chart: its column in the weekly frame and how it looks."""

    indicator: Indicator
    colour: str

    @property
    def column(self) -> str:
        """Column of the weekly frame."""
        return self.indicator.name

    @property
    def label(self) -> str:
        """What the legend calls it."""
        return writing.short(self.indicator)

    @property
    def divisor(self) -> float:
        """What values are divided by: dollars of the whole world are drawn in millions."""
        return MILLION if in_millions(self.indicator) else 1.0


_DESCRIBED = (
    Description(
        "shares_parcels",
        "Parcels by service",
        "The four bands add up to the whole; a band that widens has gained share.",
        "whole",
    ),
    Description(
        "shares_value",
        "Sales by service",
        "The four bands add up to the whole; a band that widens has gained share.",
        "whole",
    ),
    Description(
        "delivery",
        "Delivery time",
        "Four of five parcels arrive within the shaded band; the line is the average parcel.",
        "band",
    ),
    Description(
        "delivery_service",
        "Delivery time by service",
        "Average over the parcels of each service; a gap means that it delivered none that week.",
    ),
    Description(
        "landed",
        "Landed cost of a parcel",
        "Parts of the average landed cost, stacked; the upper edge is the total.",
        "stack",
    ),
    Description(
        "taxes",
        "Duty and tax collected",
        "What all customs authorities together collect in a week, stacked.",
        "stack",
        (palette.COST_COLOURS["duty"], palette.COST_COLOURS["vat"]),
    ),
    Description(
        "clearance",
        "Waiting at customs",
        "Average over all entries of a channel, from presentation to release.",
        colours=(palette.SEQUENCE[4], palette.SEQUENCE[3]),
    ),
    Description(
        "bullwhip",
        "Orders against sales",
        "Variance of replenishment orders over variance of sales; above the dotted line orders swing more "
        "than sales.",
        "ratio",
    ),
    Description(
        "sales",
        "Sales",
        "Above, what all sellers sell in a week. Below, the part of the online spending open to them that "
        "they win; the rest stays with other sellers.",
        colours=(palette.ACCENT, palette.SEQUENCE[1]),
    ),
    Description(
        "sellers",
        "Sellers in business",
        "Above, sellers in business. Below, how many came in and how many left in each quarter.",
        "flows",
        (palette.ACCENT, palette.SEQUENCE[2], palette.SEQUENCE[5]),
    ),
    Description(
        "labour",
        "Wages and work",
        "Above, real wages by skill; 1 is the wage at the start. Below, people who search for work.",
        colours=(palette.SEQUENCE[0], palette.SEQUENCE[1], palette.SEQUENCE[3], palette.MUTED),
    ),
    Description(
        "concentration",
        "Concentration of providers",
        "Sum of squared market shares in per cent (Herfindahl-Hirschman index): 10,000 is one provider "
        "alone, 2,500 four equal ones.",
        colours=(palette.SERVICE_COLOURS["express"], palette.SERVICE_COLOURS["platform_warehouse"]),
    ),
    Description(
        "prices",
        "Prices and freight",
        "Above, the average price of a parcel sold, without tax. Below, freight in the landed cost.",
        colours=(palette.SEQUENCE[1],),
        lower=("landed_freight",),
    ),
    Description(
        "journey",
        "Stages of direct parcels",
        "Express and direct mail together, stacked; the upper edge is the days from order to door.",
        "stack",
    ),
    Description(
        "shelf",
        "Way of stock to the shelf",
        "Stock for platform and own warehouses, stacked; the upper edge is the days to the shelf.",
        "stack",
    ),
    Description(
        "modes",
        "Bulk freight by mode",
        "How stock travels to warehouses abroad; the bands add up to the whole.",
        "whole",
    ),
    Description(
        "passages",
        "Straits and canals",
        "Above, the share of bulk, by weight, whose route leads through; a closed passage falls to zero. "
        "Below, how long bulk is under way between hubs, by all modes.",
        colours=(*palette.SEQUENCE[:3], palette.MUTED),
    ),
    Description(
        "shortages",
        "Stock that runs out",
        "Refused: share of orders at warehouses. Flown: share of the parcels sent to warehouses.",
        colours=(palette.SEQUENCE[5], palette.SEQUENCE[4]),
    ),
)

DESCRIPTIONS = {chart.key: chart for chart in _DESCRIBED}
"""The charts in reading order, by key."""


def described() -> list[Description]:
    """All charts that indicators name, those described above first."""
    keys = dict.fromkeys(key.removesuffix(LOWER) for key in WORLD.charts())
    own = [_undescribed(key) for key in keys if key not in DESCRIPTIONS]
    return [*DESCRIPTIONS.values(), *own]


def _undescribed(key: str) -> Description:
    """A chart of indicators from outside, called as the first of them."""
    (first, *_) = (*WORLD.in_chart(key), *WORLD.in_chart(key + LOWER))
    return Description(key, first.label, "Week by week.")


def upper_panel(chart: Description) -> list[Series]:
    """The lines of a chart, those of the upper panel where it has two."""
    return _coloured(WORLD.in_chart(chart.key), _colours(chart))


def lower_panel(chart: Description) -> list[Series]:
    """The lines of the lower panel; none where a chart has only one panel."""
    lower = (*WORLD.in_chart(chart.key + LOWER), *(WORLD[name] for name in chart.lower))
    return _coloured(lower, islice(_colours(chart), len(upper_panel(chart)), None))


def _colours(chart: Description) -> Iterator[str]:
    """Colours of lines without one of their own, over and over."""
    return cycle([*chart.colours, *(colour for colour in palette.SEQUENCE if colour not in chart.colours)])


def _coloured(indicators: Iterable[Indicator], colours: Iterator[str]) -> list[Series]:
    """Indicators in the colours of their members, or the next free ones."""
    return [Series(each, palette.MEMBER_COLOURS.get(each.member) or next(colours)) for each in indicators]


def in_millions(indicator: Indicator) -> bool:
    """Whether an indicator is drawn in millions: dollars that add up over the world."""
    return indicator.kind == "usd" and indicator.adds_up


def unit(panel: list[Series]) -> str:
    """What the axis of a panel measures."""
    units = dict.fromkeys(
        writing.unit(each.indicator).replace("USD", "USD million" if in_millions(each.indicator) else "USD")
        for each in panel
    )
    return "; ".join(units)
