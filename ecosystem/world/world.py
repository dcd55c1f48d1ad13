"""The world: one checked folder of countries, hubs, lanes, law, products and providers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd

from ecosystem.core.arrays import Integers
from ecosystem.core.input_files import folder_fault
from ecosystem.core.names import nearest
from ecosystem.scenario.parameters.freight import FreightParameters
from ecosystem.world.network.network import TradeNetwork
from ecosystem.world.network.sea import SeaPaths, no_sea_paths
from ecosystem.world.network.sea_reading import read_sea_paths
from ecosystem.world.tables import assembly
from ecosystem.world.tables.blanks import fill_blanks
from ecosystem.world.tables.checks import check_world
from ecosystem.world.tables.entities import (
    Bilateral,
    Categories,
    Countries,
    ExpressZones,
    Hubs,
    Land,
    Providers,
    SeaLanes,
)
from ecosystem.world.tables.reading import Sheet, WorldError, WorldFaults, read_outlines, read_sheets
from ecosystem.world.tables.schema import OUTLINES, SEA_PATHS, TABLES

DEFAULT_FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True, eq=False)
class World:
    """The stage of the model. Read one with `World.load()`; its arrays are read-only.

    Attributes:
        main_hub: index of each country's most populous hub, (C,).
        imputed: every value that a blank cell got, as file, key, column, value, rule.
        outlines: rings of land for maps, [(longitude, latitude), ...]; empty when none are given.
        sea_paths: the routes of ships for maps; without any when none are given.
        content_hash: SHA-256 over the names and bytes of all files read.
        folder: where the world was read from.
    """

    countries: Countries
    hubs: Hubs
    main_hub: Integers
    categories: Categories
    providers: Providers
    bilateral: Bilateral
    express_zones: ExpressZones
    sea_lanes: SeaLanes
    land: Land
    imputed: pd.DataFrame
    outlines: list[list[tuple[float, float]]]
    sea_paths: SeaPaths
    content_hash: str
    folder: Path

    def __copy__(self) -> World:
        """Itself: nothing of a world ever changes."""
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> World:
        """Itself, so that copies of a model share one world."""
        return self

    @classmethod
    def load(cls, folder: str | Path | None = None) -> World:
        """Read and check a world folder.

        Args:
            folder: a folder with the files of `schema.TABLES`; the default world when None.

        Raises:
            WorldError: all faults at once, each with file, row and column.
        """
        place = DEFAULT_FOLDER if folder is None else Path(folder)
        fault = folder_fault(place)
        if fault:
            raise WorldError([f"{place}: {fault}"])
        faults = WorldFaults()
        sheets = read_sheets(place, TABLES, faults)
        outlines = read_outlines(place, OUTLINES, faults)
        check_world(sheets, faults)
        sea_paths = _read_sea_paths(place, sheets, faults)
        _stop_if_wrong(place, faults)
        imputed = fill_blanks(sheets, faults)
        _stop_if_wrong(place, faults)
        return cls._assembled(sheets, imputed, outlines, sea_paths, place)

    @classmethod
    def _assembled(
        cls,
        sheets: Mapping[str, Sheet],
        imputed: pd.DataFrame,
        outlines: list[list[tuple[float, float]]],
        sea_paths: SeaPaths,
        folder: Path,
    ) -> World:
        countries = assembly.build_countries(sheets)
        hubs = assembly.build_hubs(sheets["hubs.csv"], countries)
        bilateral = assembly.build_bilateral(sheets["bilateral.csv"], countries)
        main_hub = assembly.main_hubs(hubs, countries)
        main_hub.setflags(write=False)
        return cls(
            countries=countries,
            hubs=hubs,
            main_hub=main_hub,
            categories=assembly.build_categories(sheets["categories.csv"]),
            providers=assembly.build_providers(sheets["providers.csv"], hubs, countries),
            bilateral=bilateral,
            express_zones=assembly.build_express_zones(sheets["express_zone_shape.csv"]),
            sea_lanes=assembly.build_sea_lanes(sheets["sea_lanes.csv"], hubs),
            land=assembly.build_land(sheets["rail.csv"], sheets["land_borders.csv"], bilateral, countries),
            imputed=imputed,
            outlines=outlines,
            sea_paths=sea_paths,
            content_hash=_content_hash(folder),
            folder=folder,
        )

    @cached_property
    def network(self) -> TradeNetwork:
        """The trade network under the default freight parameters, built on first use."""
        return self.build_network(FreightParameters())

    def build_network(self, freight: FreightParameters) -> TradeNetwork:
        """The trade network under given speeds, costs and handling."""
        return TradeNetwork.build(self.countries, self.hubs, self.sea_lanes, self.land, freight)

    def country_index(self, code: str) -> int:
        """Position of a country by its ISO 3166 alpha-3 code.

        Raises:
            KeyError: unknown code, naming the nearest.
        """
        return _position(code, self.countries.code, "country")

    def hub_index(self, name: str) -> int:
        """Position of a hub by its name.

        Raises:
            KeyError: unknown name, naming the nearest.
        """
        return _position(name, self.hubs.name, "hub")

    def category_index(self, name: str) -> int:
        """Position of a category by its name.

        Raises:
            KeyError: unknown name, naming the nearest.
        """
        return _position(name, self.categories.name, "category")

    def summary(self) -> pd.DataFrame:
        """One row a country: its size, digital level, logistics, law, hubs, ports and providers."""
        countries, hubs = self.countries, self.hubs
        count = len(countries)
        place = dict(zip(countries.code, range(count), strict=True))
        place |= dict(zip(hubs.name, hubs.country.tolist(), strict=True))
        filled = [place[key] for key in self.imputed["key"] if key in place]
        carriers, platforms = self.providers.of_kind("carrier"), self.providers.of_kind("platform")
        return pd.DataFrame(
            {
                "code": countries.code,
                "name": countries.name,
                "region": countries.region,
                "hubs": np.bincount(hubs.country, minlength=count),
                "airports": np.bincount(hubs.country[hubs.airport], minlength=count),
                "ports": np.bincount(hubs.country[hubs.seaport], minlength=count),
                "gdp": countries.gdp,
                "population": countries.population,
                "digital_level": countries.digital_level,
                "lpi_overall": countries.lpi_overall,
                "tariff": countries.tariff,
                "vat": countries.vat,
                "de_minimis_duty": countries.de_minimis_duty,
                "de_minimis_tax": countries.de_minimis_tax,
                "weekly_wage": countries.weekly_wage,
                "carriers": self.providers.origin[carriers].sum(axis=0),
                "platforms": self.providers.origin[platforms].sum(axis=0),
                "imputed": np.bincount(np.array(filled, dtype=np.int64), minlength=count),
            }
        )


def _stop_if_wrong(folder: Path, faults: WorldFaults) -> None:
    if faults.problems:
        raise WorldError(f"{folder}{os.sep}{problem}" for problem in faults.problems)


def _position(word: str, known: tuple[str, ...], noun: str) -> int:
    try:
        return known.index(word)
    except ValueError:
        raise KeyError(f"unknown {noun} {word!r}{nearest(str(word), known)}") from None


def _read_sea_paths(folder: Path, sheets: Mapping[str, Sheet], faults: WorldFaults) -> SeaPaths:
    """The routes of ships between the port hubs; none when there are no hubs to place."""
    if "hubs.csv" not in sheets:
        return no_sea_paths(0)
    hubs = sheets["hubs.csv"]
    ports = [hub for hub, port in zip(hubs.keys, hubs.text["seaport"], strict=True) if port]
    return read_sea_paths(folder, SEA_PATHS, hubs.keys, ports, faults)


def _content_hash(folder: Path) -> str:
    digest = sha256()
    for file in sorted([*(table.file for table in TABLES), OUTLINES, SEA_PATHS]):
        path = folder / file
        content = path.read_bytes() if path.exists() else b""
        digest.update(f"{file}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
