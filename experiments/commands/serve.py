"""Starting the page: a Solara server on this machine alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from experiments.extensions import IMPORT_VARIABLE, extensions

PAGE = Path(__file__).resolve().parents[2] / "app.py"
HOST = "127.0.0.1"


def server_command(port: int, open_browser: bool) -> list[str]:
    """The command that serves the page.

    Args:
        port: port to listen on, 0 for any free one.
        open_browser: whether to open a browser window.
    """
    browser = "--open" if open_browser else "--no-open"
    options = ["--host", HOST, "--port", str(port), "--production", browser]
    return [sys.executable, "-P", "-m", "solara", "run", str(PAGE), *options]


def server_environment() -> dict[str, str]:
    """Environment of the server: no telemetry, departed visitors soon forgotten, own modules named."""
    settings = {
        IMPORT_VARIABLE: os.pathsep.join(extensions()),
        "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
        "SOLARA_KERNEL_CULL_TIMEOUT": "2m",
        "SOLARA_KERNEL_MAX_COUNT": "20",
    }
    paths = [str(PAGE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | settings | {"PYTHONPATH": os.pathsep.join(paths)}


def serve(port: int, open_browser: bool) -> int:
    """Serve the page until interrupted.

    Returns:
        The exit code of the server.
    """
    command = server_command(port, open_browser)
    with subprocess.Popen(command, env=server_environment()) as server:
        previous = signal.signal(signal.SIGTERM, lambda _signal, _frame: server.terminate())
        try:
            return server.wait()
        except KeyboardInterrupt:
            server.terminate()
            server.wait()
            return 0
        finally:
            signal.signal(signal.SIGTERM, previous)
