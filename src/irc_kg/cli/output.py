"""Answers written for people and machines: the answer on stdout or in a file, talk on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click
import pyoxigraph as ox

from irc_kg.errors import IrcKgError, either
from irc_kg.files import open_binary, open_text
from irc_kg.queries.tables import WRITERS, Cell, Table, fit_for_xml, heading, is_number, visible
from irc_kg.store.store import Store

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

GRAPH_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
WORKBOOK = "xlsx"
TABLE_FORMATS = [*WRITERS, WORKBOOK]
_ENDINGS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".srj": "json",
    ".xml": "xml",
    ".srx": "xml",
    ".md": "markdown",
    ".txt": "table",
    ".xlsx": WORKBOOK,
    ".ttl": "turtle",
    ".nt": "ntriples",
    ".trig": "trig",
    ".jsonld": "jsonld",
    ".rdf": "rdfxml",
}
_ANY_TEXT = ".txt"  # which a file of any form but a workbook may have
_NARROWEST_COLUMN = 15  # characters, in a terminal


class WrongFormatError(IrcKgError):
    """A form that an answer of this kind does not have."""

    def __init__(self, wanted: str, kind: str, possible: list[str]) -> None:
        super().__init__(
            f"The answer is {kind}, which cannot be written as {wanted}; {either(possible)} can."
        )


class NoFileError(IrcKgError):
    """A form that is a file and no text."""

    def __init__(self, wanted: str) -> None:
        super().__init__(f"{wanted} is written to a file: say which with -o FILE.{wanted}.")


class UnknownEndingError(IrcKgError):
    """A file whose ending tells no form."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} has an ending that tells no form: give it one of {', '.join(_ENDINGS)}, "
            "or say the form with --format."
        )


