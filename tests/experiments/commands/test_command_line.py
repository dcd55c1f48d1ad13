"""The command line says one clear thing about bad input, and leaves nothing half-written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from ecosystem.core.ledger import BrokenBalance
from ecosystem.policies.lever import LEVERS
from ecosystem.scenario import Scenario
from ecosystem.world import World
from experiments import cli
from experiments.commands import run
from experiments.runs import settling
from experiments.runs.provenance import version_of
from tests.doubles.models import FakeModel, FakeWorld

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ecosystem(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Command:
    """Runs the command in an empty folder: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["ecosystem", *words])
        capsys.readouterr()
        code: int | str | None = 0
        try:
            cli.main()
        except SystemExit as leaving:
            code = leaving.code or 0
        out, err = capsys.readouterr()
        return int(code), out, err

    return call


@pytest.fixture
def _fake_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(settling.CACHE_VARIABLE, str(tmp_path / ".cache"))
    monkeypatch.setattr(run, "Ecosystem", FakeModel)
    monkeypatch.setattr(run, "load_world", lambda _folder: FakeWorld())
    monkeypatch.setattr(
        run, "_write_report", lambda folder, _world: (folder / "report.html").write_text("<p>")
    )


def visible(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name != ".cache"}


BAD_FILES = {
    "unknown.toml": ("[run]\nfrms = 3\n", "run.frms: unknown key; did you mean run.firms?"),
    "group.toml": ("[rum]\nfirms = 3\n", "rum: unknown group; did you mean run?"),
    "type.toml": ('[run]\nfirms = "many"\n', "run.firms: expected a whole number"),
    "bounds.toml": ("[run]\nfirms = 0\n", "run.firms: 0 is below the smallest accepted value"),
    "empty.toml": ("", "the file is empty"),
    "broken.toml": ("[run\n", "line 1"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_scenario_file_ends_with_one_message(
    ecosystem: Command, tmp_path: Path, name: str
) -> None:
    text, problem = BAD_FILES[name]
    (tmp_path / name).write_text(text)
    code, out, err = ecosystem("run", name)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert err.startswith(name)
    assert problem in err
    assert visible(tmp_path) == {name}


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["none.toml"], "none.toml: cannot be read: No such file"),
        (["."], "cannot be read: Is a directory"),
        (["--firms", "0"], "command line: run.firms: 0 is below the smallest accepted value, 1"),
        (["--weeks", "-4"], "command line: run.weeks: -4 is below"),
        (["--seed", "lucky"], 'command line: run.seed: expected a whole number, got the text "lucky"'),
        (["--firms", "2.5"], 'command line: run.firms: expected a whole number, got the text "2.5"'),
        (["--seed", "-1"], "command line: run.seed: -1 is below"),
        (["--world", "nowhere"], "nowhere"),
        (["--from", "none.npz"], "none.npz: cannot be read"),
        (["--from", "taken"], "taken: not a state file"),
        (["--out", "taken"], "taken: is a file, not a folder"),
        (["--out", "taken/out"], "cannot be"),
        (["--out", "full"], "full: holds something other than results"),
        (["--out", "full", "--force"], "full: holds something other than results"),
        (["--save-state", "none/a.npz"], "none/a.npz: cannot be written"),
        (["--save-state", "full"], "full: is a folder, not a file"),
        (["--sede", "3"], "--sede"),
    ],
)
def test_bad_options_end_with_one_message(
    ecosystem: Command, tmp_path: Path, words: list[str], problem: str
) -> None:
    (tmp_path / "taken").write_text("x")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    code, out, err = ecosystem("run", *words)
    assert (code, out) == (2, "")
    assert problem in err
    assert "Traceback" not in err
    assert visible(tmp_path) == {"taken", "full"}
    assert visible(tmp_path / "full") == {"notes.txt"}


