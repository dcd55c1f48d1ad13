"""Indicators once more, as plain sums over lines: one line a listing, or a pool and skill."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import log, nan

import pandas as pd
from scipy import stats

from ecosystem.scenario.names import (
    CHANNELS,
    MODES,
    OWN_WAREHOUSE,
    PASSAGES,
    PLATFORM_WAREHOUSE,
    SERVICES,
    SKILLS,
)
from ecosystem.state import Saved
from tests.small import Watched

Row = dict[str, float]

SAMPLED = frozenset({
    "firms", "entries", "exits", "switched", "loyalty", "sales", "orders", "parcels_shipped", "parcels_delivered",
    "parcels_lost", "parcels_returned", "detained", "seized", "tax_gap", "fines", "duty_revenue", "vat_revenue",
    "vacancies", "stock_units", "stock_value", "scrapped", "expired", "shrunk",
})
"""Amounts of the sample: the real world has as many times more as a seller stands for real ones."""


def real_size(row: Row, expansion_factor: float) -> Row:
    """The same week in the real world: amounts multiplied, shares, days and prices as they are."""
    return {name: value * expansion_factor if name in SAMPLED else value for name, value in row.items()}


@dataclass
class Lines:
    """One week as plain lines, one a listing, with what else the indicators are read from."""

    listings: list[dict[str, float]]
    voyages: list[dict[str, float]]
    spending: float
    stock: int
    flows: dict[str, float]
    people: list[dict[str, float]]
    services_of: dict[int, set[int]]
    firms: pd.DataFrame
    providers: pd.DataFrame
    customs: pd.DataFrame
    loyalty: list[float]
    switched: int
    regret: float


def lines(model: Watched, before: Saved) -> Lines:
    """The week that has just ended, read number by number, after the listings as they stood before it."""
    choice = ("service", "provider")
    was, now = (list(zip(*(state[name].tolist() for name in choice), strict=True)) for state in (before, model.paid))
    return Lines(
        listings=listing_lines(model),
        voyages=voyage_lines(model),
        spending=sum(model.markets.spending.tolist()),
        stock=sum(model.listings.stock.tolist()),
        flows=items(model),
        people=pool_lines(model),
        services_of=services_by_firm(model),
        firms=model.firms.frame(),
        providers=model.tables()["providers"],
        customs=model.customs.frame(),
        loyalty=model.listings.loyalty.tolist(),
        switched=sum(one != other for one, other in zip(was, now, strict=True)),
        regret=model.last.review.regret,
    )


def listing_lines(model: Watched) -> list[dict[str, float]]:
    week, paid = model.last, model.paid
    records = {"quotes": week.orders.quotes, "goods": week.orders.goods, "sales": week.shipments.sales, "demand": week.orders.demand,
               "arrivals": week.deliveries.arrivals, "clearance": week.clearance, "entries": week.shipments.entries}
    columns = {
        "firm": paid["firm"], "service": week.orders.service, "destination": week.orders.destination,
        "origin": week.orders.origin, "price": week.orders.price, "consumer_price": week.orders.consumer_price,
        "satisfaction": week.deliveries.satisfaction, "scrapped": week.shipments.write_offs.parcels(),
        "expired": week.shipments.write_offs.expired, "shrunk": week.shipments.write_offs.shrunk,
        **{f"{name}.{key}": values for name, record in records.items() for key, values in vars(record).items()},
    }
    names = list(columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*(c.tolist() for c in columns.values()), strict=True)]


def voyage_lines(model: Watched) -> list[dict[str, float]]:
    """Bulk of each listing with the days of its way, its km by mode and the passages it leads through."""
    paths, found = model.route_paths, []
    lanes = paths.network.lanes
    for line, hub in zip(listing_lines(model), model.homes.tolist(), strict=True):
        kilograms = (line["sales.replenished"] - line["sales.expedited"]) * line["goods.weight"]
        voyage: dict[str, float] = defaultdict(float, kilograms=kilograms)
        for lane in paths.bulk.path(int(line["goods.time_class"]), hub, int(line["destination"])).tolist():
            voyage["days"] += float(paths.bulk.lane_days[lane])
            voyage[MODES[lanes.mode[lane]]] += float(paths.bulk.lane_km[lane])
            for number, name in enumerate(PASSAGES):
                if lanes.passages[lane, number] and name not in paths.closed:
                    voyage[name] = 1.0
        found.append(voyage)
    return found


def items(model: Watched) -> dict[str, float]:
    totals: dict[str, float] = defaultdict(float)
    for (item, _, _), amount in model.flows.items():
        totals[item] += amount
    return dict(totals)


def pool_lines(model: Watched) -> list[dict[str, float]]:
    pool = model.talent
    names = ("employed", "searching", "vacancies", "hired", "left", "wage", "base_wage")
    return [
        {"hub": hub, "country": int(pool.country[hub]), "skill": skill}
        | {name: float(getattr(pool, name)[hub, skill]) for name in names}
        for hub in range(len(pool)) for skill in range(len(SKILLS))
    ]


def services_by_firm(model: Watched) -> dict[int, set[int]]:
    used: dict[int, set[int]] = defaultdict(set)
    for firm, service in zip(model.listings.firm.tolist(), model.listings.service.tolist(), strict=True):
        used[firm].add(service)
    return used


def mean(pairs: list[tuple[float, float]]) -> float:
    """Weighted mean of (value, weight) pairs."""
    total = sum(weight for _, weight in pairs)
    return sum(value * weight for value, weight in pairs) / total if total else nan


def plain_sales(week: Lines) -> Row:
    rows = week.listings
    sold = sum(line["sales.sold"] for line in rows)
    delivered, lost, returned = (
        sum(line[f"arrivals.{name}"] for line in rows) for name in ("delivered", "lost", "returned"))
    due = max(delivered + lost + returned, 1)
    revenue = sum(line["sales.sold"] * line["price"] for line in rows)
    return {
        "sales": revenue,
        "orders": sum(line["demand.orders"] for line in rows),
        "parcels_shipped": sold,
        "parcels_delivered": delivered,
        "parcels_lost": lost,
        "parcels_returned": returned,
        "lost_share": lost / due,
        "returned_share": returned / due,
        "inside_share": sum(line["sales.sold"] * line["consumer_price"] for line in rows) / week.spending,
        "price_mean": revenue / sold,
    }


def plain_delivery(week: Lines) -> Row:
    row = {"delivery_days_mean": mean([(line["quotes.days"], line["arrivals.delivered"]) for line in week.listings])}
    for number, name in enumerate(SERVICES):
        own = [line for line in week.listings if line["service"] == number]
        row[f"delivery_days_{name}"] = mean([(line["quotes.days"], line["arrivals.delivered"]) for line in own])
    return row


def plain_stages(week: Lines) -> Row:
    row = {}
    for stage in ("handling", "linehaul", "border", "door"):
        direct = [line for line in week.listings if line["service"] < PLATFORM_WAREHOUSE]
        row[f"days_{stage}"] = mean([(line[f"quotes.{stage}_days"], line["sales.sold"]) for line in direct])
    for stage in ("handling", "linehaul", "border"):
        row[f"days_to_shelf_{stage}"] = mean(
            [(line[f"quotes.{stage}_days"], line["sales.replenished"]) for line in week.listings])
    row["days_to_shelf"] = mean(
        [(line["quotes.lead_weeks"] * 7.0, line["sales.replenished"]) for line in week.listings])
    return row


def plain_costs(line: dict[str, float]) -> Row:
    """Parts of the landed cost of a listing's parcel; the surcharge is a part of freight."""
    quoted = {name.removeprefix("quotes."): value for name, value in line.items() if name.startswith("quotes.")}
    duty = quoted["direct_duty"] * line["price"] + quoted["flat_duty"]
    return {
        "product": line["goods.cost"],
        "freight": quoted["carriage"] + quoted["freight"],
        "surcharge": quoted["surcharge"],
        "handling": quoted["handling"],
        "storage": quoted["storage"],
        "duty": quoted["duty"] + duty,
        "vat": quoted["vat"] * (line["price"] + duty),
        "clearance": quoted["clearance"],
        "losses": quoted["losses"] + (quoted["lost"] + quoted["returned"]) * line["price"],
    }


