"""A visitor's session makes models of the chosen values and frames of the models."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ecosystem.view.live.model_runner import Status
from ecosystem.view.live.session import Frame, Session, Source
from ecosystem.view.live.sliders import Slider
from ecosystem.view.maps.flow_map import places
from tests.doubles import synthetic
from tests.doubles.stand_in import StandIn

PLACES = places(synthetic.SQUARE, synthetic.HUBS, synthetic.NAMES)
FIRMS = Slider("run.firms", "Sellers", "How many.", "firms", 2000, (500, 2000, 6000))


class Visitor:
    """A session with somebody who looks at it."""

    def __init__(self) -> None:
        self.built: list[dict[str, float]] = []
        self.models: list[StandIn] = []
        self.seen: list[tuple[Status, Frame]] = []
        self.changed = threading.Condition()
        source = Source(self.build, lambda model: model.weekly(), StandIn.offers, StandIn.freight, lambda _: 6, str)
        self.session = Session(source, PLACES, [FIRMS], self.look)

    def build(self, values: Any, on_week: Any) -> StandIn:
        """Make a model and remember of what."""
        self.built.append(dict(values))
        self.models.append(StandIn(weeks=10))
        return self.models[-1]

    def look(self, status: Status, frame: Frame) -> None:
        """Take note of a change."""
        with self.changed:
            self.seen.append((status, frame))
            self.changed.notify_all()

    def wait(self, wanted: Callable[[Status], bool]) -> Frame:
        """Wait until the last status is as wanted."""
        with self.changed:
            assert self.changed.wait_for(lambda: wanted(self.seen[-1][0]), timeout=10.0)
            return self.seen[-1][1]


@pytest.fixture
def visitor() -> Iterator[Visitor]:
    """A visitor who leaves in the end."""
    found = Visitor()
    yield found
    found.session.close()


def test_go_makes_a_model_of_the_chosen_values_and_runs_it(visitor: Visitor) -> None:
    visitor.session.go({"run.firms": 700})
    frame = visitor.wait(lambda status: status.phase == "finished")
    assert visitor.built == [{"run.firms": 700}]
    assert (frame.week, frame.date) == (6, synthetic.weekly(10)["date"].iloc[5])
    assert len(json.loads(frame.charts.recent)[2][0]) == 6
    assert json.loads(frame.map.moving)["flows"]
    assert json.loads(frame.freight.moving)["strands"]


def test_the_page_begins_empty(visitor: Visitor) -> None:
    status, frame = visitor.seen[0]
    assert status.phase == "idle" and frame.week == 0
    assert {tile["value"] for tile in frame.tiles} == {"–"}


def test_steps_show_one_week_each(visitor: Visitor) -> None:
    visitor.session.step(visitor.session.defaults())
    visitor.wait(lambda status: status.phase == "paused" and status.week == 1)
    visitor.session.step(visitor.session.defaults())
    frame = visitor.wait(lambda status: status.phase == "paused" and status.week == 2)
    assert frame.week == 2 and len(visitor.built) == 1


def test_set_up_starts_anew_with_other_values(visitor: Visitor) -> None:
    visitor.session.go({"run.firms": 700})
    visitor.wait(lambda status: status.phase == "finished")
    assert visitor.session.differs_from({"run.firms": 900})
    visitor.session.set_up({"run.firms": 900})
    frame = visitor.wait(lambda status: status.phase == "paused")
    assert visitor.built[-1] == {"run.firms": 900} and frame.week == 0
    assert not visitor.session.differs_from({"run.firms": 900})


def test_reset_gives_up_the_model(visitor: Visitor) -> None:
    visitor.session.go(visitor.session.defaults())
    visitor.wait(lambda status: status.phase == "finished")
    visitor.session.reset()
    status, frame = visitor.seen[-1]
    assert status.phase == "idle" and frame.week == 0
    assert visitor.session.in_force is None
    assert visitor.session.defaults() == {"run.firms": 2000}


def test_a_frame_under_way_does_not_undo_a_reset(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing, finish, weekly = threading.Event(), threading.Event(), StandIn.weekly

    def drawn_slowly(model: StandIn) -> Any:
        drawing.set()
        assert finish.wait(10.0)
        return weekly(model)

    monkeypatch.setattr(StandIn, "weekly", drawn_slowly)
    visitor.session.go(visitor.session.defaults())
    assert drawing.wait(10.0)
    models = [each for each in threading.enumerate() if each.name == "model"]
    reset = threading.Thread(target=visitor.session.reset)
    reset.start()
    reset.join(0.2)
    finish.set()
    reset.join(10.0)
    for each in models:
        each.join(10.0)
    assert models and not any(each.is_alive() for each in models)
    assert visitor.seen[-1][0].phase == "idle"


def test_two_visitors_do_not_touch_each_other(visitor: Visitor) -> None:
    other = Visitor()
    visitor.session.go({"run.firms": 700})
    visitor.wait(lambda status: status.phase == "finished")
    assert other.built == [] and len(other.seen) == 1
    other.session.step({"run.firms": 800})
    other.wait(lambda status: status.phase == "paused" and status.week == 1)
    assert visitor.models[0].week == 6 and other.models[0].week == 1
    other.session.close()
