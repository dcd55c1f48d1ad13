"""Journeys: how long parcels and consignments are under way, how surely, and what the border adds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecosystem.core.arrays import WEEK_DAYS, Floats, Integers
from ecosystem.core.lookup import cells
from ecosystem.messages.quotes import Alternatives
from ecosystem.quotes.conditions import Conditions
from ecosystem.scenario.parameters.services import ServiceParameters


@dataclass(frozen=True)
class Journey:
    """Days of a direct parcel without the border: in hubs, between them, to the door; their spread."""

    handling: Floats
    linehaul: Floats
    door: Floats
    spread: Floats


@dataclass(frozen=True)
class Crossing:
    """What the border of the destination means for each row; nothing inside a union.

    Attributes:
        days: days there.
        hold: those of them that goods are held.
        spread: standard deviation of the days.
        document_factor: factor on the work of documents: standards and digital level of both sides, and
            effects.
    """

    days: Floats
    hold: Floats
    spread: Floats
    document_factor: Floats


def crossing(
    alternatives: Alternatives, now: Conditions, channel: Integers, documents: Floats | float
) -> Crossing:
    """Waiting and detention, documents, and inspection.

    Args:
        alternatives: who sends goods from where to where.
        now: conditions of the week.
        channel: customs channel of each row.
        documents: factor on the work of documents.
    """
    border, pair = now.border, cells(now.documents.shape, alternatives.origin, alternatives.destination)
    place = cells(border.hold_days.shape, alternatives.destination, channel)
    abroad, document_factor = ~now.law.union.take(pair), now.documents.take(pair) * documents
    hold = border.hold_days.take(place)
    days = hold + border.document_days.take(place) * document_factor + border.inspection_days.take(place)
    return Crossing(abroad * days, abroad * hold, abroad * border.days_sd.take(place), document_factor)


def visibility_gap(
    alternatives: Alternatives, now: Conditions, provider: Floats, parameters: ServiceParameters
) -> Floats:
    """How far a consignment's way is from being tracked all along, 0 at the usual level.

    The level of the way is the mean of the levels of the seller and of the destination, which are
    those of their countries, and of the provider, whose quality stands for it. Uncertainty and loss
    grow with the exponential of what is missing.
    """
    level = (now.digital[alternatives.origin] + now.digital[alternatives.destination] + provider) / 3.0
    return parameters.visibility_norm - level


def consolidation_days(posted: Floats, parameters: ServiceParameters) -> Floats:
    """Mean days that mail waits for its consolidation to fill: half the time between two departures.

    Args:
        posted: kg/week that go the same way with the same platform.
        parameters: size of a consolidation, how often one can leave, and when it leaves half empty.
    """
    headway = WEEK_DAYS * parameters.mail_batch / np.maximum(posted, 1e-9)
    return 0.5 * np.clip(headway, parameters.mail_shortest_headway, parameters.mail_longest_headway)
