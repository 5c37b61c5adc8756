"""``irc-kg show``: all that is said of a thing, each statement with its source and its place in the files."""

from __future__ import annotations

from pathlib import Path

import click
import pyoxigraph as ox

from irc_kg.cli.options import complete_thing, knowledge, table_options
from irc_kg.cli.output import Destination, shown_with, write_table
from irc_kg.errors import IrcKgError
from irc_kg.evidence import Statement
from irc_kg.knowledge import Knowledge
from irc_kg.tables import Cell, Table

_COLUMNS = ("says", "value", "source", "file")


class NothingSaidError(IrcKgError):
    """An IRI that no statement is about."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Nothing is said of {name} in this project. `irc-kg find TEXT` looks for things by name."
        )


@click.command()
@click.argument("thing", shell_complete=complete_thing)
@table_options
def command(thing: str, format_name: str | None, output: Path | None, ids: bool) -> None:
    """Show all that is said of THING, each statement with its source.

    THING is a label, acronym, identifier, CURIE or IRI.
    """
    opened = knowledge()
    iri = opened.iri(thing)
    about, mentioning = opened.evidence.about(iri), opened.evidence.mentioning(iri)
    if not about and not mentioning:
        raise NothingSaidError(thing)
    rows = [_row(opened, statement) for statement in about]
    rows += [_inverse_row(opened, statement) for statement in mentioning]
    to = Destination(format_name, output)
    if to.form("table") == "table" and output is None:
        click.echo(f"{opened.store.label(iri)}  ({opened.store.prefixes.shorten(iri)})\n")
    write_table(Table(_COLUMNS, rows, shown_with(opened.store, ids=ids)), to)


def _row(opened: Knowledge, statement: Statement) -> tuple[Cell, ...]:
    return _cells(opened, statement, opened.store.label(statement.predicate.value), statement.object)


def _inverse_row(opened: Knowledge, statement: Statement) -> tuple[Cell, ...]:
    return _cells(
        opened, statement, opened.evidence.inverse_label(statement.predicate.value), statement.subject
    )


def _cells(opened: Knowledge, statement: Statement, says: str, value: Cell) -> tuple[Cell, ...]:
    path, line, _column = opened.places.of(statement)
    place = f"{opened.project.shown(path)}:{line}"
    return ox.Literal(says), value, ox.Literal(str(statement.citation)), ox.Literal(place)
