"""What each way of serving a market costs, how long it takes and what is lost: the four services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from ecosystem.agents import stock
from ecosystem.agents.messages import Border, Choices, Goods, Lanes, Offers, Tariffs
from ecosystem.markets.duties import Law, assess_parcels
from ecosystem.scenario.names import LOW_VALUE, PLATFORM_WAREHOUSE, STANDARD, TRUSTED
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
            part = rules(choices.take(rows), goods.take(rows), now, scenario)
            for name, values in part.items():
                columns[name][rows] = values
    late = scenario.services.staff_shortage_days * (1.0 - now.staffing[choices.seller])
    columns["days"] += late
    direct = choices.service < PLATFORM_WAREHOUSE
    columns["handling_days"] += np.where(direct, late, 0.0)
    columns["door_days"] += np.where(direct, 0.0, late)
    return Offers(**columns)


def express(choices: Choices, goods: Goods, now: Conditions, scenario: Scenario) -> Part:
    """Zone tariff per parcel and kg (the larger of weight and volumetric weight), less a bargained
    discount, plus surcharges that the price list does not show; the seller's own customs entry."""
    rules = scenario.services
    lane = choices.origin, choices.destination
    region = now.region[choices.destination]
    chargeable = np.maximum(goods.weight, goods.volumetric)
    base = rules.express_base * now.lanes.express_zone_base[lane]
    base += rules.express_per_kg * chargeable * now.lanes.express_zone_kg[lane]
    volume = choices.volume
    discount = rules.express_discount * volume / (volume + rules.express_discount_volume)
    charge = base * now.carriers.factor[choices.provider, region] * (1.0 - discount)
    delay = now.carriers.delay[choices.provider, region]
    journey = Journey(
        handling=rules.express_days * delay, linehaul=now.lanes.express_days[lane], door=0.0,
        spread=rules.express_days_spread * delay)
    part = _across_the_border(choices, now, rules.express_clearance_fee, journey)
    part["surcharge"] = charge * rules.express_surcharge
    part["freight"] = charge + part["surcharge"]
    part["care"] = now.carriers.quality[choices.provider] - rules.distant_care
    return _with_losses(part, choices, goods, now, rules.other_loss, rules.direct_returns, 0.0, rules)


def mail(choices: Choices, goods: Goods, now: Conditions, scenario: Scenario) -> Part:
    """Consolidated air linehaul and local last mile; the platform brokers customs."""
    rules = scenario.services
    region = now.region[choices.destination]
    lane = choices.hub, choices.destination
    base = rules.mail_base + rules.mail_per_kg * goods.weight * now.lanes.air_zone[lane]
    delay = now.platforms.delay[choices.provider, region]
    hubs = now.lanes.air_hub_days[lane]
    journey = Journey(
        handling=rules.mail_days * delay + hubs, linehaul=now.lanes.air_days[lane] - hubs, door=0.0,
        spread=np.hypot(rules.mail_days_spread * delay, now.lanes.air_days_sd[lane]))
    part = _across_the_border(choices, now, rules.mail_clearance_fee, journey)
    part["freight"] = base * now.platforms.factor[choices.provider, region]
    part["care"] = now.platforms.quality[choices.provider] - rules.distant_care
    return _with_losses(part, choices, goods, now, rules.mail_loss, rules.direct_returns, 0.0, rules)


def platform_warehouse(
    choices: Choices, goods: Goods, now: Conditions, scenario: Scenario
) -> Part:
    """Bulk to the platform's warehouse abroad, storage, picking and local delivery at its charge."""
    rules = scenario.services
    region = now.region[choices.destination]
    factor = now.platforms.factor[choices.provider, region]
    delay = now.platforms.delay[choices.provider, region]
    channel = np.where(now.trusted[choices.provider], TRUSTED, STANDARD)
    part = _bulk(choices, goods, now, channel, delay, rules)
    part["freight"] = rules.consolidation_per_kg * goods.weight * factor
    part["handling"] = factor * (rules.pick_cost + _last_mile(goods, rules))
    _add_storage(part, choices, goods, now, rules.storage * factor, scenario)
    part["fixed"] = np.full(len(choices.seller), rules.consignment_cost)
    part["care"] = now.platforms.quality[choices.provider]
    return _with_losses(
        part, choices, goods, now, rules.other_loss, rules.stocked_returns, rules.resale, rules)


