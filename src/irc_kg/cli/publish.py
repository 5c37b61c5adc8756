"""``irc-kg cite``, ``brief`` and ``dump``: what goes into documents of other people, and other programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from irc_kg.cli.named import ParameterCommand, parameter_options, parameter_values
from irc_kg.cli.options import (
    OneValueCommand,
    complete_among,
    complete_thing,
    current_project,
    endpoint_parameter,
    format_parameter,
    note_without_effect,
    output_parameter,
    root_parameter,
)
from irc_kg.cli.output import Destination, report_count, write_result
from irc_kg.errors import IrcKgError
from irc_kg.files import write_text
from irc_kg.publishing import Library, Reference
from irc_kg.publishing.descriptions import DumpFile, Examples
from irc_kg.publishing.documents import BRIEFS
from irc_kg.publishing.dumps import CONTEXTS, DUMPS, content_of
from irc_kg.publishing.styles import REFERENCES
from irc_kg.publishing.workbooks import WORKBOOKS, Answers
from irc_kg.queries import Query, name_of_query
from irc_kg.queries.formats import GRAPHS

_WHERE_NAMED = "`irc-kg find TEXT` looks for things by name, and `irc-kg query` lists the questions."
_QUERY = "irc_kg.publish.query"
_OPTIONS = "irc_kg.publish.options"


def _query_parameter() -> click.Option:
    return click.Option(
        ["--query", "query_name"],
        metavar="NAME",
        shell_complete=_complete_query,
        help="Of the answer to this question; its parameters are options too: --query NAME --help.",
    )


def _complete_query(
    ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[click.shell_completion.CompletionItem]:
    with ctx.scope(cleanup=False):
        return complete_among((query.name for query in current_project().queries), incomplete)


class _AboutThings(ParameterCommand):
    """A command about things, and about the answer to a question, whose parameters are options of it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Look which question is named, because its options are to be known before all is parsed."""
        try:
            args = self._with_query_option(ctx, args)
            name = self._look_ahead(ctx, args)["query_name"]
            if name:
                query = current_project().find_query(name)
                own = {option for parameter in self.params for option in parameter.opts}
                ctx.meta[_QUERY] = query
                ctx.meta[_OPTIONS] = parameter_options(query, own | {"-h", "--help"})
        except IrcKgError:
            if not ctx.resilient_parsing:  # a shell asks what may stand next: nothing is known
                raise
        return super().parse_args(ctx, args)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The options of the question, before those that are always there."""
        return [*ctx.meta.get(_OPTIONS, {}).values(), *super().get_params(ctx)]

    def _look_ahead(self, ctx: click.Context, args: Sequence[str]) -> dict[str, Any]:
        """The arguments as far as they can be known without the options of a question."""
        reader = click.Command(
            None,
            params=self.params,
            add_help_option=False,
            context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
        )
        return reader.make_context(None, list(args), parent=ctx, resilient_parsing=True).params

    def _with_query_option(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments with ``--query`` before the name of a question that stands where things do.

        A thing of the same name is meant first.
        """
        known = self._look_ahead(ctx, args)
        if known["query_name"] or not known["things"]:
            return args
        for word in known["things"]:
            at = _place_of_word(args, word)
            if at is not None and _is_question(word):
                return [*args[:at], "--query", *args[at:]]
        return args


def _place_of_word(args: Sequence[str], word: str) -> int | None:
    """Where a word stands that is no value of the option before it."""
    places = (at for at, argument in enumerate(args) if argument == word)
    return next((at for at in places if at == 0 or not args[at - 1].startswith("-")), None)


def _is_question(word: str) -> bool:
    opened = current_project()
    names = {query.name for query in opened.queries}
    return name_of_query(word) in names and not opened.store.names.find(word)


def _question(given: Mapping[str, Any]) -> tuple[Query | None, dict[str, tuple[str, ...]]]:
    """The question that is named, and the values of its parameters."""
    meta = click.get_current_context().meta
    return meta.get(_QUERY), parameter_values(meta.get(_OPTIONS, {}), given)


@click.command("cite", cls=_AboutThings)
@click.argument("things", metavar="[THING]...", nargs=-1, shell_complete=complete_thing)
@click.option("--all", "cite_all", is_flag=True, help="Of every source and every entry of their lists.")
def cite_command(
    things: tuple[str, ...],
    cite_all: bool,
    query_name: str | None,
    format_name: str | None,
    output: Path | None,
    **given: Any,  # noqa: ANN401  (as click gives them)
) -> None:
    """Write references of sources, for a document or for a manager of references such as Zotero.

    A THING that is a source, or an entry of a list of references, is given itself; of any other THING, the
    entries that stand for it and the sources that speak of it. With --query, the sources that the answer
    cites. A reference holds what the graph states of a source, and no more.
    """
    if not (things or query_name or cite_all):
        raise click.UsageError(f"Say of which THING, of which --query, or --all. {_WHERE_NAMED}")
    to = Destination(format_name, output)
    to.choose(REFERENCES)  # what cannot be written need not be looked up
    opened = current_project()
    query, values = _question(given)
    references: Sequence[Reference] = opened.cite(*things, query=query, values=values)
    if cite_all:
        references = (*references, *Library(opened.store).all())
    write_result(references, REFERENCES, to)
    report_count(to, len(references), "reference")


cite_command.params += [
    _query_parameter(),
    format_parameter(REFERENCES.names),
    output_parameter(),
    endpoint_parameter(),
    root_parameter(),
]


@click.command("brief", cls=_AboutThings)
@click.argument("things", metavar="[THING]...", nargs=-1, shell_complete=complete_thing)
def brief_command(
    things: tuple[str, ...],
    query_name: str | None,
    format_name: str | None,
    output: Path | None,
    **given: Any,  # noqa: ANN401  (as click gives them)
) -> None:
    """Write a brief for a business case: what is stated on THING, or what a question gives.

    By nation and kind, in our words, with what has happened since, numbered citations, the references, and
    what is not stated. In Word (-o FILE.docx) the citations are fields that Zotero can take over. The name of
    a question may stand in the place of THING.
    """
    if not (things or query_name):
        raise click.UsageError(f"Say on which THING, or which --query. {_WHERE_NAMED}")
    to = Destination(format_name, output)
    to.choose(BRIEFS)  # what cannot be written need not be looked up
    query, values = _question(given)
    brief = current_project().brief(*things, query=query, values=values)
    write_result(brief, BRIEFS, to)
    if to.path is not None:
        count = len(brief.references)
        click.echo(f"Wrote {to.path} ({count} reference{'' if count == 1 else 's'}).", err=True)


brief_command.params += [
    _query_parameter(),
    format_parameter(BRIEFS.names),
    output_parameter(),
    root_parameter(),
]


# The whole graph, for other programs

_GRAPH, _CONTEXT, _DESCRIPTION, _EXAMPLES, _ANSWERS = "graph", "context", "description", "examples", "answers"
_WHAT = [_GRAPH, _CONTEXT, _DESCRIPTION, _EXAMPLES, _ANSWERS]
_OF_DUMPS = list(dict.fromkeys([*DUMPS.names, *GRAPHS.names, *WORKBOOKS.names]))


class NoAddressError(IrcKgError):
    """An address under which no file could be found."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} is no address of files: it is to begin with https:// and end with /.")


