"""Headline numbers compare the last year with the first."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ecosystem.view.html import key_figures
from tests.doubles import synthetic

WEEKLY = synthetic.weekly(weeks=260)


@pytest.mark.parametrize(("weeks", "length"), [(260, 52), (104, 52), (60, 30), (3, 1), (1, 1)])
def test_stretches_never_overlap(weeks: int, length: int) -> None:
    assert key_figures.stretch(weeks) == length


def test_stretches_are_named_by_their_length() -> None:
    assert key_figures.stretch_words(260) == ("first year", "last year")
    assert key_figures.stretch_words(60) == ("first 30 weeks", "last 30 weeks")
    assert key_figures.stretch_words(1) == ("first week", "last week")


def test_ends_are_means_of_both_stretches() -> None:
    assert key_figures.ends(pd.Series(np.arange(208.0))) == (25.5, 181.5)


def test_key_figures_write_value_and_change() -> None:
    flat = WEEKLY.assign(sales=np.where(np.arange(260) < 130, 2e6, 3e6))
    sales = key_figures.key_figures(flat)[0]
    assert (sales.value, sales.change) == ("USD 3.00 million", "+50.0%")
    assert len(sales.series) == 20 and sales.series[0] == 2e6
    mixing = key_figures.key_figures(WEEKLY.assign(mixing_share=np.linspace(0.2, 0.4, 260)))[-1]
    assert mixing.change == "+16.1 points"


def test_service_shares_at_both_ends() -> None:
    shares = key_figures.service_ends(WEEKLY)
    assert shares["first"].sum() == pytest.approx(1.0)
    assert shares.loc["mail", "last"] == pytest.approx(WEEKLY["share_parcels_mail"].tail(52).mean())


def test_headline_names_the_service_that_moved_most() -> None:
    text = key_figures.headline(WEEKLY, 59)
    shares = key_figures.service_ends(WEEKLY)
    assert (shares["last"] - shares["first"]).abs().idxmax() == "mail"
    assert "59 countries" in text and "that of direct mail, from 49." in text
