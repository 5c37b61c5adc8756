"""``irc-kg query``: every question with a name is a command, with its parameters as options."""

from __future__ import annotations

import os
import shlex
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
import pyoxigraph as ox

from irc_kg.cli.options import (
    NamedCommand,
    NamedCommands,
    Seconds,
    WholeNumber,
    as_of_parameter,
    current_project,
    describe_day,
    flags_among,
    format_parameter,
    ids_parameter,
    is_typed,
    note_without_effect,
    offer_thing,
    open_texts,
    output_parameter,
    parameter_options,
    parameter_values,
    root_option,
    root_parameter,
    sources_parameter,
    summary_of,
    with_whole_hints,
)
from irc_kg.cli.output import (
    DEFAULT_SECONDS,
    WITH_ABOUT,
    Clock,
    Destination,
    check_seconds,
    note_form_for_machines,
    time_limit,
    write_graph,
    write_rows,
    write_table,
    write_truth,
)
from irc_kg.errors import IrcKgError
from irc_kg.files import remove_drafts
from irc_kg.queries import Query, query_of_file, query_of_text
from irc_kg.queries.formats import GRAPHS, TABLES
from irc_kg.queries.presentation import (
    DOCUMENTS,
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
from irc_kg.store.project_files import is_query

if TYPE_CHECKING:
    from irc_kg.provenance import Locations, Statement
    from irc_kg.provenance.sources import Texts
    from irc_kg.queries.engine import Answer
    from irc_kg.store.datatypes import PartialDate

_EXPRESSION = ("-e", "--expression")
# The column of the citations, and what it is called where the query has one of this name itself.
_CITED, _CITED_TOO = "source", "cited_from"
_WITHOUT_SOURCE = "Part of this answer is that something is stated nowhere; there is no source for that."
_LONGEST_TYPED = 400  # characters of a query, in a hint
_BEGINNINGS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE"}  # of the text of a query
_FOR_ROWS = ("limit", "page", "as_of")
_FOR_ANSWERS = ("format_name", "output", "ids", "texts", "as_of", "limit", "page", "cite", "endpoint")
_MOST_CITED = 8  # places of one row that people are shown
Cited = TypeVar("Cited")


def _options_of_all(query: Query | None, *, is_cited: bool = False) -> list[click.Option]:
    """The options of every query; ``--page`` where the query says how many rows a page has.

    ``is_cited``: whether its rows are cited when nothing is said of it.
    """
    options = [
        format_parameter([*TABLES.names, *GRAPHS.names]),
        output_parameter(),
        ids_parameter(),
        sources_parameter(),
        click.Option(
            ["--limit"],
            type=WholeNumber(),
            callback=_check_limit,
            help="Give at most so many rows.",
        ),
        click.Option(
            ["--show", "only_show"], is_flag=True, help="Print the query with its values; do not run it."
        ),
        click.Option(
            ["--timeout"],
            type=Seconds(),
            callback=check_seconds,
            default=DEFAULT_SECONDS,
            show_default=True,
            metavar="SECONDS",
            help="End a query that takes longer.",
        ),
        click.Option(
            ["--cite/--no-cite"],
            default=is_cited,
            help="Say of each row where the sources make what it says, as a question with a name does.",
        ),
        click.Option(["--endpoint"], metavar="URL", help="Ask this SPARQL endpoint instead of the files."),
        click.Option(["--allow-service"], is_flag=True, help="Let the query ask other servers (SERVICE)."),
        root_parameter(),
    ]
    if query is None or query.day_parameter is None:
        options.insert(3, as_of_parameter())
    # The header is read only where it matters: most of the time of a short answer would go into YAML.
    if query is None or ("pagination" in query.text and query.header.pagination):
        told = f"Which page of {query.header.pagination} rows." if query else ""
        options.insert(4, click.Option(["--page"], type=WholeNumber(1), help=told))
    return options


def _check_limit(_ctx: click.Context, _parameter: click.Parameter, value: int | None) -> int | None:
    """A number of rows that anybody can want; raises BadParameter."""
    if value is not None and not 1 <= value <= sys.maxsize:
        raise click.BadParameter(f"{value} is no number of rows, such as 5. Without --limit there are all.")
    return value


class _Questions(NamedCommands):
    """The queries of the project as commands; a file, ``-`` or ``-e TEXT`` may stand in place of a name."""

    flags = flags_among(_options_of_all(None)) | {*_EXPRESSION}

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The question that is named, or whose text stands behind ``-e``, and all other arguments."""
        at = self.place_of_name(args)
        if 0 < at < len(args) and args[at - 1] in _EXPRESSION:
            query = _query_typed(args[at], "the query of -e")
            name, rest = _name_of_expression(args[at]), [*args[: at - 1], *args[at + 1 :]]
            self._refuse_another(ctx, rest)
            return name, _command(query), rest
        self._refuse_another(ctx, args[at:])
        return super().resolve_command(ctx, args)

    @staticmethod
    def _refuse_another(ctx: click.Context, args: Sequence[str]) -> None:
        """One question is asked at a time."""
        if not ctx.resilient_parsing and {*args} & {*_EXPRESSION}:
            raise click.UsageError("Ask one thing: a question by its name, a file, or the text behind an -e.")

    def refuse_nameless(self, ctx: click.Context, args: Sequence[str]) -> NoReturn:
        """Say what a text needs, or that options alone name nothing."""
        if args[-1] in _EXPRESSION:
            raise click.UsageError(f"Option {args[-1]!r} needs the text of a query.")
        super().refuse_nameless(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return [query.name for query in current_project().queries]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        query = _find_query(cmd_name)
        is_cited = _is_named(cmd_name) and query.form == "SELECT"
        return _command(query, is_cited=is_cited)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Queries"):
            formatter.write_dl([(query.name, summary_of(query)) for query in current_project().queries])


def _name_of_expression(text: str) -> str:
    """A text as it is typed, for the line that tells where help is; instead of a long one a short one."""
    return f"-e {shlex.quote(text if len(text) <= _LONGEST_TYPED else 'ASK {}')}"


def _query_typed(text: str, place: str) -> Query:
    """The query of a text from elsewhere than a file; ``place`` is where it comes from, in words."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise click.UsageError(f"{place[:1].upper()}{place[1:]} is not UTF-8{_why_no_text(text)}.") from None
    return query_of_text(text, place, current_project().store.prefixes.by_name)


def _why_no_text(text: str) -> str:
    """Where and why a text that was read is none, with what makes it one; empty where that cannot be told."""
    from irc_kg.turtle import TurtleSyntaxError, decode

    try:
        decode(text.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:  # halves of characters that no bytes stand for
        return ""
    except TurtleSyntaxError as fault:
        message = fault.message.replace("Save the file as UTF-8.", "`iconv -f cp1252 -t utf-8` mends that.")
        return f" (line {fault.line}, column {fault.column}): {message}".rstrip(".")
    return ""


def _is_named(name: str) -> bool:
    """Whether a question of the project is meant, rather than a file or standard input."""
    path = Path(name)
    is_of_a_query = is_query(path)
    if is_of_a_query and not os.path.exists(path):  # noqa: PTH110  (exists() may raise)
        return path.stem in {query.name for query in current_project().queries}
    return name != "-" and not is_of_a_query and not os.path.isfile(path)  # noqa: PTH113  (the same)


def _find_query(name: str) -> Query:
    if _is_named(name):
        if name.split()[:1] and name.split(maxsplit=1)[0].upper() in _BEGINNINGS:
            raise click.UsageError(
                "The text of a query stands in quotation marks behind -e, as in `irc-kg query -e 'ASK {}'`."
            )
        with offer_thing(name, "show"):
            return current_project().find_query(name)
    if name == "-":
        return _query_typed(_read_standard_input(), "standard input")
    return query_of_file(Path(name), prefixes=current_project().store.prefixes.by_name)


def _read_standard_input() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError:
        raise click.UsageError("Standard input is not UTF-8.") from None
    except OSError as error:
        raise click.UsageError(f"Standard input cannot be read: {error.strerror or error}.") from None


@dataclass(frozen=True, slots=True)
class _AskOptions:
    """How a query is asked, besides the values of its parameters."""

    to: Destination
    ids: bool
    texts: Path | None
    limit: int | None
    only_show: bool
    cite: bool
    timeout: float
    endpoint: str | None
    allow_service: bool
    as_of: PartialDate | None = None
    page: int | None = None


class _Question(NamedCommand):
    """A query as a command; its header is read when help is wanted."""

    def __init__(self, query: Query, **attributes: Any) -> None:  # noqa: ANN401  (those of click)
        super().__init__(query.name, **attributes)
        self.query = query

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Summary and description, and the endpoint that the query was made for."""
        told = [summary_of(self.query), self.query.header.description]
        if self.query.header.endpoint:
            told.append(f"Made for the endpoint {self.query.header.endpoint}; --endpoint asks it.")
        self.help = "\n\n".join(filter(None, told))
        super().format_help_text(ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The summary."""
        del limit
        return summary_of(self.query)


def _command(query: Query, *, is_cited: bool = False) -> click.Command:
    _ = query.header  # a fault in it is told before anything is asked
    _ = query.tree  # the same; without it, its options are not known
    shared = _options_of_all(query, is_cited=is_cited)
    taken = {"-h", "--help"}.union(*((*option.opts, *option.secondary_opts) for option in shared))
    options = parameter_options(query, taken)

    def run(format_name: str | None, output: Path | None, **given: Any) -> None:  # noqa: ANN401  (as click gives them)
        values = parameter_values(options, given)
        others = {key: value for key, value in given.items() if key not in options}
        _ask(query, values, _AskOptions(Destination(format_name, output), **others))

    return _Question(query, callback=run, params=[*options.values(), *shared])


def _ask(query: Query, values: Mapping[str, Sequence[str]], options: _AskOptions) -> None:
    runner = current_project().runner
    if options.only_show:
        note_without_effect(_FOR_ANSWERS, "the query is printed, and not asked")
        click.echo(runner.with_declarations(query, runner.bind(query, values)))
        return
    with time_limit(options.timeout, remove_drafts) as clock:
        answer = clock.call(
            lambda: (
                runner.ask_endpoint(
                    options.endpoint,
                    query,
                    values,
                    seconds=options.timeout,
                    allow_service=options.allow_service,
                )
                if options.endpoint
                else runner.run(query, values, allow_service=options.allow_service)
            )
        )
        _Writer(query, values, options, clock).write(answer)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the answer to a query, with what makes it where that is wanted."""

    query: Query
    values: Mapping[str, Sequence[str]]
    options: _AskOptions
    clock: Clock

    def write(self, answer: Answer | list[ox.Triple]) -> None:
        """Write a table, yes or no, or a graph."""
        if isinstance(answer, ox.QuerySolutions):
            found = table_of(answer)
            if not self.options.endpoint:
                found = current_project().runner.as_written(self.query, self.values, found)
            self._write_rows(found)
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
            table = with_about(table, opened.store, details, options.endpoint)
        self._tell_count(write_rows(table, options.to))

    def _with_gaps(self, table: Table, *, has_room: bool) -> Table:
        """The table with what it has no row of, which is said on stderr where there is no room below it."""
        options, query, runner = self.options, self.query, current_project().runner
        is_whole = options.limit is None and options.page is None and not options.endpoint
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
            click.echo(
                f"\n{self._rows(count)}, from {options.endpoint or opened.files.describe()}.", err=True
            )
            if options.cite and count and not options.endpoint and query.asks_for_absence:
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
        column = _CITED_TOO if _CITED in table.columns else _CITED
        return self._add_places(replace(table, columns=(*table.columns, column), rows=rows), found, texts)

    def _write_truth(self, answer: ox.QueryBoolean) -> None:
        self._question(has_heading=False)
        texts = self._texts()
        is_cited = self.options.cite or texts is not None
        note_without_effect(_FOR_ROWS if is_cited else [*_FOR_ROWS, "ids"], "the answer is yes or no")
        write_truth(answer, self.options.to)
        if not is_cited:
            return
        runner = current_project().runner
        # Below the answer for people, beside it where a program reads it.
        beside = not self.options.to.is_read_by_people
        if not answer:
            where = self.options.endpoint or "the graph"
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
            if not self.options.endpoint:
                rows = map(current_project().runner.triple_as_written, rows)
            write_graph(rows, store, self.options.to)
            return
        note_without_effect(["page"], "the answer is triples")
        made = list(triples)
        found = self._cite(lambda: current_project().runner.cite_triples(self.query, self.values)) or {}
        statements = [found.get(triple, ()) for triple in made]  # type: ignore[call-overload]
        written = map(current_project().runner.triple_as_written, made)  # type: ignore[arg-type]
        cells = [(triple.subject, triple.predicate, triple.object) for triple in written]
        table = Table(("subject", "predicate", "object", _CITED), cells)
        table = self._add_places(table, statements, texts)
        options = self.options
        write_table(table, options.to, store, ids=options.ids, as_of=options.as_of, is_cited=True)

    def _cite(self, find: Callable[[], Cited]) -> Cited | None:
        """What is found of the places; None, and the reason on stderr, where they cannot be told."""
        from irc_kg.queries.expansion import UncitableError

        if self.options.endpoint:
            click.echo(f"The sources cannot be told: {self.options.endpoint} does not name them.", err=True)
            return None
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


@click.group("query", cls=_Questions)
@root_option
@click.pass_context
def query_command(ctx: click.Context) -> None:
    """Run a question with a name, a SPARQL file, standard input (-) or a text (-e TEXT).

    Without any, the questions are listed by tag. `irc-kg query NAME --help` tells what one asks for.
    """
    if ctx.invoked_subcommand is None:
        _list_questions()


def _list_questions() -> None:
    by_tag: dict[str, list[Query]] = defaultdict(list)
    for query in current_project().queries:
        by_tag[_tag(query)].append(query)
    width = max((len(query.name) for queries in by_tag.values() for query in queries), default=0)
    for tag in sorted(by_tag):
        click.echo(tag)
        for query in by_tag[tag]:
            click.echo(f"  {query.name:<{width}}  {summary_of(query)}")
        click.echo()
    click.echo("irc-kg query NAME --help tells more of each.", err=True)


def _tag(query: Query) -> str:
    try:
        return query.header.tags[0] if query.header.tags else "other"
    except IrcKgError:
        return "other"
