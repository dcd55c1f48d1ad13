"""Levers on the market for logistics services: what carriers show and how sellers evaluate them."""

from __future__ import annotations

from ecosystem.policies.lever import Field, lever


@lever(
    Field("transparency", shape=("countries",)),
    unit="share", low=0.0, high=1.0, targets=("countries",),
    source="Regulation (EU) 2018/644 on parcel prices")
def surcharge_transparency(size: float) -> float:
    """Hidden surcharges to these countries that carriers must show before the sale."""
    return size


@lever(
    Field("rating", shape=("countries",)),
    unit="share", low=0.0, high=1.0, targets=("countries",),
    source="Standards of service quality such as ISO 9001")
def service_rating(size: float) -> float:
    """Error of these countries' sellers in evaluating providers that a common rating takes off."""
    return size
