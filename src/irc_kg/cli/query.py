"""``irc-kg query``: every question with a name is a command, with its parameters as options."""

from __future__ import annotations

import signal
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from irc_kg.cli.options import (
    format_parameter,
    ids_parameter,
    knowledge,
    output_parameter,
    root_option,
    root_parameter,
)
from irc_kg.cli.output import GRAPH_FORMATS, write_answer
from irc_kg.cli.parameters import options_of, values_given
from irc_kg.queries import Query, query_of_file, query_of_text
from irc_kg.tables import WRITERS

_EXPRESSION = ("-e", "--expression")
_NAME_OF_EXPRESSION = "the query of -e"


def _shared_options() -> list[click.Option]:
    return [
        format_parameter([*WRITERS, *GRAPH_FORMATS]),
        output_parameter(),
        ids_parameter(),
        root_parameter(),
    ]


class _Questions(click.Group):
    """The queries of the project as commands; a file, ``-`` or ``-e TEXT`` may stand in place of a name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the question first, so that the options of every query may also stand before it."""
        rest, question = _split(args)
        return super().parse_args(ctx, rest if question is None else [question, *rest])

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return [query.name for query in knowledge().queries]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        return _command(_find(cmd_name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Queries"):
            formatter.write_dl([(query.name, query.header.summary) for query in knowledge().queries])


def _split(args: list[str]) -> tuple[list[str], str | None]:
    """The arguments without the question, and its name."""
    taking_values = {name for option in _shared_options() if not option.is_flag for name in option.opts}
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
    prefixes = knowledge().store.prefixes.by_name
    if name == _NAME_OF_EXPRESSION:
        return query_of_text(click.get_current_context().meta[name], name, prefixes)
    if name == "-":
        return query_of_text(sys.stdin.read(), "standard input", prefixes)
    path = Path(name)
    if path.suffix == ".rq" or path.is_file():
        return query_of_file(path, prefixes=prefixes)
    return knowledge().find_query(name)


def _command(query: Query) -> click.Command:
    header = query.header
    shared = _shared_options()
    options = options_of(query, knowledge(), taken={name for option in shared for name in option.opts})

    def run(format_name: str | None, output: Path | None, ids: bool, **given: tuple[str, ...]) -> None:
        store = knowledge().store
        with _stoppable():
            answer = store.run(query, values_given(options, given))
            write_answer(answer, store, format_name, output, ids=ids)

    return click.Command(
        query.name,
        callback=run,
        params=[*options.values(), *shared],
        help="\n\n".join(filter(None, [header.summary, header.description])),
        short_help=header.summary,
    )


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let Ctrl-C end a long query: the engine does not come back to Python before it has an answer."""
    before: Any = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@click.group(cls=_Questions, invoke_without_command=True, no_args_is_help=False)
@root_option
@click.pass_context
def command(ctx: click.Context) -> None:
    """Run a question with a name, a SPARQL file, standard input (-) or a text (-e TEXT).

    Without any, the questions are listed by tag. `irc-kg query NAME --help` tells what one asks for.
    """
    if ctx.invoked_subcommand is None:
        _list()


def _list() -> None:
    by_tag: dict[str, list[Query]] = defaultdict(list)
    for query in knowledge().queries:
        by_tag[query.header.tags[0] if query.header.tags else "other"].append(query)
    width = max((len(query.name) for queries in by_tag.values() for query in queries), default=0)
    for tag in sorted(by_tag):
        click.echo(f"{tag}")
        for query in by_tag[tag]:
            click.echo(f"  {query.name:<{width}}  {query.header.summary}")
        click.echo()
    click.echo("irc-kg query NAME --help tells more of each.", err=True)
