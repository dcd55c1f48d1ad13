"""From a TOML file to checked values: every fault found at once, each in one plain line."""

from __future__ import annotations

import datetime
import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from ecosystem.core.faults import Faults, InputError
from ecosystem.core.input_files import Unreadable, read_text
from ecosystem.core.names import LONGEST, hint, listed
from ecosystem.scenario.policy import WEEKS, Policy

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)\s*$")
_DEEP_KEY = re.compile(r"(?<![\w\"'.-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){32}")
"""A key of so many parts that it would be a mistake, and slow to read."""
_NESTED = "tables or lists are nested too deeply"
_LONGEST_VALUE = 40
_LARGEST_SHOWN, _VERY_LARGE = 10**20, "a very large number"
MOST_BYTES = 2_000_000
"""Size of the largest TOML file that is read; a file with every parameter has a fiftieth of it."""
POLICY = "policy"
"""Key of the policies in a scenario."""
_LEAST_LIKENESS = 0.6
_SAME_GROUP = 0.1


class ScenarioError(InputError):
    """A scenario that cannot be used; `problems` holds one line a fault, "file: key: problem"."""


def read_toml(path: Path) -> dict[str, Any]:
    """Read one TOML file.

    Args:
        path: the file.

    Returns:
        Its tables as plain dictionaries.

    Raises:
        ScenarioError: unreadable, too large, empty, not UTF-8 or not TOML, with file and line.
    """
    try:
        text = read_text(path, MOST_BYTES)
    except Unreadable as error:
        raise ScenarioError([f"{path}: {error}"]) from error
    if not text.strip():
        raise ScenarioError([f"{path}: the file is empty"])
    if _DEEP_KEY.search(text):
        raise ScenarioError([f"{path}: {_NESTED}"])
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([_syntax_problem(path, text, str(error))]) from error
    except RecursionError as error:
        raise ScenarioError([f"{path}: {_NESTED}"]) from error
    except ValueError as error:
        raise ScenarioError([f"{path}: not valid TOML: a number has too many digits"]) from error


def _syntax_problem(path: Path, text: str, message: str) -> str:
    place = _PLACE.search(message)
    said = message[: place.start()] if place else message
    line, column = place.groups() if place else (None, None)
    where = f"line {line}, column {column}" if line else f"line {text.count(chr(10)) + 1}"
    return f"{path}: {where}: not valid TOML: {said[:1].lower()}{said[1:]}"


def explained(error: ValidationError, model: type[BaseModel], origin: str) -> ScenarioError:
    """Turn what pydantic found into one line a fault, with the nearest valid name.

    Args:
        error: what pydantic raised while checking `model`.
        model: the scenario class whose fields are the groups.
        origin: file name, or another word for where the values came from.

    Returns:
        The error to raise.
    """
    faults = Faults()
    for fault in error.errors(include_url=False):
        path = [str(part) for part in fault["loc"]]
        if path[0] == POLICY in model.model_fields:
            problem = _policy_problem(fault, path[1:], faults.open)
        else:
            problem = f"{'.'.join(path)}: {_problem(fault, path, model, faults.open)}"
        faults.problems.append(f"{origin}: {problem}")
    return ScenarioError(faults.problems)


def faults_of_values(key: str, values: Iterable[object], model: type[BaseModel], where: str) -> list[str]:
    """What is wrong with values for one parameter, one line each; far quicker than a scenario for each.

    Args:
        key: the parameter, as "group.name".
        values: what it is to take.
        model: the scenario class.
        where: file and key, or other words for where the values came from.
    """
    group, _, name = key.partition(".")
    table = model.model_fields[group].annotation
    assert isinstance(table, type) and issubclass(table, BaseModel)
    field = table.model_fields[name]
    one = Annotated[field.annotation, *field.metadata]  # type: ignore[name-defined]
    try:
        TypeAdapter(list[one], config=table.model_config).validate_python(list(values))
    except ValidationError as error:
        return [
            f"{where}: {_problem(fault, [group, name], model)}"
            for fault in error.errors(include_url=False)
        ]
    return []


def _policy_problem(fault: Mapping[str, Any], path: list[str], compare: bool) -> str:
    """One line on a fault in the `[[policy]]` tables: which policy, which key, what is wrong."""
    if not path:
        written = shown(fault["input"])
        no_list = f"{written} is not a list; write [[{POLICY}]], in double brackets"
        return f"{POLICY}: {_too_many(fault) or no_list}"
    where = f"{POLICY} {int(path[0]) + 1}"
    kind, value = fault["type"], shown(fault["input"])
    if kind in ("model_type", "model_attributes_type"):
        return f"{where}: {value} is not a table; write [[{POLICY}]] and its keys below"
    if kind == "value_error":
        return f"{where}: {str(fault['msg']).removeprefix('Value error, ')}"
    key = path[1]
    if kind == "extra_forbidden":
        return f"{where}: {key}: unknown key{_nearest_policy_key(key, compare)}"
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
    return f"{where}: {key}: {_problem(fault, path[1:2], Policy)}"


def _nearest_policy_key(key: str, compare: bool) -> str:
    return f"; {hint(key, Policy.model_fields, compare=compare)}"


def _too_many(fault: Mapping[str, Any]) -> str:
    """What is wrong with a list that is too long; nothing with any other fault."""
    if fault["type"] != "too_long":
        return ""
    return f"{number(len(fault['input']))} entries; at most {number(fault['ctx']['max_length'])} are accepted"


def _problem(fault: Mapping[str, Any], path: list[str], model: type[BaseModel], compare: bool = True) -> str:
    kind, value, context = fault["type"], shown(fault["input"]), fault.get("ctx", {})
    if kind == "extra_forbidden":
        what = "unknown group" if _is_group(path, fault["input"]) else "unknown key"
        return what + (suggestion(path, model) if compare else "")
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
    if kind == "too_long":
        return _too_many(fault)
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
    """The ending of a message on an unknown name: the nearest valid one, or some that are valid there."""
    keys = keys_of(model)
    group, name = path[0], path[-1]
    near = _nearest(path, keys) if len(name) <= LONGEST else None
    if near:
        return f"; did you mean {near}?"
    here = [key.partition(".")[2] for key in keys if key.startswith(f"{group}.")]
    return f"; {listed(here or model.model_fields)}"


def _nearest(path: list[str], keys: list[str]) -> str | None:
    """The group nearest to a name that stands alone, or else the dotted key with the nearest last part.

    Of two keys alike the one of the same group comes first.
    """
    group, name = path[0], path[-1].lower()
    if len(path) == 1:
        groups = dict.fromkeys(key.partition(".")[0] for key in keys)
        for near in difflib.get_close_matches(name, groups, 1, _LEAST_LIKENESS):
            return str(near)

    def likeness(key: str) -> float:
        place, _, ending = key.rpartition(".")
        alike = difflib.SequenceMatcher(a=name, b=ending.lower()).ratio()
        return alike + _SAME_GROUP * (place == group) if alike >= _LEAST_LIKENESS else 0.0

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
    if isinstance(value, int) and abs(value) >= _LARGEST_SHOWN:
        return _VERY_LARGE
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
        text = str(value) if abs(value) < _LARGEST_SHOWN else _VERY_LARGE
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
    return text if len(text) <= _LONGEST_VALUE + 11 else text[:_LONGEST_VALUE] + "..."
