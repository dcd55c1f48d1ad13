"""A server of this machine alone for a page of Solara, with the guard before it."""

from __future__ import annotations

import errno
import os
import socket
import warnings
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from experiments.errors import UsageError, reason
from experiments.serving.connections import Socket, connection
from experiments.serving.guard import Guard, Limits
from experiments.serving.hosts import Hosts
from experiments.serving.places import Places

if TYPE_CHECKING:
    from starlette.types import ASGIApp

HOST = "127.0.0.1"
"""The only address listened on; other machines reach it through a proxy or a tunnel."""

LAST_PORT = 65_535

STOPPING_SECONDS = 3
"""Seconds that requests under way have when the server is stopped."""


def listening(port: int) -> socket.socket:
    """Listen on a port of this machine.

    Args:
        port: the port, 0 for any free one.

    Raises:
        UsageError: nobody can listen there.
    """
    if not 0 <= port <= LAST_PORT:
        raise UsageError(f"--port: {port}: give a number from 1 to {LAST_PORT}, or 0 for any free port")
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        in_use = error.errno == errno.EADDRINUSE
        why = "another program listens there" if in_use else reason(error)
        raise UsageError(f"--port: {port}: {why}; give another port, or 0 for any free one") from error


def serve_page(
    page: Path,
    listener: socket.socket,
    *,
    hosts: Hosts,
    limits: Limits,
    when_ready: Callable[[str], None],
) -> None:
    """Serve a page until the process is told to stop.

    Args:
        page: Python file of Solara.
        listener: where to listen.
        hosts: names that the page answers to besides those of this machine.
        limits: what the page bears.
        when_ready: told the page's address when it answers.
    """
    app = _solara_app(page, limits, hosts)
    config = uvicorn.Config(
        app,
        http=connection(limits.request_seconds),
        ws=Socket,
        ws_max_size=limits.message_bytes,
        ws_ping_interval=limits.ping_seconds,
        ws_ping_timeout=limits.ping_seconds,
        ws_per_message_deflate=False,
        loop="asyncio",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOPPING_SECONDS,
    )
    address = f"http://{HOST}:{listener.getsockname()[1]}"
    _Server(config, lambda: when_ready(address)).run(sockets=[listener])


class _Server(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, config: uvicorn.Config, when_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._when_ready = when_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if self.started:
            self._when_ready()


def _solara_app(page: Path, limits: Limits, hosts: Hosts) -> ASGIApp:
    """Solara's application of a page behind the guard.

    Solara reads some settings when it is imported, so it is imported here; it counts no kernels that
    wait for a visitor, so its own limit is left open and the guard counts.
    """
    os.environ["SOLARA_APP"] = str(page)
    warnings.filterwarnings("ignore", "Cookies with samesite=none require https", UserWarning)
    import solara.settings
    from solara.server import settings

    settings.main.mode = "production"
    settings.main.root_path = ""
    settings.kernel.cull_timeout = limits.stay
    settings.kernel.max_count = None
    settings.telemetry.mixpanel_enable = False
    settings.theme.show_banner = False
    settings.assets.extra_locations = [str(resources.files("experiments.serving") / "assets")]
    solara.settings.assets.proxy = True
    from solara.server import kernel_context, starlette

    places = Places(limits.places, limits.sockets, lambda: list(kernel_context.contexts))
    return Guard(starlette.app, hosts, places, limits, settings.assets.proxy_cache_dir)
