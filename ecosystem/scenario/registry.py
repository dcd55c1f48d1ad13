"""Every parameter with its unit, bounds and source: what documents, samples and sliders read."""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass
from typing import Any

from annotated_types import Ge, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ecosystem.scenario.policy import Policy
from ecosystem.scenario.reading import POLICY, number
from ecosystem.scenario.scenario import Scenario

_LINE = 96
_EXAMPLE = """\
# Policies and shocks: one [[policy]] table each, as many as you like. Levers, with their units and
# bounds, are listed by: ecosystem describe --policies
#
# [[policy]]
# lever = "tariff"            # what is moved
# size = 0.1                  # how far, in the unit of the lever
# start = 2025-08-29          # first week: a date in it, or its number (0 starts on 1 January 2024)
# end = 2026-08-29            # first week after it; leave it out for a policy that stays
# phase_in = 13               # weeks over which the size is reached
# countries = ["USA", "eu"]   # ISO 3166 alpha-3 codes, or the groups eu, rcep, all
# origins = ["CHN"]           # where the goods come from, likewise
# categories = ["all"]        # kinds of goods\
""".splitlines()


@dataclass(frozen=True)
class Parameter:
    """One parameter of a scenario.

    Attributes:
        group: the group that holds it, a table of a scenario file.
        name: its name within the group.
        key: "group.name", the name used everywhere else.
        type: int or float.
        unit: unit of the value, "-" when it has none.
        default: value of the base scenario.
        low: smallest accepted value.
        high: largest accepted value.
        source: author and year, or how the value was found.
        confidence: measured, estimated or assumed.
        text: what it means, in one sentence.
    """

    group: str
    name: str
    key: str
    type: type[int | float]
    unit: str
    default: float | int
    low: float | int
    high: float | int
    source: str
    confidence: str
    text: str


def registry(scenario: type[Scenario] = Scenario) -> list[Parameter]:
    """All parameters, group by group in the order declared."""
    found = []
    for group, table in _groups(scenario).items():
        for name, field in table.model_fields.items():
            found.append(_parameter(group, name, field))
    return found


def _groups(scenario: type[Scenario]) -> dict[str, type[BaseModel]]:
    return {
        name: field.annotation
        for name, field in scenario.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    }


def _parameter(group: str, name: str, field: FieldInfo) -> Parameter:
    bounds: dict[str, Any] = {}
    for rule in field.metadata:
        if isinstance(rule, Ge):
            bounds["low"] = rule.ge
        elif isinstance(rule, Le):
            bounds["high"] = rule.le
    extra = field.json_schema_extra
    if not isinstance(extra, dict) or len(bounds) != 2:
        raise TypeError(f"{group}.{name} is not declared with parameter(...)")
    return Parameter(
        group=group,
        name=name,
        key=f"{group}.{name}",
        type=int if field.annotation is int else float,
        default=field.default,
        text=field.description or "",
        unit=str(extra["unit"]),
        source=str(extra["source"]),
        confidence=str(extra["confidence"]),
        **bounds,
    )


def commented_toml(scenario: Scenario | None = None) -> str:
    """A scenario file that names every parameter, with unit, bounds and source above each value.

    Args:
        scenario: whose values to write; the base scenario when left out.

    Returns:
        TOML text that `Scenario.load` reads back to the same values.
    """
    values = scenario or Scenario()
    lines = [
        "# A scenario of the cross-border e-commerce ecosystem.",
        "# Change what you like; a line left out keeps its default.",
        f"title = {_text(values.title)}",
        f"description = {_text(values.description)}",
    ]
    group = ""
    for entry in registry(type(values)):
        if entry.group != group:
            group = entry.group
            lines += ["", *_comment(_groups(type(values))[group].__doc__ or ""), f"[{group}]"]
        lines += _entry(entry, getattr(getattr(values, group), entry.name))
    for policy in values.policy:
        lines += _policy(policy)
    return "\n".join(lines + ([] if values.policy else _EXAMPLE)) + "\n"


def _policy(policy: Policy) -> list[str]:
    """One `[[policy]]` table; JSON writes its numbers, texts and lists of texts as TOML does."""
    given = policy.model_dump(mode="json", exclude_defaults=True)
    return [f"[[{POLICY}]]", *(f"{key} = {json.dumps(value)}" for key, value in given.items()), ""]


def _entry(entry: Parameter, value: float) -> list[str]:
    unit = "" if entry.unit == "-" else f" {entry.unit}"
    facts = (
        f"default {number(entry.default)}{unit}, from {number(entry.low)} to {number(entry.high)}; "
        f"{entry.confidence}: {entry.source}"
    )
    return [*_comment(entry.text), *_comment(facts), f"{entry.name} = {value!r}", ""]


def _comment(text: str) -> list[str]:
    first = text.strip().split("\n\n")[0]
    return [f"# {line}" for line in textwrap.wrap(" ".join(first.split()), _LINE)]


def _text(value: str) -> str:
    """A TOML string; JSON's escapes are all valid in TOML except the delete character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def json_schema(scenario: type[Scenario] = Scenario) -> dict[str, Any]:
    """JSON schema of a scenario file, for editors that complete and check TOML."""
    schema = scenario.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return schema
