"""Shocks: closed passages, outages of providers, sudden changes of demand."""

from __future__ import annotations

from ecosystem.policies.lever import Field, lever


@lever(
    "passage_closed",
    field=Field("closed", shape=("passages",), combine="close"),
    unit="0 or 1", low=0.0, high=1.0, targets=("passages",),
    text="Closes straits or canals from a size of one half on",
    source="Suez 2021, Red Sea 2023-2025")
def passage_closed(size: float) -> float:
    return size


@lever(
    "outage",
    field=Field("capacity", shape=("providers",), neutral=1.0, combine="multiply"),
    unit="share of capacity", low=0.0, high=0.99, targets=("providers",),
    text="Capacity that carriers or platforms lose",
    source="Strikes and cyber attacks on carriers")
def outage(size: float) -> float:
    return 1.0 - size


@lever(
    "demand_shock",
    field=Field("demand", shape=("countries", "categories"), neutral=1.0, combine="multiply"),
    unit="share", low=-1.0, high=10.0, targets=("countries", "categories"),
    text="Spending added, as a share of the usual spending",
    source="Demand in 2020")
def demand_shock(size: float) -> float:
    return 1.0 + size
