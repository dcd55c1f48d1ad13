"""The map shows the corridors, services and hubs that it is given."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from ecosystem.scenario.names import SERVICES
from ecosystem.view.maps import flow_map as drawing
from ecosystem.view.maps.flows import corridors
from ecosystem.view.style import palette
from tests.doubles import synthetic

SVG = "{http://www.w3.org/2000/svg}"
PLACES = drawing.places(synthetic.SQUARE, synthetic.HUBS, synthetic.NAMES)


def drawn(listings: object = None) -> ElementTree.Element:
    """The map as a tree of elements."""
    rows = synthetic.listings() if listings is None else listings
    return ElementTree.fromstring(drawing.flow_map(rows, PLACES, top=12))


def test_arcs_start_at_the_most_populous_hub() -> None:
    assert PLACES.anchors["DEU"] == (13.4, 52.52)
    assert PLACES.anchors["USA"] == (-74.0, 40.71)


def test_each_corridor_is_drawn_in_the_colour_of_its_main_service() -> None:
    groups = {group.get("data-service"): group for group in drawn().iter(f"{SVG}g")}
    table = corridors(synthetic.listings(), 12)
    paths = groups["all"].findall(f"{SVG}path")
    expected = [palette.SERVICE_COLOURS[service] for service in table["main_service"]]
    assert [path.get("fill") for path in paths] == expected
    assert "China to United States: USD" in (paths[0].findtext(f"{SVG}title") or "")
    for service in SERVICES:
        fills = {path.get("fill") for path in groups[service].findall(f"{SVG}path")}
        assert fills <= {palette.SERVICE_COLOURS[service]}
        assert groups[service].get("style") == "display:none"


def test_circles_grow_with_sales() -> None:
    circles = next(group for group in drawn().iter(f"{SVG}g") if group.get("class") == "hubs")
    radius = {
        (circle.findtext(f"{SVG}title") or "").split(":")[0]: float(circle.get("r", "0"))
        for circle in circles
    }
    sales = synthetic.listings().groupby("origin_hub")["revenue"].sum()
    assert len(radius) == len(synthetic.HUBS)
    assert max(radius, key=lambda name: radius[name]) == sales.idxmax()
    assert radius[str(sales.idxmax())] == pytest.approx(drawing.LARGEST_HUB, abs=0.05)


def test_areas_compare_as_sales_do() -> None:
    widths = drawing.flow_width(np.array([0.0, 25.0, 100.0]), 100.0)
    assert widths[2] == drawing.WIDEST_FLOW
    assert (widths[1] - widths[0]) / (widths[2] - widths[0]) == pytest.approx(0.5)
    radii = drawing.hub_radius(np.array([0.0, 25.0, 100.0]), 100.0)
    assert (radii[1] - radii[0]) / (radii[2] - radii[0]) == pytest.approx(0.5)


def test_text_is_escaped_and_the_map_speaks() -> None:
    names = synthetic.NAMES | {"CHN": 'Chi<na & "co"'}
    where = drawing.places([], synthetic.HUBS, names)
    text = drawing.flow_map(synthetic.listings(), where, top=3)
    label = ElementTree.fromstring(text).get("aria-label") or ""
    assert 'The largest: Chi<na & "co" to United States (USD' in label


def test_a_map_without_sales_or_outlines() -> None:
    silent = synthetic.listings().assign(revenue=0.0, sales=0.0)
    tree = drawn(silent)
    assert not [path for path in tree.iter(f"{SVG}path") if path.get("class") != "land"]
    assert "no cross-border sales" in (tree.get("aria-label") or "")


def test_countries_off_the_map_are_left_out() -> None:
    listings = synthetic.listings()
    listings.loc[0, "origin"] = "XXX"
    listings.loc[0, "revenue"] = 1e12
    assert "XXX" not in re.sub(r'aria-label="[^"]*"', "", drawing.flow_map(listings, PLACES, top=5))
