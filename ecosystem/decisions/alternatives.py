"""Alternatives: the ways of serving a market that a review compares, and the choice among them.

A choice set holds the present way of serving a market, a few providers of each service, and each
service that the firm runs itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecosystem.core.arrays import Flags, Floats, Integers
from ecosystem.decisions.context import DecisionContext
from ecosystem.decisions.situations import ChoiceSituations
from ecosystem.messages.quotes import Alternatives
from ecosystem.scenario import service_traits
from ecosystem.scenario.service_traits import SERVICES

PROVIDER_KEYS = 4_096
"""Room for providers in the key of an alternative: service x room + provider + 1."""


@dataclass(frozen=True)
class ChoiceSets:
    """What is compared: the alternatives of one situation stand together.

    Attributes:
        situation: row of the situation, ascending.
        slot: column of the alternative in its situation.
        slots: columns that a situation has at most.
        alternatives: what is to be priced, one row each.
    """

    situation: Integers
    slot: Integers
    slots: int
    alternatives: Alternatives

    def largest(self, values: Floats) -> Floats:
        """Largest value among the alternatives of the same situation, for every alternative."""
        if len(values) == 0:
            return values
        starts = np.flatnonzero(np.diff(self.situation, prepend=-1))
        sizes = np.diff(np.append(starts, len(values)))
        return np.repeat(np.maximum.reduceat(values, starts), sizes)


def build_choice_sets(situations: ChoiceSituations, context: DecisionContext) -> ChoiceSets:
    """The choice set of each situation: the present alternative first, then others without repeating it."""
    firms, parameters = context.firms, context.parameters
    service, provider = _menu(situations, context)
    present = (service == situations.service[:, None]) & (provider == situations.provider[:, None])
    is_open = (provider >= 0) | service_traits.self_run(service)
    is_open[:, 1:] &= ~present[:, 1:]
    is_open[:, 0] = situations.listing >= 0
    situation, slot = np.nonzero(is_open)
    known = present[situation, slot] | (slot == 0)
    seller = situations.seller[situation]
    low = situations.underdeclared[situation]
    alternatives = Alternatives(
        seller=seller,
        hub=firms.hub[seller],
        origin=firms.country[seller],
        destination=situations.destination[situation],
        category=firms.category[seller],
        service=service[situation, slot],
        provider=provider[situation, slot],
        volume=situations.volume[situation],
        price=situations.price[situation],
        declared=np.where(low, parameters.customs.declared_part, 1.0),
        experience=np.where(known, situations.experience[situation], 0.0),
        handled=np.where(known, situations.handled[situation], 0.0),
    )
    return ChoiceSets(situation, slot, service.shape[1], alternatives)


def _menu(situations: ChoiceSituations, context: DecisionContext) -> tuple[Integers, Integers]:
    """Service and provider of every slot: the present one, some providers of each service, own ones."""
    wanted = context.parameters.sellers.providers_considered
    origin = context.firms.country[situations.seller]
    firm = context.firms.id[situations.seller]
    services, providers = [situations.service[:, None]], [situations.provider[:, None]]
    for service, traits in enumerate(SERVICES.traits):
        if traits.provider is None:
            some = np.full((len(firm), 1), -1)
        else:
            start = context.draws.uniform("consideration", firm, situations.destination, service)
            coverage = context.coverage[traits.provider]
            some = coverage.some(origin, situations.destination, start, wanted)
        providers.append(some)
        services.append(np.full(some.shape, service))
    return np.concatenate(services, axis=1), np.concatenate(providers, axis=1)


def alternative_key(service: Integers, provider: Integers) -> Integers:
    """Key of an alternative in draws and among those of one firm."""
    return service * PROVIDER_KEYS + provider + 1


def choose_alternative(
    situations: ChoiceSituations, choice_sets: ChoiceSets, score: Floats, allowed: Flags,
    context: DecisionContext,
) -> Integers:
    """Pick an alternative for each situation by logit (Gumbel noise keyed by firm, market and alternative).

    Returns:
        Row of the chosen alternative by situation, -1 where none is open.
    """
    alternatives, situation = choice_sets.alternatives, choice_sets.situation
    key = alternative_key(alternatives.service, alternatives.provider)
    firm, scale = context.firms.id[alternatives.seller], context.parameters.sellers.choice_scale
    uniform = context.draws.uniform("choice", firm, situations.destination[situation], key)
    noisy = np.where(allowed, score / scale - np.log(-np.log(uniform)), -np.inf)
    grid = np.full((len(situations.seller), choice_sets.slots), -np.inf)
    grid[situation, choice_sets.slot] = noisy
    row = np.full(grid.shape, -1, np.int64)
    row[situation, choice_sets.slot] = np.arange(len(situation))
    cells = np.arange(len(grid)), grid.argmax(axis=1)
    return np.where(np.isfinite(grid[cells]), row[cells], -1)
