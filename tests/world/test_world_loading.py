"""A world folder is checked cell by cell and file against file; every fault is named at once."""

from __future__ import annotations

import csv
import pickle
from copy import copy, deepcopy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.world import World, WorldError
from ecosystem.world.tables.reading import Sheet, WorldFaults, read_sheets
from ecosystem.world.tables.schema import COUNTRIES, HUBS, TABLES, Table
from ecosystem.world.world import DEFAULT_FOLDER


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(folder: Path, file: str, start: str) -> int:
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(start))


def problems(folder: Path) -> list[str]:
    with pytest.raises(WorldError) as caught:
        World.load(folder)
    return [problem.removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_the_default_world_loads_with_aligned_read_only_arrays(world: World) -> None:
    assert len(world.countries) == 59
    assert len(world.hubs) == 141
    assert world.countries.name[world.country_index("KOR")] == "South Korea"
    assert world.hubs.country[world.hub_index("Duisburg")] == world.country_index("DEU")
    assert world.hubs.name[world.main_hub[world.country_index("JPN")]] == "Tokyo"
    shares = np.bincount(world.hubs.country, weights=world.hubs.population_share)
    assert np.allclose(shares, 1.0)
    with pytest.raises(ValueError, match="read-only"):
        world.countries.gdp[0] = 0.0


def test_units_are_those_of_the_model(world: World) -> None:
    countries, usa = world.countries, world.country_index("USA")
    assert countries.tariff[usa] == pytest.approx(0.0159)
    assert countries.de_minimis_duty[usa] == 800 and countries.de_minimis_duty_2026[usa] == 0
    assert countries.weekly_wage[usa] == pytest.approx(93_798 / 52, rel=1e-3)
    china = world.country_index("CHN")
    assert world.bilateral.trade[china, usa] == pytest.approx(427_004e6)
    assert world.bilateral.customs_union[world.country_index("DEU"), world.country_index("FRA")]
    assert not world.bilateral.customs_union[world.country_index("DEU"), world.country_index("GBR")]
    assert np.isinf(world.categories.shelf_life).any()


FAULTS: list[tuple[str, str, str, str]] = [
    ("hubs.csv", "31.2222,121.4581", "north,121.4581", "hubs.csv, row 2, column latitude: 'north' is not a number"),
    ("hubs.csv", "Shanghai,CHN", "Shanghai,CHM", "hubs.csv, row 2, column iso3: unknown country 'CHM' (nearest:"),
    ("hubs.csv", "Shenzhen,CHN", "Shanghai,CHN", "hubs.csv, row 3, column hub: duplicate 'Shanghai', first in row 2"),
    ("hubs.csv", "121.4581,24874500", "191.4581,24874500", "hubs.csv, row 2, column longitude: 191.458 is above 180"),
    ("hubs.csv", "Shanghai,CHN,31.2222", "Shanghai,CHN,", "hubs.csv, row 2, column latitude: is blank"),
    ("hubs.csv", "Shanghai,CHN,31.2222", "Shanghai,CHN", "hubs.csv, row 2: has 6 cells, the header has 7"),
    ("hubs.csv", "hub,iso3,latitude", "hub,iso3,lattitude", "hubs.csv, row 1, column latitude: column is missing (nearest: 'lattitude')"),
    ("hubs.csv", "hub,iso3,latitude", "hub,iso3,iso3", "hubs.csv, row 1, column iso3: column stands twice"),
    ("countries.csv", "CHN,CNY,0", "CHN,CNY,maybe", "countries.csv, row 2, column eu_member: 'maybe' is not a number"),
    ("countries.csv", "CHN,CNY,0", "CHN,CNY,2", "countries.csv, row 2, column eu_member: '2' is neither 0 nor 1"),
    ("countries.csv", "78,0.8718", "178,0.8718", "countries.csv, row 2, column internet_users_pct: 178 is above 100"),
    ("countries.csv", "17794782000000", "nan", "countries.csv, row 2, column gdp_usd: 'nan' is not a number"),
    ("countries.csv", "17794782000000", "17_794", "countries.csv, row 2, column gdp_usd: '17_794' is not a number"),
    ("regions.csv", "CHN,Eastern Asia\n", "", "regions.csv, column iso3: no row for country 'CHN'"),
    ("sea_lanes.csv", "Shanghai,Shenzhen,1702", "Shanghai,Shenzhen,-1702", "sea_lanes.csv, row 2, column km: -1702 is negative"),
    ("sea_lanes.csv", "Shanghai,Shenzhen,1702", "Shanghai,Wuhan,1702", "sea_lanes.csv, row 2, column destination_hub: hub 'Wuhan' has no seaport in hubs.csv"),
    ("sea_lanes.csv", "Shanghai,Shenzhen,1702", "Shanghai,Shenzen,1702", "unknown hub 'Shenzen' (nearest: 'Shenzhen')"),
    ("sea_lanes.csv", "Shanghai,Shenzhen,1702,,1702,1702,1702\n", "", "sea_lanes.csv, column destination_hub: no row between 'Shanghai' and Shenzhen"),
    ("sea_lanes.csv", "Shanghai,Guangzhou,1743", "Shenzhen,Shanghai,1743", "sea_lanes.csv, row 3, column origin_hub: gives the pair of row 2 again"),
    ("sea_lanes.csv", "1702,,1702,1702,1702", "1702,,1602,1702,1702", "sea_lanes.csv, row 2, column km_suez_closed: 1602 is shorter than the open lane of 1702 km"),
    ("sea_lanes.csv", "1702,,1702,1702,1702", "1702,,1702,1802,1702", "sea_lanes.csv, row 2, column km_panama_closed: differs from km, but passages do not name panama"),
    ("bilateral.csv", "CHN,USA,11334", "CHN,USA,11000", "column air_km: 11334, but 11000 in row 2 for the way back"),
    ("bilateral.csv", "CHN,USA,11334", "CHN,CHN,11334", "bilateral.csv, row 2, column destination: pairs 'CHN' with itself"),
    ("bilateral.csv", "CHN,USA,11334", "CHN,CHN,11334", "bilateral.csv, column destination: no row between 'CHN' and USA"),
    ("de_minimis.csv", "USA,USD,800.0,,0.0,,800.0", "USA,USD,800.0,,0.0,,-800.0", "de_minimis.csv, row 3, column duty_2024_usd: -800 is negative"),
    ("categories.csv", "0.23,180", "0.33,180", "categories.csv, column spending_share: shares sum to 1.1, not to 1"),
    ("categories.csv", "0.54,0.28", "1.54,0.28", "categories.csv, row 5, column gross_margin: 1.54 is above 0.99"),
    ("providers.csv", "Global Express A,carrier", "Global Express A,courier", "providers.csv, row 2, column kind: 'courier' is none of carrier, platform"),
    ("providers.csv", "CHN;HKG;South-eastern Asia,all", "CHN;HKG;Southeastern Asia,all", "unknown region or country 'Southeastern Asia' (nearest: 'South-eastern Asia')"),
    ("express_zone_shape.csv", "\n2,", "\n7,", "express_zone_shape.csv, row 3, column zone: 7 stands where zone 2 belongs"),
    ("rail.csv", "CHN,1435", "CHN,broad", "rail.csv, row 2, column gauge_mm: 'broad' is not a number"),
    ("land_borders.csv", "GBR,BEL,open", "FRA,GBR,open", "land_borders.csv, row 3, column iso3_a: gives the pair of row 2 again"),
    ("fillings.csv", "HKG,egdi_2024", "CHN,egdi_2024", "fillings.csv, row 2, column column: countries.csv has a value for CHN, egdi_2024: nothing to fill"),
    ("fillings.csv", "egdi_2024,0.93", "egdi_2024,9.3", "fillings.csv, row 2, column value: 9.3 is above 1"),
    ("outlines.json", '"rings":', '"lines":', "outlines.json: is not"),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), FAULTS, ids=[fault[3][:60] for fault in FAULTS])
