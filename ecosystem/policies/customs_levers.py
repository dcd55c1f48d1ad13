"""Levers on law and customs: tariffs, thresholds, officers, inspections, standards."""

from __future__ import annotations

from ecosystem.policies.lever import Field, lever


@lever(
    Field("tariff", shape=("origins", "countries", "categories")),
    unit="share of value", low=-1.0, high=5.0, targets=("countries", "origins", "categories"),
    source="Tariff schedules")
def tariff(size: float) -> float:
    """Points added to the tariff on goods from origins into countries."""
    return size


@lever(
    Field("duty_threshold", shape=("countries",)),
    unit="USD", low=-10_000.0, high=10_000.0, targets=("countries",),
    source="De minimis rules by country")
def de_minimis_duty(size: float) -> float:
    """Added to the value up to which no duty is due, never below 0."""
    return size


@lever(
    Field("tax_threshold", shape=("countries",)),
    unit="USD", low=-10_000.0, high=10_000.0, targets=("countries",),
    source="De minimis rules by country")
def de_minimis_tax(size: float) -> float:
    """Added to the value up to which no VAT is due, never below 0."""
    return size


@lever(
    Field("law_of_2026", shape=("countries",)),
    unit="share of the change", low=0.0, high=1.0, targets=("countries",),
    source="De minimis rules by country")
def de_minimis_2026(size: float) -> float:
    """Moves both thresholds from the law of 2024 to that of the end of 2026."""
    return size


@lever(
    Field("flat_duty", shape=("countries", "categories")),
    unit="USD per parcel", low=0.0, high=1_000.0, targets=("countries", "categories"),
    source="EU interim duty of EUR 3 from July 2026")
def flat_duty(size: float) -> float:
    """Duty on each low-value parcel in place of a rate."""
    return size


@lever(
    Field("officers", shape=("countries",), neutral=1.0, combine="multiply"),
    unit="share", low=-0.95, high=10.0, targets=("countries",),
    source="Border agency budgets")
def customs_officers(size: float) -> float:
    """Officers added, as a share of those at work."""
    return 1.0 + size


@lever(
    Field("inspection", shape=("countries",), neutral=1.0, combine="multiply"),
    unit="share", low=-1.0, high=20.0, targets=("countries",),
    source="Border enforcement campaigns")
def inspection_share(size: float) -> float:
    """Inspections added, as a share of the usual share inspected."""
    return 1.0 + size


@lever(
    Field("digital", shape=("countries",)),
    unit="0-1", low=-1.0, high=1.0, targets=("countries",),
    source="Single windows; UN DESA 2024")
def digital_level(size: float) -> float:
    """Added to the digital level of customs, kept within 0 and 1."""
    return size


@lever(
    Field("vat_at_sale", shape=("countries",)),
    unit="USD", low=-10_000.0, high=10_000.0, targets=("countries",),
    source="Import One Stop Shop of the EU, 2021")
def vat_at_sale(size: float) -> float:
    """Added to the value up to which sellers collect VAT at the sale."""
    return size


@lever(
    Field("recognition", shape=("origins", "countries"), mutual=True),
    unit="share", low=-1.0, high=1.0, targets=("countries", "origins"),
    source="WTO Trade Facilitation Agreement 2017, article 10")
def mutual_recognition(size: float) -> float:
    """Share of the distance of standards taken off between origins and countries, both ways."""
    return size
