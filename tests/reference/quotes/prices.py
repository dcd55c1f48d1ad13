"""What is left of a price."""

from __future__ import annotations

from ecosystem.scenario.parameters.sellers import SellerParameters
from tests.reference.recording import Row


def left_of_a_dollar(quoted: Row, parameters: SellerParameters) -> float:
    """What a seller keeps of a USD of sales: who refunds a parcel gets its fees back."""
    kept = 1.0 - quoted.lost - quoted.returned
    return kept * (1.0 - parameters.selling_fee - parameters.overhead)
