"""Own warehouse: the firm's own building abroad, replenished in bulk."""

from __future__ import annotations

import numpy as np

from ecosystem.core.arrays import Floats
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.request import QuoteRequest
from ecosystem.quotes.terms import (
    Part,
    add_storage,
    bulk,
    last_mile,
    warehouse_return,
    with_losses,
)
from ecosystem.scenario.names import STANDARD, TRUSTED
from ecosystem.scenario.parameters.services import ServiceParameters
from ecosystem.scenario.scenario import Scenario


def own_warehouse(request: QuoteRequest, now: Conditions, parameters: Scenario) -> Part:
    """Bulk to the firm's own warehouse abroad: a fixed weekly cost, less for space let to others;
    handling gets cheaper with what the warehouse has handled; buyers are cared for by the firm."""
    services, goods, number = parameters.services, request.goods, len(request)
    channel = np.where(now.trusted_firms[request.alternatives.seller], TRUSTED, STANDARD)
    part = bulk(request, now, channel, np.ones(number), services)
    delivery = last_mile(request, now, services)
    picking = services.own_handling * request.factors.handling * services.pick_cost
    part["handling"] = picking + services.label_cost + delivery
    rent = np.full(number, services.own_storage * services.storage)
    shelf = add_storage(part, request, now, rent, parameters)
    used = shelf * goods.volumetric / services.volumetric_density
    part["fixed"] = part["consignment"] + services.own_fixed - space_let(used, services)
    staffing = now.staffing[request.alternatives.seller]
    part["after_sales_quality"] = np.minimum(request.quality + staffing * services.own_care, 1.0)
    part["return_handling"] = warehouse_return(delivery, services)
    return with_losses(
        part, request, now, services.other_loss, services.stocked_returns, resold=services.resale)


def space_let(used: Floats, parameters: ServiceParameters) -> Floats:
    """USD a week that the space of own warehouses brings that ``used`` (m3) leaves over."""
    spare = np.maximum(parameters.own_space - used, 0.0)
    return parameters.own_letting * parameters.storage * spare
