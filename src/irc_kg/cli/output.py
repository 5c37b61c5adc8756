"""Answers written for people and machines: the answer on stdout or in a file, talk on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click
import pyoxigraph as ox

from irc_kg.errors import IrcKgError, either
from irc_kg.store import Answer, Store
from irc_kg.tables import WRITERS, Cell, Table, heading, is_number, table_of, text

GRAPH_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
_ENDINGS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".srj": "json",
    ".xml": "xml",
    ".srx": "xml",
    ".md": "markdown",
    ".txt": "table",
    ".ttl": "turtle",
    ".nt": "ntriples",
    ".trig": "trig",
    ".jsonld": "jsonld",
    ".rdf": "rdfxml",
}


class WrongFormatError(IrcKgError):
    """A form that an answer of this kind does not have."""

    def __init__(self, wanted: str, kind: str, possible: list[str]) -> None:
        super().__init__(
            f"The answer is {kind}, which cannot be written as {wanted}; {either(possible)} can."
        )


class _Counted:
    """A table that knows afterwards how many rows were read."""

    def __init__(self, table: Table) -> None:
        self._rows = iter(table.rows)
        self.count = 0
        self.table = Table(table.columns, self)

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        for row in self._rows:
            self.count += 1
            yield tuple(row)


def format_of(format_name: str | None, output: Path | None, otherwise: str) -> str:
    """The form to write: the one asked for, else the one of the file's ending."""
    if format_name:
        return format_name
    return _ENDINGS.get(output.suffix.lower(), otherwise) if output else otherwise


def shown_with(store: Store, *, ids: bool) -> Callable[[Cell], str]:
    """How people read a cell: a thing by its label, with its CURIE beside it if wanted."""
    known: dict[Cell, str] = {}

    def shown(cell: Cell) -> str:
        if not isinstance(cell, ox.NamedNode):
            return text(cell)
        if cell not in known:
            label, curie = store.label(cell.value), store.prefixes.shorten(cell.value)
            known[cell] = f"{label} ({curie})" if ids and label != curie else label
        return known[cell]

    return shown


@contextmanager
def destination(output: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that is there whole or not at all."""
    if output is None:
        yield sys.stdout
        return
    import tempfile

    handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            yield out
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(output)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_answer(
    answer: Answer, store: Store, format_name: str | None, output: Path | None, *, ids: bool = False
) -> None:
    """Write what a query answers: a table, yes or no, or triples."""
    if isinstance(answer, ox.QuerySolutions):
        write_table(table_of(answer), store, format_name, output, ids=ids)
    elif isinstance(answer, ox.QueryBoolean):
        _write_truth(answer, format_of(format_name, output, "table"), output)
    else:
        _write_graph(answer, store, format_of(format_name, output, "turtle"), output)


def write_table(
    table: Table, store: Store, format_name: str | None, output: Path | None, *, ids: bool = False
) -> None:
    """Write a table; that it has no rows is said on stderr."""
    name = format_of(format_name, output, "table")
    if name not in WRITERS:
        raise WrongFormatError(name, "a table", list(WRITERS))
    counted = _Counted(table)
    shown = shown_with(store, ids=ids)
    with destination(output) as out:
        if name == "table" and out.isatty():
            _write_rich(counted.table, shown)
        else:
            WRITERS[name](counted.table, out, shown)
    if counted.count == 0:
        click.echo("Nothing was found.", err=True)
    if output is not None:
        click.echo(f"Wrote {output} ({counted.count} rows).", err=True)


def _write_truth(answer: ox.QueryBoolean, name: str, output: Path | None) -> None:
    forms = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML}
    if name in GRAPH_FORMATS:
        raise WrongFormatError(name, "yes or no", list(WRITERS))
    with destination(output) as out:
        if name in forms:
            out.write(_serialized(answer, forms[name]))
        elif name in {"csv", "tsv"}:
            out.write("true\n" if answer else "false\n")
        else:
            out.write("yes\n" if answer else "no\n")


def _serialized(answer: ox.QueryBoolean, form: ox.QueryResultsFormat) -> str:
    written = answer.serialize(format=form)
    return (written or b"").decode() + "\n"


def _write_graph(answer: ox.QueryTriples, store: Store, name: str, output: Path | None) -> None:
    if name not in GRAPH_FORMATS:
        raise WrongFormatError(name, "a graph", list(GRAPH_FORMATS))
    triples = (triple for triple in answer)
    written = ox.serialize(triples, format=GRAPH_FORMATS[name], prefixes=dict(store.prefixes.by_name))
    with destination(output) as out:
        out.write((written or b"").decode())


def _write_rich(table: Table, shown: Callable[[Cell], str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table as RichTable

    rows = list(table.rows)
    grid = RichTable(box=box.SIMPLE_HEAD, header_style="bold")
    for index, column in enumerate(table.columns):
        to_right = bool(rows) and all(is_number(row[index]) for row in rows)
        grid.add_column(heading(column), justify="right" if to_right else "left", overflow="fold")
    for row in rows:
        cells = (escape(shown(cell)) for cell in row)
        links = (cell.value if isinstance(cell, ox.NamedNode) else None for cell in row)
        grid.add_row(
            *(
                f"[link={link}]{cell}[/link]" if link else cell
                for cell, link in zip(cells, links, strict=True)
            )
        )
    Console().print(grid)
