"""``irc-kg view`` and ``connect``: pictures of a part of the graph, and the ways between two things."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click
import pyoxigraph as ox
from click.core import ParameterSource

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
    AS_OF_OPTION,
    ONE_VALUE,
    Function,
    OneValueCommand,
    WholeNumber,
    as_of_parameter,
    complete_thing,
    current_project,
    endpoint_option,
    endpoint_parameter,
    format_parameter,
    ids_parameter,
    is_typed,
    note_without_effect,
    output_parameter,
    root_option,
    root_parameter,
    thing_argument,
    with_options,
)
from irc_kg.cli.output import Destination, note_form, write_result, write_table
from irc_kg.errors import count
from irc_kg.project import Project
from irc_kg.provenance import Locations, places_of
from irc_kg.provenance.ways import Way, sentence_of
from irc_kg.queries import Query, query_of_file
from irc_kg.queries.formats import TABLES, Content, UnknownEndingError
from irc_kg.queries.presentation import DOCUMENTS, describe_cells
from irc_kg.queries.tables import About, Cell, Table
from irc_kg.store.datatypes import PartialDate
from irc_kg.store.project_files import is_query
from irc_kg.views import PICTURES, View

_MOST_HOPS = 6
_PAGES = ("html", "pyvis")  # what a browser opens
_BETWEEN = {"and", "to", "with"}  # the names of two things
_AS_OF = (
    "Draw what there was on this day, such as 2020-01-01: what had ended is hollow, what began later is left "
    "out unless it was announced. The day up to which the graph is kept if none is given."
)


def _refuse_unknown_ending(context: click.Context, _parameter: click.Parameter, output: Path) -> Path:
    """Before anything is asked, which may take long; not while a shell completes what is typed.

    A form that is named gives the usual name its ending.
    """
    if not context.resilient_parsing:
        form = context.params.get("format_name")
        if context.get_parameter_source("output") is ParameterSource.DEFAULT:
            output = output.with_suffix(next(iter(PICTURES.choose(form, None).endings), output.suffix))
        PICTURES.choose(form, output)
        # It may also stand before the name of the picture.
        places = [each for each in (context.parent, context) if each is not None]
        if all(each.get_parameter_source("output") is ParameterSource.COMMANDLINE for each in places):
            context.fail(f"--output {ONE_VALUE}")
    return output


def _output_parameters(name: str, *, has_day: bool = False) -> list[click.Option]:
    """The options of every picture; ``has_day``: the day is a parameter of its query."""
    return [
        click.Option(
            ["--output", "-o"],
            type=click.Path(path_type=Path, dir_okay=False),
            default=Path(f"{name}.html"),
            show_default=True,
            callback=_refuse_unknown_ending,
            help=(
                "The file to write: a page (.html), a drawing (.svg) or an image (.png) for documents "
                "and slides, a small diagram for Markdown (.mmd), or a graph for other tools (.graphml, "
                ".gexf, .cyjs)."
            ),
        ),
        click.Option(
            ["--format", "-f", "format_name"],
            type=click.Choice(PICTURES.names, case_sensitive=False),
            is_eager=True,  # before the name of the file, whose ending it may give
            help="The form of the picture, where its file does not tell.",
        ),
        *([] if has_day else [as_of_parameter(_AS_OF)]),
        click.Option(["--open", "open_it"], is_flag=True, help="Open the page when it is written."),
        endpoint_parameter(),
        root_parameter(),
    ]


class _Views(NamedCommands):
    """The CONSTRUCT queries under queries/views/ as commands; any file with a CONSTRUCT query is one too."""

    flags = flags_among(_output_parameters("view"))

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *(query.name for query in current_project().views)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name) or _command(_find_view(cmd_name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        own = [(name, found.get_short_help_str()) for name, found in sorted(self.commands.items())]
        with formatter.section("Views"):
            formatter.write_dl(
                [*own, *((query.name, summary_of(query)) for query in current_project().views)]
            )
        del ctx


def _find_view(name: str) -> Query:
    path = Path(name)
    if is_query(path) or os.path.isfile(path):  # noqa: PTH113  (is_file() may raise)
        return query_of_file(path, prefixes=current_project().store.prefixes.by_name)
    with offer_thing(name, "view around"):
        return current_project().find_query(name, "views")


def _command(query: Query) -> click.Command:
    has_day = query.day_parameter is not None
    taken = {"--output", "--format", "--open", "--endpoint", "--root", "--help"}
    if not has_day:
        taken.add(AS_OF_OPTION)
    options = parameter_options(query, taken)

    def run(
        output: Path,
        format_name: str | None,
        open_it: bool,
        as_of: PartialDate | None = None,
        **given: tuple[str, ...],
    ) -> None:
        view = current_project().view_of(query, parameter_values(options, given), as_of)
        _write(view, Destination(format_name, output), open_it=open_it)

    return NamedCommand(
        query.name,
        callback=run,
        params=[*options.values(), *_output_parameters(Path(query.name).name, has_day=has_day)],
        help="\n\n".join(filter(None, [summary_of(query), query.header.description])),
        short_help=summary_of(query),
    )


def _write(view: View, to: Destination, *, open_it: bool) -> None:
    output = to.path or Path()
    _announce_folder(output.parent)
    view.write(output, to.format_name)
    note_form(to, PICTURES)
    click.echo(output)
    things, relations = len(view.picture.things), len(view.picture.relations)
    counted = f"{count(things, 'thing')} and {count(relations, 'relation')}"
    is_page = to.choose(PICTURES).name in _PAGES
    click.echo(f"{counted}; open the file in a browser." if is_page else f"{counted}.", err=True)
    if view.picture.left_out:
        click.echo(f"Note: {view.picture.left_out}", err=True)
    if open_it:
        import webbrowser

        webbrowser.open(output.resolve().as_uri())


def _with_as_of(function: Function) -> Function:
    return with_options(function, as_of_parameter(_AS_OF))


def _announce_folder(folder: Path) -> None:
    """Say that a folder is made, which may be one that nobody meant."""
    if not folder.exists():
        click.echo(f"Making the folder {folder}.", err=True)


@click.group("view", cls=_Views)
@click.option(
    "--all", "write_all", is_flag=True, help="Write every view, and an index page, into the folder of -o."
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("views"),
    show_default=True,
    metavar="DIRECTORY",
    help="The folder for --all.",
)
@_with_as_of
@endpoint_option
@root_option
@click.pass_context
def view_command(ctx: click.Context, write_all: bool, output: Path, as_of: PartialDate | None) -> None:
    """Write a picture of a part of the graph: one HTML file that opens without a network."""
    if ctx.invoked_subcommand is not None:
        note_without_effect(["write_all"], "one view is named")
        # What stands before the name of the view is meant for it.
        before = {"output": output, "as_of": as_of and str(as_of)}
        ctx.default_map = {
            ctx.invoked_subcommand: {name: value for name, value in before.items() if is_typed(name)}
        }
    elif write_all:
        _write_all(output, as_of)
    elif is_typed("output") or is_typed("as_of"):
        ctx.fail("Say which view is meant: `irc-kg view` lists them, and --all writes every one.")
    else:
        click.echo(ctx.get_help())


def _write_all(folder: Path, as_of: PartialDate | None) -> None:
    from irc_kg.views.gallery import INDEX, GalleryEntry, file_names, write_index, write_pages

    if folder.exists() and not folder.is_dir():
        raise click.UsageError(f"{folder} is a file, and --all writes a folder: name another with -o.")
    opened = current_project()
    views = list(opened.all_views())
    files = file_names([name for name, _, _ in views])
    entries = []
    for name, query, values in views:
        group = next(iter(query.header.tags), "")
        entries.append(GalleryEntry(files[name], opened.view_of(query, values, as_of).picture, group))
    _announce_folder(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for number, entry in enumerate(write_pages(entries, folder), 1):
        click.echo(f"{number} of {len(entries)}: {entry.question}", err=True)
    write_index(entries, folder, "Pictures of the graph")
    for name, file in files.items():
        if file != f"{name.replace('/', '-')}.html":
            click.echo(f"The view {name} is {file}: another page has the name.", err=True)
    click.echo(folder / INDEX)


@view_command.command("around")
@thing_argument(required=True)
@click.option(
    "--hops",
    type=WholeNumber(1, _MOST_HOPS),
    default=1,
    show_default=True,
    help="How many steps away.",
)
def around(
    thing: tuple[str, ...],
    hops: int,
    output: Path,
    format_name: str | None,
    as_of: PartialDate | None,
    open_it: bool,
) -> None:
    """What lies around THING, as many steps away as --hops says."""
    view = current_project().view_around(" ".join(thing), hops, as_of)
    _write(view, Destination(format_name, output), open_it=open_it)


around.params += _output_parameters("around")


# The ways between two things


_FOR_PEOPLE = ("way", "says", "source")
_FOR_MACHINES = ("way", "step", "says", "subject", "predicate", "object", "source", "file", "line")
_READ_BY_PEOPLE = {"table", "markdown", "xlsx"}


def _connect_options(function: Function) -> Function:
    forms = [*TABLES.names, *PICTURES.names]
    return with_options(
        function, format_parameter(forms), output_parameter(), ids_parameter(), root_parameter()
    )


# complexity: ways are a table or a picture, and what is to be said of them stands in one or beside it
@click.command("connect", cls=OneValueCommand)
@click.argument("things", metavar="THING THING", nargs=-1, shell_complete=complete_thing)
@click.option(
    "--ways",
    type=WholeNumber(1),
    default=3,
    show_default=True,
    help="How many ways at most.",
)
@_connect_options
def connect_command(
    things: tuple[str, ...], ways: int, format_name: str | None, output: Path | None, ids: bool
) -> None:
    """Tell how two things are connected: the ways between them, each step with the sources that state it.

    The ways that say most come first: those of few steps, past what little else is connected with. None goes
    by way of a nation, a kind or whatever else much is connected with, unless there is no other; then that is
    said. A file that ends in .html is a picture of the ways.
    """
    opened = current_project()
    to = Destination(format_name, output)
    _refuse_other_forms(to)
    one, other = _two_names(opened, things)
    found = opened.connect(one, other, ways)
    remark = _remark(found)
    if to.is_for(TABLES):
        about = About(f"{opened.question_of_ways(one, other)} {remark}".strip())
        _write_ways(opened, found, to, about, ids=ids)
    else:
        note_without_effect(["ids"], "a picture shows names")
        write_result(opened.view_of_ways(found, one, other).picture, PICTURES, to)
        if output:
            click.echo(f"Wrote {output}.", err=True)
    if not found:
        ends = " and ".join(opened.store.display_label(opened.iri(name)) for name in (one, other))
        click.echo(f"Note: Nothing that the sources state connects {ends}.", err=True)
    elif remark and not _has_heading(to):
        click.echo(f"Note: {remark}", err=True)


def _remark(ways: Sequence[Way]) -> str:
    """What is to be said of the ways besides their steps; mostly nothing."""
    if not ways:
        return "Nothing that the sources state connects them."
    return " ".join(way.caveat for way in ways if way.caveat)


def _has_heading(to: Destination) -> bool:
    """Whether what is said of the ways stands above them."""
    return to.is_for(TABLES) and to.choose(TABLES).name in DOCUMENTS


def _two_names(opened: Project, words: tuple[str, ...]) -> tuple[str, str]:
    """The names of two things: of words without quotes, those parted so that both parts are known."""
    parted = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    between = [at for at, word in enumerate(words) if word.lower() in _BETWEEN]
    parted += [(" ".join(words[:at]), " ".join(words[at + 1 :])) for at in between]
    if len(parted) > 1:
        find = opened.store.names.find
        parted = [(one, other) for one, other in parted if find(one) and find(other)]
    if len(parted) != 1:
        raise click.UsageError(
            'Say which two things, each in quotation marks: irc-kg connect "ONE THING" "THE OTHER".'
        )
    return parted[0]


def _refuse_other_forms(to: Destination) -> None:
    """Before anything is looked for; an ending that is that of no form is told those of all."""
    if to.is_for(TABLES):
        to.choose(TABLES)
    elif to.is_for(PICTURES) or to.path is None:
        to.choose(PICTURES)
    else:
        raise UnknownEndingError(to.path, Content.WAYS, [*TABLES.endings, *PICTURES.endings])


def _write_ways(opened: Project, ways: Sequence[Way], to: Destination, about: About, *, ids: bool) -> None:
    """The steps of the ways as rows; for machines one for each file that states a step."""
    if not ways and to.is_read_by_people:
        return
    for_people = to.choose(TABLES).name in _READ_BY_PEOPLE
    if for_people:
        locations = opened.locations if ids else None
        rows = _rows_for_people(ways, describe_cells(opened.store, ids=ids), locations)
    else:
        rows = _rows_for_machines(opened, ways)
    table = Table(_FOR_PEOPLE if for_people else _FOR_MACHINES, list(rows), about=about)
    write_table(table, to, opened.store, ids=ids)


def _rows_for_people(
    ways: Sequence[Way], describe: Callable[[Cell], str], locations: Locations | None
) -> Iterator[tuple[Cell, ...]]:
    for number, way in enumerate(ways, 1):
        for step in way.steps:
            says = sentence_of(step.triple, lambda iri: describe(ox.NamedNode(iri)))
            source = "; ".join(places_of(step.statements, locations))
            yield ox.Literal(number), ox.Literal(says), ox.Literal(source)


def _rows_for_machines(opened: Project, ways: Sequence[Way]) -> Iterator[tuple[Cell, ...]]:
    for number, way in enumerate(ways, 1):
        for place, step in enumerate(way.steps, 1):
            for statement in step.statements:
                path, line, _column = opened.locate(statement)
                yield (
                    *(ox.Literal(number), ox.Literal(place), ox.Literal(step.sentence)),
                    *(statement.subject, statement.predicate, statement.object),
                    *(ox.Literal(str(statement.citation)), ox.Literal(opened.files.display_path(path))),
                    ox.Literal(line) if line else None,
                )
