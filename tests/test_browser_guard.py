"""The guard of browser tests sees each thing that a page must not do."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import browser
from tests.browser import Guard, leaves_this_machine

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder without a log."""

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def faults_of(browser: Browser, address: str, folder: Path, body: str) -> list[str]:
    """What a guard sees on a page with this body."""
    icon = '<link rel="icon" href="data:,">'
    (folder / "page.html").write_text(f"<!doctype html><head>{icon}</head><body>{body}</body>")
    guard, page = Guard(), browser.new_page()
    guard.watch(page)
    page.goto(f"{address}/page.html", wait_until="networkidle")
    page.close()
    return guard.faults


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<img src="http://elsewhere.invalid/a.png">', "left this machine: http://elsewhere"),
        ('<img src="missing.png">', "status 404"),
        ("<script>missing()</script>", "JavaScript error"),
        ('<script>console.error("bad")</script>', "error on the console: bad"),
        (
            '<script>new WebSocket("ws://elsewhere.invalid/")</script>',
            "left this machine: ws://elsewhere",
        ),
    ],
)
def test_each_fault_is_seen(
    browser: Browser, address: str, tmp_path: Path, body: str, fault: str
) -> None:
    assert any(seen.startswith(fault) for seen in faults_of(browser, address, tmp_path, body))


def test_a_decent_page_has_no_faults(browser: Browser, address: str, tmp_path: Path) -> None:
    (tmp_path / "here.js").write_text("console.log('fine')")
    body = '<script src="here.js"></script><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'
    assert faults_of(browser, address, tmp_path, body) == []


def test_every_page_of_a_test_is_guarded(
    page: Page, browser_guard: Guard, address: str, tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text('<link rel="icon" href="data:,"><script>oh()</script>')
    page.goto(f"{address}/page.html")
    page.wait_for_load_state("networkidle")
    assert len(browser_guard.faults) == 1
    browser_guard.faults.clear()


@pytest.mark.parametrize(
    ("place", "leaves"),
    [
        ("http://127.0.0.1:8765/", False),
        ("ws://localhost/x", False),
        ("http://[::1]:1/", False),
        ("data:text/plain,x", False),
        ("file:///tmp/report.html", False),
        ("https://example.org/", True),
        ("http://127.0.0.1.example.org/", True),
        ("wss://example.org/", True),
    ],
)
def test_addresses_off_this_machine_are_recognised(place: str, leaves: bool) -> None:
    assert leaves_this_machine(place) is leaves


def test_a_missing_browser_fails_only_where_it_must_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert browser.browser_must_be_there()
    monkeypatch.setenv("CI", "")
    assert not browser.browser_must_be_there()
