"""The live page in a browser: buttons, sliders, charts, faults, and visitors kept apart."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.app.conftest import Serve, served
from tests.browser import Guard

HERE = Path(__file__).parent
WEEK = re.compile(r"^Week [\d,]+$")
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the page with a made-up model."""
    folder = tmp_path_factory.mktemp("served")
    environment = os.environ | {"PYTHONPATH": str(HERE.parents[1])}
    with served(HERE / "page_with_stand_in.py", environment, folder / "server.log") as found:
        yield found


@pytest.fixture
def live(page: Page, address: str) -> Page:
    """The page, ready to be used."""
    page.set_default_timeout(20_000)
    page.goto(address)
    button(page, "Go").wait_for()
    return page


def button(page: Page, label: str) -> Locator:
    """A button by its label."""
    return page.get_by_role("button", name=label, exact=True)


def week(page: Page) -> int:
    """The week shown."""
    text = page.locator(".figures-clock .figures-value").inner_text()
    return int(text.split()[1].replace(",", "")) if WEEK.match(text) else 0


def reaches(page: Page, wanted: int) -> None:
    """Wait until the page shows at least this week."""
    page.wait_for_function(
        """wanted => {
            const text = document.querySelector(".figures-clock .figures-value").textContent;
            return Number((text.match(/\\d+/) || [0])[0]) >= wanted;
        }""",
        arg=wanted,
    )


def test_go_pause_step_and_the_end(live: Page) -> None:
    expect(live.locator(".figures-clock")).to_contain_text("Before the first week")
    button(live, "Go").click()
    reaches(live, 3)
    button(live, "Pause").click()
    expect(live.locator(".figures-clock")).to_contain_text("Paused")
    here = week(live)
    button(live, "Step").click()
    expect(live.locator(".figures-clock .figures-value")).to_have_text(f"Week {here + 1}")
    expect(live.locator(".figures-clock")).to_contain_text("Paused")
    button(live, "Go").click()
    expect(live.locator(".figures-clock")).to_contain_text("The run is complete")
    assert week(live) == 104
    expect(button(live, "Go")).to_be_disabled()


def test_charts_and_map_show_the_run(live: Page) -> None:
    button(live, "Step").click()
    reaches(live, 1)
    expect(live.locator(".live-map-flows path").nth(10)).to_be_attached()
    expect(live.locator(".live-map-hubs circle")).to_have_count(10)
    button(live, "Freight").click()
    expect(live.locator(".live-map-strands path")).not_to_have_count(0)
    expect(live.locator(".live-map-flows")).to_have_count(0)
    assert "by sea" in (live.locator(".live-map").get_attribute("aria-label") or "")
    button(live, "Sales").click()
    expect(live.locator(".live-map-strands")).to_have_count(0)
    titles = live.locator(".live-chart figcaption strong").all_inner_texts()
    assert titles == ["Parcels by service", "Delivery time", "Sales", "Waiting at customs"]
    button(live, "Go").click()
    reaches(live, 20)
    button(live, "Pause").click()
    expect(live.locator(".figures-clock")).to_contain_text("Paused")
    line = live.locator(".panel-sales path").last.get_attribute("d") or ""
    assert line.count("L") == week(live) - 1
    summary = live.locator(".panel-shares_parcels svg").get_attribute("aria-label") or ""
    assert re.search(r"Last week: Express \d+%, Direct mail \d+%", summary)


def test_the_page_stays_awake_while_the_model_runs(live: Page) -> None:
    live.evaluate(
        """() => {
            window.pictures = 0;
            const line = document.querySelector(".figures-clock .figures-value");
            new MutationObserver(() => { window.pictures += 1; })
                .observe(line, { characterData: true, childList: true, subtree: true });
        }"""
    )
    button(live, "Go").click()
    reaches(live, 5)
    before = live.evaluate("() => [performance.now(), window.pictures]")
    live.wait_for_timeout(2_000)
    after = live.evaluate("() => [performance.now(), window.pictures]")
    assert (after[1] - before[1]) / (after[0] - before[0]) * 1_000 > 8
    button(live, "Reset").click()
    expect(live.locator(".figures-clock")).to_contain_text("Before the first week")


def test_a_changed_slider_asks_for_a_new_set_up(live: Page) -> None:
    button(live, "Step").click()
    reaches(live, 1)
    slider = live.get_by_role("slider").first
    slider.focus()
    slider.press("ArrowRight")
    expect(live.locator(".settings-note")).to_contain_text("press Set up")
    button(live, "Set up").click()
    expect(live.locator(".settings-note")).to_be_empty()
    expect(live.locator(".figures-clock")).to_contain_text("Before the first week")


def test_a_fault_is_shown_and_the_page_goes_on(live: Page) -> None:
    seed = live.get_by_role("slider").nth(1)
    seed.focus()
    seed.press("ArrowRight")
    seed.press("ArrowRight")
    expect(live.locator(".setting-value").nth(1)).to_have_text("3")
    button(live, "Go").click()
    alert = live.get_by_role("alert")
    expect(alert).to_contain_text("stopped in week 13: RuntimeError: the money does not balance")
    button(live, "Reset").click()
    expect(alert).to_have_count(0)
    button(live, "Step").click()
    reaches(live, 1)


def test_each_visitor_has_an_own_model(
    live: Page, browser: Browser, address: str, browser_guard: Guard
) -> None:
    button(live, "Step").click()
    reaches(live, 1)
    other = browser.new_context().new_page()
    browser_guard.watch(other)
    other.goto(address)
    button(other, "Go").wait_for()
    expect(other.locator(".figures-clock")).to_contain_text("Before the first week")
    button(other, "Step").click()
    reaches(other, 1)
    button(other, "Step").click()
    reaches(other, 2)
    assert week(live) == 1
    other.context.close()


def test_a_narrow_page_does_not_scroll_sideways(live: Page) -> None:
    live.set_viewport_size({"width": 400, "height": 800})
    live.wait_for_timeout(300)
    assert live.evaluate("document.documentElement.scrollWidth") <= 400


SMALL = """
title = "Small"
[run]
firms = 40
weeks = 3
settling_weeks = 6
resettling_weeks = 4
"""


def test_the_real_model_runs_on_the_page(page: Page, serve: Serve, tmp_path: Path) -> None:
    scenario = tmp_path / "small.toml"
    scenario.write_text(SMALL)
    address = serve(HERE.parents[1] / "app.py", {"ECOSYSTEM_SCENARIO": str(scenario)})
    page.set_default_timeout(60_000)
    page.goto(address)
    button(page, "Go").click()
    expect(page.locator(".figures-clock")).to_contain_text("The run is complete", timeout=90_000)
    assert week(page) == 3
    expect(page.locator(".live-map-flows path")).not_to_have_count(0)
    assert page.locator(".live-map-land").get_attribute("d")
