"""Any words after `ecosystem` are obeyed, or refused with exit code 2 and a clear message, within a second."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from experiments import cli
from experiments.errors import UsageError
from experiments.storage.run_folder import ResultsFolder
from experiments.storage.store import Store
from tests.fuzz.generators import DIGITS, toml
from tests.fuzz.judging import SECONDS, check_message, fuzz
from tests.fuzz.test_studies import ARMS, GRID

STOPPED = "stopped before the work"
COMMANDS = {
    "run": ("--firms", "--weeks", "--seed", "--world", "--out", "--save-state", "--from"),
    "compare": ("--seeds", "--weeks", "--firms", "--workers", "--world", "--out"),
    "sweep": ("--workers", "--out"),
    "status": (),
    "describe": ("--world",),
    "--import": (),
}
FILES = ["own.toml", "study.toml", "broken.toml", "folder", "none.toml", "base", "suez_closed"]
WORDS = st.one_of(
    st.sampled_from([
        *FILES, "", " ", "-1", "0", "1", "3", "1.5", "1e3", "nan", "inf", "1_000", "0x10", "1000000000", "٣", DIGITS, "-" * 9,
        "--", "-", "--sede", "x" * 300, "x" * 5_000, "../..", "/dev/zero", "/proc/self/mem", "a\nb", "[red]", "ß", "\udcff",
        "loop", "own.toml/a", "tcp://", "study.json", "*"]),
    st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), max_size=8))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sound and broken files, from which commands are called."""
    folder = tmp_path_factory.mktemp("flags")
    (folder / "own.toml").write_text(toml(ARMS[0]), encoding="utf-8")
    (folder / "study.toml").write_text(toml(GRID), encoding="utf-8")
    (folder / "broken.toml").write_text("[run\n", encoding="utf-8")
    (folder / "folder").mkdir()
    (folder / "folder" / "notes.txt").write_text("mine", encoding="utf-8")
    (folder / "loop").symlink_to(folder / "loop")
    return folder


@pytest.fixture(scope="module")
def call(place: Path) -> Iterator[Call]:
    """Calls the command without letting it do any work: exit code and standard error."""
    with pytest.MonkeyPatch.context() as patch:
        yield caller(place, patch)


def caller(place: Path, patch: pytest.MonkeyPatch) -> Call:
    def stop(_self: object) -> None:
        raise UsageError(STOPPED)

    patch.setattr(ResultsFolder, "__enter__", stop)
    patch.setattr(Store, "__enter__", stop)
    patch.chdir(place)
    patch.setenv("NO_COLOR", "1")
    patch.setenv("COLUMNS", "200")

    def called(words: list[str]) -> tuple[int, str]:
        code: int | str | None = 0
        error = io.StringIO()
        with pytest.MonkeyPatch.context() as inner, redirect_stderr(error), redirect_stdout(io.StringIO()):
            inner.setattr(sys, "argv", ["ecosystem", *words])
            try:
                cli.main()
            except SystemExit as leaving:
                code = leaving.code or 0
        return int(code), error.getvalue()

    return called


Call = Callable[[list[str]], tuple[int, str]]


def check(call: Call, words: list[str]) -> None:
    begun = time.process_time()
    code, said = call(words)
    seconds = time.process_time() - begun
    assert code in (0, 2), (code, said)
    assert "Traceback" not in said
    assert (code == 2) == bool(said.strip())
    if not said.startswith("Usage: "):
        check_message(said.strip() or "nothing")
    assert seconds < SECONDS, f"{seconds:.2f} s"


@st.composite
def calls(draw: st.DrawFn) -> list[str]:
    """A command with files and options, some of them odd."""
    command = draw(st.sampled_from(sorted(COMMANDS)))
    words = [command, *draw(st.lists(WORDS, max_size=2))]
    for option in draw(st.lists(st.sampled_from([*COMMANDS[command], "--force", "--sede"]), max_size=3)):
        words += [option] if option == "--force" else [option, draw(WORDS)]
    return words


@fuzz(60)
@given(words=calls())
@example(words=["compare", "own.toml", "--seeds", "1000000000"])
@example(words=["compare", "own.toml", "--seeds", DIGITS])
@example(words=["compare", "own.toml", "--workers", "-1"])
@example(words=["compare", "own.toml", "--workers", "1000000000"])
@example(words=["compare", "own.toml", "--firms", DIGITS, "--weeks", "-1"])
@example(words=["compare", "x" * 300])
@example(words=["compare", "a\0b"])
@example(words=["compare", "loop", "loop"])
@example(words=["run", "own.toml", "--seed", DIGITS])
@example(words=["run", "--seed", "9007199254740993"])
@example(words=["run", "own.toml", "--out", "x" * 300])
@example(words=["run", "own.toml", "--out", "loop"])
@example(words=["run", "own.toml", "--out", "loop/a"])
@example(words=["run", "own.toml", "--out", "a\0b"])
@example(words=["run", "own.toml", "--save-state", "loop"])
@example(words=["run", "own.toml", "--save-state", "loop/a"])
@example(words=["run", "own.toml", "--save-state", "x" * 300])
@example(words=["run", "own.toml", "--save-state", "a\0b"])
@example(words=["run", "--from", "loop"])
@example(words=["run", "--world", "x" * 300])
@example(words=["sweep", "study.toml", "--out", "x" * 300])
@example(words=["sweep", "study.toml", "--out", "loop"])
@example(words=["sweep", "study.toml", "--out", "new", "--workers", "0"])
@example(words=["sweep", "study.toml", "--out", "new", "--cluster", "tcp://"])
@example(words=["sweep", "study.toml", "--out", "new", "--cluster", "nonsense"])
@example(words=["status", "x" * 300])
@example(words=["status", "loop"])
@example(words=["status", "a\0b"])
@example(words=["new", "x" * 300])
@example(words=["new", "loop"])
@example(words=["new", "a\0b"])
@example(words=["new", "folder", "--force"])
@example(words=["describe", "--world", "loop"])
@example(words=["describe", "x" * 5_000])
@example(words=["--import", "x" * 300 + ".py", "describe"])
@example(words=["--import", "loop.py", "describe"])
@example(words=["--import", "a.b.c", "describe"])
@example(words=["--import", ".", "describe"])
@example(words=["--import", "", "describe"])
@example(words=["--import", "a b", "describe"])
def test_odd_words(call: Call, words: list[str]) -> None:
    check(call, words)


@pytest.mark.endurance
@fuzz(400)
@given(words=calls())
def test_many_odd_words(call: Call, words: list[str]) -> None:
    check(call, words)


@pytest.mark.parametrize("words", [
    ["run", "/dev/zero"], ["compare", "own.toml", "broken.toml"], ["--import", "x" * 300 + ".py", "describe"]])
def test_a_process_of_its_own_ends_with_two(place: Path, environment: dict[str, str], words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "experiments.cli", *words], check=False, cwd=place, env=environment,
        capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stdout == "" and "Traceback" not in done.stderr
    check_message(done.stderr.strip())
