"""``irc-kg query``: every question with a name is a command, with its parameters as options."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pyoxigraph as ox

from irc_kg.cli.limits import DEFAULT_SECONDS, Clock, limited
from irc_kg.cli.options import (
    ProjectGroup,
    current_project,
    format_parameter,
    ids_parameter,
    output_parameter,
    root_parameter,
)
from irc_kg.cli.output import (
    GRAPH_FORMATS,
    TABLE_FORMATS,
    Destination,
    shown_with,
    write_graph,
    write_table,
    write_truth,
)
from irc_kg.cli.parameters import options_of, summary_of, values_given
from irc_kg.errors import IrcKgError
from irc_kg.files import remove_drafts
from irc_kg.queries import Query, query_of_file, query_of_text
from irc_kg.queries.header import is_plain
from irc_kg.queries.tables import Table, table_of

_EXPRESSION = ("-e", "--expression")
_NAME_OF_EXPRESSION = "the query of -e"


def _shared_options(query: Query | None) -> list[click.Option]:
    """The options of every query; ``--page`` where the query says how many rows a page has."""
    options = [
        format_parameter([*TABLE_FORMATS, *GRAPH_FORMATS]),
        output_parameter(),
        ids_parameter(),
        click.Option(["--limit"], type=click.IntRange(0, sys.maxsize), help="Give at most so many rows."),
        click.Option(
            ["--show", "only_show"], is_flag=True, help="Print the query with its values; do not run it."
        ),
        click.Option(
            ["--timeout"],
            type=click.FloatRange(0, min_open=True),
            default=DEFAULT_SECONDS,
            show_default=True,
            metavar="SECONDS",
            help="End a query that takes longer.",
        ),
        click.Option(["--endpoint"], metavar="URL", help="Ask this SPARQL endpoint instead of the files."),
        click.Option(["--allow-service"], is_flag=True, help="Let the query ask other servers (SERVICE)."),
        root_parameter(),
    ]
    # The header is read only where it matters: most of the time of a short answer would go into YAML.
    if query is None or ("pagination" in query.text and query.header.pagination):
        told = f"Which page of {query.header.pagination} rows." if query else ""
        options.insert(4, click.Option(["--page"], type=click.IntRange(1), help=told))
    return options


class _Questions(ProjectGroup):
    """The queries of the project as commands; a file, ``-`` or ``-e TEXT`` may stand in place of a name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the question first, so that the options of every query may also stand before it."""
        rest, question = _split(args)
        return super().parse_args(ctx, rest if question is None else [question, *rest])

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return [query.name for query in current_project().queries]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        return _command(_find(cmd_name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Queries"):
            formatter.write_dl([(query.name, summary_of(query)) for query in current_project().queries])


def _split(args: list[str]) -> tuple[list[str], str | None]:
    """The arguments without the question, and its name."""
    taking_values = {name for option in _shared_options(None) if not option.is_flag for name in option.opts}
    rest: list[str] = []
    question = None
    waiting = list(args)
    while waiting:
        argument = waiting.pop(0)
        values = [waiting.pop(0)] if argument in taking_values and waiting else []
        if question is None and argument in _EXPRESSION:
            if not waiting:
                raise click.UsageError(f"Option {argument!r} needs the text of a query.")
            click.get_current_context().meta[_NAME_OF_EXPRESSION] = waiting.pop(0)
            question = _NAME_OF_EXPRESSION
        elif question is None and (argument == "-" or not argument.startswith("-")):
            question = argument
        else:
            rest += [argument, *values]
    return rest, question


def _find(name: str) -> Query:
    prefixes = current_project().store.prefixes.by_name
    if name == _NAME_OF_EXPRESSION:
        text = click.get_current_context().meta[name]
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise click.UsageError("The query of -e is not UTF-8.")
        return query_of_text(text, name, prefixes)
    if name == "-":
        return query_of_text(sys.stdin.read(), "standard input", prefixes)
    path = Path(name)
    if path.suffix == ".rq" or path.is_file():
        return query_of_file(path, prefixes=prefixes)
    return current_project().find_query(name)


@dataclass(frozen=True, slots=True)
class _Asked:
    """How a query is asked, besides the values of its parameters."""

    to: Destination
    ids: bool
    limit: int | None
    only_show: bool
    timeout: float
    endpoint: str | None
    allow_service: bool
    page: int | None = None


class _Question(click.Command):
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


def _command(query: Query) -> click.Command:
    if not is_plain(query.text):
        _ = query.header  # a fault in it is told before anything is asked
    shared = _shared_options(query)
    taken = {"-h", "--help", *(name for option in shared for name in option.opts)}
    options = options_of(query, current_project(), taken)

    def run(format_name: str | None, output: Path | None, **given: Any) -> None:  # noqa: ANN401  (as click gives them)
        values = values_given(options, given)
        rest = {key: value for key, value in given.items() if key not in options}
        _ask(query, values, _Asked(Destination(format_name, output), **rest))

    return _Question(query, callback=run, params=[*options.values(), *shared])


def _ask(query: Query, values: Mapping[str, Sequence[str]], asked: _Asked) -> None:
    asking = current_project().runner
    if asked.only_show:
        click.echo(asking.declared(query, asking.bound(query, values)))
        return
    with limited(asked.timeout, remove_drafts) as clock:
        answer = clock.call(
            lambda: (
                asking.ask_endpoint(asked.endpoint, query, values, seconds=asked.timeout)
                if asked.endpoint
                else asking.run(query, values, allow_service=asked.allow_service)
            )
        )
        if isinstance(answer, ox.QuerySolutions):
            _write_rows(query, values, table_of(answer), asked, clock)
        elif isinstance(answer, ox.QueryBoolean):
            write_truth(answer, asked.to)
        else:
            triples = Table((), clock.rows(answer)).part(0, asked.limit)  # type: ignore[arg-type]
            write_graph(triples.rows, asking.store, asked.to)  # type: ignore[arg-type]


def _write_rows(
    query: Query, values: Mapping[str, Sequence[str]], found: Table, asked: _Asked, clock: Clock
) -> None:
    store = current_project().store
    table = Table(found.columns, clock.rows(found.rows), shown_with(store, ids=asked.ids))
    size = query.header.pagination if asked.page else None
    if asked.page and size:
        table = table.part((asked.page - 1) * size, asked.page * size)
    table = table.part(0, asked.limit)
    if asked.to.form("table") == "table" and asked.to.path is None:
        table = table.read()
        _say_what_is_shown(query, values, len(tuple(table)))
    if write_table(table, asked.to) == 0:
        for reason in current_project().runner.why_nothing(query):
            click.echo(reason, err=True)


def _say_what_is_shown(query: Query, values: Mapping[str, Sequence[str]], count: int) -> None:
    """One line above a table for people: what it is, how many rows it has, and where they come from."""
    opened = current_project()
    summary = opened.runner.filled(query, query.header.summary, values).rstrip(".") or "Answer"
    rows = f"{count} row{'' if count == 1 else 's'}"
    click.echo(f"{summary}: {rows}, from {opened.files.describe()}.\n", err=True)


def _tag(query: Query) -> str:
    try:
        return query.header.tags[0] if query.header.tags else "other"
    except IrcKgError:
        return "other"


@click.group(cls=_Questions, invoke_without_command=True, no_args_is_help=False)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Run a question with a name, a SPARQL file, standard input (-) or a text (-e TEXT).

    Without any, the questions are listed by tag. `irc-kg query NAME --help` tells what one asks for.
    """
    if ctx.invoked_subcommand is None:
        _list()


def _list() -> None:
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


command.params.append(root_parameter())
