"""The page that `ecosystem app` serves: one model live, with a map, charts and sliders."""

# Solara declares neither types nor exports.
# mypy: disable-error-code="attr-defined, name-defined, no-untyped-call"

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pandas as pd
import solara

from ecosystem.outputs.tables import freight_table, listings_table
from ecosystem.scenario import Scenario
from ecosystem.scenario.registry import registry
from ecosystem.view.live.model_runner import Model, OnWeek, Status
from ecosystem.view.live.session import Frame, Session, Source, Values
from ecosystem.view.live.sliders import sliders
from ecosystem.view.pages.explore import LivePage
from ecosystem.world import World
from experiments.commands.serve import SCENARIO_VARIABLE, WORLD_VARIABLE
from experiments.extensions import IMPORT_VARIABLE, load_extensions
from experiments.reports.page import places_of
from experiments.runs.settling import settled

TITLE = "Cross-border e-commerce ecosystem"

SLIDERS = (
    ("run.firms", "Sellers at the start"),
    ("run.seed", "Seed"),
    ("run.weeks", "Weeks"),
    ("market.day_cost", "Buyers' dislike of waiting"),
    ("services.express_base", "Express charge a parcel"),
    ("services.mail_per_kg", "Direct mail charge"),
    ("services.storage", "Storage abroad"),
    ("services.own_capital", "Cost of an own warehouse"),
    ("customs.inspection_share", "Inspected at customs"),
)
"""Key and label of each slider."""

load_extensions(filter(None, os.environ.get(IMPORT_VARIABLE, "").split(os.pathsep)))
BASE = Scenario.load(os.environ[SCENARIO_VARIABLE]) if SCENARIO_VARIABLE in os.environ else Scenario()
WORLD = World.load(os.environ.get(WORLD_VARIABLE))
PLACES = places_of(WORLD)


def scenario_of(values: Values) -> Scenario:
    """Return the scenario of the chosen values."""
    return BASE.replace(dict(values))


def build(values: Values, on_week: OnWeek) -> Model:
    """Make a settled model with the chosen values."""
    return settled(scenario_of(values), WORLD, on_week)


def start_value(key: str) -> float | int:
    """Return the value of a parameter at the start, as it is."""
    group, name = key.split(".")
    value: float | int = getattr(getattr(BASE, group), name)
    return value


def weekly(model: Any) -> pd.DataFrame:
    """Return the weeks of the run, without those in which the world settled."""
    table: pd.DataFrame = model.records.weekly()
    return table[table["week"] >= 0]


def listings(model: Any) -> pd.DataFrame:
    """Return the listings of the week."""
    return listings_table(model)


def freight(model: Any) -> pd.DataFrame:
    """Return what the lanes carry."""
    return freight_table(model)


SOURCE = Source(
    build, weekly, listings, freight,
    weeks=lambda values: int(values["run.weeks"]),
    scenario_hash=lambda values: scenario_of(values).content_hash,
)


def make_session(on_change: Callable[[Status, Frame], None]) -> Session:
    """Make the session of one visitor."""
    return Session(SOURCE, PLACES, sliders(registry(), SLIDERS, start_value), on_change)


@solara.component
def Layout(children: list[solara.Element]) -> solara.Element:
    """Show the page alone, without a frame around it."""
    return solara.Div(children=children)


@solara.component
def Page() -> None:
    """Show the page of one visitor."""
    solara.Title(TITLE)
    LivePage(make_session, TITLE)
