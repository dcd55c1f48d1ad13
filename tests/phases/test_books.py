"""The books of whole weeks: what is planted outside them stops the run, what is booked does not."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest

from ecosystem import Ecosystem
from ecosystem.core.ledger import AccountRows, BrokenBalance
from ecosystem.phases import arrival, payment, planning, reviews, shipping, world_moves
from tests.small import default_world, run, small

Deed = Callable[[Ecosystem], None]
Disturb = Callable[[ModuleType, str, Deed], None]


@pytest.fixture
def model() -> Ecosystem:
    """A small model after two weeks."""
    return run(Ecosystem(small(firms=12), default_world()), 2)


@pytest.fixture
def disturb(model: Ecosystem, monkeypatch: pytest.MonkeyPatch) -> Disturb:
    """Let something happen right after one of the week's verbs, outside all books."""

    def disturb(phase: ModuleType, verb: str, deed: Deed) -> None:
        proper = getattr(phase, verb)

        def disturbed(*given: object) -> object:
            result = proper(*given)
            deed(model)
            return result

        monkeypatch.setattr(phase, verb, disturbed)

    return disturb


def take_cash(model: Ecosystem) -> None:
    model.firms.cash[3] -= 1.0


def pay_a_carrier(model: Ecosystem) -> None:
    model.carriers.cash[0] += 2.0


def drop_a_parcel(model: Ecosystem) -> None:
    ring = model.listings.inbound
    ring[np.unravel_index(ring.argmax(), ring.shape)] -= 1


def find_stock(model: Ecosystem) -> None:
    model.listings.stock[0] += 3


def lose_a_searcher(model: Ecosystem) -> None:
    model.talent.searching[5, 1] -= 0.001


def double_the_staff(model: Ecosystem) -> None:
    model.firms.staff[0, 0] += 0.5


@pytest.mark.parametrize(("phase", "verb", "deed", "account", "amount"), [
    (payment, "pay", take_cash, "firms", -1.0),
    (world_moves, "move_world", take_cash, "firms", -1.0),
    (arrival, "clear", pay_a_carrier, "carriers", 2.0),
    (shipping, "dispatch", drop_a_parcel, "parcels", -1.0),
    (arrival, "deliver", find_stock, "parcels", 3.0),
    (planning, "plan", lose_a_searcher, "people of {fifth}", -0.001),
    (reviews, "review_firms", double_the_staff, "people of {home}", 0.5),
])
def test_a_planted_break_stops_the_week(
    model: Ecosystem, disturb: Disturb, phase: ModuleType, verb: str, deed: Deed, account: str, amount: float
) -> None:
    hubs = model.world.hubs.name
    account = account.format(fifth=hubs[5], home=hubs[model.firms.hub[0]])
    disturb(phase, verb, deed)
    with pytest.raises(BrokenBalance) as caught:
        model.step()
    assert (caught.value.week, caught.value.account) == (2, account)
    assert caught.value.amount == pytest.approx(amount, rel=1e-3)
    assert f"week 2: account '{account}' is off by" in str(caught.value)


def test_the_week_goes_well_when_nothing_is_planted(model: Ecosystem, disturb: Disturb) -> None:
    disturb(payment, "pay", lambda model: None)
    model.step()
    assert model.week == 3


def test_every_account_changes_by_its_transfers(model: Ecosystem) -> None:
    """Recomputed from balances alone, over several weeks and all accounts."""
    for _ in range(4):
        before = accounts(model)
        model.step()
        expected = dict(before)
        for (_, payer, payee), amount in model.ledger.flows.items():
            expected[payer] -= amount
            expected[payee] += amount
        turnover = sum(abs(amount) for amount in model.ledger.flows.values())
        assert turnover > 1e4
        for account, held in accounts(model).items():
            assert held == pytest.approx(expected[account], abs=1e-9 * turnover)
        assert sum(accounts(model).values()) == pytest.approx(sum(before.values()), abs=1e-9 * turnover)


def accounts(model: Ecosystem) -> dict[str, float]:
    cohorts = (model.firms, model.carriers, model.platforms)
    names = ("firms", "carriers", "platforms")
    cash = {name: float(cohort.cash.sum()) for name, cohort in zip(names, cohorts, strict=True)}
    balances: dict[str, float] = model.ledger.balance
    return balances | cash


def test_an_honest_theft_through_the_ledger_is_no_break(model: Ecosystem, disturb: Disturb) -> None:
    """Money taken with a booking is a transfer, however unfair."""
    first = AccountRows("firms", np.array([0]))
    disturb(payment, "pay", lambda model: model.ledger.pay("fine", first, "governments", np.ones(1)))
    model.step()
    assert model.ledger.total("fine") == 1.0
