"""``irc-kg find``: things by label, acronym or identifier."""

from __future__ import annotations

from pathlib import Path

import click
import pyoxigraph as ox

from irc_kg.cli.options import knowledge, table_options
from irc_kg.cli.output import write_table
from irc_kg.errors import did_you_mean
from irc_kg.knowledge import Knowledge
from irc_kg.tables import Table


@click.command()
@click.argument("text")
@table_options
def command(text: str, format_name: str | None, output: Path | None, ids: bool) -> None:
    """Find things whose label, other name, acronym or identifier holds TEXT, in any case."""
    opened = knowledge()
    table = _table(opened, text)
    if not table.rows:
        click.echo(did_you_mean(opened.store.names.close(text)).strip(), err=True)
    write_table(table, opened.store, format_name, output, ids=ids)


def _table(opened: Knowledge, text: str) -> Table:
    rows = []
    for iri, name in opened.store.names.holding(text).items():
        kind = opened.evidence.kind(iri)
        curie = ox.Literal(opened.store.prefixes.shorten(iri))
        rows.append((ox.NamedNode(iri), ox.NamedNode(kind) if kind else None, curie, ox.Literal(name)))
    return Table(("thing", "kind", "curie", "found_by"), rows)
