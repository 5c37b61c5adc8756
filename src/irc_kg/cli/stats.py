"""``irc-kg stats``: how much is known, of what kinds, from which sources."""

from __future__ import annotations

from pathlib import Path

import click
import pyoxigraph as ox

from irc_kg.cli.options import current_project, table_options
from irc_kg.cli.output import Destination, shown_with, write_table
from irc_kg.provenance.citations import Census
from irc_kg.queries.tables import Cell, Table

_COLUMNS = ("count_of", "kind_or_source", "number", "with_place", "share")


@click.command()
@table_options
def command(format_name: str | None, output: Path | None, ids: bool) -> None:
    """Count things by kind and statements by source, and how many name their place in it."""
    opened = current_project()
    found = opened.evidence.census()
    write_table(
        Table(_COLUMNS, _rows(found), shown_with(opened.store, ids=ids)), Destination(format_name, output)
    )


def _rows(found: Census) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = [
        (ox.Literal("things"), ox.NamedNode(kind), ox.Literal(number), None, None)
        for kind, number in found.things.most_common()
    ]
    rows.append((ox.Literal("things"), ox.Literal("all"), ox.Literal(sum(found.things.values())), None, None))
    for source, number in found.statements.most_common():
        placed = found.placed[source]
        about = ox.NamedNode(source) if source else ox.Literal("(the project itself)")
        rows.append(
            (ox.Literal("statements"), about, ox.Literal(number), ox.Literal(placed), _share(placed, number))
        )
    number, placed = sum(found.statements.values()), sum(found.placed.values())
    every = (ox.Literal("statements"), ox.Literal("all"), ox.Literal(number), ox.Literal(placed))
    return [*rows, (*every, _share(placed, number))]


def _share(part: int, whole: int) -> ox.Literal:
    # Rounded down: only all of them are 100 %.
    return ox.Literal(f"{100 * part // whole if whole else 0} %")
