"""Bands and figures of the weeks in which a policy is in force."""

from __future__ import annotations

from typing import Any

import pytest

from ecosystem.scenario.policy import Policy
from ecosystem.view.charts import policy_periods, weekly
from ecosystem.view.charts.descriptions import DESCRIPTIONS
from tests.doubles import synthetic

WEEKLY = synthetic.weekly(weeks=100)


def policy(start: int, end: int | None, lever: str = "tariff", **more: Any) -> dict[str, Any]:
    """A policy as a manifest has it."""
    return Policy(lever=lever, size=0.1, start=start, end=end, **more).model_dump(mode="json")


def test_periods_are_cut_to_the_run_and_joined_by_their_weeks() -> None:
    found = policy_periods.periods(
        [policy(60, 200), policy(10, 20, "passage_closed", passages=("suez",)), policy(10, 20, "outage")], WEEKLY)
    assert [(each.start, each.end, each.name) for each in found] == [
        (10, 20, "Suez closed, Outage"), (60, 100, "Tariff")]
    assert found[0].dates == ("2024-03-11", "2024-05-20")
    assert found[0].described() == "Suez closed, Outage, weeks 10 to 19 (to 19 May 2024)"


@pytest.mark.parametrize("entry", [policy(0, None), policy(-50, 100), policy(100, 120), policy(-9, 0)])
def test_policies_throughout_or_outside_the_run_are_not_marked(entry: dict[str, Any]) -> None:
    assert policy_periods.periods([entry], WEEKLY) == []
    chart = weekly.draw(WEEKLY, DESCRIPTIONS["sales"])
    assert policy_periods.marked(chart, []).figure.layout.shapes == ()
    assert policy_periods.legend([]) == ""


def test_names_say_whom_a_policy_concerns() -> None:
    many = Policy(lever="customs_officers", size=1, countries=("USA", "CHN", "DEU", "FRA"))
    assert policy_periods.policy_name(many) == "Customs officers (USA, CHN and 2 more)"
    shut = Policy(lever="passage_closed", size=1, passages=("suez", "panama"))
    assert policy_periods.policy_name(shut) == "Suez and Panama closed"


def test_bands_cover_the_weeks_in_force() -> None:
    found = policy_periods.periods([policy(10, 20), policy(60, 80, "outage")], WEEKLY)
    figure = policy_periods.marked(weekly.draw(WEEKLY, DESCRIPTIONS["sales"]), found).figure
    bands = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert [(band.x0, band.x1) for band in bands] == [("2024-03-11", "2024-05-20"), ("2025-02-24", "2025-07-14")]
    assert {note.text for note in figure.layout.annotations} >= {"1", "2"}
    assert "1: Tariff, weeks 10 to 19" in policy_periods.legend(found)
    assert "2: Outage, weeks 60 to 79" in policy_periods.legend(found)


def test_stretches_are_means_before_during_and_after() -> None:
    weekly = WEEKLY.assign(price_mean=[10.0] * 40 + [12.0] * 10 + [11.0] * 50)
    (found,) = policy_periods.periods([policy(40, 50)], weekly)
    table = policy_periods.around(weekly, found, "t")
    row = table.frame.set_index("label").loc["Sellers' price"]
    assert (row["before"], row["during"], row["after"]) == (10.0, 12.0, 11.0)
    write = table.columns["change"].write
    assert write is not None and write(row["change"]) == "+20.0%"
    labels = table.frame["label"].tolist()
    assert {"Share of sales: Own warehouse", "Bulk by mode: Sea", "Bulk through a passage: Suez"} <= set(labels)
    share = table.frame.set_index("label").loc["Share of sales: Direct mail", "before"]
    assert share == pytest.approx(100 * weekly["share_value_mail"].iloc[14:40].mean())


def test_a_period_at_the_end_of_a_run_has_no_after() -> None:
    (found,) = policy_periods.periods([policy(90, None)], WEEKLY)
    table = policy_periods.around(WEEKLY, found, "t")
    assert table.frame["after"].isna().all()
    assert table.frame["during"].notna().all()
