"""The tables of a sweep: all weeks in one file, and one row a run with its factors and outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.files import whole_file, write_whole
from experiments.storage.store import present, read_run
from experiments.studies.plan import Plan, PlannedRun

if TYPE_CHECKING:
    import pyarrow as pa

WEEKS = "weeks.parquet"
RUN_TABLE = "runs.parquet"
GROUP_ROWS = 100_000
"""Rows of a group of the file of all weeks, about; whole runs only."""


def finished(folder: Path, plan: Plan) -> list[PlannedRun]:
    """The runs whose files are there, in the order of the plan."""
    there = present(folder, plan)
    return [run for run in plan.runs if run.key in there]


def tables(folder: Path, plan: Plan) -> Iterator[tuple[PlannedRun, pa.Table]]:
    """Every finished run with its weeks, the run's number in the first column."""
    import pyarrow as pa

    for run in finished(folder, plan):
        table = read_run(folder, run.key, "weekly")
        numbers = pa.repeat(pa.scalar(run.number, pa.int64()), len(table))
        yield run, table.add_column(0, "run", numbers)


def run_row(run: PlannedRun, weeks: pd.DataFrame, plan: Plan) -> dict[str, Any]:
    """One row of the table of runs."""
    outcomes = {outcome.name: outcome.of(weeks) for outcome in plan.outcomes}
    return {"run": run.number, "key": run.key, "seed": run.seed, **run.labels, **outcomes}


def frames(folder: Path, plan: Plan) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables of runs and of weeks, of whatever is finished, joined in memory."""
    import pyarrow as pa

    rows, weeks = [], []
    for run, table in tables(folder, plan):
        weeks.append(table)
        rows.append(run_row(run, table.to_pandas(), plan))
    columns = ["run", "key", "seed", *plan.labels, *(outcome.name for outcome in plan.outcomes)]
    all_weeks = pa.concat_tables(weeks).to_pandas() if weeks else pd.DataFrame({"run": []})
    return pd.DataFrame(rows, columns=columns), all_weeks


def compact(folder: Path, plan: Plan) -> None:
    """Write both tables, run by run, so that any number of runs fits in memory.

    The bytes depend on the plan and the finished runs alone.
    """
    import pyarrow.parquet as pq

    if not finished(folder, plan):
        return
    rows: list[dict[str, Any]] = []
    with whole_file(folder / WEEKS) as file, ExitStack() as open_writer:
        writer: pq.ParquetWriter | None = None
        for group in _groups(tables(folder, plan), rows, plan):
            writer = writer or open_writer.enter_context(pq.ParquetWriter(file, group.schema))
            writer.write_table(group, row_group_size=len(group))
    write_whole(folder / RUN_TABLE, pd.DataFrame(rows).to_parquet(index=False))


def _groups(
    runs: Iterator[tuple[PlannedRun, pa.Table]], rows: list[dict[str, Any]], plan: Plan
) -> Iterator[pa.Table]:
    """Some runs at a time as one table; the row of each run is added to `rows`."""
    import pyarrow as pa

    group: list[pa.Table] = []
    for run, table in runs:
        rows.append(run_row(run, table.to_pandas(), plan))
        group.append(table)
        if sum(map(len, group)) >= GROUP_ROWS:
            yield pa.concat_tables(group)
            group = []
    if group:
        yield pa.concat_tables(group)
