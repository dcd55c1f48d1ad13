"""What each way of serving a market costs, how long it takes and what is lost: the four services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from ecosystem.agents import stock
from ecosystem.agents.messages import Choices, Goods, Offers, Tariffs
from ecosystem.markets.conditions import Conditions
from ecosystem.markets.duties import assess_parcels
from ecosystem.markets.journeys import WEEK, Journey, consolidation_days, crossing, unseen
from ecosystem.markets.lookup import cells
from ecosystem.scenario.names import LOW_VALUE, PLATFORM_WAREHOUSE, STANDARD, TRUSTED
from ecosystem.scenario.scenario import Scenario
from ecosystem.scenario.services import ServiceParameters
from ecosystem.theory.learning import experience_factor

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Part = dict[str, Floats]


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
    rules, carriers, firm = scenario.services, now.carriers, choices.provider
    lane = cells(now.documents.shape, choices.origin, choices.destination)
    region = cells(carriers.factor.shape, firm, now.region[choices.destination])
    stops = _both_ends(rules.express_tour_share, carriers, choices)
    chargeable = np.maximum(goods.weight, goods.volumetric)
    base = rules.express_base * now.lanes.express_zone_base.take(lane) * stops
    base += rules.express_per_kg * chargeable * now.lanes.express_zone_kg.take(lane)
    volume = choices.volume
    discount = rules.express_discount * volume / (volume + rules.express_discount_volume)
    charge = base * carriers.factor.take(region) * (1.0 - discount)
    surcharge = charge * rules.express_surcharge
    delay, broker = carriers.delay.take(region), carriers.quality[firm]
    journey = Journey(
        handling=rules.express_handling_days * delay / now.domestic[choices.origin],
        linehaul=now.lanes.express_days.take(lane),
        door=rules.express_door_days * delay / now.domestic[choices.destination],
        spread=rules.express_days_spread * delay)
    part = _across_the_border(choices, now, rules.express_clearance_fee, journey, broker, rules)
    hidden = (1.0 - rules.express_transparency) * (1.0 - now.transparency[choices.destination])
    part["freight"] = charge + surcharge
    part["surcharge"] = surcharge * hidden
    part["care"] = broker - rules.distant_care
    part["return_handling"] = rules.express_return * part["freight"]
    part["return_proceeds"] = rules.express_resale * goods.cost
    return _with_losses(part, choices, now, rules.other_loss, rules.direct_returns, 0.0, broker, goods, rules)


def mail(choices: Choices, goods: Goods, now: Conditions, scenario: Scenario) -> Part:
    """Parcels wait until a consolidation is full, fly together and end with the local last mile; the
    platform brokers customs."""
    rules, platforms, firm = scenario.services, now.platforms, choices.provider
    lane = cells(now.lanes.air_days.shape, choices.hub, choices.destination)
    region = cells(platforms.factor.shape, firm, now.region[choices.destination])
    stops = _both_ends(rules.mail_tour_share, platforms, choices)
    base = rules.mail_base * stops + rules.mail_per_kg * goods.weight * now.lanes.air_zone.take(lane)
    delay, broker = platforms.delay.take(region), platforms.quality[firm]
    way = cells(now.posted.shape, firm, choices.origin, choices.destination)
    wait = consolidation_days(now.posted.take(way), rules)
    hubs = now.lanes.air_hub_days.take(lane)
    journey = Journey(
        handling=rules.mail_handling_days * delay / now.domestic[choices.origin] + wait + hubs,
        linehaul=now.lanes.air_days.take(lane) - hubs,
        door=rules.mail_door_days * delay / now.domestic[choices.destination],
        spread=np.hypot(rules.mail_days_spread * delay, now.lanes.air_days_sd.take(lane)))
    part = _across_the_border(choices, now, rules.mail_clearance_fee, journey, broker, rules)
    part["freight"] = base * platforms.factor.take(region)
    part["care"] = broker - rules.distant_care
    part["return_handling"] = np.full(len(firm), rules.disposal_cost)
    return _with_losses(part, choices, now, rules.mail_loss, rules.direct_returns, 0.0, broker, goods, rules)


def platform_warehouse(choices: Choices, goods: Goods, now: Conditions, scenario: Scenario) -> Part:
    """Bulk to the platform's warehouse abroad, labels, storage, picking and local delivery at its
    charge."""
    rules, platforms, firm = scenario.services, now.platforms, choices.provider
    region = cells(platforms.factor.shape, firm, now.region[choices.destination])
    factor, delay = platforms.factor.take(region), platforms.delay.take(region)
    broker = platforms.quality[firm]
    channel = np.where(now.trusted[firm], TRUSTED, STANDARD)
    part = _bulk(choices, goods, now, channel, delay, broker, rules)
    last_mile = _last_mile(choices, goods, now, rules)
    place = cells(platforms.delivery.shape, firm, choices.destination)
    stops = _tours(rules.last_mile_tour_share, platforms.delivery.take(place))
    part["freight"] = rules.consolidation_per_kg * goods.weight * factor
    part["handling"] = factor * (rules.pick_cost + rules.label_cost + last_mile * stops)
    _add_storage(part, choices, goods, now, rules.storage * factor, scenario)
    part["fixed"] = part["consignment"].copy()
    part["care"] = broker
    part["return_handling"] = factor * _warehouse_return(last_mile, rules)
    return _with_losses(
        part, choices, now, rules.other_loss, rules.stocked_returns, rules.resale, broker, goods, rules)


def own_warehouse(choices: Choices, goods: Goods, now: Conditions, scenario: Scenario) -> Part:
    """Bulk to the firm's own warehouse abroad: a fixed weekly cost, less for space let to others;
    handling gets cheaper with what the warehouse has handled; the care is the firm's own."""
    rules, number = scenario.services, len(choices.seller)
    staffing = now.staffing[choices.seller]
    broker = staffing * rules.own_quality
    channel = np.where(now.trusted_firms[choices.seller], TRUSTED, STANDARD)
    part = _bulk(choices, goods, now, channel, np.ones(number), broker, rules)
    last_mile = _last_mile(choices, goods, now, rules)
    learned = experience_factor(1.0 + choices.handled / rules.own_learning_start, rules.own_learning)
    part["handling"] = rules.own_handling * learned * rules.pick_cost + rules.label_cost + last_mile
    rent = np.full(number, rules.own_storage * rules.storage)
    shelf = _add_storage(part, choices, goods, now, rent, scenario)
    used = shelf * goods.volumetric / rules.volumetric_density
    part["fixed"] = part["consignment"] + rules.own_fixed - space_let(used, rules)
    part["care"] = np.minimum(broker + staffing * rules.own_care, 1.0)
    part["return_handling"] = _warehouse_return(last_mile, rules)
    return _with_losses(
        part, choices, now, rules.other_loss, rules.stocked_returns, rules.resale, broker, goods, rules)