class UnfitEndingError(IrcKgError):
    """A file whose ending tells another form than the one that is asked for."""

    def __init__(self, path: Path, ending: str, wanted: str) -> None:
        fitting = either([known for known, name in _ENDINGS.items() if name == wanted])
        super().__init__(
            f"{path} would be no {_ENDINGS[ending]}: a file of the form {wanted} ends in {fitting}."
        )


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an answer goes, and in what form."""

    format_name: str | None
    path: Path | None

    def form(self, otherwise: str) -> str:
        """The form asked for, else the one that the ending of the file tells."""
        ending = self.path.suffix.lower() if self.path else ""
        if self.path is not None and ending:
            self._refuse_unfit(self.path, ending)
        return self.format_name or _ENDINGS.get(ending, otherwise)

    def _refuse_unfit(self, path: Path, ending: str) -> None:
        """Raise where a file would hold something else than its name says."""
        told = _ENDINGS.get(ending)
        if self.format_name is None:
            if told is None:
                raise UnknownEndingError(path)
            return
        may_hold_any = ending == _ANY_TEXT and self.format_name != WORKBOOK
        if told not in {None, self.format_name} and not may_hold_any:
            raise UnfitEndingError(path, ending, self.format_name)

    @contextmanager
    def opened(self) -> Iterator[TextIO]:
        """Standard output, or a file that is there whole or not at all."""
        if self.path is None:
            yield sys.stdout
            return
        with open_text(self.path) as out:
            yield out


def shown_with(store: Store, *, ids: bool = False) -> Callable[[Cell], str]:
    """How people read a cell: a thing by its label, with its CURIE beside it if wanted."""
    known: dict[Cell, str] = {}

    def shown(cell: Cell) -> str:
        if not isinstance(cell, ox.NamedNode):
            return "" if cell is None else cell.value if not isinstance(cell, ox.Triple) else str(cell)
        if cell not in known:
            label, curie = store.label(cell.value), store.prefixes.shorten(cell.value)
            known[cell] = f"{label} ({curie})" if ids and label != curie else label
        return known[cell]

    return shown


class _Counted:
    """Rows that are counted as they are read."""

    def __init__(self, rows: Iterable[tuple[Cell, ...]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        for row in self._rows:
            self.count += 1
            yield row


def write_table(table: Table, to: Destination) -> int:
    """Write a table and give the number of its rows; that it has none is said on stderr."""
    name = to.form("table")
    if name not in TABLE_FORMATS:
        raise WrongFormatError(name, "a table", TABLE_FORMATS)
    counted = _Counted(tuple(row) for row in table)
    table = replace(table, rows=counted)
    if name == WORKBOOK:
        if to.path is None:
            raise NoFileError(WORKBOOK)
        from irc_kg.queries.workbook import write_xlsx

        with open_binary(to.path) as stream:
            write_xlsx(table, stream)
    else:
        with to.opened() as out:
            if name == "table" and out.isatty():
                _write_rich(table)
            else:
                WRITERS[name](table, out)
    _report(to, counted.count, "row")
    return counted.count


def write_truth(answer: ox.QueryBoolean, to: Destination) -> None:
    """Write yes or no."""
    name = to.form("table")
    forms = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML}
    if name not in WRITERS:
        raise WrongFormatError(name, "yes or no", list(WRITERS))
    with to.opened() as out:
        if name in forms:
            out.write((answer.serialize(format=forms[name]) or b"").decode() + "\n")
        elif name in {"csv", "tsv"}:
            out.write("true\n" if answer else "false\n")
        else:
            out.write("yes\n" if answer else "no\n")


def write_graph(triples: Iterable[ox.Triple], store: Store, to: Destination) -> None:
    """Write triples, with the prefixes that they use."""
    name = to.form("turtle")
    if name not in GRAPH_FORMATS:
        raise WrongFormatError(name, "a graph", list(GRAPH_FORMATS))
    found = list(triples)
    written = ox.serialize(
        found, format=GRAPH_FORMATS[name], prefixes=_used(store.prefixes.by_name.items(), found)
    )
    text = (written or b"").decode()
    if name == "rdfxml":
        # The engine writes a carriage return as it is, of which readers make a line feed.
        text = fit_for_xml(text).replace("\r", "&#13;")
    with to.opened() as out:
        out.write(text)
    _report(to, len(found), "triple")


def _used(prefixes: Iterable[tuple[str, str]], triples: list[ox.Triple]) -> dict[str, str]:
    iris = {
        iri
        for triple in triples
        for term in (triple.subject, triple.predicate, triple.object)
        if (iri := term.datatype.value if isinstance(term, ox.Literal) else getattr(term, "value", ""))
    }
    return {name: namespace for name, namespace in prefixes if any(iri.startswith(namespace) for iri in iris)}


def _report(to: Destination, count: int, unit: str) -> None:
    if count == 0:
        click.echo("Nothing was found.", err=True)
    if to.path is not None:
        click.echo(f"Wrote {to.path} ({count} {unit}{'' if count == 1 else 's'}).", err=True)


def _write_rich(table: Table) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable

    rows = list(table.rows)
    console = Console()
    if len(table.columns) * _NARROWEST_COLUMN > console.width:
        _write_cards(table, rows, console)
        return
    grid = RichTable(box=box.SIMPLE_HEAD, header_style="bold")
    for index, column in enumerate(table.columns):
        to_right = bool(rows) and all(is_number(row[index]) for row in rows)
        grid.add_column(heading(column), justify="right" if to_right else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(_rich_cell(cell, visible(table.shown(cell))) for cell in row))
    console.print(grid)


def _write_cards(table: Table, rows: list[Sequence[Cell]], console: Console) -> None:
    """Each row as lines of its own, where the terminal is too narrow for all columns side by side."""
    from rich.table import Table as RichTable

    for row in rows:
        card = RichTable.grid(padding=(0, 2))
        card.add_column(style="bold")
        card.add_column(overflow="fold")
        for column, cell in zip(table.columns, row, strict=True):
            if cell is not None and table.shown(cell):
                card.add_row(heading(column), _rich_cell(cell, visible(table.shown(cell))))
        console.print(card)
        console.print()


def _rich_cell(cell: Cell, shown: str) -> Text:
    """A cell as it stands, whatever brackets it holds; a thing links to its address."""
    from rich.style import Style
    from rich.text import Text

    if not isinstance(cell, ox.NamedNode):
        return Text(shown)
    return Text(shown, style=Style(link=cell.value))
