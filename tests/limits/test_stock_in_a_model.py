"""Warehouses inside a model with everything else off: stock, fill rate and bullwhip of the formulas."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pytest

from ecosystem.quotes.conditions import Conditions
from ecosystem.scenario.names import PLATFORM_WAREHOUSE
from ecosystem.theory.inventory import safety_factor
from tests.doubles.still import Still, still, still_scenario
from tests.limits.closed_forms import bullwhip_smoothing

ORDERS, LEAD, SERVICE, SMOOTHING = 200.0, 3, 0.9, 0.1
"""Parcels a week and listing, weeks to the shelf, newsvendor ratio, weight of the newest week."""
SETTLING, MEASURED = 30, 30


class Stocked(Still):
    """All listings are served from warehouses to which goods take the same weeks, and nothing wears out."""

    def begin(self) -> None:
        """Let margins call for the service, and the forecast be right."""
        listings, customs = self.listings, self.customs
        listings.service[:], customs.officers[:] = PLATFORM_WAREHOUSE, 1e9
        listings.forecast[:], listings.deviation[:] = ORDERS, np.sqrt(ORDERS)
        self.expect(np.full(len(listings), ORDERS))
        goods = self.quoted.goods
        same = {"lead_weeks": float(LEAD), "lead_days_sd": 0.0, "hold_days": 0.0, "rent": 0.0}
        columns = {name: np.full(len(listings), value) for name, value in same.items()}
        self.quoted = replace(self.quoted, quotes=replace(self.quoted.quotes, **columns))
        holding = goods.cost * self.parameters.stock.capital_cost / 52
        listings.price[:] = goods.cost + holding * SERVICE / (1 - SERVICE)

    def observe(self) -> Conditions:
        """Nothing expires, shrinks or goes out of fashion."""
        now = super().observe()
        none = np.zeros_like(now.stock_losses.obsolescence)
        return replace(now, stock_losses=type(now.stock_losses)(none, none, none + np.inf, none + 1))


@dataclass(frozen=True)
class Measured:
    """What warehouses did over some weeks.

    Attributes:
        articles: of a listing.
        shelf: parcels in stock, mean of before and after the week's sales.
        fill: share of orders served.
        bullwhip: variance of replenishment over that of demand.
    """

    articles: float
    shelf: float
    fill: float
    bullwhip: float

    @classmethod
    def of(cls, scale: float, exponent: float) -> Self:
        scenario = still_scenario(
            120, services={"stocked_returns": 0.0},
            stock={
                "articles_scale": scale, "articles_exponent": exponent, "emergency_part": 0.0,
                "forecast_smoothing": SMOOTHING},
            customs={
                "inspection_share": 0.0,
                **{f"document_minutes_{kind}": 0.01 for kind in ("trusted", "low_value", "standard")}})
        model = still(scenario, ORDERS, Stocked)
        model.begin()
        shelves, sent, orders, served = [], [], [], 0
        for week in range(SETTLING + MEASURED):
            before = model.listings.stock.copy()
            model.step()
            sales = model.last.shipments.sales
            if week >= SETTLING:
                shelves.append((before - sales.sold / 2).mean())
                sent.append(sales.replenished)
                orders.append(sales.sold + sales.refused)
                served += int(sales.sold.sum())
        ratio = np.var(sent) / np.var(orders)
        return cls(scale * ORDERS**exponent, float(np.mean(shelves)), served / np.sum(orders), float(ratio))


@pytest.fixture(scope="module")
def one() -> Measured:
    """Each listing sells one article."""
    return Measured.of(1.0, 0.0)


@pytest.fixture(scope="module")
def many() -> Measured:
    """Articles as usual, some hundred a listing."""
    return Measured.of(8.0, 0.5)


def article_by_article(articles: float) -> tuple[float, float]:
    """Mean parcels on the shelf and share of orders served when each article is kept apart.

    Base stock (Zipkin 2000) of Poisson demand simulated; what is missing is lost.
    """
    random, number = np.random.default_rng(0), round(articles)
    mean = ORDERS / number
    level = (LEAD + 1) * mean + safety_factor(SERVICE) * np.sqrt((LEAD + 1) * mean)
    base = np.floor(level) + (random.random((2_000 // number + 4, number)) < level % 1)
    shelf, on_the_way, shelves, sold, wanted = base, [0.0 * base] * LEAD, [], 0, 0
    for week in range(200):
        demand = random.poisson(mean, base.shape)
        served = np.minimum(demand, shelf)
        if week >= 50:
            shelves.append((shelf - served / 2).sum(axis=1).mean())
            sold, wanted = sold + served.sum(), wanted + demand.sum()
        shelf = shelf - served
        on_the_way.append(base - shelf - sum(on_the_way))
        shelf = shelf + on_the_way.pop(0)
    return float(np.mean(shelves)), float(sold / wanted)


def mean_stock(articles: float) -> float:
    """Half a week of sales and the safety stocks of the articles, by their formula."""
    return 0.5 * ORDERS + float(safety_factor(SERVICE)) * np.sqrt(ORDERS * articles * (LEAD + 1))


def test_stock_is_half_a_week_of_sales_and_the_safety_stock(one):
    """Order-up-to S = (L + 1) m + z s sqrt(L + 1) (Zipkin 2000): a share .9 of weeks without shortage."""
    assert one.shelf == pytest.approx(mean_stock(1), rel=0.05)
    assert one.shelf != pytest.approx(0.5 * ORDERS, rel=0.05)


def test_orders_swing_more_than_sales_by_the_law_of_smoothing(one):
    """Bullwhip of exponential smoothing (Chen, Ryan & Simchi-Levi 2000); four weeks with the review."""
    assert one.bullwhip == pytest.approx(bullwhip_smoothing(LEAD + 1, SMOOTHING), rel=0.03)
    assert one.bullwhip != pytest.approx(bullwhip_smoothing(LEAD, SMOOTHING), rel=0.03)


@pytest.mark.parametrize("kind", ["one", "many"])
def test_warehouses_serve_what_articles_kept_apart_would(kind, request):
    """Stock and fill rate against every article simulated by itself."""
    found = request.getfixturevalue(kind)
    shelf, fill = article_by_article(found.articles)
    assert found.fill == pytest.approx(fill, abs=0.015)
    assert found.shelf == pytest.approx(shelf, rel=0.05)


def test_many_articles_run_out_more_often_than_one(one, many):
    """The check can fail: as one pool, the same stock would serve nearly everything."""
    _, fill = article_by_article(many.articles)
    assert fill < 0.97
    assert 1.0 != pytest.approx(fill, abs=0.015)
    assert many.fill < one.fill - 0.02
