"""How fast the model is and how that grows with its size, each size in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from ecosystem.model import Ecosystem
from ecosystem.scenario import Scenario
from ecosystem.world import World
from experiments.errors import UsageError
from experiments.runs.provenance import peak_memory

SIZES = (2_000, 20_000, 200_000)
LARGE = 1_000_000
WARM_WEEKS = 13
TIMED_WEEKS = 26
SMALL_TIMED_WEEKS = 104
SMALL = 20_000

TARGET_WEEKS_PER_SECOND = 60.0
TARGET_FIRM_WEEKS_PER_SECOND = 150_000.0
TARGET_BYTES_PER_FIRM = 4_096.0
TARGET_EXPONENT = 1.05


@dataclass(frozen=True)
class Measured:
    """Speed and memory at one size.

    Attributes:
        firms: sellers at the start.
        weeks: weeks timed, after WARM_WEEKS that are not.
        firm_weeks: sellers alive, summed over the timed weeks.
        seconds: time of the timed weeks.
        building_seconds: time to make the model.
        peak_bytes: largest memory of the process; None where unknown.
        bytes_per_firm: memory over that of an empty process with the world, a seller.
    """

    firms: int
    weeks: int
    firm_weeks: int
    seconds: float
    building_seconds: float
    peak_bytes: int | None
    bytes_per_firm: float | None

    @property
    def weeks_per_second(self) -> float:
        """Weeks simulated a second."""
        return self.weeks / self.seconds

    @property
    def firm_weeks_per_second(self) -> float:
        """Sellers times weeks simulated a second."""
        return self.firm_weeks / self.seconds


def measure(firms: int, warm: int = WARM_WEEKS, timed: int | None = None) -> Measured:
    """Build and time one model in this process; peak memory only counts in a fresh one.

    Args:
        firms: sellers at the start.
        warm: weeks before the clock starts.
        timed: weeks timed; by default more of them for small models.
    """
    weeks = timed or (SMALL_TIMED_WEEKS if firms <= SMALL else TIMED_WEEKS)
    world = World.load()
    before = peak_memory()
    start = time.perf_counter()
    model = Ecosystem(Scenario().replace({"run.firms": firms, "run.settling_weeks": 0}), world)
    built = time.perf_counter() - start
    for _ in range(warm):
        model.step()
    alive, seconds = 0, 0.0
    for _ in range(weeks):
        start = time.perf_counter()
        model.step()
        seconds += time.perf_counter() - start
        alive += len(model.firms)
    peak = peak_memory()
    a_firm = None if peak is None or before is None else (peak - before) / firms
    return Measured(firms, weeks, alive, seconds, built, peak, a_firm)


def measure_apart(firms: int) -> Measured:
    """The same in a fresh process.

    Raises:
        UsageError: the process failed or was killed, for example because memory ran out.
    """
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "experiments.commands.benchmark", str(firms)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise UsageError(f"{firms:,} firms: {said[-1] if said else 'the process was killed'}")
    return Measured(**json.loads(done.stdout))


def benchmark_session(large: bool, show: Console, progress: Console) -> None:
    """Measure every size, each in a process of its own, and show them side by side."""
    measured = []
    for firms in (*SIZES, *([LARGE] if large else [])):
        with progress.status(f"{firms:,} firms"):
            measured.append(measure_apart(firms))
    show.print(benchmark_table(measured))


def growth_exponent(measured: Sequence[Measured]) -> float | None:
    """Exponent b of seconds a week ~ firms^b, by least squares in logs; None below two sizes."""
    if len(measured) < 2:
        return None
    size = np.log([each.firms for each in measured])
    cost = np.log([each.seconds / each.weeks for each in measured])
    return float(np.cov(size, cost)[0, 1] / np.var(size, ddof=1))


def benchmark_table(measured: Sequence[Measured]) -> Table:
    """All sizes side by side with where they should come to."""
    table = Table(title="Speed and memory", title_justify="left")
    headings = ("firms", "weeks", "seconds", "weeks/s", "firm-weeks/s", "built in", "memory", "a firm")
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for each in measured:
        table.add_row(
            f"{each.firms:,}",
            str(each.weeks),
            f"{each.seconds:.2f}",
            f"{each.weeks_per_second:.1f}",
            f"{each.firm_weeks_per_second:,.0f}",
            f"{each.building_seconds:.2f} s",
            "-" if each.peak_bytes is None else f"{each.peak_bytes / 1e6:,.0f} MB",
            "-" if each.bytes_per_firm is None else f"{each.bytes_per_firm:,.0f} B",
        )
    lines = [f"{each.firms:,} firms: {verdict(each)}" for each in measured if verdict(each)]
    exponent = growth_exponent(measured)
    if exponent is not None:
        met = "met" if exponent <= TARGET_EXPONENT else "missed"
        lines.append(f"growth exponent {exponent:.3f} (target {TARGET_EXPONENT}: {met})")
    table.caption = "\n".join(lines)
    table.caption_justify = "left"
    return table


def verdict(each: Measured) -> str:
    """Which targets apply to a size, and whether they are met."""
    targets = []
    if each.firms == SIZES[0]:
        reached = each.weeks_per_second >= TARGET_WEEKS_PER_SECOND
        targets.append((f"{TARGET_WEEKS_PER_SECOND:.0f} weeks/s", reached))
    if each.firms >= SIZES[2]:
        reached = each.firm_weeks_per_second >= TARGET_FIRM_WEEKS_PER_SECOND
        targets.append((f"{TARGET_FIRM_WEEKS_PER_SECOND:,.0f} firm-weeks/s", reached))
        if each.bytes_per_firm is not None:
            reached = each.bytes_per_firm <= TARGET_BYTES_PER_FIRM
            targets.append((f"{TARGET_BYTES_PER_FIRM:,.0f} bytes a firm", reached))
    return "; ".join(f"{name}: {'met' if reached else 'missed'}" for name, reached in targets)


if __name__ == "__main__":
    print(json.dumps(asdict(measure(int(sys.argv[1])))))
