"""``irc-kg index``: the compiled index of a large project, which is made and follows the files unasked."""

from __future__ import annotations

import os

import click

from irc_kg.cli.options import OneValueCommand, current_project, progress_on_terminal, root_option
from irc_kg.errors import count
from irc_kg.store.index import Index, State
from irc_kg.store.loading import ALWAYS, NEVER, SMALLEST, SMALLEST_FOR_A_QUESTION, VARIABLE, is_wanted
from irc_kg.store.manifest import Manifest
from irc_kg.store.project_files import ProjectFiles, readable

_DAMAGED = 1
_MOST_NAMED = 5  # files, in one line
_MEGABYTE = 1_000_000


@click.group("index")
@root_option
def index_command() -> None:
    """The index of the project: what a command answers from without reading all files.

    It stands in your cache folder, is made from the files when first it is needed, follows them, and can be
    removed at any time. Small projects need none.
    """


@index_command.command("status", cls=OneValueCommand)
@root_option
def status_command() -> None:
    """Tell whether there is an index, of which files, and whether it agrees with them."""
    files = current_project().files
    state = Index(files).state()
    click.echo(_sentence_on(state))
    if not is_wanted(files):
        click.echo(_use_of(files))


def _use_of(files: ProjectFiles) -> str:
    """Who uses the index where not all do, and why."""
    if os.environ.get(VARIABLE) == NEVER:
        return f"It is not used: {VARIABLE} is {NEVER}."
    always = f"{VARIABLE}={ALWAYS} has it used"
    if is_wanted(files, asks_little=True):
        small = f"of less than {SMALLEST / _MEGABYTE:g} MB, all others read the files"
        return f"It is used by query, show, find and cite: {small}. {always} by all."
    small = f"a project of less than {SMALLEST_FOR_A_QUESTION / _MEGABYTE:g} MB is read from its files"
    return f"It is not used: {small}. {always}."


def _sentence_on(state: State) -> str:
    if state.manifest is None:
        return "There is no index of this project."
    size = f"{state.size / _MEGABYTE:.1f} MB"
    told = f"The index in {readable(state.folder)} has {_size_of(state.manifest)}, in {size}."
    if not state.differing:
        return f"{told} It agrees with the files."
    named = ", ".join(state.differing[:_MOST_NAMED])
    more = " …" if len(state.differing) > _MOST_NAMED else ""
    verb = "differs" if len(state.differing) == 1 else "differ"
    files = f"{count(len(state.differing), 'file')} {verb} from it ({named}{more})"
    return f"{told} {files}: the next command takes them in."


def _size_of(manifest: Manifest) -> str:
    return f"{count(manifest.statements, 'statement')} of {count(len(manifest.sources), 'file')}"


@index_command.command("build", cls=OneValueCommand)
@root_option
def build_command() -> None:
    """Make the index anew, of all files."""
    opened = Index(current_project().files, progress_on_terminal()).rebuild()
    click.echo(f"Made the index: {_size_of(opened.manifest)}.", err=True)


@index_command.command("verify", cls=OneValueCommand)
@root_option
def verify_command() -> int:
    """Compare every byte of the index with what was written; a damaged one is thrown away."""
    faults = Index(current_project().files).verify()
    if faults is None:
        click.echo("There is no index of this project, or one that had to be thrown away.", err=True)
        return 0
    if not faults:
        click.echo("The index is as it was written.", err=True)
        return 0
    damaged = f"The index was damaged and is thrown away ({', '.join(faults)})"
    click.echo(f"{damaged}: the next command makes it anew.", err=True)
    return _DAMAGED


@index_command.command("clear", cls=OneValueCommand)
@root_option
def clear_command() -> None:
    """Remove the index."""
    Index(current_project().files).clear()
    click.echo("There is no index of this project now.", err=True)
