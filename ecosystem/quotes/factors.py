"""Factors of a way of serving a market: who brokers, how visible it is, what a warehouse has learned.

They multiply those of the firm, which effects of the whole model give once a week.
"""

from __future__ import annotations

import numpy as np

from ecosystem.core.arrays import Floats
from ecosystem.messages.factors import Factors
from ecosystem.messages.quotes import Alternatives
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.journeys import visibility_gap
from ecosystem.scenario import service_traits
from ecosystem.scenario.parameters.services import ServiceParameters
from ecosystem.scenario.parameters.stock import StockParameters
from ecosystem.scenario.scenario import Scenario
from ecosystem.theory.learning import experience_factor


def factors_of(
    alternatives: Alternatives, quality: Floats, now: Conditions, parameters: Scenario
) -> Factors:
    """All factors of each alternative.

    Args:
        alternatives: ways of serving a market.
        quality: brokerage quality of each, 0-1.
        now: conditions of the week, with the factors of firms.
        parameters: all parameters.
    """
    return Factors.product((
        now.factors.take(alternatives.seller),
        brokerage(quality, parameters.services),
        visibility(alternatives, quality, now, parameters.services),
        learning(alternatives, parameters.services),
        classification(alternatives, quality, now, parameters.stock),
    ))


def brokerage_quality(
    alternatives: Alternatives, now: Conditions, parameters: ServiceParameters
) -> Floats:
    """Quality of whoever brokers customs and cares for buyers, 0-1: the provider, or the firm itself."""
    quality = parameters.own_quality * now.staffing[alternatives.seller]
    for kind, cards in now.rate_cards.items():
        rows = np.flatnonzero(service_traits.provided_by(kind, alternatives.service))
        quality[rows] = cards.quality[alternatives.provider[rows]]
    return quality


def brokerage(quality: Floats, parameters: ServiceParameters) -> Factors:
    """A good broker needs less work for the same documents."""
    return Factors(documents=np.exp(-parameters.broker_effect * (quality - parameters.broker_norm)))


def visibility(
    alternatives: Alternatives, quality: Floats, now: Conditions, parameters: ServiceParameters
) -> Factors:
    """Uncertainty and loss grow with the exponential of what is missing of full visibility."""
    gap = visibility_gap(alternatives, now, quality, parameters)
    return Factors(
        transit_sd=np.exp(parameters.visibility_spread * gap),
        loss=np.exp(parameters.visibility_loss * gap))


def learning(alternatives: Alternatives, parameters: ServiceParameters) -> Factors:
    """Handling gets cheaper with what the firm's own warehouse has handled (Wright 1936)."""
    handling = np.ones(len(alternatives.seller))
    rows = np.flatnonzero(service_traits.built(alternatives.service))
    handled = alternatives.handled[rows] / parameters.own_learning_start
    handling[rows] = experience_factor(1.0 + handled, parameters.own_learning)
    return Factors(handling=handling)


def classification(
    alternatives: Alternatives, quality: Floats, now: Conditions, parameters: StockParameters
) -> Factors:
    """Classification saves a part of the losses in stock.

    Its quality is that of the provider who keeps the stock, or the firm's own by its specialists. A
    category's losses hold at the usual quality; no order of goods beats the oldest first, so expiry
    is least at full quality.
    """
    kept = service_traits.stocked(alternatives.service) & ~service_traits.self_run(alternatives.service)
    quality = np.where(kept, quality, now.specialists[alternatives.seller])
    unsaved = 1.0 - parameters.classification_gain * quality
    return Factors(
        stock_losses=unsaved / (1.0 - parameters.classification_gain * parameters.classification_norm),
        expiry=unsaved / (1.0 - parameters.classification_gain))
