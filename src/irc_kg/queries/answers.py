"""Answers as people read them: the question above them, things by their names, words above the columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pyoxigraph as ox

from irc_kg.queries import Query
from irc_kg.queries.header import TODAY
from irc_kg.queries.running import Given, QueryRunner
from irc_kg.queries.tables import Cell, Table, heading, text
from irc_kg.store import Store

_IN_COLUMNS = {"csv", "xlsx"}  # the formats in which an IRI has a column of its own


def describe_cells(store: Store, *, ids: bool = False) -> Callable[[Cell], str]:
    """How people read a cell: a thing by its label, with its CURIE beside it if wanted."""
    known: dict[Cell, str] = {}

    def describe(cell: Cell) -> str:
        if not isinstance(cell, ox.NamedNode):
            return cell.value if isinstance(cell, ox.BlankNode) else text(cell)
        if cell not in known:
            label, curie = store.label(cell.value), store.prefixes.shorten(cell.value)
            known[cell] = f"{label} ({curie})" if ids and label != curie else label
        return known[cell]

    return describe


def for_readers(table: Table, store: Store, format_name: str, *, ids: bool = False) -> Table:
    """A table as people read it: things by their labels, and words above the columns.

    ``ids``: which things they are is told too, in columns of their own in the formats of spreadsheets, and
    elsewhere in the same cells. Formats for machines take no heed of any of this.
    """
    has_columns = ids and format_name in _IN_COLUMNS
    titles = table.titles or tuple(_title(store, column) for column in table.columns)
    table = replace(table, shown=describe_cells(store, ids=ids and not has_columns), titles=titles)
    return _with_iris(table) if has_columns else table


def _title(store: Store, column: str) -> str:
    """The words above a column, spelt as the ontology spells them: "ODS code" for ``odsCode``."""
    words = heading(column)
    local_name = column[:1].upper() + column[1:]
    if column not in {words, local_name}:
        for namespace in store.prefixes.by_name.values():
            label = store.label(namespace + local_name)
            if label.casefold() == words:
                return label
    return words


def _with_iris(table: Table) -> Table:
    """The table with a column for the IRIs of things behind each column that has any."""
    table = table.read()
    rows = [tuple(row) for row in table]
    columns, titles = list(table.columns), list(table.titles)
    for index in reversed(range(len(columns))):
        if not any(isinstance(row[index], ox.NamedNode) for row in rows):
            continue
        columns.insert(index + 1, f"{columns[index]}_iri")
        titles.insert(index + 1, f"{titles[index]} IRI")
        rows = [(*row[: index + 1], _iri_of(row[index]), *row[index + 1 :]) for row in rows]
    return replace(table, columns=tuple(columns), titles=tuple(titles), rows=rows)


def _iri_of(cell: Cell) -> Cell:
    return ox.Literal(cell.value) if isinstance(cell, ox.NamedNode) else None


def question_of(runner: QueryRunner, query: Query, values: Mapping[str, Sequence[str]]) -> str:
    """What is asked, with the values that are used, and which of them nobody asked for."""
    summary = query.header.summary
    sentences = [runner.fill(query, summary, values).strip().rstrip(".")]
    for given in runner.given(query, values):
        is_in_summary = f"{{{given.parameter.name}}}" in summary
        sentences.append(_sentence(given, runner.in_words(query, given), is_in_summary=is_in_summary))
    return ". ".join(filter(None, sentences))


def _sentence(given: Given, words: str, *, is_in_summary: bool) -> str:
    """What a heading says of the value of a parameter, besides what stands in the summary."""
    name = given.parameter.name.replace("_", " ").capitalize()
    if not words or (is_in_summary and not given.is_default):
        return ""
    if not given.is_default:
        return f"{name}: {words}"
    why, another = ("today", "another day") if given.texts == (TODAY,) else ("the default", "another")
    reason = f"{why}; {given.parameter.option} takes {another}"
    return f"{words} is {reason}" if is_in_summary else f"{name}: {words} ({reason})"
