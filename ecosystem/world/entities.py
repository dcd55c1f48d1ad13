"""The parts of a world as frozen tables of arrays, one entry a country, hub, category or provider."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from ecosystem.core.arrays import Flags, Floats, Integers


class _Fixed:
    """Arrays of a world are shared by all models of a process, so nobody may write to them."""

    def __post_init__(self) -> None:
        for each in fields(self):  # type: ignore[arg-type]
            value = getattr(self, each.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)


@dataclass(frozen=True, eq=False)
class Countries(_Fixed):
    """Countries, arrays of length C.

    Units: gdp and exports USD a year; weekly_wage USD a week a worker; gdp_per_worker USD a year;
    shares, tariff, vat and unemployment fractions; indices lpi_* 1 to 5, digital_level 0 to 1;
    de minimis thresholds USD (0: no relief); vat_at_sale the USD up to which VAT on a parcel is
    collected by the seller and not at the border; import_hours at the border and for documents.
    """

    code: tuple[str, ...]
    name: tuple[str, ...]
    region: tuple[str, ...]
    region_names: tuple[str, ...]
    region_index: Integers
    gdp: Floats
    population: Floats
    internet_share: Floats
    digital_level: Floats
    lpi_overall: Floats
    lpi_customs: Floats
    lpi_infrastructure: Floats
    lpi_competence: Floats
    lpi_timeliness: Floats
    lpi_tracking: Floats
    tariff: Floats
    vat: Floats
    de_minimis_duty: Floats
    de_minimis_tax: Floats
    de_minimis_duty_2026: Floats
    de_minimis_tax_2026: Floats
    vat_at_sale: Floats
    vat_at_sale_2026: Floats
    weekly_wage: Floats
    gdp_per_worker: Floats
    labour_force: Floats
    unemployment: Floats
    tertiary_enrolment: Floats
    exports: Floats
    import_hours: Floats
    eu_member: Flags
    landlocked: Flags

    def __len__(self) -> int:
        return len(self.code)


@dataclass(frozen=True, eq=False)
class Hubs(_Fixed):
    """Hubs (cities), arrays of length H; degrees; country is an index into the countries.

    population_share is the city's part of the population of all hubs of its country. automation of
    handling and level of information (data exchange, tracking) go from 0 to 1.
    """

    name: tuple[str, ...]
    country: Integers
    longitude: Floats
    latitude: Floats
    population: Floats
    population_share: Floats
    airport: Flags
    seaport: Flags
    automation: Floats
    information: Floats

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True, eq=False)
class Categories(_Fixed):
    """Kinds of product, arrays of length K.

    A firm's parcel weight (kg) and consumer price (USD) are lognormal with these medians and
    standard deviations of the logarithm. obsolescence is the share of value lost in a week of
    stock, shelf_life in weeks (infinite when none), shrinkage the share of a stock stolen, damaged or
    mislaid in a week, tariff_factor multiplies a country's mean tariff, volumetric_density in kg/m3,
    spending_share sums to one.
    """

    name: tuple[str, ...]
    weight_median: Floats
    weight_spread: Floats
    value_median: Floats
    value_spread: Floats
    gross_margin: Floats
    return_rate: Floats
    obsolescence: Floats
    shelf_life: Floats
    shrinkage: Floats
    tariff_factor: Floats
    spending_share: Floats
    volumetric_density: Floats
    price_elasticity: Floats
    source: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True, eq=False)
class Providers(_Fixed):
    """Carriers and platforms, length P.

    home is a hub index; origin and destination (P, C) tell in which countries a provider picks
    up and delivers; size is relative within its kind; price_level relative to 1; quality 0 to 1.
    """

    name: tuple[str, ...]
    kind: tuple[str, ...]
    home: Integers
    origin: Flags
    destination: Flags
    size: Floats
    price_level: Floats
    quality: Floats
    source: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.name)

    def of_kind(self, kind: str) -> Integers:
        """Indices of the providers of one kind, "carrier" or "platform"."""
        return np.flatnonzero(np.array(self.kind) == kind)


@dataclass(frozen=True, eq=False)
class Bilateral(_Fixed):
    """Facts of country pairs, arrays (C, C) as [origin, destination].

    air_km is between main airports, weighted_km between populations (CEPII distw), trade in USD
    (all goods, 2019). customs_union is true inside the European Union and inside a country.
    On the diagonal distances and trade are 0, common_language is true, other facts false.
    """

    air_km: Floats
    weighted_km: Floats
    contiguous: Flags
    common_language: Flags
    colony: Flags
    trade_agreement: Flags
    rcep: Flags
    trade: Floats
    customs_union: Flags


@dataclass(frozen=True, eq=False)
class ExpressZones(_Fixed):
    """Shape of an express tariff over zones of growing distance, relative to the first zone.

    Where a parcel of w kg costs a + b*w to the first zone, it costs a*intercept[z] + b*slope[z]*w
    to zone z.
    """

    intercept: Floats
    slope: Floats


@dataclass(frozen=True, eq=False)
class SeaLanes(_Fixed):
    """Sea lanes between port hubs, each pair once, length S.

    km_closed and passages are (S, 3) over PASSAGES; a NaN in km_closed means that no route is left.
    """

    origin: Integers
    destination: Integers
    km: Floats
    km_closed: Floats
    passages: Flags


@dataclass(frozen=True, eq=False)
class Land(_Fixed):
    """What goods can cross over land: track gauge (C,) in mm (NaN: no container trains), and
    road and rail (C, C), true where both countries, or the hubs of one country, are joined."""

    gauge: Floats
    road: Flags
    rail: Flags
