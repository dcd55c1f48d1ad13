"""Snapshots: the whole state of a model as plain arrays, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.core.columns import Table
from ecosystem.core.ledger import AGGREGATES
from ecosystem.outputs.records import Records

if TYPE_CHECKING:
    from ecosystem.model import Ecosystem

State = dict[str, NDArray[Any]]
COUNTERS = ("week", "age")
WAYS = "ways/"
AMOUNTS = ("expansion_factor", "entry_gain", "entry_capital")


def taken(model: Ecosystem) -> State:
    """All that the future of a model depends on: counters, balances and every column by name."""
    state = {name: np.array(getattr(model, name)) for name in (*COUNTERS, *AMOUNTS)}
    state["balances"] = np.array([model.ledger.balance[name] for name in AGGREGATES])
    for name, part in _parts(model).items():
        state |= {f"{name}/{key}": array for key, array in part.state().items()}
    return state | {f"{WAYS}{key}": array for key, array in model.route_paths.state().items()}


def put_back(model: Ecosystem, state: Mapping[str, NDArray[Any]]) -> None:
    """Give a freshly built model the state of another one.

    Raises:
        KeyError: if the state lacks a column.
    """
    for name in COUNTERS:
        setattr(model, name, int(state[name]))
    for name in AMOUNTS:
        setattr(model, name, float(state[name]))
    model.ledger.balance = dict(zip(AGGREGATES, state["balances"].tolist(), strict=True))
    for name, part in _parts(model).items():
        part.restore(_of(f"{name}/", state))
    model.route_paths = model.route_paths.restored(_of(WAYS, state), model.world, model.lane_flows, model.expansion_factor)


def _of(start: str, state: Mapping[str, NDArray[Any]]) -> State:
    """The columns whose names begin with ``start``, without it."""
    return {key.removeprefix(start): array for key, array in state.items() if key.startswith(start)}


def _parts(model: Ecosystem) -> dict[str, Table | Records]:
    return {
        "firms": model.firms,
        "listings": model.listings,
        "carriers": model.carriers,
        "platforms": model.platforms,
        "customs": model.customs,
        "talent": model.talent,
        "markets": model.markets,
        "lane_flows": model.lane_flows,
        "records": model.records,
    }