def _check_address(_ctx: click.Context, _parameter: click.Parameter, value: str) -> str:
    if value and not (value.startswith(("https://", "http://")) and value.endswith("/")):
        raise NoAddressError(value)
    return value


@click.command("dump", cls=OneValueCommand)
@click.argument(
    "what", type=click.Choice([_GRAPH, _CONTEXT, _DESCRIPTION, _EXAMPLES, _ANSWERS]), default=_GRAPH
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write all of it into this folder: the graph in each form, and what describes it.",
)
@click.option(
    "--address",
    default="",
    metavar="URL",
    callback=_check_address,
    help="Where the files will be found, for the description.",
)
@click.option(
    "--endpoint", default="", metavar="URL", help="Where the graph can be asked, for the description."
)
def dump_command(
    what: str,
    into: Path | None,
    address: str,
    endpoint: str,
    format_name: str | None,
    output: Path | None,
) -> None:
    """Write the whole graph for other programs, or WHAT describes it.

    graph: each file under graph/ and ontology/ as a named graph, as TriG, N-Quads or JSON-LD. context: the
    words of JSON-LD alone. description: what the data is, how much of what, from which sources and under
    which licences, in VoID and DCAT. examples: the questions as SPARQL, with values. answers: those to all
    questions as one workbook (-o FILE.xlsx), a sheet for each.
    """
    opened = current_project()
    if into is not None:
        note_without_effect(
            ["what", "format_name", "output"], "--into writes all of it, each in its own form"
        )
        _write_all(into, address, endpoint)
        return
    to = Destination(format_name, output)
    if what == _GRAPH:
        to.choose(DUMPS)  # what cannot be written need not be read
        dump = opened.dump()
        write_result(dump, DUMPS, to)
        report_count(to, dump.size, "statement")
    elif what == _CONTEXT:
        write_result(opened.dump().context, CONTEXTS, to)
    elif what == _ANSWERS:
        _write_answers(to)
    else:
        to.choose(GRAPHS)
        is_examples = what == _EXAMPLES
        description = opened.describe(address=address, endpoint=endpoint)
        made = _examples(address, endpoint) if is_examples else description
        write_result(made.graph, GRAPHS, to)
        report_count(to, len(made.graph.triples), "triple")


def _write_answers(to: Destination) -> None:
    """Write the answers to all questions; those that have none are told, with the reason."""
    to.choose(WORKBOOKS)
    if to.path is None:
        raise click.UsageError("The answers are a workbook: say in which file, -o answers.xlsx.")
    answers: Answers = []
    for query, answer in current_project().all_answers():
        if isinstance(answer, IrcKgError):
            click.echo(f"Note: {query.name} is left out. {answer}", err=True)
        else:
            answers.append((query.name, answer))
    write_result(answers, WORKBOOKS, to)
    report_count(to, len(answers), "answer")


def _examples(address: str, endpoint: str) -> Examples:
    """The questions and views as examples; those of which none can be made are told."""
    examples = current_project().examples(address=address, endpoint=endpoint)
    _ = examples.graph
    if examples.left_out:
        click.echo(f"Note: no value is known to ask these with: {', '.join(examples.left_out)}.", err=True)
    return examples


def _write_all(folder: Path, address: str, endpoint: str) -> None:
    """Write each form of the graph, and what describes it, into a folder."""
    opened = current_project()
    folder.mkdir(parents=True, exist_ok=True)
    dump = opened.dump()
    files = [DumpFile(f"graph{form.endings[0]}", form.name, content_of(dump, form)) for form in DUMPS.formats]
    for file in files:
        write_text(folder / file.name, file.content.decode())
    described = opened.describe(files, dump=dump, address=address, endpoint=endpoint).graph
    write_result(dump.context, CONTEXTS, Destination(None, folder / "context.jsonld"))
    write_result(described, GRAPHS, Destination(None, folder / "description.ttl"))
    write_result(_examples(address, endpoint).graph, GRAPHS, Destination(None, folder / "examples.ttl"))
    click.echo(f"Wrote the graph ({dump.size} statements) and what describes it into {folder}.", err=True)


dump_command.params += [format_parameter(_OF_DUMPS), output_parameter(), root_parameter()]
