"""The live page around a made-up model; served by the tests, not collected by them."""

from __future__ import annotations

from typing import Any

import solara
import solara.server.settings

from ecosystem.scenario.registry import registry
from ecosystem.view.live.session import Session, Source
from ecosystem.view.live.sliders import sliders
from ecosystem.view.maps.flow_map import places
from ecosystem.view.pages.explore import LivePage
from tests.doubles import synthetic
from tests.doubles.stand_in import StandIn

solara.server.settings.theme.show_banner = False
PLACES = places(synthetic.SQUARE, synthetic.HUBS, synthetic.NAMES, synthetic.sea())
SLIDERS = (("run.firms", "Sellers at the start"), ("run.seed", "Seed"))
START = {"run.firms": 2000, "run.seed": 1}
WEEKS = 104
FAULTY_SEED = 3
"""Seed with which the made-up model fails in week 12."""


def build(values: Any, on_week: Any) -> StandIn:
    """Make a model that takes as long as a real one."""
    faulty = 12 if values["run.seed"] == FAULTY_SEED else None
    return StandIn(seconds=0.012, faulty_week=faulty)


SOURCE = Source(build, lambda model: model.weekly(), lambda model: model.offers(), lambda model: model.freight(), lambda _: WEEKS, lambda values: f"{values}".encode().hex())


@solara.component
def Layout(children: list[solara.Element]) -> solara.Element:
    """Show the page alone."""
    return solara.Div(children=children)


@solara.component
def Page() -> None:
    """Show the page."""
    LivePage(
        lambda on_change: Session(
            SOURCE, PLACES, sliders(registry(), SLIDERS, START.__getitem__), on_change
        ),
        "Stand-in",
    )
