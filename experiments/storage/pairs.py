"""The tables of a comparison: those of all finished runs, labelled with arm and seed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from experiments.storage.compaction import finished
from experiments.storage.store import read_run
from experiments.studies.plan import Plan


def paired_table(folder: Path, plan: Plan, name: str) -> pd.DataFrame:
    """One table of all finished runs, arm by arm and seed by seed.

    Args:
        folder: of the comparison.
        plan: of the comparison.
        name: "weekly" or "countries".
    """
    arms = plan.conditions["arms"]
    parts = []
    for run in sorted(finished(folder, plan), key=lambda run: arms.index(run.labels["arm"])):
        table = read_run(folder, run.key, name).to_pandas()
        table.insert(0, "arm", run.labels["arm"])
        table.insert(1, "seed", run.seed)
        parts.append(table)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
