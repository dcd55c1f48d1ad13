"""The frame of every report: one self-contained HTML page, its blocks, and how it is written."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib import resources
from string import Template

import pandas as pd

from ecosystem.view.maps.flow_map import Places, places
from ecosystem.world import World


def page(
    *, title: str, heading: str, lead: str, byline: str, sections: Sequence[str], footer: str
) -> str:
    """Return a whole page as HTML; nothing in it is fetched from anywhere.

    Args:
        title: of the window.
        heading, lead, byline, footer: texts, not HTML.
        sections: blocks of HTML in reading order.
    """
    from plotly.offline import get_plotlyjs

    return Template(_part("report_page.html")).substitute(
        title=escape(title),
        description=escape(lead, quote=True),
        heading=escape(heading),
        lead=escape(lead),
        byline=escape(byline),
        style=_part("report_style.css"),
        sections="\n".join(sections),
        footer=escape(footer),
        plotly=get_plotlyjs(),
        script=_part("report_script.js"),
    )


def _part(name: str) -> str:
    """Return the text of a file that lies beside this module."""
    return resources.files("experiments.reports").joinpath(name).read_text(encoding="utf-8")


def block(title: str, intro: str, body: str, key: str) -> str:
    """Return a section of a page with its heading.

    Args:
        title, intro: texts, not HTML.
        body: HTML.
        key: unique on the page.
    """
    return (
        f'<section class="block" aria-labelledby="{key}"><h2 id="{key}">{escape(title)}</h2>'
        f'<p class="intro">{escape(intro)}</p>{body}</section>'
    )


def places_of(world: World) -> Places:
    """Lay a world's outlines and hubs out on the map."""
    codes, hubs = world.countries.code, world.hubs
    frame = pd.DataFrame(
        {
            "name": hubs.name,
            "country": [codes[place] for place in hubs.country],
            "longitude": hubs.longitude,
            "latitude": hubs.latitude,
            "population": hubs.population,
        }
    )
    names = dict(zip(codes, world.countries.name, strict=True))
    return places(world.outlines, frame, names, world.sea_paths)
