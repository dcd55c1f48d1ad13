"""The guard before a page of Solara: it sees every request and every message first."""

from __future__ import annotations

import asyncio
import re
from collections.abc import MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from importlib import resources
from pathlib import Path
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from experiments.serving import messages
from experiments.serving.hosts import Hosts
from experiments.serving.places import Places

KERNEL = re.compile(r"/jupyter/api/kernels/([A-Za-z0-9._-]{1,64})/channels")
"""Path of the only socket of a page."""

LIBRARIES = "/_solara/cdn/"
"""Where Solara serves JavaScript libraries; those that it lacks it would fetch from elsewhere."""

FULL_SECONDS = "3"
"""Seconds after which a browser asks again for a page that was full."""

FULL, POLICY, SILENT, TOO_BIG = 1013, 1008, 1001, 1009
"""Codes with which a socket is closed; the page's own script loads the page anew at the first."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What a browser must not do with the page: call other machines, show it inside another site."""


@dataclass(frozen=True)
class Limits:
    """What a page bears.

    Attributes:
        places: visitors at a time.
        sockets: sockets of one visitor at a time.
        message_bytes: size of a message from a browser; those of the page are about a thousand.
        first_message_seconds: after which a socket that never said anything is closed.
        request_seconds: after which a connection without a whole request is closed.
        ping_seconds: between two pings of a socket, and until one must be answered.
        stay: how long a visitor who left without saying so keeps the place, as Solara writes it.
    """

    places: int = 20
    sockets: int = 4
    message_bytes: int = 2**18
    first_message_seconds: float = 20.0
    request_seconds: float = 20.0
    ping_seconds: float = 20.0
    stay: str = "2m"


class Guard:
    """Lets in who may see a page, and passes on what Solara can read.

    Args:
        app: the application of Solara.
        hosts: names that the page answers to.
        places: counts the visitors.
        limits: sizes and times.
        libraries: folder of the JavaScript libraries that are there.
    """

    def __init__(
        self, app: ASGIApp, hosts: Hosts, places: Places, limits: Limits, libraries: Path
    ) -> None:
        self._app = app
        self._hosts = hosts
        self._places = places
        self._limits = limits
        self._libraries = libraries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or a socket, or pass it on; an application of ASGI."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif (refusal := self._refusal(scope)) is not None:
            await refusal(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._open(scope, receive, send)
        else:
            await self._app(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that is not passed on."""
        if (fault := self._hosts.fault(scope["headers"])) is not None:
            return PlainTextResponse(fault, HTTPStatus.FORBIDDEN)
        if scope["type"] == "websocket":
            return None if KERNEL.fullmatch(scope["path"]) else _missing()
        if scope["path"].startswith(LIBRARIES) and not self._is_library(scope["path"]):
            return _missing()
        if scope["path"] == "/" and self._places.full:
            return full_page()
        return None

    def _is_library(self, path: str) -> bool:
        return "\0" not in path and (self._libraries / path.removeprefix(LIBRARIES)).is_file()

    async def _open(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a socket if its page has a place; else tell its page to load itself anew."""
        kernel = scope["path"].split("/")[-2]
        if not self._places.admits(kernel):
            await receive()
            await send({"type": "websocket.accept"})
            await send(_closing(FULL, "the page is full"))
            return
        with self._places.taken_by(kernel):
            await self._app(scope, _Checked(receive, send, self._limits).receive, send)


class _Checked:
    """The messages of one socket; the first that is not as it should be closes it."""

    def __init__(self, receive: Receive, send: Send, limits: Limits) -> None:
        self._receive = receive
        self._send = send
        self._limits = limits
        self._heard = False

    async def receive(self) -> MutableMapping[str, Any]:
        """The next message, or the end of the socket."""
        try:
            async with asyncio.timeout(None if self._heard else self._limits.first_message_seconds):
                message = await self._receive()
        except TimeoutError:
            return await self._close(SILENT, "nothing was said")
        if message["type"] != "websocket.receive":
            return message
        self._heard = True
        given = message.get("bytes")
        size = len(given if given is not None else message.get("text") or "")
        if size > self._limits.message_bytes:
            return await self._close(TOO_BIG, "a message is too big")
        if given is not None and (fault := messages.fault(given)) is not None:
            return await self._close(POLICY, fault)
        return message

    async def _close(self, code: int, reason: str) -> MutableMapping[str, Any]:
        await self._send(_closing(code, reason))
        return {"type": "websocket.disconnect", "code": code, "reason": reason}


def full_page() -> Response:
    """The page that says that all places are taken and asks again by itself."""
    text = resources.files("experiments.serving").joinpath("assets/full.html").read_text(encoding="utf-8")
    headers = {**HEADERS, "Refresh": FULL_SECONDS, "Retry-After": FULL_SECONDS, "Cache-Control": "no-store"}
    return HTMLResponse(text, HTTPStatus.SERVICE_UNAVAILABLE, headers)


def _missing() -> Response:
    return PlainTextResponse("There is no such thing here.", HTTPStatus.NOT_FOUND)


def _closing(code: int, reason: str) -> Message:
    return {"type": "websocket.close", "code": code, "reason": reason}


def _with_headers(send: Send) -> Send:
    """Send answers with the headers that every answer has."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HEADERS)
        await send(message)

    return send_with_headers
