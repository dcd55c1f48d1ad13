"""Comparing columns with agents, and proving that a comparison can fail."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.reference.recording import Call, Row, column

Check = Callable[[Call], None]


def assert_same(
    columns: Any, agents: list[Row], *names: str, rtol: float = 1e-12, atol: float = 0.0
) -> None:
    """Every named column equals that attribute of the agents: whole numbers exactly.

    Raises:
        AssertionError: naming the column.
    """
    assert names
    for name in names:
        fast, plain = np.asarray(getattr(columns, name)), column(agents, name)
        assert len(fast) == len(agents), f"{name}: {len(fast)} rows for {len(agents)} agents"
        if fast.dtype.kind in "ib":
            np.testing.assert_array_equal(fast, plain.reshape(fast.shape), err_msg=name)
        else:
            np.testing.assert_allclose(
                fast, plain.reshape(fast.shape), rtol=rtol, atol=atol, err_msg=name)


def falsified(call: Call, path: str, row: int = -1) -> Call:
    """The same call with one number changed: by one if it is whole, by a millionth if not.

    Args:
        call: a recorded call.
        path: where the column is, such as "left.listings.price".
        row: which of its entries.
    """
    twin = copy.deepcopy(call)
    *way, last = path.split(".")
    place: Any = twin
    for name in way:
        place = place[name] if isinstance(place, dict) else getattr(place, name)
    values = place[last] if isinstance(place, dict) else getattr(place, last)
    flat = values.reshape(-1)
    if values.dtype.kind == "b":
        flat[row] = not flat[row]
    elif values.dtype.kind == "i":
        flat[row] += 1
    else:
        flat[row] = flat[row] * (1 + 1e-6) + 1e-6
    return twin


def assert_fails(check: Check, call: Call, path: str) -> None:
    """The check holds, and fails once one number at ``path`` is off."""
    check(call)
    with pytest.raises(AssertionError):
        check(falsified(call, path))
