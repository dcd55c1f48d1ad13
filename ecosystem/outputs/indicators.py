"""Indicators: what is measured each week, one function a group, all read-only.

`records.Records` keeps them: one row a week for the world, and one a week and country.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ecosystem.agents.firms.listings import Listings
from ecosystem.core.arrays import Floats
from ecosystem.markets.freight import INBOUND, kilometres, through_passages
from ecosystem.outputs.corridors import cost_parts
from ecosystem.phases.week import Week
from ecosystem.scenario.names import (
    LOW_VALUE,
    MODES,
    OWN_WAREHOUSE,
    PASSAGES,
    PLATFORM_WAREHOUSE,
    SERVICES,
    SKILLS,
    STANDARD,
)
from ecosystem.state import State
from ecosystem.theory.concentration import herfindahl, tail_exponent, top_share
from ecosystem.theory.freight import day_quantile

Row = dict[str, float]
WEEKS_A_YEAR = 52.0
TAIL = 0.1
STAGES = ("handling", "linehaul", "border", "door")
"""Stages of a journey, in the order of time."""


def sales(week: Week, model: State) -> Row:
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
        "inside_share": consumers / float(model.markets.spending.sum()),
        "price_mean": revenue / max(int(week.shipments.sales.sold.sum()), 1),
    }


def delivery(week: Week) -> Row:
    """Days from order to door of the parcels delivered: mean and deciles of the gamma laws, by service."""
    delivered = week.deliveries.arrivals.delivered.astype(np.float64)
    cells = INBOUND.cells(np.maximum(week.orders.quotes.days, 0.5), week.orders.quotes.days_sd)
    weights = np.bincount(cells, weights=delivered, minlength=len(INBOUND.bins))
    histogram = np.einsum("c,cb->b", weights, INBOUND.bins)
    row = {
        "delivery_days_mean": _mean(week.orders.quotes.days, delivered),
        "delivery_days_p10": float(day_quantile(histogram, 0.1)),
        "delivery_days_p90": float(day_quantile(histogram, 0.9)),
    }
    for number, name in enumerate(SERVICES):
        row[f"delivery_days_{name}"] = _mean(week.orders.quotes.days, delivered * (week.orders.service == number))
    return row


def stages(week: Week) -> Row:
    """Mean days in each stage: of direct parcels sold to the door, of replenishment to the shelf."""
    direct = np.where(week.orders.service < PLATFORM_WAREHOUSE, week.shipments.sales.sold, 0)
    stocked = np.where(week.orders.service >= PLATFORM_WAREHOUSE, week.shipments.sales.replenished, 0)
    row = {f"days_{name}": _mean(getattr(week.orders.quotes, f"{name}_days"), direct) for name in STAGES}
    for name in STAGES[:-1]:
        row[f"days_to_shelf_{name}"] = _mean(getattr(week.orders.quotes, f"{name}_days"), stocked)
    row["days_to_shelf"] = sum(row[f"days_to_shelf_{name}"] for name in STAGES[:-1])
    return row


def landed_cost(week: Week) -> Row:
    """Mean cost of a parcel sold at the buyer's door and its parts, USD."""
    parts = cost_parts(week)
    parts["freight"] = parts["freight"] + parts.pop("surcharge")
    row = {f"landed_{name}": _mean(values, week.shipments.sales.sold) for name, values in parts.items()}
    surcharge = _mean(week.orders.quotes.surcharge, week.shipments.sales.sold)
    return {"landed_cost": sum(row.values()), **row, "surcharge_mean": surcharge}


def service_shares(week: Week, model: State) -> Row:
    """Share of each service among firms (by their listings), parcels and value, and who mixes."""
    row: Row = {}
    listings = model.listings
    used = np.zeros((len(model.firms), len(SERVICES)), bool)
    used[listings.seller, listings.service] = True
    active = np.maximum(used.any(axis=1).sum(), 1)
    parcels = np.bincount(week.orders.service, weights=week.shipments.sales.sold, minlength=len(SERVICES))
    value = np.bincount(week.orders.service, weights=week.shipments.sales.sold * week.orders.price, minlength=len(SERVICES))
    for number, name in enumerate(SERVICES):
        row[f"share_firms_{name}"] = float(used[:, number].sum() / active)
        row[f"share_parcels_{name}"] = float(parcels[number] / max(parcels.sum(), 1.0))
        row[f"share_value_{name}"] = float(value[number] / max(value.sum(), 1.0))
    row["mixing_share"] = float((used.sum(axis=1) > 1).sum() / active)
    return row


