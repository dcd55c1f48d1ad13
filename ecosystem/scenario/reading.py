"""From a TOML file to checked values: every fault found at once, each in one plain line."""

from __future__ import annotations

import datetime
import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from ecosystem.scenario.policy import WEEKS, Policy

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)\s*$")
_LONGEST_VALUE = 40
POLICY = "policy"
"""Key of the policies in a scenario."""
_LEAST_LIKENESS = 0.6
_SAME_GROUP = 0.1


class ScenarioError(ValueError):
    """A scenario that cannot be used.

    Attributes:
        problems: one line a fault, "file: key: problem"; the message is these lines.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


def read_toml(path: Path) -> dict[str, Any]:
    """Read one TOML file.

    Args:
        path: the file.

    Returns:
        Its tables as plain dictionaries.

    Raises:
        ScenarioError: unreadable, empty, not UTF-8 or not TOML, with file and line.
    """
    try:
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError([f"{path}: cannot be read: {reason}"]) from error
    if not raw.strip():
        raise ScenarioError([f"{path}: the file is empty"])
    text = _decoded(raw, path)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([_syntax_problem(path, text, str(error))]) from error
    except RecursionError as error:
        raise ScenarioError([f"{path}: tables or lists are nested too deeply"]) from error


def _decoded(raw: bytes, path: Path) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ScenarioError([f"{path}, line {line}: the text is not UTF-8"]) from error


def _syntax_problem(path: Path, text: str, message: str) -> str:
    place = _PLACE.search(message)
    said = message[: place.start()] if place else message
    line, column = place.groups() if place else (None, None)
    where = f"line {line}, column {column}" if line else f"line {text.count(chr(10)) + 1}"
    return f"{path}, {where}: not valid TOML: {said[:1].lower()}{said[1:]}"


def explained(error: ValidationError, model: type[BaseModel], origin: str) -> ScenarioError:
    """Turn what pydantic found into one line a fault, with the nearest valid name.

    Args:
        error: what pydantic raised while checking `model`.
        model: the scenario class whose fields are the groups.
        origin: file name, or another word for where the values came from.

    Returns:
        The error to raise.
    """
    problems = []
    for fault in error.errors(include_url=False):
        path = [str(part) for part in fault["loc"]]
        if path[0] == POLICY:
            problems.append(f"{origin}: {_policy_problem(fault, path[1:])}")
        else:
            problems.append(f"{origin}: {'.'.join(path)}: {_problem(fault, path, model)}")
    return ScenarioError(problems)


def _policy_problem(fault: Mapping[str, Any], path: list[str]) -> str:
    """One line on a fault in the `[[policy]]` tables: which policy, which key, what is wrong."""
    if not path:
        return f"{POLICY}: {shown(fault['input'])} is not a list; write [[{POLICY}]], in double brackets"
    where = f"{POLICY} {int(path[0]) + 1}"
    kind, value = fault["type"], shown(fault["input"])
    if kind in ("model_type", "model_attributes_type"):
        return f"{where}: {value} is not a table; write [[{POLICY}]] and its keys below"
    if kind == "value_error":
        return f"{where}: {str(fault['msg']).removeprefix('Value error, ')}"
    key = path[1]
    if kind == "extra_forbidden":
        return f"{where}: {key}: unknown key{_nearest_policy_key(key)}"
    if kind == "missing":
        return f"{where}: {key}: is missing; every policy needs it"
    if key in ("start", "end"):
        low, high = (number(bound) for bound in WEEKS)
        return (
            f"{where}: {key}: {value} is neither a date such as 2025-08-29 nor the number of a "
            f"week from {low} to {high}"
        )
    if kind == "tuple_type":
        return f'{where}: {key}: {value} is not a list of names, such as ["USA", "eu"]'
    return f"{where}: {key}: {_problem(fault, path, Policy)}"


def _nearest_policy_key(key: str) -> str:
    valid = list(Policy.model_fields)
    near = difflib.get_close_matches(key.lower(), valid, 1, _LEAST_LIKENESS)
    return f"; did you mean {near[0]}?" if near else f"; valid here: {', '.join(valid)}"


def _problem(fault: Mapping[str, Any], path: list[str], model: type[BaseModel]) -> str:
    kind, value, context = fault["type"], shown(fault["input"]), fault.get("ctx", {})
    if kind == "extra_forbidden":
        what = "unknown group" if _is_group(path, fault["input"]) else "unknown key"
        return what + suggestion(path, model)
    if kind in ("model_type", "model_attributes_type"):
        return f"{value} is not a table; write [{path[0]}] and its keys below"
    if kind == "string_type":
        return f"expected text, got {value}"
    if kind == "finite_number":
        return f"expected a finite number, got {value}"
    unit = _unit(path, model)
    if kind == "greater_than_equal":
        return f"{value} is below the smallest accepted value, {number(context['ge'])}{unit}"
    if kind == "less_than_equal":
        return f"{value} is above the largest accepted value, {number(context['le'])}{unit}"
    if kind.startswith("int"):
        return f"expected a whole number, got {value}"
    if kind.startswith("float"):
        return f"expected a number, got {value}"
    said = str(fault["msg"])
    return f"{said[:1].lower()}{said[1:]}, got {value}"


def _is_group(path: list[str], value: object) -> bool:
    return len(path) == 1 and isinstance(value, Mapping)


def keys_of(model: type[BaseModel]) -> list[str]:
    """Every valid dotted key of a scenario class, in the order declared."""
    keys = []
    for name, field in model.model_fields.items():
        group = field.annotation
        if isinstance(group, type) and issubclass(group, BaseModel):
            keys += [f"{name}.{key}" for key in group.model_fields]
        else:
            keys.append(name)
    return keys


def suggestion(path: list[str], model: type[BaseModel]) -> str:
    """The ending of a message on an unknown name: the nearest valid one, or the valid groups."""
    keys = keys_of(model)
    group, name = path[0], path[-1]
    here = [key for key in keys if "." in key and key.split(".")[0] == group]
    nearest = None
    if len(path) == 1:
        groups = dict.fromkeys(key.split(".")[0] for key in keys)
        nearest = next(iter(difflib.get_close_matches(name, groups, 1)), None)
    nearest = nearest or _nearest(name, group, keys)
    if nearest:
        return f"; did you mean {nearest}?"
    valid = [key.split(".")[-1] for key in here] or list(model.model_fields)
    return f"; valid here: {', '.join(valid)}"


def _nearest(name: str, group: str, keys: list[str]) -> str | None:
    """The dotted key whose last part comes nearest to a name, its own group first in doubt."""

    def likeness(key: str) -> float:
        place, _, ending = key.rpartition(".")
        near = difflib.SequenceMatcher(a=name.lower(), b=ending.lower()).ratio()
        return near + _SAME_GROUP * (place == group) if near >= _LEAST_LIKENESS else 0.0

    best = max(keys, key=likeness)
    return best if likeness(best) > 0 else None


def _unit(path: list[str], model: type[BaseModel]) -> str:
    """The unit of a parameter as the ending of a sentence: " weeks", or nothing."""
    group = model.model_fields[path[0]].annotation if path[0] in model.model_fields else None
    if len(path) != 2 or not (isinstance(group, type) and issubclass(group, BaseModel)):
        return ""
    extra = group.model_fields[path[1]].json_schema_extra
    unit = str(extra.get("unit", "-")) if isinstance(extra, dict) else "-"
    return "" if unit == "-" else f" {unit}"


def number(value: float) -> str:
    """A number as a person writes it: 2,000,000 and 0.05."""
    if isinstance(value, int) or float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:.6g}"


def shown(value: object) -> str:
    """A value from a file, as a short word that a person knows from TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, int):
        text = str(value) if abs(value) < 10**20 else "a very large number"
    elif isinstance(value, str):
        text = f'the text "{value}"'
    elif isinstance(value, Mapping):
        text = "a table"
    elif isinstance(value, list | tuple):
        text = "a list"
    elif isinstance(value, datetime.date | datetime.time):
        text = f"the date or time {value}"
    else:
        text = repr(value)
    text = text.replace("\n", " ")
    return text if len(text) <= _LONGEST_VALUE + 11 else text[:_LONGEST_VALUE] + "..."
