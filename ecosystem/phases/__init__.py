"""The verbs of a week, one a file: each takes the state and earlier results, and gives its own.

READS and WRITES at the head of each file name the columns that it reads and changes, by part of the
state; "*" stands for all of them, where rows move. A test watches the columns over some weeks.
"""

from __future__ import annotations

from collections.abc import Mapping

Touches = Mapping[str, str]
"""Names of columns, parted by spaces, by part of the state."""
