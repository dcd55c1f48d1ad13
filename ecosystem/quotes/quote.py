"""What each way of serving a market costs, how long it takes and what is lost: the four services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import numpy as np

from ecosystem.core.arrays import WEEK_DAYS, WEEKS_A_YEAR, Floats, Integers
from ecosystem.core.lookup import cells
from ecosystem.messages.quotes import Alternatives, Goods, Quotes, RateCards
from ecosystem.quotes import inventory
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.journeys import Journey, consolidation_days, crossing, visibility_gap
from ecosystem.quotes.law import assess_parcels
from ecosystem.scenario.names import LOW_VALUE, PLATFORM_WAREHOUSE, STANDARD, TRUSTED
from ecosystem.scenario.scenario import Scenario
from ecosystem.scenario.services import ServiceParameters
from ecosystem.theory.learning import experience_factor

Part = dict[str, Floats]


def quote(alternatives: Alternatives, goods: Goods, now: Conditions, parameters: Scenario) -> Quotes:
    """Price every row of ``alternatives`` by the rules of its service."""
    columns = {field.name: np.zeros(len(alternatives.seller)) for field in fields(Quotes)}
    for service, rules in enumerate(SERVICE_RULES):
        rows = np.flatnonzero(alternatives.service == service)
        if len(rows):
            part = rules(alternatives.take(rows), goods.take(rows), now, parameters)
            for name, values in part.items():
                columns[name][rows] = values
    late = parameters.services.staff_shortage_days * (1.0 - now.staffing[alternatives.seller])
    columns["days"] += late
    direct = alternatives.service < PLATFORM_WAREHOUSE
    columns["handling_days"] += np.where(direct, late, 0.0)
    columns["door_days"] += np.where(direct, 0.0, late)
    return Quotes(**columns)


def express(alternatives: Alternatives, goods: Goods, now: Conditions, parameters: Scenario) -> Part:
    """Zone tariff per parcel and kg (the larger of weight and volumetric weight), less a bargained
    discount, plus surcharges that the price list does not show; the seller's own customs entry."""
    services, carriers, firm = parameters.services, now.carriers, alternatives.provider
    lane = cells(now.documents.shape, alternatives.origin, alternatives.destination)
    region = cells(carriers.factor.shape, firm, now.region[alternatives.destination])
    stops = _both_ends(services.express_tour_share, carriers, alternatives)
    chargeable = np.maximum(goods.weight, goods.volumetric)
    base = services.express_base * now.lanes.express_zone_base.take(lane) * stops
    base += services.express_per_kg * chargeable * now.lanes.express_zone_kg.take(lane)
    volume = alternatives.volume
    discount = services.express_discount * volume / (volume + services.express_discount_volume)
    charge = base * carriers.factor.take(region) * (1.0 - discount)
    surcharge = charge * services.express_surcharge
    delay, brokerage_quality = carriers.delay.take(region), carriers.quality[firm]
    journey = Journey(
        handling=services.express_handling_days * delay / now.domestic[alternatives.origin],
        linehaul=now.lanes.express_days.take(lane),
        door=services.express_door_days * delay / now.domestic[alternatives.destination],
        spread=services.express_days_spread * delay)
    part = _across_the_border(alternatives, now, services.express_clearance_fee, journey, brokerage_quality, services)
    hidden = (1.0 - services.express_transparency) * (1.0 - now.transparency[alternatives.destination])
    part["freight"] = charge + surcharge
    part["surcharge"] = surcharge * hidden
    part["after_sales_quality"] = brokerage_quality - services.distant_care
    part["return_handling"] = services.express_return * part["freight"]
    part["return_proceeds"] = services.express_resale * goods.cost
    return _with_losses(part, alternatives, now, services.other_loss, services.direct_returns, 0.0, brokerage_quality, goods, services)


