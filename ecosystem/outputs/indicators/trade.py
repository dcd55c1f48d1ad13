"""Trade: what is ordered, sold, sent and delivered."""

from __future__ import annotations

from ecosystem.outputs.indicators.catalogue import Indicator, indicators
from ecosystem.outputs.indicators.measure import Row
from ecosystem.phases.week import Week
from ecosystem.state import State


@indicators(
    Indicator(
        "sales", "Sales", "USD a week", "usd", "higher", adds_up=True, chart="sales",
        shown_in=("summary", "key figures", "tiles", "drift", "periods", "effects", "course"), order=10),
    Indicator("orders", "Orders", "a week", better="higher", adds_up=True),
    Indicator(
        "parcels_shipped", "Parcels shipped", "a week", better="higher", adds_up=True, short="Parcels",
        shown_in=("key figures", "tiles", "effects", "course"), order=20),
    Indicator(
        "parcels_delivered", "Parcels delivered", "a week", better="higher", adds_up=True,
        shown_in=("summary",), order=25),
    Indicator("parcels_lost", "Parcels lost", "a week", better="lower", adds_up=True),
    Indicator("parcels_returned", "Parcels returned", "a week", better="lower", adds_up=True),
    Indicator("lost_share", "Parcels lost", "of parcels due", "share", "lower"),
    Indicator("returned_share", "Parcels returned", "of parcels due", "share", "lower"),
    Indicator(
        "inside_share", "Share of buyers' spending won", "of spending", "share", "higher",
        chart="sales.lower", short="Share of spending", shown_in=("drift", "effects"), order=40),
    Indicator(
        "price_mean", "Sellers' price", "USD a parcel", "usd", chart="prices", shown_in=("periods",),
        order=58),
)
def sales(week: Week, state: State) -> Row:
    """What was ordered, sold, sent and delivered, and the sellers' share of all spending."""
    door = week.deliveries.arrivals
    due = max(float((door.delivered + door.lost + door.returned).sum()), 1.0)
    revenue = float((week.shipments.sales.sold * week.orders.price).sum())
    consumers = float((week.shipments.sales.sold * week.orders.consumer_price).sum())
    return {
        "sales": revenue,
        "orders": int(week.orders.demand.orders.sum()),
        "parcels_shipped": int(week.shipments.sales.sold.sum()),
        "parcels_delivered": int(door.delivered.sum()),
        "parcels_lost": int(door.lost.sum()),
        "parcels_returned": int(door.returned.sum()),
        "lost_share": float(door.lost.sum()) / due,
        "returned_share": float(door.returned.sum()) / due,
        "inside_share": consumers / float(state.markets.spending.sum()),
        "price_mean": revenue / max(int(week.shipments.sales.sold.sum()), 1),
    }
