"""Tables that describe the parameters and the world."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.table import Table

from ecosystem.policies.binding import GROUPS, KINDS
from ecosystem.policies.lever import LEVERS
from ecosystem.scenario.names import PASSAGES
from ecosystem.scenario.policy import EVERYWHERE
from ecosystem.scenario.reading import number
from ecosystem.scenario.registry import Parameter, registry
from ecosystem.world import World


def matching(word: str | None) -> list[Parameter]:
    """Parameters whose key, meaning or source holds a word; all of them without one."""
    if not word:
        return registry()
    wanted = word.lower()
    return [
        entry
        for entry in registry()
        if wanted in f"{entry.key} {entry.text} {entry.source} {entry.confidence}".lower()
    ]


def parameter_tables(entries: Sequence[Parameter]) -> Iterator[Table]:
    """One table a group: name, default with unit, bounds, meaning, source."""
    for group, members in groupby(entries, key=lambda entry: entry.group):
        table = Table(title=f"[bold]{group}[/]", title_justify="left", expand=True)
        table.add_column("parameter", no_wrap=True)
        table.add_column("default", justify="right", no_wrap=True)
        table.add_column("unit")
        table.add_column("bounds", justify="right")
        table.add_column("meaning", ratio=3)
        table.add_column("source", ratio=2)
        for entry in members:
            table.add_row(
                entry.name,
                number(entry.default),
                entry.unit,
                f"{number(entry.low)} to {number(entry.high)}",
                entry.text,
                f"{entry.confidence}: {entry.source}",
            )
        yield table


def policy_table() -> Table:
    """Every lever that a policy can move: what a size of one does, unit, bounds, targets, source."""
    title = "[bold]Levers[/] of policies and shocks"
    table = Table(title=title, title_justify="left", expand=True, show_lines=True)
    table.add_column("lever", no_wrap=True)
    table.add_column("size", ratio=2)
    table.add_column("what a size of one does, its targets and source", ratio=5)
    for lever in LEVERS.values():
        size = f"{lever.unit}\n{number(lever.low)} to {number(lever.high)}"
        more = f"targets: {', '.join(lever.targets)}\n[dim]{lever.source}[/]"
        table.add_row(lever.name, size, f"{lever.text}\n{more}")
    groups = ", ".join((EVERYWHERE, *GROUPS))
    table.caption = (
        f"Countries and origins: ISO 3166 alpha-3 codes or {groups}; categories: names as in the "
        f"world; providers: names or {', '.join(KINDS)}; passages: {', '.join(PASSAGES)}.\n"
        "Every policy also takes start and end (week or date) and phase_in (weeks)."
    )
    table.caption_justify = "left"
    return table


def world_tables(world: World) -> Iterator[Table]:
    """What a world holds, and every value in it that a rule filled in."""
    yield contents_table(world)
    yield imputed_table(world)


def contents_table(world: World) -> Table:
    """How many of each thing a world holds."""
    kinds = list(world.providers.kind)
    table = Table(title=f"[bold]World[/] {world.folder}", title_justify="left")
    table.add_column("what")
    table.add_column("number", justify="right")
    rows = {
        "countries": len(world.countries.code),
        "hubs": len(world.hubs.name),
        "product categories": len(world.categories.name),
        "carriers": kinds.count("carrier"),
        "platforms": kinds.count("platform"),
        "values filled in by a rule": len(world.imputed),
    }
    for what, count in rows.items():
        table.add_row(what, f"{count:,}")
    table.caption = f"content {world.content_hash[:16]}"
    return table


def imputed_table(world: World) -> Table:
    """Every value that the data left blank, and the rule that filled it in."""
    table = Table(title="[bold]Values filled in[/]", title_justify="left", expand=True)
    columns = ("file", "key", "column", "value", "rule")
    for column in columns:
        table.add_column(column, justify="right" if column == "value" else "left")
    for row in world.imputed[list(columns)].itertuples(index=False):
        value = f"{row.value:.6g}" if isinstance(row.value, float) else str(row.value)
        table.add_row(str(row.file), str(row.key), str(row.column), value, str(row.rule))
    return table
