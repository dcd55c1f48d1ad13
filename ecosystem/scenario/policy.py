"""How a policy or shock is written in a scenario: one `[[policy]]` table each."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from ecosystem.scenario.parameter import ParameterGroup

FIRST_DAY = date(2024, 1, 1)
"""Week 0 of the calendar starts here."""
EVERYWHERE = "all"


def week_of(when: object) -> object:
    """A date, or its ISO text, as the number of the week that it falls into; anything else as it is."""
    if isinstance(when, str):
        try:
            when = date.fromisoformat(when)
        except ValueError:
            return when
    return (when - FIRST_DAY).days // 7 if isinstance(when, date) else when


def _tuple(values: object) -> object:
    return tuple(values) if isinstance(values, list) else values


Week = Annotated[int, BeforeValidator(week_of)]
Names = Annotated[tuple[str, ...], BeforeValidator(_tuple)]


class PolicyParameters(ParameterGroup):
    """One lever moved by some size between two weeks, for some targets.

    What a lever does, its unit and bounds are listed by `ecosystem describe --policies`; names of
    levers and targets are checked when the policy is bound to a world.
    """

    lever: str = Field(description="What is moved.")
    size: float = Field(description="How far, in the unit of the lever; 0 changes nothing.", strict=False)
    start: Week = Field(0, ge=-10_400, le=10_400, description="First week, or the date of a day in it.")
    end: Week | None = Field(None, ge=-10_400, le=10_400, description="First week after it, or a date; never when left out.")
    phase_in: int = Field(0, ge=0, le=1_040, description="Weeks over which the size is reached in equal steps.")
    countries: Names = Field((EVERYWHERE,), description="Countries (ISO 3166 alpha-3) or groups eu, rcep, all.")
    origins: Names = Field((EVERYWHERE,), description="Countries that goods come from, likewise.")
    categories: Names = Field((EVERYWHERE,), description="Categories of goods.")
    providers: Names = Field((EVERYWHERE,), description="Names of carriers or platforms, or the kinds carrier, platform.")
    passages: Names = Field((), description="Straits and canals: suez, panama, malacca.")

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"the end (week {self.end}) is not after the start (week {self.start})")
        return self
