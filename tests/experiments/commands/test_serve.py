"""The page is served on this machine alone, to those who may see it, with the scenario asked for."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from websockets.sync.client import connect

from ecosystem.scenario import ScenarioError
from experiments.commands import serve as command
from experiments.commands.serve import PAGE, PageRequest, page_environment, serve
from experiments.errors import UsageError
from experiments.extensions import load_extensions
from experiments.serving.hosts import Hosts
from experiments.serving.server import listening


def test_the_server_listens_on_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    with listening(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_a_port_in_use_is_said_before_anything_is_served() -> None:
    with listening(0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(UsageError) as said:
            serve(PageRequest(port, open_browser=False))
    assert str(said.value) == (
        f"--port: {port}: another program listens there; give another port, or 0 for any free one"
    )


@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_port_that_cannot_be_is_said(port: int) -> None:
    with pytest.raises(UsageError, match=f"^--port: {port}: give a number from 1 to 65535, or 0"):
        listening(port)


@pytest.mark.parametrize("name", ["http://a.example", "a.example:80", "a.example/x", "", "*", "a b", "@a", "a."])
def test_a_host_to_allow_is_a_name_alone(name: str) -> None:
    with pytest.raises(UsageError, match="^--allow-host: .* is not the name of a host"):
        Hosts.named([name])
    assert Hosts.named(["A.example", "10.0.0.7", "::2"]).allowed == {"a.example", "10.0.0.7", "::2"}


BAD_SCENARIOS = {
    "run.firms: 0 is below the smallest accepted value": "[run]\nfirms = 0\n",
    "run.frims: unknown key; did you mean run.firms": "[run]\nfrims = 5\n",
    "nowhere": '[[policy]]\nlever = "vat_rate"\nsize = 0.1\ncountries = ["nowhere"]\n',
    "cannot be read": None,
}


@pytest.mark.parametrize(("words", "content"), BAD_SCENARIOS.items(), ids=list(BAD_SCENARIOS))
def test_a_bad_scenario_is_said_before_anything_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, content: str | None
) -> None:
    monkeypatch.setattr(command, "listening", lambda _port: pytest.fail("began to serve"))
    file = tmp_path / "my.toml"
    if content is not None:
        file.write_text(content)
    with pytest.raises((ScenarioError, UsageError)) as said:
        serve(PageRequest(0, open_browser=False, scenario_file=file))
    assert str(said.value).startswith(str(file)) and words in str(said.value)


def test_the_page_imports_the_same_modules_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    monkeypatch.setattr("experiments.extensions._CONTENT", {})
    (tmp_path / "own_module_of_a_page.py").write_text("import sys\nsys.stdout.write('here')\n")
    load_extensions([tmp_path / "own_module_of_a_page.py"])
    page = [sys.executable, "-c", "import app"]
    own = environment | page_environment(None, None)
    done = subprocess.run(page, env=own, text=True, capture_output=True, check=True)
    assert done.stdout == "here"


def test_the_page_lies_beside_the_packages() -> None:
    assert PAGE == Path(__file__).parents[3] / "app.py"


def start(words: Sequence[object], environment: dict[str, str], folder: Path) -> subprocess.Popen[str]:
    """Begin `ecosystem app` without a browser."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "experiments.cli", "app", "--no-browser", *map(str, words)],
        cwd=folder, env=environment, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )


def test_the_command_refuses_a_port_in_use_with_one_line(environment: dict[str, str], tmp_path: Path) -> None:
    with listening(0) as listener:
        refused = start(["--port", listener.getsockname()[1]], environment, tmp_path)
        said, fault = refused.communicate(timeout=60)
    assert (refused.returncode, said) == (2, "")
    assert fault.startswith("--port: ") and fault.count("\n") == 1


def answers(port: int) -> bool:
    """Whether a page is served on this port."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_until(port: int, expected: bool) -> bool:
    """Whether the page answers, or stops answering, within a minute."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if answers(port) is expected:
            return True
        time.sleep(0.2)
    return False


@pytest.fixture
def heeding_interrupts() -> Iterator[None]:
    """Undo for programs started here what a shell does in the background: they ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeding_interrupts")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_page_answers_and_leaves_no_server_behind(
    environment: dict[str, str], tmp_path: Path, ending: signal.Signals
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = start(["--port", port], environment, tmp_path)
    try:
        assert wait_until(port, True)
        visitor = connect(f"ws://127.0.0.1:{port}/jupyter/api/kernels/visitor/channels?session_id=page")
        with visitor:
            command.send_signal(ending)
            command.wait(timeout=10)
        said, fault = command.communicate(timeout=30)
        assert said == f"The page is at http://127.0.0.1:{port} (Ctrl-C ends it).\n"
        assert "Traceback" not in fault
        assert wait_until(port, False)
    finally:
        if command.poll() is None:
            os.killpg(command.pid, signal.SIGKILL)
