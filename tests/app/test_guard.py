"""Nobody else gets in: a real server, asked by browsers and by programs that mean no good."""

from __future__ import annotations

import http.client
import json
import os
import socket
import struct
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.app.conftest import serving
from tests.browser import Guard

HERE = Path(__file__).parent
SECONDS = 1.0
"""Within which a server answers what it refuses."""

FLAT_KIB = 16 * 1024
"""Memory that a server may gain by a message that it refuses."""

IMPATIENT = {"places": 2, "stay": "1s", "first_message_seconds": 1.0, "request_seconds": 1.0, "ping_seconds": 0.5}


class Server:
    """A served page, as a program without a browser sees it."""

    def __init__(self, address: str, process: int) -> None:
        self.address = address
        self.port = int(address.rpartition(":")[2])
        self.process = process

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, float]:
        """Status of an answer, and how long it took."""
        begun = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, headers=headers)
        status = connection.getresponse().status
        connection.close()
        return status, time.monotonic() - begun

    def socket(self, **named: Any) -> ClientConnection:
        """A socket of a visitor of its own."""
        return connect(f"ws://127.0.0.1:{self.port}{kernel()}", compression=None, **named)

    def connection(self) -> socket.socket:
        """A connection on which nothing was said yet."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def memory(self) -> int:
        """Memory of the process in KiB."""
        status = Path(f"/proc/{self.process}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])


def kernel() -> str:
    """Path of the socket of a new visitor."""
    return f"/jupyter/api/kernels/{uuid.uuid4()}/channels?session_id=page"


def start(folder: Path, **limits: Any) -> Iterator[Server]:
    """Serve the plain page."""
    environment = os.environ | {"PYTHONPATH": str(HERE.parents[1])}
    log = folder / "server.log"
    with serving(HERE / "plain_page.py", environment, log, **limits) as (address, process):
        yield Server(address, process)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with room for many."""
    yield from start(tmp_path_factory.mktemp("served"), places=200)


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with two places and little patience."""
    yield from start(tmp_path_factory.mktemp("impatient"), **IMPATIENT)


def message(kind: str = "kernel_info_request") -> str:
    """A message as a page sends it."""
    header = {"msg_id": "1", "msg_type": kind, "session": "s", "username": "u", "version": "5.3"}
    return json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": {}, "channel": "shell"})


def closed_with(opened: ClientConnection, seconds: float = SECONDS) -> int:
    """Code with which a socket is closed in time."""
    end = time.monotonic() + seconds
    with pytest.raises(ConnectionClosed) as closing:
        while True:
            opened.recv(timeout=max(0.0, end - time.monotonic()))
    assert closing.value.rcvd is not None
    return int(closing.value.rcvd.code)


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "https://evil.example", "null", "http://127.0.0.1:1", "file://",
     "http://127.0.0.1.evil.example", "http://model.example.org@evil.example"],
)
def test_a_foreign_origin_is_refused(server: Server, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        server.socket(origin=origin)
    assert refused.value.response.status_code == 403
    assert server.ask("/", Origin=origin)[0] == 403
    assert server.ask("/_solara/api/close/kernel?session_id=page", "POST", Origin=origin)[0] == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "10.0.0.1", ""])
def test_a_foreign_host_is_refused(server: Server, host: str) -> None:
    for path in ("/", "/readyz", "/static/main-vuetify.js"):
        assert server.ask(path, Host=host)[0] == 403
    with server.connection() as raw:
        raw.sendall(handshake(host, origin=f"http://{host}"))
        assert b" 403 " in raw.recv(100).splitlines()[0]


def handshake(host: str, origin: str) -> bytes:
    """What opens a socket."""
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13"
    upgrade = "Upgrade: websocket\r\nConnection: Upgrade"
    return f"GET {kernel()} HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\n{upgrade}\r\n{key}\r\n\r\n".encode()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]", "model.example.org"])
def test_own_names_and_those_allowed_get_in(server: Server, host: str) -> None:
    name = f"{host}:{server.port}"
    assert server.ask("/", Host=name)[0] == 200
    with server.connection() as raw:
        raw.sendall(handshake(name, origin=f"http://{name}"))
        assert b" 101 " in raw.recv(100).splitlines()[0]


def test_a_proxy_may_be_the_origin(server: Server) -> None:
    assert server.ask("/", Origin="https://model.example.org")[0] == 200


HEADS = {
    "the five bytes that froze the server": b"\x7f\xff\xff\xff\x00",
    "a negative number of parts": b"\xff\xff\xff\xff\x00",
    "no part": struct.pack("!I", 0),
    "nothing": b"",
    "three bytes": b"\x00\x00\x00",
    "more parts than a page sends": struct.pack("!67I", 65, *range(66)),
    "a part behind the end": struct.pack("!3I", 2, 12, 2**31) + b"{}",
    "parts that run backwards": struct.pack("!4I", 3, 16, 20, 18) + b"{}..{}",
    "a part inside the head": struct.pack("!2I", 1, 0),
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_a_head_that_lies_closes_the_socket_at_once(server: Server, head: bytes) -> None:
    before = server.memory()
    with server.socket() as opened:
        begun = time.monotonic()
        opened.send(head)
        assert closed_with(opened) == 1008
        assert time.monotonic() - begun < SECONDS
    assert server.memory() - before < FLAT_KIB
    assert server.ask("/readyz")[1] < SECONDS


def test_the_connection_itself_ends_within_the_second(server: Server) -> None:
    with server.connection() as raw:
        own = f"127.0.0.1:{server.port}"
        raw.sendall(handshake(own, origin=f"http://{own}"))
        assert b" 101 " in raw.recv(4096)
        begun = time.monotonic()
        raw.sendall(b"\x82\x85\0\0\0\0\x7f\xff\xff\xff\x00")
        while raw.recv(4096):
            pass
        assert time.monotonic() - begun < SECONDS


@pytest.mark.parametrize("content", [b"x" * (2**18 + 1), "x" * (2**18 + 1)], ids=["binary", "text"])
def test_a_message_too_big_is_refused(server: Server, content: bytes | str) -> None:
    with server.socket() as opened:
        opened.send(content)
        assert closed_with(opened) == 1009


def test_a_size_is_refused_before_it_comes(server: Server) -> None:
    before = server.memory()
    with server.connection() as raw:
        own = f"127.0.0.1:{server.port}"
        raw.sendall(handshake(own, origin=f"http://{own}"))
        assert b" 101 " in raw.recv(4096)
        raw.sendall(b"\x82\xff" + struct.pack("!Q", 2**40) + b"\0\0\0\0" + b"begin")
        begun = time.monotonic()
        while raw.recv(4096):
            pass
        assert time.monotonic() - begun < SECONDS
    assert server.memory() - before < FLAT_KIB


def test_a_message_in_endless_pieces_is_refused(server: Server) -> None:
    before, pieces = server.memory(), iter(range(10_000))
    with server.socket() as opened, pytest.raises(ConnectionClosed):
        opened.send(b"x" * 2**14 for _ in pieces)
    assert next(pieces) < 5_000
    assert server.memory() - before < FLAT_KIB


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "null", "{}", '{"header": {}}', "9" * 100_000])
def test_nonsense_hurts_nobody_else(server: Server, text: str) -> None:
    with server.socket() as other, server.socket() as opened:
        opened.send(text)
        assert closed_with(opened, 5.0) in (1000, 1006)
        other.send(message())
        assert "kernel_info_reply" in "".join(str(other.recv(timeout=5)) for _ in range(3))


@pytest.mark.parametrize("path", ["/jupyter/api/kernels/k/shell", "/jupyter/api/kernels/a:b/channels", "/"])
def test_there_is_one_kind_of_socket(server: Server, path: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(f"ws://127.0.0.1:{server.port}{path}?session_id=page")
    assert refused.value.response.status_code == 404


@pytest.mark.parametrize(
    "path",
    ["nothing@1.0.0/dist/nothing.js", "vue", "../../../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "%00", ""],
)
def test_a_library_that_is_not_here_is_missing_at_once(server: Server, path: str) -> None:
    status, seconds = server.ask(f"/_solara/cdn/{path}")
    assert status == 404 and seconds < SECONDS


def test_a_library_that_is_here_is_served(server: Server) -> None:
    assert server.ask("/_solara/cdn/requirejs@2.3.6/require.js")[0] == 200


def test_a_socket_that_says_nothing_is_closed(impatient: Server) -> None:
    with impatient.socket() as opened:
        assert closed_with(opened, 2.0) == 1001


def test_a_socket_whose_browser_is_gone_is_closed(impatient: Server) -> None:
    with impatient.connection() as raw:
        own = f"127.0.0.1:{impatient.port}"
        raw.sendall(handshake(own, origin=f"http://{own}"))
        text = message().encode()
        raw.sendall(b"\x81\xfe" + struct.pack("!H", len(text)) + b"\0\0\0\0" + text)
        begun = time.monotonic()
        while raw.recv(4096):
            pass
        assert 0.5 < time.monotonic() - begun < 3.0


@pytest.mark.parametrize("begin", [b"", b"GET / HTTP/1.1\r\nHost: 127"])
def test_a_connection_that_asks_nothing_whole_is_closed(impatient: Server, begin: bytes) -> None:
    with impatient.connection() as raw:
        raw.sendall(begin)
        begun = time.monotonic()
        assert raw.recv(100) == b""
        assert 0.5 < time.monotonic() - begun < 3.0


def visit(browser: Browser, address: str) -> Page:
    """A visitor of one's own."""
    page = browser.new_context().new_page()
    page.goto(address)
    return page


