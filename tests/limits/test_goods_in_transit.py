"""Little's law on the way: goods in transit are the flow times the days that they take."""

from __future__ import annotations

import numpy as np
import pytest

from ecosystem.markets.freight import air_lead_law, border_free, lead_law
from ecosystem.scenario.names import EXPRESS, MAIL, PLATFORM_WAREHOUSE
from tests.doubles.still import Floats, Still, still, still_scenario

SETTLING, MEASURED = 16, 16
BY_RING = {"inbound": (EXPRESS, MAIL), "local": (PLATFORM_WAREHOUSE,), "replenishment": (PLATFORM_WAREHOUSE,)}
DETENTION = {"detention_share": 0.4, "inspection_share": 0.5, "detention_weeks": 3.0, "seizure_share": 0.0}


@pytest.fixture(scope="module")
def lived() -> dict[str, tuple[float, float]]:
    """Parcels in each ring at the ends of the weeks, and parcel weeks sent into it, by what was quoted."""
    model = still(still_scenario(25, customs=DETENTION), 3_000.0)
    services = np.arange(len(model.listings)) % 3
    model.listings.service[:] = services
    model.listings.provider[services == EXPRESS] = 0
    model.customs.officers[:] = 1e9
    model.listings.forecast[:] = model.orders_a_week
    model.listings.deviation[:] = np.sqrt(model.orders_a_week)
    model.expect(model.orders_a_week)
    for _ in range(SETTLING):
        model.step()
    sums = {name: np.zeros(2) for name in (*BY_RING, "detained")}
    for _ in range(MEASURED):
        model.step()
        for name, sent in sent_parcel_weeks(model).items():
            sums[name] += getattr(model.listings, name).sum(), sent
    return {name: (held, sent) for name, (held, sent) in sums.items()}


def sent_parcel_weeks(model: Still) -> dict[str, float]:
    """Parcels of the week times the weeks that they are to stay in each ring, or detained."""
    week = model.last
    quotes, sales = week.orders.quotes, week.shipments.sales
    shortest = model.parameters.freight.shortest_days
    lead, by_air = lead_law(quotes, shortest)[0], air_lead_law(quotes, shortest)[0]
    direct = week.orders.service < PLATFORM_WAREHOUSE
    regular = sales.replenished - sales.expedited
    return {
        "inbound": parcel_weeks(sales.sold * direct, border_free(quotes, shortest)),
        "local": parcel_weeks(sales.sold * ~direct, quotes.days),
        "replenishment": parcel_weeks(regular, lead) + parcel_weeks(sales.expedited, by_air),
        "detained": 3.0 * float(week.clearance.detained[direct].sum()),
    }


def parcel_weeks(parcels: Floats, days: Floats) -> float:
    return float(parcels @ days) / 7.0


@pytest.mark.parametrize("ring", [*BY_RING, "detained"])
def test_goods_under_way_follow_littles_law(lived, ring):
    """Parcels in transit at week ends are the weekly flow times the weeks quoted (Little 1961): orders
    fall evenly over the week, so week ends passed are days over seven on average."""
    held, sent = lived[ring]
    assert sent > 10_000
    assert held == pytest.approx(sent, rel=0.01)


@pytest.mark.parametrize("ring", [*BY_RING, "detained"])
def test_days_a_fortieth_longer_are_seen(lived, ring):
    """The check can fail."""
    held, sent = lived[ring]
    assert held != pytest.approx(sent * 1.025, rel=0.01)