def providers(model: State) -> Row:
    """Concentration, load and price of carriers and platforms."""
    row: Row = {}
    for kind, cohort in (("carrier", model.carriers), ("platform", model.platforms)):
        share = cohort.overall_share()
        load = cohort.volume.sum() / max(float(cohort.capacity.sum()), 1e-9)
        row[f"{kind}_hhi"] = herfindahl(share)
        row[f"{kind}_top_share"] = float(share.max())
        row[f"{kind}_load"] = float(load)
        row[f"{kind}_price"] = _mean(cohort.price_level, cohort.volume.sum(axis=1))
    return row


def customs(week: Week, model: State) -> Row:
    """Clearance days, backlog, inspection, evasion and revenue at all borders."""
    office = model.customs
    traffic = np.bincount(
        week.orders.destination, weights=week.clearance.direct * week.shipments.entries.border, minlength=len(office))
    result = week.clearance
    dealt_with = result.direct + result.bulk + result.detained + result.seized
    presented = max(float(dealt_with[week.shipments.entries.border].sum()), 1.0)
    crossing = week.shipments.sales.sold * (week.shipments.entries.border & (week.orders.service < PLATFORM_WAREHOUSE))
    evading = crossing * (week.shipments.entries.evaded > 0.0)
    return {
        "clearance_days_low_value": _mean(office.days[:, LOW_VALUE], traffic),
        "clearance_days_standard": _mean(office.days[:, STANDARD], traffic),
        "customs_held": float(office.held.sum()),
        "inspected_share": float(result.inspected.sum()) / presented,
        "detained": int(week.clearance.detained.sum()),
        "seized": int(week.clearance.seized.sum()),
        "detained_share": float(result.detained.sum()) / presented,
        "seized_share": float(result.seized.sum()) / presented,
        "underdeclared_share": float(evading.sum()) / max(float(crossing.sum()), 1.0),
        "tax_gap": float((crossing * week.shipments.entries.evaded).sum()),
        "fines": float(week.payments.fines.sum()),
        "duty_revenue": float(office.duty_revenue.sum()),
        "vat_revenue": float(office.vat_revenue.sum()),
    }


def labour(model: State) -> Row:
    """Wages relative to the start, vacancies, their length, unemployment and turnover."""
    pool = model.talent
    row: Row = {}
    for number, name in enumerate(SKILLS):
        index = pool.wage[:, number] / pool.base_wage[:, number]
        row[f"wage_{name}"] = _mean(index, pool.employed[:, number])
    people = float((pool.employed + pool.searching).sum())
    row["vacancies"] = float(pool.vacancies.sum())
    row["vacancy_weeks"] = row["vacancies"] / max(float(pool.hired.sum()), 1e-9)
    row["unemployment"] = float(pool.searching.sum()) / max(people, 1e-9)
    row["turnover"] = WEEKS_A_YEAR * float(pool.left.sum()) / max(float(pool.employed.sum()), 1e-9)
    return row


def stock(week: Week, model: State) -> Row:
    """Stock-outs of warehouse services, stock abroad, and the bullwhip by service."""
    stocked = week.orders.service >= PLATFORM_WAREHOUSE
    orders = float(week.orders.demand.orders[stocked].sum())
    firms = model.firms
    row: Row = {
        "stockout_rate": float(week.shipments.sales.refused.sum()) / max(orders, 1.0),
        "stock_units": int(model.listings.stock.sum()),
        "stock_value": float(firms.inventory.sum()),
        "scrapped": int(week.shipments.write_offs.parcels().sum()),
        "expired": int(week.shipments.write_offs.expired.sum()),
        "shrunk": int(week.shipments.write_offs.shrunk.sum()),
        "expedited_share": float(week.shipments.sales.expedited.sum()) / max(float(week.shipments.sales.replenished.sum()), 1.0),
    }
    for number in (PLATFORM_WAREHOUSE, OWN_WAREHOUSE):
        row[f"bullwhip_{SERVICES[number]}"] = bullwhip(model.listings, number)
    return row


def bullwhip(listings: Listings, service: int) -> float:
    """Variance of replenishment orders over variance of demand, summed over listings of a service."""
    rows = (listings.service == service) & (listings.experience > WEEKS_A_YEAR)
    orders = listings.order_square[rows] - listings.order_mean[rows] ** 2
    demand = listings.demand_square[rows] - listings.demand_mean[rows] ** 2
    return float(orders.sum() / demand.sum()) if demand.sum() > 0 else float("nan")


