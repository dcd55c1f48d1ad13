"""Shocks: closed passages, outages of providers, sudden changes of demand."""

from __future__ import annotations

from ecosystem.policies.lever import Field, lever


@lever(
    Field("closed", shape=("passages",), combine="close"),
    unit="0 or 1", low=0.0, high=1.0, targets=("passages",),
    source="Suez 2021, Red Sea 2023-2025")
def passage_closed(size: float) -> float:
    """Closes straits or canals from a size of one half on."""
    return size


@lever(
    Field("capacity", shape=("providers",), neutral=1.0, combine="multiply"),
    unit="share of capacity", low=0.0, high=0.99, targets=("providers",),
    source="Strikes and cyber attacks on carriers")
def outage(size: float) -> float:
    """Capacity that carriers or platforms lose."""
    return 1.0 - size


@lever(
    Field("demand", shape=("countries", "categories"), neutral=1.0, combine="multiply"),
    unit="share", low=-0.99, high=10.0, targets=("countries", "categories"),
    source="Demand in 2020")
def demand_shock(size: float) -> float:
    """Spending added, as a share of the usual spending."""
    return 1.0 + size
