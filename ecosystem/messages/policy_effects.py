"""What policies and shocks change in a week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ecosystem.core.arrays import Floats


@dataclass(frozen=True)
class PolicyEffects:
    """What policies and shocks change this week; neutral where none is in force.

    Attributes:
        tariff: points added to the tariff by origin, destination and category, shape (C, C, K).
        duty_threshold: USD added to the de minimis value for duty, shape (C,).
        tax_threshold: the same for VAT, shape (C,).
        law_of_2026: share of the way from the thresholds of 2024 to those of 2026, shape (C,).
        vat_at_sale: USD added to the value up to which sellers collect VAT at the sale, shape (C,).
        flat_duty: USD on each low-value parcel in place of duty, shape (C, K).
        officers: factor on customs officers, shape (C,).
        inspection: factor on the share of entries inspected, shape (C,).
        digital: added to the digital level of the authority, shape (C,).
        recognition: share of the distance of standards that mutual recognition takes off, by origin and
            destination, shape (C, C).
        transparency: share of hidden surcharges to a country that carriers must show, (C,).
        rating: share of the error in evaluating providers that a common rating takes off sellers, (C,).
        demand: factor on spending by destination and category, shape (C, K).
        capacity: factor on the capacity of providers, in the order of the world's table, shape (P,).
        closed: straits and canals that are closed.
        own: fields of levers that were declared outside the package, by name.
    """

    tariff: Floats
    duty_threshold: Floats
    tax_threshold: Floats
    law_of_2026: Floats
    vat_at_sale: Floats
    flat_duty: Floats
    officers: Floats
    inspection: Floats
    digital: Floats
    recognition: Floats
    transparency: Floats
    rating: Floats
    demand: Floats
    capacity: Floats
    closed: frozenset[str]
    own: Mapping[str, Floats] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Floats:
        """An array by the name of its field, whoever declared it.

        Raises:
            KeyError: if no lever declares a field of that name.
        """
        values = self.own.get(name, getattr(self, name, None))
        if not isinstance(values, np.ndarray):
            raise KeyError(f"no lever declares a field {name!r}")
        return values
