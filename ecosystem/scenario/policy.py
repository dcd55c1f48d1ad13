"""How a policy or shock is written in a scenario: one `[[policy]]` table each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from ecosystem.scenario.parameters.parameter import ParameterGroup

FIRST_DAY = date(2024, 1, 1)
"""Week 0 of the calendar starts here."""
WEEKS = (-10_400, 10_400)
"""Weeks that a policy can start and end in."""
EVERYWHERE = "all"
MOST_POLICIES, MOST_NAMES = 1_000, 1_000
"""Policies that a scenario can have, and names that each of their keys can list."""
TARGETS = ("countries", "origins", "categories", "providers", "passages")
"""Keys of a policy that say whom or what it concerns."""


def week_of(when: object) -> object:
    """A date, or its ISO text, as the number of the week that it falls into; anything else as it is."""
    if isinstance(when, str):
        try:
            when = date.fromisoformat(when)
        except ValueError:
            return when
    if isinstance(when, datetime):
        when = when.date()
    return (when - FIRST_DAY).days // 7 if isinstance(when, date) else when


def date_of(week: int) -> date:
    """First day of a week of the calendar."""
    return FIRST_DAY + timedelta(weeks=week)


def tuple_of_at_most(most: int) -> Callable[[object], object]:
    """A validator that turns a list into a tuple, and refuses a long one before its entries are looked at."""

    def as_tuple(values: object) -> object:
        if isinstance(values, list | tuple) and len(values) > most:
            raise PydanticCustomError("too_long", "too many entries", {"max_length": most})
        return tuple(values) if isinstance(values, list) else values

    return as_tuple


_WEEK_OR_DATE = {"anyOf": [{"type": "integer"}, {"type": "string", "format": "date"}]}
Week = Annotated[int, BeforeValidator(week_of), WithJsonSchema(_WEEK_OR_DATE)]
Names = Annotated[tuple[str, ...], BeforeValidator(tuple_of_at_most(MOST_NAMES))]


class Policy(ParameterGroup):
    """One lever moved by some size between two weeks, for some targets.

    What a lever does, its unit and bounds are listed by `ecosystem describe --policies`; names of
    levers and targets are checked when the policy is bound to a world.
    """

    lever: str = Field(description="What is moved.")
    size: float = Field(description="How far, in the unit of the lever; 0 changes nothing.")
    start: Week = Field(0, ge=WEEKS[0], le=WEEKS[1], description="First week, or the date of a day in it.")
    end: Week | None = Field(
        None, ge=WEEKS[0], le=WEEKS[1], description="First week after it, or a date; never when left out.")
    phase_in: int = Field(
        0, ge=0, le=1_040, description="Weeks over which the size is reached in equal steps.")
    countries: Names = Field(
        (EVERYWHERE,), description="Countries (ISO 3166 alpha-3) or groups eu, rcep, all.")
    origins: Names = Field(
        (EVERYWHERE,), description="Countries that goods come from (ISO 3166 alpha-3) or groups.")
    categories: Names = Field((EVERYWHERE,), description="Categories of goods.")
    providers: Names = Field(
        (EVERYWHERE,), description="Names of carriers or platforms, or the kinds carrier, platform.")
    passages: Names = Field((), description="Straits and canals: suez, panama, malacca.")

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"the end (week {self.end}) is not after the start (week {self.start})")
        return self

    def in_words(self) -> str:
        """The policy in one line: lever, size, time, and the targets that were named."""
        until = "" if self.end is None else f" to week {self.end - 1}"
        steps = f", phased in over {self.phase_in} weeks" if self.phase_in else ""
        named = [
            f"{kind} {', '.join(getattr(self, kind))}"
            for kind in TARGETS
            if getattr(self, kind) != type(self).model_fields[kind].default
        ]
        moved = f"{self.lever} {self.size:g} from week {self.start} ({date_of(self.start)}){until}"
        return "; ".join([moved + steps, *named])
