"""The tables of a study: all weeks in one file, and one row a run with its factors and outcomes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.runs.state_files import UNFINISHED
from experiments.storage.store import present, run_file
from experiments.studies.plan import Plan, PlannedRun

if TYPE_CHECKING:
    import pyarrow as pa

WEEKS = "weeks.parquet"
RUN_TABLE = "runs.parquet"
GROUP_ROWS = 100_000
"""Rows of a group of the file of all weeks, about; whole runs only."""


def finished(folder: Path, plan: Plan) -> list[PlannedRun]:
    """The runs whose files are there, in the order of the plan."""
    there = present(folder)
    return [run for run in plan.runs if run.key in there]


def tables(folder: Path, plan: Plan) -> Iterator[tuple[PlannedRun, pa.Table]]:
    """Every finished run with its weeks, the run's number in the first column."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for run in finished(folder, plan):
        with run_file(folder, run.key).open("rb") as file:
            table = pq.read_table(file).replace_schema_metadata(None)
        numbers = pa.repeat(pa.scalar(run.number, pa.int64()), len(table))
        yield run, table.add_column(0, "run", numbers)


def run_row(run: PlannedRun, weeks: pd.DataFrame, plan: Plan) -> dict[str, Any]:
    """One row of the table of runs."""
    outcomes = {outcome.name: outcome.of(weeks) for outcome in plan.outcomes}
    return {"run": run.number, "key": run.key, "seed": run.seed, **run.point, **outcomes}


def frames(folder: Path, plan: Plan) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables of runs and of weeks, of whatever is finished, put together in memory."""
    import pyarrow as pa

    rows, weeks = [], []
    for run, table in tables(folder, plan):
        weeks.append(table)
        rows.append(run_row(run, table.to_pandas(), plan))
    columns = ["run", "key", "seed", *plan.factors, *(outcome.name for outcome in plan.outcomes)]
    all_weeks = pa.concat_tables(weeks).to_pandas() if weeks else pd.DataFrame({"run": []})
    return pd.DataFrame(rows, columns=columns), all_weeks


def compact(folder: Path, plan: Plan) -> None:
    """Write both tables, run by run, so that any number of runs fits in memory.

    The bytes depend on the plan and the finished runs alone.
    """
    import pyarrow.parquet as pq

    rows, group, writer = [], [], None
    aside = folder / f"{UNFINISHED}{WEEKS}"
    for run, table in tables(folder, plan):
        rows.append(run_row(run, table.to_pandas(), plan))
        writer = writer or pq.ParquetWriter(aside, table.schema)
        group.append(table)
        if sum(map(len, group)) >= GROUP_ROWS:
            _write(writer, group)
    if writer is None:
        return
    _write(writer, group)
    writer.close()
    os.replace(aside, folder / WEEKS)
    aside = folder / f"{UNFINISHED}{RUN_TABLE}"
    pd.DataFrame(rows).to_parquet(aside, index=False)
    os.replace(aside, folder / RUN_TABLE)


def _write(writer: Any, group: list[pa.Table]) -> None:
    """Write some runs as one group of rows."""
    import pyarrow as pa

    if group:
        table = pa.concat_tables(group)
        writer.write_table(table, row_group_size=len(table))
        group.clear()