SERVICE_RULES: tuple[Callable[[Choices, Goods, Conditions, Scenario], Part], ...] = (
    express, mail, platform_warehouse, own_warehouse)
"""The rules of each service, in the order of SERVICES."""


def space_let(used: Floats, rules: ServiceParameters) -> Floats:
    """USD a week that the space of own warehouses brings that ``used`` (m3) leaves over."""
    spare = np.maximum(rules.own_space - used, 0.0)
    return rules.own_letting * rules.storage * spare


def _across_the_border(
    choices: Choices, now: Conditions, fee: float, journey: Journey, broker: Floats,
    rules: ServiceParameters,
) -> Part:
    """Duty, VAT, brokerage and border time of direct parcels, each its own customs entry."""
    tax = assess_parcels(now.law, choices)
    channel = np.where(tax.low_value, LOW_VALUE, STANDARD)
    border = crossing(choices, now, channel, broker, rules)
    blind = np.exp(rules.visibility_spread * unseen(choices, now, broker, rules))
    return {
        "direct_duty": tax.duty,
        "flat_duty": tax.flat_duty,
        "vat": tax.vat,
        "clearance": np.where(tax.at_border, fee * border.paper, 0.0),
        "days": journey.handling + journey.linehaul + journey.door + border.days,
        "handling_days": journey.handling,
        "linehaul_days": journey.linehaul,
        "border_days": border.days,
        "door_days": journey.door,
        "hall_days": border.hall,
        "days_sd": np.hypot(journey.spread * blind, border.spread),
    }


