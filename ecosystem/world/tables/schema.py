"""What a world folder holds: every file, column, unit, bound and blank rule in one table."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Literal

Kind = Literal["text", "number", "flag"]
Blank = Literal["refuse", "keep", "law", "index", "hub"]


@dataclass(frozen=True)
class Column:
    """One column of a file.

    `blank` says what an empty cell means: "refuse" is a fault, "keep" stays empty (NaN), "law" is
    a rule of law that nobody could look up (0, flagged, never averaged), "index" is a missing
    index and "hub" a missing level of a hub, both filled by the rules of `blanks.py`. A column
    that is `optional` may be left out, as if all its cells were blank.
    """

    name: str
    kind: Kind = "number"
    low: float = -inf
    high: float = inf
    blank: Blank = "refuse"
    refers: str = ""
    alternatives: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class Table:
    """One file: its columns, the columns that identify a row, how many rows, and whether it may be absent."""

    file: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    optional: bool = False
    fewest: int = 1
    most: int = 1_000


MOST_PAIRS = 100_000
"""Rows of the longest table: 310 countries have as many pairs, 450 ports as many lanes."""
MOST_PEOPLE, MOST_TRADE, MOST_VALUE, MOST_KM = 1e11, 1e9, 1e9, 100_000
"""Largest numbers of people, of millions of USD a year, of USD, and of km, far beyond any real ones."""
LPI_PARTS = ("overall", "customs", "infrastructure", "logistics_competence", "timeliness", "tracking")


def _text(name: str, blank: Blank = "refuse", refers: str = "", alternatives: tuple[str, ...] = ()) -> Column:
    return Column(name, "text", blank=blank, refers=refers, alternatives=alternatives)


def _flag(name: str) -> Column:
    return Column(name, "flag", 0, 1)


COUNTRIES = Table(
    "countries.csv",
    (
        _text("iso3"),
        _flag("eu_member"),
        _flag("landlocked"),
        Column("gdp_usd", low=1e6, high=1e16),
        Column("population", low=1, high=MOST_PEOPLE),
        Column("internet_users_pct", low=0, high=100, blank="index"),
        Column("egdi_2024", low=0, high=1, blank="index"),
        *(Column(f"lpi2023_{part}", low=1, high=5, blank="index") for part in LPI_PARTS),
        *(Column(f"lpi2018_{part}", low=1, high=5, blank="keep") for part in LPI_PARTS),
        Column("db2020_import_border_hours", low=0, high=10_000, blank="index"),
        Column("db2020_import_doc_hours", low=0, high=10_000, blank="index"),
        Column("tariff_applied_wmean_pct", low=0, high=1000, blank="index"),
        Column("vat_standard_pct", low=0, high=100, blank="law"),
        Column("tertiary_gross_enrolment_pct", low=0, high=300, blank="index"),
        Column("pwt_labour_share", low=0.01, high=1, blank="index"),
        Column("labour_force", low=1, high=MOST_PEOPLE),
        Column("unemployment_pct", low=0, high=100, blank="index"),
        Column("exports_2019_musd", low=0, high=MOST_TRADE, blank="index"),
    ),
    key=("iso3",),
    fewest=2,
)

REGIONS = Table("regions.csv", (_text("iso3", refers="countries.csv"), _text("region")), key=("iso3",))

HUBS = Table(
    "hubs.csv",
    (
        _text("hub"),
        _text("iso3", refers="countries.csv"),
        Column("latitude", low=-90, high=90),
        Column("longitude", low=-180, high=180),
        Column("population", low=1, high=MOST_PEOPLE),
        _text("airport", blank="keep"),
        _text("seaport", blank="keep"),
        Column("automation", low=0, high=1, blank="hub", optional=True),
        Column("information", low=0, high=1, blank="hub", optional=True),
    ),
    key=("hub",),
)

SEA_LANES = Table(
    "sea_lanes.csv",
    (
        _text("origin_hub", refers="hubs.csv"),
        _text("destination_hub", refers="hubs.csv"),
        Column("km", low=0.1, high=MOST_KM),
        _text("passages", blank="keep"),
        Column("km_suez_closed", low=0.1, high=MOST_KM, blank="keep"),
        Column("km_panama_closed", low=0.1, high=MOST_KM, blank="keep"),
        Column("km_malacca_closed", low=0.1, high=MOST_KM, blank="keep"),
    ),
    key=("origin_hub", "destination_hub"),
    most=MOST_PAIRS,
)

BILATERAL = Table(
    "bilateral.csv",
    (
        _text("origin", refers="countries.csv"),
        _text("destination", refers="countries.csv"),
        Column("air_km", low=0.1, high=MOST_KM),
        Column("weighted_km", low=0.1, high=MOST_KM),
        _flag("contiguous"),
        _flag("common_language"),
        _flag("colony"),
        _flag("trade_agreement"),
        _flag("rcep"),
        Column("trade_2019_musd", low=0, high=MOST_TRADE),
    ),
    key=("origin", "destination"),
    most=MOST_PAIRS,
)

THRESHOLDS = ("duty_2024_usd", "tax_2024_usd", "duty_2026_usd", "tax_2026_usd")

DE_MINIMIS = Table(
    "de_minimis.csv",
    (
        _text("iso3", refers="countries.csv"),
        *(Column(name, low=0, high=MOST_VALUE, blank="law") for name in THRESHOLDS),
    ),
    key=("iso3",),
)

VAT_AT_SALE = Table(
    "vat_at_sale.csv",
    (
        _text("iso3", refers="countries.csv"),
        Column("ceiling_2024_usd", low=0, high=MOST_VALUE),
        Column("ceiling_2026_usd", low=0, high=MOST_VALUE),
        _text("source"),
    ),
    key=("iso3",),
    optional=True,
    fewest=0,
)

EXPRESS_ZONES = Table(
    "express_zone_shape.csv",
    (
        Column("zone", low=1, high=1000),
        Column("intercept_ratio_to_zone1", low=0.01, high=100),
        Column("slope_ratio_to_zone1", low=0.01, high=100),
    ),
    key=("zone",),
)

CATEGORIES = Table(
    "categories.csv",
    (
        _text("name"),
        Column("weight_median_kg", low=0.001, high=1000),
        Column("weight_spread", low=0, high=3),
        Column("value_median_usd", low=0.01, high=1e6),
        Column("value_spread", low=0, high=3),
        Column("gross_margin", low=0, high=0.99),
        Column("return_rate", low=0, high=0.99),
        Column("obsolescence_per_week", low=0, high=1),
        Column("shelf_life_weeks", low=0.1, high=10_000, blank="keep"),
        Column("shrinkage_per_week", low=0, high=1),
        Column("tariff_factor", low=0, high=100),
        Column("spending_share", low=0, high=1),
        Column("volumetric_density_kg_m3", low=1, high=20000),
        Column("price_elasticity", low=1.01, high=50),
        _text("source"),
    ),
    key=("name",),
)

PROVIDERS = Table(
    "providers.csv",
    (
        _text("name"),
        _text("kind", alternatives=("carrier", "platform")),
        _text("home_hub", refers="hubs.csv"),
        _text("origin_regions"),
        _text("destination_regions"),
        Column("size", low=0.001, high=1e6),
        Column("price_level", low=0.01, high=100),
        Column("quality", low=0, high=1),
        _text("source"),
    ),
    key=("name",),
)

RAIL = Table(
    "rail.csv",
    (
        _text("iso3", refers="countries.csv"),
        Column("gauge_mm", low=300, high=3000),
        _text("source"),
    ),
    key=("iso3",),
)

LAND_BORDERS = Table(
    "land_borders.csv",
    (
        _text("iso3_a", refers="countries.csv"),
        _text("iso3_b", refers="countries.csv"),
        _text("rule", alternatives=("open", "closed")),
        _text("modes", alternatives=("road", "rail", "road;rail")),
        _text("source"),
    ),
    key=("iso3_a", "iso3_b"),
)

FILLINGS = Table(
    "fillings.csv",
    (_text("file"), _text("key"), _text("column"), Column("value"), _text("source")),
    key=("file", "key", "column"),
    optional=True,
    fewest=0,
)

TABLES = (
    COUNTRIES, REGIONS, HUBS, SEA_LANES, BILATERAL, DE_MINIMIS, VAT_AT_SALE, EXPRESS_ZONES,
    CATEGORIES, PROVIDERS, RAIL, LAND_BORDERS, FILLINGS,
)
"""All tables of a world folder; a table comes after those it refers to."""

OUTLINES = "outlines.json"
"""Optional file of land outlines for maps: {"rings": [[[longitude, latitude], ...], ...]}."""

SEA_PATHS = "sea_paths.json"
"""Optional file of sea paths for maps, see `network/sea.py`; great circles are drawn without it."""
