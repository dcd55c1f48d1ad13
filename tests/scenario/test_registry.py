"""The registry is the one description of the parameters, and agrees with the scenario itself."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from ecosystem.scenario import Scenario, ScenarioError
from ecosystem.scenario.registry import Parameter, commented_toml, json_schema, registry


@pytest.fixture(scope="module")
def entries() -> list[Parameter]:
    return registry()


def test_every_parameter_is_described(entries: list[Parameter]) -> None:
    assert {entry.key for entry in entries} >= {"run.firms", "run.weeks", "run.seed"}
    assert len({entry.key for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.unit and entry.source and entry.text, entry.key
        assert entry.confidence in ("measured", "estimated", "assumed"), entry.key
        assert entry.low <= entry.default <= entry.high, entry.key
        assert isinstance(entry.default, entry.type), entry.key


def test_the_scenario_enforces_the_bounds_that_the_registry_states(
    entries: list[Parameter],
) -> None:
    for entry in entries:
        for bound in (entry.low, entry.high):
            value = entry.type(bound)
            changed = Scenario().replace({entry.key: value})
            assert getattr(getattr(changed, entry.group), entry.name) == value
        for beyond in (entry.low - 1, entry.high + 1):
            with pytest.raises(ScenarioError, match=entry.key):
                Scenario().replace({entry.key: entry.type(beyond)})


def test_the_commented_file_reads_back_to_the_same_scenario(tmp_path: Path) -> None:
    changed = Scenario().replace(
        {"run.firms": 77, "title": 'A "quoted"\n\\title\x7f \u2603', "description": "tab\there"}
    )
    policy = {"lever": "tariff", "size": 0.1, "start": 86, "countries": ["USA"], "phase_in": 4}
    for scenario in (Scenario(), changed, changed.replace({"policy": [policy, policy]})):
        file = tmp_path / "my.toml"
        file.write_text(commented_toml(scenario), encoding="utf-8")
        assert Scenario.load(file) == scenario


def test_the_commented_file_states_each_parameter_once(entries: list[Parameter]) -> None:
    text = commented_toml()
    tables = tomllib.loads(text)
    for entry in entries:
        assert tables[entry.group][entry.name] == entry.default
    comments = " ".join(line.lstrip("# ") for line in text.splitlines() if line.startswith("#"))
    for entry in entries:
        assert " ".join(entry.text.split()) in comments
        assert " ".join(entry.source.split()) in comments
    assert max(len(line) for line in text.splitlines()) <= 100


def test_the_schema_carries_units_and_bounds(entries: list[Parameter]) -> None:
    schema = json_schema()
    for entry in entries:
        reference = schema["properties"][entry.group]
        reference = reference.get("$ref") or reference["allOf"][0]["$ref"]
        stated = schema["$defs"][reference.rsplit("/", 1)[1]]["properties"][entry.name]
        assert stated["unit"] == entry.unit
        assert (stated["minimum"], stated["maximum"]) == (entry.low, entry.high)
        assert stated["default"] == entry.default


def test_the_commented_file_shows_how_to_write_a_policy() -> None:
    """Its example is valid once the comment signs are gone."""
    text = commented_toml()
    example = text[text.index("# [[policy]]") :].replace("\n# ", "\n").removeprefix("# ")
    (policy,) = Scenario.from_dict(tomllib.loads(example)).policy
    assert (policy.lever, policy.start, policy.phase_in) == ("tariff", 86, 13)


def test_the_schema_knows_policies_and_their_dates() -> None:
    schema = json_schema()
    policy = schema["$defs"]["Policy"]
    assert set(policy["required"]) == {"lever", "size"}
    assert {"type": "string", "format": "date"} in policy["properties"]["start"]["anyOf"]
    assert schema["properties"]["policy"]["items"] == {"$ref": "#/$defs/Policy"}
