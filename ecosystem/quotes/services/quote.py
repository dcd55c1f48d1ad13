"""Quotes: each way of serving a market is priced and timed by the rules of its service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import numpy as np

from ecosystem.messages.quotes import Quotes
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.request import QuoteRequest
from ecosystem.quotes.services.express import express
from ecosystem.quotes.services.mail import mail
from ecosystem.quotes.services.own_warehouse import own_warehouse
from ecosystem.quotes.services.platform_warehouse import platform_warehouse
from ecosystem.quotes.terms import Part
from ecosystem.scenario import service_traits
from ecosystem.scenario.scenario import Scenario
from ecosystem.scenario.service_traits import SERVICES

SERVICE_RULES: dict[str, Callable[[QuoteRequest, Conditions, Scenario], Part]] = {
    "express": express,
    "mail": mail,
    "platform_warehouse": platform_warehouse,
    "own_warehouse": own_warehouse,
}
"""The rules of each service by its name; whoever registers a service adds its rules."""


def quote(request: QuoteRequest, now: Conditions, parameters: Scenario) -> Quotes:
    """Price every row of a request by the rules of its service; a short-handed seller is late."""
    alternatives = request.alternatives
    columns = {field.name: np.zeros(len(request)) for field in fields(Quotes)}
    for service, name in enumerate(SERVICES):
        rows = np.flatnonzero(alternatives.service == service)
        if len(rows):
            for column, values in SERVICE_RULES[name](request.take(rows), now, parameters).items():
                columns[column][rows] = values
    late = parameters.services.staff_shortage_days * (1.0 - now.staffing[alternatives.seller])
    columns["days"] += late
    direct = service_traits.direct(alternatives.service)
    columns["handling_days"] += np.where(direct, late, 0.0)
    columns["door_days"] += np.where(direct, 0.0, late)
    return Quotes(**columns)
