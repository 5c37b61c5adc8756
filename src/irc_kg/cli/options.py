"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from irc_kg.cli.output import TABLE_FORMATS
from irc_kg.project import Project, open_project
from irc_kg.store.names import fold

Function = TypeVar("Function", bound=Callable[..., Any])


class ProjectGroup(click.Group):
    """A group whose commands depend on the project."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """What may stand next, with the project at hand: click does not enter the context for it."""
        with ctx.scope(cleanup=False):
            return super().shell_complete(ctx, incomplete)


def complete_thing(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Things whose name begins as the word does that is being typed."""
    with ctx.scope(cleanup=False):
        names = current_project().store.names.all
    wanted = fold(incomplete)
    found = {name.text for name in names if fold(name.text).startswith(wanted)}
    return [CompletionItem(name) for name in sorted(found)]


def _remember_root(ctx: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.find_root().meta["irc_kg.root"] = value


def root_parameter() -> click.Option:
    """Where the project is: may stand before or behind the name of a command."""
    return click.Option(
        ["--root"],
        type=click.Path(path_type=Path),
        expose_value=False,
        is_eager=True,
        callback=_remember_root,
        help="The folder that holds graph/, ontology/ and queries/; else IRC_KG_ROOT, else the nearest "
        "upwards, else the copy in the package.",
    )


def root_option(function: Function) -> Function:
    return _with(function, root_parameter())


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
    return _with(
        function, format_parameter(TABLE_FORMATS), output_parameter(), ids_parameter(), root_parameter()
    )


def _with(function: Function, *options: click.Option) -> Function:
    parameters = function.__dict__.setdefault("__click_params__", [])
    parameters.extend(reversed(options))
    return function


def current_project() -> Project:
    """The project that the command is about, opened once."""
    meta = click.get_current_context().find_root().meta
    if "irc_kg.project" not in meta:
        meta["irc_kg.project"] = open_project(meta.get("irc_kg.root"))
    opened: Project = meta["irc_kg.project"]
    return opened
