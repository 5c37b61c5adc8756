"""What the commands that edit share: their options, and what they say of a change."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from irc_kg.cli.options import complete_thing, root_option
from irc_kg.editing.changes import Change
from irc_kg.editing.placing import UnclearFileError
from irc_kg.store.project_files import ProjectFiles

Function = TypeVar("Function", bound=Callable[..., Any])


def edit_options(function: Function) -> Function:
    """The options of every command that changes a file."""
    options = (
        click.option("--to", type=click.Path(path_type=Path), metavar="FILE", help="The file to change."),
        click.option("--source", metavar="DOCUMENT", help="The source that states it; tells the file, too."),
        click.option("--dry-run", is_flag=True, help="Show the change; write nothing."),
        root_option,
    )
    for option in reversed(options):
        function = option(function)
    return function


def statement_arguments(function: Function) -> Function:
    """SUBJECT PREDICATE OBJECT."""
    names = (("subject", "SUBJECT"), ("predicate", "PREDICATE"), ("object_", "OBJECT"))
    for name, shown in reversed(names):
        function = click.argument(name, metavar=shown, shell_complete=complete_thing)(function)
    return function


def changed(make: Callable[[Path | None], Change], to: Path | None) -> Change:
    """The change that is made to the file named; on a terminal it is asked for where it is not clear."""
    try:
        return make(to)
    except UnclearFileError as error:
        if not error.choices or not sys.stdin.isatty():
            raise
        for number, choice in enumerate(error.choices, 1):
            click.echo(f"  {number}  {choice}", err=True)
        which = click.IntRange(1, len(error.choices))
        number = click.prompt("Which file states this?", type=which, err=True)
        return make(Path(error.choices[number - 1]))


def report(
    project: ProjectFiles, change: Change, *, dry_run: bool, unchanged: str = "says so already"
) -> None:
    """Say what changed: the change itself on a dry run, else the file."""
    name = project.display_path(change.file)
    if change.is_empty:
        click.echo(f"{name} {unchanged}; nothing was written.", err=True)
    elif dry_run:
        click.echo(change.diff(name), nl=False)
        click.echo("Nothing was written (--dry-run).", err=True)
    else:
        click.echo(f"Changed {name}.", err=True)
