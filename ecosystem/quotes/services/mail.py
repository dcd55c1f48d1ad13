"""Direct mail: a platform's consolidation by air, ending with the local last mile."""

from __future__ import annotations

import numpy as np

from ecosystem.core.lookup import cells
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.journeys import Journey, consolidation_days
from ecosystem.quotes.request import QuoteRequest
from ecosystem.quotes.terms import Part, across_the_border, both_ends, with_losses
from ecosystem.scenario.scenario import Scenario


def mail(request: QuoteRequest, now: Conditions, parameters: Scenario) -> Part:
    """Parcels wait until a consolidation is full, fly together and end with the local last mile; the
    platform brokers customs."""
    services, platforms = parameters.services, now.rate_cards["platforms"]
    alternatives, goods = request.alternatives, request.goods
    lane = cells(now.lanes.air_days.shape, alternatives.hub, alternatives.destination)
    region = cells(
        platforms.factor.shape, alternatives.provider, now.region[alternatives.destination])
    stops = both_ends(services.mail_tour_share, platforms, request)
    zone = now.lanes.air_zone.take(lane)
    base = services.mail_base * stops + services.mail_per_kg * goods.weight * zone
    delay = platforms.delay.take(region)
    pair = cells(
        now.posted.shape, alternatives.provider, alternatives.origin, alternatives.destination)
    wait = consolidation_days(now.posted.take(pair), services)
    hubs = now.lanes.air_hub_days.take(lane)
    usual = services.mail_handling_days * delay / now.domestic[alternatives.origin]
    journey = Journey(
        handling=usual + wait + hubs,
        linehaul=now.lanes.air_days.take(lane) - hubs,
        door=services.mail_door_days * delay / now.domestic[alternatives.destination],
        spread=np.hypot(services.mail_days_spread * delay, now.lanes.air_days_sd.take(lane)))
    part = across_the_border(request, now, journey, services.mail_clearance_fee)
    part["freight"] = base * platforms.factor.take(region)
    part["after_sales_quality"] = request.quality - services.distant_care
    part["return_handling"] = np.full(len(request), services.disposal_cost)
    return with_losses(part, request, now, services.mail_loss, services.direct_returns)
