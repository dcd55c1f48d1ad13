"""Services and those who provide them: who uses which, and how concentrated, loaded and dear they are."""

from __future__ import annotations

import numpy as np

from ecosystem.outputs.indicators.catalogue import Indicator, family, indicators
from ecosystem.outputs.indicators.measure import Row, mean, sums
from ecosystem.phases.week import Week
from ecosystem.scenario.names import SERVICES
from ecosystem.state import State
from ecosystem.theory.concentration import herfindahl


@indicators(
    family(
        "share_parcels", SERVICES, "Share of parcels", "of parcels", kind="share",
        chart="shares_parcels", shown_in=("services",), order=210),
    family(
        "share_value", SERVICES, "Share of sales", "of sales", kind="share", chart="shares_value",
        shown_in=("services", "drift", "periods"), order=220),
    family(
        "share_firms", SERVICES, "Sellers using it", "of sellers", kind="share", shown_in=("services",),
        order=230),
    Indicator(
        "mixing_share", "Sellers mixing services", "of sellers", "share",
        shown_in=("summary", "key figures", "effects"), order=130),
)
def service_shares(week: Week, state: State) -> Row:
    """Share of each service among firms (by their listings), parcels and value, and who mixes."""
    row: Row = {}
    listings = state.listings
    used = np.zeros((len(state.firms), len(SERVICES)), bool)
    used[listings.seller, listings.service] = True
    active = np.maximum(used.any(axis=1).sum(), 1)
    parcels = sums(week.orders.service, week.shipments.sales.sold, len(SERVICES))
    value = sums(week.orders.service, week.shipments.sales.sold * week.orders.price, len(SERVICES))
    for number, name in enumerate(SERVICES):
        row[f"share_firms_{name}"] = float(used[:, number].sum() / active)
        row[f"share_parcels_{name}"] = float(parcels[number] / max(parcels.sum(), 1.0))
        row[f"share_value_{name}"] = float(value[number] / max(value.sum(), 1.0))
    row["mixing_share"] = float((used.sum(axis=1) > 1).sum() / active)
    return row


def _of_a_kind(kind: str, called: str, order: int) -> tuple[Indicator, ...]:
    """Indicators of the carriers or of the platforms."""
    return (
        Indicator(
            f"{kind}_hhi",
            f"Concentration of {called.lower()}",
            "index to 10,000",
            better="lower",
            chart="concentration",
            short=called,
            shown_in=("summary", "effects"),
            order=order,
        ),
        Indicator(f"{kind}_top_share", f"Largest of the {called.lower()}", "of their parcels", "share"),
        Indicator(f"{kind}_load", f"Capacity of {called.lower()} used", "of capacity", "share"),
        Indicator(
            f"{kind}_price", f"Price level of {called.lower()}", "average provider = 1", "index", "lower"
        ),
    )


@indicators(*_of_a_kind("carrier", "Express carriers", 160), *_of_a_kind("platform", "Platforms", 170))
def providers(week: Week, state: State) -> Row:
    """Concentration, load and price of carriers and platforms."""
    row: Row = {}
    for cohort in (state.carriers, state.platforms):
        kind = cohort.kind
        share = cohort.overall_share()
        load = cohort.volume.sum() / max(float(cohort.capacity.sum()), 1e-9)
        row[f"{kind}_hhi"] = herfindahl(share)
        row[f"{kind}_top_share"] = float(share.max())
        row[f"{kind}_load"] = float(load)
        row[f"{kind}_price"] = mean(cohort.price_level, cohort.volume.sum(axis=1))
    return row
