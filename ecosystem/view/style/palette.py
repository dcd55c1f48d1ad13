"""Colours and type that every picture shares, so that a service looks the same everywhere.

The four service colours stay apart for readers with any of the common colour-vision deficiencies
(the tests measure the distances after the simulation of Machado, Oliveira & Fernandes 2009) and each
has a contrast of at least 3 to 1 on white (WCAG 2.1, non-text contrast).
"""

from __future__ import annotations

from ecosystem.scenario.names import MODES, SERVICES

SERVICE_COLOURS = {service.name: service.colour for service in SERVICES.traits}
"""One colour a service, in the fixed order of the services."""

SERVICE_LABELS = {service.name: service.label for service in SERVICES.traits}
"""What a service is called on a page."""

SEQUENCE = ("#1f4e79", "#c8792b", "#6f8f3f", "#7d4a86", "#4d9aa8", "#9a3d3d", "#8a8f98", "#c9b04f")
"""Colours for series that are not services, in order of use."""

MODE_COLOURS: dict[str, str] = dict(
    zip(MODES, ("#c8792b", "#6f8f3f", "#1f4e79", "#4d9aa8"), strict=True)
)
"""One colour a mode of transport."""

COST_PARTS: dict[str, tuple[str, str]] = {
    "landed_product": ("Product", "#b9c1cc"),
    "landed_freight": ("Freight", "#1f4e79"),
    "landed_handling": ("Handling", "#5b8db8"),
    "landed_storage": ("Storage", "#a9c8de"),
    "landed_duty": ("Duty", "#c8792b"),
    "landed_vat": ("VAT", "#e6b877"),
    "landed_clearance": ("Clearance", "#7d4a86"),
    "landed_losses": ("Losses", "#9a3d3d"),
}
"""Parts of the landed cost: column, label and colour, from the bottom of the stack to its top."""

INK = "#1b2430"
MUTED = "#5a6472"
FAINT = "#8b94a1"
HAIRLINE = "#e4e6ea"
PAPER = "#f6f6f3"
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
