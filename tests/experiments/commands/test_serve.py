"""The page is served on this machine alone, and reports nothing to anybody."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.commands.serve import PAGE, server_command, server_environment
from experiments.extensions import load_extensions


def test_the_server_listens_on_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    command = server_command(8765, open_browser=False)
    assert command[0] == sys.executable
    assert command[command.index("--host") + 1] == "127.0.0.1"
    assert command[command.index("--port") + 1] == "8765"
    assert "--no-open" in command
    assert "--production" in command


def test_the_page_lies_beside_the_packages() -> None:
    assert PAGE == Path(__file__).parents[3] / "app.py"
    assert str(PAGE) in server_command(0, open_browser=True)


def test_the_server_reports_nothing_and_forgets_departed_visitors() -> None:
    environment = server_environment()
    assert environment["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "False"
    assert environment["SOLARA_KERNEL_CULL_TIMEOUT"] == "2m"
    assert int(environment["SOLARA_KERNEL_MAX_COUNT"]) >= 1


def test_the_page_imports_the_same_modules_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.extensions._CONTENT", {})
    (tmp_path / "own_module_of_a_page.py").write_text("import sys\nsys.stdout.write('here')\n")
    load_extensions([tmp_path / "own_module_of_a_page.py"])
    page = [sys.executable, "-c", "import app"]
    done = subprocess.run(page, env=server_environment(), text=True, capture_output=True, check=True)
    assert done.stdout == "here"


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
    words = ["app", "--no-browser", "--port", str(port)]
    command = subprocess.Popen(
        [sys.executable, "-P", "-m", "experiments.cli", *words],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert wait_until(port, True)
        command.send_signal(ending)
        command.wait(timeout=30)
        assert wait_until(port, False)
    finally:
        if command.poll() is None:
            os.killpg(command.pid, signal.SIGKILL)
