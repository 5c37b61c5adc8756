"""Options that several commands share, and commands that the project names."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from irc_kg.errors import IrcKgError, UnknownNameError, did_you_mean, either
from irc_kg.project import Project, open_project
from irc_kg.queries import Query
from irc_kg.queries.formats import TABLES
from irc_kg.store.datatypes import PartialDate, read_date
from irc_kg.store.names import XSD, close_names, fold

if TYPE_CHECKING:
    from irc_kg.provenance.sources import Texts
    from irc_kg.queries.header import Parameter
    from irc_kg.store import Store

Function = TypeVar("Function", bound=Callable[..., Any])
_MOST_TOLD = 8  # values, in the help of an option
_CHOICES = "--choices"
SOURCES_VARIABLE = "IRC_KG_SOURCES"
_AS_OF = "--as-of"
ONE_VALUE = "takes one value: leave all but one out."
_LENGTH_OF_LETTER = len("-f")


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


def current_root() -> Path | None:
    """The folder that --root names."""
    root: Path | None = click.get_current_context().find_root().meta.get("irc_kg.root")
    return root


def current_project() -> Project:
    """The project that the command is about, opened once."""
    meta = click.get_current_context().find_root().meta
    if "irc_kg.project" not in meta:
        meta["irc_kg.project"] = open_project(meta.get("irc_kg.root"))
    opened: Project = meta["irc_kg.project"]
    return opened


# Commands that the project names


class NamedCommands(click.Group):
    """Commands that the project names: questions, views, classes.

    Their options may also stand before the name. Which options there are depends on the name, so the group
    leaves those that are not its own as they are, and the command that is named parses them.
    """

    flags: frozenset[str] = frozenset()  # the options of the commands that take no value

    def __init__(self, name: str, **attributes: Any) -> None:  # noqa: ANN401  (those of click)
        super().__init__(name, invoke_without_command=True, no_args_is_help=False, **attributes)
        self.context_settings["ignore_unknown_options"] = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take help that is asked for before a name as help of what is named."""
        at = self.place_of_name(args)
        asked = [argument for argument in args[:at] if argument in ctx.help_option_names]
        if asked and at < len(args):
            others = [argument for argument in args[:at] if argument not in asked]
            args = [*others, *args[at:], asked[0]]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named, and all arguments but its name."""
        at = self.place_of_name(args)
        try:
            if at == len(args):
                self.refuse_nameless(ctx, args)
            command = self.get_command(ctx, args[at])
            return shlex.quote(args[at]), command, [*args[:at], *args[at + 1 :]]  # as it is typed in a shell
        except (click.UsageError, IrcKgError):
            if ctx.resilient_parsing:  # a shell asks what may stand next: nothing is known
                return None, None, []
            raise

    def place_of_name(self, args: Sequence[str]) -> int:
        """Where the name stands: behind options, each with its value; behind all where there is none."""
        at = 0
        while at < len(args) and args[at].startswith("-") and args[at] != "-":
            at += 2 if self._takes_next(args[at]) else 1
        return min(at, len(args))

    def _takes_next(self, option: str) -> bool:
        """Whether the value of an option is the argument behind it: not in --name=VALUE and -nVALUE."""
        is_letter_with_value = not option.startswith("--") and len(option) > _LENGTH_OF_LETTER
        return option not in self.flags and "=" not in option and not is_letter_with_value

    def refuse_nameless(self, ctx: click.Context, args: Sequence[str]) -> NoReturn:
        """Say that options alone name nothing."""
        ctx.fail(f"{args[0]} needs a name behind it. `{ctx.command_path} --help` lists the names.")

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """What may stand next, with the project at hand: click does not enter the context for it."""
        with ctx.scope(cleanup=False):
            return super().shell_complete(ctx, incomplete)


def flags_among(options: Iterable[click.Option]) -> frozenset[str]:
    """The names of the options that take no value, and of those for help."""
    flags = [one for one in options if one.is_flag]
    return frozenset({"-h", "--help", *(name for one in flags for name in (*one.opts, *one.secondary_opts))})


@contextmanager
def offer_thing(name: str, command: str) -> Iterator[None]:
    """Where a name is that of a thing, and of nothing that was looked for, say which command takes it."""
    try:
        yield
    except UnknownNameError as error:
        if not current_project().store.names.find(name):
            raise
        raise IrcKgError(f"{error} Or did you mean `irc-kg {command} {shlex.quote(name)}`?") from error


def complete_thing(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Things whose name begins as the word does that is being typed."""
    with ctx.scope(cleanup=False):
        names = current_project().store.names.all
    return complete_among(sorted({name.text for name in names}), incomplete)


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


