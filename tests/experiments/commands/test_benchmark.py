"""The benchmark measures what it says, and judges it against its targets."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.console import Console

from experiments.commands import benchmark
from experiments.commands.benchmark import Measured, benchmark_table, growth_exponent, measure, verdict
from experiments.errors import UsageError
from tests.doubles.models import FakeModel, FakeWorld

FAST = Measured(2_000, 100, 200_000, 1.0, 0.1, 300_000_000, 2_000.0)


def power_law(exponent: float) -> list[Measured]:
    sizes = (2_000, 20_000, 200_000)
    return [replace(FAST, firms=n, weeks=10, seconds=1e-3 * n**exponent) for n in sizes]


@pytest.mark.parametrize("exponent", [0.9, 1.0, 1.2])
def test_the_growth_exponent_of_a_power_law_is_its_exponent(exponent: float) -> None:
    assert growth_exponent(power_law(exponent)) == pytest.approx(exponent, abs=1e-12)


def test_one_size_has_no_growth() -> None:
    assert growth_exponent([FAST]) is None


def test_each_size_is_judged_by_its_own_targets() -> None:
    assert verdict(FAST) == "60 weeks/s: met"
    assert verdict(replace(FAST, seconds=2.0)) == "60 weeks/s: missed"
    assert verdict(replace(FAST, firms=20_000)) == ""
    large = replace(FAST, firms=200_000, firm_weeks=5_000_000, seconds=20.0)
    assert verdict(large) == "150,000 firm-weeks/s: met; 4,096 bytes a firm: met"
    worse = replace(large, seconds=40.0, bytes_per_firm=5_000.0)
    assert verdict(worse) == "150,000 firm-weeks/s: missed; 4,096 bytes a firm: missed"


def test_the_table_shows_every_size_and_the_growth() -> None:
    console = Console(width=200)
    with console.capture() as captured:
        console.print(benchmark_table(power_law(1.0)))
    text = captured.get()
    assert "2,000" in text
    assert "200,000" in text
    assert "300 MB" in text
    assert "growth exponent 1.000 (target 1.05: met)" in text


def test_live_sellers_are_counted_after_the_warm_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark, "Ecosystem", FakeModel)
    monkeypatch.setattr(benchmark.World, "load", lambda: FakeWorld())
    monkeypatch.setattr(FakeModel, "steps_taken", 0)
    found = measure(30, warm=2, timed=5)
    assert (found.firms, found.weeks, found.firm_weeks) == (30, 5, 150)
    assert FakeModel.steps_taken == 7
    assert found.peak_bytes is not None
    assert found.peak_bytes > 0


def test_a_size_that_fails_is_named_with_its_fault() -> None:
    with pytest.raises(UsageError, match=r"0 firms: .*run\.firms: 0 is below"):
        benchmark.measure_apart(0)
