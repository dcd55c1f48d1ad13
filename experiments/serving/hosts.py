"""Which names a page answers to, so that no other site can reach it through a visitor's browser.

A site elsewhere can make a browser ask for this page in two ways: by its address, where the browser
names the site as Origin, or by a name of the site's own that it lets point to this machine (DNS
rebinding), where the browser names it as Host. Both names are checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from experiments.errors import UsageError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names of this machine that no other machine can give itself."""

_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|[0-9a-f:]*:[0-9a-f:.]+")

Headers = Iterable[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Hosts:
    """The names that a page answers to.

    Attributes:
        allowed: names besides those of this machine, in lower case and without a port.
    """

    allowed: frozenset[str] = frozenset()

    @classmethod
    def named(cls, names: Iterable[str]) -> Hosts:
        """The names that a person allowed.

        Raises:
            UsageError: one is not a name of a host.
        """
        lower = [name.lower() for name in names]
        for name in lower:
            if not _NAME.fullmatch(name):
                raise UsageError(
                    f"--allow-host: {name!r} is not the name of a host; "
                    "give a name alone, such as model.example.org"
                )
        return cls(frozenset(lower))

    def fault(self, headers: Headers) -> str | None:
        """Why a request must not be answered, or None.

        A request without an Origin does not come from a site in a browser.
        """
        given = list(headers)
        hosts, origins = _values(given, b"host"), _values(given, b"origin")
        if len(hosts) != 1 or not self._answers_to(_host_of(f"//{hosts[0]}")):
            return "This page does not answer to that Host; allow it with --allow-host."
        if not all(self._is_own(origin, hosts[0]) for origin in origins):
            return "This page does not answer other sites."
        return None

    def _answers_to(self, name: str | None) -> bool:
        return name in LOOPBACK or name in self.allowed

    def _is_own(self, origin: str, host: str) -> bool:
        """Whether an origin is this page: the same host and port, or a name that was allowed."""
        scheme, _, place = origin.lower().partition("://")
        same = scheme in ("http", "https") and place == host.lower()
        return same or _host_of(origin) in self.allowed


def _values(headers: Headers, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in headers if key.lower() == name]


def _host_of(address: str) -> str | None:
    """The name of the host in an address, None when it is not an address of a host."""
    try:
        parts = urlsplit(address.lower())
        _ = parts.port
    except ValueError:
        return None
    whole = parts.username is None and not (parts.path or parts.query or parts.fragment)
    return parts.hostname if whole else None
