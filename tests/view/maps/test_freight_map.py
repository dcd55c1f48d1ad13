"""The map of freight follows the ways that goods take: by sea along legs, else straight."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from ecosystem.scenario.names import AIR, MODES, RAIL, ROAD, SEA
from ecosystem.view.live import freight_feed
from ecosystem.view.live.freight_feed import FreightFeed
from ecosystem.view.maps import freight_map as drawing
from ecosystem.view.maps import projection
from ecosystem.view.maps.flow_map import places
from ecosystem.view.style import palette
from tests.doubles import synthetic

SVG = "{http://www.w3.org/2000/svg}"
PLACES = places(synthetic.SQUARE, synthetic.HUBS, synthetic.NAMES, synthetic.sea())


def by_key(lanes: pd.DataFrame) -> dict[tuple[int, ...], drawing.Strand]:
    return {strand.key: strand for strand in drawing.strands(lanes, PLACES)}


def test_freight_of_lanes_adds_up_on_shared_legs() -> None:
    found = by_key(synthetic.freight())
    assert found[SEA, -1, 0].kg == 5e6  # Shanghai to Shenzhen, both directions
    assert found[SEA, -1, 1, 2].kg == 8e6  # on through Suez, two legs in one stroke
    line = np.vstack(drawing.way(found[SEA, -1, 1, 2], PLACES))
    points = PLACES.sea.points[[1, 5, 3]]
    np.testing.assert_allclose(line, np.column_stack(projection.project(points[:, 0], points[:, 1])))
    assert not {(SEA, -1, 3), (SEA, -1, 3, 4)} & set(found)
    assert found[SEA, -2, 4].kg == 8e6  # the berth of Hamburg


def test_a_closed_passage_leads_the_freight_another_way() -> None:
    found = by_key(synthetic.freight("suez"))
    assert found[SEA, -1, 3, 4].kg == 8e6
    assert not any(2 in key[2:] for key in found if key[1] == -1)
    deepest = max(piece[:, 1].max() for piece in drawing.way(found[SEA, -1, 3, 4], PLACES))
    assert deepest == pytest.approx(float(projection.project(18.0, -35.0)[1]))


def test_other_modes_join_hubs_both_directions_together() -> None:
    found = by_key(synthetic.freight())
    road = found[ROAD, 4, 5]
    assert road.kg == pytest.approx(9e5 + 10) and road.name == "Hamburg and Berlin"
    assert (RAIL, 0, 5) in found and (AIR, 0, 8) in found
    assert (SEA, 1, 3) in found, "a lane without a way at sea is an arc"


def test_widths_grow_with_weight_and_crumbs_are_left_out() -> None:
    found = drawing.strands(synthetic.freight(), PLACES)
    assert found[0].width == drawing.WIDEST
    for strand in found:
        assert strand.width == pytest.approx(drawing.WIDEST * np.sqrt(strand.kg / found[0].kg))
        assert strand.width >= drawing.THINNEST
    assert (ROAD, 5, 6) not in {strand.key for strand in found}


def test_no_way_leaps_over_the_map() -> None:
    crossing = 0
    for strand in drawing.strands(synthetic.freight(), PLACES):
        pieces = drawing.way(strand, PLACES)
        crossing += len(pieces) > 1
        for piece in pieces:
            assert np.isfinite(piece).all() and np.abs(np.diff(piece[:, 0])).max(initial=0.0) < projection.WIDTH / 2
    assert crossing >= 2, "the leg to Los Angeles and the flight from Tokyo"


def test_each_mode_has_a_layer_in_its_colour_and_a_button() -> None:
    tree = ElementTree.fromstring(drawing.freight_map(synthetic.freight(), PLACES))
    layers = {group.get("data-service"): group for group in tree.iter(f"{SVG}g") if group.get("data-service")}
    assert set(layers) == set(MODES)
    for mode, layer in layers.items():
        assert layer.get("stroke") == palette.MODE_COLOURS[mode] and len(layer) > 0
    assert "900 t a week by road between Hamburg and Berlin" in "".join(layers["road"].itertext())
    assert drawing.mode_chips().count("<button") == 1 + len(MODES)
    assert "t a week</span>" in drawing.width_key(synthetic.freight(), PLACES)


def test_the_map_speaks() -> None:
    said = drawing.describe_freight(synthetic.freight("suez"))
    work = synthetic.freight()["kg"] * synthetic.freight()["km"]
    share = work[synthetic.freight()["mode"] == "sea"].sum() / work.sum()
    assert f"{100 * share:.1f}% by sea" in said and said.endswith("Suez is closed.")
    assert drawing.closed_words(synthetic.freight("malacca;suez")) == "Malacca and Suez are closed."
    nothing = synthetic.freight().iloc[:0]
    assert "no freight" in drawing.describe_freight(nothing)
    assert drawing.strands(nothing, PLACES) == []
    ElementTree.fromstring(drawing.freight_map(nothing, PLACES))
    assert "both directions" in drawing.width_key(nothing, PLACES)


def test_a_world_without_ways_of_ships_has_arcs() -> None:
    bare = places([], synthetic.HUBS, synthetic.NAMES)
    keys = [strand.key for strand in drawing.strands(synthetic.freight(), bare)]
    assert (SEA, 0, 4) in keys and all(one >= 0 for _, one, _ in keys)


def test_hubs_that_are_not_on_the_map_are_left_out() -> None:
    lanes = synthetic.freight()
    lanes.loc[0, "origin_hub"] = "Atlantis"
    assert by_key(lanes)[SEA, -1, 0].kg == 1e6


def test_the_live_layer_sends_each_way_once() -> None:
    feed = FreightFeed(PLACES)
    first, second = feed.update(synthetic.freight()), feed.update(synthetic.freight().assign(kg=lambda t: 2 * t["kg"]))
    assert first.ways is second.ways
    ways, moving = json.loads(first.ways), json.loads(first.moving)
    found = drawing.strands(synthetic.freight(), PLACES)
    assert len(moving["strands"]) == len(found) == len(ways["ways"])
    slot, width, mode = max(moving["strands"], key=lambda entry: entry[1])
    assert (width, mode) == (round(10 * drawing.WIDEST), SEA) and ways["ways"][slot].startswith("M")
    modes = [mode for _, _, mode in moving["strands"]]
    assert modes == sorted(modes, key=drawing.ORDER.index)
    assert "By road between Hamburg and Berlin" in ways["names"]
    closed = feed.update(synthetic.freight("suez"))
    assert len(json.loads(closed.ways)["ways"]) > len(ways["ways"]) and "Suez is closed" in closed.moving


def test_old_ways_are_forgotten_when_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freight_feed, "POOL", 12)
    feed = FreightFeed(PLACES)
    feed.update(synthetic.freight())
    data = feed.update(synthetic.freight("suez"))
    assert len(json.loads(data.ways)["ways"]) == len(json.loads(data.moving)["strands"]) <= 12
