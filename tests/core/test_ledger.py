"""The books: both sides of every transfer, and balances that stop a week when they break."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.core.ledger import (
    AGGREGATES,
    TOLERANCE,
    AccountRows,
    BrokenBalance,
    Ledger,
    Party,
    check_parcels,
    check_people,
)


class Books:
    """A ledger over the cash of four firms and two carriers."""

    def __init__(self) -> None:
        self.firms = np.array([100.0, 200.0, 300.0, 400.0])
        self.carriers = np.array([1_000.0, 2_000.0])
        self.ledger = Ledger({"firms": lambda: self.firms, "carriers": lambda: self.carriers})
        self.ledger.open()

    def held(self) -> dict[str, float]:
        """What each account holds."""
        cash = {"firms": float(self.firms.sum()), "carriers": float(self.carriers.sum())}
        return self.ledger.balance | cash


@pytest.fixture
def books() -> Books:
    return Books()


# Transfers ---------------------------------------------------------------------------------------


def test_a_transfer_between_balances_books_both_sides(books):
    books.ledger.pay("sales", "consumers", "suppliers", 30.0)
    assert books.ledger.balance["consumers"] == -30.0
    assert books.ledger.balance["suppliers"] == 30.0
    assert books.ledger.flows == {("sales", "consumers", "suppliers"): 30.0}
    books.ledger.close(0)


def test_a_transfer_to_every_row(books):
    books.ledger.pay("sales", "consumers", AccountRows("firms"), np.array([1.0, 2.0, 3.0, 4.0]))
    assert books.firms.tolist() == [101.0, 202.0, 303.0, 404.0]
    assert books.ledger.balance["consumers"] == -10.0
    books.ledger.close(0)


def test_a_transfer_to_some_rows_adds_up_repeated_ones(books):
    rows = np.array([2, 0, 2])
    books.ledger.pay("sales", "consumers", AccountRows("firms", rows), np.array([5.0, 7.0, 1.0]))
    assert books.firms.tolist() == [107.0, 200.0, 306.0, 400.0]
    books.ledger.close(0)


def test_a_transfer_between_cohorts_and_backwards(books):
    payer, payee = AccountRows("firms", np.array([3, 3])), AccountRows("carriers", np.array([0, 1]))
    books.ledger.pay("logistics", payer, payee, np.array([10.0, -4.0]))
    assert books.firms.tolist() == [100.0, 200.0, 300.0, 394.0]
    assert books.carriers.tolist() == [1_010.0, 1_996.0]
    assert books.ledger.net("firms") == -6.0
    assert books.ledger.net("carriers") == 6.0
    books.ledger.close(0)


def test_a_transfer_inside_an_account_nets_to_nothing(books):
    books.ledger.pay("help", AccountRows("firms", np.array([0])), AccountRows("firms", np.array([1])), np.array([9.0]))
    assert books.firms.tolist() == [91.0, 209.0, 300.0, 400.0]
    assert books.ledger.net("firms") == 0.0
    books.ledger.close(0)


def test_items_add_up_over_accounts_and_start_anew_each_week(books):
    books.ledger.pay("wages", "suppliers", "workers", 3.0)
    books.ledger.pay("wages", AccountRows("carriers"), "workers", np.array([1.0, 1.0]))
    books.ledger.pay("rent", "suppliers", "landlords", 8.0)
    assert books.ledger.total("wages") == 5.0
    assert books.ledger.net("suppliers") == -11.0
    assert books.ledger.net("workers") == 5.0
    books.ledger.close(0)
    books.ledger.open()
    assert (books.ledger.total("wages"), books.ledger.net("workers")) == (0.0, 0.0)
    assert books.ledger.balance["workers"] == 5.0
    books.ledger.close(1)


def test_an_unknown_account_is_refused(books):
    with pytest.raises(KeyError, match="pirates"):
        books.ledger.pay("loot", "pirates", "consumers", 1.0)
    with pytest.raises(KeyError, match="pirates"):
        books.ledger.pay("loot", AccountRows("pirates"), "consumers", 1.0)


parties = st.one_of(
    st.sampled_from(AGGREGATES),
    st.sampled_from(["firms", "carriers"]).map(AccountRows),
    st.sampled_from([AccountRows("firms", np.array([0, 3, 3, 1])), AccountRows("carriers", np.array([1, 1, 0, 1]))]),
)
transfers = st.lists(
    st.tuples(
        st.sampled_from(["sales", "wages", "rent"]), parties, parties,
        st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4)),
    max_size=30,
)


def rows_of(party: AccountRows, amounts: int) -> list[int]:
    return list(range(amounts)) if party.rows is None else party.rows.tolist()


def amounts_for(party: Party, other: Party, amounts: list[float]) -> list[float]:
    """One amount a row: carriers have two rows when all of them take part."""
    both = [side for side in (party, other) if isinstance(side, AccountRows) and side.rows is None]
    return amounts[:2] if any(side.account == "carriers" for side in both) else amounts


@settings(max_examples=80)
@given(transfers)
def test_random_transfers_book_both_sides(history):
    books = Books()
    plain: dict[str, dict[int, float]] = {
        "firms": dict(enumerate(books.firms.tolist())),
        "carriers": dict(enumerate(books.carriers.tolist())),
        **{name: {0: 0.0} for name in AGGREGATES},
    }
    scale = 1.0
    for item, payer, payee, drawn in history:
        amounts = amounts_for(payer, payee, drawn)
        if not fits(payer, len(amounts)) or not fits(payee, len(amounts)):
            continue
        books.ledger.pay(item, payer, payee, np.array(amounts))
        for party, sign in ((payer, -1.0), (payee, 1.0)):
            account = party if isinstance(party, str) else party.account
            rows = [0] * len(amounts) if isinstance(party, str) else rows_of(party, len(amounts))
            for row, amount in zip(rows, amounts, strict=True):
                plain[account][row] += sign * amount
        scale += sum(map(abs, amounts))
    for account, held in books.held().items():
        assert held == pytest.approx(sum(plain[account].values()), abs=1e-12 * scale)
    for name, column in (("firms", books.firms), ("carriers", books.carriers)):
        assert column.tolist() == pytest.approx(list(plain[name].values()), abs=1e-12 * scale)
    assert sum(books.held().values()) == pytest.approx(4_000.0, abs=1e-12 * scale)
    books.ledger.close(0)


def fits(party: Party, amounts: int) -> bool:
    """Whether a party takes this many amounts."""
    if isinstance(party, str):
        return True
    size = {"firms": 4, "carriers": 2}[party.account]
    return amounts == (size if party.rows is None else len(party.rows))


@settings(max_examples=40)
@given(transfers, st.sampled_from(["firms", "carriers", *AGGREGATES]), st.floats(1e-3, 1e9))
def test_random_transfers_never_hide_a_theft(history, account, stolen):
    books = Books()
    for item, payer, payee, drawn in history:
        amounts = amounts_for(payer, payee, drawn)
        if fits(payer, len(amounts)) and fits(payee, len(amounts)):
            books.ledger.pay(item, payer, payee, np.array(amounts))
    turnover = sum(abs(amount) for amount in books.ledger.flows.values())
    stolen += 10 * TOLERANCE * turnover
    if account in AGGREGATES:
        books.ledger.balance[account] -= stolen
    else:
        getattr(books, account)[0] -= stolen
    with pytest.raises(BrokenBalance) as caught:
        books.ledger.close(12)
    assert (caught.value.week, caught.value.account) == (12, account)
    assert caught.value.amount == pytest.approx(-stolen, rel=1e-2)


# Broken balances ---------------------------------------------------------------------------------


def steal_from_a_firm(books: Books) -> None:
    books.firms[2] -= 25.0


def print_money(books: Books) -> None:
    books.ledger.balance["banks"] += 25.0


def lose_a_carrier(books: Books) -> None:
    books.carriers = books.carriers[:1]


@pytest.mark.parametrize(("crime", "account", "amount"), [
    (steal_from_a_firm, "firms", -25.0),
    (print_money, "banks", 25.0),
    (lose_a_carrier, "carriers", -2_000.0),
])
def test_a_break_names_week_account_and_amount(
    books: Books, crime: Callable[[Books], None], account: str, amount: float
) -> None:
    books.ledger.pay("sales", "consumers", AccountRows("firms"), np.full(4, 50.0))
    crime(books)
    with pytest.raises(BrokenBalance) as caught:
        books.ledger.close(17)
    assert (caught.value.week, caught.value.account) == (17, account)
    assert caught.value.amount == pytest.approx(amount)
    assert str(caught.value) == f"week 17: account '{account}' is off by {amount:.6g} USD"


def test_one_amount_for_many_rows_does_not_slip_through(books):
    """A single amount would be booked once and paid by each of the four firms."""
    books.ledger.pay("fee", AccountRows("firms"), "marketplaces", 5.0)
    with pytest.raises(BrokenBalance, match="'firms' is off by -15 USD"):
        books.ledger.close(0)


def test_a_cohort_that_loses_rows_with_cash_is_noticed_and_an_empty_one_is_not(books):
    books.ledger.pay("capital returned", AccountRows("firms", np.array([3])), "owners", np.array([400.0]))
    books.firms = books.firms[:3]
    books.ledger.close(0)
    books.ledger.open()
    books.firms = books.firms[:2]
    with pytest.raises(BrokenBalance, match="'firms' is off by -300 USD"):
        books.ledger.close(1)


@pytest.mark.parametrize("turnover", [0.5, 1e3, 1e9])
def test_the_tolerance_is_a_share_of_turnover(books, turnover):
    allowed = TOLERANCE * max(turnover, 1.0)
    books.ledger.pay("sales", "consumers", "suppliers", turnover)
    books.ledger.balance["banks"] += 0.5 * allowed
    books.ledger.close(0)
    books.ledger.balance["banks"] += 1.5 * allowed
    with pytest.raises(BrokenBalance, match="'banks'"):
        books.ledger.close(0)


def test_many_small_breaks_are_noticed_together(books):
    books.ledger.pay("sales", "consumers", "suppliers", 1e6)
    for account in ("banks", "owners", "workers"):
        books.ledger.balance[account] += 0.6 * TOLERANCE * 1e6
    with pytest.raises(BrokenBalance, match="'all accounts'"):
        books.ledger.close(0)


@pytest.mark.parametrize("amount", [np.nan, np.inf, -np.inf])
def test_an_amount_that_is_no_number_stops_the_week(books, amount):
    books.ledger.pay("sales", "suppliers", AccountRows("firms", np.array([1])), np.array([amount]))
    with pytest.raises(BrokenBalance):
        books.ledger.close(3)


@pytest.mark.parametrize("amount", [np.nan, np.inf])
def test_an_amount_that_is_no_number_is_laid_to_its_account(books, amount):
    books.ledger.pay("sales", "suppliers", AccountRows("firms", np.array([1])), np.array([amount]))
    with pytest.raises(BrokenBalance) as caught:
        books.ledger.close(3)
    assert caught.value.account in ("suppliers", "firms")
    assert not np.isfinite(caught.value.amount)


def test_cash_that_is_no_number_stops_the_week(books):
    books.firms[1] = np.nan
    with pytest.raises(BrokenBalance, match="week 3: account 'firms' is off by nan USD"):
        books.ledger.close(3)


# Parcels and people ------------------------------------------------------------------------------


def test_parcels_balance_exactly():
    check_parcels(4, 100, 20, {"delivered": 15, "lost": 1}, 104)
    for closing, missing in ((103, -1), (105, 1)):
        with pytest.raises(BrokenBalance) as caught:
            check_parcels(4, 100, 20, {"delivered": 15, "lost": 1}, closing)
        assert (caught.value.week, caught.value.account, caught.value.amount) == (4, "parcels", missing)
        assert str(caught.value) == f"week 4: account 'parcels' is off by {missing} parcels"


@given(
    st.integers(0, 2**60), st.integers(0, 2**50),
    st.dictionaries(st.text(min_size=1), st.integers(0, 2**40), max_size=8), st.integers(-3, 3))
def test_parcels_balance_at_any_size(opening, made, gone, error):
    closing = opening + made - sum(gone.values()) + error
    if error:
        with pytest.raises(BrokenBalance):
            check_parcels(0, opening, made, gone, closing)
    else:
        check_parcels(0, opening, made, gone, closing)


HUBS = ("Here", "There", "Nowhere")


def test_people_balance_in_every_hub():
    opening, change = np.array([10.0, 1e6, 0.0]), np.array([-1.0, 5.0, 0.0])
    check_people(7, opening, change, opening + change, HUBS)
    check_people(7, opening, change, opening + change + [0.0, 0.9e-3, 0.9e-9], HUBS)
    with pytest.raises(BrokenBalance) as caught:
        check_people(7, opening, change, opening + change + [0.0, -0.25, 1.0], HUBS)
    assert (caught.value.week, caught.value.account) == (7, "people of There")
    assert caught.value.amount == pytest.approx(-0.25)
    assert str(caught.value) == "week 7: account 'people of There' is off by -0.25 people"


def test_people_do_not_move_between_hubs_unseen():
    opening = np.array([10.0, 10.0, 10.0])
    with pytest.raises(BrokenBalance, match="people of Here"):
        check_people(7, opening, np.zeros(3), np.array([9.0, 11.0, 10.0]), HUBS)


def test_people_who_are_no_number_stop_the_week():
    opening = np.array([10.0, 10.0, 10.0])
    with pytest.raises(BrokenBalance, match="week 7: account 'people of Nowhere' is off by nan people"):
        check_people(7, opening, np.zeros(3), np.array([10.0, 10.0, np.nan]), HUBS)