@pytest.mark.usefixtures("_fake_model")
def test_a_run_writes_its_folder_and_says_where(ecosystem: Command, tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text("[run]\nfirms = 7\nweeks = 9\n")
    code, out, err = ecosystem("run", "my.toml", "--seed", "5", "--out", "out")
    assert code == 0, err
    assert "Results:" in out
    assert "Running: 9 of 9 weeks" in err
    assert visible(tmp_path / "out") == {
        "weekly.parquet",
        "countries.parquet",
        "firms.parquet",
        "listings.parquet",
        "providers.parquet",
        "clearance.parquet",
        "manifest.json",
        "report.html",
    }
    said = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert (said["seed"], said["weeks"], said["start"]) == (5, 9, "settled world")
    assert list(pd.read_parquet(tmp_path / "out" / "weekly.parquet")["week"]) == list(range(9))


@pytest.mark.usefixtures("_fake_model")
def test_without_a_folder_a_new_one_is_made(ecosystem: Command, tmp_path: Path) -> None:
    code, _, err = ecosystem("run", "--weeks", "2", "--no-settle")
    assert code == 0, err
    (folder,) = (tmp_path / "runs").iterdir()
    assert folder.name.endswith("-base")
    said = json.loads((folder / "manifest.json").read_text())
    assert said["start"] == "founders"
    assert said["scenario"]["run"]["settling_weeks"] == 0


@pytest.mark.usefixtures("_fake_model")
def test_a_saved_run_is_continued(ecosystem: Command, tmp_path: Path) -> None:
    words = ["run", "--firms", "7", "--seed", "3"]
    assert ecosystem(*words, "--weeks", "10", "--out", "whole", "--save-state", "whole.npz")[0] == 0
    assert ecosystem(*words, "--weeks", "4", "--out", "a", "--save-state", "a/half.npz")[0] == 0
    again = ["run", "--from", "a/half.npz", "--weeks", "6", "--out", "b"]
    code, _, err = ecosystem(*again, "--save-state", "rest.npz")
    assert code == 0, err
    said = json.loads((tmp_path / "b" / "manifest.json").read_text())
    assert (said["first_week"], said["weeks"], said["seed"]) == (4, 6, 3)
    whole = settling.load_state(tmp_path / "whole.npz")
    rest = settling.load_state(tmp_path / "rest.npz")
    assert whole.columns.keys() == rest.columns.keys()
    for name, column in whole.columns.items():
        assert column.tobytes() == rest.columns[name].tobytes(), name
    code, _, err = ecosystem("run", "--from", "rest.npz", "--firms", "3")
    assert code == 2
    assert "--firms" in err


@pytest.mark.usefixtures("_fake_model")
def test_control_c_ends_the_run_and_writes_what_there_is(
    ecosystem: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain_step = FakeModel.step

    def step(model: FakeModel) -> None:
        if model.week == 2:
            os.kill(os.getpid(), signal.SIGINT)
        plain_step(model)

    monkeypatch.setattr(FakeModel, "step", step)
    code, _, err = ecosystem("run", "--weeks", "50", "--no-settle", "--out", "out")
    assert code == 0, err
    assert "Stopped after 3 of 50 weeks" in err
    assert len(pd.read_parquet(tmp_path / "out" / "weekly.parquet")) == 3
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["stopped_early"]


@pytest.mark.usefixtures("_fake_model")
def test_control_c_while_settling_writes_nothing(
    ecosystem: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def step(_model: FakeModel) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(FakeModel, "step", step)
    code, out, err = ecosystem("run", "--out", "out")
    assert (code, out) == (130, "")
    assert "nothing was written" in err
    assert visible(tmp_path) == set()


@pytest.mark.usefixtures("_fake_model")
def test_a_broken_balance_stops_the_run_and_writes_nothing(
    ecosystem: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def step(_model: FakeModel) -> None:
        raise BrokenBalance(3, "firms", 12.5, "USD")

    monkeypatch.setattr(FakeModel, "step", step)
    code, _, err = ecosystem("run", "--no-settle", "--out", "out")
    assert code == 1
    assert "week 3: account 'firms' is off by 12.5 USD" in err
    assert "Traceback" not in err
    assert visible(tmp_path) == set()


def test_a_new_scenario_file_names_everything_and_runs_as_the_base(
    ecosystem: Command, tmp_path: Path
) -> None:
    code, out, err = ecosystem("new", "my.toml")
    assert code == 0, err
    assert "my.toml written" in out
    assert Scenario.load(tmp_path / "my.toml") == Scenario()
    (tmp_path / "my.toml").write_text("mine")
    code, _, err = ecosystem("new", "my.toml")
    assert code == 2
    assert "already exists" in err
    assert (tmp_path / "my.toml").read_text() == "mine"
    assert ecosystem("new", "my.toml", "--force")[0] == 0
    assert tomllib.loads((tmp_path / "my.toml").read_text())["run"]["firms"] == 2_000
    code, _, err = ecosystem("new", "none/my.toml")
    assert code == 2
    assert "cannot be written" in err


def test_describe_prints_every_parameter_or_those_that_mention_a_word(ecosystem: Command) -> None:
    code, out, _ = ecosystem("describe")
    assert code == 0
    for key in ("settling_weeks", "inside_share", "2,000", "1 to 2,000,000"):
        assert key in out
    code, out, _ = ecosystem("describe", "settling")
    assert code == 0
    assert "settling_weeks" in out
    assert "inside_share" not in out
    code, _, err = ecosystem("describe", "flying carpets")
    assert code == 2
    assert "flying carpets" in err


def test_describe_lists_the_levers(ecosystem: Command) -> None:
    code, out, _ = ecosystem("describe", "--policies")
    assert code == 0
    for lever in LEVERS.values():
        assert lever.name in out and lever.unit in out
    assert "[" not in out.split("\n")[0]


def test_policies_that_the_world_does_not_know_are_one_message(
    ecosystem: Command, tmp_path: Path
) -> None:
    text = '[[policy]]\nlever = "tarif"\nsize = 0.1\n'
    (tmp_path / "my.toml").write_text(text, encoding="utf-8")
    said = "my.toml: policy 1: lever: unknown name 'tarif'; did you mean tariff?\n"
    for words in (("run", "my.toml"), ("compare", "my.toml"), ("compare", "base", "my.toml")):
        code, _, err = ecosystem(*words)
        assert (code, err) == (2, said)


def test_describe_prints_the_schema(ecosystem: Command) -> None:
    code, out, _ = ecosystem("describe", "--schema")
    assert code == 0
    assert json.loads(out)["$defs"]["RunParameters"]["properties"]["firms"]["unit"] == "firms"


@pytest.mark.parametrize("words", [["--world"], ["--world", "default"]])
def test_describe_lists_what_was_filled_into_the_world(
    ecosystem: Command, words: list[str]
) -> None:
    code, out, err = ecosystem("describe", *words)
    assert code == 0, err
    assert "countries" in out
    assert "Values filled in" in out
    imputed = World.load().imputed
    assert len(imputed) > 0
    assert all(str(key) in out for key in imputed["key"])


def test_a_world_that_cannot_be_loaded_is_named(ecosystem: Command) -> None:
    code, _, err = ecosystem("describe", "--world", "nowhere")
    assert code == 2
    assert "nowhere" in err
    assert "Traceback" not in err


def test_the_version_is_that_installed(ecosystem: Command) -> None:
    code, out, _ = ecosystem("--version")
    assert (code, out) == (0, f"cross-border-ecosystem {version_of('cross-border-ecosystem')}\n")


def test_small_commands_do_not_load_heavy_libraries() -> None:
    code = (
        "import sys, experiments.cli; "
        "print([name for name in ('solara', 'plotly') if name in sys.modules])"
    )
    root = str(Path(__file__).parents[3])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
