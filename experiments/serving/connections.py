"""Connections that do not stay open without a reason: the protocols of uvicorn, with less patience."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

CLOSING_SECONDS = 0.5
"""Seconds that the other side has to answer that a socket is closed."""


class Socket(WebSocketsSansIOProtocol):
    """A websocket that soon goes when it was closed."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.close_timeout = CLOSING_SECONDS


def connection(request_seconds: float) -> type[H11Protocol]:
    """A protocol of HTTP that closes a connection on which no whole request came in time.

    Args:
        request_seconds: from when the connection, or the request, began.
    """

    class Connection(H11Protocol):
        """A connection whose requests must come whole."""

        _waiting: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            """Begin to wait for the first request."""
            super().connection_made(transport)
            self._wait()

        def data_received(self, data: bytes) -> None:
            """Go on waiting until a request is whole."""
            super().data_received(data)
            if self.conn.their_state is h11.IDLE:
                self._wait()
            elif self._waiting is not None:
                self._waiting.cancel()
                self._waiting = None

        def _wait(self) -> None:
            if self._waiting is None:
                self._waiting = self.loop.call_later(request_seconds, self._give_up)

        def _give_up(self) -> None:
            self._waiting = None
            if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
                self.transport.close()

    return Connection