def plain_landed_cost(week: Lines) -> Row:
    parts = defaultdict(list)
    for line in week.listings:
        costs = plain_costs(line)
        costs.pop("surcharge")
        for part, cost in costs.items():
            parts[part].append((cost, line["sales.sold"]))
    row = {f"landed_{part}": mean(pairs) for part, pairs in parts.items()}
    surcharge = mean([(line["quotes.surcharge"], line["sales.sold"]) for line in week.listings])
    return row | {"landed_cost": sum(row.values()), "surcharge_mean": surcharge}


def plain_services(week: Lines) -> Row:
    sold, value = defaultdict(float), defaultdict(float)
    for line in week.listings:
        sold[line["service"]] += line["sales.sold"]
        value[line["service"]] += line["sales.sold"] * line["price"]
    users = len(week.services_of)
    row = {"mixing_share": sum(len(kinds) > 1 for kinds in week.services_of.values()) / users}
    for number, name in enumerate(SERVICES):
        row[f"share_firms_{name}"] = sum(number in kinds for kinds in week.services_of.values()) / users
        row[f"share_parcels_{name}"] = sold[number] / sum(sold.values())
        row[f"share_value_{name}"] = value[number] / sum(value.values())
    return row


def plain_providers(week: Lines) -> Row:
    row = {}
    for kind, table in week.providers.groupby("kind"):
        parcels = table["parcels"].tolist()
        shares = [100.0 * amount / sum(parcels) for amount in parcels]
        row[f"{kind}_hhi"] = sum(share**2 for share in shares)
        row[f"{kind}_top_share"] = max(shares) / 100.0
        row[f"{kind}_load"] = sum(parcels) / sum(table["capacity"].tolist())
        row[f"{kind}_price"] = mean(list(zip(table["price_level"], parcels, strict=True)))
    return row


