"""The answer to a query, written: rows, yes or no, or a graph, with what makes it where that is wanted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click
import pyoxigraph as ox

from irc_kg.cli.named import with_whole_hints
from irc_kg.cli.options import (
    current_project,
    describe_day,
    is_typed,
    note_without_effect,
    open_texts,
)
from irc_kg.cli.output import (
    WITH_ABOUT,
    Clock,
    Destination,
    note_form_for_machines,
    write_graph,
    write_rows,
    write_table,
    write_truth,
)
from irc_kg.queries import Query
from irc_kg.queries.formats import TABLES
from irc_kg.queries.presentation import (
    CITED,
    DOCUMENTS,
    column_of_places,
    details_of,
    for_readers,
    gaps_of,
    is_by_nation,
    passages_of,
    question_of,
    with_about,
    with_passages,
)
from irc_kg.queries.tables import Table, table_of, write_passages
from irc_kg.store.endpoint import RemoteRows, RemoteTriples

if TYPE_CHECKING:
    from irc_kg.provenance import Locations, Statement
    from irc_kg.provenance.sources import Texts
    from irc_kg.queries.engine import Answer
    from irc_kg.store.datatypes import PartialDate

# The column of the citations, and what it is called where the query has one of this name itself.
_WITHOUT_SOURCE = "Part of this answer is that something is stated nowhere; there is no source for that."
FOR_ROWS = ("limit", "page", "as_of")
_MOST_CITED = 8  # places of one row that people are shown
Cited = TypeVar("Cited")


def _endpoint_asked() -> str | None:
    """The address of the server that is asked in the place of the files, as it may be shown."""
    endpoint = current_project().endpoint
    return None if endpoint is None else endpoint.shown


class AskOptions(NamedTuple):
    """How a query is asked, besides the values of its parameters."""

    to: Destination
    ids: bool
    texts: Path | None
    limit: int | None
    only_show: bool
    cite: bool
    timeout: float
    allow_service: bool
    as_of: PartialDate | None = None
    page: int | None = None


class AnswerWriter(NamedTuple):
    """Writes the answer to a query, with what makes it where that is wanted."""

    query: Query
    values: Mapping[str, Sequence[str]]
    options: AskOptions
    clock: Clock

    def write(self, answer: Answer | RemoteRows | RemoteTriples) -> None:
        """Write a table, yes or no, or a graph."""
        if isinstance(answer, ox.QuerySolutions | RemoteRows):
            self._write_rows(current_project().runner.as_written(self.query, self.values, table_of(answer)))
        elif isinstance(answer, ox.QueryBoolean):
            self._write_truth(answer)
        else:
            self._write_graph(answer)

    def _write_rows(self, found: Table) -> None:
        options, query = self.options, self.query
        table = Table(found.columns, self.clock.rows(found.rows))
        size = query.header.pagination if options.page else None
        if options.page and size:
            table = table.part((options.page - 1) * size, options.page * size)
        table = table.part(0, options.limit)
        texts = self._texts()
        if options.cite or texts:
            table = self._with_citations(table.read(), texts)
        opened, format_name = current_project(), options.to.choose(TABLES).name
        question = self._question(has_heading=format_name in DOCUMENTS)
        day = options.as_of or opened.runner.day(query, self.values)
        note_form_for_machines(format_name, is_cited=options.cite or texts is not None)
        table = for_readers(table, opened.store, format_name, ids=options.ids, as_of=day)
        table = self._with_gaps(table, has_room=format_name in DOCUMENTS)
        table = replace(table, about=table.about._replace(question=question))
        if format_name == WITH_ABOUT:
            details = details_of(opened.runner, query, self.values)
            table = with_about(table, opened.store, details, _endpoint_asked())
        self._tell_count(write_rows(table, options.to))

    def _with_gaps(self, table: Table, *, has_room: bool) -> Table:
        """The table with what it has no row of, which is said on stderr where there is no room below it."""
        options, query, runner = self.options, self.query, current_project().runner
        is_whole = options.limit is None and options.page is None
        if not is_whole or not is_by_nation(query, table.columns):
            return table
        table = table.read()
        gaps = gaps_of(runner, query, self.values, table.columns, table.rows)
        if gaps and not has_room:
            click.echo(gaps, err=True)
        return replace(table, about=table.about._replace(gaps=gaps))

    def _tell_count(self, count: int) -> None:
        """Say to people how many rows there are, and why where there is none."""
        options, query, opened = self.options, self.query, current_project()
        if options.to.is_read_by_people:
            click.echo(f"\n{self._rows(count)}, from {opened.store.files.describe()}.", err=True)
            if options.cite and count and _endpoint_asked() is None and query.asks_for_absence:
                click.echo(_WITHOUT_SOURCE, err=True)
        if count == 0:
            for reason in opened.runner.why_nothing(query, self.values):
                click.echo(with_whole_hints(reason), err=True)

    def _rows(self, count: int) -> str:
        """How many rows there are, and that there may be more."""
        rows = f"{count} row{'' if count == 1 else 's'}"
        return f"{rows} (--limit {count} gives no more)" if count == self.options.limit else rows

    def _question(self, *, has_heading: bool) -> str:
        """The question with its values; where no heading has it, it is said if a default was used."""
        runner = current_project().runner
        question = question_of(runner, self.query, self.values)
        question = ". ".join(filter(None, [question, describe_day(self.options.as_of)]))
        has_default = any(each.is_default and each.texts for each in runner.inputs(self.query, self.values))
        if has_default and not has_heading:
            click.echo(f"{question}.", err=True)
        return question

    def _texts(self) -> Texts | None:
        """The texts of the sources, if what is cited is to be quoted."""
        if not self.options.cite and not is_typed("texts"):
            return None
        return open_texts(self.options.texts, current_project().store)

    def _with_citations(self, table: Table, texts: Texts | None) -> Table:
        """The table with one more column: the places in the sources that make each row; and their words."""
        rows = [tuple(row) for row in table]
        runner = current_project().runner
        found = self._cite(lambda: runner.cite(self.query, self.values, table.columns, rows))
        if found is None:
            return table
        columns = (*table.columns, column_of_places(table.columns))
        return self._add_places(replace(table, columns=columns, rows=rows), found, texts)

    def _write_truth(self, answer: ox.QueryBoolean) -> None:
        self._question(has_heading=False)
        texts = self._texts()
        is_cited = self.options.cite or texts is not None
        note_without_effect(FOR_ROWS if is_cited else [*FOR_ROWS, "ids"], "the answer is yes or no")
        write_truth(answer, self.options.to)
        if not is_cited:
            return
        runner = current_project().runner
        # Below the answer for people, beside it where a program reads it.
        beside = not self.options.to.is_read_by_people
        if not answer:
            where = _endpoint_asked() or "the graph"
            click.echo(f"  Nothing in {where} fits {runner.pattern(self.query, self.values)}", err=beside)
            return
        from irc_kg.provenance import citations_of, places_of

        found = self._cite(lambda: runner.cite_truth(self.query, self.values)) or ()
        for place in places_of(found, self._locations):
            click.echo(f"  {place}", err=beside)
        if texts:
            passages = passages_of(citations_of(found), texts)
            write_passages(passages.values(), sys.stderr if beside else sys.stdout)

    def _write_graph(self, answer: Iterable[ox.Triple]) -> None:
        store = current_project().store
        texts = self._texts()
        triples = Table((), self.clock.rows(answer)).part(0, self.options.limit)  # type: ignore[arg-type]
        if not ((self.options.cite or texts) and self.options.to.is_for(TABLES)):
            self._question(has_heading=False)
            note_without_effect(["ids", "page", "as_of"], "the answer is triples")
            rows: Iterable[ox.Triple] = triples.rows  # type: ignore[assignment]
            rows = map(current_project().runner.triple_as_written, rows)
            write_graph(rows, store, self.options.to)
            return
        note_without_effect(["page"], "the answer is triples")
        made = list(triples)
        found = self._cite(lambda: current_project().runner.cite_triples(self.query, self.values)) or {}
        statements = [found.get(triple, ()) for triple in made]  # type: ignore[call-overload]
        written = map(current_project().runner.triple_as_written, made)  # type: ignore[arg-type]
        cells = [(triple.subject, triple.predicate, triple.object) for triple in written]
        table = Table(("subject", "predicate", "object", CITED), cells)
        table = self._add_places(table, statements, texts)
        options = self.options
        write_table(table, options.to, store, ids=options.ids, as_of=options.as_of, is_cited=True)

    def _cite(self, find: Callable[[], Cited]) -> Cited | None:
        """What is found of the places; None, and the reason on stderr, where they cannot be told."""
        from irc_kg.queries.expansion import UncitableError

        try:
            return self.clock.call(find)
        except UncitableError as error:
            click.echo(f"The sources cannot be told: {error.reason}.", err=True)
            return None

    def _add_places(self, table: Table, found: Sequence[tuple[Statement, ...]], texts: Texts | None) -> Table:
        """The rows of a table, each with the places of the statements that make it; and their words."""
        from irc_kg.provenance import citations_of

        rows = [(*row, self._places(made)) for row, made in zip(table, found, strict=True)]
        table = replace(table, rows=rows)
        if texts is None:
            return table
        citations = [citations_of(made) for made in found]
        return with_passages(table, citations, texts, self.options.to.choose(TABLES).name)

    def _places(self, found: Sequence[Statement]) -> ox.Literal:
        """The places of statements as the text of a cell; people get the first of very many."""
        from irc_kg.provenance import places_of

        texts = places_of(found, self._locations)
        is_shortened = self.options.to.choose(TABLES).name in DOCUMENTS and len(texts) > _MOST_CITED + 1
        if is_shortened:
            texts = [*texts[:_MOST_CITED], f"and {len(texts) - _MOST_CITED} more"]
        return ox.Literal("; ".join(texts))

    @property
    def _locations(self) -> Locations | None:
        """Where the statements stand in the files, if that is wanted: by those who keep them."""
        return current_project().locations if self.options.ids else None
