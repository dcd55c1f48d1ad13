"""Tables list what is largest, with means over the last year."""

from __future__ import annotations

import pandas as pd
import pytest

from ecosystem.view.html import tables
from tests.doubles import synthetic


def test_corridors_are_listed_by_sales_with_names() -> None:
    corridors = synthetic.corridors()
    home = corridors.assign(destination=corridors["origin"], value=1e9)
    table = tables.corridor_table(pd.concat([home, corridors]), synthetic.NAMES, top=4)
    assert table.frame["value"].tolist() == [1e5, 5e4, 5e4, 1e5 / 3]
    assert table.frame[["origin", "destination", "service"]].iloc[2].tolist() == ["China", "Germany", "Express"]
    assert table.frame["days_to_shelf"].isna().tolist() == [True, True, True, False]
    assert list(table.frame.columns) == list(table.columns)


def test_countries_are_means_over_the_last_year() -> None:
    countries = synthetic.countries(weeks=60)
    countries.loc[countries["week"] < 8, "exports"] = 1e12
    table = tables.country_table(countries, synthetic.NAMES, top=3)
    assert table.frame["country"].tolist() == ["China", "United States", "Australia"]
    assert table.frame["exports"].iloc[0] == pytest.approx(9e6)
    assert table.frame["balance"].iloc[0] == pytest.approx(9e6 - 4e6)


def test_providers_are_listed_by_parcels() -> None:
    table = tables.provider_table(synthetic.providers(), top=2)
    assert table.frame["name"].tolist() == ["Harbour Platforms", "Lantern Logistics"]
    write = table.columns["share"].write
    assert write is not None and write(table.frame["share"].iloc[0]) == "51.0%"