def test_each_fault_is_named_with_file_row_and_column(
    folder: Path, file: str, old: str, new: str, expected: str
) -> None:
    change(folder, file, old, new)
    found = problems(folder)
    assert any(expected in problem for problem in found), found


def test_a_single_bad_cell_is_a_single_fault(folder: Path) -> None:
    change(folder, "hubs.csv", "31.2222", "north")
    assert problems(folder) == ["hubs.csv, row 2, column latitude: 'north' is not a number"]


def test_all_faults_of_all_files_come_at_once(folder: Path) -> None:
    change(folder, "hubs.csv", "31.2222", "north")
    change(folder, "countries.csv", "78,0.8718", "178,0.8718")
    change(folder, "sea_lanes.csv", "Shanghai,Shenzhen,1702", "Shanghai,Shenzhen,-1702")
    change(folder, "categories.csv", "0.23,180", "0.33,180")
    (folder / "rail.csv").unlink()
    (folder / "regions.csv").write_text("", encoding="utf-8")
    (folder / "land_borders.csv").write_bytes(b"\xff\xfe\x00broken")
    found = problems(folder)
    assert {problem.split(":")[0].split(",")[0] for problem in found} == {
        "hubs.csv", "countries.csv", "sea_lanes.csv", "categories.csv", "rail.csv", "regions.csv", "land_borders.csv",
    }
    assert "rail.csv: is missing" in found
    assert "regions.csv: is empty" in found
    assert any(problem.startswith("land_borders.csv: line 1: the text is not UTF-8") for problem in found)
    assert len(found) == 7


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)
def test_every_required_file_is_missed(folder: Path, table: Table) -> None:
    (folder / table.file).unlink()
    if table.optional:
        # Without fillings the rules take over: a blank rate of law is 0. Nor is VAT collected at sale.
        countries, bangladesh = World.load(folder).countries, World.load(folder).country_index("BGD")
        assert (countries.vat[bangladesh] == 0) == (table.file == "fillings.csv")
        assert (countries.vat_at_sale == 0).all() == (table.file == "vat_at_sale.csv")
    else:
        assert f"{table.file}: is missing" in problems(folder)


