"""Panels of the live page: controls, sliders, figures, charts and the map."""

# Solara declares neither types nor exports.
# mypy: disable-error-code="attr-defined, no-untyped-call, untyped-decorator"

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from pathlib import Path

import solara

from ecosystem.scenario.names import MODES, SERVICES
from ecosystem.view.live.feeds import as_json, chart_specifications
from ecosystem.view.live.model_runner import Phase, Status
from ecosystem.view.live.session import Frame, Session
from ecosystem.view.live.sliders import Slider
from ecosystem.view.maps import projection
from ecosystem.view.maps.flow_map import Places
from ecosystem.view.style import palette

STYLE = Path(__file__).with_name("live_page.css")

SPEEDS: dict[str, float | None] = {
    "1 week/s": 1.0, "4 weeks/s": 4.0, "13 weeks/s": 13.0, "26 weeks/s": 26.0, "Fastest": None,
}
"""Speeds offered: weeks a second, None for as fast as the machine can."""

FASTEST = "Fastest"

HASH_LETTERS = 12
"""Letters of a hash that tell scenarios apart for a person."""


@solara.component_vue("live_map.vue", vuetify=False)
def MapView(
    *,
    land: str,
    view: str,
    hubs: str,
    arcs: str,
    moving: str,
    services: list[dict[str, str]],
    modes: list[dict[str, str]],
    ways: str,
    freight: str,
) -> None:
    """Draw the map; land, hubs, arcs and ways stay in the browser between updates."""


@solara.component_vue("live_charts.vue", vuetify=False)
def ChartsView(charts: str, history: str, recent: str) -> None:
    """Draw the charts; the history stays in the browser between updates."""


@solara.component_vue("live_figures.vue", vuetify=False)
def FiguresView(week: int, date: str, status: str, tiles: list[dict[str, str]]) -> None:
    """Write the clock and the figures of the last week."""


@dataclass(frozen=True)
class Moment:
    """What a page shows at a moment."""

    status: Status = field(default_factory=Status)
    frame: Frame = field(default_factory=Frame)


@solara.component
def LiveMap(where: Places, moment: solara.Reactive[Moment]) -> None:
    """Show the map with its key."""
    hubs = solara.use_memo(
        lambda: as_json(where.hubs[["x", "y", "name"]].to_numpy().tolist()), [where]
    )
    trade, freight = moment.value.frame.map, moment.value.frame.freight
    with solara.Div(classes=["panel", "panel-map"]):
        MapView(
            land=where.land, view=projection.VIEW, hubs=hubs,
            arcs=trade.arcs, moving=trade.moving, services=SERVICE_KEY, modes=MODE_KEY,
            ways=freight.ways, freight=freight.moving,
        )


SERVICE_KEY = [
    {"label": palette.SERVICE_LABELS[name], "colour": palette.SERVICE_COLOURS[name]} for name in SERVICES
]
MODE_KEY = [{"label": name.capitalize(), "colour": palette.MODE_COLOURS[name]} for name in MODES]
"""Labels and colours of services and of modes, in their order."""


@solara.component
def LiveCharts(moment: solara.Reactive[Moment]) -> None:
    """Show the live charts, each in a panel of its own."""
    charts = solara.use_memo(chart_specifications, [])
    data = moment.value.frame.charts
    ChartsView(charts=charts, history=data.history, recent=data.recent)


def status_words(status: Status) -> str:
    """Say where the model stands."""
    pace = f", {status.pace:.0f} weeks a second" if status.pace >= 0.5 else ""
    if status.phase == "preparing":
        if status.week < 0:
            return f"The world settles: {-status.week:,} weeks to go{pace}"
        return "Preparing the world"
    return {
        "idle": "Choose the settings, then press Go",
        "paused": "Paused",
        "running": f"Running{pace}",
        "finished": "The run is complete",
        "fault": "Stopped by a fault",
    }[status.phase]


@solara.component
def Figures(moment: solara.Reactive[Moment]) -> None:
    """Show the week and date reached, what the model is doing, and the figures of the last week."""
    frame = moment.value.frame
    day = date.fromisoformat(frame.date) if frame.date else None
    FiguresView(
        week=frame.week,
        date=f"{day.day} {day:%B %Y}" if day else "",
        status=status_words(moment.value.status),
        tiles=frame.tiles,
    )


@solara.component
def Fault(phase: solara.Reactive[Phase], moment: solara.Reactive[Moment]) -> None:
    """Show a fault of the model, if there is one."""
    if phase.value != "fault":
        return
    found = moment.peek().status
    with solara.Div(classes=["fault"]):
        with solara.Div(attributes={"role": "alert"}):
            solara.Text(f"The model stopped in week {found.week + 1:,}: {found.fault}")
        with solara.Details("What the program says"):
            solara.Preformatted(found.trace)


