"""Serves a page of the tests as `ecosystem app` serves its own, with limits that a test chooses."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from experiments.serving.guard import Limits
from experiments.serving.hosts import Hosts
from experiments.serving.server import listening, serve_page
from tests.browser import HERE

LEFT = "left this machine"
"""What the log says of a server that looked up, or called, another machine."""


def watch(event: str, given: tuple[Any, ...]) -> None:
    """Note each look-up and each call of another machine; a hook of Python's audit."""
    if event == "socket.getaddrinfo" and str(given[0]) not in (*HERE, "None"):
        print(f"{LEFT}: looked up {given[0]}", flush=True)
    if event == "socket.connect" and isinstance(given[1], tuple) and given[1][0] not in HERE:
        print(f"{LEFT}: called {given[1][0]}", flush=True)


def main() -> None:
    """Serve the page named on the command line: its file, the port, limits as JSON."""
    page, port, limits = sys.argv[1:]
    sys.addaudithook(watch)
    with listening(int(port)) as listener:
        serve_page(
            Path(page), listener, hosts=Hosts.named(["model.example.org"]),
            limits=Limits(**json.loads(limits)), when_ready=print,
        )


if __name__ == "__main__":
    main()
