"""Fixtures of browser tests: pages served by a process of their own."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest

from tests.app.serve_page import LEFT

PATIENCE = 60.0
SERVER = Path(__file__).with_name("serve_page.py")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(
    page: Path, environment: dict[str, str], log: Path, **limits: Any
) -> Iterator[tuple[str, int]]:
    """Serve a page behind the guard while inside, with these limits; gives its address and process."""
    port = free_port()
    command = [sys.executable, "-P", str(SERVER), str(page), str(port), json.dumps(limits)]
    with log.open("w") as said:
        server = subprocess.Popen(command, env=environment, stdout=said, stderr=subprocess.STDOUT)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, server, log)
            yield address, server.pid
        finally:
            server.terminate()
            server.wait(PATIENCE)
    assert LEFT not in log.read_text()


@contextmanager
def served(page: Path, environment: dict[str, str], log: Path, **limits: Any) -> Iterator[str]:
    """Serve a page as `serving` does; gives its address alone."""
    with serving(page, environment, log, **limits) as (address, _):
        yield address


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"no answer from {address}: {log.read_text()}")


Serve = Callable[[Path, dict[str, str]], str]


@pytest.fixture
def serve(tmp_path: Path, environment: dict[str, str]) -> Iterator[Serve]:
    """Serve pages until the test ends."""
    with ExitStack() as servers:

        def start(page: Path, more: dict[str, str]) -> str:
            log = tmp_path / f"{page.stem}.log"
            return servers.enter_context(served(page, environment | more, log))

        yield start
