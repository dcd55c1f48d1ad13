"""Runs one model in a thread of its own, as the buttons of a page tell it."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Phase = Literal["idle", "preparing", "paused", "running", "finished", "fault"]

FRAME_SECONDS = 0.033
"""Shortest time between two frames: 30 a second look smooth and leave time for the model."""


class Model(Protocol):
    """What the runner needs of a model."""

    week: int

    def step(self) -> None:
        """Simulate one week."""
        ...


OnWeek = Callable[[Any], None]
Build = Callable[[OnWeek], Model]
"""Makes a model ready for its first week; calls its argument after each week of preparation."""


@dataclass(frozen=True)
class Status:
    """Where a model stands.

    Attributes:
        phase: idle (none yet), preparing, paused, running, finished or fault.
        week: week about to be simulated; negative while the world settles.
        pace: weeks a second just now; 0 unless running or preparing.
        fault: what went wrong, in a sentence; empty when nothing did.
        trace: the whole traceback of a fault.
    """

    phase: Phase = "idle"
    week: int = 0
    pace: float = 0.0
    fault: str = ""
    trace: str = ""


OnChange = Callable[[Status, Any], None]
"""Told of a status, with the model when a new frame of it is due and None otherwise."""


class Cancelled(Exception):
    """Ends a thread whose model is no longer wanted."""


class _Controls:
    """What the page asks of one model; the thread waits on it."""

    def __init__(self, speed: float | None) -> None:
        self.changed = threading.Condition()
        # Held while the page is told, so that nothing under way is told after the model is given up.
        self.telling = threading.RLock()
        self.running = False
        self.steps = 0
        self.speed = speed
        self.cancelled = False

    def set(self, **settings: Any) -> None:
        """Change them and wake the thread."""
        with self.changed:
            for name, value in settings.items():
                setattr(self, name, value)
            self.changed.notify_all()

    def add_step(self) -> None:
        """Ask for one week more, and for a pause after it."""
        with self.changed:
            self.running = False
            self.steps += 1
            self.changed.notify_all()

    def wait_for_turn(self) -> None:
        """Wait until a week is wanted.

        Raises:
            Cancelled: no more weeks are wanted.
        """
        with self.changed:
            self.changed.wait_for(lambda: self.running or self.steps > 0 or self.cancelled)
            if self.cancelled:
                raise Cancelled
            self.steps = max(self.steps - 1, 0)

    def wait_for_beat(self, begun: float) -> None:
        """Wait until the week begun at this time has lasted as long as the speed asks."""
        with self.changed:
            while self.running and not self.cancelled and (left := self.spare(begun)) > 0.0:
                self.changed.wait(left)

    def spare(self, begun: float) -> float:
        """Return how many seconds the speed leaves of the week begun at this time."""
        speed = self.speed
        return 0.0 if speed is None else begun + 1.0 / speed - time.perf_counter()

    @property
    def at_rest(self) -> bool:
        """Whether no further week is wanted for now."""
        return not self.running and self.steps == 0


class ModelRunner:
    """Runs one model at a time and tells the page what it sees.

    Args:
        on_change: told of every change of phase, of the weeks while the world settles, and given
            the model whenever a new frame is due, at most 30 times a second. It is called from
            the runner's thread, which waits for it.
    """

    def __init__(self, on_change: OnChange) -> None:
        self._on_change = on_change
        self._controls: _Controls | None = None
        self._speed: float | None = None

    def set_up(self, build: Build, weeks: int) -> None:
        """Give up the present model, if any, and make a new one, paused at its first week.

        Args:
            build: makes the model; runs in the runner's thread.
            weeks: weeks after which the run is finished.
        """
        self.close()
        controls = _Controls(self._speed)
        self._controls = controls
        thread = threading.Thread(
            target=self._run, args=(controls, build, weeks), name="model", daemon=True
        )
        thread.start()

    def go(self) -> None:
        """Let the model run."""
        self._set(running=True)

    def pause(self) -> None:
        """Stop after the present week."""
        self._set(running=False, steps=0)

    def step(self) -> None:
        """Simulate one week, then pause."""
        if self._controls is not None:
            self._controls.add_step()

    def set_speed(self, weeks_per_second: float | None) -> None:
        """Set the speed; None is as fast as the machine can."""
        self._speed = weeks_per_second
        self._set(speed=weeks_per_second)

    def close(self) -> None:
        """Give up the model: nothing is told of it any more; its thread ends after the present week."""
        controls, self._controls = self._controls, None
        if controls is not None:
            with controls.telling:
                controls.set(cancelled=True)

    def _set(self, **settings: Any) -> None:
        """Tell the thread what changed, if there is one."""
        if self._controls is not None:
            self._controls.set(**settings)

    def _run(self, controls: _Controls, build: Build, weeks: int) -> None:
        """Prepare a model and run it until it is finished, cancelled or at fault."""
        week = 0
        try:
            model = self._prepare(controls, build)
            end, meter = model.week + weeks, _Meter()
            while model.week < end:
                week = model.week
                self._run_week(controls, model, meter)
            self._tell(controls, Status("finished", model.week), model)
        except Cancelled:
            return
        except Exception as error:  # noqa: BLE001 - whatever stops a model is shown to its visitor
            text = f"{type(error).__name__}: {error}"
            self._tell(controls, Status("fault", week, fault=text, trace=traceback.format_exc()))

    def _prepare(self, controls: _Controls, build: Build) -> Model:
        """Make the model, telling the page of each week that it settles."""
        meter = _Meter()
        self._tell(controls, Status("preparing"))

        def on_week(model: Any) -> None:
            meter.count()
            if meter.due():
                self._tell(controls, Status("preparing", model.week, meter.pace))

        return build(on_week)

    def _run_week(self, controls: _Controls, model: Model, meter: _Meter) -> None:
        """Simulate one week when it is wanted, and show it when a frame is due."""
        if controls.at_rest:
            self._tell(controls, Status("paused", model.week), model)
        controls.wait_for_turn()
        begun = time.perf_counter()
        model.step()
        meter.count()
        if meter.due() or controls.spare(begun) > FRAME_SECONDS:
            self._tell(controls, Status("running", model.week, meter.pace), model)
        controls.wait_for_beat(begun)

    def _tell(self, controls: _Controls, status: Status, model: Model | None = None) -> None:
        """Tell the page, unless this model was given up meanwhile.

        Raises:
            Cancelled: it was.
        """
        with controls.telling:
            if controls.cancelled:
                raise Cancelled
            self._on_change(status, model)


class _Meter:
    """Counts weeks: how many a second, and whether a new frame is due."""

    def __init__(self) -> None:
        self.pace = 0.0
        self._shown = self._since = time.perf_counter()
        self._weeks = 0

    def count(self) -> None:
        """Take note of a week."""
        self._weeks += 1
        now = time.perf_counter()
        if now - self._since >= 1.0:
            self.pace = self._weeks / (now - self._since)
            self._since, self._weeks = now, 0

    def due(self) -> bool:
        """Whether the last frame is old enough for a new one."""
        now = time.perf_counter()
        if now - self._shown < FRAME_SECONDS:
            return False
        self._shown = now
        return True