@solara.component
def Controls(
    session: Session,
    phase: solara.Reactive[Phase],
    values: solara.Reactive[dict[str, float | int]],
    speed: solara.Reactive[str],
) -> None:
    """Show the buttons: set up, go or pause, step, reset, and the speed."""
    running, preparing = phase.value == "running", phase.value == "preparing"
    ended = phase.value in ("finished", "fault")
    changed = session.differs_from(values.value)

    def choose_speed(name: str) -> None:
        speed.set(name)
        session.runner.set_speed(SPEEDS[name])

    def reset() -> None:
        values.set(session.defaults())
        session.reset()

    with solara.Div(classes=["controls"]):
        if running:
            _button("Pause", "mdi-pause", session.runner.pause, main=True)
        else:
            _button("Go", "mdi-play", lambda: session.go(values.value), main=not changed,
                    disabled=ended or preparing)
        _button("Step", "mdi-skip-next", lambda: session.step(values.value),
                disabled=running or ended or preparing)
        _button("Set up", "mdi-tune", lambda: session.set_up(values.value), main=changed or ended)
        _button("Reset", "mdi-restore", reset)
        with solara.Div(classes=["speeds"], attributes={"role": "group", "aria-label": "Speed"}):
            solara.ToggleButtonsSingle(
                value=speed.value, values=list(SPEEDS), on_value=choose_speed, dense=True
            )


def _button(
    label: str,
    icon: str,
    act: Callable[[], None],
    *,
    main: bool = False,
    disabled: bool = False,
) -> None:
    """Show a button; the main one is filled."""
    classes = ["button-main"] if main else ["button-plain"]
    solara.Button(
        label, icon_name=icon, on_click=act, disabled=disabled, classes=classes, depressed=True
    )


@solara.component
def Sliders(
    session: Session,
    phase: solara.Reactive[Phase],
    values: solara.Reactive[dict[str, float | int]],
) -> None:
    """Show the sliders."""
    chosen = values.value
    changed = phase.value != "idle" and session.differs_from(chosen)
    with solara.Div(classes=["panel", "panel-settings"]):
        solara.HTML(tag="strong", unsafe_innerHTML="Settings")
        for slider in session.sliders:
            _slider(slider, chosen, values.set)
        note = "Changed: press Set up to start anew with these settings." if changed else ""
        solara.Text(note, classes=["settings-note"])
        ScenarioHash(session.source.scenario_hash(chosen))


@solara.component
def ScenarioHash(whole: str) -> None:
    """Show the beginning of a scenario's hash, as results name it; the whole of it on demand."""
    with solara.Div(classes=["settings-hash"], attributes={"title": f"SHA-256 of the scenario: {whole}"}):
        solara.Text("Scenario")
        solara.Text(whole[:HASH_LETTERS])


def _slider(
    slider: Slider,
    chosen: Mapping[str, float | int],
    change: Callable[[dict[str, float | int]], None],
) -> None:
    """Show one slider with its value and meaning."""

    def moved(position: int) -> None:
        change({**chosen, slider.key: slider.values[position]})

    with solara.Div(classes=["setting"], attributes={"title": slider.text}):
        with solara.Div(classes=["setting-head"]):
            solara.Text(slider.label)
            solara.Text(slider.write(chosen[slider.key]), classes=["setting-value"])
        solara.SliderInt(
            "", value=slider.position(chosen[slider.key]), min=0, max=len(slider.values) - 1,
            on_value=moved, thumb_label=False,
        )


@solara.component
def LivePage(make_session: Callable[..., Session], title: str) -> None:
    """Show a visitor's whole page.

    Args:
        make_session: makes a session, given what to tell of its changes.
        title: heading of the page.
    """
    moment = solara.use_reactive(Moment())
    phase: solara.Reactive[Phase] = solara.use_reactive("idle")

    def on_change(status: Status, frame: Frame) -> None:
        moment.set(Moment(status, frame))
        phase.set(status.phase)

    session = solara.use_memo(lambda: make_session(on_change), [])
    values = solara.use_reactive(session.defaults())
    speed = solara.use_reactive(FASTEST)

    solara.use_effect(lambda: session.close, [])
    solara.Style(STYLE)
    with solara.Div(classes=["live-page"]):
        with solara.Div(classes=["top"]):
            solara.HTML(tag="h1", unsafe_innerHTML=escape(title))
            Controls(session, phase, values, speed)
        Fault(phase, moment)
        Figures(moment)
        with solara.Div(classes=["board"]):
            Sliders(session, phase, values)
            LiveMap(session.where, moment)
            LiveCharts(moment)
