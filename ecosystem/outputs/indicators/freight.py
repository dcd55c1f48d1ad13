"""Freight: how long bulk is under way between hubs, by which modes and through which passages."""

from __future__ import annotations

import numpy as np

from ecosystem.markets.freight import kilometres, through_passages
from ecosystem.outputs.indicators.catalogue import Indicator, family, indicators
from ecosystem.outputs.indicators.measure import Row, mean
from ecosystem.phases.week import Week
from ecosystem.scenario.names import MODES, PASSAGES
from ecosystem.state import State


@indicators(
    Indicator(
        "bulk_days_mean", "Bulk freight, hub to hub", "days", "days", "lower", chart="passages.lower",
        short="Days of bulk", shown_in=("periods",), order=57),
    family(
        "bulk_share", {name: name.capitalize() for name in MODES}, "Bulk by mode",
        "of kilogram-kilometres", kind="share", chart="modes", shown_in=("periods",), order=310),
    family(
        "bulk_through", {name: name.capitalize() for name in PASSAGES}, "Bulk through a passage",
        "of bulk sent", kind="share", chart="passages", shown_in=("periods",), order=320),
    Indicator(
        "stale_route_excess", "Cost of routes not yet searched anew", "of the cost after the search",
        "share", "lower"),
)
def freight(week: Week, state: State) -> Row:
    """Bulk sent this week: days, modes and passages, and the excess cost of paths found before."""
    route_paths, carried = state.route_paths, week.shipments.carried
    work, sent = kilometres(route_paths, carried), float(carried.bulk.sum())
    passed = through_passages(route_paths, carried)
    return {
        "bulk_days_mean": mean(np.where(carried.bulk > 0.0, week.now.lanes.bulk_days, 0.0), carried.bulk),
        **{
            f"bulk_share_{name}": float(part / max(work.sum(), 1e-9))
            for name, part in zip(MODES, work, strict=True)
        },
        **{
            f"bulk_through_{name}": float(part) / max(sent, 1e-9)
            for name, part in zip(PASSAGES, passed, strict=True)
        },
        "stale_route_excess": route_paths.excess,
    }
