"""A scenario is checked as a whole, and every fault is said in one plain line."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from ecosystem.scenario import Scenario, ScenarioError
from ecosystem.scenario.parameters.parameter import ParameterGroup, parameter


class TasteParameters(ParameterGroup):
    """What buyers like."""

    sweetness: float = parameter(
        default=0.3, unit="share", low=0.0, high=1.0, confidence="assumed",
        source="nobody", text="Liking of sugar.")
    time_value: float = parameter(
        default=0.03, unit="1/day", low=0.0, high=1.0, confidence="assumed",
        source="nobody", text="Cost of a day.")


class Probe(Scenario):
    """A scenario with one more group, whose names and bounds these tests own."""

    taste: TasteParameters = TasteParameters()


def problems(data: dict[str, object]) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        Probe.from_dict(data, origin="my.toml")
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def test_the_base_scenario_is_the_default_run() -> None:
    run = Scenario().run
    assert (run.firms, run.weeks, run.seed) == (2_000, 260, 1)
    assert (run.settling_weeks, run.resettling_weeks) == (1_040, 104)


def test_a_whole_number_is_accepted_where_a_real_one_is_meant() -> None:
    scenario = Probe.from_dict({"taste": {"sweetness": 1}})
    assert scenario.taste.sweetness == 1.0
    assert isinstance(scenario.taste.sweetness, float)


def test_a_scenario_cannot_be_changed_in_place() -> None:
    scenario = Scenario()
    with pytest.raises(ValidationError):
        scenario.run.firms = 5
    assert scenario.run.firms == 2_000


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"run": {"frms": 3}}, "my.toml: run.frms: unknown key; did you mean run.firms?"),
        (
            {"run": {"sweetnes": 3}},
            "my.toml: run.sweetnes: unknown key; did you mean taste.sweetness?",
        ),
        ({"sweetness": 3}, "my.toml: sweetness: unknown key; did you mean taste.sweetness?"),
        ({"tast": {}}, "my.toml: tast: unknown group; did you mean taste?"),
        ({"taste": 3}, "my.toml: taste: 3 is not a table; write [taste] and its keys below"),
        ({"run": {"firms": True}}, "my.toml: run.firms: expected a whole number, got true"),
        ({"run": {"firms": 2.0}}, "my.toml: run.firms: expected a whole number, got 2.0"),
        ({"run": {"seed": "one"}}, 'my.toml: run.seed: expected a whole number, got the text "one"'),
        ({"taste": {"time_value": True}}, "my.toml: taste.time_value: expected a number, got true"),
        (
            {"taste": {"time_value": ".5"}},
            'my.toml: taste.time_value: expected a number, got the text ".5"',
        ),
        (
            {"taste": {"time_value": float("nan")}},
            "my.toml: taste.time_value: expected a finite number, got nan",
        ),
        (
            {"taste": {"time_value": float("inf")}},
            "my.toml: taste.time_value: expected a finite number, got inf",
        ),
        (
            {"taste": {"time_value": 2}},
            "my.toml: taste.time_value: 2 is above the largest accepted value, 1 1/day",
        ),
        (
            {"run": {"firms": 0}},
            "my.toml: run.firms: 0 is below the smallest accepted value, 1 firms",
        ),
        (
            {"run": {"weeks": -4}},
            "my.toml: run.weeks: -4 is below the smallest accepted value, 1 weeks",
        ),
        ({"title": 3}, "my.toml: title: expected text, got 3"),
    ],
)
def test_a_fault_is_one_line_with_file_key_and_problem(data: dict[str, object], problem: str) -> None:
    assert problems(data) == [problem]


TARIFF = {"lever": "tariff", "size": 0.1}


@pytest.mark.parametrize(
    ("policies", "problem"),
    [
        ([TARIFF, TARIFF | {"strat": 3}], "policy 2: strat: unknown key; did you mean start?"),
        ([TARIFF | {"start": 5, "end": 5}], "policy 1: the end (week 5) is not after the start (week 5)"),
        ([{"lever": "tariff"}], "policy 1: size: is missing; every policy needs it"),
        (
            [TARIFF | {"start": "2025-13-01"}],
            ('policy 1: start: the text "2025-13-01" is neither a date such as 2025-08-29 nor the number '
             "of a week from -10,400 to 10,400"),
        ),
        (
            [TARIFF | {"end": True}],
            ("policy 1: end: true is neither a date such as 2025-08-29 nor the number of a week from "
             "-10,400 to 10,400"),
        ),
        ([TARIFF | {"size": "a"}], 'policy 1: size: expected a number, got the text "a"'),
        ([TARIFF | {"size": True}], "policy 1: size: expected a number, got true"),
        (
            [TARIFF | {"countries": "USA"}],
            'policy 1: countries: the text "USA" is not a list of names, such as ["USA", "eu"]',
        ),
        ([3], "policy 1: 3 is not a table; write [[policy]] and its keys below"),
        (TARIFF, "policy: a table is not a list; write [[policy]], in double brackets"),
        ([TARIFF | {"phase_in": -1}], "policy 1: phase_in: -1 is below the smallest accepted value, 0"),
    ],
)
def test_a_fault_of_a_policy_names_it_by_number(policies: object, problem: str) -> None:
    assert problems({"policy": policies}) == [f"my.toml: {problem}"]


def test_policies_count_as_differences() -> None:
    written = TARIFF | {"start": "2025-08-29", "end": 100, "phase_in": 4, "countries": ["USA", "eu"]}
    changed = Probe().replace({"policy": [written]})
    assert changed.differences() == {
        "policy 1": "tariff 0.1 from week 86 (2025-08-25) to week 99, phased in over 4 weeks; "
        "countries USA, eu"
    }
    assert changed.differences(changed) == Probe().differences(changed) == {}


@pytest.mark.parametrize("group", ["run", "taste"])
def test_numbers_too_large_for_a_computer_are_out_of_bounds(group: str) -> None:
    key = {"run": "firms", "taste": "time_value"}[group]
    (problem,) = problems({group: {key: 10**400}})
    assert problem.startswith(f"my.toml: {group}.{key}: ")
    assert len(problem) < 200


def test_an_unknown_name_near_nothing_gets_the_valid_ones() -> None:
    (problem,) = problems({"taste": {"qqqqqqq": 1}})
    assert problem.endswith("unknown key; valid: sweetness, time_value")


def test_all_faults_are_said_at_once() -> None:
    found = problems({"run": {"firms": 0, "weeks": "many"}, "taste": {"sweetenss": 0.2}})
    assert len(found) == 3
    assert {line.split(": ")[1] for line in found} == {"run.firms", "run.weeks", "taste.sweetenss"}


def test_replace_changes_a_copy() -> None:
    base = Probe()
    changed = base.replace({"run.firms": 50, "taste.sweetness": 0.5, "title": "small"})
    assert (changed.run.firms, changed.taste.sweetness, changed.title) == (50, 0.5, "small")
    assert changed.run.weeks == base.run.weeks
    assert base.run.firms == 2_000
    assert isinstance(changed, Probe)


@pytest.mark.parametrize("key", ["run", "firms", "run.frms", "a.b.c", "", "run."])
def test_replace_refuses_what_is_not_one_parameter(key: str) -> None:
    with pytest.raises(ScenarioError, match="unknown key"):
        Probe().replace({key: 1})


def test_differences_name_what_was_changed() -> None:
    changed = Probe().replace({"run.firms": 50, "taste.sweetness": 0.5})
    assert changed.differences() == {"run.firms": 50, "taste.sweetness": 0.5}
    assert changed.differences(changed) == {}
    assert Probe().differences(changed)["run.firms"] == 2_000


def test_a_file_sets_only_what_it_names(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text('title = "Small"\n[run]\nfirms = 1_000 # fewer\n', encoding="utf-8")
    scenario = Scenario.load(file)
    assert (scenario.title, scenario.run.firms, scenario.run.weeks) == ("Small", 1_000, 260)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"[run]\nfirms = = 3\n", "line 2, column 9: not valid TOML: invalid value"),
        (b"[run]\nfirms = 3\nfirms = 4\n", "line 3, column 10: not valid TOML"),
        (b"[run\nfirms = 3\n", "line 1, column 5: not valid TOML"),
        (b"[run]\nfirms = 3\n# caf\xe9\n", "line 3: the text is not UTF-8"),
        (b"\x00\x01PAR1", "line 1: a NUL character; the file is not text in UTF-8"),
    ],
)
def test_a_file_that_is_no_scenario_is_named_with_its_line(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    file = tmp_path / "my.toml"
    file.write_bytes(content)
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(file)
    (said,) = caught.value.problems
    assert said.startswith(str(file))
    assert problem in said


def test_endless_nesting_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_bytes(b"a = " + b"[" * 100_000)
    with pytest.raises(ScenarioError, match="nested too deeply|not valid TOML"):
        Scenario.load(file)


def test_a_missing_file_and_a_folder_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(ScenarioError, match="cannot be read"):
            Scenario.load(path)


def test_a_byte_order_mark_is_harmless(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_bytes(b"\xef\xbb\xbf[run]\nfirms = 7\n")
    assert Scenario.load(file).run.firms == 7
