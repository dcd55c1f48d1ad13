"""Services are declared once; masks over columns of services follow from their traits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from ecosystem.scenario import service_traits
from ecosystem.scenario.names import EXPRESS, MAIL, OWN_WAREHOUSE, PLATFORM_WAREHOUSE, SERVICES
from ecosystem.scenario.service_traits import ServiceTraits

BONDED = ServiceTraits(
    name="bonded_warehouse", label="Bonded warehouse", colour="#808080", stocked=True,
    provider="carriers", staff=("platform_operations", "platform_specialist", "digital"))
EVERY = np.arange(4)


@pytest.fixture
def bonded() -> Iterator[int]:
    """Number of a fifth service that is there for one test."""
    yield SERVICES.register(BONDED)
    SERVICES.remove(BONDED.name)


def test_services_have_their_fixed_order() -> None:
    assert list(SERVICES) == ["express", "mail", "platform_warehouse", "own_warehouse"]
    assert [SERVICES.index(name) for name in SERVICES] == [0, 1, 2, 3]
    assert [EXPRESS, MAIL, PLATFORM_WAREHOUSE, OWN_WAREHOUSE] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("flags", "members"),
    [
        (service_traits.stocked(EVERY), {PLATFORM_WAREHOUSE, OWN_WAREHOUSE}),
        (service_traits.direct(EVERY), {EXPRESS, MAIL}),
        (service_traits.provided_by("carriers", EVERY), {EXPRESS}),
        (service_traits.provided_by("platforms", EVERY), {MAIL, PLATFORM_WAREHOUSE}),
        (service_traits.self_run(EVERY), {OWN_WAREHOUSE}),
        (service_traits.consolidated(EVERY), {MAIL}),
        (service_traits.built(EVERY), {OWN_WAREHOUSE}),
    ],
)
def test_masks_hold_the_services_with_the_trait(flags: np.ndarray, members: set[int]) -> None:
    assert set(np.flatnonzero(flags)) == members


def test_no_service_has_no_trait() -> None:
    nothing = np.array([-1, -1])
    assert not service_traits.stocked(nothing).any()
    assert not service_traits.direct(nothing).any()
    assert not service_traits.built(nothing).any()


def test_charges_go_to_the_provider_or_to_bought_transport() -> None:
    assert [each.payee for each in SERVICES.traits] == ["carriers", "platforms", "platforms", "transport"]


def test_a_fifth_service_is_registered_and_seen_by_every_mask(bonded: int) -> None:
    assert (bonded, SERVICES[bonded], len(SERVICES)) == (4, "bonded_warehouse", 5)
    service = np.array([bonded, EXPRESS, -1])
    assert service_traits.stocked(service).tolist() == [True, False, False]
    assert service_traits.provided_by("carriers", service).tolist() == [True, True, False]


def test_masks_forget_a_service_taken_back() -> None:
    SERVICES.register(BONDED)
    assert service_traits.stocked(np.array([4])).all()
    SERVICES.remove(BONDED.name)
    with pytest.raises(ValueError, match="express is not the service registered last"):
        SERVICES.remove("express")
    assert not service_traits.stocked(np.array([4])).any()


def test_a_name_is_given_once(bonded: int) -> None:
    with pytest.raises(ValueError, match="there is a service bonded_warehouse already"):
        SERVICES.register(BONDED)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"staff": ("operations", "own_specialist", "digital")}, "no such labour parameters: operations"),
        ({"colour": "grey"}, "colour 'grey' is not written as #rrggbb"),
    ],
)
def test_a_fault_of_a_service_is_said(changed: dict[str, object], said: str) -> None:
    values = {name: getattr(BONDED, name) for name in BONDED.__dataclass_fields__}
    with pytest.raises(ValueError, match=said):
        ServiceTraits(**{**values, **changed})


def test_masks_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="read-only"):
        SERVICES.mask("stocked", lambda each: each.stocked)[0] = True
