"""Stock abroad: what it is worth, what is lost of it, when it runs out, and how orders swing."""

from __future__ import annotations

from ecosystem.agents.firms.listings import Listings
from ecosystem.outputs.indicators.catalogue import Indicator, family, indicators
from ecosystem.outputs.indicators.measure import WEEKS_A_YEAR, Row
from ecosystem.phases.week import Week
from ecosystem.scenario import service_traits
from ecosystem.scenario.names import SERVICES
from ecosystem.state import State


def stocked_services() -> list[str]:
    """Services that keep stock abroad."""
    return [traits.name for traits in SERVICES.traits if traits.stocked]


@indicators(
    Indicator(
        "stockout_rate", "Orders refused for want of stock", "of warehouse orders", "share", "lower",
        chart="shortages", short="Orders refused", shown_in=("summary", "periods", "effects"),
        order=120),
    Indicator("stock_units", "Parcels in stock abroad", "parcels", adds_up=True),
    Indicator(
        "stock_value", "Stock abroad", "USD", "usd", adds_up=True, shown_in=("effects", "course"),
        order=110),
    Indicator("scrapped", "Stock scrapped", "parcels a week", better="lower", adds_up=True),
    Indicator("expired", "Stock expired", "parcels a week", better="lower", adds_up=True),
    Indicator("shrunk", "Stock gone missing", "parcels a week", better="lower", adds_up=True),
    Indicator(
        "expedited_share", "Stock flown in an emergency", "of parcels sent to warehouses", "share",
        "lower", chart="shortages"),
    family(
        "bullwhip", stocked_services, "Orders against sales", "ratio of variances", kind="index",
        better="lower", chart="bullwhip"),
)
def stock(week: Week, state: State) -> Row:
    """Stock-outs of warehouse services, stock abroad, and the bullwhip by service."""
    stocked = service_traits.stocked(week.orders.service)
    orders = float(week.orders.demand.orders[stocked].sum())
    firms, sales = state.firms, week.shipments.sales
    row: Row = {
        "stockout_rate": float(sales.refused.sum()) / max(orders, 1.0),
        "stock_units": int(state.listings.stock.sum()),
        "stock_value": float(firms.inventory.sum()),
        "scrapped": int(week.shipments.write_offs.parcels().sum()),
        "expired": int(week.shipments.write_offs.expired.sum()),
        "shrunk": int(week.shipments.write_offs.shrunk.sum()),
        "expedited_share": float(sales.expedited.sum()) / max(float(sales.replenished.sum()), 1.0),
    }
    for name in stocked_services():
        row[f"bullwhip_{name}"] = bullwhip(state.listings, SERVICES.index(name))
    return row


def bullwhip(listings: Listings, service: int) -> float:
    """Variance of replenishment orders over variance of demand, summed over listings of a service."""
    rows = (listings.service == service) & (listings.experience > WEEKS_A_YEAR)
    orders = listings.order_square[rows] - listings.order_mean[rows] ** 2
    demand = listings.demand_square[rows] - listings.demand_mean[rows] ** 2
    return float(orders.sum() / demand.sum()) if demand.sum() > 0 else float("nan")
