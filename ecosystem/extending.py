"""Additions from outside the package, for a while: whatever is declared is forgotten again.

    with extending():
        import my_ports                    # declares levers, indicators, services
        model = my_ports.MyEcosystem()
        ...
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ecosystem.outputs.indicators import COUNTRIES, WORLD
from ecosystem.policies.lever import LEVERS
from ecosystem.quotes.services.quote import SERVICE_RULES
from ecosystem.scenario.service_traits import SERVICES


@contextmanager
def extending() -> Iterator[None]:
    """Forget at the end the levers, indicators and services that are declared within.

    Models made within are not to be stepped afterwards.
    """
    registries: tuple[dict[str, Any], ...] = (LEVERS, WORLD.groups, COUNTRIES.groups, SERVICE_RULES)
    before, services = [dict(each) for each in registries], len(SERVICES)
    try:
        yield
    finally:
        for registry, entries in zip(registries, before, strict=True):
            registry.clear()
            registry.update(entries)
        while len(SERVICES) > services:
            SERVICES.remove(SERVICES[-1])
