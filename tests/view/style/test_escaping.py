"""Any text stays a text: in a script, in a plot, and between other words."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.view.style.escaping import in_sentence, plot_text, script_json

TRICKS = ["<!--<script>", "</script>", "]]>", "\u2028\u2029", "&lt;", "🚢", '"\\', "<!--", "--!>"]


class Reader(HTMLParser):
    """Reads what HTML takes for text inside one script, and what follows it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Note a tag."""
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data


@given(st.lists(st.sampled_from(TRICKS) | st.text(max_size=5), max_size=5).map("".join))
def test_a_script_holds_any_text(text: str) -> None:
    written = script_json({text: [text]})
    assert json.loads(written) == {text: [text]}
    assert not set(written) & set("<>&\u2028\u2029")
    read = Reader(f"<script>{written}</script><p>")
    assert read.tags == ["script", "p"] and json.loads(read.text) == {text: [text]}


def test_what_is_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError):
        script_json([float("nan")])


def test_a_plot_reads_no_tags_in_a_name() -> None:
    assert plot_text("<b>a</b> & 'b'") == "&lt;b&gt;a&lt;/b&gt; &amp; 'b'"


@pytest.mark.parametrize(("name", "set_off"), [
    ("Hamburg", False), ("深圳 🚢", False), ("ميناء", True), ("נמל", True), ("a\u202eb", True), ("a\u200f", True),
])
def test_a_name_that_turns_the_direction_is_set_off(name: str, set_off: bool) -> None:
    assert in_sentence(name) == (f"\u2068{name}\u2069" if set_off else name)
