"""Stock abroad: what it is worth, what is lost of it, when it runs out, and how orders swing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecosystem.outputs.indicators.catalogue import Indicator, family, indicators
from ecosystem.outputs.indicators.measure import WEEKS_A_YEAR, Row
from ecosystem.scenario.names import OWN_WAREHOUSE, PLATFORM_WAREHOUSE, SERVICES

if TYPE_CHECKING:
    from ecosystem.agents.firms.listings import Listings
    from ecosystem.model import Ecosystem
    from ecosystem.phases.week import Week

STOCKED = (PLATFORM_WAREHOUSE, OWN_WAREHOUSE)
"""Services that keep stock abroad."""


@indicators(
    Indicator(
        "stockout_rate",
        "Orders refused for want of stock",
        "of warehouse orders",
        "share",
        "lower",
        chart="shortages",
        short="Orders refused",
        shown_in=("summary", "periods", "effects"),
        order=120,
    ),
    Indicator("stock_units", "Parcels in stock abroad", "parcels", adds_up=True),
    Indicator(
        "stock_value", "Stock abroad", "USD", "usd", adds_up=True, shown_in=("effects", "course"), order=110
    ),
    Indicator("scrapped", "Stock scrapped", "parcels a week", better="lower", adds_up=True),
    Indicator("expired", "Stock expired", "parcels a week", better="lower", adds_up=True),
    Indicator("shrunk", "Stock gone missing", "parcels a week", better="lower", adds_up=True),
    Indicator(
        "expedited_share",
        "Stock flown in an emergency",
        "of parcels sent to warehouses",
        "share",
        "lower",
        chart="shortages",
    ),
    *family(
        "bullwhip",
        [SERVICES[number] for number in STOCKED],
        "Orders against sales",
        "ratio of variances",
        kind="index",
        better="lower",
        chart="bullwhip",
    ),
)
def stock(week: Week, model: Ecosystem) -> Row:
    """Stock-outs of warehouse services, stock abroad, and the bullwhip by service."""
    stocked = week.service >= PLATFORM_WAREHOUSE
    orders = float(week.demand.orders[stocked].sum())
    firms = model.firms
    row: Row = {
        "stockout_rate": float(week.sales.refused.sum()) / max(orders, 1.0),
        "stock_units": int(model.listings.stock.sum()),
        "stock_value": float(firms.inventory.sum()),
        "scrapped": int(week.scrapped.sum()),
        "expired": int(week.write_offs.expired.sum()),
        "shrunk": int(week.write_offs.shrunk.sum()),
        "expedited_share": float(week.sales.expedited.sum()) / max(float(week.sales.replenished.sum()), 1.0),
    }
    for number in STOCKED:
        row[f"bullwhip_{SERVICES[number]}"] = bullwhip(model.listings, number)
    return row


def bullwhip(listings: Listings, service: int) -> float:
    """Variance of replenishment orders over variance of demand, summed over listings of a service."""
    rows = (listings.service == service) & (listings.experience > WEEKS_A_YEAR)
    orders = listings.order_square[rows] - listings.order_mean[rows] ** 2
    demand = listings.demand_square[rows] - listings.demand_mean[rows] ** 2
    return float(orders.sum() / demand.sum()) if demand.sum() > 0 else float("nan")