def test_a_header_alone_is_no_file(folder: Path) -> None:
    header = (folder / "providers.csv").read_text().splitlines()[0]
    (folder / "providers.csv").write_text(header + "\n")
    assert "providers.csv: has no rows below its header" in problems(folder)


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorldError, match="is not a folder"):
        World.load(tmp_path / "nowhere")


def test_a_long_list_of_faults_is_cut_in_the_message_only(folder: Path) -> None:
    path = folder / "bilateral.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], *(f"{line}x" for line in lines[1:])]) + "\n")
    with pytest.raises(WorldError) as caught:
        World.load(folder)
    assert len(caught.value.problems) == 59 * 58
    assert len(str(caught.value).splitlines()) < 70
    assert "... and" in str(caught.value)


@settings(max_examples=40, deadline=None)
@given(
    row=st.integers(0, 140),
    column=st.sampled_from(["latitude", "longitude", "population"]),
    text=st.text(st.characters(categories=["L"], max_codepoint=0x2FF), min_size=1, max_size=8).filter(
        lambda word: word.lower() not in ("inf", "nan", "infinity")
    ),
)
def test_any_text_in_a_number_is_named(
    tmp_path_factory: pytest.TempPathFactory, row: int, column: str, text: str
) -> None:
    place = tmp_path_factory.mktemp("property")
    (place / COUNTRIES.file).write_bytes((DEFAULT_FOLDER / COUNTRIES.file).read_bytes())
    with (DEFAULT_FOLDER / HUBS.file).open(newline="", encoding="utf-8") as file:
        records = list(csv.reader(file))
    records[row + 1][records[0].index(column)] = text
    with (place / HUBS.file).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(records)
    faults = WorldFaults()
    read_sheets(place, [COUNTRIES, HUBS], faults)
    assert faults.problems == [f"hubs.csv, row {row + 2}, column {column}: {text!r} is not a number"]


def rule_of(world: World, file: str, key: str, column: str) -> tuple[float, str]:
    frame = world.imputed
    found = frame[(frame["file"] == file) & (frame["key"] == key) & (frame["column"] == column)]
    assert len(found) == 1
    return float(found["value"].iloc[0]), str(found["rule"].iloc[0])


def test_blanks_are_filled_by_rule_and_listed(world: World) -> None:
    assert list(world.imputed.columns) == ["file", "key", "column", "value", "rule"]
    assert rule_of(world, "countries.csv", "HKG", "egdi_2024")[0] == 0.93
    value, rule = rule_of(world, "countries.csv", "KEN", "lpi2023_customs")
    assert value == pytest.approx(0.36 + 0.91 * 2.65, abs=0.001) and "LPI 2018" in rule
    value, rule = rule_of(world, "countries.csv", "PER", "tertiary_gross_enrolment_pct")
    assert value == pytest.approx(np.mean([45.65, 56.83, 96.22, 107.13, 58.32]), abs=0.01)
    assert rule == "mean of region Latin America and the Caribbean (5 countries)"


def test_unknown_law_is_zero_and_flagged_never_averaged(world: World) -> None:
    law = world.imputed[world.imputed["file"] == "de_minimis.csv"]
    assert len(law) == 14 * 2 + 21 * 2
    assert (law["value"] == 0).all()
    assert set(law["rule"]) == {"law unknown: no relief"}
    assert world.countries.de_minimis_duty[world.country_index("IND")] == 0