def mail(alternatives: Alternatives, goods: Goods, now: Conditions, parameters: Scenario) -> Part:
    """Parcels wait until a consolidation is full, fly together and end with the local last mile; the
    platform brokers customs."""
    services, platforms, firm = parameters.services, now.platforms, alternatives.provider
    lane = cells(now.lanes.air_days.shape, alternatives.hub, alternatives.destination)
    region = cells(platforms.factor.shape, firm, now.region[alternatives.destination])
    stops = _both_ends(services.mail_tour_share, platforms, alternatives)
    base = services.mail_base * stops + services.mail_per_kg * goods.weight * now.lanes.air_zone.take(lane)
    delay, brokerage_quality = platforms.delay.take(region), platforms.quality[firm]
    way = cells(now.posted.shape, firm, alternatives.origin, alternatives.destination)
    wait = consolidation_days(now.posted.take(way), services)
    hubs = now.lanes.air_hub_days.take(lane)
    journey = Journey(
        handling=services.mail_handling_days * delay / now.domestic[alternatives.origin] + wait + hubs,
        linehaul=now.lanes.air_days.take(lane) - hubs,
        door=services.mail_door_days * delay / now.domestic[alternatives.destination],
        spread=np.hypot(services.mail_days_spread * delay, now.lanes.air_days_sd.take(lane)))
    part = _across_the_border(alternatives, now, services.mail_clearance_fee, journey, brokerage_quality, services)
    part["freight"] = base * platforms.factor.take(region)
    part["after_sales_quality"] = brokerage_quality - services.distant_care
    part["return_handling"] = np.full(len(firm), services.disposal_cost)
    return _with_losses(part, alternatives, now, services.mail_loss, services.direct_returns, 0.0, brokerage_quality, goods, services)


def platform_warehouse(alternatives: Alternatives, goods: Goods, now: Conditions, parameters: Scenario) -> Part:
    """Bulk to the platform's warehouse abroad, labels, storage, picking and local delivery at its
    charge."""
    services, platforms, firm = parameters.services, now.platforms, alternatives.provider
    region = cells(platforms.factor.shape, firm, now.region[alternatives.destination])
    factor, delay = platforms.factor.take(region), platforms.delay.take(region)
    brokerage_quality = platforms.quality[firm]
    channel = np.where(now.trusted[firm], TRUSTED, STANDARD)
    part = _bulk(alternatives, goods, now, channel, delay, brokerage_quality, services)
    last_mile = _last_mile(alternatives, goods, now, services)
    place = cells(platforms.delivery.shape, firm, alternatives.destination)
    stops = _tours(services.last_mile_tour_share, platforms.delivery.take(place))
    part["freight"] = services.consolidation_per_kg * goods.weight * factor
    part["handling"] = factor * (services.pick_cost + services.label_cost + last_mile * stops)
    _add_storage(part, alternatives, goods, now, services.storage * factor, parameters)
    part["fixed"] = part["consignment"].copy()
    part["after_sales_quality"] = brokerage_quality
    part["return_handling"] = factor * _warehouse_return(last_mile, services)
    return _with_losses(
        part, alternatives, now, services.other_loss, services.stocked_returns, services.resale, brokerage_quality, goods, services)


def own_warehouse(alternatives: Alternatives, goods: Goods, now: Conditions, parameters: Scenario) -> Part:
    """Bulk to the firm's own warehouse abroad: a fixed weekly cost, less for space let to others;
    handling gets cheaper with what the warehouse has handled; the care is the firm's own."""
    services, number = parameters.services, len(alternatives.seller)
    staffing = now.staffing[alternatives.seller]
    brokerage_quality = staffing * services.own_quality
    channel = np.where(now.trusted_firms[alternatives.seller], TRUSTED, STANDARD)
    part = _bulk(alternatives, goods, now, channel, np.ones(number), brokerage_quality, services)
    last_mile = _last_mile(alternatives, goods, now, services)
    learned = experience_factor(1.0 + alternatives.handled / services.own_learning_start, services.own_learning)
    part["handling"] = services.own_handling * learned * services.pick_cost + services.label_cost + last_mile
    rent = np.full(number, services.own_storage * services.storage)
    shelf = _add_storage(part, alternatives, goods, now, rent, parameters)
    used = shelf * goods.volumetric / services.volumetric_density
    part["fixed"] = part["consignment"] + services.own_fixed - space_let(used, services)
    part["after_sales_quality"] = np.minimum(brokerage_quality + staffing * services.own_care, 1.0)
    part["return_handling"] = _warehouse_return(last_mile, services)
    return _with_losses(
        part, alternatives, now, services.other_loss, services.stocked_returns, services.resale, brokerage_quality, goods, services)


