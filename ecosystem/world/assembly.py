"""Turns checked sheets into the frozen tables of a world."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pycountry
from numpy.typing import NDArray

from ecosystem.core.arrays import Flags, Floats, Integers
from ecosystem.scenario.names import PASSAGES
from ecosystem.world.checks import passes, served
from ecosystem.world.entities import (
    Bilateral,
    Categories,
    Countries,
    ExpressZones,
    Hubs,
    Land,
    Providers,
    SeaLanes,
)
from ecosystem.world.reading import Sheet

_PERCENT = 0.01
_MILLION = 1e6
_WEEKS_PER_YEAR = 52.0


def country_name(code: str) -> str:
    """Short English name of an ISO 3166 alpha-3 code; the code itself when ISO has none."""
    country = pycountry.countries.get(alpha_3=code)
    return code if country is None else getattr(country, "common_name", country.name)


def build_countries(sheets: Mapping[str, Sheet]) -> Countries:
    """Countries from `countries.csv`, `regions.csv` and `de_minimis.csv`, in the order of the first."""
    sheet, law = sheets["countries.csv"], sheets["de_minimis.csv"]
    codes = tuple(sheet.keys)
    value = {name: column.copy() for name, column in sheet.numbers.items()}
    region_of = dict(zip(sheets["regions.csv"].keys, sheets["regions.csv"].text["region"], strict=True))
    region = tuple(region_of[code] for code in codes)
    names = tuple(sorted(set(region)))
    threshold = {name: column[_index(codes, law.keys)] for name, column in law.numbers.items()}
    per_worker = value["gdp_usd"] / value["labour_force"]
    return Countries(
        code=codes,
        name=tuple(map(country_name, codes)),
        region=region,
        region_names=names,
        region_index=np.array([names.index(each) for each in region], dtype=np.int64),
        gdp=value["gdp_usd"],
        population=value["population"],
        internet_share=value["internet_users_pct"] * _PERCENT,
        digital_level=value["egdi_2024"],
        lpi_overall=value["lpi2023_overall"],
        lpi_customs=value["lpi2023_customs"],
        lpi_infrastructure=value["lpi2023_infrastructure"],
        lpi_competence=value["lpi2023_logistics_competence"],
        lpi_timeliness=value["lpi2023_timeliness"],
        lpi_tracking=value["lpi2023_tracking"],
        tariff=value["tariff_applied_wmean_pct"] * _PERCENT,
        vat=value["vat_standard_pct"] * _PERCENT,
        de_minimis_duty=threshold["duty_2024_usd"],
        de_minimis_tax=threshold["tax_2024_usd"],
        de_minimis_duty_2026=threshold["duty_2026_usd"],
        de_minimis_tax_2026=threshold["tax_2026_usd"],
        vat_at_sale=_at_sale(sheets, codes, "ceiling_2024_usd"),
        vat_at_sale_2026=_at_sale(sheets, codes, "ceiling_2026_usd"),
        weekly_wage=per_worker * value["pwt_labour_share"] / _WEEKS_PER_YEAR,
        gdp_per_worker=per_worker,
        labour_force=value["labour_force"],
        unemployment=value["unemployment_pct"] * _PERCENT,
        tertiary_enrolment=value["tertiary_gross_enrolment_pct"] * _PERCENT,
        exports=value["exports_2019_musd"] * _MILLION,
        import_hours=value["db2020_import_border_hours"] + value["db2020_import_doc_hours"],
        eu_member=value["eu_member"] > 0,
        landlocked=value["landlocked"] > 0,
    )


def _at_sale(sheets: Mapping[str, Sheet], codes: tuple[str, ...], year: str) -> Floats:
    """USD up to which VAT is collected at sale, (C,); 0 in countries that the optional file leaves out."""
    ceiling = np.zeros(len(codes))
    if "vat_at_sale.csv" in sheets:
        sheet = sheets["vat_at_sale.csv"]
        ceiling[_index(sheet.keys, codes)] = sheet.numbers[year]
    return ceiling


def build_hubs(sheet: Sheet, countries: Countries) -> Hubs:
    """Hubs in the order of `hubs.csv`."""
    country = _index(sheet.text["iso3"], countries.code)
    population = sheet.numbers["population"].copy()
    total = np.bincount(country, weights=population, minlength=len(countries))
    return Hubs(
        name=tuple(sheet.keys),
        country=country,
        longitude=sheet.numbers["longitude"].copy(),
        latitude=sheet.numbers["latitude"].copy(),
        population=population,
        population_share=population / total[country],
        airport=np.array([bool(code) for code in sheet.text["airport"]]),
        seaport=np.array([bool(code) for code in sheet.text["seaport"]]),
        automation=sheet.numbers["automation"].copy(),
        information=sheet.numbers["information"].copy(),
    )


def main_hubs(hubs: Hubs, countries: Countries) -> Integers:
    """Most populous hub of each country, (C,)."""
    order = np.lexsort((-hubs.population, hubs.country))
    return order[np.searchsorted(hubs.country[order], np.arange(len(countries)))].astype(np.int64)


def build_categories(sheet: Sheet) -> Categories:
    """Categories in the order of `categories.csv`; a blank shelf life is infinite."""
    value = {name: column.copy() for name, column in sheet.numbers.items()}
    shelf = value["shelf_life_weeks"]
    return Categories(
        name=tuple(sheet.keys),
        weight_median=value["weight_median_kg"],
        weight_spread=value["weight_spread"],
        value_median=value["value_median_usd"],
        value_spread=value["value_spread"],
        gross_margin=value["gross_margin"],
        return_rate=value["return_rate"],
        obsolescence=value["obsolescence_per_week"],
        shelf_life=np.where(np.isnan(shelf), np.inf, shelf),
        shrinkage=value["shrinkage_per_week"],
        tariff_factor=value["tariff_factor"],
        spending_share=value["spending_share"] / value["spending_share"].sum(),
        volumetric_density=value["volumetric_density_kg_m3"],
        price_elasticity=value["price_elasticity"],
        source=tuple(sheet.text["source"]),
    )


def build_providers(sheet: Sheet, hubs: Hubs, countries: Countries) -> Providers:
    """Carriers and platforms in the order of `providers.csv`."""
    region_of = dict(zip(countries.code, countries.region, strict=True))
    covers = {
        name: np.array([served(cell, countries.code, region_of) for cell in sheet.text[name]])
        for name in ("origin_regions", "destination_regions")
    }
    return Providers(
        name=tuple(sheet.keys),
        kind=tuple(sheet.text["kind"]),
        home=_index(sheet.text["home_hub"], hubs.name),
        origin=covers["origin_regions"],
        destination=covers["destination_regions"],
        size=sheet.numbers["size"].copy(),
        price_level=sheet.numbers["price_level"].copy(),
        quality=sheet.numbers["quality"].copy(),
        source=tuple(sheet.text["source"]),
    )


def build_bilateral(sheet: Sheet, countries: Countries) -> Bilateral:
    """Pair facts as [origin, destination] matrices."""
    origin = _index(sheet.text["origin"], countries.code)
    destination = _index(sheet.text["destination"], countries.code)

    def matrix(name: str) -> Floats:
        values = np.zeros((len(countries), len(countries)))
        values[origin, destination] = sheet.numbers[name]
        return values

    same = np.eye(len(countries), dtype=bool)
    return Bilateral(
        air_km=matrix("air_km"),
        weighted_km=matrix("weighted_km"),
        contiguous=matrix("contiguous") > 0,
        common_language=(matrix("common_language") > 0) | same,
        colony=matrix("colony") > 0,
        trade_agreement=matrix("trade_agreement") > 0,
        rcep=matrix("rcep") > 0,
        trade=matrix("trade_2019_musd") * _MILLION,
        customs_union=np.logical_and.outer(countries.eu_member, countries.eu_member) | same,
    )


def build_express_zones(sheet: Sheet) -> ExpressZones:
    """Zones of an express tariff, nearest first."""
    numbers = sheet.numbers
    return ExpressZones(
        intercept=numbers["intercept_ratio_to_zone1"].copy(),
        slope=numbers["slope_ratio_to_zone1"].copy(),
    )


def build_sea_lanes(sheet: Sheet, hubs: Hubs) -> SeaLanes:
    """Sea lanes with their lengths when each passage is closed."""
    through = [[passes(cell, passage) for passage in PASSAGES] for cell in sheet.text["passages"]]
    return SeaLanes(
        origin=_index(sheet.text["origin_hub"], hubs.name),
        destination=_index(sheet.text["destination_hub"], hubs.name),
        km=sheet.numbers["km"].copy(),
        km_closed=np.column_stack([sheet.numbers[f"km_{passage}_closed"] for passage in PASSAGES]),
        passages=np.array(through, dtype=bool).reshape(-1, len(PASSAGES)),
    )


def build_land(rail: Sheet, borders: Sheet, bilateral: Bilateral, countries: Countries) -> Land:
    """Countries that lorries and container trains can cross between, and the hubs inside one."""
    gauge = np.full(len(countries), np.nan)
    gauge[_index(rail.keys, countries.code)] = rail.numbers["gauge_mm"]
    joined: dict[str, Flags] = {}
    for mode in ("road", "rail"):
        joined[mode] = bilateral.contiguous | np.eye(len(countries), dtype=bool)
        ends = _index(borders.text["iso3_a"], countries.code), _index(borders.text["iso3_b"], countries.code)
        for one, other, rule, modes in zip(*ends, borders.text["rule"], borders.text["modes"], strict=True):
            if mode in modes.split(";"):
                joined[mode][one, other] = joined[mode][other, one] = rule == "open"
    listed = ~np.isnan(gauge)
    return Land(gauge=gauge, road=joined["road"], rail=joined["rail"] & np.logical_and.outer(listed, listed))


def _index(words: list[str] | tuple[str, ...], known: list[str] | tuple[str, ...]) -> NDArray[np.int64]:
    position = {word: index for index, word in enumerate(known)}
    return np.array([position[word] for word in words], dtype=np.int64)