def _bulk(
    choices: Choices, goods: Goods, now: Conditions, channel: Integers, delay: Floats, broker: Floats,
    rules: ServiceParameters,
) -> Part:
    """Bulk freight by the cheapest route of the goods' value of time, import duty and lead time.

    In an emergency the goods fly: the same handling and border, another linehaul.
    """
    lanes = now.lanes
    lane = cells(lanes.bulk_days.shape, goods.time_class, choices.hub, choices.destination)
    flight = cells(lanes.air_days.shape, choices.hub, choices.destination)
    border = crossing(choices, now, channel, broker, rules)
    packing = rules.bulk_handling_days * delay / now.domestic[choices.origin]
    days, hubs = lanes.bulk_days.take(lane), lanes.bulk_hub_days.take(lane)
    carriage = lanes.bulk_cost.take(lane) * goods.weight
    pair = cells(now.law.union.shape, choices.origin, choices.destination)
    rate = now.law.tariff.take(pair * now.law.tariff.shape[2] + choices.category)
    blind = np.exp(rules.visibility_spread * unseen(choices, now, broker, rules))
    abroad = ~now.law.union.take(pair)
    domestic = now.domestic[choices.destination]
    return {
        "carriage": carriage,
        "duty": rate * (goods.cost + carriage),
        "vat": now.law.vat[choices.destination],
        "consignment": rules.consignment_cost + abroad * rules.bulk_brokerage * border.paper,
        "handling_days": packing + hubs,
        "linehaul_days": days - hubs,
        "border_days": border.days,
        "hall_days": border.hall,
        "lead_weeks": (packing + days + border.days) / WEEK,
        "lead_days_sd": np.hypot(lanes.bulk_days_sd.take(lane), rules.bulk_handling_spread * delay) * blind,
        "expedited_weeks": (packing + lanes.air_days.take(flight) + border.days) / WEEK,
        "expedited_carriage": lanes.air_cost.take(flight) * goods.weight,
        "days": rules.door_days / domestic,
        "door_days": rules.door_days / domestic,
        "days_sd": rules.door_days_spread * blind,
    }


def _both_ends(share: float, tariffs: Tariffs, choices: Choices) -> Floats:
    """Factor on a cost of which a share pays for driving, half of it to pick up and half to deliver."""
    firm = choices.provider
    pick_up = tariffs.collection.take(cells(tariffs.collection.shape, firm, choices.hub))
    deliver = tariffs.delivery.take(cells(tariffs.delivery.shape, firm, choices.destination))
    return (_tours(share, pick_up) + _tours(share, deliver)) / 2.0


def _tours(share: float, density: Floats) -> Floats:
    """Factor on a cost of which a share pays for driving from stop to stop."""
    return 1.0 - share + share * density


def _last_mile(choices: Choices, goods: Goods, now: Conditions, rules: ServiceParameters) -> Floats:
    """Delivery inside the country at the price that its infrastructure gives, USD a parcel."""
    cost = rules.last_mile_base + rules.last_mile_per_kg * goods.weight
    return cost / now.domestic[choices.destination]


def _warehouse_return(last_mile: Floats, rules: ServiceParameters) -> Floats:
    """Fetching a return and looking at it; what is fit gets a new label, the rest is disposed of."""
    handled = rules.return_cost * (rules.pick_cost + last_mile)
    return handled + rules.resale * rules.label_cost + (1.0 - rules.resale) * rules.disposal_cost


def _add_storage(
    part: Part, choices: Choices, goods: Goods, now: Conditions, rent: Floats, scenario: Scenario
) -> Floats:
    """Add rent, capital and losses of the stock behind one parcel sold; rent is per m3.

    Returns:
        Parcels expected on the shelf.
    """
    rules = scenario.stock
    part["rent"] = rent * goods.volumetric / scenario.services.volumetric_density
    quality = stock.classification(
        choices.service, choices.provider, choices.seller, now.platforms.quality, now.specialists)
    wear = now.wear.take(choices.category).kept(quality, part["lead_weeks"], rules)
    volume = np.maximum(choices.volume, 1.0)
    plan = stock.plan(
        goods.cost, choices.price - goods.cost, part["rent"], wear, volume, part["lead_weeks"], rules)
    under_way = part["lead_weeks"] * goods.cost * rules.capital_cost / stock.WEEKS_A_YEAR
    part["storage"] = plan.shelf / volume * plan.weekly + under_way
    return plan.shelf


def _with_losses(
    part: Part, choices: Choices, now: Conditions, lost: float, returns: float, resold: float,
    provider: Floats, goods: Goods, rules: ServiceParameters,
) -> Part:
    """Add what lost and returned parcels cost: the price is refunded, some goods sell again."""
    part["lost"] = lost * np.exp(rules.visibility_loss * unseen(choices, now, provider, rules))
    returned = returns * now.return_rate[choices.category]
    refund = choices.price - resold * goods.cost - part.get("return_proceeds", 0.0)
    part["losses"] = part["lost"] * choices.price + returned * (refund + part["return_handling"])
    return part
