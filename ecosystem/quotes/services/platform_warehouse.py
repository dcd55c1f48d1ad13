"""Platform warehouse: a shared warehouse abroad, replenished in bulk."""

from __future__ import annotations

import numpy as np

from ecosystem.core.lookup import cells
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.request import QuoteRequest
from ecosystem.quotes.terms import (
    Part,
    add_storage,
    bulk,
    last_mile,
    tours,
    warehouse_return,
    with_losses,
)
from ecosystem.scenario.names import STANDARD, TRUSTED
from ecosystem.scenario.scenario import Scenario


def platform_warehouse(request: QuoteRequest, now: Conditions, parameters: Scenario) -> Part:
    """Bulk to the platform's warehouse abroad, labels, storage, picking and local delivery at its
    charge."""
    services, platforms = parameters.services, now.rate_cards["platforms"]
    alternatives, firm = request.alternatives, request.alternatives.provider
    region = cells(platforms.factor.shape, firm, now.region[alternatives.destination])
    factor, delay = platforms.factor.take(region), platforms.delay.take(region)
    channel = np.where(now.trusted[firm], TRUSTED, STANDARD)
    part = bulk(request, now, channel, delay, services)
    delivery = last_mile(request, now, services)
    place = cells(platforms.delivery.shape, firm, alternatives.destination)
    stops = tours(services.last_mile_tour_share, platforms.delivery.take(place))
    picking = services.pick_cost * request.factors.handling
    part["freight"] = services.consolidation_per_kg * request.goods.weight * factor
    part["handling"] = factor * (picking + services.label_cost + delivery * stops)
    add_storage(part, request, now, services.storage * factor, parameters)
    part["fixed"] = part["consignment"].copy()
    part["after_sales_quality"] = request.quality
    part["return_handling"] = factor * warehouse_return(delivery, services)
    return with_losses(
        part, request, now, services.other_loss, services.stocked_returns, resold=services.resale)
