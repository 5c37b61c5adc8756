"""Options that several commands share, and commands that the project names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
import pyoxigraph as ox
from click.shell_completion import CompletionItem

from irc_kg.errors import IrcKgError
from irc_kg.project import Project, open_project
from irc_kg.queries import Query
from irc_kg.queries.formats import TABLES
from irc_kg.queries.tables import text
from irc_kg.store.names import fold

if TYPE_CHECKING:
    from irc_kg.queries.header import Parameter

Function = TypeVar("Function", bound=Callable[..., Any])
_MOST_TOLD = 8  # values, in the help of an option
_LENGTH_OF_LETTER = len("-f")


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


def read_root(ctx: click.Context, arguments: Sequence[str]) -> None:
    """Look for --root among all arguments of a command line, before they are parsed.

    Which questions, views and classes there are depends on the project, and so do their options.
    """
    if not any(argument.startswith("--root") for argument in arguments):
        return
    reader = click.Command(
        None,
        params=[root_parameter()],
        add_help_option=False,
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )
    reader.make_context(None, list(arguments), parent=ctx, resilient_parsing=ctx.resilient_parsing)


def current_root() -> Path | None:
    """The folder that --root names."""
    root: Path | None = click.get_current_context().find_root().meta.get("irc_kg.root")
    return root


def current_project() -> Project:
    """The project that the command is about, opened once."""
    meta = click.get_current_context().find_root().meta
    if "irc_kg.project" not in meta:
        meta["irc_kg.project"] = open_project(current_root())
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

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named, and all arguments but its name."""
        at = self.place_of_name(args)
        try:
            if at == len(args):
                self.refuse_nameless(ctx, args)
            return args[at], self.get_command(ctx, args[at]), [*args[:at], *args[at + 1 :]]
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


def complete_thing(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Things whose name begins as the word does that is being typed."""
    with ctx.scope(cleanup=False):
        names = current_project().store.names.all
    return complete_among(sorted({name.text for name in names}), incomplete)


def complete_among(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    """Those of some names that begin as the word does that is being typed."""
    wanted = fold(incomplete)
    return [CompletionItem(name) for name in names if fold(name).startswith(wanted)]


# The parameters of a query


class ParameterOption(click.Option):
    """An option that stands for one parameter of a query."""

    def __init__(self, query: Query, parameter: Parameter, project: Project, name: str, key: str) -> None:
        self.query = query
        self.parameter = parameter
        self.project = project
        super().__init__(
            [name, key], multiple=True, metavar=parameter.name.upper(), shell_complete=self._complete
        )

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """The option and what it takes; the values are looked up only when help is wanted."""
        del ctx
        told = [f"{self.parameter.kind_in_words[:1].upper()}{self.parameter.kind_in_words[1:]}."]
        values = self._values()
        if values:
            more = f", … ({len(values)} in all)" if len(values) > _MOST_TOLD else ""
            told.append(f"One of: {', '.join(values[:_MOST_TOLD])}{more}.")
        defaults = self.query.header.defaults.get(self.parameter.name, ())
        if defaults:
            told.append(f"Default: {', '.join(defaults)}.")
        elif not self.parameter.optional:
            told.append("Required.")
        return f"{self.opts[0]} {self.metavar}", " ".join([*told, "May be repeated."])

    def _values(self) -> list[str]:
        """The values that the parameter can take, things by their labels."""
        store = self.project.store
        listed = self.query.header.enumerate.get(self.parameter.name)
        if listed:
            return [store.label(store.prefixes.expand(value) or value) for value in listed]
        terms = self.project.runner.choices(self.query, self.parameter)
        return [store.label(term.value) if isinstance(term, ox.NamedNode) else text(term) for term in terms]

    def _complete(
        self, _ctx: click.Context, _parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return complete_among(self._values(), incomplete)


def parameter_options(query: Query, taken: set[str]) -> dict[str, click.Option]:
    """The options of a query by their keys; an option whose name is ``taken`` gets ``-value`` behind it."""
    options: dict[str, click.Option] = {}
    for index, parameter in enumerate(query.parameters):
        name = parameter.option + ("-value" if parameter.option in taken else "")
        key = f"value_{index}"
        options[key] = ParameterOption(query, parameter, current_project(), name, key)
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
        ["--format", "-f", "format_name"], type=click.Choice(choices), help="The form of the answer."
    )


def output_parameter() -> click.Option:
    return click.Option(
        ["--output", "-o"],
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write to this file; its ending tells the form.",
    )


def ids_parameter() -> click.Option:
    return click.Option(["--ids"], is_flag=True, help="Show the CURIE of each thing beside its label.")


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
