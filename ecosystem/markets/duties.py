"""Duty and VAT: what the law of the destination takes from a parcel or a consignment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.agents.customs import Customs
from ecosystem.agents.messages import Choices
from ecosystem.scenario.customs import CustomsParameters
from ecosystem.world.world import World

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Law:
    """The law in force this week.

    Attributes:
        tariff: tariff by origin, destination and category, shape (C, C, K); 0 in a customs union.
        union: whether no border lies between two countries, shape (C, C).
        vat: VAT by destination, shape (C,).
        duty_threshold: USD by destination, shape (C,).
        tax_threshold: USD by destination, shape (C,).
    """

    tariff: Floats
    union: Flags
    vat: Floats
    duty_threshold: Floats
    tax_threshold: Floats


def law_in_force(customs: Customs, world: World, parameters: CustomsParameters) -> Law:
    """Tariffs with preferences of trade agreements, and thresholds, as the authorities hold them."""
    bilateral = world.bilateral
    waived = np.where(bilateral.trade_agreement, parameters.preference, 0.0)
    waived = np.where(bilateral.customs_union, 1.0, waived)
    rate = customs.tariff[None, :] * (1.0 - waived)
    return Law(
        tariff=rate[:, :, None] * world.categories.tariff_factor,
        union=bilateral.customs_union,
        vat=customs.vat.copy(),
        duty_threshold=customs.duty_threshold.copy(),
        tax_threshold=customs.tax_threshold.copy(),
    )


@dataclass(frozen=True)
class Assessment:
    """What a direct parcel of each row owes: duty and VAT as factors, and whether it is dutiable."""

    duty: Floats
    vat: Floats
    low_value: Flags
    union: Flags


def assess_parcels(law: Law, choices: Choices) -> Assessment:
    """Assess direct parcels by their price against the de minimis thresholds.

    Inside a customs union no duty is due and VAT always is; elsewhere each is due on parcels above
    its threshold. A parcel at or below the duty threshold takes the low-value channel.
    """
    origin, destination = choices.origin, choices.destination
    union = law.union[origin, destination]
    low_value = choices.price <= law.duty_threshold[destination]
    rate = law.tariff[origin, destination, choices.category]
    taxed = union | (choices.price > law.tax_threshold[destination])
    return Assessment(
        duty=np.where(low_value, 0.0, rate),
        vat=np.where(taxed, law.vat[destination], 0.0),
        low_value=low_value,
        union=union,
    )
