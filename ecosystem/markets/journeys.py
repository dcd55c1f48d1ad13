"""Journeys: how long parcels and consignments are under way, how surely, and what the border adds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.agents.messages import Choices
from ecosystem.markets.conditions import Conditions
from ecosystem.markets.lookup import cells
from ecosystem.scenario.services import ServiceParameters

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

WEEK = 7.0


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
        days: days there; hall: those being held; spread: their standard deviation.
        paper: factor on the work of documents: standards and digital level of both sides, and the
            broker's quality.
    """

    days: Floats
    hall: Floats
    spread: Floats
    paper: Floats


def crossing(
    choices: Choices, now: Conditions, channel: Integers, broker: Floats, rules: ServiceParameters
) -> Crossing:
    """Waiting and detention, documents, and inspection."""
    border, pair = now.border, cells(now.documents.shape, choices.origin, choices.destination)
    place = cells(border.hall_days.shape, choices.destination, channel)
    abroad, paper = ~now.law.union.take(pair), now.documents.take(pair)
    paper = paper * np.exp(-rules.broker_effect * (broker - rules.broker_norm))
    hall = border.hall_days.take(place)
    days = hall + border.document_days.take(place) * paper + border.inspection_days.take(place)
    return Crossing(abroad * days, abroad * hall, abroad * border.days_sd.take(place), paper)


def unseen(choices: Choices, now: Conditions, provider: Floats, rules: ServiceParameters) -> Floats:
    """How far a consignment's way is from being tracked all along, 0 at the usual level.

    The level of the way is the mean of the levels of the seller and of the destination, which are
    those of their countries, and of the provider, whose quality stands for it. Uncertainty and loss
    grow with the exponential of what is missing.
    """
    level = (now.digital[choices.origin] + now.digital[choices.destination] + provider) / 3.0
    return rules.visibility_norm - level


def consolidation_days(posted: Floats, rules: ServiceParameters) -> Floats:
    """Mean days that mail waits for its consolidation to fill: half the time between two departures.

    Args:
        posted: kg/week that go the same way with the same platform.
        rules: size of a consolidation, how often one can leave, and when it leaves half empty.
    """
    headway = WEEK * rules.mail_batch / np.maximum(posted, 1e-9)
    return 0.5 * np.clip(headway, rules.mail_shortest_headway, rules.mail_longest_headway)
