"""``irc-kg query``: every question with a name is a command, with its parameters as options."""

from __future__ import annotations

import os
import shlex
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from irc_kg.cli.answers import AnswerWriter, AskOptions
from irc_kg.cli.named import (
    NamedCommand,
    NamedCommands,
    flags_among,
    offer_thing,
    parameter_options,
    parameter_values,
    summary_of,
)
from irc_kg.cli.options import (
    Seconds,
    WholeNumber,
    as_of_parameter,
    current_project,
    endpoint_option,
    endpoint_parameter,
    format_parameter,
    ids_parameter,
    note_without_effect,
    output_parameter,
    root_option,
    root_parameter,
    sources_parameter,
)
from irc_kg.cli.output import DEFAULT_SECONDS, Destination, check_seconds, time_limit
from irc_kg.errors import IrcKgError
from irc_kg.files import remove_drafts
from irc_kg.queries import Query, query_of_file, query_of_text
from irc_kg.queries.formats import GRAPHS, TABLES
from irc_kg.store.project_files import is_query

if TYPE_CHECKING:
    pass

_EXPRESSION = ("-e", "--expression")
_LONGEST_TYPED = 400  # characters of a query, in a hint
_BEGINNINGS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE"}  # of the text of a query
_FOR_ANSWERS = ("format_name", "output", "ids", "texts", "as_of", "limit", "page", "cite")


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
        endpoint_parameter(),
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
        _ask(query, values, AskOptions(Destination(format_name, output), **others))

    return _Question(query, callback=run, params=[*options.values(), *shared])


def _ask(query: Query, values: Mapping[str, Sequence[str]], options: AskOptions) -> None:
    runner = current_project().runner
    if options.only_show:
        note_without_effect(_FOR_ANSWERS, "the query is printed, and not asked")
        click.echo(runner.with_declarations(query, runner.bind(query, values)))
        return
    if (endpoint := current_project().endpoint) is not None:
        endpoint.seconds = options.timeout
    with time_limit(options.timeout, remove_drafts) as clock:
        answer = clock.call(lambda: runner.run(query, values, allow_service=options.allow_service))
        AnswerWriter(query, values, options, clock).write(answer)


@click.group("query", cls=_Questions)
@endpoint_option
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