# The parameters of a query


class ParameterOption(click.Option):
    """An option that stands for one parameter of a query."""

    def __init__(
        self, query: Query, parameter: Parameter, project: Project, names: Sequence[str], key: str
    ) -> None:
        self.query = query
        self.parameter = parameter
        self.project = project
        super().__init__(
            [*names, key], multiple=True, metavar=parameter.name.upper(), shell_complete=self._complete
        )

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """The option and what it takes; the values are looked up only when help is wanted."""
        del ctx
        told = [f"{self.parameter.kind_in_words[:1].upper()}{self.parameter.kind_in_words[1:]}."]
        values = self.values()
        if values:
            all_of_them = f"({len(values)} in all: {_CHOICES} {self.opts[0].removeprefix('--')})"
            more = f", … {all_of_them}" if len(values) > _MOST_TOLD else ""
            told.append(f"One of: {', '.join(values[:_MOST_TOLD])}{more}.")
        defaults = self.query.defaults_of(self.parameter)
        if defaults:
            told.append(f"Default: {', '.join(defaults)}.")
        elif not self.parameter.optional:
            told.append("Required.")
        return f"{', '.join(self.opts)} {self.metavar}", " ".join([*told, "May be repeated."])

    def values(self) -> list[str]:
        """The values that the parameter can take, things by their labels."""
        return self.project.choices(self.query, self.parameter)

    def _complete(
        self, _ctx: click.Context, _parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return complete_among(self.values(), incomplete)


def with_whole_hints(message: str) -> str:
    """What is said of a parameter, with the whole line that lists what it can be, as a shell takes it."""
    ctx = click.get_current_context()
    query = f" --query {ctx.params['query_name']}" if ctx.params.get("query_name") else ""
    return message.replace(f"`{_CHOICES}", f"`{ctx.command_path}{query} {_CHOICES}")


class _ChoicesOption(click.Option):
    """The option that lists what a parameter can be, in place of an answer."""

    def __init__(self, options: Sequence[ParameterOption]) -> None:
        self._options = {option.opts[0].removeprefix("--"): option for option in options}
        super().__init__(
            [_CHOICES],
            metavar="PARAMETER",
            type=click.Choice([*self._options], case_sensitive=False),
            expose_value=False,
            is_eager=True,
            callback=self._list,
            help=f"List all that a parameter can be, one a line: {either([*self._options])}.",
        )

    def _list(self, ctx: click.Context, _parameter: click.Parameter, name: str | None) -> None:
        if name is None or ctx.resilient_parsing:
            return
        option = self._options[name]
        values = option.values()
        for value in values:
            click.echo(value)
        if not values:
            click.echo(f"--{name} takes {option.parameter.kind_in_words}; no values are listed.", err=True)
        ctx.exit()


class ParameterCommand(OneValueCommand):
    """A command that has the parameters of a query among its options."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  (as click has it)
        try:
            return super().invoke(ctx)
        except UnknownNameError as error:
            raise IrcKgError(with_whole_hints(str(error))) from error


class NamedCommand(ParameterCommand):
    """What a project names, as a command; what stands beside its options is answered with how to type it."""

    # complexity: one branch for each thing that is no option where one may stand
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, [*args])
        except click.NoSuchOption:
            # As -nation, of which click would take the first letter.
            known = {name for option in self.get_params(ctx) for name in option.opts}
            meant = [f"-{typed}" for typed in args if f"-{typed.partition('=')[0]}" in known]
            if meant:
                raise click.NoSuchOption(meant[0][1:], possibilities=meant, ctx=ctx) from None
            raise
        if rest and not ctx.resilient_parsing:
            self._refuse_extra(ctx, rest)
        return rest

    def _refuse_extra(self, ctx: click.Context, rest: Sequence[str]) -> NoReturn:
        options = [option for option in self.params if isinstance(option, ParameterOption)]
        meant = _options_meant(options, rest)
        if meant:
            hint = f"Did you mean {' '.join(meant)}?"
        elif options:
            hint = f"A value stands behind its option: {either([option.opts[0] for option in options])}."
        else:
            hint = "It takes options only."
        ctx.fail(f"Got unexpected extra argument ({' '.join(rest)}). {hint}")


def _options_meant(options: Sequence[ParameterOption], words: Sequence[str]) -> list[str]:
    """The options with their values that some words without any may be meant as: ``--nation Wales``."""
    name, _, value = words[0].removeprefix("?").rpartition("=")
    named = [option for option in options if f"--{name.lower()}" in option.opts]
    if named:
        return [_as_typed(named[0], value)]
    for option in options:
        if values := _values_among(option, words):
            return [_as_typed(option, value) for value in values]
    return []


def _values_among(option: ParameterOption, words: Sequence[str]) -> list[str]:
    """What of some words an option can be: all as one value, or each that is one."""
    known = {fold(value) for value in option.values()}
    whole = " ".join(words)
    return [whole] if fold(whole) in known else [word for word in words if fold(word) in known]


def _as_typed(option: click.Option, value: str) -> str:
    return f"{option.opts[0]} {shlex.quote(value)}"


def parameter_options(query: Query, taken: set[str]) -> dict[str, click.Option]:
    """The options of a query by their keys; an option whose name is ``taken`` gets ``-value`` behind it.

    Where there are any, the last lists what each can be.
    """
    options: dict[str, click.Option] = {}
    for index, parameter in enumerate(query.parameters):
        name = parameter.option + ("-value" if parameter.option in {*taken, _CHOICES} else "")
        key = f"value_{index}"
        names = dict.fromkeys((name, _AS_OF) if parameter == query.day_parameter else (name,))
        options[key] = ParameterOption(query, parameter, current_project(), [*names], key)
    if options:
        options["choices"] = _ChoicesOption([*options.values()])  # type: ignore[list-item]
    return options


def parameter_values(
    options: Mapping[str, click.Option], given: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """The values by name of parameter."""
    return {
        option.parameter.name: given[key]
        for key, option in options.items()
        if isinstance(option, ParameterOption)
    }


def summary_of(query: Query) -> str:
    """The summary of a query with the names of its parameters; what is wrong where it cannot be read."""
    try:
        summary = query.header.summary
    except IrcKgError as error:
        return f"({error})"
    for parameter in query.parameters:
        summary = summary.replace(f"{{{parameter.name}}}", parameter.name.upper())
    return summary


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


def as_of_parameter() -> click.Option:
    """The day by which what has ended says so."""
    return click.Option(
        [_AS_OF],
        metavar="DATE",
        callback=_read_day,
        help="Tell what had ended by this day, such as 2026-03-31 or yesterday, and what began later; today "
        "if none is given.",
    )


def describe_day(day: PartialDate | None) -> str:
    """By which day it is shown what has ended, for a heading; nothing where it is today as ever."""
    return f"What had ended by {day.in_words()}, or began later, says so" if day else ""


def as_of_option(function: Function) -> Function:
    return with_options(function, as_of_parameter())


def _read_day(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> PartialDate | None:
    if value is None:
        return None
    from irc_kg.queries.header import AS_OF, Parameter

    # The same days as the parameter of a question takes that asks for one.
    return read_date(Parameter(AS_OF, AS_OF, XSD + "date").literal(value).value)


def ids_parameter() -> click.Option:
    return click.Option(
        ["--ids"],
        is_flag=True,
        help="Show the CURIE of each thing beside its label, and behind each citation file and lines.",
    )


def table_options(function: Function) -> Function:
    """The options of every command whose answer is a table."""
    return with_options(
        function, format_parameter(TABLES.names), output_parameter(), ids_parameter(), root_parameter()
    )


def with_options(function: Function, *options: click.Option) -> Function:
    """A function that will be a command, with some options before those it has."""
    parameters = function.__dict__.setdefault("__click_params__", [])
    parameters.extend(reversed(options))
    return function
