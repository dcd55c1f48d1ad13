"""The default world: complete, sourced, and close to what is known about trade and parcels."""

from __future__ import annotations

import csv
import json
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from ecosystem.core.arrays import Floats
from ecosystem.world import World
from ecosystem.world.tables.schema import OUTLINES, SEA_PATHS, TABLES
from ecosystem.world.world import DEFAULT_FOLDER

EURO = 1.08


def table(file: str) -> pd.DataFrame:
    return pd.read_csv(DEFAULT_FOLDER / file, keep_default_na=False, na_values=[""])


def order_weights(world: World) -> Floats:
    """Orders of a category: its spending over price, for prices that are lognormal."""
    kinds = world.categories
    orders = kinds.spending_share * np.exp(kinds.value_spread**2 / 2) / kinds.value_median
    weights: Floats = orders / orders.sum()
    return weights


def test_every_row_of_our_own_files_has_a_source() -> None:
    for file in ("categories.csv", "providers.csv", "rail.csv", "land_borders.csv", "fillings.csv"):
        assert table(file)["source"].str.len().gt(6).all(), file


def test_sources_name_every_file_and_no_file_is_unknown() -> None:
    text = (DEFAULT_FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    files = {path.name for path in DEFAULT_FOLDER.iterdir()} - {"SOURCES.md"}
    assert files == {each.file for each in TABLES} | {OUTLINES, SEA_PATHS, "product_benchmarks.csv", "freight_benchmarks.csv"}
    assert all(file in text for file in files)


def test_most_parcels_are_light_and_about_half_are_cheap(world: World) -> None:
    # Bands of the IPC cross-border shopper survey 2019, see SOURCES.md.
    kinds, orders = world.categories, order_weights(world)
    light = norm.cdf((np.log(2.0) - np.log(kinds.weight_median)) / kinds.weight_spread)
    mean_log = np.log(kinds.value_median) - kinds.value_spread**2
    cheap = norm.cdf((np.log(25 * EURO) - mean_log) / kinds.value_spread)
    assert 0.92 <= float((orders * light).sum()) <= 0.95
    assert 0.30 <= float((orders * cheap).sum()) <= 0.60
    assert kinds.spending_share.sum() == pytest.approx(1.0)
    assert kinds.price_elasticity.min() >= 2.8 and kinds.price_elasticity.max() <= 5.0


def test_returns_and_margins_lie_in_the_published_ranges(world: World) -> None:
    ranges = table("product_benchmarks.csv").groupby(["category", "metric"]).agg({"low_pct": "min", "high_pct": "max"})
    values = {"return rate": world.categories.return_rate, "gross margin": world.categories.gross_margin}
    checked = 0
    for (category, metric), low, high in ranges.itertuples(name=None):
        if category in world.categories.name:
            value = 100 * values[metric][world.category_index(category)]
            assert low - 0.1 <= value <= high + 0.1, (category, metric)
            checked += 1
    assert checked == 10


def test_every_country_pair_has_carriers_and_platforms(world: World) -> None:
    for kind, fewest in (("carrier", 2), ("platform", 3)):
        some = world.providers.of_kind(kind)
        serves = world.providers.origin[some].T.astype(int) @ world.providers.destination[some].astype(int)
        assert serves.min() >= fewest, kind
    assert len(world.providers.of_kind("carrier")) == 8
    assert len(world.providers.of_kind("platform")) == 24


def test_express_is_as_concentrated_as_published(world: World) -> None:
    share = world.providers.size[world.providers.of_kind("carrier")]
    share = np.sort(share / share.sum())[::-1]
    assert 0.80 <= share[:3].sum() <= 0.95
    assert 2_500 <= 10_000 * (share**2).sum() <= 3_800


def test_gravity_holds_in_the_bilateral_facts(world: World) -> None:
    # ln trade on ln GDP of both ends, distance, border, language, agreement: elasticities near 1, 1, -.8.
    facts, gdp = world.bilateral, np.log(world.countries.gdp)
    used = facts.trade > 0
    columns = [
        np.ones(used.shape), np.broadcast_to(gdp[:, None], used.shape), np.broadcast_to(gdp[None, :], used.shape),
        np.log(np.where(used, facts.weighted_km, 1.0)), facts.contiguous, facts.common_language, facts.trade_agreement,
    ]
    design = np.column_stack([column[used].astype(float) for column in columns])
    slope = np.linalg.lstsq(design, np.log(facts.trade[used] / 1e6), rcond=None)[0]
    assert slope[1:4] == pytest.approx([1.00, 0.97, -0.78], abs=0.03)
    assert (slope[4:] > 0).all()


def test_pairs_are_complete_and_symmetric_where_they_must_be(world: World) -> None:
    facts, count = world.bilateral, len(world.countries)
    off = ~np.eye(count, dtype=bool)
    assert (facts.air_km[off] > 0).all()
    for matrix in (facts.air_km, facts.contiguous, facts.common_language, facts.colony, facts.customs_union):
        assert np.array_equal(matrix, matrix.T)
    assert facts.customs_union.sum() == 17 * 17 + (count - 17)


def test_regions_are_the_sub_regions_of_the_united_nations(world: World) -> None:
    assert len(world.countries.region_names) == 14
    of = dict(zip(world.countries.code, world.countries.region, strict=True))
    assert of["GBR"] == "Northern Europe" and of["MEX"] == "Latin America and the Caribbean"
    index = world.countries.region_index
    assert tuple(world.countries.region_names[each] for each in index) == world.countries.region


def test_outlines_are_small_closed_rings_on_the_map(world: World) -> None:
    assert (DEFAULT_FOLDER / OUTLINES).stat().st_size < 150_000
    assert len(world.outlines) > 100
    assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in world.outlines)
    # A ring that crosses the date line would draw a bar over the whole map; Antarctica's foot is at the pole.
    for ring in world.outlines:
        steps = [abs(a[0] - b[0]) for a, b in pairwise(ring) if min(a[1], b[1]) > -89]
        assert max(steps) < 60
    assert "Natural Earth" in json.loads((DEFAULT_FOLDER / OUTLINES).read_text())["source"]


def test_numbers_are_kept_at_sane_precision() -> None:
    for each in TABLES:
        with (DEFAULT_FOLDER / each.file).open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        names = [column.name for column in each.columns if column.kind == "number" and column.name in rows[0]]
        assert all(len(row[name].partition(".")[2]) <= 6 for row in rows for name in names), each.file
