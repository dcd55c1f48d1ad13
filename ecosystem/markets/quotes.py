"""What each way of serving a market costs, how long it takes and what is lost: the four services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from ecosystem.agents import stock
from ecosystem.agents.messages import Border, Choices, Goods, Lanes, Offers, Tariffs
from ecosystem.markets.duties import Law, assess_parcels
from ecosystem.scenario.names import LOW_VALUE, STANDARD, TRUSTED
from ecosystem.scenario.scenario import Scenario
from ecosystem.scenario.services import ServiceParameters

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Part = dict[str, Floats]

WEEK = 7.0


@dataclass(frozen=True)
class Conditions:
    """Everything public this week that a quote depends on.

    Attributes:
        lanes: routes of the trade network.
        border: clearance at each country.
        carriers: tariffs of the express carriers.
        platforms: tariffs of the platforms.
        law: duty and VAT.
        region: region of each country.
        return_rate: share of parcels sent back, by category.
        obsolescence: share of goods' value lost a week, by category.
        staffing: staff present over staff needed, by firm.
        trusted: whether a platform's bulk entries are trusted, by platform.
    """

    lanes: Lanes
    border: Border
    carriers: Tariffs
    platforms: Tariffs
    law: Law
    region: Integers
    return_rate: Floats
    obsolescence: Floats
    staffing: Floats
    trusted: NDArray[np.bool_]


def quote(choices: Choices, goods: Goods, now: Conditions, scenario: Scenario) -> Offers:
    """Price every row of ``choices`` by the rules of its service."""
    columns = {field.name: np.zeros(len(choices.seller)) for field in fields(Offers)}
    for service, rules in enumerate(SERVICE_RULES):
        rows = np.flatnonzero(choices.service == service)
        if len(rows):
            part = rules(choices.take(rows), goods.take(rows), now, scenario.services)
            for name, values in part.items():
                columns[name][rows] = values
    shortage = 1.0 - now.staffing[choices.seller]
    columns["days"] += scenario.services.staff_shortage_days * shortage
    return Offers(**columns)


def express(choices: Choices, goods: Goods, now: Conditions, rules: ServiceParameters) -> Part:
    """Zone tariff per parcel and kg (the larger of weight and volumetric weight), less a bargained
    discount, plus surcharges that the price list does not show; the seller's own customs entry."""
    lane = choices.origin, choices.destination
    region = now.region[choices.destination]
    chargeable = np.maximum(goods.weight, goods.volumetric)
    base = rules.express_base * now.lanes.express_zone_base[lane]
    base += rules.express_per_kg * chargeable * now.lanes.express_zone_kg[lane]
    volume = choices.volume
    discount = rules.express_discount * volume / (volume + rules.express_discount_volume)
    charge = base * now.carriers.factor[choices.provider, region] * (1.0 - discount)
    delay = now.carriers.delay[choices.provider, region]
    flight = rules.express_days * delay + now.lanes.express_days[lane]
    spread = rules.express_days_spread * delay
    part = _across_the_border(choices, now, rules.express_clearance_fee, flight, spread)
    part["surcharge"] = charge * rules.express_surcharge
    part["freight"] = charge + part["surcharge"]
    part["care"] = now.carriers.quality[choices.provider] - rules.distant_care
    return _with_losses(part, choices, goods, now, rules.other_loss, rules.direct_returns, 0.0, rules)


def mail(choices: Choices, goods: Goods, now: Conditions, rules: ServiceParameters) -> Part:
    """Consolidated air linehaul and local last mile; the platform brokers customs."""
    region = now.region[choices.destination]
    lane = choices.hub, choices.destination
    base = rules.mail_base + rules.mail_per_kg * goods.weight * now.lanes.air_zone[lane]
    delay = now.platforms.delay[choices.provider, region]
    flight = rules.mail_days * delay + now.lanes.air_days[lane]
    spread = np.hypot(rules.mail_days_spread * delay, now.lanes.air_days_sd[lane])
    part = _across_the_border(choices, now, rules.mail_clearance_fee, flight, spread)
    part["freight"] = base * now.platforms.factor[choices.provider, region]
    part["care"] = now.platforms.quality[choices.provider] - rules.distant_care
    return _with_losses(part, choices, goods, now, rules.mail_loss, rules.direct_returns, 0.0, rules)


def platform_warehouse(
    choices: Choices, goods: Goods, now: Conditions, rules: ServiceParameters
) -> Part:
    """Bulk to the platform's warehouse abroad, storage, picking and local delivery at its charge."""
    region = now.region[choices.destination]
    factor = now.platforms.factor[choices.provider, region]
    delay = now.platforms.delay[choices.provider, region]
    channel = np.where(now.trusted[choices.provider], TRUSTED, STANDARD)
    part = _bulk(choices, goods, now, channel, delay, rules)
    part["freight"] = rules.consolidation_per_kg * goods.weight * factor
    part["handling"] = factor * (rules.pick_cost + _last_mile(goods, rules))
    _add_storage(part, choices, goods, now, rules.storage * factor, rules)
    part["fixed"] = np.full(len(choices.seller), rules.consignment_cost)
    part["care"] = now.platforms.quality[choices.provider]
    return _with_losses(
        part, choices, goods, now, rules.other_loss, rules.stocked_returns, rules.resale, rules)