def freight(week: Week, model: State) -> Row:
    """Bulk sent this week: days, modes and passages, and what paths cost too much that were found before."""
    route_paths, carried = model.route_paths, week.shipments.carried
    work, sent = kilometres(route_paths, carried), float(carried.bulk.sum())
    passed = through_passages(route_paths, carried)
    return {
        "bulk_days_mean": _mean(np.where(carried.bulk > 0.0, week.now.lanes.bulk_days, 0.0), carried.bulk),
        **{f"bulk_share_{name}": float(part / max(work.sum(), 1e-9)) for name, part in zip(MODES, work, strict=True)},
        **{f"bulk_through_{name}": float(part) / max(sent, 1e-9) for name, part in zip(PASSAGES, passed, strict=True)},
        "stale_route_excess": route_paths.excess,
    }


def firms(week: Week, model: State) -> Row:
    """Number, entry and exit of firms, their sizes, margins and reach."""
    cohort = model.firms
    revenue, mature = cohort.revenue, model.age - cohort.founded > WEEKS_A_YEAR
    margin = cohort.profit / np.maximum(revenue, 1.0)
    known = mature & (revenue > 0)
    return {
        "firms": len(cohort),
        "entries": week.turnover.entered,
        "exits": week.turnover.exits,
        "switched": week.review.switched,
        "regret": week.review.regret,
        "size_tail": tail_exponent(revenue, TAIL),
        "top_decile_share": top_share(revenue, TAIL),
        "largest_share": float(revenue.max() / max(revenue.sum(), 1e-9)) if len(cohort) else float("nan"),
        "markets_per_firm": len(model.listings) / max(len(cohort), 1),
        "profit_margin": float(np.median(margin[known])) if known.any() else float("nan"),
        "satisfaction": _mean(week.deliveries.satisfaction, week.deliveries.arrivals.delivered),
        "loyalty": float(model.listings.loyalty.sum()),
    }


def world_row(week: Week, model: State) -> Row:
    """All indicators of the week for the whole world."""
    return {
        **firms(week, model), **sales(week, model), **delivery(week), **stages(week), **landed_cost(week),
        **service_shares(week, model), **providers(model), **customs(week, model), **labour(model),
        **stock(week, model), **freight(week, model),
    }


def country_rows(week: Week, model: State) -> dict[str, Floats]:
    """Indicators of the week by country, each of shape (C,)."""
    office, pool, number = model.customs, model.talent, len(model.customs)
    value = week.shipments.sales.sold * week.orders.price
    imports = np.bincount(week.orders.destination, weights=value, minlength=number)
    delivered = np.bincount(week.orders.destination, weights=week.deliveries.arrivals.delivered, minlength=number)
    days = np.bincount(week.orders.destination, weights=week.deliveries.arrivals.delivered * week.orders.quotes.days, minlength=number)
    people = np.bincount(pool.country, weights=pool.employed.sum(axis=1), minlength=number)
    searching = np.bincount(pool.country, weights=pool.searching.sum(axis=1), minlength=number)
    pay = np.bincount(pool.country, weights=(pool.wage * pool.employed).sum(axis=1), minlength=number)
    columns = {
        "exports": np.bincount(week.orders.origin, weights=value, minlength=number),
        "imports": imports,
        "parcels_out": np.bincount(week.orders.origin, weights=week.shipments.sales.sold, minlength=number),
        "parcels_in": np.bincount(week.orders.destination, weights=week.shipments.sales.sold, minlength=number),
        "firms": np.bincount(model.firms.country, minlength=number).astype(np.float64),
        "clearance_days_low_value": office.days[:, LOW_VALUE].copy(),
        "clearance_days_standard": office.days[:, STANDARD].copy(),
        "customs_held": office.held.sum(axis=1),
        "duty_revenue": office.duty_revenue.copy(),
        "vat_revenue": office.vat_revenue.copy(),
        "unemployment": searching / np.maximum(people + searching, 1e-9),
        "wage": pay / np.maximum(people, 1e-9),
        "delivery_days": np.where(delivered > 0, days / np.maximum(delivered, 1.0), np.nan),
    }
    by_service = np.bincount(
        week.orders.destination * len(SERVICES) + week.orders.service, weights=value,
        minlength=number * len(SERVICES)).reshape(number, -1)
    for service, name in enumerate(SERVICES):
        columns[f"share_in_{name}"] = by_service[:, service] / np.maximum(imports, 1e-9)
    return columns


def _mean(values: Floats, weights: Floats | NDArray[np.int64]) -> float:
    """Weighted mean, not a number where nothing weighs."""
    total = float(weights.sum())
    return float((values * weights).sum()) / total if total > 0 else float("nan")
