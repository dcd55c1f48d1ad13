"""The report is one file that needs nothing else, and says what the run's files say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from ecosystem.view.style.numbers import percent
from experiments.reports import run_report
from tests.doubles import synthetic
from tests.doubles.synthetic import WORLD


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of a made-up run."""
    folder = tmp_path_factory.mktemp("run")
    synthetic.write_run(folder)
    path = run_report.write_report(folder, WORLD)
    assert path == folder / "report.html"
    assert not list(folder.glob(".report*"))
    return path.read_text(encoding="utf-8")


def without_scripts(text: str) -> str:
    """The page without what its scripts contain."""
    return re.sub(r"<script[^>]*>.*?</script>", "", text, flags=re.DOTALL)


def test_nothing_is_fetched(text: str) -> None:
    body = without_scripts(text)
    links = re.findall(r'\b(?:src|href|srcset|data|action|poster)\s*=\s*"([^"]*)"', body)
    assert links == ["data:,"]
    assert not re.search(r"@import|url\(", body)
    assert not re.search(r"<(?:link|script|iframe|object|embed|base)\b[^>]*(?:src|href)=\"http", text)
    assert text.count("plotly.js v") == 1


def test_key_figures_come_from_the_weekly_file(text: str) -> None:
    weekly = synthetic.weekly()
    last, first = weekly["delivery_days_mean"].tail(52).mean(), weekly["delivery_days_mean"].head(52).mean()
    assert f"{last:.2f} <span>days from order to door</span>" in text
    assert f"−{100 * (1 - last / first):.1f}%</b> since the first year" in text
    mail = weekly["share_parcels_mail"].tail(52).mean()
    assert f"Direct mail {percent(mail)}" in text


def test_every_section_and_chart_is_there(text: str) -> None:
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", text)
    assert headings == [
        "Key figures", "Where goods flow", "How goods travel", "Corridors: cost and time", "Who uses which service",
        "The course of the run", "Borders against reports", "Countries and providers", "About this run",
    ]
    plots = dict(re.findall(r'data-plot="(plot-[a-z_0-9]+)">(.*?)</script>', text, flags=re.DOTALL))
    assert len(plots) == 26
    assert all(json.loads(data)["data"] for data in plots.values())
    assert all(f'id="{name}"' in text for name in plots)


def test_tables_and_facts(text: str) -> None:
    assert '<th scope="row">China</th><td>United States</td>' in text
    assert '<th scope="row">Harbour Platforms</th>' in text
    assert "<dt>Seed</dt><dd>1</dd>" in text
    assert "<dt>market.growth</dt><dd>0.09</dd>" in text
    assert "python 3.11.2, numpy 2.4.6, mesa 3.3.1" in text
    assert 'class="notice"' not in text


def test_borders_are_compared_in_ranks(text: str) -> None:
    assert "in 6 countries outside the European Union" in text
    assert "(Spearman): 1.00 in the standard channel, 1.00 in the low-value channel" in text
    assert "whose own rank correlation with them is 1.00" in text


def test_policies_are_shaded_and_compared(tmp_path: Path) -> None:
    closed = {"lever": "passage_closed", "size": 1.0, "start": 20, "end": 31, "passages": ["suez"]}
    scenario = synthetic.manifest()["scenario"] | {"policy": [closed]}
    synthetic.write_run(tmp_path, weeks=60, scenario=scenario)
    page = run_report.write_report(tmp_path, WORLD).read_text(encoding="utf-8")
    assert "Shaded: Suez closed, weeks 20 to 30 (to 4 August 2024)." in page
    assert "Before, during and after: Suez closed" in page
    assert page.count('"text":"Suez closed"') == 18


def test_a_short_and_hardly_settled_run_says_so(tmp_path: Path) -> None:
    scenario = {"run": {"firms": 30, "weeks": 20, "settling_weeks": 4, "resettling_weeks": 0}}
    synthetic.write_run(tmp_path, weeks=3, stopped_early=True, scenario=scenario)
    page = run_report.write_report(tmp_path, WORLD).read_text(encoding="utf-8")
    assert "The run was stopped after 3 of 20 weeks." in page
    assert "The world settled for 4 weeks only before this run" in page
    assert "since the first week" in page


def test_a_title_is_escaped(tmp_path: Path) -> None:
    synthetic.write_run(tmp_path, weeks=4, title='<script>alert("x")</script> $title')
    page = run_report.write_report(tmp_path, WORLD).read_text(encoding="utf-8")
    assert "<h1>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; $title</h1>" in page


def test_an_incomplete_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(run_report.ReportError, match="not a complete run"):
        run_report.write_report(tmp_path, WORLD)
    synthetic.write_run(tmp_path, weeks=3)
    (tmp_path / "listings.parquet").write_bytes(b"not parquet")
    with pytest.raises(run_report.ReportError, match="not a complete run"):
        run_report.write_report(tmp_path, WORLD)
    assert not (tmp_path / "report.html").exists()


def test_a_run_without_weeks_is_refused(tmp_path: Path) -> None:
    synthetic.write_run(tmp_path, weeks=3)
    pd.DataFrame({"week": []}).to_parquet(tmp_path / "weekly.parquet")
    with pytest.raises(run_report.ReportError, match="no weeks"):
        run_report.write_report(tmp_path, WORLD)


def test_a_run_from_a_state_is_not_called_unsettled(tmp_path: Path) -> None:
    scenario = {"run": {"firms": 30, "weeks": 3, "settling_weeks": 0, "resettling_weeks": 0}}
    synthetic.write_run(tmp_path, weeks=3, start="state before.npz", scenario=scenario)
    page = run_report.write_report(tmp_path, WORLD).read_text(encoding="utf-8")
    assert 'class="notice"' not in page
    assert "<dt>Weeks of settling before</dt><dd>–</dd>" in page