SERVICE_RULES: tuple[Callable[[Alternatives, Goods, Conditions, Scenario], Part], ...] = (
    express, mail, platform_warehouse, own_warehouse)
"""The rules of each service, in the order of SERVICES."""


def space_let(used: Floats, parameters: ServiceParameters) -> Floats:
    """USD a week that the space of own warehouses brings that ``used`` (m3) leaves over."""
    spare = np.maximum(parameters.own_space - used, 0.0)
    return parameters.own_letting * parameters.storage * spare


def _across_the_border(
    alternatives: Alternatives, now: Conditions, fee: float, journey: Journey, brokerage_quality: Floats,
    parameters: ServiceParameters,
) -> Part:
    """Duty, VAT, brokerage and border time of direct parcels, each its own customs entry."""
    tax = assess_parcels(now.law, alternatives)
    channel = np.where(tax.low_value, LOW_VALUE, STANDARD)
    border = crossing(alternatives, now, channel, brokerage_quality, parameters)
    blind = np.exp(parameters.visibility_spread * visibility_gap(alternatives, now, brokerage_quality, parameters))
    return {
        "direct_duty": tax.duty,
        "flat_duty": tax.flat_duty,
        "vat": tax.vat,
        "clearance": np.where(tax.at_border, fee * border.document_factor, 0.0),
        "days": journey.handling + journey.linehaul + journey.door + border.days,
        "handling_days": journey.handling,
        "linehaul_days": journey.linehaul,
        "border_days": border.days,
        "door_days": journey.door,
        "hold_days": border.hold,
        "days_sd": np.hypot(journey.spread * blind, border.spread),
    }


def _bulk(
    alternatives: Alternatives, goods: Goods, now: Conditions, channel: Integers, delay: Floats, brokerage_quality: Floats,
    parameters: ServiceParameters,
) -> Part:
    """Bulk freight by the cheapest route of the goods' value of time, import duty and lead time.

    In an emergency the goods fly: the same handling and border, another linehaul.
    """
    lanes = now.lanes
    lane = cells(lanes.bulk_days.shape, goods.time_class, alternatives.hub, alternatives.destination)
    flight = cells(lanes.air_days.shape, alternatives.hub, alternatives.destination)
    border = crossing(alternatives, now, channel, brokerage_quality, parameters)
    packing = parameters.bulk_handling_days * delay / now.domestic[alternatives.origin]
    days, hubs = lanes.bulk_days.take(lane), lanes.bulk_hub_days.take(lane)
    carriage = lanes.bulk_cost.take(lane) * goods.weight
    pair = cells(now.law.union.shape, alternatives.origin, alternatives.destination)
    rate = now.law.tariff.take(pair * now.law.tariff.shape[2] + alternatives.category)
    blind = np.exp(parameters.visibility_spread * visibility_gap(alternatives, now, brokerage_quality, parameters))
    abroad = ~now.law.union.take(pair)
    domestic = now.domestic[alternatives.destination]
    return {
        "carriage": carriage,
        "duty": rate * (goods.cost + carriage),
        "vat": now.law.vat[alternatives.destination],
        "consignment": parameters.consignment_cost + abroad * parameters.bulk_brokerage * border.document_factor,
        "handling_days": packing + hubs,
        "linehaul_days": days - hubs,
        "border_days": border.days,
        "hold_days": border.hold,
        "lead_weeks": (packing + days + border.days) / WEEK_DAYS,
        "lead_days_sd": np.hypot(lanes.bulk_days_sd.take(lane), parameters.bulk_handling_spread * delay) * blind,
        "expedited_weeks": (packing + lanes.air_days.take(flight) + border.days) / WEEK_DAYS,
        "expedited_carriage": lanes.air_cost.take(flight) * goods.weight,
        "days": parameters.door_days / domestic,
        "door_days": parameters.door_days / domestic,
        "days_sd": parameters.door_days_spread * blind,
    }


