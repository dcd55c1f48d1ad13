"""The page is served on this machine alone, and reports nothing to anybody."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from experiments.serving import PAGE, server_command, server_environment


def test_the_server_listens_on_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    command = server_command(8765, open_browser=False)
    assert command[0] == sys.executable
    assert command[command.index("--host") + 1] == "127.0.0.1"
    assert command[command.index("--port") + 1] == "8765"
    assert "--no-open" in command
    assert "--production" in command


def test_the_page_lies_beside_the_packages() -> None:
    assert PAGE == Path(__file__).parents[2] / "app.py"
    assert str(PAGE) in server_command(0, open_browser=True)


def test_the_server_reports_nothing_and_forgets_departed_visitors() -> None:
    environment = server_environment()
    assert environment["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "False"
    assert environment["SOLARA_KERNEL_CULL_TIMEOUT"] == "2m"
    assert int(environment["SOLARA_KERNEL_MAX_COUNT"]) >= 1
