"""Bonded warehouse: goods wait abroad untaxed, and duty and VAT are due when they are sold."""

from __future__ import annotations

import numpy as np

from ecosystem.core.lookup import cells
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.request import QuoteRequest
from ecosystem.quotes.services.quote import SERVICE_RULES
from ecosystem.quotes.terms import Part, add_storage, bulk, last_mile, warehouse_return, with_losses
from ecosystem.scenario.names import TRUSTED
from ecosystem.scenario.scenario import Scenario
from ecosystem.scenario.service_traits import SERVICES, ServiceTraits

RENT = 0.3
"""Share of the usual rent, outside the town."""
HANDLING = 0.5
"""Share of the usual handling, in larger halls."""

TRAITS = ServiceTraits(
    name="bonded_warehouse", label="Bonded warehouse", colour="#8a6d3b", stocked=True,
    provider="platforms", staff=("platform_operations", "platform_specialist", "digital"))


def bonded_warehouse(request: QuoteRequest, now: Conditions, parameters: Scenario) -> Part:
    """Bulk under bond; the buyer pays duty with VAT, on the price in place of the goods' cost."""
    services, platforms = parameters.services, now.rate_cards["platforms"]
    alternatives, goods, provider = request.alternatives, request.goods, request.alternatives.provider
    region = cells(platforms.factor.shape, provider, now.region[alternatives.destination])
    factor, delay = platforms.factor.take(region), platforms.delay.take(region)
    part = bulk(request, now, np.full(len(request), TRUSTED), delay, services)
    part["direct_duty"] = part["duty"] / (goods.cost + part["carriage"])
    part["duty"] = np.zeros(len(request))
    delivery = last_mile(request, now, services)
    part["handling"] = HANDLING * factor * (services.pick_cost * request.factors.handling + delivery)
    add_storage(part, request, now, RENT * services.storage * factor, parameters)
    part["fixed"] = part["consignment"].copy()
    part["after_sales_quality"] = request.quality
    part["return_handling"] = factor * warehouse_return(delivery, services)
    return with_losses(
        part, request, now, services.other_loss, services.stocked_returns, resold=services.resale)


SERVICES.register(TRAITS)
SERVICE_RULES[TRAITS.name] = bonded_warehouse
