"""Delivery: how long parcels take, stage by stage, and what they cost at the door."""

from __future__ import annotations

import numpy as np

from ecosystem.markets.freight import INBOUND
from ecosystem.outputs.indicators.catalogue import Indicator, family, indicators
from ecosystem.outputs.indicators.measure import Row, mean
from ecosystem.phases.week import Week
from ecosystem.scenario import service_traits
from ecosystem.scenario.names import SERVICES
from ecosystem.state import State
from ecosystem.theory.freight import day_quantile

DOOR = "days from order to door"

STAGES = {
    "handling": "Hubs and handling",
    "linehaul": "Between hubs",
    "border": "Border",
    "door": "To the door",
}
"""Stages of a journey in the order of time, with what they are called."""

TO_SHELF = {name: called for name, called in STAGES.items() if name != "door"}
"""Stages of the journey to the shelf of a warehouse abroad."""

COSTS = {
    "product": "Product", "freight": "Freight", "handling": "Handling", "storage": "Storage", "duty": "Duty",
    "vat": "VAT", "clearance": "Clearance", "losses": "Losses",
}
"""Parts of the landed cost of a parcel, with what they are called."""


@indicators(
    Indicator(
        "delivery_days_p10", "Delivery time, fastest tenth", DOOR, "days", "lower", chart="delivery",
        short="10th percentile"),
    Indicator(
        "delivery_days_p90", "Delivery time, slowest tenth", DOOR, "days", "lower", chart="delivery",
        short="90th percentile", shown_in=("summary",), order=55),
    Indicator(
        "delivery_days_mean", "Delivery time", DOOR, "days", "lower", chart="delivery", short="Mean",
        shown_in=("summary", "key figures", "tiles", "drift", "periods", "effects", "course"), order=50),
    family(
        "delivery_days", SERVICES, "Delivery time", DOOR, kind="days", better="lower",
        chart="delivery_service", shown_in=("services",), order=240),
)
def delivery(week: Week, state: State) -> Row:
    """Days from order to door of the parcels delivered: mean and deciles of the gamma laws, by service."""
    delivered = week.deliveries.arrivals.delivered.astype(np.float64)
    cells = INBOUND.cells(np.maximum(week.orders.quotes.days, 0.5), week.orders.quotes.days_sd)
    weights = np.bincount(cells, weights=delivered, minlength=len(INBOUND.bins))
    histogram = np.einsum("c,cb->b", weights, INBOUND.bins)
    row = {
        "delivery_days_mean": mean(week.orders.quotes.days, delivered),
        "delivery_days_p10": float(day_quantile(histogram, 0.1)),
        "delivery_days_p90": float(day_quantile(histogram, 0.9)),
    }
    for number, name in enumerate(SERVICES):
        row[f"delivery_days_{name}"] = mean(
            week.orders.quotes.days, delivered * (week.orders.service == number))
    return row


@indicators(
    family("days", STAGES, "Stage of direct parcels", "days", kind="days", better="lower", chart="journey"),
    family(
        "days_to_shelf", TO_SHELF, "Stage of stock to the shelf", "days", kind="days", better="lower",
        chart="shelf"),
    Indicator(
        "days_to_shelf", "Way of stock to the shelf", "days", "days", "lower", shown_in=("periods",),
        order=56),
)
def stages(week: Week, state: State) -> Row:
    """Mean days in each stage: of direct parcels sold to the door, of replenishment to the shelf."""
    direct = np.where(service_traits.direct(week.orders.service), week.shipments.sales.sold, 0)
    stocked = np.where(service_traits.stocked(week.orders.service), week.shipments.sales.replenished, 0)
    row = {f"days_{name}": mean(getattr(week.orders.quotes, f"{name}_days"), direct) for name in STAGES}
    for name in TO_SHELF:
        row[f"days_to_shelf_{name}"] = mean(getattr(week.orders.quotes, f"{name}_days"), stocked)
    row["days_to_shelf"] = sum(row[f"days_to_shelf_{name}"] for name in TO_SHELF)
    return row


@indicators(
    Indicator(
        "landed_cost", "Landed cost", "USD a parcel", "usd", "lower",
        shown_in=("summary", "key figures", "tiles", "drift", "periods", "effects", "course"), order=60),
    family(
        "landed", COSTS, "Part of the landed cost", "USD a parcel", kind="usd", better="lower",
        chart="landed", shown_in=("periods",), order=61),
    Indicator(
        "surcharge_mean", "Surcharges of providers", "USD a parcel", "usd", "lower", short="Surcharges"),
)
def landed_cost(week: Week, state: State) -> Row:
    """Mean cost of a parcel sold at the buyer's door and its parts, USD."""
    parts = week.orders.cost_parts()
    parts["freight"] = parts["freight"] + parts.pop("surcharge")
    row = {f"landed_{name}": mean(values, week.shipments.sales.sold) for name, values in parts.items()}
    surcharge = mean(week.orders.quotes.surcharge, week.shipments.sales.sold)
    return {"landed_cost": sum(row.values()), **row, "surcharge_mean": surcharge}