def own_warehouse(choices: Choices, goods: Goods, now: Conditions, scenario: Scenario) -> Part:
    """Bulk to the firm's own warehouse abroad: a fixed weekly cost, low cost a parcel, own care."""
    rules, number = scenario.services, len(choices.seller)
    part = _bulk(choices, goods, now, np.full(number, STANDARD), np.ones(number), rules)
    part["handling"] = rules.own_handling * rules.pick_cost + _last_mile(goods, rules)
    rent = np.full(number, rules.own_storage * rules.storage)
    _add_storage(part, choices, goods, now, rent, scenario)
    part["fixed"] = np.full(number, rules.consignment_cost + rules.own_fixed)
    part["care"] = np.minimum(now.staffing[choices.seller] * (rules.own_quality + rules.own_care), 1.0)
    return _with_losses(
        part, choices, goods, now, rules.other_loss, rules.stocked_returns, rules.resale, rules)


SERVICE_RULES: tuple[Callable[[Choices, Goods, Conditions, Scenario], Part], ...] = (
    express, mail, platform_warehouse, own_warehouse)
"""The rules of each service, in the order of SERVICES."""


@dataclass(frozen=True)
class Journey:
    """Days of a direct parcel without the border: in hubs, between them, to the door; their spread."""

    handling: Floats
    linehaul: Floats
    door: Floats | float
    spread: Floats


@dataclass(frozen=True)
class Crossing:
    """Days at the border of each row, the part in the hall, and their spread; none inside a union."""

    days: Floats
    hall: Floats
    spread: Floats


def _crossing(choices: Choices, now: Conditions, channel: Integers) -> Crossing:
    """Waiting and detention, documents, and inspection."""
    border, place = now.border, (choices.destination, channel)
    abroad = ~now.law.union[choices.origin, choices.destination]
    days = border.hall_days[place] + border.document_days[place] + border.inspection_days[place]
    return Crossing(abroad * days, abroad * border.hall_days[place], abroad * border.days_sd[place])


def _across_the_border(choices: Choices, now: Conditions, fee: float, journey: Journey) -> Part:
    """Duty, VAT, brokerage and border time of direct parcels, each its own customs entry."""
    tax = assess_parcels(now.law, choices)
    crossing = _crossing(choices, now, np.where(tax.low_value, LOW_VALUE, STANDARD))
    return {
        "direct_duty": tax.duty,
        "flat_duty": tax.flat_duty,
        "vat": tax.vat,
        "clearance": np.where(tax.low_value | tax.union, 0.0, fee),
        "days": journey.handling + journey.linehaul + journey.door + crossing.days,
        "handling_days": journey.handling,
        "linehaul_days": journey.linehaul,
        "border_days": crossing.days,
        "door_days": journey.door,
        "hall_days": crossing.hall,
        "days_sd": np.hypot(journey.spread, crossing.spread),
    }


def _bulk(
    choices: Choices, goods: Goods, now: Conditions, channel: Integers, delay: Floats,
    rules: ServiceParameters,
) -> Part:
    """Bulk freight by the cheapest route of the goods' value of time, import duty and lead time."""
    lane = goods.time_class, choices.hub, choices.destination
    crossing = _crossing(choices, now, channel)
    handling = rules.bulk_handling_days * delay + now.lanes.bulk_hub_days[lane]
    linehaul = now.lanes.bulk_days[lane] - now.lanes.bulk_hub_days[lane]
    carriage = now.lanes.bulk_cost[lane] * goods.weight
    rate = now.law.tariff[choices.origin, choices.destination, choices.category]
    number = len(choices.seller)
    return {
        "carriage": carriage,
        "duty": rate * (goods.cost + carriage),
        "vat": now.law.vat[choices.destination],
        "handling_days": handling,
        "linehaul_days": linehaul,
        "border_days": crossing.days,
        "door_days": np.full(number, rules.door_days),
        "hall_days": crossing.hall,
        "lead_weeks": (handling + linehaul + crossing.days) / WEEK,
        "lead_days_sd": np.hypot(now.lanes.bulk_days_sd[lane], rules.bulk_handling_spread * delay),
        "days": np.full(number, rules.door_days),
        "days_sd": np.full(number, rules.door_days_spread),
    }


def _last_mile(goods: Goods, rules: ServiceParameters) -> Floats:
    return rules.last_mile_base + rules.last_mile_per_kg * goods.weight


def _add_storage(
    part: Part, choices: Choices, goods: Goods, now: Conditions, rent: Floats,
    scenario: Scenario,
) -> None:
    """Add rent, capital and obsolescence of the stock behind one parcel sold; rent is per m3."""
    rules = scenario.stock
    part["rent"] = rent * goods.volumetric / scenario.services.volumetric_density
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
