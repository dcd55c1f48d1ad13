"""Duty and VAT: what the law of the destination takes from a parcel or a consignment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecosystem.agents.customs import Customs
from ecosystem.core.arrays import Flags, Floats, Integers
from ecosystem.core.lookup import cells
from ecosystem.messages.policy_effects import PolicyEffects
from ecosystem.messages.quotes import Alternatives
from ecosystem.scenario.parameters.customs import CustomsParameters
from ecosystem.world.world import World


@dataclass(frozen=True)
class Law:
    """The law in force this week.

    Attributes:
        tariff: tariff by origin, destination and category, shape (C, C, K); 0 in a customs union.
        union: whether no border lies between two countries, shape (C, C).
        vat: VAT by destination, shape (C,).
        duty_threshold: USD by destination, shape (C,).
        tax_threshold: USD by destination, shape (C,).
        flat_duty: USD on each parcel up to ``flat_ceiling`` in place of a rate, shape (C, K).
        flat_ceiling: USD up to which a flat duty holds.
        sale_ceiling: USD up to which sellers collect the VAT on a parcel at the sale, shape (C,).
    """

    tariff: Floats
    union: Flags
    vat: Floats
    duty_threshold: Floats
    tax_threshold: Floats
    flat_duty: Floats
    flat_ceiling: float
    sale_ceiling: Floats

    def low_value_limit(self) -> Floats:
        """USD up to which a parcel takes the low-value channel, by destination and category, (C, K)."""
        limit = np.broadcast_to(self.duty_threshold[:, None], self.flat_duty.shape)
        return np.where(self.flat_duty > 0, np.maximum(limit, self.flat_ceiling), limit)


def law_in_force(
    customs: Customs, world: World, policy_effects: PolicyEffects, parameters: CustomsParameters
) -> Law:
    """Tariffs with preferences of trade agreements, and thresholds, with the week's policies."""
    bilateral = world.bilateral
    waived = np.where(bilateral.trade_agreement, parameters.preference, 0.0)
    rate = customs.tariff[None, :] * (1.0 - waived)
    tariff = rate[:, :, None] * world.categories.tariff_factor + policy_effects.tariff
    tariff[bilateral.customs_union] = 0.0
    step, countries = policy_effects.law_of_2026, world.countries
    duty = customs.duty_threshold + step * (countries.de_minimis_duty_2026 - customs.duty_threshold)
    tax = customs.tax_threshold + step * (countries.de_minimis_tax_2026 - customs.tax_threshold)
    sale = countries.vat_at_sale + step * (countries.vat_at_sale_2026 - countries.vat_at_sale)
    return Law(
        tariff=np.maximum(tariff, 0.0),
        union=bilateral.customs_union,
        vat=customs.vat.copy(),
        duty_threshold=np.maximum(duty + policy_effects.duty_threshold, 0.0),
        tax_threshold=np.maximum(tax + policy_effects.tax_threshold, 0.0),
        flat_duty=policy_effects.flat_duty,
        flat_ceiling=parameters.flat_duty_ceiling,
        sale_ceiling=np.maximum(sale + policy_effects.vat_at_sale, 0.0),
    )


@dataclass(frozen=True)
class Assessment:
    """What a direct parcel of each row owes, and how it is declared.

    Attributes:
        duty, vat: factors on the price.
        flat_duty: USD.
        low_value: takes the simplified channel.
        at_border: something is due at the border, so a broker must advance it.
        union: crosses no border.
    """

    duty: Floats
    flat_duty: Floats
    vat: Floats
    low_value: Flags
    at_border: Flags
    union: Flags


@dataclass(frozen=True)
class Parcels:
    """Direct parcels as the law sees them: what of `Alternatives` it asks about."""

    origin: Integers
    destination: Integers
    category: Integers
    price: Floats
    declared: Floats


def assess_parcels(law: Law, alternatives: Alternatives | Parcels) -> Assessment:
    """Assess direct parcels by their declared value against the de minimis thresholds.

    Inside a customs union no duty is due and VAT always is; elsewhere each is due on parcels above
    its threshold. A parcel at or below the duty threshold takes the low-value channel, and so does
    one that a flat duty covers. VAT that the seller collects at the sale is due on every such
    parcel and on what the buyer pays, and the border has nothing to do with it.
    """
    origin, destination = alternatives.origin, alternatives.destination
    pair = cells(law.union.shape, origin, destination)
    union = law.union.take(pair)
    declared = alternatives.price * alternatives.declared
    free = declared <= law.duty_threshold[destination]
    flat = law.flat_duty.take(cells(law.flat_duty.shape, destination, alternatives.category))
    covered = ~union & ~free & (flat > 0) & (declared <= law.flat_ceiling)
    rate = law.tariff.take(pair * law.tariff.shape[2] + alternatives.category)
    at_sale = union | (declared <= law.sale_ceiling[destination])
    taxed = at_sale | (declared > law.tax_threshold[destination])
    vat = law.vat[destination]
    return Assessment(
        duty=np.where(free | covered, 0.0, rate * alternatives.declared),
        flat_duty=np.where(covered, flat, 0.0),
        vat=np.where(taxed, vat * np.where(at_sale, 1.0, alternatives.declared), 0.0),
        low_value=free | covered,
        at_border=~union & (~(free | (covered & at_sale)) | (taxed & ~at_sale & (vat > 0.0))),
        union=union,
    )
