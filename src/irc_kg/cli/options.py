"""Options that several commands share."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from irc_kg.errors import did_you_mean
from irc_kg.project import Project, open_project
from irc_kg.queries.formats import TABLES
from irc_kg.store.datatypes import PartialDate
from irc_kg.store.endpoint import ENDPOINT_VARIABLE
from irc_kg.store.names import close_names, fold

if TYPE_CHECKING:
    from irc_kg.provenance.sources import Texts
    from irc_kg.store import Store
    from irc_kg.store.loading import ToldProgress

Function = TypeVar("Function", bound=Callable[..., Any])
SOURCES_VARIABLE = "IRC_KG_SOURCES"
AS_OF_OPTION = "--as-of"
ONE_VALUE = "takes one value: leave all but one out."
_PATIENCE = 1.0  # seconds, before a bar shows how far something is
_WIDTH_OF_BAR = 40


class WholeNumber(click.IntRange):
    """A whole number, called so in what is said of anything else."""

    name = "whole number"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:  # noqa: ARG002
        return "NUMBER"


class Seconds(click.types.FloatParamType):
    """A number of seconds, called a number in what is said of anything else."""

    name = "number"


# Commands


class OneValueCommand(click.Command):
    """A command that refuses several values of an option that takes one, of which the last would count."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            typed = [] if ctx.resilient_parsing else self.make_parser(ctx).parse_args([*args])[2]
        except click.NoSuchOption as error:
            meant = map(repr, _options_like(error.option_name, self.get_params(ctx)))
            message = f"No such option {error.option_name!r}.{did_you_mean([*meant])}"
            raise click.NoSuchOption(error.option_name, message, ctx=ctx) from None
        except click.UsageError as error:
            error.ctx = ctx  # which tells where help is
            raise
        for option in typed:
            if not isinstance(option, click.Option) or option.multiple or option.is_flag:
                continue
            if typed.count(option) > 1:
                ctx.fail(f"{option.opts[0]} {ONE_VALUE}")
        return super().parse_args(ctx, args)


def _options_like(typed: str, parameters: Iterable[click.Parameter]) -> list[str]:
    """What may be meant by an option that there is not: one in other letters, a form, or one spelt alike."""
    options = [option for option in parameters if isinstance(option, click.Option)]
    names = [name for option in options for name in option.opts]
    if typed.lower() in names:
        return [typed.lower()]
    for option in options:
        if option.name == "format_name" and typed.lower().lstrip("-") in getattr(option.type, "choices", ()):
            return [f"{option.opts[0]} {typed.lower().lstrip('-')}"]
    return close_names(typed, names)[:1]


# The project


