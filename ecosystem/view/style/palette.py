"""Colours and type that all drawings share, so that a service looks the same everywhere.

The four service colours stay apart for readers with any of the common colour-vision deficiencies
(the tests measure the distances after the simulation of Machado, Oliveira & Fernandes 2009) and each
has a contrast of at least 3 to 1 on white (WCAG 2.1, non-text contrast).
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping

from ecosystem.scenario.names import MODES, SERVICES


class ByService(Mapping[str, str]):
    """A trait of every service by its name, in the order of the services; new ones join by themselves."""

    def __init__(self, trait: str) -> None:
        self.trait = trait

    def __getitem__(self, service: str) -> str:
        return {each.name: str(getattr(each, self.trait)) for each in SERVICES.traits}[service]

    def __iter__(self) -> Iterator[str]:
        return iter(SERVICES)

    def __len__(self) -> int:
        return len(SERVICES)


SERVICE_COLOURS = ByService("colour")
"""One colour a service, in the fixed order of the services."""

SERVICE_LABELS = ByService("label")
"""What a service is called on a page."""

SEQUENCE = ("#1f4e79", "#c8792b", "#6f8f3f", "#7d4a86", "#4d9aa8", "#9a3d3d", "#8a8f98", "#c9b04f")
"""Colours for series that are not services, in order of use."""

MODE_COLOURS: dict[str, str] = dict(
    zip(MODES, ("#c8792b", "#6f8f3f", "#1f4e79", "#4d9aa8"), strict=True)
)
"""One colour a mode of transport."""

COST_COLOURS: dict[str, str] = {
    "product": "#b9c1cc",
    "freight": "#1f4e79",
    "surcharge": "#37689b",
    "handling": "#5b8db8",
    "storage": "#a9c8de",
    "duty": "#c8792b",
    "vat": "#e6b877",
    "clearance": "#7d4a86",
    "losses": "#9a3d3d",
}
"""One colour a part of the landed cost."""

STAGE_COLOURS: dict[str, str] = {
    "handling": "#5b8db8", "linehaul": "#1f4e79", "border": "#7d4a86", "door": "#c9a23f",
}
"""One colour a stage of a journey."""

MEMBER_COLOURS: Mapping[str, str] = ChainMap(
    SERVICE_COLOURS, MODE_COLOURS, COST_COLOURS, STAGE_COLOURS)  # type: ignore[arg-type]
"""Colours of the members of families of indicators that have one of their own."""

INK = "#1b2430"
MUTED = "#5a6472"
FAINT = "#8b94a1"
HAIRLINE = "#e4e6ea"
CARD = "#ffffff"
LAND = "#e3e5e1"
LAND_EDGE = "#ffffff"
ACCENT = "#1f4e79"

FONT = (
    '"Inter", "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, system-ui, sans-serif'
)
"""Typefaces that are already on the reader's machine, best first; nothing is fetched."""


def tinted(colour: str, opacity: float) -> str:
    """Return a "#rrggbb" colour as an rgba() value with the given opacity in [0, 1].

    Raises:
        ValueError: if the colour is not written as "#rrggbb".
    """
    if len(colour) != 7 or not colour.startswith("#"):
        raise ValueError(f"colour {colour!r} is not written as #rrggbb")
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