def own_warehouse(choices: Choices, goods: Goods, now: Conditions, rules: ServiceParameters) -> Part:
    """Bulk to the firm's own warehouse abroad: a fixed weekly cost, low cost a parcel, own care."""
    number = len(choices.seller)
    part = _bulk(choices, goods, now, np.full(number, STANDARD), np.ones(number), rules)
    part["handling"] = rules.own_handling * rules.pick_cost + _last_mile(goods, rules)
    rent = np.full(number, rules.own_storage * rules.storage)
    _add_storage(part, choices, goods, now, rent, rules)
    part["fixed"] = np.full(number, rules.consignment_cost + rules.own_fixed)
    part["care"] = np.minimum(now.staffing[choices.seller] * (rules.own_quality + rules.own_care), 1.0)
    return _with_losses(
        part, choices, goods, now, rules.other_loss, rules.stocked_returns, rules.resale, rules)


SERVICE_RULES: tuple[Callable[[Choices, Goods, Conditions, ServiceParameters], Part], ...] = (
    express, mail, platform_warehouse, own_warehouse)
"""The rules of each service, in the order of SERVICES."""


def _across_the_border(
    choices: Choices, now: Conditions, fee: float, flight: Floats, spread: Floats
) -> Part:
    """Duty, VAT, brokerage and border time of direct parcels, each its own customs entry."""
    tax = assess_parcels(now.law, choices)
    channel = np.where(tax.low_value, LOW_VALUE, STANDARD)
    border = choices.destination, channel
    waits = np.where(tax.union, 0.0, now.border.days[border])
    wait_spread = np.where(tax.union, 0.0, now.border.days_sd[border])
    return {
        "direct_duty": tax.duty,
        "flat_duty": tax.flat_duty,
        "vat": tax.vat,
        "clearance": np.where(tax.low_value | tax.union, 0.0, fee),
        "days": flight + waits,
        "hall_days": np.where(tax.union, 0.0, now.border.hall_days[border]),
        "days_sd": np.hypot(spread, wait_spread),
    }


def _bulk(
    choices: Choices, goods: Goods, now: Conditions, channel: Integers, delay: Floats,
    rules: ServiceParameters,
) -> Part:
    """Bulk freight by the cheapest route of the goods' value of time, import duty and lead time."""
    lane = goods.time_class, choices.hub, choices.destination
    union = now.law.union[choices.origin, choices.destination]
    border = choices.destination, channel
    border_days = np.where(union, 0.0, now.border.days[border])
    lead_days = now.lanes.bulk_days[lane] + rules.bulk_handling_days * delay + border_days
    carriage = now.lanes.bulk_cost[lane] * goods.weight
    rate = now.law.tariff[choices.origin, choices.destination, choices.category]
    number = len(choices.seller)
    return {
        "carriage": carriage,
        "duty": rate * (goods.cost + carriage),
        "vat": now.law.vat[choices.destination],
        "hall_days": np.where(union, 0.0, now.border.hall_days[border]),
        "lead_weeks": lead_days / WEEK,
        "lead_days_sd": np.hypot(now.lanes.bulk_days_sd[lane], rules.bulk_handling_spread * delay),
        "days": np.full(number, rules.door_days),
        "days_sd": np.full(number, rules.door_days_spread),
    }


def _last_mile(goods: Goods, rules: ServiceParameters) -> Floats:
    return rules.last_mile_base + rules.last_mile_per_kg * goods.weight


def _add_storage(
    part: Part, choices: Choices, goods: Goods, now: Conditions, rent: Floats,
    rules: ServiceParameters,
) -> None:
    """Add rent, capital and obsolescence of the stock behind one parcel sold; rent is per m3."""
    part["rent"] = rent * goods.volumetric / rules.volumetric_density
    weekly = stock.weekly_holding(
        goods.cost, part["rent"], now.obsolescence[choices.category], rules)
    volume = np.maximum(choices.volume, 1.0)
    z = stock.newsvendor_factor(choices.price - goods.cost, weekly)
    shelf = stock.expected_stock(volume, part["lead_weeks"], z, rules)
    under_way = part["lead_weeks"] * goods.cost * rules.capital_cost / stock.WEEKS_A_YEAR
    part["storage"] = shelf / volume * weekly + under_way


def _with_losses(
    part: Part, choices: Choices, goods: Goods, now: Conditions, lost: float, returns: float,
    resold: float, rules: ServiceParameters,
) -> Part:
    """Add what lost and returned parcels cost: the price is refunded, some goods sell again."""
    returned = returns * now.return_rate[choices.category]
    refund = choices.price - resold * goods.cost
    handling = rules.return_cost * (rules.pick_cost + _last_mile(goods, rules))
    part["lost"] = np.full(len(choices.seller), lost)
    part["losses"] = lost * choices.price + returned * (refund + handling)
    return part
