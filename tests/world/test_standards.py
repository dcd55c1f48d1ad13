"""Standards of countries and VAT at sale: vectors, distances, and the file behind them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ecosystem.scenario.parameters.customs import CustomsParameters
from ecosystem.world import World
from ecosystem.world.reading import WorldError
from ecosystem.world.standards import relative_distance, standards_distance, standards_vectors

CUSTOMS = CustomsParameters()


def between(world: World, one: str, other: str) -> float:
    """Distance of two countries' standards."""
    distance = standards_distance(world.bilateral, CUSTOMS)
    return float(distance[world.country_index(one), world.country_index(other)])


def test_vectors_are_profiles_of_ties(world: World) -> None:
    pair, agreement, kinship = world.bilateral, CUSTOMS.standards_agreement, CUSTOMS.standards_kinship
    vectors = standards_vectors(pair, CUSTOMS)
    assert np.all(np.diag(vectors) == 1.0)
    np.testing.assert_array_equal(vectors, vectors.T)
    assert set(np.round(np.unique(vectors), 12)) <= {0.0, kinship, agreement, agreement + kinship}
    assert np.all(vectors[pair.customs_union] == 1.0)
    assert np.all(vectors[pair.trade_agreement] >= agreement)


def test_distance_is_a_metric_with_mean_one(world: World) -> None:
    distance = standards_distance(world.bilateral, CUSTOMS)
    apart = distance[~np.eye(len(distance), dtype=bool)]
    assert apart.mean() == pytest.approx(1.0)
    np.testing.assert_allclose(distance, distance.T)
    assert not np.diag(distance).any()
    through = (distance[:, :, None] + distance[None, :, :]).min(axis=1)
    assert np.all(distance <= through + 1e-12)


def test_members_of_a_union_are_closer_than_strangers(world: World) -> None:
    assert between(world, "DEU", "FRA") < 0.5 < between(world, "CHN", "DEU")
    assert between(world, "CHN", "JPN") < between(world, "CHN", "DEU")


def test_a_new_agreement_brings_two_countries_closer(world: World) -> None:
    one, other = world.country_index("USA"), world.country_index("BRA")
    agreed = world.bilateral.trade_agreement.copy()
    agreed[one, other] = agreed[other, one] = True
    pair = replace(world.bilateral, trade_agreement=agreed)
    before, after = (
        np.sqrt(np.square(vectors[one] - vectors[other]).sum())
        for vectors in (standards_vectors(each, CUSTOMS) for each in (world.bilateral, pair)))
    assert after < before


def test_equal_countries_have_no_distance() -> None:
    assert not relative_distance(np.ones((3, 3))).any()
    assert not relative_distance(np.ones((1, 1))).any()


def test_a_stronger_tie_by_agreement_brings_its_members_closer(world: World) -> None:
    """The weights of ties are parameters, and each set of them has its own distances."""
    stronger = CUSTOMS.model_copy(update={"standards_agreement": 0.9})
    one, other = world.country_index("CHN"), world.country_index("JPN")
    usual, closer = (standards_distance(world.bilateral, each)[one, other] for each in (CUSTOMS, stronger))
    assert closer != usual
    assert standards_distance(world.bilateral, CUSTOMS) is standards_distance(world.bilateral, CUSTOMS)


def test_vat_is_collected_at_sale_where_the_file_says_so(world: World) -> None:
    countries = world.countries
    assert np.all(countries.vat_at_sale[countries.eu_member] == 162.3)
    assert countries.vat_at_sale[world.country_index("USA")] == 0.0
    chile = world.country_index("CHL")
    assert (countries.vat_at_sale[chile], countries.vat_at_sale_2026[chile]) == (0.0, 500.0)


def test_without_the_file_vat_is_collected_at_the_border(folder: Path) -> None:
    (folder / "vat_at_sale.csv").unlink()
    assert not World.load(folder).countries.vat_at_sale.any()


def test_a_fault_in_the_file_is_named(folder: Path) -> None:
    path = folder / "vat_at_sale.csv"
    table = pd.read_csv(path)
    table.loc[0, "ceiling_2024_usd"] = -1.0
    table.loc[1, "iso3"] = "XYZ"
    table.to_csv(path, index=False)
    with pytest.raises(WorldError) as caught:
        World.load(folder)
    text = "\n".join(caught.value.problems)
    assert "vat_at_sale.csv" in text and "ceiling_2024_usd" in text and "XYZ" in text