def test_a_tab_that_only_watches_stays(page: Page, impatient: Server) -> None:
    page.goto(impatient.address)
    button = page.get_by_role("button", name="Clicked 0")
    button.wait_for()
    page.wait_for_timeout(4_000 * IMPATIENT["ping_seconds"] + 1_000 * IMPATIENT["first_message_seconds"])
    expect(page.get_by_text("Server disconnected.")).to_have_count(0)
    button.click()
    expect(page.get_by_role("button", name="Clicked 1")).to_be_visible()


def test_one_visitor_too_many_is_told_so_and_gets_in_later(browser: Browser, impatient: Server) -> None:
    visitors = [visit(browser, impatient.address) for _ in range(IMPATIENT["places"])]
    for each in visitors:
        each.get_by_role("button", name="Clicked").wait_for()
    last = visit(browser, impatient.address)
    expect(last.get_by_role("heading")).to_have_text("The page is full")
    visitors[0].close(run_before_unload=True)
    last.get_by_role("button", name="Clicked").wait_for(timeout=20_000)
    visitors[1].get_by_role("button", name="Clicked").click()
    for each in (visitors[1], last):
        each.context.close()


def test_a_page_that_lost_its_place_while_it_loaded_is_told_so(
    page: Page, impatient: Server, browser_guard: Guard
) -> None:
    with ExitStack() as others:

        def overtake(route: Route) -> None:
            for _ in range(IMPATIENT["places"]):
                others.enter_context(impatient.socket()).send(message())
            with impatient.socket() as late:
                assert closed_with(late) == 1013
            route.continue_()

        page.route("**/require.js", overtake, times=1)
        page.goto(impatient.address)
        expect(page.get_by_role("heading")).to_have_text("The page is full", timeout=20_000)
    page.get_by_role("button", name="Clicked").wait_for(timeout=20_000)
    assert any(fault.startswith("status 503") for fault in browser_guard.faults)
    browser_guard.faults.clear()
