"""``irc-kg find``: things by label, acronym or identifier."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pyoxigraph as ox

from irc_kg.cli.options import current_project, table_options
from irc_kg.cli.output import Destination, shown_with, write_table
from irc_kg.errors import did_you_mean
from irc_kg.project import Project
from irc_kg.queries.tables import Cell, Table

_COLUMNS = ("thing", "kind", "curie", "found_by")


@click.command()
@click.argument("text")
@table_options
def command(text: str, format_name: str | None, output: Path | None, ids: bool) -> None:
    """Find things whose label, other name, acronym or identifier holds TEXT, in any case."""
    opened = current_project()
    table = Table(_COLUMNS, _rows(opened, text), shown_with(opened.store, ids=ids))
    if not write_table(table, Destination(format_name, output)):
        click.echo(did_you_mean(opened.store.names.similar(text)).strip(), err=True)


def _rows(opened: Project, text: str) -> Iterator[tuple[Cell, ...]]:
    for iri, name in opened.store.names.search(text).items():
        kind = opened.store.kind(iri)
        curie = ox.Literal(opened.store.prefixes.shorten(iri))
        yield ox.NamedNode(iri), ox.NamedNode(kind) if kind else None, curie, ox.Literal(name)
