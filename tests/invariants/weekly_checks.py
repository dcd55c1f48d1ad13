"""Checks of one week, recomputed from the states before and after it apart from the model's own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ecosystem import Ecosystem
from ecosystem.agents.firms.listings import PARCELS, Listings
from ecosystem.scenario.names import EXPRESS, OWN_WAREHOUSE, PLATFORM_WAREHOUSE, SERVICES, SKILLS
from ecosystem.state import Saved
from tests.small import Watched

EMPLOYERS = ("firms", "carriers", "platforms")
CLOSE = 1e-9


def check_week(before: Saved, model: Watched) -> None:
    """All that must hold after a week."""
    after = model.save()
    check_money(before, after, model.flows)
    check_parcels(before, after, model)
    check_people(before, after)
    check_listings(model)
    check_amounts(model)
    check_shares(model)
    check_indicators(model)


def check_money(before: Saved, after: Saved, flows: dict[tuple[str, str, str], float]) -> None:
    """Nothing is made or lost over all accounts, and none moves without a transfer."""
    turnover = sum(abs(amount) for amount in flows.values())
    assert turnover > 0.0
    held = {name: after[f"{name}/cash"].sum() - before[f"{name}/cash"].sum() for name in EMPLOYERS}
    whole = sum(held.values()) + after["balances"].sum() - before["balances"].sum()
    assert abs(whole) <= CLOSE * turnover
    for name, change in held.items():
        received = sum(amount for (_, _, payee), amount in flows.items() if payee == name)
        paid = sum(amount for (_, payer, _), amount in flows.items() if payer == name)
        assert abs(change - (received - paid)) <= CLOSE * turnover, name


def check_parcels(before: Saved, after: Saved, model: Watched) -> None:
    """Every listing holds what it held, plus what was made, less what left; the rest of the week moves none."""
    week, paid = model.last, {f"listings/{name}": values for name, values in model.paid.items()}
    direct = paid["listings/service"] < PLATFORM_WAREHOUSE
    made = np.where(direct, week.shipments.sales.sold, 0) + week.shipments.sales.replenished
    home = week.deliveries.arrivals.delivered + week.deliveries.arrivals.lost + week.deliveries.arrivals.returned - week.deliveries.arrivals.restocked
    gone = home + week.clearance.seized + week.shipments.write_offs.parcels() + week.shipments.sold_off
    assert np.array_equal(parcels(paid), parcels(before) + made - gone)
    assert np.array_equal(week.orders.demand.orders, week.shipments.sales.sold + week.shipments.sales.refused)
    old = dict(zip(pairs(paid), parcels(paid).tolist(), strict=True))
    new = dict(zip(pairs(after), parcels(after).tolist(), strict=True))
    assert all(old.get(pair, 0) == held for pair, held in new.items())
    assert sum(held for pair, held in old.items() if pair not in new) == week.turnover.liquidated


def parcels(state: Saved) -> NDArray[np.int64]:
    """Parcels of each listing wherever they are, by the unit of the columns."""
    names = [name for name, column in Listings.columns.items() if column.unit == "parcels"]
    columns = [state[f"listings/{name}"] for name in names]
    return sum(column.sum(axis=tuple(range(1, column.ndim))) for column in columns)


def pairs(state: Saved) -> list[tuple[int, int]]:
    """Firm and destination of each listing."""
    return list(zip(state["listings/firm"].tolist(), state["listings/destination"].tolist(), strict=True))


def check_people(before: Saved, after: Saved) -> None:
    """People of a hub change by those who arrive and depart; the employed are the staff of somebody."""
    old, new = (state["talent/employed"] + state["talent/searching"] for state in (before, after))
    flow = after["talent/arrived"] - after["talent/departed"]
    assert np.allclose(new.sum(axis=1), (old + flow).sum(axis=1), rtol=CLOSE, atol=CLOSE)
    staff = np.zeros_like(new)
    for name in EMPLOYERS:
        np.add.at(staff, after[f"{name}/hub"], after[f"{name}/staff"])
    assert np.allclose(staff, after["talent/employed"], rtol=CLOSE, atol=CLOSE)


def check_listings(model: Ecosystem) -> None:
    """Listings stand in order, know their seller, serve a market abroad through somebody who serves it."""
    firms, rows, world = model.firms, model.listings, model.world
    pair = list(zip(rows.firm.tolist(), rows.destination.tolist(), strict=True))
    assert pair == sorted(set(pair)), "sorted and unique"
    assert np.array_equal(firms.id[rows.seller], rows.firm), "seller rows"
    assert np.array_equal(firms.category[rows.seller], rows.category), "category"
    origin = firms.country[rows.seller]
    assert (origin != rows.destination).all(), "no listing at home"
    assert np.array_equal(firms.markets, np.bincount(rows.seller, minlength=len(firms))), "markets"
    assert (firms.markets > 0).all(), "every firm has a market"
    assert np.array_equal(rows.provider == -1, rows.service == OWN_WAREHOUSE), "own warehouse"
    for cohort, served in (
        (model.carriers, rows.service == EXPRESS),
        (model.platforms, (rows.service != EXPRESS) & (rows.service != OWN_WAREHOUSE)),
    ):
        assert (rows.provider[served] < len(cohort)).all(), "provider rows"
        provider = cohort.listing[rows.provider[served]]
        assert world.providers.origin[provider, origin[served]].all(), "coverage at home"
        assert world.providers.destination[provider, rows.destination[served]].all(), "coverage abroad"


def check_amounts(model: Watched) -> None:
    """No amount is negative that cannot be, and all numbers are finite."""
    rows = model.listings
    for name, column in Listings.columns.items():
        if column.unit in ("parcels", "entries", "weeks", "parcels/week", "days", "share"):
            assert (getattr(rows, name) >= 0).all(), name
    assert set(PARCELS) == {n for n, column in Listings.columns.items() if column.unit == "parcels"}
    assert (rows.held_entries <= rows.held_bulk).all(), "entries hold parcels"
    assert ((rows.held_bulk > 0) <= (rows.held_entries > 0)).all(), "parcels belong to entries"
    assert (rows.detained_entries <= rows.detained_bulk).all(), "detained entries hold parcels"
    assert ((rows.detained_bulk > 0) <= (rows.detained_entries > 0)).all(), "detained parcels belong to entries"
    for price in (rows.price, model.paid["price"], model.last.orders.price, model.last.orders.consumer_price):
        assert (np.isfinite(price) & (price > 0.0)).all(), "prices"
    assert (model.firms.cash >= 0.0).all(), "cash"
    for name in EMPLOYERS:
        assert (getattr(model, name).staff >= 0.0).all(), f"staff of {name}"
    assert (model.talent.searching >= 0.0).all(), "searchers"
    for cohort in (model.carriers, model.platforms):
        assert (cohort.capacity > 0.0).all() and (cohort.price_level > 0.0).all(), "providers"
        assert ((cohort.quality >= 0.0) & (cohort.quality <= 1.0)).all(), "quality"
    assert (model.customs.held >= 0.0).all() and (model.customs.officers > 0.0).all(), "customs"
    for table in (model.firms, rows, model.carriers, model.platforms, model.customs, model.talent, model.markets):
        for name in table.columns:
            assert np.isfinite(getattr(table, name)).all(), f"{type(table).__name__}.{name}"


def check_shares(model: Watched) -> None:
    """Shares of what is whole sum to one."""
    week, paid, markets = model.last, model.paid, model.markets
    row = markets.rows(paid["destination"], paid["category"])
    inside = np.bincount(row, weights=week.orders.demand.share, minlength=len(markets))
    outside = markets.outside / (markets.outside + markets.inside)
    assert np.allclose(inside + outside, 1.0, rtol=0.0, atol=1e-12), "markets"
    assert ((week.orders.demand.share >= 0.0) & (week.orders.demand.share <= 1.0)).all(), "share of a listing"
    for cohort in (model.carriers, model.platforms):
        assert abs(cohort.overall_share().sum() - float(cohort.volume.any())) <= 1e-12, "providers"
    latest = model.records.latest()
    for kind in ("parcels", "value"):
        total = sum(latest[f"share_{kind}_{service}"] for service in SERVICES)
        assert abs(total - float(week.shipments.sales.sold.any())) <= 1e-12, kind
    table = model.records.countries().groupby("week").get_group(model.week - 1)
    served = table["imports"].to_numpy() > 0
    total = table[[f"share_in_{service}" for service in SERVICES]].sum(axis=1).to_numpy()
    assert np.allclose(total, served, rtol=0.0, atol=1e-12), "imports"


def check_indicators(model: Watched) -> None:
    """All indicators are numbers, except those that measure what was not there this week."""
    weekly = model.records.weekly()
    assert len(weekly.columns) - 2 >= 40
    assert weekly["week"].tolist() == list(range(model.week))
    latest = model.records.latest()
    assert not np.isinf(list(latest.values())).any()
    assert {name for name, value in latest.items() if np.isnan(value)} == unmeasured(model)
    table = model.records.countries()
    last = table[table["week"] == model.week - 1]
    delivered = np.bincount(
        model.last.orders.destination, weights=model.last.deliveries.arrivals.delivered, minlength=len(last))
    assert np.array_equal(np.isnan(last["delivery_days"].to_numpy()), delivered == 0)
    numbers = last.drop(columns=["week", "country", "delivery_days"]).to_numpy(float)
    assert np.isfinite(numbers).all()


def unmeasured(model: Watched) -> set[str]:
    """Indicators of which there was nothing to measure this week."""
    week, firms = model.last, model.firms
    delivered, sold, sent = week.deliveries.arrivals.delivered, week.shipments.sales.sold, week.shipments.sales.replenished
    direct = week.orders.service < PLATFORM_WAREHOUSE
    parts = ("product", "freight", "handling", "storage", "duty", "vat", "clearance", "losses", "cost")
    crossing = (week.clearance.direct * week.shipments.entries.border).sum()
    selling = round(0.1 * int((firms.revenue > 0.0).sum()))
    mature = (model.age - 1 - firms.founded > 52) & (firms.revenue > 0.0)
    absent = {
        "size_tail": selling < 3,
        "profit_margin": not mature.any(),
        "largest_share": len(firms) == 0,
        "satisfaction": not delivered.any(),
        **{f"delivery_days_{kind}": not delivered.any() for kind in ("mean", "p10", "p90")},
        **{f"landed_{part}": not sold.any() for part in parts},
        "surcharge_mean": not sold.any(),
        **{f"days_{stage}": not sold[direct].any() for stage in ("handling", "linehaul", "border", "door")},
        **{f"days_to_shelf{stage}": not sent.any() for stage in ("", "_handling", "_linehaul", "_border")},
        "regret": np.isnan(model.last.review.regret),
        "bulk_days_mean": not (sent - week.shipments.sales.expedited).any(),
        **{f"clearance_days_{channel}": crossing == 0 for channel in ("low_value", "standard")},
    }
    for kind, cohort in (("carrier", model.carriers), ("platform", model.platforms)):
        absent[f"{kind}_price"] = not cohort.volume.any()
    for number, name in enumerate(SERVICES):
        absent[f"delivery_days_{name}"] = not delivered[week.orders.service == number].any()
    for number in (PLATFORM_WAREHOUSE, OWN_WAREHOUSE):
        rows = (model.listings.service == number) & (model.listings.experience > 52)
        absent[f"bullwhip_{SERVICES[number]}"] = not rows.any()
    for number, name in enumerate(SKILLS):
        absent[f"wage_{name}"] = not model.talent.employed[:, number].any()
    return {name for name, missing in absent.items() if missing}
