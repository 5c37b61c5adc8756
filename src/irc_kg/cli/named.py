"""Commands that the project names, and the parameters of queries as their options."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.shell_completion import CompletionItem

from irc_kg.cli.options import AS_OF_OPTION, OneValueCommand, complete_among, current_project
from irc_kg.errors import IrcKgError, UnknownNameError, either
from irc_kg.project import Project
from irc_kg.queries import Query
from irc_kg.store.names import fold

if TYPE_CHECKING:
    from irc_kg.queries.header import Parameter

_MOST_TOLD = 8  # values, in the help of an option
_CHOICES = "--choices"
_LENGTH_OF_LETTER = len("-f")


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
        names = dict.fromkeys((name, AS_OF_OPTION) if parameter == query.day_parameter else (name,))
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
