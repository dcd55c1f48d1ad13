"""Firms: how many there are, who comes and goes, how large and profitable they are, what they reach."""

from __future__ import annotations

import numpy as np

from ecosystem.outputs.indicators.catalogue import Indicator, indicators
from ecosystem.outputs.indicators.measure import WEEKS_A_YEAR, Row, mean
from ecosystem.phases.week import Week
from ecosystem.state import State
from ecosystem.theory.concentration import tail_exponent, top_share

TAIL = 0.1
"""Share of the firms that counts as the largest."""


@indicators(
    Indicator(
        "firms", "Sellers in business", "sellers", better="higher", adds_up=True, chart="sellers",
        short="Sellers", shown_in=("summary", "key figures", "tiles", "drift", "effects", "course"),
        order=30),
    Indicator(
        "entries", "Sellers that enter", "a week", adds_up=True, chart="sellers.lower", short="Entries"),
    Indicator("exits", "Sellers that leave", "a week", adds_up=True, chart="sellers.lower", short="Exits"),
    Indicator("switched", "Listings that change service", "a week", adds_up=True),
    Indicator("regret", "Profit missed by the choice of service", "of revenue", "share", "lower"),
    Indicator("size_tail", "Tail exponent of sellers' sizes", "exponent", "index"),
    Indicator(
        "top_decile_share", "Sales of the largest tenth of sellers", "of sales", "share",
        shown_in=("summary",)),
    Indicator("largest_share", "Sales of the largest seller", "of sales", "share"),
    Indicator("markets_per_firm", "Markets of a seller", "countries, mean"),
    Indicator(
        "profit_margin", "Profit margin, median seller", "of sales", "share", "higher",
        shown_in=("summary", "effects"), order=140),
    Indicator(
        "satisfaction", "Satisfaction", "0 to 1", "index", "higher",
        shown_in=("summary", "periods", "effects"), order=150),
    Indicator("loyalty", "Loyal buyers", "parcels a week", better="higher", adds_up=True),
)
def firms(week: Week, state: State) -> Row:
    """Number, entry and exit of firms, their sizes, margins and reach."""
    cohort, review = state.firms, week.review
    revenue, mature = cohort.revenue, state.age - cohort.founded > WEEKS_A_YEAR
    margin = cohort.profit / np.maximum(revenue, 1.0)
    known = mature & (revenue > 0)
    return {
        "firms": len(cohort),
        "entries": week.turnover.entered,
        "exits": week.turnover.exits,
        "switched": review.switched,
        "regret": review.regret,
        "size_tail": tail_exponent(revenue, TAIL),
        "top_decile_share": top_share(revenue, TAIL),
        "largest_share": float(revenue.max() / max(revenue.sum(), 1e-9)) if len(cohort) else float("nan"),
        "markets_per_firm": len(state.listings) / max(len(cohort), 1),
        "profit_margin": float(np.median(margin[known])) if known.any() else float("nan"),
        "satisfaction": mean(week.deliveries.satisfaction, week.deliveries.arrivals.delivered),
        "loyalty": float(state.listings.loyalty.sum()),
    }
