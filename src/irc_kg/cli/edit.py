"""``irc-kg add``, ``remove`` and ``set``: single statements in the right file, as text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from irc_kg.cli.options import complete_thing, current_project, root_option
from irc_kg.cli.prompts import choose_unclear_file
from irc_kg.editing.changes import Change

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


def _statement_arguments(function: Function) -> Function:
    """SUBJECT PREDICATE OBJECT."""
    names = (("subject", "SUBJECT"), ("predicate", "PREDICATE"), ("object_", "OBJECT"))
    for name, metavar in reversed(names):
        function = click.argument(name, metavar=metavar, shell_complete=complete_thing)(function)
    return function


@click.command("add")
@_statement_arguments
@click.option("--paragraph", type=click.IntRange(0), help="The paragraph of the section that states it.")
@edit_options
def add_command(
    subject: str,
    predicate: str,
    object_: str,
    paragraph: int | None,
    to: Path | None,
    source: str | None,
    dry_run: bool,
) -> None:
    """Add the statement SUBJECT PREDICATE OBJECT to the file of its source.

    Things and relations are given by their names, CURIEs or IRIs ("Integrated Care Fund" "is funded by"
    "Welsh Government"); texts and dates as they are. One line is added; every other byte of the file stays.
    """
    statements = current_project().statements
    change = choose_unclear_file(
        lambda file: statements.add(
            subject, predicate, object_, to=file, source=source, paragraph=paragraph, dry_run=dry_run
        ),
        to,
    )
    _report(change, dry_run=dry_run)


@click.command("remove")
@_statement_arguments
@edit_options
def remove_command(
    subject: str, predicate: str, object_: str, to: Path | None, source: str | None, dry_run: bool
) -> None:
    """Remove the statement SUBJECT PREDICATE OBJECT from the file that makes it.

    Terms are given as for `irc-kg add`. Only what states it goes; every other byte of the file stays.
    """
    statements = current_project().statements
    change = choose_unclear_file(
        lambda file: statements.remove(subject, predicate, object_, to=file, source=source, dry_run=dry_run),
        to,
    )
    _report(change, dry_run=dry_run, unchanged="does not state this")


@click.command("set")
@click.argument("subject", shell_complete=complete_thing)
@click.argument("predicate", shell_complete=complete_thing)
@click.argument("objects", metavar="OBJECT...", nargs=-1, required=True, shell_complete=complete_thing)
@edit_options
def set_command(
    subject: str, predicate: str, objects: tuple[str, ...], to: Path | None, source: str | None, dry_run: bool
) -> None:
    """Give PREDICATE of SUBJECT just these values, in the place of those it has in one file.

    Terms are given as for `irc-kg add`.
    """
    statements = current_project().statements
    change = choose_unclear_file(
        lambda file: statements.set(subject, predicate, objects, to=file, source=source, dry_run=dry_run),
        to,
    )
    _report(change, dry_run=dry_run)


def _report(change: Change, *, dry_run: bool, unchanged: str = "says so already") -> None:
    """Say what changed: the change itself on a dry run, else the file."""
    name = current_project().files.display_path(change.file)
    if change.is_empty:
        click.echo(f"{name} {unchanged}; nothing was written.", err=True)
    elif dry_run:
        click.echo(change.diff(name), nl=False)
        click.echo("Nothing was written (--dry-run).", err=True)
    else:
        click.echo(f"Changed {name}.", err=True)
