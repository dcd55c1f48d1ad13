"""Pieces of a page are well formed, escaped and carry their data."""

from __future__ import annotations

import json
import re
from html import escape
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from ecosystem.view.charts import weekly
from ecosystem.view.charts.descriptions import DESCRIPTIONS
from ecosystem.view.html import elements, tables
from ecosystem.view.html.key_figures import KeyFigure
from ecosystem.view.html.tables import Column, Table
from tests.doubles import synthetic

VOID = {"meta", "link", "br", "img", "input"}


class Nesting(HTMLParser):
    """Checks that every element is closed by its own end tag."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        """Nothing stays open."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def check_nesting(text: str) -> None:
    """Fail unless all elements are nested."""
    parser = Nesting()
    parser.feed(text)
    parser.close()
    assert parser.open == []


def test_a_chart_carries_its_data_as_json() -> None:
    built = weekly.draw(synthetic.weekly(weeks=5), DESCRIPTIONS["clearance"])
    text = elements.chart(built)
    check_nesting(text)
    data = re.search(r'<script type="application/json"[^>]*>(.*)</script>', text)
    assert data is not None
    figure = json.loads(data.group(1))
    assert [trace["name"] for trace in figure["data"]] == ["Low-value channel", "Standard channel"]
    assert figure["layout"]["showlegend"] is False
    assert "Low-value channel</li>" in text and "calendar days" in text


@pytest.mark.parametrize("name", ["</script><b>", "<!--<script>", "a\u2028b & c", "]]><!--"])
def test_no_text_ends_or_hides_the_script(name: str) -> None:
    built = weekly.draw(synthetic.weekly(weeks=5), DESCRIPTIONS["clearance"])
    built.figure.data[0].name = name
    text = elements.chart(built)
    data = text.partition("<script")[2].partition(">")[2].partition("</script>")[0]
    assert json.loads(data)["data"][0]["name"] == name and not set(data) & set("<>&\u2028")
    assert f"</i>{escape(name)}</li>" in text


def test_tables_sort_by_number_and_escape_words() -> None:
    frame = pd.DataFrame({"name": ["A<b>", "C"], "size": [1234.5, np.nan]})
    columns = {"name": Column("Name"), "size": Column("Size, kg", lambda value: f"{value:.0f} kg")}
    text = elements.table(Table("t", "Things", "All of them.", columns, frame))
    check_nesting(text)
    assert '<th scope="row">A&lt;b&gt;</th>' in text
    assert '<td class="number" data-sort="1234.5">1234 kg</td>' in text
    assert 'data-sort=""' in text


def test_all_tables_are_well_formed() -> None:
    check_nesting(elements.table(tables.corridor_table(synthetic.corridors(), synthetic.NAMES)))
    check_nesting(elements.table(tables.country_table(synthetic.countries(9), synthetic.NAMES)))
    check_nesting(elements.table(tables.provider_table(synthetic.providers())))


def test_sparklines_span_their_height() -> None:
    points = re.search(r'points="([^"]*)"', elements.sparkline(np.array([0.0, 2.0, 1.0])))
    assert points is not None
    heights = [float(point.split(",")[1]) for point in points.group(1).split()]
    assert heights == [27.0, 3.0, 15.0]
    assert 'cy="15.0"' in elements.sparkline(np.array([5.0, 5.0]))
    assert elements.sparkline(np.array([1.0, np.nan])) == ""


def test_cards_strips_and_facts() -> None:
    figure = KeyFigure("Sales", "USD 3 million", "a week", "+5.0%", np.array([1.0, 2.0]))
    card = elements.key_figure(figure, "first year")
    check_nesting(card)
    assert "USD 3 million" in card and "<b>+5.0%</b> since the first year" in card
    shares = pd.DataFrame(
        {"first": [0.1, 0.5, 0.3, 0.1], "last": [0.05, 0.55, 0.3, 0.1]},
        index=["express", "mail", "platform_warehouse", "own_warehouse"],
    )
    strip = elements.service_strip(shares, ("first year", "last year"))
    check_nesting(strip)
    widths = [float(width) for width in re.findall(r"width:([\d.]+)%", strip)]
    assert widths == pytest.approx([10, 50, 30, 10, 5, 55, 30, 10])
    assert 'aria-label="Express 5.0%, Direct mail 55.0%' in strip
    assert "<dt>a&amp;b</dt><dd>&lt;1&gt;</dd>" in elements.facts({"a&b": "<1>"})
