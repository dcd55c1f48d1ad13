"""Terms that several services share: borders, bulk, tours, returns, storage and losses.

A part of a quote is a dictionary of columns of `Quotes`; what a service does not name is zero.
"""

from __future__ import annotations

import numpy as np

from ecosystem.core.arrays import WEEK_DAYS, WEEKS_A_YEAR, Floats, Integers
from ecosystem.core.lookup import cells
from ecosystem.messages.quotes import RateCards
from ecosystem.quotes import inventory
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.journeys import Journey, crossing
from ecosystem.quotes.law import assess_parcels
from ecosystem.quotes.request import QuoteRequest
from ecosystem.scenario.names import LOW_VALUE, STANDARD
from ecosystem.scenario.parameters.services import ServiceParameters
from ecosystem.scenario.scenario import Scenario

Part = dict[str, Floats]


def across_the_border(
    request: QuoteRequest, now: Conditions, journey: Journey, fee: float
) -> Part:
    """Duty, VAT, brokerage and border time of direct parcels, each its own customs entry."""
    tax = assess_parcels(now.law, request.alternatives)
    channel = np.where(tax.low_value, LOW_VALUE, STANDARD)
    border = crossing(request.alternatives, now, channel, request.factors.documents)
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
        "days_sd": np.hypot(journey.spread * request.factors.transit_sd, border.spread),
    }


def bulk(
    request: QuoteRequest, now: Conditions, channel: Integers, delay: Floats,
    parameters: ServiceParameters,
) -> Part:
    """Bulk freight by the cheapest route of the goods' value of time, import duty and lead time.

    In an emergency the goods fly: the same handling and border, another linehaul.
    """
    alternatives, goods, lanes = request.alternatives, request.goods, now.lanes
    lane = cells(lanes.bulk_days.shape, goods.time_class, alternatives.hub, alternatives.destination)
    flight = cells(lanes.air_days.shape, alternatives.hub, alternatives.destination)
    border = crossing(alternatives, now, channel, request.factors.documents)
    packing = parameters.bulk_handling_days * delay / now.domestic[alternatives.origin]
    days, hubs = lanes.bulk_days.take(lane), lanes.bulk_hub_days.take(lane)
    carriage = lanes.bulk_cost.take(lane) * goods.weight
    pair = cells(now.law.union.shape, alternatives.origin, alternatives.destination)
    rate = now.law.tariff.take(pair * now.law.tariff.shape[2] + alternatives.category)
    blind, abroad = request.factors.transit_sd, ~now.law.union.take(pair)
    domestic = now.domestic[alternatives.destination]
    return {
        "carriage": carriage,
        "duty": rate * (goods.cost + carriage),
        "vat": now.law.vat[alternatives.destination],
        "consignment": parameters.consignment_cost
        + abroad * parameters.bulk_brokerage * border.document_factor,
        "handling_days": packing + hubs,
        "linehaul_days": days - hubs,
        "border_days": border.days,
        "hold_days": border.hold,
        "lead_weeks": (packing + days + border.days) / WEEK_DAYS,
        "lead_days_sd": np.hypot(
            lanes.bulk_days_sd.take(lane), parameters.bulk_handling_spread * delay) * blind,
        "expedited_weeks": (packing + lanes.air_days.take(flight) + border.days) / WEEK_DAYS,
        "expedited_carriage": lanes.air_cost.take(flight) * goods.weight,
        "days": parameters.door_days / domestic,
        "door_days": parameters.door_days / domestic,
        "days_sd": parameters.door_days_spread * blind,
    }


def both_ends(share: float, cards: RateCards, request: QuoteRequest) -> Floats:
    """Factor on a cost of which a share pays for driving, half of it to pick up and half to deliver."""
    alternatives = request.alternatives
    firm = alternatives.provider
    pick_up = cards.collection.take(cells(cards.collection.shape, firm, alternatives.hub))
    deliver = cards.delivery.take(cells(cards.delivery.shape, firm, alternatives.destination))
    return (tours(share, pick_up * request.factors.collection) + tours(share, deliver)) / 2.0


def tours(share: float, density: Floats) -> Floats:
    """Factor on a cost of which a share pays for driving from stop to stop."""
    return 1.0 - share + share * density


def last_mile(request: QuoteRequest, now: Conditions, parameters: ServiceParameters) -> Floats:
    """Delivery inside the country at the price that its infrastructure gives, USD a parcel."""
    cost = parameters.last_mile_base + parameters.last_mile_per_kg * request.goods.weight
    return cost / now.domestic[request.alternatives.destination]


def warehouse_return(last_mile: Floats, parameters: ServiceParameters) -> Floats:
    """Fetching a return and looking at it; what is fit gets a new label, the rest is disposed of."""
    handled = parameters.return_cost * (parameters.pick_cost + last_mile)
    fit = parameters.resale
    return handled + fit * parameters.label_cost + (1.0 - fit) * parameters.disposal_cost


def add_storage(
    part: Part, request: QuoteRequest, now: Conditions, rent: Floats, parameters: Scenario
) -> Floats:
    """Add rent, capital and losses of the stock behind one parcel sold.

    Args:
        part: columns of the quote, which needs its lead time.
        request: what is quoted.
        now: conditions of the week.
        rent: USD a week for a cubic metre.
        parameters: all parameters.

    Returns:
        Parcels expected on the shelf.
    """
    alternatives, goods, stock = request.alternatives, request.goods, parameters.stock
    part["rent"] = rent * goods.volumetric / parameters.services.volumetric_density
    losses = now.stock_losses.take(alternatives.category).kept(
        request.factors, part["lead_weeks"], stock)
    volume = np.maximum(alternatives.volume, 1.0)
    plan = inventory.plan(
        goods.cost, alternatives.price - goods.cost, part["rent"], losses, volume=volume,
        lead_weeks=part["lead_weeks"], parameters=stock)
    under_way = part["lead_weeks"] * goods.cost * stock.capital_cost / WEEKS_A_YEAR
    part["storage"] = plan.shelf / volume * plan.weekly + under_way
    return plan.shelf


def with_losses(
    part: Part, request: QuoteRequest, now: Conditions, lost: float, returns: float, *,
    resold: float = 0.0,
) -> Part:
    """Add how many parcels are lost and come back, and what handling those costs; some sell again.

    Factors act on the hazards of loss and return, so that shares of parcels stay shares.

    Args:
        part: columns of the quote.
        request: what is quoted.
        now: conditions of the week.
        lost: share of parcels lost at the usual visibility.
        returns: share of a category's returns that come back.
        resold: share of returned goods that is sold again.
    """
    factors = request.factors
    sent_back = returns * now.return_rate[request.alternatives.category]
    part["lost"] = np.broadcast_to(more_often(lost, factors.loss), len(request))
    part["returned"] = (1.0 - part["lost"]) * more_often(sent_back, factors.returns)
    worth = resold * request.goods.cost + part.get("return_proceeds", 0.0)
    part["losses"] = part["returned"] * (part["return_handling"] - worth)
    return part


def more_often(share: Floats | float, factor: Floats | float) -> Floats:
    """Share of parcels that meet what so far met ``share`` of them, when its hazard is multiplied."""
    result: Floats = -np.expm1(factor * np.log1p(-np.asarray(share, float)))
    return result