def _keep_root(ctx: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.find_root().meta["irc_kg.root"] = value


def root_parameter() -> click.Option:
    """Where the project is: may stand before or behind the name of a command."""
    return click.Option(
        ["--root"],
        type=click.Path(path_type=Path),
        expose_value=False,
        is_eager=True,
        callback=_keep_root,
        help="The folder that holds graph/, ontology/ and queries/; else IRC_KG_ROOT, else the nearest "
        "upwards, else the copy in the package.",
    )


def root_option(function: Function) -> Function:
    return with_options(function, root_parameter())


def _keep_endpoint(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.find_root().meta["irc_kg.endpoint_typed"] = value


def endpoint_parameter() -> click.Option:
    """The server that is asked in the place of the files; it is looked for before anything else is read."""
    return click.Option(
        ["--endpoint"],
        metavar="URL",
        expose_value=False,
        is_eager=True,
        callback=_keep_endpoint,
        help=f"Ask this SPARQL endpoint instead of the files; else {ENDPOINT_VARIABLE}, if it is set.",
    )


def endpoint_option(function: Function) -> Function:
    return with_options(function, endpoint_parameter())


def use_endpoint(ctx: click.Context) -> None:
    """Have the command ask the server that is named on its line or in the environment, if one is."""
    meta = ctx.find_root().meta
    url = meta.get("irc_kg.endpoint_typed") or os.environ.get(ENDPOINT_VARIABLE)
    if url:
        from irc_kg.store.endpoint import Endpoint

        meta["irc_kg.endpoint"] = Endpoint(url)


def current_root() -> Path | None:
    """The folder that --root names."""
    root: Path | None = click.get_current_context().find_root().meta.get("irc_kg.root")
    return root


def progress_on_terminal() -> ToldProgress | None:
    """What tells how far the making of an index is, once it has taken a second; None where nobody sees it."""
    if not sys.stderr.isatty():
        return None
    begin = time.monotonic()

    def tell(done: int, total: int) -> None:
        if time.monotonic() - begin >= _PATIENCE:
            filled = _WIDTH_OF_BAR * done // max(1, total)
            end = "\n" if done >= total else ""
            bar = "#" * filled + "." * (_WIDTH_OF_BAR - filled)
            click.echo(f"\rReading the files into the index [{bar}]{end}", nl=False, err=True)

    return tell


def current_project() -> Project:
    """The project that the command is about, opened once."""
    meta = click.get_current_context().find_root().meta
    if "irc_kg.project" not in meta:
        meta["irc_kg.project"] = open_project(
            meta.get("irc_kg.root"),
            progress_on_terminal(),
            meta.get("irc_kg.endpoint"),
            asks_little=meta.get("irc_kg.asks_little", False),
        )
    opened: Project = meta["irc_kg.project"]
    return opened


# Things by their names


def complete_thing(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Things whose name begins as the word does that is being typed."""
    with ctx.scope(cleanup=False):
        names = current_project().store.names.beginning(incomplete)
    return [CompletionItem(name) for name in names]


def thing_argument(*, required: bool) -> Callable[[Function], Function]:
    """A thing by its name, whose words need no quotes around them."""
    return click.argument(
        "thing",
        nargs=-1,
        required=required,
        metavar="THING" if required else "[THING]",
        shell_complete=complete_thing,
    )


def complete_among(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    """Those of some names that begin as the word does that is being typed."""
    wanted = fold(incomplete)
    return [CompletionItem(name) for name in names if fold(name).startswith(wanted)]


# The form of an answer


def format_parameter(choices: list[str]) -> click.Option:
    return click.Option(
        ["--format", "-f", "format_name"],
        type=click.Choice(choices, case_sensitive=False),
        help="The form of the answer.",
    )


def output_parameter() -> click.Option:
    return click.Option(
        ["--output", "-o"],
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write to this file; its ending tells the form.",
    )


def sources_parameter() -> click.Option:
    """Where the texts of the sources are."""
    return click.Option(
        ["--sources", "texts"],
        type=click.Path(path_type=Path),
        envvar=SOURCES_VARIABLE,
        show_envvar=True,
        metavar="DIR",
        help="Quote the paragraphs that are cited, from the source texts in this folder.",
    )


def sources_option(function: Function) -> Function:
    return with_options(function, sources_parameter())


def open_texts(folder: Path | None, store: Store) -> Texts | None:
    """The texts in a folder; raises NoTextsError where it holds none, or says so if no option names it."""
    if folder is None:
        return None
    from irc_kg.provenance.sources import NoTextsError, Sources, Texts

    try:
        return Texts(Sources(store), folder)
    except NoTextsError as error:
        if is_typed("texts"):
            raise
        click.echo(f"Nothing is quoted, although {SOURCES_VARIABLE} is set: {error}", err=True)
        return None


def is_typed(name: str) -> bool:
    """Whether the value of an option stands on the command line, rather than in the environment."""
    return click.get_current_context().get_parameter_source(name) is ParameterSource.COMMANDLINE


def note_without_effect(names: Iterable[str], reason: str) -> None:
    """Say which of some options were typed and change nothing, and why; the names are those of parameters."""
    ctx = click.get_current_context()
    wanted = {name for name in names if is_typed(name)}
    typed = [each.opts[0] for each in ctx.command.get_params(ctx) if each.name in wanted]
    if typed:
        changes = "changes" if len(typed) == 1 else "change"
        click.echo(f"Note: {', '.join(typed)} {changes} nothing here: {reason}.", err=True)


_HELP_ON_AS_OF = (
    "Tell what had ended by this day, such as 2026-03-31 or yesterday, and what began later; today "
    "if none is given."
)


def as_of_parameter(text: str = _HELP_ON_AS_OF) -> click.Option:
    """The day by which what has ended says so."""
    return click.Option([AS_OF_OPTION], metavar="DATE", callback=_read_day, help=text)


def describe_day(day: PartialDate | None) -> str:
    """By which day it is shown what has ended, for a heading; nothing where it is today as ever."""
    return f"What had ended by {day.in_words()}, or began later, says so" if day else ""


def as_of_option(function: Function) -> Function:
    return with_options(function, as_of_parameter())


def _read_day(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> PartialDate | None:
    if value is None:
        return None
    from irc_kg.queries.header import read_day

    return read_day(value)  # as the parameter of a question does that asks for a day


def ids_parameter() -> click.Option:
    return click.Option(
        ["--ids"],
        is_flag=True,
        help="Show the CURIE of each thing beside its label, and behind each citation file and lines.",
    )


def table_options(function: Function) -> Function:
    """The options of every command whose answer is a table."""
    return with_options(
        function,
        format_parameter(TABLES.names),
        output_parameter(),
        ids_parameter(),
        endpoint_parameter(),
        root_parameter(),
    )


def with_options(function: Function, *options: click.Option) -> Function:
    """A function that will be a command, with some options before those it has."""
    parameters = function.__dict__.setdefault("__click_params__", [])
    parameters.extend(reversed(options))
    return function
