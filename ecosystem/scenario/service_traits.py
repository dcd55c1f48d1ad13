"""Supply-chain services: what distinguishes each, declared once, and masks over columns of services.

Arrays hold a service as its number, the order of registration; -1 stands for no service and has no
trait. A further service is registered before a model is built, and its quotes are added to the
rules of services:

    SERVICES.register(ServiceTraits(name="bonded_warehouse", label="Bonded warehouse", ...))
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, overload

import numpy as np

from ecosystem.core.arrays import Flags, Integers
from ecosystem.scenario.parameters.labour import LabourParameters

ProviderKind = Literal["carriers", "platforms"]


@dataclass(frozen=True, kw_only=True)
class ServiceTraits:
    """What distinguishes a service.

    Attributes:
        name: word used in tables and files.
        label: what it is called on a page.
        colour: "#rrggbb" in every picture.
        stocked: sells from stock abroad, replenished in bulk; otherwise each parcel crosses the border.
        provider: cohort of the providers that a seller chooses from; None when she runs it herself.
        consolidated: parcels wait for a consolidation of the provider's and fly through the air network.
        built: the seller builds a warehouse of her own: capital, time, learning, spare space.
        staff: fields of LabourParameters with the seller's needs, in the order of SKILLS.
    """

    name: str
    label: str
    colour: str
    stocked: bool
    provider: ProviderKind | None
    staff: tuple[str, str, str]
    consolidated: bool = False
    built: bool = False

    def __post_init__(self) -> None:
        unknown = [field for field in self.staff if field not in LabourParameters.model_fields]
        if unknown:
            raise ValueError(f"service {self.name}: no such labour parameters: {', '.join(unknown)}")
        if not re.fullmatch("#[0-9a-f]{6}", self.colour):
            raise ValueError(f"service {self.name}: colour {self.colour!r} is not written as #rrggbb")

    @property
    def payee(self) -> str:
        """Account that receives its charges: the provider's, or that of bought transport."""
        return self.provider or "transport"


class Services(Sequence[str]):
    """All services in order of their numbers; as a sequence it holds their names."""

    def __init__(self, traits: Sequence[ServiceTraits] = ()) -> None:
        self._traits: list[ServiceTraits] = []
        self._masks: dict[str, Flags] = {}
        for each in traits:
            self.register(each)

    @property
    def traits(self) -> tuple[ServiceTraits, ...]:
        """The record of each service."""
        return tuple(self._traits)

    def register(self, traits: ServiceTraits) -> int:
        """Add a service.

        Returns:
            Its number.

        Raises:
            ValueError: if the name is taken.
        """
        if traits.name in self:
            raise ValueError(f"there is a service {traits.name} already")
        self._traits.append(traits)
        self._masks.clear()
        return len(self._traits) - 1

    def remove(self, name: str) -> None:
        """Take back the service registered last.

        Raises:
            ValueError: if it is another; numbers of services must not move.
        """
        if not self._traits or self._traits[-1].name != name:
            raise ValueError(f"{name} is not the service registered last")
        del self._traits[-1]
        self._masks.clear()

    def mask(self, trait: str, has: Callable[[ServiceTraits], bool]) -> Flags:
        """Flags by number of service, computed once.

        Args:
            trait: key to keep the flags by.
            has: whether a service has the trait.

        Returns:
            Read-only, shape (services + 1,); the last flag is False, so that -1 has no trait.
        """
        if trait not in self._masks:
            flags = np.array([*(has(each) for each in self._traits), False])
            flags.flags.writeable = False
            self._masks[trait] = flags
        return self._masks[trait]

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[str, ...]: ...
    def __getitem__(self, number: int | slice) -> str | tuple[str, ...]:
        return tuple(self)[number]

    def __len__(self) -> int:
        return len(self._traits)

    def __iter__(self) -> Iterator[str]:
        return (each.name for each in self._traits)


SERVICES = Services((
    ServiceTraits(
        name="express", label="Express", colour="#e4632b", stocked=False, provider="carriers",
        staff=("express_operations", "express_specialist", "digital"),
    ),
    ServiceTraits(
        name="mail", label="Direct mail", colour="#1d5fa6", stocked=False, provider="platforms",
        consolidated=True, staff=("mail_operations", "mail_specialist", "digital"),
    ),
    ServiceTraits(
        name="platform_warehouse", label="Platform warehouse", colour="#34a583", stocked=True,
        provider="platforms", staff=("platform_operations", "platform_specialist", "digital"),
    ),
    ServiceTraits(
        name="own_warehouse", label="Own warehouse", colour="#43245c", stocked=True, provider=None,
        built=True, staff=("own_operations", "own_specialist", "digital"),
    ),
))
"""The services; their positions index every array with a service axis."""


def provider_kinds() -> list[str]:
    """Cohorts of providers that services are bought from, in the order of the services."""
    return list(dict.fromkeys(each.provider for each in SERVICES.traits if each.provider))


def stocked(service: Integers) -> Flags:
    """Which sell from stock abroad, by their numbers."""
    return SERVICES.mask("stocked", lambda each: each.stocked)[service]


def direct(service: Integers) -> Flags:
    """Which send each parcel across the border."""
    return SERVICES.mask("direct", lambda each: not each.stocked)[service]


def provided_by(kind: str, service: Integers) -> Flags:
    """Which are bought from providers of a kind."""
    return SERVICES.mask(kind, lambda each: each.provider == kind)[service]


def self_run(service: Integers) -> Flags:
    """Which the seller runs herself, without a provider."""
    return SERVICES.mask("self_run", lambda each: each.provider is None)[service]


def consolidated(service: Integers) -> Flags:
    """Which wait for a consolidation and fly through the air network."""
    return SERVICES.mask("consolidated", lambda each: each.consolidated)[service]


def built(service: Integers) -> Flags:
    """Which need a warehouse that the seller builds."""
    return SERVICES.mask("built", lambda each: each.built)[service]
