"""Levers on law and customs: tariffs, thresholds, officers, inspections, standards."""

from __future__ import annotations

from ecosystem.policies.lever import Field, lever


@lever(
    "tariff",
    field=Field("tariff", shape=("origins", "countries", "categories")),
    unit="share of value", low=-1.0, high=5.0, targets=("countries", "origins", "categories"),
    text="Points added to the tariff on goods from origins into countries",
    source="Tariff schedules")
def tariff(size: float) -> float:
    return size


@lever(
    "de_minimis_duty",
    field=Field("duty_threshold", shape=("countries",)),
    unit="USD", low=-10_000.0, high=10_000.0, targets=("countries",),
    text="Added to the value up to which no duty is due, never below 0",
    source="De minimis rules by country")
def de_minimis_duty(size: float) -> float:
    return size


@lever(
    "de_minimis_tax",
    field=Field("tax_threshold", shape=("countries",)),
    unit="USD", low=-10_000.0, high=10_000.0, targets=("countries",),
    text="Added to the value up to which no VAT is due, never below 0",
    source="De minimis rules by country")
def de_minimis_tax(size: float) -> float:
    return size


@lever(
    "de_minimis_2026",
    field=Field("law_of_2026", shape=("countries",)),
    unit="share of the change", low=0.0, high=1.0, targets=("countries",),
    text="Moves both thresholds from the law of 2024 to that of the end of 2026",
    source="De minimis rules by country")
def de_minimis_2026(size: float) -> float:
    return size


@lever(
    "flat_duty",
    field=Field("flat_duty", shape=("countries", "categories")),
    unit="USD per parcel", low=0.0, high=1_000.0, targets=("countries", "categories"),
    text="Duty on each low-value parcel in place of a rate",
    source="EU interim duty of EUR 3 from July 2026")
def flat_duty(size: float) -> float:
    return size


@lever(
    "customs_officers",
    field=Field("officers", shape=("countries",), neutral=1.0, combine="multiply"),
    unit="share", low=-0.95, high=10.0, targets=("countries",),
    text="Officers added, as a share of those at work",
    source="Border agency budgets")
def customs_officers(size: float) -> float:
    return 1.0 + size


@lever(
    "inspection_share",
    field=Field("inspection", shape=("countries",), neutral=1.0, combine="multiply"),
    unit="share", low=-1.0, high=20.0, targets=("countries",),
    text="Inspections added, as a share of the usual share inspected",
    source="Border enforcement campaigns")
def inspection_share(size: float) -> float:
    return 1.0 + size


@lever(
    "digital_level",
    field=Field("digital", shape=("countries",)),
    unit="0-1", low=-1.0, high=1.0, targets=("countries",),
    text="Added to the digital level of customs, kept within 0 and 1",
    source="Single windows; UN DESA 2024")
def digital_level(size: float) -> float:
    return size


@lever(
    "vat_at_sale",
    field=Field("vat_at_sale", shape=("countries",)),
    unit="USD", low=-10_000.0, high=10_000.0, targets=("countries",),
    text="Added to the value up to which sellers collect VAT at the sale",
    source="Import One Stop Shop of the EU, 2021")
def vat_at_sale(size: float) -> float:
    return size


@lever(
    "mutual_recognition",
    field=Field("recognition", shape=("origins", "countries"), mutual=True),
    unit="share", low=-1.0, high=1.0, targets=("countries", "origins"),
    text="Share of the distance of standards taken off between origins and countries, both ways",
    source="WTO Trade Facilitation Agreement 2017, article 10")
def mutual_recognition(size: float) -> float:
    return size
