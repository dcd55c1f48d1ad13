"""The judge of all fuzz tests: what is read is accepted, or refused in clear sentences within a second."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import hypothesis

from ecosystem import ScenarioError, WorldError
from ecosystem.core.faults import LONGEST, SHOWN
from experiments.errors import UsageError

SEED = int(os.environ.get("FUZZ_SEED") or date.today().strftime("%Y%m%d"))
"""Another one each day, so that the cases differ from day to day; set FUZZ_SEED to see those of a day again."""
SECONDS = 1.0
OURS = (ScenarioError, WorldError, UsageError)

Test = TypeVar("Test", bound=Callable[..., None])


def fuzz(examples: int) -> Callable[[Test], Test]:
    """Settings of a fuzz test: so many cases of today's seed, and how to see a failing one again."""
    settings = hypothesis.settings(
        max_examples=examples, derandomize=False, print_blob=True, database=None, deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck))
    return lambda test: hypothesis.seed(SEED)(settings(test))


def judged(read: Callable[[], Any], *names: str) -> Any:
    """What a reader returns; None when it refused in order. Any other error fails the test.

    Args:
        read: reads what was given.
        names: of which each sentence holds at least one.
    """
    begun, error, found = time.process_time(), None, None
    try:
        found = read()
    except OURS as caught:
        error = caught
    seconds = time.process_time() - begun
    if error is not None:
        check_message(str(error), *names)
    assert seconds < SECONDS, f"{seconds:.2f} s; {str(error)[:200]}"
    return found


def check_message(message: str, *names: str) -> None:
    """Assert that a message is a few sentences, each short, on one line and about what was given."""
    lines = message.split("\n")
    assert 1 <= len(lines) <= SHOWN + 1, message
    if lines[-1].startswith("... and "):
        lines.pop()
    for line in lines:
        assert line.strip() and line.isprintable(), repr(line)
        assert len(line) <= LONGEST, line
        assert not names or any(name in line for name in names), f"{line!r} names none of {names}"
