"""The books: every transfer of money is entered once, and nothing leaves without arriving.

Accounts are either a single balance (consumers, governments, ...) or the cash column of a cohort
(firms, carriers, platforms). At the close of a week every account must hold what it held before
plus what it was paid less what it paid, and parcels and people must add up as well.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.core.lookup import sum_by

Amounts = NDArray[np.float64]
Cash = Callable[[], Amounts]

AGGREGATES = (
    "consumers",
    "marketplaces",
    "governments",
    "workers",
    "suppliers",
    "landlords",
    "transport",
    "owners",
    "banks",
)
"""Accounts that the model keeps as one balance each."""

TOLERANCE = 1e-9
"""Largest residual of an account, as a share of the week's gross turnover."""


class BrokenBalance(RuntimeError):
    """Raised when money, parcels or people do not add up at the end of a week."""

    def __init__(self, week: int, account: str, amount: float, unit: str) -> None:
        super().__init__(f"week {week}: account '{account}' is off by {amount:.6g} {unit}")
        self.week, self.account, self.amount = week, account, amount


@dataclass(frozen=True)
class AccountRows:
    """Some rows of a cohort's cash: the party to a transfer.

    Attributes:
        account: name of the cohort's account.
        rows: row of the cohort for each amount; None means one amount for each row.
    """

    account: str
    rows: NDArray[np.int64] | None = None


Party = str | AccountRows


class Ledger:
    """Books of one model.

    Args:
        cash: for each cohort account a function that returns its cash column.
    """

    def __init__(self, cash: Mapping[str, Cash]) -> None:
        self.cash = dict(cash)
        self.balance: dict[str, float] = dict.fromkeys(AGGREGATES, 0.0)
        self.flows: dict[tuple[str, str, str], float] = {}
        self._opening: dict[str, float] = {}

    def open(self) -> None:
        """Begin a week: remember every balance and forget last week's flows."""
        self.flows = {}
        self._opening = self._balances()

    def pay(self, item: str, payer: Party, payee: Party, amounts: Amounts | float) -> None:
        """Book one transfer from payer to payee.

        Args:
            item: what is paid for.
            payer: name of an aggregate account, or a `AccountRows`.
            payee: likewise.
            amounts: USD, one for each row of the purses; a negative amount flows backwards.

        Raises:
            KeyError: an unknown account; nothing is booked then.
        """
        for party in (payer, payee):
            self._check_known(party)
        total = float(np.sum(amounts))
        self._move(payer, amounts, -1.0)
        self._move(payee, amounts, 1.0)
        key = (item, _account(payer), _account(payee))
        self.flows[key] = self.flows.get(key, 0.0) + total

    def close(self, week: int) -> None:
        """Check every account and the whole.

        Raises:
            BrokenBalance: naming the week, the account and the amount.
        """
        turnover = sum(abs(amount) for amount in self.flows.values())
        # Without a finite turnover only the accounts that it spoilt fail, so that the message names one.
        allowed = TOLERANCE * max(turnover, 1.0) if math.isfinite(turnover) else math.inf
        closing = self._balances()
        for account, held in closing.items():
            residual = held - self._opening[account] - self.net(account)
            if not abs(residual) <= allowed:
                raise BrokenBalance(week, account, residual, "USD")
        whole = sum(closing.values()) - sum(self._opening.values())
        if not abs(whole) <= allowed:
            raise BrokenBalance(week, "all accounts", whole, "USD")

    def net(self, account: str) -> float:
        """This week's receipts less payments of an account, USD."""
        received = sum(a for (_, _, payee), a in self.flows.items() if payee == account)
        paid = sum(a for (_, payer, _), a in self.flows.items() if payer == account)
        return received - paid

    def total(self, item: str) -> float:
        """This week's sum of all transfers for one item, USD."""
        return sum(amount for (name, _, _), amount in self.flows.items() if name == item)

    def _balances(self) -> dict[str, float]:
        return self.balance | {name: float(np.sum(read())) for name, read in self.cash.items()}

    def _check_known(self, party: Party) -> None:
        known = self.balance if isinstance(party, str) else self.cash
        if _account(party) not in known:
            raise KeyError(f"no account {_account(party)!r}")

    def _move(self, party: Party, amounts: Amounts | float, sign: float) -> None:
        if isinstance(party, str):
            self.balance[party] += sign * float(np.sum(amounts))
            return
        cash = self.cash[party.account]()
        if party.rows is None:
            cash += sign * np.asarray(amounts)
        else:
            cash += sign * sum_by(party.rows, amounts, len(cash))


def _account(party: Party) -> str:
    return party if isinstance(party, str) else party.account


def check_parcels(week: int, opening: int, made: int, gone: Mapping[str, int], closing: int) -> None:
    """Parcels add up exactly: what was there and what was made is there still or has gone.

    Raises:
        BrokenBalance: with the number of parcels missing (negative) or too many (positive).
    """
    residual = closing + sum(gone.values()) - opening - made
    if residual != 0:
        raise BrokenBalance(week, "parcels", residual, "parcels")


def check_people(
    week: int, opening: Amounts, change: Amounts, closing: Amounts, hubs: tuple[str, ...]
) -> None:
    """People add up in every hub up to a relative 1e-9.

    Args:
        week: the week that closes.
        opening: people at the start, by hub.
        change: inflow and graduates less outflow and retirement, by hub.
        closing: people at the end, by hub.
        hubs: names of the hubs.

    Raises:
        BrokenBalance: naming the first hub whose people do not add up.
    """
    residual = closing - opening - change
    broken = np.flatnonzero(~(np.abs(residual) <= TOLERANCE * np.maximum(np.abs(opening), 1.0)))
    if len(broken):
        first = int(broken[0])
        raise BrokenBalance(week, f"people of {hubs[first]}", float(residual[first]), "people")
