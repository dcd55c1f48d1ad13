"""The report in a browser: opened from a file, it draws everything by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from experiments.reports.run_report import write_report
from tests.doubles import synthetic
from tests.doubles.synthetic import WORLD


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a made-up run."""
    folder = tmp_path_factory.mktemp("run")
    synthetic.write_run(folder)
    return write_report(folder, WORLD)


@pytest.fixture
def shown(page: Page, file: Path) -> Page:
    """The report with all charts drawn."""
    page.goto(file.as_uri())
    page.wait_for_function("document.documentElement.dataset.ready === 'true'")
    return page


def test_every_chart_is_drawn(shown: Page) -> None:
    plots = shown.locator(".plot")
    assert plots.count() == 26
    assert shown.locator(".plot .main-svg").count() >= 26
    drawn = shown.evaluate(
        "() => Array.from(document.querySelectorAll('.plot'))"
        ".map(plot => plot.querySelectorAll('.trace, .point, .js-line, .js-fill').length)"
    )
    assert min(drawn) > 0
    expect(shown.locator("h1")).to_have_text("A made-up run")


def test_the_map_shows_one_service_at_a_time(shown: Page) -> None:
    express = shown.locator('.flows[data-service="express"]')
    expect(express).to_be_hidden()
    shown.get_by_role("button", name="Express", exact=True).click()
    expect(express).to_be_visible()
    expect(shown.locator('.flows[data-service="all"]')).to_be_hidden()
    chip = shown.locator('.chip[data-service="express"]')
    expect(chip).to_have_attribute("aria-pressed", "true")


def test_tables_are_sorted_by_their_headings(shown: Page) -> None:
    column = shown.locator("#table-corridors td:nth-child(7)")
    days = [float(text) for text in column.all_inner_texts()]
    assert len(set(days)) > 1
    shown.get_by_role("button", name="Days to the door").click()
    assert [float(text) for text in column.all_inner_texts()] == sorted(days, reverse=True)
    shown.get_by_role("button", name="Days to the door").click()
    assert [float(text) for text in column.all_inner_texts()] == sorted(days)
    shown.get_by_role("button", name="From").click()
    heads = shown.locator("#table-corridors tbody th").all_inner_texts()
    assert heads == sorted(heads)


@pytest.mark.parametrize("width", [420, 1400])
def test_the_report_fits_the_screen(shown: Page, width: int) -> None:
    shown.set_viewport_size({"width": width, "height": 900})
    shown.wait_for_function(f"document.documentElement.scrollWidth <= {width}", timeout=5_000)
    shown.wait_for_timeout(400)
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
