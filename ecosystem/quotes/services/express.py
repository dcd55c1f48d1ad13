"""Express: a carrier's own network from door to door."""

from __future__ import annotations

import numpy as np

from ecosystem.core.lookup import cells
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.journeys import Journey
from ecosystem.quotes.request import QuoteRequest
from ecosystem.quotes.terms import Part, across_the_border, both_ends, with_losses
from ecosystem.scenario.scenario import Scenario


def express(request: QuoteRequest, now: Conditions, parameters: Scenario) -> Part:
    """Zone tariff per parcel and kg (the larger of weight and volumetric weight), less a bargained
    discount, plus surcharges that the price list does not show; the seller's own customs entry."""
    services, carriers = parameters.services, now.rate_cards["carriers"]
    alternatives, goods = request.alternatives, request.goods
    lane = cells(now.documents.shape, alternatives.origin, alternatives.destination)
    region = cells(
        carriers.factor.shape, alternatives.provider, now.region[alternatives.destination])
    stops = both_ends(services.express_tour_share, carriers, request)
    chargeable = np.maximum(goods.weight, goods.volumetric)
    base = services.express_base * now.lanes.express_zone_base.take(lane) * stops
    base += services.express_per_kg * chargeable * now.lanes.express_zone_kg.take(lane)
    volume = alternatives.volume
    discount = services.express_discount * volume / (volume + services.express_discount_volume)
    charge = base * carriers.factor.take(region) * (1.0 - discount)
    surcharge, delay = charge * services.express_surcharge, carriers.delay.take(region)
    journey = Journey(
        handling=services.express_handling_days * delay / now.domestic[alternatives.origin],
        linehaul=now.lanes.express_days.take(lane),
        door=services.express_door_days * delay / now.domestic[alternatives.destination],
        spread=services.express_days_spread * delay)
    part = across_the_border(request, now, journey, services.express_clearance_fee)
    shown = now.transparency[alternatives.destination]
    part["freight"] = charge + surcharge
    part["surcharge"] = surcharge * ((1.0 - services.express_transparency) * (1.0 - shown))
    part["after_sales_quality"] = request.quality - services.distant_care
    part["return_handling"] = services.express_return * part["freight"]
    part["return_proceeds"] = services.express_resale * goods.cost
    return with_losses(part, request, now, services.other_loss, services.direct_returns)
