"""Books: what is there when a week begins, and that all adds up when it ends."""

from __future__ import annotations

from dataclasses import dataclass

from ecosystem.core.arrays import Floats
from ecosystem.core.ledger import check_parcels, check_people
from ecosystem.markets.labour import by_hub
from ecosystem.phases import Touches
from ecosystem.phases.week import Week
from ecosystem.state import State

READS: Touches = {
    "carriers": "cash hub staff",
    "firms": "cash hub staff",
    "listings": "detained detained_bulk held held_bulk inbound local replenishment stock",
    "platforms": "cash hub staff",
    "talent": "arrived departed searching",
}
WRITES: Touches = {}


@dataclass(frozen=True)
class OpeningBalances:
    """What the books held when the week began: firms' cash, parcels in all, people by hub."""

    cash: Floats
    parcels: int
    people: Floats


def open_books(state: State) -> OpeningBalances:
    """Remember what every account, stock and pool holds."""
    state.ledger.open()
    return OpeningBalances(
        cash=state.firms.cash.copy(),
        parcels=state.listings.parcels(),
        people=_people(state),
    )


def close_books(state: State, opening: OpeningBalances, week: Week) -> None:
    """Money, parcels and people must add up.

    Raises:
        BrokenBalance: naming week, account and amount.
    """
    state.ledger.close(state.week)
    check_parcels(state.week, opening.parcels, week.made(), week.gone(), state.listings.parcels())
    change = (state.talent.arrived - state.talent.departed).sum(axis=1)
    check_people(state.week, opening.people, change, _people(state), state.world.hubs.name)


def _people(state: State) -> Floats:
    """Staff of all employers and searchers, by hub."""
    talent = state.talent
    employed = sum(by_hub(each.staff, each.hub, len(talent)) for each in state.employers.values())
    people: Floats = (employed + talent.searching).sum(axis=1)
    return people
