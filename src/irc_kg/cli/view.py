"""``irc-kg view``: pictures of a part of the graph, as pages that open without a network."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click
import pyoxigraph as ox

from irc_kg.cli.options import ProjectGroup, complete_thing, knowledge, root_option, root_parameter
from irc_kg.cli.parameters import options_of, values_given
from irc_kg.errors import IrcKgError
from irc_kg.queries import Query, query_of_file
from irc_kg.views.composition import Caption, compose

_MOST_HOPS = 6


class NoPictureError(IrcKgError):
    """A query whose answer cannot be drawn."""

    def __init__(self, query: Query) -> None:
        super().__init__(
            f"{query.place} is a {query.form or 'faulty'} query: a picture draws the triples of a CONSTRUCT."
        )


def _output_parameters(name: str) -> list[click.Option]:
    return [
        click.Option(
            ["--output", "-o"],
            type=click.Path(path_type=Path, dir_okay=False),
            default=Path(f"{name}.html"),
            show_default=True,
            help="The file to write: a page (.html).",
        ),
        click.Option(["--open", "open_it"], is_flag=True, help="Open the page when it is written."),
        root_parameter(),
    ]


class _Views(ProjectGroup):
    """The CONSTRUCT queries under queries/views/ as commands; any file with a CONSTRUCT query is one too."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *(query.name for query in knowledge().views)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name) or _command(_find(cmd_name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        own = [(name, found.get_short_help_str()) for name, found in sorted(self.commands.items())]
        with formatter.section("Views"):
            formatter.write_dl([*own, *((query.name, query.header.summary) for query in knowledge().views)])
        del ctx


def _find(name: str) -> Query:
    path = Path(name)
    if path.suffix == ".rq" or path.is_file():
        return query_of_file(path, prefixes=knowledge().store.prefixes.by_name)
    return knowledge().find_query(name, "views")


def _command(query: Query) -> click.Command:
    options = options_of(query, knowledge(), taken={"--output", "--open", "--root"})

    def run(output: Path, open_it: bool, **given: tuple[str, ...]) -> None:
        opened = knowledge()
        values = values_given(options, given)
        answer = opened.store.run(query, values)
        if not isinstance(answer, ox.QueryTriples):
            raise NoPictureError(query)
        caption = Caption(
            question=opened.store.filled(query, query.header.summary or query.name, values),
            summary=opened.store.filled(query, query.header.description, values),
            query=opened.store.bound(query, values),
        )
        _write(answer, caption, output, open_it)

    return click.Command(
        query.name,
        callback=run,
        params=[*options.values(), *_output_parameters(Path(query.name).name)],
        help="\n\n".join(filter(None, [query.header.summary, query.header.description])),
        short_help=query.header.summary,
    )


def _write(
    triples: ox.QueryTriples | list[ox.Triple],
    caption: Caption,
    output: Path,
    open_it: bool,
    start: tuple[str, ...] = (),
) -> None:
    from irc_kg.views.page import write

    picture = compose(knowledge().evidence, triples, caption, start)
    output.parent.mkdir(parents=True, exist_ok=True)
    write(picture, output)
    click.echo(output)
    click.echo(
        f"{len(picture.things)} things and {len(picture.relations)} relations; open the file in a browser.",
        err=True,
    )
    if open_it:
        webbrowser.open(output.resolve().as_uri())


@click.group(cls=_Views, invoke_without_command=True, no_args_is_help=True)
@root_option
def command() -> None:
    """Write a picture of a part of the graph: one HTML file that opens without a network."""


@command.command()
@click.argument("thing", shell_complete=complete_thing)
@click.option(
    "--hops", type=click.IntRange(1, _MOST_HOPS), default=1, show_default=True, help="How many steps away."
)
def around(thing: str, hops: int, output: Path, open_it: bool) -> None:
    """What lies around THING, as many steps away as --hops says."""
    from irc_kg.analysis import neighbourhood

    opened = knowledge()
    iri = opened.iri(thing)
    steps = "one step" if hops == 1 else f"{hops} steps"
    caption = Caption(
        question=f"What lies around {opened.store.label(iri)}?",
        summary=f"What the graph says of {opened.store.label(iri)} and of things at most {steps} away",
    )
    _write(neighbourhood(opened.store, iri, hops), caption, output, open_it, start=(iri,))


around.params += _output_parameters("around")
