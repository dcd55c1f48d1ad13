"""How the study in a folder stands."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from experiments.files import in_use
from experiments.storage.manifest import DONE, FAILED, MANIFEST, OPEN, Fault, Manifest, rate
from experiments.storage.store import present
from experiments.studies.plan import Plan
from experiments.terminal.study_progress import pace_in_words

FAULTS_SHOWN = 10


def status_table(folder: Path) -> Table:
    """How the study in a folder stands.

    Raises:
        PlanError: the folder holds no study.
    """
    plan = Plan.read(folder)
    with closing(Manifest.looked_at(folder / MANIFEST, plan, present(folder, plan))) as manifest:
        counts, faults, last = manifest.counts(), manifest.faults(), manifest.last_session()
        moments = manifest.moments(last.started) if last else []
    busy = in_use(folder)
    table = Table(title=escape(plan.title), show_header=False)
    for state in (DONE, FAILED, OPEN):
        table.add_row(state, f"{counts[state]:,} of {len(plan.runs):,} runs")
    if moments:
        table.add_row("rate", pace_in_words(rate(moments, time.time() if busy else max(moments))))
    if last:
        where = f"process {last.process} on {last.host}, {last.workers}"
        table.add_row("now" if busy else "last", f"{'at work' if busy else 'was'}: {where}")
    for fault in faults[:FAULTS_SHOWN]:
        table.add_row(f"run {fault.number}", escape(_fault_in_words(fault)))
    if len(faults) > FAULTS_SHOWN:
        table.add_row("", f"and {len(faults) - FAULTS_SHOWN} more failures")
    return table


def _fault_in_words(fault: Fault) -> str:
    """Where a run stood in the design, and what went wrong."""
    place: dict[str, Any] = {"seed": fault.seed, **fault.labels}
    return f"{fault.message} ({', '.join(f'{key} {value}' for key, value in place.items())})"
