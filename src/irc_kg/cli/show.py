"""``irc-kg show``, ``find`` and ``stats``: what is said and by whom, things by name, how much is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pyoxigraph as ox

from irc_kg.cli.options import (
    OneValueCommand,
    as_of_option,
    current_project,
    describe_day,
    open_texts,
    sources_option,
    table_options,
    thing_argument,
)
from irc_kg.cli.output import Destination, write_table
from irc_kg.errors import IrcKgError, UnknownNameError, count, did_you_mean, shorten
from irc_kg.project import Project
from irc_kg.queries.answer import reading_of
from irc_kg.queries.formats import TABLES
from irc_kg.queries.presentation import FOR_READERS, with_passages
from irc_kg.queries.tables import About, Cell, Table
from irc_kg.store.datatypes import PartialDate

if TYPE_CHECKING:
    from irc_kg.provenance import Census, Statement

_FOR_PEOPLE = ("says", "value", "source", "file")
_OF_SOURCE = ("section", "paragraph", "thing", "says", "value", "file")
_FOR_MACHINES = (
    "subject",
    "predicate",
    "object",
    "document",
    "section",
    "paragraph",
    "graph",
    "file",
    "line",
)
_MOST_NAMED = 10  # files in one line
_COUNTED = ("count_of", "kind_or_source", "number", "with_place", "share")


class NothingSaidError(IrcKgError):
    """An IRI that no statement is about."""

    def __init__(self, name: str, close: list[str]) -> None:
        hint = did_you_mean(close) or " `irc-kg find TEXT` looks for things by name."
        super().__init__(f"Nothing is said of {name} in this project.{hint}")


class NotASourceError(IrcKgError):
    """A thing that no file of the graph has as its source."""

    def __init__(self, name: str, known: list[str]) -> None:
        listed = "".join(f"\n  {label}" for label in known)
        super().__init__(f"{shorten(name)!r} is no source of the graph. Its sources are:{listed}")


@click.command("show", cls=OneValueCommand)
@thing_argument(required=False)
@click.option("--source", metavar="DOCUMENT", help="Show what this source states, in reading order.")
@sources_option
@as_of_option
@table_options
def show_command(
    thing: tuple[str, ...],
    source: str | None,
    texts: Path | None,
    format_name: str | None,
    output: Path | None,
    ids: bool,
    as_of: PartialDate | None,
) -> None:
    """Show all that is said of THING, each statement with its source.

    THING is a label, acronym, identifier, CURIE or IRI. With --source, only what that document states;
    without THING, all that it states.
    """
    if not thing and source is None:
        raise click.UsageError(
            "Say which THING to show, or which --source. `irc-kg find TEXT` looks for things by name, and "
            "`irc-kg stats` names the sources."
        )
    opened = current_project()
    to = Destination(format_name, output)
    document = None if source is None else _document(opened, source)
    if not thing:
        statements = _of_source(opened, document or "")
        table = _table(opened, statements, to, _OF_SOURCE)
        heading = f"What {opened.store.label(document or '')} states"
    else:
        iri = opened.iri(" ".join(thing))
        statements = _of_thing(opened, iri, document)
        heading = f"{opened.store.display_label(iri, as_of)}  ({opened.store.prefixes.shorten(iri)})"
        table = _table(opened, statements, to, _FOR_PEOPLE, iri)
    heading = ". ".join(filter(None, [heading, describe_day(as_of)]))
    table = replace(table, about=About(heading))
    if (opened_texts := open_texts(texts, opened.store)) is not None:
        citations = [(statement.citation,) for statement in statements]
        table = with_passages(table, citations, opened_texts, to.choose(TABLES).name)
    write_table(table, to, opened.store, ids=ids, as_of=as_of)


def _table(
    opened: Project,
    statements: Iterable[Statement],
    to: Destination,
    columns: tuple[str, ...],
    thing: str | None = None,
) -> Table:
    """Statements as rows, in some columns for people, or in those for machines where these will read them."""
    if to.choose(TABLES).name not in FOR_READERS:
        columns = _FOR_MACHINES
    return Table(columns, [_row(opened, statement, columns, thing) for statement in statements])


def _document(opened: Project, name: str) -> str:
    from irc_kg.provenance.sources import Sources

    sources = Sources(opened.store).all_documents
    try:
        iri = opened.store.names.names_of(sources).guess(name)
    except UnknownNameError:
        iri = ""
    if iri not in sources:
        raise NotASourceError(name, sorted(map(opened.store.label, sources)))
    return iri


def _of_thing(opened: Project, iri: str, document: str | None) -> list[Statement]:
    said = opened.evidence.statements_with(iri)
    if not said:
        raise NothingSaidError(opened.store.prefixes.shorten(iri), opened.store.names.close_curies(iri))
    return [statement for statement in said if document is None or statement.citation.document == document]


def _of_source(opened: Project, document: str) -> list[Statement]:
    """What a source states, by section, paragraph and place in the file."""
    from irc_kg.provenance.sources import Sources

    files = Sources(opened.store).files_of(document)
    found = [statement for file in files for statement in opened.evidence.statements_in(file.graph)]
    # A section may be spread over several files.
    order = {file.graph: (file.position or 0, file.section) for file in files}
    places = {statement: opened.locate(statement)[1:] for statement in found}
    return sorted(
        found,
        key=lambda statement: (
            order[statement.citation.graph],
            statement.citation.numbers,
            statement.citation.graph,
            places[statement],
        ),
    )


def _row(
    opened: Project, statement: Statement, columns: Iterable[str], thing: str | None
) -> tuple[Cell, ...]:
    _path, line, _column = opened.locate(statement)
    citation = statement.citation
    says, value = reading_of(statement, opened.store, thing)
    cells: dict[str, Cell] = {
        "says": says,
        "value": value,
        "source": ox.Literal(str(citation)),
        "thing": statement.subject,
        "subject": statement.subject,
        "predicate": statement.predicate,
        "object": statement.object,
        "document": ox.NamedNode(citation.document) if citation.document else None,
        "section": ox.Literal(citation.section),
        "paragraph": ox.Literal(", ".join(citation.numbers_in_words)),
        "graph": ox.NamedNode(citation.graph),
        "file": ox.Literal(
            opened.store.files.display_graph(citation.graph)
            + (f":{line}" if line and "line" not in columns else "")
        ),
        "line": ox.Literal(line) if line else None,
    }
    return tuple(cells[column] for column in columns)


@click.command("find", cls=OneValueCommand)
@click.argument("text", nargs=-1, required=True, metavar="TEXT")
@as_of_option
@table_options
def find_command(
    text: tuple[str, ...],
    format_name: str | None,
    output: Path | None,
    ids: bool,
    as_of: PartialDate | None,
) -> None:
    """Find things whose label, other name, acronym or identifier holds TEXT, and those of a kind called so.

    Case does not count, nor the order of words; initials and beginnings of words will do.
    """
    wanted = " ".join(text).strip()
    if not wanted:
        raise click.UsageError(
            "Say a part of the name of what you look for, as in `irc-kg find board`. "
            "`irc-kg stats` names the kinds of things there are."
        )
    opened = current_project()
    found = opened.find(wanted)
    about = About(describe_day(as_of))
    table, to = Table(found.columns, found.rows, about=about), Destination(format_name, output)
    if not write_table(table, to, opened.store, ids=ids, as_of=as_of):
        close = opened.store.names.similar(wanted)
        hint = did_you_mean(close).strip() or "A part of a name is enough; `irc-kg stats` names the kinds."
        click.echo(hint, err=True)


@click.command("stats", cls=OneValueCommand)
@table_options
def stats_command(format_name: str | None, output: Path | None, ids: bool) -> None:
    """Count things by kind and statements by source, and how many name their place in it."""
    opened = current_project()
    found = opened.evidence.census()
    table = Table(_COUNTED, _count_rows(found))
    write_table(table, Destination(format_name, output), opened.store, ids=ids)
    unread = () if opened.endpoint else opened.files.unread_files
    if unread:
        names = ", ".join(map(opened.files.display_path, unread[:_MOST_NAMED]))
        more = " …" if len(unread) > _MOST_NAMED else ""
        files = count(len(unread), "file")
        click.echo(f"Note: {files} not read ({names}{more}); `irc-kg check` says why.", err=True)


def _count_rows(found: Census) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = [
        (ox.Literal("things"), ox.NamedNode(kind), ox.Literal(number), None, None)
        for kind, number in _largest_first(found.things)
    ]
    rows.append((ox.Literal("things"), ox.Literal("all"), ox.Literal(sum(found.things.values())), None, None))
    for source, number in _largest_first(found.statements):
        placed = found.placed[source]
        about = ox.NamedNode(source) if source else ox.Literal("(the project itself)")
        rows.append(
            (ox.Literal("statements"), about, ox.Literal(number), ox.Literal(placed), _share(placed, number))
        )
    number, placed = sum(found.statements.values()), sum(found.placed.values())
    every = (ox.Literal("statements"), ox.Literal("all"), ox.Literal(number), ox.Literal(placed))
    return [*rows, (*every, _share(placed, number))]


def _largest_first(counted: Counter[str]) -> list[tuple[str, int]]:
    """What was counted, the largest first; the engine gives what is equal in another order each time."""
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _share(part: int, whole: int) -> ox.Literal:
    # Rounded down: only all of them are 100 %.
    return ox.Literal(f"{100 * part // whole if whole else 0} %")
