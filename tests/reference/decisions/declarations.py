"""What a seller declares, one listing at a time, and what tax that evades."""

from __future__ import annotations

import math

from scipy.special import ndtri

from ecosystem.core.draws import WeekDraws
from ecosystem.quotes.law import Law
from ecosystem.scenario.names import LOW_VALUE, PLATFORM_WAREHOUSE, STANDARD
from ecosystem.scenario.parameters.customs import CustomsParameters
from tests.reference.agents import customs
from tests.reference.quotes.quote import parcel_taxes
from tests.reference.recording import Row


def declared_part(listing: Row, parameters: CustomsParameters) -> float:
    """What part of the price stands on the parcel."""
    return parameters.declared_part if listing.underdeclared else 1.0


def tax(listing: Row, origin: int, part: float, law: Law) -> tuple[float, int]:
    """USD of duty and VAT on a parcel of which a part is declared, and its channel."""
    parcel = Row(
        origin=origin, destination=listing.destination, category=listing.category,
        price=listing.price, declared=part)
    rate, fixed, vat, low_value, _ = parcel_taxes(law, parcel)
    duty = rate * listing.price + fixed
    return duty + vat * (listing.price + duty), LOW_VALUE if low_value else STANDARD


def evaded_tax(listing: Row, origin: int, law: Law, parameters: CustomsParameters) -> float:
    """USD a parcel; only direct parcels that cross a border can evade anything."""
    if not listing.underdeclared or not crosses(listing, origin, law):
        return 0.0
    owed, _ = tax(listing, origin, 1.0, law)
    paid, _ = tax(listing, origin, parameters.declared_part, law)
    return max(owed - paid, 0.0)


def crosses(listing: Row, origin: int, law: Law) -> bool:
    """Whether direct parcels of a listing pass a border."""
    return listing.service < PLATFORM_WAREHOUSE and not law.union[origin, listing.destination]


def declares_low(
    listing: Row, seller: Row, authority: Row, law: Law, parameters: CustomsParameters, draws: WeekDraws,
) -> bool:
    """What is saved against the expected fine, and against what the seller thinks of itself."""
    if not crosses(listing, seller.country, law):
        return False
    owed, _ = tax(listing, seller.country, 1.0, law)
    paid, channel = tax(listing, seller.country, parameters.declared_part, law)
    saved = owed - paid
    share = customs.inspected_share(authority, channel, parameters)
    caught, _ = customs.chances(share, authority.risky[channel], customs.accuracy(authority, parameters))
    advantage = (saved - caught * parameters.penalty * saved) / listing.price
    normal = float(ndtri(float(draws.for_good().uniform("honesty", seller.id))))
    honesty = parameters.honesty * math.exp(parameters.honesty_spread * normal)
    advantage -= honesty * (1.0 - parameters.declared_part)
    weight = min(max(advantage / parameters.declaration_scale, -700.0), 700.0)
    uniform = float(draws.uniform("declaration", seller.id, listing.destination))
    return saved > 0.0 and uniform < 1.0 / (1.0 + math.exp(-weight))
