"""A page with one button; served by the tests, not collected by them."""

from __future__ import annotations

import solara

clicks = solara.reactive(0)


@solara.component
def Page() -> None:
    """Count the clicks."""
    solara.Button(f"Clicked {clicks.value}", on_click=lambda: clicks.set(clicks.value + 1))
