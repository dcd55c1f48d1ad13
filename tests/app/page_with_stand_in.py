"""The live page around a made-up model; served by the tests, not collected by them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import solara

sys.path.insert(0, str(Path(__file__).parents[1] / "view"))

import synthetic  # noqa: E402
from stand_in import StandIn  # noqa: E402

from ecosystem.scenario.registry import registry  # noqa: E402
from ecosystem.view.map import places  # noqa: E402
from ecosystem.view.panels import LivePage  # noqa: E402
from ecosystem.view.session import Session, Source  # noqa: E402
from ecosystem.view.settings import settings  # noqa: E402

PLACES = places(synthetic.SQUARE, synthetic.HUBS, synthetic.NAMES)
SLIDERS = (("run.firms", "Sellers at the start"), ("run.seed", "Seed"))
FAULTY_SEED = 3
"""Seed with which the made-up model fails in week 12."""


def build(values: Any, on_week: Any) -> StandIn:
    """Make a model that takes as long as a real one."""
    faulty = 12 if values["run.seed"] == FAULTY_SEED else None
    return StandIn(seconds=0.012, faulty_week=faulty)


SOURCE = Source(build, lambda model: model.weekly(), lambda model: model.offers(), lambda _: 260)


@solara.component
def Layout(children: list[solara.Element]) -> solara.Element:
    """Show the page alone."""
    return solara.Div(children=children)


@solara.component
def Page() -> None:
    """Show the page."""
    LivePage(
        lambda on_change: Session(
            SOURCE, PLACES, settings(registry(), SLIDERS), on_change
        ),
        "Stand-in",
    )
