"""What a page must not do: leave this machine, meet a missing file, or raise an error."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Request, Response, WebSocket

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HERE = ("127.0.0.1", "localhost", "::1")
NETWORKED = ("http", "https", "ws", "wss", "ftp")


def chromium() -> str | None:
    """The installed Chromium, if any."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def browser_must_be_there() -> bool:
    """Whether a missing browser is a failure; elsewhere it only skips a test."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def leaves_this_machine(address: str) -> bool:
    """Whether an address is reached over a network."""
    parts = urlsplit(address)
    return parts.scheme in NETWORKED and parts.hostname not in HERE


class Guard:
    """Watches pages and collects what they must not do.

    Attributes:
        faults: what was seen, one line each.
    """

    def __init__(self) -> None:
        self.faults: list[str] = []

    def watch(self, page: Page) -> None:
        """Watch a page from now on."""
        page.on("request", self._requested)
        page.on("websocket", self._connected)
        page.on("response", self._answered)
        page.on("pageerror", self._raised)
        page.on("console", self._said)

    def _requested(self, request: Request) -> None:
        if leaves_this_machine(request.url):
            self.faults.append(f"left this machine: {request.url}")

    def _connected(self, socket: WebSocket) -> None:
        if leaves_this_machine(socket.url):
            self.faults.append(f"left this machine: {socket.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"status {response.status}: {response.url}")

    def _raised(self, error: object) -> None:
        self.faults.append(f"JavaScript error: {error}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"error on the console: {message.text}")