def plain_customs(week: Lines) -> Row:
    crossing = [line for line in week.listings if line["entries.border"]]
    row: Row = {
        "customs_held": sum(week.customs[f"held_{channel}"].sum() for channel in range(len(CHANNELS))),
        "detained": sum(line["clearance.detained"] for line in week.listings),
        "seized": sum(line["clearance.seized"] for line in week.listings),
        **shares_of_presented(week, crossing),
        **evasion(week, crossing),
        "duty_revenue": week.flows["duty on parcels"] + week.flows["duty on bulk"],
        "vat_revenue": week.flows["VAT"],
    }
    for name in ("low_value", "standard"):
        days = week.customs[f"days_{CHANNELS.index(name)}"]
        row[f"clearance_days_{name}"] = mean(
            [(days[line["destination"]], line["clearance.direct"]) for line in crossing])
    return row


def shares_of_presented(week: Lines, crossing: list[dict[str, float]]) -> Row:
    """Inspected, detained and seized among the parcels that customs dealt with."""
    parts = ("direct", "bulk", "detained", "seized")
    presented = sum(line[f"clearance.{name}"] for line in crossing for name in parts)
    return {
        f"{name}_share": sum(line[f"clearance.{name}"] for line in week.listings) / presented
        for name in ("inspected", "detained", "seized")
    }


