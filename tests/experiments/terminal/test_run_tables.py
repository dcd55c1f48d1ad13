"""The summary shows then and now, and a dash where nothing was measured."""

from __future__ import annotations

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from ecosystem.outputs.indicators import WORLD
from experiments.terminal.run_tables import services_table, shown, summary_table


def lines(table: Table) -> list[str]:
    console = Console(width=120)
    with console.capture() as captured:
        console.print(table)
    return captured.get().splitlines()


def cells(table: Table, label: str) -> list[str]:
    (line,) = [line for line in lines(table) if label in line]
    return [cell.strip() for cell in line.strip("│").split("│")]


def test_values_are_shown_in_their_own_style() -> None:
    assert shown(1.234e6, WORLD["sales"]) == "1.23 m"
    assert shown(0.456, WORLD["unemployment"]) == "45.6%"
    assert shown(12.345, WORLD["delivery_days_mean"]) == "12.35"
    assert shown(float("nan"), WORLD["sales"]) == "-"


def test_the_first_and_the_last_quarter_are_compared() -> None:
    week = np.arange(40)
    weekly = pd.DataFrame({"week": week, "sales": np.where(week < 20, 1e6, 2e6)})
    table = summary_table(weekly)
    assert cells(table, "Sales") == ["Sales, USD a week", "1 m", "2 m"]
    assert not any("Unemployment" in line for line in lines(table))


def test_a_short_run_is_compared_with_itself() -> None:
    table = summary_table(pd.DataFrame({"week": [0, 1], "sales": [1e6, 3e6]}))
    assert any("first 2 weeks" in line for line in lines(table))
    assert cells(table, "Sales") == ["Sales, USD a week", "2 m", "2 m"]


def test_all_four_services_are_shown() -> None:
    weekly = pd.DataFrame({"share_firms_mail": [0.5], "delivery_days_mail": [12.0]})
    table = services_table(weekly)
    assert cells(table, "mail") == ["Direct mail", "-", "-", "50.0%", "12.00"]
    assert cells(table, "Own warehouse") == ["Own warehouse", "-", "-", "-", "-"]