def _both_ends(share: float, rate_cards: RateCards, alternatives: Alternatives) -> Floats:
    """Factor on a cost of which a share pays for driving, half of it to pick up and half to deliver."""
    firm = alternatives.provider
    pick_up = rate_cards.collection.take(cells(rate_cards.collection.shape, firm, alternatives.hub))
    deliver = rate_cards.delivery.take(cells(rate_cards.delivery.shape, firm, alternatives.destination))
    return (_tours(share, pick_up) + _tours(share, deliver)) / 2.0


def _tours(share: float, density: Floats) -> Floats:
    """Factor on a cost of which a share pays for driving from stop to stop."""
    return 1.0 - share + share * density


def _last_mile(alternatives: Alternatives, goods: Goods, now: Conditions, parameters: ServiceParameters) -> Floats:
    """Delivery inside the country at the price that its infrastructure gives, USD a parcel."""
    cost = parameters.last_mile_base + parameters.last_mile_per_kg * goods.weight
    return cost / now.domestic[alternatives.destination]


def _warehouse_return(last_mile: Floats, parameters: ServiceParameters) -> Floats:
    """Fetching a return and looking at it; what is fit gets a new label, the rest is disposed of."""
    handled = parameters.return_cost * (parameters.pick_cost + last_mile)
    return handled + parameters.resale * parameters.label_cost + (1.0 - parameters.resale) * parameters.disposal_cost


def _add_storage(
    part: Part, alternatives: Alternatives, goods: Goods, now: Conditions, rent: Floats, parameters: Scenario
) -> Floats:
    """Add rent, capital and losses of the stock behind one parcel sold; rent is per m3.

    Returns:
        Parcels expected on the shelf.
    """
    stock = parameters.stock
    part["rent"] = rent * goods.volumetric / parameters.services.volumetric_density
    quality = inventory.classification(
        alternatives.service, alternatives.provider, alternatives.seller, now.platforms.quality, now.specialists)
    stock_losses = now.stock_losses.take(alternatives.category).kept(quality, part["lead_weeks"], stock)
    volume = np.maximum(alternatives.volume, 1.0)
    plan = inventory.plan(
        goods.cost, alternatives.price - goods.cost, part["rent"], stock_losses, volume, part["lead_weeks"], stock)
    under_way = part["lead_weeks"] * goods.cost * stock.capital_cost / WEEKS_A_YEAR
    part["storage"] = plan.shelf / volume * plan.weekly + under_way
    return plan.shelf


def _with_losses(
    part: Part, alternatives: Alternatives, now: Conditions, lost: float, returns: float, resold: float,
    provider: Floats, goods: Goods, parameters: ServiceParameters,
) -> Part:
    """Add what lost and returned parcels cost: the price is refunded, some goods sell again."""
    part["lost"] = lost * np.exp(parameters.visibility_loss * visibility_gap(alternatives, now, provider, parameters))
    returned = returns * now.return_rate[alternatives.category]
    refund = alternatives.price - resold * goods.cost - part.get("return_proceeds", 0.0)
    part["losses"] = part["lost"] * alternatives.price + returned * (refund + part["return_handling"])
    return part