def evasion(week: Lines, crossing: list[dict[str, float]]) -> Row:
    """Direct parcels over a border that are declared too low, and the tax that is lost and recovered."""
    direct = [line for line in crossing if line["service"] < PLATFORM_WAREHOUSE]
    evading = [line for line in direct if line["entries.evaded"] > 0.0]
    parcels = sum(line["sales.sold"] for line in direct)
    return {
        "underdeclared_share": sum(line["sales.sold"] for line in evading) / max(parcels, 1),
        "tax_gap": sum(line["sales.sold"] * line["entries.evaded"] for line in evading),
        "fines": week.flows["fines"],
    }


def plain_labour(week: Lines) -> Row:
    total: dict[str, float] = defaultdict(float)
    for line in week.people:
        for name in ("employed", "searching", "vacancies", "hired", "left"):
            total[name] += line[name]
    row = {
        "unemployment": total["searching"] / (total["searching"] + total["employed"]),
        "vacancies": total["vacancies"],
        "vacancy_weeks": total["vacancies"] / total["hired"],
        "turnover": 52.0 * total["left"] / total["employed"],
    }
    for number, name in enumerate(SKILLS):
        own = [line for line in week.people if line["skill"] == number]
        row[f"wage_{name}"] = mean([(line["wage"] / line["base_wage"], line["employed"]) for line in own])
    return row


def plain_stock(week: Lines) -> Row:
    stocked = [line for line in week.listings if line["service"] in (PLATFORM_WAREHOUSE, OWN_WAREHOUSE)]
    orders = sum(line["demand.orders"] for line in stocked)
    return {
        "stockout_rate": sum(line["sales.refused"] for line in stocked) / max(orders, 1),
        "stock_units": week.stock,
        "scrapped": sum(line["scrapped"] for line in week.listings),
        "expired": sum(line["expired"] for line in week.listings),
        "shrunk": sum(line["shrunk"] for line in week.listings),
        "expedited_share": sum(line["sales.expedited"] for line in week.listings)
        / max(sum(line["sales.replenished"] for line in week.listings), 1),
        "stock_value": sum(week.firms["inventory"].tolist()),
    }


def plain_firms(week: Lines) -> Row:
    revenue = sorted(week.firms["revenue"].tolist(), reverse=True)
    tenth = max(1, round(0.1 * len(revenue)))
    positive = [size for size in revenue if size > 0]
    tail = [log(size) for size in positive[: round(0.1 * len(positive))]]
    slope = nan
    if len(tail) >= 3:
        slope = -stats.linregress(tail, [log(rank + 0.5) for rank in range(len(tail))]).slope
    return {
        "firms": len(revenue),
        "largest_share": revenue[0] / sum(revenue),
        "top_decile_share": sum(revenue[:tenth]) / sum(revenue),
        "size_tail": slope,
        "markets_per_firm": sum(week.firms["markets"].tolist()) / len(revenue),
        "satisfaction": mean([(line["satisfaction"], line["arrivals.delivered"]) for line in week.listings]),
        "loyalty": sum(week.loyalty),
        "switched": week.switched,
        "regret": week.regret,
    }


def plain_freight(week: Lines) -> Row:
    sent = sum(voyage["kilograms"] for voyage in week.voyages)
    work = {name: sum(voyage["kilograms"] * voyage[name] for voyage in week.voyages) for name in MODES}
    passed = {name: sum(voyage["kilograms"] * voyage[name] for voyage in week.voyages) for name in PASSAGES}
    return {
        "bulk_days_mean": mean([(voyage["days"], voyage["kilograms"]) for voyage in week.voyages]),
        **{f"bulk_share_{name}": part / max(sum(work.values()), 1e-9) for name, part in work.items()},
        **{f"bulk_through_{name}": part / max(sent, 1e-9) for name, part in passed.items()},
    }


PLAIN = (plain_sales, plain_delivery, plain_stages, plain_landed_cost, plain_services, plain_providers, plain_customs,
         plain_labour, plain_stock, plain_firms, plain_freight)