def blank_cells(folder: Path) -> int:
    sheets: dict[str, Sheet] = read_sheets(folder, TABLES, WorldFaults())
    return sum(
        int(np.isnan(sheet.numbers[column.name]).sum())
        for sheet in sheets.values()
        for column in sheet.table.columns
        if column.blank in ("law", "index", "hub")
    )


def test_every_blank_that_is_filled_is_listed(world: World) -> None:
    assert len(world.imputed) == blank_cells(DEFAULT_FOLDER)


def test_means_fall_back_to_the_income_third(folder: Path) -> None:
    # Kazakhstan is alone in Central Asia.
    path = folder / "countries.csv"
    with path.open(newline="") as file:
        records = list(csv.reader(file))
    column = records[0].index("unemployment_pct")
    next(record for record in records if record[0] == "KAZ")[column] = ""
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(records)
    assert rule_of(World.load(folder), "countries.csv", "KAZ", "unemployment_pct")[1].startswith("mean of income third")


def test_levels_of_hubs_follow_their_countries(world: World) -> None:
    hubs, countries = world.hubs, world.countries
    home = countries.lpi_infrastructure[hubs.country], countries.lpi_tracking[hubs.country]
    assert hubs.automation == pytest.approx((home[0] - 1.0) / 4.0, abs=6e-4)
    information = (countries.digital_level[hubs.country] + (home[1] - 1.0) / 4.0) / 2.0
    assert hubs.information == pytest.approx(information, abs=6e-4)
    value, rule = rule_of(world, "hubs.csv", "Shanghai", "automation")
    assert value == 0.75 and rule == "(LPI infrastructure - 1) / 4 of the country"
    assert 0.0 < hubs.information.min() < hubs.information.max() < 1.0


def test_a_user_may_give_the_levels_of_some_hubs(folder: Path) -> None:
    change(folder, "hubs.csv", "airport,seaport\n", "airport,seaport,automation\n")
    path = folder / "hubs.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], f"{lines[1]},0.95", *(f"{line}," for line in lines[2:])]) + "\n", encoding="utf-8")
    changed = World.load(folder)
    assert changed.hubs.automation[0] == 0.95 and changed.hubs.automation[1] == 0.75
    filled = changed.imputed[changed.imputed["file"] == "hubs.csv"]
    assert (filled["column"] == "automation").sum() == 140 and (filled["column"] == "information").sum() == 141
    change(folder, "hubs.csv", ",0.95", ",1.95")
    assert problems(folder) == ["hubs.csv, row 2, column automation: 1.95 is above 1"]


def test_unknown_names_suggest_the_nearest(world: World) -> None:
    with pytest.raises(KeyError, match="nearest: 'Shenzhen'"):
        world.hub_index("Shenzen")
    with pytest.raises(KeyError, match="unknown country 'XQX'"):
        world.country_index("XQX")


def test_the_content_hash_tells_worlds_apart_but_not_places(world: World, folder: Path) -> None:
    assert World.load(folder).content_hash == world.content_hash
    change(folder, "categories.csv", "0.54,0.28", "0.54,0.27")
    assert World.load(folder).content_hash != world.content_hash


def test_a_world_of_invented_countries_loads(tiny_folder: Path) -> None:
    tiny = World.load(tiny_folder)
    assert tiny.countries.name == ("AAA", "BBB")
    assert tiny.outlines == []
    assert set(tiny.imputed["column"]) == {
        "lpi2023_infrastructure", "vat_standard_pct", "duty_2024_usd", "tax_2024_usd", "duty_2026_usd", "tax_2026_usd",
        "automation", "information",
    }
    assert rule_of(tiny, "countries.csv", "BBB", "vat_standard_pct") == (0.0, "law unknown: no tax")


def test_summary_has_a_row_a_country(world: World) -> None:
    summary = world.summary()
    assert list(summary["code"]) == list(world.countries.code)
    assert {"name", "hubs", "ports", "gdp", "digital_level", "lpi_overall"} <= set(summary.columns)
    assert summary["hubs"].sum() == 141 and summary["ports"].sum() == 84
    assert summary["imputed"].sum() == len(world.imputed)


def test_a_copy_of_a_world_is_the_world_itself(world: World) -> None:
    assert copy(world) is world
    assert deepcopy({"world": world, "others": [world]}) == {"world": world, "others": [world]}


def test_a_world_survives_pickling_for_worker_processes(world: World) -> None:
    again = pickle.loads(pickle.dumps(world))
    assert again.content_hash == world.content_hash
    assert np.array_equal(again.countries.gdp, world.countries.gdp)
