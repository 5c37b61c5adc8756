"""Answers that are held: rows by their number, cells by the names of columns, each row with its citations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

import pyoxigraph as ox

from irc_kg.errors import IrcKgError, UnknownNameError
from irc_kg.queries.presentation import column_of_places, describe_cells, gaps_of, question_of, titles_of
from irc_kg.queries.tables import About, Cell, Table, heading, python_value, table_of, text
from irc_kg.store.endpoint import RemoteTriples
from irc_kg.store.names import XSD, close_names

if TYPE_CHECKING:
    from decimal import Decimal

    from networkx import MultiDiGraph

    from irc_kg.provenance import Citation, Evidence, Statement
    from irc_kg.queries import Query
    from irc_kg.queries.header import Parameter
    from irc_kg.queries.running import QueryRunner
    from irc_kg.store import Store

    # What may be given for a parameter: a thing by its name or IRI, a date, a number, yes or no.
    Value = str | int | float | Decimal | date | ox.NamedNode | ox.Literal
    Cite = Callable[[Sequence[Sequence[Cell]]], Sequence[tuple[Statement, ...]]]


class MissingPackageError(IrcKgError):
    """A package that only some forms need, and that is not there."""

    def __init__(self, purpose: str, package: str) -> None:
        super().__init__(f"{purpose} needs the package {package}: pip install 'irc-kg[{package}]'.")


class Row(Sequence[Cell]):
    """One row of an answer: its cells, by their number or by the name of their column."""

    def __init__(self, table: HeldTable, index: int) -> None:
        self._table = table
        self._index = index

    @property
    def _cells(self) -> tuple[Cell, ...]:
        return self._table.rows[self._index]

    @overload
    def __getitem__(self, place: int | str) -> Cell: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Cell, ...]: ...
    def __getitem__(self, place: int | str | slice) -> Cell | tuple[Cell, ...]:
        return self._cells[self._place(place) if isinstance(place, str) else place]

    def _place(self, column: str) -> int:
        columns = self._table.columns
        if column not in columns:
            close = close_names(column, columns)
            raise UnknownNameError(
                "column", column, close, "" if close else f"There are {', '.join(columns)}."
            )
        return columns.index(column)

    def __len__(self) -> int:
        return len(self._cells)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._cells == tuple(other)

    def __hash__(self) -> int:
        return hash(self._cells)

    def __repr__(self) -> str:
        cells = zip(self._table.columns, self.texts, strict=True)
        return f"Row({', '.join(f'{column}={shown!r}' for column, shown in cells)})"

    @property
    def texts(self) -> tuple[str, ...]:
        """The cells as people read them: things by their labels."""
        return tuple(map(self._table.shown, self._cells))

    def text(self, column: str) -> str:
        """The cell of a column as people read it."""
        return self._table.shown(self[column])

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where the sources make what the row says; found for all rows of the table at once."""
        return self._table.citations[self._index]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements that are cited, in the order of the citations; a project can locate them."""
        return self._table.statements[self._index]


@dataclass(frozen=True)
class HeldTable(Table):
    """An answer whose rows are all there. ``cite`` finds the statements that make what given rows say."""

    rows: tuple[tuple[Cell, ...], ...]
    cite: Cite | None = None

    def __iter__(self) -> Iterator[Row]:
        return (Row(self, index) for index in range(len(self.rows)))

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> HeldTable: ...
    def __getitem__(self, place: int | slice) -> Row | HeldTable:
        if isinstance(place, slice):
            return replace(self, rows=self.rows[place])
        return Row(self, range(len(self.rows))[place])

    def part(self, start: int, stop: int | None) -> HeldTable:
        """The same table with only the rows from ``start`` to before ``stop``, counted from 0."""
        return self[start:stop]

    @cached_property
    def statements(self) -> tuple[tuple[Statement, ...], ...]:
        """Of each row, the statements that are cited; raises UncitableError where none can tell."""
        return tuple(self.cite(self.rows)) if self.cite else ((),) * len(self.rows)

    @cached_property
    def citations(self) -> tuple[tuple[Citation, ...], ...]:
        """Of each row, where the sources make what it says; raises UncitableError where none can tell."""
        from irc_kg.provenance import citations_of

        return tuple(map(citations_of, self.statements))

    def with_sources(self) -> HeldTable:
        """The same rows with one more column: the places in the sources that make each.

        Raises UncitableError where none can tell.
        """
        from irc_kg.provenance import places_of

        places = [ox.Literal("; ".join(places_of(made))) for made in self.statements]
        column = column_of_places(self.columns)
        rows = tuple((*row, place) for row, place in zip(self.rows, places, strict=True))
        titles = (*self.titles, heading(column)) if self.titles else ()
        return replace(self, columns=(*self.columns, column), rows=rows, titles=titles, cite=None)

    def to_pandas(self, *, ids: bool = False) -> Any:  # noqa: ANN401  (pandas need not be there)
        """The table as a pandas DataFrame: things by their labels, or with ``ids`` by their IRIs."""
        try:
            import pandas as pd
        except ImportError:
            raise MissingPackageError("to_pandas()", "pandas") from None
        shown = text if ids else self.shown
        rows = [[python_value(cell, shown) for cell in row] for row in self.rows]
        return pd.DataFrame(rows, columns=[*self.columns])

    def __repr__(self) -> str:
        rows = f"{len(self)} row{'' if len(self) == 1 else 's'}"
        return f"<{rows} of {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        """The table as a notebook shows it."""
        from html import escape

        head = "".join(f"<th>{escape(title)}</th>" for title in self.headings)
        rows = ("".join(f"<td>{escape(shown)}</td>" for shown in row.texts) for row in self)
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        caption = f"<caption>{escape(self.about.question)}</caption>" if self.about.question else ""
        gaps = f"<p>{escape(self.about.gaps)}</p>" if self.about.gaps else ""
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{gaps}"


def values_for(query: Query, values: Mapping[str, Value | Sequence[Value]]) -> dict[str, tuple[str, ...]]:
    """Values of Python, one or several for a parameter, as they would be typed.

    A name that is no parameter of the query is refused.
    """
    typed: dict[str, tuple[str, ...]] = {}
    for name, given in values.items():
        parameter = find_parameter(query, name)
        several = given if isinstance(given, Sequence) and not isinstance(given, str) else (given,)
        typed[name] = tuple(_as_typed(parameter, one) for one in several)
    return typed


def find_parameter(query: Query, name: str) -> Parameter:
    """The parameter of a query that has this name; raises UnknownNameError."""
    known = {parameter.name: parameter for parameter in query.parameters}
    if name not in known:
        close = close_names(name, known)
        hint = "" if close else f"It takes {', '.join(known) or 'none'}."
        raise UnknownNameError(f"parameter of {query.name}", name, close, hint)
    return known[name]


def _as_typed(parameter: Parameter, value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime) and parameter.kind == XSD + "date":
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, ox.NamedNode | ox.Literal) else str(value)


def answer_of(runner: QueryRunner, query: Query, values: Mapping[str, Sequence[str]]) -> HeldTable | bool:
    """The answer to a query: a table, of triples for a CONSTRUCT, or yes or no."""
    answer = runner.run(query, values)
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    if isinstance(answer, ox.QueryTriples | RemoteTriples):
        return _table_of_triples(runner, query, values, answer)
    found = runner.as_written(query, values, table_of(answer))

    def cite(rows: Sequence[Sequence[Cell]]) -> Sequence[tuple[Statement, ...]]:
        return runner.cite(query, values, found.columns, rows)

    rows = tuple(tuple(row) for row in found)
    shown = describe_cells(runner.store, as_of=runner.day(query, values))
    titles = titles_of(runner.store, found.columns, rows, runner.wordings)
    gaps = gaps_of(runner, query, values, found.columns, rows)
    about = About(question_of(runner, query, values), gaps=gaps)
    return HeldTable(found.columns, rows, shown, titles, about, cite=cite)


def _table_of_triples(
    runner: QueryRunner, query: Query, values: Mapping[str, Sequence[str]], triples: Iterable[ox.Triple]
) -> HeldTable:
    rows = {(triple.subject, triple.predicate, triple.object): triple for triple in triples}

    def cite(cited: Sequence[Sequence[Cell]]) -> Sequence[tuple[Statement, ...]]:
        made = runner.cite_triples(query, values)
        return [made.get(rows[tuple(row)], ()) for row in cited]  # type: ignore[index]

    return HeldTable(("subject", "predicate", "object"), tuple(rows), describe_cells(runner.store), cite=cite)


def table_of_things(store: Store, text: str) -> HeldTable:
    """Things whose names a text fits, and those of a kind that is called so, the best first."""
    rows: list[tuple[Cell, ...]] = []
    for iri, name in store.search(text).items():
        kind = store.kind(iri)
        curie = ox.Literal(store.prefixes.shorten(iri))
        rows.append((ox.NamedNode(iri), ox.NamedNode(kind) if kind else None, curie, ox.Literal(name)))
    return HeldTable(("thing", "kind", "curie", "found_by"), tuple(rows), describe_cells(store))


def reading_of(statement: Statement, store: Store, thing: str | None = None) -> tuple[ox.Literal, Cell]:
    """What a statement says of a thing, in words, and the value; without a thing, of its subject.

    Of what is said about another thing, the thing is the object: the relation is read the other way.
    """
    predicate = statement.predicate.value
    if thing is not None and statement.subject != ox.NamedNode(thing):
        return ox.Literal(store.inverse_label(predicate)), statement.subject
    return ox.Literal(store.label(predicate)), statement.object


def table_of_statements(evidence: Evidence, iri: str) -> HeldTable:
    """All that is said about a thing and of it as an object, each statement with its source."""
    made: dict[tuple[Cell, ...], list[Statement]] = {}
    for statement in evidence.statements_with(iri):
        row = (*reading_of(statement, evidence.store, iri), ox.Literal(str(statement.citation)))
        made.setdefault(row, []).append(statement)

    def cite(rows: Sequence[Sequence[Cell]]) -> Sequence[tuple[Statement, ...]]:
        return [tuple(made[tuple(row)]) for row in rows]

    return HeldTable(("says", "value", "source"), tuple(made), describe_cells(evidence.store), cite=cite)


def network_of(store: Store) -> MultiDiGraph[str]:
    """All relations between things: nodes are IRIs with label and kind, edges have relation and label."""
    import networkx as nx

    network: MultiDiGraph[str] = nx.MultiDiGraph()
    for triple in store.relations():
        start, end = (
            term.value for term in (triple.subject, triple.object) if isinstance(term, ox.NamedNode)
        )
        for iri in (start, end):
            if iri not in network:
                kind = store.kind(iri)
                network.add_node(iri, label=store.label(iri), kind=store.label(kind) if kind else "")
        relation = triple.predicate.value
        network.add_edge(start, end, key=relation, relation=relation, label=store.label(relation))
    return network
