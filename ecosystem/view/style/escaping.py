"""Texts of a world or a scenario in places that read more into them than letters.

Names may hold any letters. In HTML `html.escape` is enough; here are the other three places.
"""

from __future__ import annotations

import json
import unicodedata
from html import escape
from typing import Any

ISOLATE, END = "\u2068", "\u2069"
"""What sets off a text with a direction of its own, and ends it."""

RIGHT_TO_LEFT = {"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI"}
"""Classes of letters and marks that change the direction of what stands around them."""

IN_SCRIPT = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}
"""Letters that mean something to the reader of HTML inside <script>, as JSON may write them."""


def script_json(content: Any) -> str:
    """Write content as JSON that may stand inside <script>: no text in it can end or hide the script."""
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.translate(IN_SCRIPT)


def plot_text(text: str) -> str:
    """Write a text for Plotly, which reads tags and entities in labels."""
    return escape(text, quote=False)


def in_sentence(name: str) -> str:
    """Write a name for the middle of a sentence, whose other words keep their direction."""
    turns = any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in name)
    return f"{ISOLATE}{name}{END}" if turns else name
